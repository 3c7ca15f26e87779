"""Whether coordinates are sound, and whether two of them are the same place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo import measure

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Degrees: what is less is a matter of writing, not of place (0.11 m).
PRECISION = 1e-6
KINDS = ("Point", "LineString", "Polygon")
_NOISE = 1e-9
_DECIMALS = 6
# Beyond these, numbers are no degrees; a line over the antimeridian may go on to 360 and more.
_MOST_LONGITUDE, _MOST_LATITUDE = 540, 90
_NUMBERS = frozenset((int, float))
_DEPTH = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}

#: The positions, lines and lists of rings of a geometry, by the kind of part.
Parts = dict[str, list[Any]]


def type_of(geometry: Any) -> str:
    """The type of a geometry, empty for nothing."""
    found = geometry.get("type") if isinstance(geometry, dict) else None
    return found if isinstance(found, str) else ""


def is_drawable(geometry: Any) -> bool:
    """Whether a geometry has places, all of them sound."""
    found = parts_of(geometry)
    return found is not None and any(found.values())


def parts_of(geometry: Any) -> Parts | None:
    """The points, lines and polygons of a geometry; None where it is no sound one."""
    found: Parts = {kind: [] for kind in KINDS}
    waiting = [geometry] if geometry is not None else []
    while waiting:
        each = waiting.pop()
        kind = type_of(each)
        members = each.get("geometries") if isinstance(each, dict) else None
        if kind == "GeometryCollection" and isinstance(members, list):
            waiting += reversed(members)
            continue
        if kind not in _DEPTH or not _is_sound(each.get("coordinates"), _DEPTH[kind]):
            return None
        for part, coordinates in measure.parts(each):
            found[part].append(coordinates)
    if any(len(line) < 2 for line in found["LineString"]):  # noqa: PLR2004 - a line has two ends
        return None
    if any(not rings or any(len(r) < 4 for r in rings) for rings in found["Polygon"]):  # noqa: PLR2004 - a ring has four positions, the last the first
        return None
    return found


def _is_sound(coordinates: Any, depth: int) -> bool:
    if not isinstance(coordinates, list):
        return False
    if depth > 1:
        return all(_is_sound(each, depth - 1) for each in coordinates)
    return all(map(_is_position, coordinates if depth else [coordinates]))


def _is_position(found: Any) -> bool:
    return (
        isinstance(found, list)
        and len(found) >= 2  # noqa: PLR2004 - longitude and latitude
        and type(found[0]) in _NUMBERS
        and type(found[1]) in _NUMBERS
        and abs(found[0]) <= _MOST_LONGITUDE
        and abs(found[1]) <= _MOST_LATITUDE
        and all(type(each) in _NUMBERS for each in found[2:])
    )


def same_as_written(old: Parts, new: Parts) -> bool:
    """Whether two shapes are built alike and nowhere differ by `PRECISION`."""
    return all(
        len(old[kind]) == len(new[kind]) and all(map(_near, old[kind], new[kind])) for kind in KINDS
    )


def same_but_for_order(old: Parts, new: Parts) -> bool:
    """Whether two shapes are the same but for the order of parts and the start of rings."""
    return all(normal(kind, old[kind]) == normal(kind, new[kind]) for kind in KINDS)


def _near(old: Any, new: Any) -> bool:
    """Whether two coordinate arrays are built alike and nowhere differ by `PRECISION`."""
    if isinstance(old, list) and isinstance(new, list):
        if old and not isinstance(old[0], list):
            return _near(old[0], new[0]) and _near(old[1], new[1])
        return len(old) == len(new) and all(map(_near, old, new))
    return bool(abs(old - new) < PRECISION - _NOISE)


def normal(kind: str, parts: list[Any]) -> list[Any]:
    """Parts in a form that does not tell the order of parts, nor where a ring begins."""
    if kind == "Point":
        return sorted(map(key, parts))
    if kind == "LineString":
        return sorted([key(position) for position in line] for line in parts)
    return sorted([_ring(rings[0]), *sorted(_ring(ring) for ring in rings[1:])] for rings in parts)


def key(position: Sequence[float]) -> tuple[float, float]:
    """A position without what is only a matter of writing."""
    return round(position[0], _DECIMALS) + 0.0, round(position[1], _DECIMALS) + 0.0


def _ring(ring: list[Any]) -> list[tuple[float, float]]:
    """A ring from its least corner on, in the direction of the lesser neighbour."""
    keys = [key(position) for position in ring]
    if keys[0] == keys[-1]:
        keys.pop()
    least = min(range(len(keys)), key=lambda index: keys[index])
    forth = keys[least:] + keys[:least]
    return min(forth, [forth[0], *reversed(forth[1:])])
