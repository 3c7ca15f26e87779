"""The same layers with folium as fast as it gets: canvas, circle markers, no tiles."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import folium


def main(layers: Path, target: Path) -> None:
    """Write a page with one folium.GeoJson a layer, drawn on a canvas."""
    page = folium.Map(location=[45.5, 79.5], zoom_start=7, tiles=None, prefer_canvas=True)
    for path in sorted(layers.glob("*.geojson")):
        data = json.loads(path.read_text(encoding="utf-8"))
        data["features"] = [item for item in data["features"] if item["geometry"]]
        if data["features"]:
            shared = set.intersection(*(set(item["properties"]) for item in data["features"]))
            fields = [key for key in data["features"][0]["properties"] if key in shared]
            marker = folium.CircleMarker(radius=5, fill=True)
            popup = folium.GeoJsonPopup(fields=fields)
            folium.GeoJson(data, name=path.stem, marker=marker, popup=popup).add_to(page)
    page.save(target)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
