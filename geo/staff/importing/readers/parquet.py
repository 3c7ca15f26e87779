"""GeoParquet through pyarrow, whose types go to JSON without a data frame between."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import shapely

from geo.errors import MapError
from geo.staff.importing.limits import MAX_BYTES, MAX_FEATURES
from geo.staff.importing.table import Record, Table
from geo.staff.importing.values import jsonable

if TYPE_CHECKING:
    from pathlib import Path

    from geo.staff.importing.source import Options

_EXTRA = (
    "GeoParquet is read with pyarrow, which is not installed; install it: "
    'python -m pip install -e ".[import]"'
)
_PLAIN = ("x", "y", "z")


def tables(path: Path, options: Options) -> list[str]:
    """A file is one table."""
    del options
    return [path.stem]


def read(path: Path, table: str, options: Options) -> Table:
    """All rows. The coordinate system is what the file's own description says."""
    del options
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        message = f"{path.name}: {_EXTRA}"
        raise MapError(message) from None
    try:
        with pq.ParquetFile(path) as file:
            meta = file.metadata
            size = sum(meta.row_group(i).total_byte_size for i in range(meta.num_row_groups))
            if meta.num_rows > MAX_FEATURES or size > MAX_BYTES:
                message = f"{path.name}: {meta.num_rows} rows, {size} bytes: too large"
                raise MapError(message)
            described = _described(path, file.schema_arrow.metadata or {})
            rows = file.read()
    except (pa.ArrowException, OSError) as error:
        message = f"{path.name}: the file is damaged ({error!s:.200})"
        raise MapError(message) from error
    primary = described["primary_column"]
    column = described["columns"][primary]
    found = Table(table, "geoparquet", [])
    found.crs, found.crs_said = _crs(column, path)
    others = [name for name in described["columns"] if name != primary]
    for name in others:
        found.losses.add(f"{name}: a second geometry", "", len(rows))
    skipped = {primary, *others, *_boxes(column)}
    names = [name for name in rows.column_names if name not in skipped]
    shapes = _shapes(path, rows.column(primary), column, found)
    values = {name: rows.column(name).to_pylist() for name in names}
    for index, shape in enumerate(shapes):
        place = f"row {index + 1}"
        row = {name: jsonable(values[name][index], name, place, found.losses) for name in names}
        found.records.append(Record(place, row, shape))
    return found


def _described(path: Path, metadata: dict[bytes, bytes]) -> dict[str, Any]:
    """The member "geo" of the file's metadata, as the GeoParquet specification has it."""
    message = f"{path.name}: a Parquet file, but no GeoParquet: it describes no geometry"
    try:
        found: dict[str, Any] = json.loads(metadata.get(b"geo", b"null"))
        if found["primary_column"] not in found["columns"]:
            raise MapError(message)
    except (ValueError, KeyError, TypeError) as error:
        raise MapError(message) from error
    return found


def _crs(column: dict[str, Any], path: Path) -> tuple[Any, str]:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    if "crs" not in column:
        return CRS.from_epsg(4326), "GeoParquet without a crs is WGS 84"
    if column["crs"] is None:
        return None, ""
    try:
        return CRS.from_json_dict(column["crs"]), f"said by {path.name}"
    except (CRSError, TypeError, ValueError):
        return None, ""


def _boxes(column: dict[str, Any]) -> set[str]:
    """Columns of bounds beside the geometry, which only serve to find it fast."""
    covering = column.get("covering") or {}
    paths = [path for box in covering.values() if isinstance(box, dict) for path in box.values()]
    return {str(path[0]) for path in paths if isinstance(path, list) and path}


def _shapes(path: Path, column: Any, said: dict[str, Any], found: Table) -> list[Any]:
    encoding = str(said.get("encoding"))
    cells = column.to_pylist()
    if encoding == "WKB":
        shapes = list(shapely.from_wkb(cells, on_invalid="ignore"))
        lost = sum(s is None and c is not None for s, c in zip(shapes, cells, strict=True))
        found.losses.add("geometry that can't be read", "", lost)
        return shapes
    makers = {
        "point": shapely.Point,
        "linestring": shapely.LineString,
        "polygon": lambda rings: shapely.Polygon(rings[0], rings[1:]) if rings else None,
        "multipoint": shapely.MultiPoint,
        "multilinestring": shapely.MultiLineString,
        "multipolygon": lambda parts: shapely.MultiPolygon([(p[0], p[1:]) for p in parts]),
    }
    if encoding not in makers:
        message = f"{path.name}: geometry in the encoding {encoding!r}; save it with WKB"
        raise MapError(message)
    return [None if cell is None else makers[encoding](_tuples(cell)) for cell in cells]


def _tuples(cell: Any) -> Any:
    """Positions of a native encoding, {"x": …, "y": …}, as tuples."""
    if isinstance(cell, dict):
        return tuple(cell[key] for key in _PLAIN if key in cell)
    return [_tuples(item) for item in cell]
