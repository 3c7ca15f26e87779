"""Geometry in canonical form: rings the right way round, few decimals, boxes that fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo import measure
from geo.rings import runs_wrong
from geo.rounding import rounded, rounded_text
from geo.rules.structure import FaultError, check_structure

if TYPE_CHECKING:
    from collections import Counter

_AREAS = ("Polygon", "MultiPolygon")
_LEAST_RING = 4
#: Numbers of a bounding box in the plane, and in space.
_PLANE, _SPACE = 4, 6

ROUNDED, TURNED, BOXED, UNBOXED = (
    "coordinates rounded",
    "rings turned",
    "'bbox' corrected",
    "'bbox' removed",
)


def mended_text(coordinates: Any, kind: str, decimals: int, done: Counter[str]) -> str:
    """The text of coordinates, mended."""
    text, changed = rounded_text(_wound(coordinates, kind, done), kind, decimals)
    done[ROUNDED] += changed
    return text


def mended_geometry(geometry: Any, decimals: int, done: Counter[str]) -> Any:
    """The geometry, mended; one that isn't built as RFC 7946 says is left as it is."""
    try:
        check_structure(geometry, ())
    except FaultError:
        return geometry
    return None if geometry is None else _mended(geometry, decimals, done)


def _mended(geometry: dict[str, Any], decimals: int, done: Counter[str]) -> dict[str, Any]:
    found = dict(geometry)
    if found["type"] == "GeometryCollection":
        found["geometries"] = [_mended(m, decimals, done) for m in found["geometries"]]
    else:
        wound = _wound(found["coordinates"], found["type"], done)
        found["coordinates"] = rounded(wound, found["type"], decimals)
        done[ROUNDED] += found["coordinates"] is not wound
    return with_box(found, found, decimals, done)


def _wound(coordinates: Any, kind: str, done: Counter[str]) -> Any:
    """The rings as RFC 7946 wants them, as far as they are rings."""
    if kind not in _AREAS:
        return coordinates
    try:
        if kind == "Polygon":
            return _wound_area(coordinates, done)
        return [_wound_area(rings, done) for rings in coordinates]
    except (TypeError, IndexError, KeyError):
        return coordinates


def _wound_area(rings: list[Any], done: Counter[str]) -> list[Any]:
    wrong = [
        len(ring) >= _LEAST_RING
        and ring[0][:2] == ring[-1][:2]
        and runs_wrong(ring, outer=index == 0)
        for index, ring in enumerate(rings)
    ]
    done[TURNED] += sum(wrong)
    return [ring[::-1] if turn else ring for ring, turn in zip(rings, wrong, strict=True)]


def with_box(
    holder: dict[str, Any], geometry: Any, decimals: int, done: Counter[str]
) -> dict[str, Any]:
    """The holder with a 'bbox' that fits the geometry, if it has one; it isn't given one.

    A box that no longer fits misleads whoever trusts it. One that crosses the antimeridian
    is left as it is: the numbers alone don't tell where the data stands to it.
    """
    if "bbox" not in holder:
        return holder
    said = holder["bbox"]
    numbers = isinstance(said, list) and all(isinstance(n, int | float) for n in said)
    if numbers and len(said) in (_PLANE, _SPACE) and said[0] > said[len(said) // 2]:
        return holder
    found = _box(geometry, len(said) if numbers else _PLANE)
    if found is None:
        done[UNBOXED] += 1
        return {key: value for key, value in holder.items() if key != "bbox"}
    better = [_whole(round(number, decimals)) for number in found]
    if better == said and [*map(type, better)] == [*map(type, said)]:
        return holder
    done[BOXED] += 1
    return holder | {"bbox": better}


def _whole(number: float) -> float:
    return int(number) if number == int(number) else number


def _box(geometry: Any, length: int) -> list[float] | None:
    """Lowest and highest of each coordinate; None where there are no such."""
    try:
        check_structure(geometry, ())
    except FaultError:
        return None
    axes = _SPACE // 2 if length == _SPACE else _PLANE // 2
    columns = [*zip(*(position[:axes] for position in measure.positions(geometry)), strict=False)]
    if len(columns) < axes:
        return None
    return [*map(min, columns), *map(max, columns)]
