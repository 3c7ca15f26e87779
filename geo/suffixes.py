"""Which files are layers, told by what their names end in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: GeoJSON text sequences (RFC 8142): features one after the other.
SEQUENCES = (".geojsonl", ".geojsons", ".ndjson")
#: Features in columns, which are no text.
COLUMNS = (".fgb", ".gpkg", ".parquet", ".geoparquet")
#: Archives of tiles; a layer is one whose settings name a table with its rows.
TILES = ".pmtiles"
LAYERS = (".geojson", *SEQUENCES, *COLUMNS)


def is_layer(path: Path) -> bool:
    """Whether a file of this name is a layer."""
    return path.suffix.lower() in LAYERS


def is_sequence(path: Path) -> bool:
    """Whether it is a text sequence, in which no comma stands between features."""
    return path.suffix.lower() in SEQUENCES


def is_columnar(path: Path) -> bool:
    """Whether it is kept in columns, its own or those of the table beside it."""
    return path.suffix.lower() in COLUMNS or is_tiled(path)


def is_tiled(path: Path) -> bool:
    """Whether it is an archive of tiles."""
    return path.suffix.lower() == TILES
