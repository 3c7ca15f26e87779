"""A layer that another engine has tiled: a PMTiles archive, and a table with its attributes.

The rows of the table are the features. Their shapes are drawn from the archive's tiles; here
each row has one point, by which it is found and counted: from columns of the table, from its
own geometry, or from where the deepest tiles have it.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyogrio.raw
import shapely

from geo.columns import gdal, parquet
from geo.columns.errors import ColumnsError
from geo.columns.numbered import numbered
from geo.pmtiles import ArchiveError, read_archive

if TYPE_CHECKING:
    from pathlib import Path

#: Columns of a point, and of bounds, by their lower-case names.
_POINTS = (("lon", "lat"), ("lng", "lat"), ("longitude", "latitude"), ("x", "y"))
_BOXES = (
    ("west", "south", "east", "north"),
    ("xmin", "ymin", "xmax", "ymax"),
    ("minx", "miny", "maxx", "maxy"),
)
_TABLES = (".parquet", ".geoparquet", ".csv", ".fgb", ".gpkg")
#: The key by which rows and things in tiles belong together, where NAME.toml names none.
KEY = "id"
_MERCATOR = 20037508.342789244


def count(path: Path, table: str) -> int:
    """How many rows the table has."""
    source = _source(path, table)
    if source.suffix.lower() == ".csv":
        with source.open("rb") as file:
            return max(
                0, sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b"")) - 1
            )
    return parquet.count(source, "") if _is_parquet(source) else gdal.count(source, "")


def batches(path: Path, table: str, size: int) -> Iterator[tuple[list[Any], Any]]:
    """Properties of the rows and their points as WKB, batch by batch."""
    try:
        archive = read_archive(path)
    except ArchiveError as error:
        message = f"this archive can't be drawn: {error}"
        raise ColumnsError(message, error.hint) from error
    if archive.kind != "mvt":
        message = f"its tiles are images ({archive.kind}), in which no feature can be told"
        raise ColumnsError(message, "a layer has vector tiles; images may be the base map")
    source = _source(path, table)
    key = key_of(path)
    derived: dict[str, tuple[float, float]] | None = None
    for said, own in _rows(source, size):
        places = _places(said, own)
        if places is None:
            if derived is None:
                derived = _derived(path, archive.max_zoom, key)
            places = [derived.get(str(row.get(key, "")), (np.nan, np.nan)) for row in said]
        found = np.array(places, np.float64).reshape(-1, 2)
        points = np.full(len(said), None, object)
        good = np.isfinite(found).all(axis=1)
        points[good] = shapely.to_wkb(shapely.points(found[good]))
        yield [_properties(row, key) for row in said], list(points)


def key_of(path: Path) -> str:
    """The key that NAME.toml names."""
    try:
        said = tomllib.loads(path.with_suffix(".toml").read_bytes().decode("utf-8-sig"))
    except (OSError, ValueError):
        return KEY
    key = said.get("key", KEY)
    return key if isinstance(key, str) and key else KEY


def _source(path: Path, table: str) -> Path:
    toml = path.with_suffix(".toml").name
    if not table.lower().endswith(_TABLES) or re.search(r"[/\\:\x00-\x1f]", table):
        message = f"{toml} names {table!r} as its table, which is none that can be read"
        raise ColumnsError(message, f"a table beside it: {', '.join(_TABLES)}")
    source = path.with_name(table)
    if not source.is_file():
        message = f"there is no table {table!r}, which {toml} names"
        raise ColumnsError(message, "put it beside the archive")
    return source


def _is_parquet(source: Path) -> bool:
    return source.suffix.lower() in {".parquet", ".geoparquet"}


def _rows(source: Path, size: int) -> Iterator[tuple[list[dict[str, Any]], Any]]:
    """Rows, and their own geometries as WKB where the table has some."""
    if source.suffix.lower() == ".csv":
        yield from ((rows, None) for rows in _csv(source, size))
    elif not _is_parquet(source):
        yield from gdal.batches(source, "", size)
    elif parquet.is_geo(source):
        yield from parquet.batches(source, "", size)
    else:
        yield from ((rows, None) for rows in parquet.plain_batches(source, size))


def _csv(source: Path, size: int) -> Iterator[list[dict[str, Any]]]:
    from pyarrow import csv  # noqa: PLC0415 - of all tables, only these need it

    try:
        with csv.open_csv(source) as reader:
            for block in reader:
                for start in range(0, block.num_rows, size):
                    yield block.slice(start, size).to_pylist()
    except pa.ArrowException as error:
        message = f"the table can't be read: {error!s:.200}"
        raise ColumnsError(
            message, "a CSV in UTF-8, its columns named in the first line"
        ) from error


def _places(said: list[dict[str, Any]], own: Any) -> Any:
    """Longitude and latitude of each row; None where the table doesn't have them."""
    if not said:
        return []
    if own is not None:
        points = shapely.point_on_surface(shapely.from_wkb(own, on_invalid="ignore"))
        return np.column_stack((shapely.get_x(points), shapely.get_y(points)))
    for names in (*_POINTS, *_BOXES):
        columns = _columns(said[0], names)
        if columns:
            cells = np.array([[_degrees(row[name]) for name in columns] for row in said])
            half = len(columns) // 2
            return cells if half == 1 else (cells[:, :2] + cells[:, 2:]) / 2
    return None


def _columns(row: dict[str, Any], names: tuple[str, ...]) -> list[str]:
    """The row's own names of these columns; none where one is missing."""
    known = {name.lower(): name for name in row}
    return [known[name] for name in names] if all(name in known for name in names) else []


def _degrees(value: object) -> float:
    return float(value) if isinstance(value, int | float) else float("nan")


def _properties(row: dict[str, Any], key: str) -> dict[str, Any]:
    """What a row says beside its place; the key becomes the feature's id."""
    used = {name for names in (*_POINTS, *_BOXES) for name in _columns(row, names)}
    own = {KEY: row[key]} if row.get(key) is not None else {}
    return own | {name: value for name, value in row.items() if name not in {*used, key}}


def _derived(path: Path, zoom: int, key: str) -> dict[str, tuple[float, float]]:
    """Where the tiles of the deepest zoom have what belongs to a key."""
    found: dict[str, tuple[float, float]] = {}
    largest: dict[str, float] = {}
    for layer, _kind in pyogrio.list_layers(path):
        meta, _fids, shapes, columns = pyogrio.raw.read(path, layer=layer, ZOOM_LEVEL=str(zoom))
        fields = list(meta["fields"])
        if key in fields:
            keys = columns[fields.index(key)]
        elif "json" in fields:  # of an archive that doesn't say what its tiles have
            said = (json.loads(text or "{}") for text in columns[fields.index("json")])
            keys = [row.get(key, "") for row in said]
        else:
            continue
        geometry = shapely.from_wkb(shapes)
        points = shapely.point_on_surface(geometry)
        sizes = shapely.area(geometry) + shapely.length(geometry)
        lon = shapely.get_x(points) / _MERCATOR * 180
        lat = np.degrees(np.arctan(np.sinh(shapely.get_y(points) / _MERCATOR * np.pi)))
        for own, x, y, extent in zip(keys, lon, lat, sizes, strict=True):
            # Whole numbers come as decimals where some are missing.
            text = str(int(own) if isinstance(own, float) and own.is_integer() else own)
            if text and largest.get(text, -1.0) < extent:
                largest[text] = extent
                found[text] = (float(x), float(y))
    return found or dict(numbered(path, zoom))
