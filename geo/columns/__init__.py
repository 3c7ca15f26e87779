"""Layers that are kept in columns: FlatGeobuf, GeoPackage, GeoParquet.

They are read batch by batch and given on as lines of GeoJSON, a feature each, so that all that
is done with a layer is done with these too. The number of a line is that of the feature.
"""

from __future__ import annotations

import importlib
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, cast

from geo.columns.errors import ColumnsError
from geo.columns.lines import lines

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["ColumnsError", "blocks", "rows"]

_READERS = {
    ".fgb": "geo.columns.gdal",
    ".gpkg": "geo.columns.gdal",
    ".parquet": "geo.columns.parquet",
    ".geoparquet": "geo.columns.parquet",
    ".pmtiles": "geo.columns.tiled",
}
_EXTRA = 'install it: python -m pip install -e ".[import]"'
#: Features that are taken in together.
_TOGETHER = 2048


class _Reader(Protocol):
    """A format. Each function raises ColumnsError for what a user can put right."""

    def count(self, path: Path, table: str) -> int: ...

    def batches(self, path: Path, table: str, size: int) -> Iterator[tuple[list[Any], Any]]: ...


def rows(path: Path) -> int:
    """How many features a file has, by what it says of itself; 0 where it can't be read."""
    try:
        with _reader(path) as reader:
            return reader.count(path, _table(path))
    except ColumnsError:
        return 0


def blocks(path: Path) -> Iterator[tuple[bytes, int]]:
    """The features of a file as lines of GeoJSON, batch by batch, with the number of lines.

    Raises ColumnsError where the file can't be read, or is not in degrees of WGS 84.
    """
    done = 0
    with _reader(path) as reader:
        for properties, geometries in reader.batches(path, _table(path), _TOGETHER):
            yield lines(properties, geometries, done), len(properties)
            done += len(properties)


@contextmanager
def _reader(path: Path) -> Iterator[_Reader]:
    try:
        import pyarrow  # noqa: F401, ICN001, PLC0415 - an extra

        yield cast("_Reader", importlib.import_module(_READERS[path.suffix.lower()]))
    except ImportError:
        message = f"a layer in {path.suffix} is read with pyarrow, which is not installed"
        raise ColumnsError(message, _EXTRA) from None
    except (OSError, ValueError, RuntimeError) as error:
        reason = str(error).replace(str(path.parent), "").lstrip("/\\")
        message = f"the file can't be read: {reason:.300}"
        raise ColumnsError(message) from error


def _table(path: Path) -> str:
    """The table that NAME.toml says the layer is."""
    try:
        said = tomllib.loads(path.with_suffix(".toml").read_bytes().decode("utf-8-sig"))
    except (OSError, ValueError):
        return ""  # which the catalogue has said
    table = said.get("table", "")
    return table if isinstance(table, str) else ""
