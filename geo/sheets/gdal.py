"""GeoPackage, FlatGeobuf and Shapefile through pyogrio's arrays, without the time of day."""

from __future__ import annotations

import logging
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.errors import MapError
from geo.sheets.sheet import table_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.sheets.sheet import Column, Sheet

#: What stands where a format wants to know when it was written.
_THEN = "2000-01-01"
#: GeoPackage 1.2, which also GIS of years ago opens without a warning.
_VERSION = "1.2"
_TYPES = {
    "bool": "bool",
    "int": "int64",
    "float": "float64",
    "str": "object",
    "moment": "datetime64[ms]",
}


def write_layer(path: Path, sheet: Sheet, driver: str, **said: Any) -> None:
    """Write or append a layer. ``said`` goes to pyogrio."""
    import pyogrio  # noqa: PLC0415 - it comes with GDAL
    import pyogrio.raw  # noqa: PLC0415 - it comes with GDAL
    import shapely  # noqa: PLC0415 - it comes with GDAL

    geometry = None
    if sheet.shapes is not None:
        geometry = np.array(
            [None if shape is None else shapely.to_wkb(shape) for shape in sheet.shapes],
            dtype=object,
        )
        crs = sheet.crs
        code = crs.to_authority(min_confidence=100) if crs else None
        said |= {"crs": ":".join(code) if code else crs.to_wkt() if crs else None}
        said.setdefault("geometry_type", sheet.kind or _type(sheet))
    for column in sheet.columns:
        cut = sum("\0" in value for value in column.values if isinstance(value, str))
        sheet.losses[f"{column.name}: letters that {driver} can't hold"] += cut
    with _quiet(path), _at_rest(pyogrio):
        pyogrio.raw.write(
            path,
            geometry,
            [_array(column) for column in sheet.columns],
            np.array([_holdable(column.name) for column in sheet.columns], dtype=object),
            field_mask=[_mask(column) for column in sheet.columns],
            driver=driver,
            **said,
        )


def _holdable(text: str) -> str:
    """A text as C and UTF-8 can hold it: a NUL would end it."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def _type(sheet: Sheet) -> str:
    """The kind that all shapes have, else Unknown, which holds any."""
    kinds = {shape.geom_type for shape in sheet.shapes or [] if shape is not None}
    high = any(shape is not None and shape.has_z for shape in sheet.shapes or [])
    kind = kinds.pop() if len(kinds) == 1 else "Unknown"
    return f"{kind} Z" if high and kind != "Unknown" else kind


def _array(column: Column) -> Any:
    filler: Any = {"bool": False, "int": 0, "float": 0.0, "moment": _THEN}.get(column.kind)
    values = [filler if value is None else value for value in column.values]
    if column.kind == "str":
        values = [None if value is None else _holdable(value) for value in values]
    return np.array(values, dtype=_TYPES[column.kind])


def _mask(column: Column) -> Any:
    """Which values are null; texts say it themselves."""
    if column.kind == "str":
        return None
    return np.array([value is None for value in column.values])


@contextmanager
def _at_rest(pyogrio: Any) -> Iterator[None]:
    """GDAL with a clock that stands still, and no waiting for the disk: the files are not kept."""
    options = {"OGR_CURRENT_DATE": f"{_THEN}T00:00:00.000Z", "OGR_SQLITE_SYNCHRONOUS": "OFF"}
    pyogrio.set_gdal_config_options(options)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(dict.fromkeys(options))


@contextmanager
def _quiet(path: Path) -> Iterator[None]:
    from pyogrio.errors import DataSourceError  # noqa: PLC0415 - it comes with GDAL

    logger = logging.getLogger("pyogrio")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (DataSourceError, RuntimeError, ValueError) as error:
        reason = str(error).replace(str(path.parent), "").lstrip("/\\")
        message = f"{path.name}: can't be written ({reason:.300})"
        raise MapError(message) from error
    finally:
        logger.setLevel(level)


def geopackage(path: Path, sheets: list[Sheet]) -> None:
    """One table for each layer, and those without geometry as tables of attributes."""
    for number, sheet in enumerate(sheets):
        name, names = table_name(sheet.name), {column.name.casefold() for column in sheet.columns}
        options = {
            "FID": _free(sheet.key, names),
            "GEOMETRY_NAME": _free("geom", names),
            "IDENTIFIER": name,
            "DESCRIPTION": sheet.title,
        }
        if sheet.shapes is None:
            del options["GEOMETRY_NAME"]
        more = {"append": True} if number else {"dataset_options": {"VERSION": _VERSION}}
        write_layer(path, sheet, "GPKG", layer=name, layer_options=options, **more)


def flatgeobuf(path: Path, sheet: Sheet) -> None:
    """One layer in the order of its features; so without the index, which would reorder them."""
    write_layer(path, sheet, "FlatGeobuf", layer=sheet.name, layer_options={"SPATIAL_INDEX": "NO"})


def shapefile(path: Path, sheet: Sheet, kind: str) -> None:
    """One Shapefile of a kind of shapes, in UTF-8, its date at rest."""
    high = any(shape is not None and shape.has_z for shape in sheet.shapes or [])
    write_layer(
        path,
        sheet,
        "ESRI Shapefile",
        geometry_type=f"{kind} Z" if high else kind,
        encoding="UTF-8",
        layer_options={"DBF_DATE_LAST_UPDATE": _THEN},
    )


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name
