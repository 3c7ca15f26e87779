"""GeoParquet through pyarrow, row group by row group."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from geo.columns.errors import ColumnsError
from geo.columns.systems import check_degrees

if TYPE_CHECKING:
    from pathlib import Path

#: What GeoParquet means where it names no coordinate system.
_DEFAULT = "OGC:CRS84"


def count(path: Path, table: str) -> int:
    """How many rows the file has."""
    del table
    with _file(path) as file:
        return int(file.metadata.num_rows)


def batches(path: Path, table: str, size: int) -> Iterator[tuple[list[Any], Any]]:
    """Properties and WKB of the features, batch by batch."""
    del table
    try:
        with _file(path) as file:
            said = _described(file.schema_arrow.metadata or {})
            primary = said["primary_column"]
            column = said["columns"][primary]
            crs = column.get("crs", _DEFAULT)
            check_degrees(path, json.dumps(crs) if isinstance(crs, dict) else crs)
            if column.get("encoding") != "WKB":
                message = f"its geometry is in the encoding {column.get('encoding')!r:.60}"
                raise ColumnsError(message, "save it with the encoding WKB")
            left_out = {*said["columns"], *_boxes(column)}
            kept = [name for name in file.schema_arrow.names if name not in left_out]
            for batch in file.iter_batches(size, columns=[*kept, primary]):
                geometries = batch.column(primary).to_pylist()
                yield batch.select(kept).to_pylist(), geometries
    except pa.ArrowException as error:
        message = f"the file is damaged: {error!s:.200}"
        raise ColumnsError(message) from error


def is_geo(path: Path) -> bool:
    """Whether the file describes a geometry."""
    with _file(path) as file:
        return b"geo" in (file.schema_arrow.metadata or {})


def plain_batches(path: Path, size: int) -> Iterator[list[dict[str, Any]]]:
    """The rows of a file without geometry, batch by batch."""
    try:
        with _file(path) as file:
            for batch in file.iter_batches(size):
                yield batch.to_pylist()
    except pa.ArrowException as error:
        message = f"the file is damaged: {error!s:.200}"
        raise ColumnsError(message) from error


def _file(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path)
    except pa.ArrowException as error:
        message = f"the file is damaged: {error!s:.200}"
        raise ColumnsError(message) from error


def _described(metadata: dict[bytes, bytes]) -> dict[str, Any]:
    """The member "geo" of the file's metadata, as the GeoParquet specification has it."""
    try:
        found: dict[str, Any] = json.loads(metadata.get(b"geo", b"null"))
        good = isinstance(found["columns"][found["primary_column"]], dict)
    except (ValueError, KeyError, TypeError):
        good = False
    if not good:
        message = "a Parquet file, but no GeoParquet: it describes no geometry"
        raise ColumnsError(message, "import takes tables with coordinates")
    return found


def _boxes(column: dict[str, Any]) -> set[str]:
    """Columns of bounds beside the geometry, which only serve to find it fast."""
    covering = column.get("covering") or {}
    paths = [path for box in covering.values() if isinstance(box, dict) for path in box.values()]
    return {str(path[0]) for path in paths if isinstance(path, list) and path}
