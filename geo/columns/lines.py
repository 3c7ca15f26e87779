"""Rows and geometries as lines of GeoJSON, by arrays: no vertex passes through Python."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import Any

import numpy as np
import orjson
import shapely

from geo.columns.errors import ColumnsError
from geo.rounding import DECIMALS

_LINEAR = frozenset(range(8))
_PLAIN = (str, bool, int)


def lines(properties: list[dict[str, Any]], geometries: Any, done: int) -> bytes:
    """A line for each feature; ``geometries`` are WKB, ``done`` features stand before these."""
    texts = shapely.to_geojson(_shapes(geometries, done))
    found = []
    for said, geometry in zip(properties, texts, strict=True):
        row = {key: value for key, value in _row(said) if value is not None}
        own = row.get("id")
        feature: dict[str, Any] = {"type": "Feature"}
        if isinstance(own, str | int) and not isinstance(own, bool):
            feature["id"] = own
        feature["properties"] = row
        feature["geometry"] = None if geometry is None else orjson.Fragment(geometry)
        found.append(_json(feature))
    return b"".join(found)


def _json(feature: dict[str, Any]) -> bytes:
    return orjson.dumps(feature, default=str, option=orjson.OPT_APPEND_NEWLINE)


def _row(said: dict[str, Any]) -> list[tuple[str, Any]]:
    return [
        (key, value if value.__class__ in _PLAIN else _value(value)) for key, value in said.items()
    ]


def _value(value: Any) -> Any:
    """The value as JSON has it; None for what it can't hold."""
    if isinstance(value, dict):
        return {str(key): _value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_value(item) for item in value]
    if isinstance(value, float | Decimal):
        return _number(value)
    if isinstance(value, dt.datetime) and value.time() == dt.time() and not value.utcoffset():
        return value.date().isoformat()  # a day, in a format that knows only moments
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return value if isinstance(value, _PLAIN) else None


def _number(value: float | Decimal) -> int | float | None:
    if not math.isfinite(value):
        return None
    whole = isinstance(value, Decimal) and value == value.to_integral_value()
    return int(value) if whole else float(value)


def _shapes(geometries: Any, done: int) -> Any:
    """The geometries in the plane, in RFC 7946's sense of turning, and no finer than they mean."""
    shapes = shapely.from_wkb(geometries, on_invalid="ignore")
    given = np.fromiter((each is not None for each in geometries), bool, len(geometries))
    good = np.isin(shapely.get_type_id(shapes), list(_LINEAR))
    wrong = np.flatnonzero(given & ~good)
    if len(wrong):
        number = done + int(wrong[0]) + 1
        message = f"the geometry of feature {number} is of a kind that a layer can't have"
        hint = "curves become lines in QGIS: Processing, Convert to straight lines"
        raise ColumnsError(message, hint, number, "geometry")
    plane = shapely.orient_polygons(shapely.force_2d(shapes))
    coarse = shapely.transform(plane, lambda found: np.round(found, DECIMALS))
    spoiled = shapely.is_valid(plane) & ~shapely.is_valid(coarse)
    return np.where(spoiled, plane, coarse)
