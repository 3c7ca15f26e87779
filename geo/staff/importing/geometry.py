"""Shapes of a source as GeoJSON geometries in degrees."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geo.staff.importing.crs import Placed
    from geo.staff.importing.table import Losses, Table

_MAX_LON, _MAX_LAT = 180, 90


def geometries(
    table: Table, placed: Placed | None, losses: Losses, *, heights: bool = False
) -> list[dict[str, Any] | None]:
    """A GeoJSON geometry for each record, None where it has no place.

    ``heights`` keeps the third number. What has no place in degrees is noted.
    """
    shapes = [_cleaned(r.geometry, r.place, losses) for r in table.records]
    has_heights = sum(bool(shape is not None and shape.has_z) for shape in shapes)
    if has_heights and not heights:
        losses.add("height (Z), left out: --heights keeps it", "", has_heights)
        shapes = [None if shape is None else shapely.force_2d(shape) for shape in shapes]
    found: list[dict[str, Any] | None] = []
    places = shapes if placed is None else _moved(shapes, placed)
    for record, moved in zip(table.records, places, strict=True):
        if moved is not None and not _is_on_earth(moved):
            losses.add("geometry outside of longitudes and latitudes", record.place)
            found.append(None)
        else:
            found.append(None if moved is None else as_json(moved))
    return found


def as_json(shape: BaseGeometry) -> dict[str, Any]:
    """A shape as GeoJSON: outer rings counter-clockwise, as JSON has it."""
    turned = _oriented(shape)
    found: dict[str, Any] = _listed(shapely.geometry.mapping(turned))
    return found


def _cleaned(shape: BaseGeometry | None, place: str, losses: Losses) -> BaseGeometry | None:
    if shape is None:
        return None
    if shape.is_empty:
        losses.add("empty geometry", place)
        return None
    if shape.geom_type == "LinearRing":
        return shapely.LineString(shape)
    coordinates = shapely.get_coordinates(shape)
    if not np.isfinite(coordinates).all():
        losses.add("geometry with coordinates that are no numbers", place)
        return None
    return shape


def _moved(shapes: list[BaseGeometry | None], placed: Placed) -> list[BaseGeometry | None]:
    """The shapes in degrees. A height stays as it stands: it is of no datum that is known."""
    if placed.is_wgs84 and not placed.swap:
        return shapes

    def degrees(xyz: Any) -> Any:
        turned = _turned(xyz) if placed.swap else xyz
        if placed.is_wgs84:
            return turned
        lon, lat = placed.shift.transformer.transform(turned[:, 0], turned[:, 1])
        return np.column_stack([lon, lat, *turned.T[2:]])

    found = list(shapes)
    for high in (False, True):
        places = [i for i, s in enumerate(shapes) if s is not None and bool(s.has_z) is high]
        if places:
            some = np.array([shapes[i] for i in places], dtype=object)
            moved = shapely.transform(some, degrees, include_z=high)
            for place, shape in zip(places, moved, strict=True):
                found[place] = shape
    return found


def _turned(xyz: Any) -> Any:
    return xyz[:, [1, 0, *range(2, xyz.shape[1])]]


def _is_on_earth(shape: BaseGeometry) -> bool:
    west, south, east, north = shape.bounds
    inside = west >= -_MAX_LON and east <= _MAX_LON and south >= -_MAX_LAT and north <= _MAX_LAT
    return all(map(math.isfinite, shape.bounds)) and inside


def _oriented(shape: BaseGeometry) -> BaseGeometry:
    if shape.geom_type == "Polygon":
        return shapely.geometry.polygon.orient(shape)
    if shape.geom_type in {"MultiPolygon", "GeometryCollection"}:
        return type(shape)([_oriented(part) for part in shape.geoms])
    return shape


def _listed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _listed(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_listed(item) for item in value]
    return value
