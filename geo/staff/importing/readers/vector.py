"""GeoPackage and FlatGeobuf, and what other formats share that GDAL reads.

Read through pyogrio's arrays, not through a data frame: integers stay integers beside nulls,
lists stay lists, dates stay what they say.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import struct
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.columns.database import DatabaseError, database, is_database, refuse_hostile
from geo.errors import MapError
from geo.staff.importing.limits import MAX_FEATURES
from geo.staff.importing.table import Record, Table
from geo.staff.importing.values import jsonable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.staff.importing.source import Options
    from geo.staff.importing.table import Losses

#: Integers beyond this are not exact as floats, which is how a column with nulls arrives.
_EXACT = 2**53
#: ISO WKB: curves are 8 to 14 of a thousand, measures are its 2000 and 3000.
_CURVES, _MEASURED = range(8, 15), (2, 3)


def tables(path: Path, options: Options) -> list[str]:
    """The tables with a geometry, or all of them where none has one."""
    del options
    if is_database(path):
        try:
            refuse_hostile(path)
        except DatabaseError as error:
            message = f"{path.name}: {error}"
            raise MapError(message) from error
    import pyogrio

    with quiet(path):
        rows = pyogrio.list_layers(path)
    spatial = [str(name) for name, kind in rows if kind is not None]
    found = spatial or [str(name) for name, _kind in rows]
    if not found:
        message = f"{path.name}: there is no table in it"
        raise MapError(message)
    return found


def read(path: Path, table: str, options: Options) -> Table:
    """All features of a table."""
    form = "gpkg" if is_database(path) else "flatgeobuf"
    found = read_layer(path, table, form)
    if options.encoding:
        found.notes.append("--encoding is not used: the texts of this format are always UTF-8")
    if form == "gpkg":
        _count_curves(path, table, found.losses)
    return found


def read_layer(path: Path, layer: str, form: str, **said: Any) -> Table:
    """A layer through GDAL. ``said`` goes to pyogrio."""
    import pyogrio.raw

    said = {key: value for key, value in said.items() if value is not None}
    with quiet(path) as heard:
        info = pyogrio.read_info(path, layer=layer, **_encoding(said))
        if info["features"] > MAX_FEATURES:
            many = f"{info['features']} features; at most {MAX_FEATURES} are read"
            message = f"{path.name}: {many}. Cut out the part that the map needs"
            raise MapError(message)
        meta, fids, geometries, columns = pyogrio.raw.read(
            path, layer=layer, return_fids=True, datetime_as_string=True, **said
        )
        names = [str(name) for name in meta["fields"]]
        values = {
            name: _column(column, kind, subtype)
            for name, column, kind, subtype in zip(
                names, columns, meta["ogr_types"], meta["ogr_subtypes"], strict=True
            )
        }
        for name, kind in zip(names, meta["ogr_types"], strict=True):
            if kind == "OFTInteger64" and _inexact(values[name]):
                values[name] = _exactly(path, layer, name, fids, said)
    found = Table(layer, form, [])
    found.crs, found.crs_said = _crs(meta["crs"], path)
    for message in heard:
        found.losses.add(message)
    shapes = _shapes(geometries, len(fids))
    for index, fid in enumerate(fids):
        place = f"feature {fid}"
        row = {name: jsonable(values[name][index], name, place, found.losses) for name in names}
        if geometries is not None and geometries[index] is not None and shapes[index] is None:
            found.losses.add("geometry of a kind that can't be read", place)
        found.records.append(Record(place, row, shapes[index]))
    return found


@contextmanager
def quiet(path: Path) -> Iterator[list[str]]:
    """GDAL's warnings as a list, its errors as a MapError."""
    from pyogrio.errors import DataSourceError

    heard: list[str] = []
    logger = logging.getLogger("pyogrio")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                yield heard
            finally:
                said = (str(warning.message).split("\n")[0] for warning in caught)
                heard.extend(dict.fromkeys(said))
    # A NameError is pyogrio's own slip over a coordinate system that can't be written as WKT.
    except (DataSourceError, RuntimeError, ValueError, NameError) as error:
        if isinstance(error, UnicodeDecodeError):
            message = f"{path.name}: a text is not in the encoding {error.encoding}"
            message = f"{message}; say which it is in: --encoding cp1251"
            raise MapError(message) from error
        reason = str(error).replace(str(path.parent), "").lstrip("/\\")
        message = f"{path.name}: can't be read ({reason:.300})"
        raise MapError(message) from error
    finally:
        logger.setLevel(level)


def _encoding(said: dict[str, Any]) -> dict[str, Any]:
    return {"encoding": said["encoding"]} if "encoding" in said else {}


def _crs(text: str | None, path: Path) -> tuple[Any, str]:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    if not text:
        return None, ""
    try:
        return CRS.from_user_input(text), f"said by {path.name}"
    except CRSError:
        return None, ""


def _column(column: Any, kind: str, subtype: str) -> list[Any]:
    """A column as plain Python values, each of the type that the source says."""
    if kind in {"OFTInteger", "OFTInteger64"} and column.dtype.kind == "f":
        whole = bool if subtype == "OFSTBoolean" else int
        return [None if np.isnan(value) else whole(value) for value in column]
    if kind == "OFTReal":
        return [None if np.isnan(value) else float(value) for value in column]
    if subtype == "OFSTJSON":
        return [_json(value) for value in column]
    plain: list[Any] = column.tolist() if column.dtype.kind in "biu" else list(column)
    return plain


def _json(value: Any) -> Any:
    try:
        return json.loads(value) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        return value


def _inexact(values: list[Any]) -> bool:
    return any(isinstance(v, int) and abs(v) >= _EXACT for v in values) and None in values


def _exactly(path: Path, layer: str, name: str, fids: Any, said: dict[str, Any]) -> list[Any]:
    """A column of large integers, read without its nulls so that it stays one of integers."""
    import pyogrio.raw

    quoted = name.replace('"', '""')
    _meta, found, _none, columns = pyogrio.raw.read(
        path,
        layer=layer,
        columns=[name],
        where=f'"{quoted}" IS NOT NULL',
        return_fids=True,
        read_geometry=False,
        **_encoding(said),
    )
    known = dict(zip(found.tolist(), columns[0].tolist(), strict=True))
    return [known.get(fid) for fid in fids.tolist()]


def _shapes(geometries: Any, count: int) -> list[Any]:
    if geometries is None:
        return [None] * count
    return list(shapely.from_wkb(geometries, on_invalid="ignore"))


def _count_curves(path: Path, table: str, losses: Losses) -> None:
    """Note curves, which arrive as short straight lines, and measures, which don't arrive."""
    quoted = table.replace('"', '""')
    sizes = (0, 32, 48, 48, 64)
    try:
        with database(path) as base:
            column = base.execute(
                "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?", (table,)
            ).fetchone()
            if not column:
                return
            geometry = str(column[0]).replace('"', '""')
            query = f'SELECT substr("{geometry}", 1, 80) FROM "{quoted}"'  # noqa: S608 - quoted
            for (blob,) in base.execute(query):
                if not isinstance(blob, bytes) or len(blob) < 4:  # noqa: PLR2004 - its header up to the flags
                    continue
                start = 8 + sizes[min(blob[3] >> 1 & 7, 4)]
                if len(blob) >= start + 5:
                    order = "<" if blob[start] else ">"
                    code = struct.unpack_from(f"{order}I", blob, start + 1)[0]
                    losses.add("curve, taken as short straight lines", "", code % 1000 in _CURVES)
                    losses.add(
                        "geometry with measures (M), left out", "", code // 1000 in _MEASURED
                    )
    except (sqlite3.Error, ValueError):
        return
