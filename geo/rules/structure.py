"""How a geometry is built, as RFC 7946 says: types, arrays, numbers."""

from __future__ import annotations

from typing import Any

from geo import measure
from geo.suggest import shown

#: How many arrays stand round a position in the coordinates of each type.
_DEPTH = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
#: No coordinate of any system is larger; whole numbers that no float can hold are, too.
_LARGEST = 1e300
_NUMBERS = (float, int)

Path = tuple[str | int, ...]


class FaultError(Exception):
    """What is wrong with the structure, and where below the geometry."""

    def __init__(self, path: Path, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.path = path
        self.message = message
        self.hint = hint


def feature_fault(raw: Any) -> tuple[str, str] | None:
    """Why an item is no feature, and what to do; None where it is one."""
    if not isinstance(raw, dict) or raw.get("type") not in ("Feature", None):
        hint = 'a feature is {"type": "Feature", "properties": {…}, "geometry": {…}}'
        return "this is no GeoJSON Feature", hint
    if raw.get("properties") is not None and not isinstance(raw["properties"], dict):
        return "'properties' is no JSON object", ""
    return None


def check_structure(geometry: Any, path: Path) -> None:
    """Raise FaultError where a geometry isn't built as RFC 7946 says."""
    if geometry is None and not path:
        return
    if not isinstance(geometry, dict):
        raise FaultError(path, "the geometry is no JSON object")
    kind = geometry.get("type")
    if kind == "GeometryCollection":
        _members(geometry.get("geometries"), path)
        return
    if not isinstance(kind, str) or kind not in _DEPTH:
        hint = f"it can be {', '.join(_DEPTH)}, GeometryCollection"
        raise FaultError((*path, "type"), f"the geometry type {shown(kind)} is not known", hint)
    if not isinstance(geometry.get("coordinates"), list):
        raise FaultError(path, f"the {kind} has no array 'coordinates'")
    coordinates = geometry["coordinates"]
    if coordinates or kind != "Point":
        _nested(coordinates, _DEPTH[kind], (*path, "coordinates"), kind)
    for part_kind, part in measure.parts(geometry):
        if part_kind == "LineString" and len(part) < 2:  # noqa: PLR2004 - two are a line, or a position
            raise FaultError((*path, "coordinates"), "a line has fewer than two positions")
        if part_kind == "Polygon" and not (part and all(part)):
            raise FaultError((*path, "coordinates"), "an area has a ring without positions")


def _members(members: Any, path: Path) -> None:
    if not isinstance(members, list):
        raise FaultError(path, "the GeometryCollection has no array 'geometries'")
    for index, member in enumerate(members):
        check_structure(member, (*path, "geometries", index))


def _nested(value: Any, depth: int, path: Path, kind: str) -> None:
    if not isinstance(value, list):
        raise FaultError(path, f"{shown(value)} stands where a {kind} has an array")
    if depth:
        for index, item in enumerate(value):
            if depth > 1 or not _is_plain_position(item):
                _nested(item, depth - 1, (*path, index), kind)
        return
    if len(value) < 2:  # noqa: PLR2004 - two are a line, or a position
        raise FaultError(
            path, "a position has fewer than two numbers", "write [longitude, latitude]"
        )
    for number in value:
        if not isinstance(number, int | float) or isinstance(number, bool):
            raise FaultError(path, f"{shown(number)} in a position is no number")
        if not -_LARGEST < number < _LARGEST:
            raise FaultError(path, "a number in a position is too large to be a coordinate")


def _is_plain_position(value: Any) -> bool:
    """Whether this is a longitude and a latitude, no more; said quickly of most positions."""
    return (
        value.__class__ is list
        and len(value) == 2  # noqa: PLR2004 - two are a line, or a position
        and value[0].__class__ in _NUMBERS
        and value[1].__class__ in _NUMBERS
        and -_LARGEST < value[0] < _LARGEST
        and -_LARGEST < value[1] < _LARGEST
    )
