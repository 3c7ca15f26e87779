"""The same layers with GeoDataFrame.explore(): what an analyst writes in a notebook."""

from __future__ import annotations

import sys
from pathlib import Path

import geopandas


def main(layers: Path, target: Path) -> None:
    """Write a page with all layers, each feature's name at the pointer, the rest at a click."""
    page = None
    for path in sorted(layers.glob("*.geojson")):
        frame = geopandas.read_file(path)
        frame = frame[frame.geometry.notna()]
        if not frame.empty:
            # What explore adds to an earlier layer's map comes back as that map.
            page = frame.explore(m=page, name=path.stem, tooltip="name_en", popup=True)
    if page is None:
        sys.exit("nothing to draw")
    page.save(target)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
