"""FlatGeobuf and GeoPackage through pyogrio's Arrow streams."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pyogrio
import pyogrio.raw

from geo.columns.database import DatabaseError, is_database, refuse_hostile
from geo.columns.errors import ColumnsError
from geo.columns.systems import check_degrees
from geo.suggest import did_you_mean

if TYPE_CHECKING:
    from pathlib import Path


def count(path: Path, table: str) -> int:
    """How many features the table has."""
    with _quiet():
        layer = _layer(path, table)
        return max(int(pyogrio.read_info(path, layer=layer)["features"]), 0)


def batches(path: Path, table: str, size: int) -> Iterator[tuple[list[Any], Any]]:
    """Properties and WKB of the features, batch by batch."""
    with _quiet():
        layer = _layer(path, table)
        options = {"use_pyarrow": True, "batch_size": size}
        with pyogrio.raw.open_arrow(path, layer=layer, **options) as (meta, reader):
            check_degrees(path, meta["crs"])
            name = meta["geometry_name"] or "wkb_geometry"
            for batch in reader:
                geometries = batch.column(name).to_pylist()
                yield batch.drop_columns([name]).to_pylist(), geometries


def _layer(path: Path, table: str) -> str:
    """The table of the layer; the only one, or the one that NAME.toml names."""
    if is_database(path):
        try:
            refuse_hostile(path)
        except DatabaseError as error:
            raise ColumnsError(str(error)) from error
    known = pyogrio.list_layers(path)
    names = [str(name) for name, kind in known if kind is not None]
    toml = path.with_suffix(".toml").name
    if table:
        if table in names:
            return table
        message = f"there is no layer {table!r} in it, which {toml} names"
        raise ColumnsError(message, did_you_mean(table, names))
    if len(names) == 1:
        return names[0]
    if not names:
        message = "there is no layer with geometry in it"
        raise ColumnsError(message)
    shown = ", ".join(map(repr, names[:10]))
    message = f"there are {len(names)} layers in it: {shown}"
    raise ColumnsError(message, f'say in {toml} which one it is: table = "{names[0]}"')


@contextmanager
def _quiet() -> Iterator[None]:
    """GDAL without a word on the terminal."""
    logger = logging.getLogger("pyogrio")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)
