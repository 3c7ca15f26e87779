"""The same layers with folium.GeoJson, a popup and a tooltip on each: what is used today."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import folium


def main(layers: Path, target: Path) -> None:
    """Write a page with one folium.GeoJson a layer."""
    page = folium.Map(location=[45.5, 79.5], zoom_start=7)
    for path in sorted(layers.glob("*.geojson")):
        data = json.loads(path.read_text(encoding="utf-8"))
        placed = [item for item in data["features"] if item["geometry"]]
        if not placed:
            continue
        data["features"] = placed
        shared = set.intersection(*(set(item["properties"]) for item in placed))
        fields = [key for key in placed[0]["properties"] if key in shared]
        folium.GeoJson(
            data,
            name=path.stem,
            popup=folium.GeoJsonPopup(fields=fields),
            tooltip=folium.GeoJsonTooltip(fields=fields[:1]),
        ).add_to(page)
    folium.LayerControl().add_to(page)
    page.save(target)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
