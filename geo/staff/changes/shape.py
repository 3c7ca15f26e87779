"""How one geometry differs from another: what moved, how far, and how much is left."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, pairwise
from math import cos, radians
from typing import TYPE_CHECKING, Any

from geo import measure
from geo.staff.changes.coordinates import (
    PRECISION,
    Parts,
    key,
    normal,
    parts_of,
    same_as_written,
    same_but_for_order,
    type_of,
)
from geo.staff.changes.model import ShapeChange

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.model import Bounds, Geometry

# Metres to a degree of latitude at 45°, from the length of the meridian (WGS 84).
_METRES_PER_DEGREE = 111_132.0
# Up to so many pairs of vertices all distances are taken; beyond, an index is quicker.
_MOST_PAIRS = 250_000


def shape_change(old: Geometry | None, new: Geometry | None) -> ShapeChange | None:
    """What differs; None where nothing does but the way it is written.

    Neither digits beyond `PRECISION` count, nor the start and the direction of a ring, nor the
    order of the parts. A geometry that is none is compared as it stands, and not measured.
    """
    if old is new or old == new:
        return None
    before, after = parts_of(old), parts_of(new)
    types = type_of(old), type_of(new)
    if before is None or after is None:
        return ShapeChange(*types, is_measured=False)
    vertices = _Vertices.of(before, after)
    alike = same_as_written(before, after) or (
        vertices.are_same and same_but_for_order(before, after)
    )
    if types[0] == types[1] and alike:
        heights = _heights(old) != _heights(new)
        return ShapeChange(*types, heights_only=True, where=_box(old)) if heights else None
    return _measured(types, before, after, vertices)


def _heights(geometry: Any) -> list[Any]:
    """The third numbers of positions, in the order in which they stand."""
    return [position[2:] for position in measure.positions(geometry)]


@dataclass(frozen=True, slots=True)
class _Vertices:
    """The vertices of both shapes, and of each side those that the other one lacks."""

    old: list[Any]
    new: list[Any]
    gone: list[Any]
    arrived: list[Any]

    @classmethod
    def of(cls, old: Parts, new: Parts) -> _Vertices:
        before, after = _vertices(old), _vertices(new)
        # Most are the same to the last digit, and only the rest is worth rounding.
        exact = {(p[0], p[1]) for p in before}, {(p[0], p[1]) for p in after}
        gone = [p for p in before if (p[0], p[1]) not in exact[1]]
        arrived = [p for p in after if (p[0], p[1]) not in exact[0]]
        keys = {*map(key, gone)}, {*map(key, arrived)}
        return cls(
            before,
            after,
            [p for p in gone if key(p) not in keys[1]],
            [p for p in arrived if key(p) not in keys[0]],
        )

    @property
    def are_same(self) -> bool:
        return len(self.old) == len(self.new) and not self.gone and not self.arrived


def _measured(types: tuple[str, str], old: Parts, new: Parts, vertices: _Vertices) -> ShapeChange:
    before, after = vertices.old, vertices.new
    shift = _shift(before, after)
    lines = old["LineString"] and new["LineString"]
    areas = old["Polygon"] and new["Polygon"]
    is_reversed = types[0] == types[1] and vertices.are_same and _is_turned(old, new)
    has_outline = (lines or areas) and before and after and not is_reversed
    points = len(before) == len(after) == 1
    many = max(len(before), len(after)) > 1
    differing = [*vertices.gone, *vertices.arrived]
    return ShapeChange(
        *types,
        moved_m=_distance(before[0], after[0]) if points or (shift and before) else None,
        length_m=(_length(old), _length(new)) if lines else None,
        area_m2=(_area(old), _area(new)) if areas else None,
        deviation_m=_deviation(old, new, vertices) if has_outline and not shift else None,
        vertices=(len(before), len(after)) if many and not is_reversed else None,
        changed_vertices=max(len(vertices.gone), len(vertices.arrived)),
        is_reversed=is_reversed,
        where=_bounds(differing or [*before, *after]),
    )


def _vertices(parts: Parts) -> list[Any]:
    return [
        *parts["Point"],
        *chain.from_iterable(parts["LineString"]),
        # A ring's last position is its first again.
        *chain.from_iterable(ring[:-1] for rings in parts["Polygon"] for ring in rings),
    ]


def _shift(old: list[Any], new: list[Any]) -> bool:
    """Whether all vertices were moved by one and the same step."""
    if not old or len(old) != len(new):
        return False
    x, y = new[0][0] - old[0][0], new[0][1] - old[0][1]
    # Both ends of a step may be rounded to six decimals.
    room = 2 * PRECISION
    return all(
        abs(b[0] - a[0] - x) < room and abs(b[1] - a[1] - y) < room
        for a, b in zip(old, new, strict=True)
    )


def _is_turned(old: Parts, new: Parts) -> bool:
    """Whether the lines are the same, one of them drawn from the other end."""

    def either_way(parts: Parts) -> list[Any]:
        keys = [[key(position) for position in line] for line in parts["LineString"]]
        return sorted(min(line, line[::-1]) for line in keys)

    rest = all(normal(kind, old[kind]) == normal(kind, new[kind]) for kind in ("Point", "Polygon"))
    return bool(old["LineString"]) and rest and either_way(old) == either_way(new)


def _distance(a: Sequence[float], b: Sequence[float]) -> float:
    line = {"type": "LineString", "coordinates": [[*a[:2]], [*b[:2]]]}
    return measure.length_m(line)


def _length(parts: Parts) -> float:
    return measure.length_m({"type": "MultiLineString", "coordinates": parts["LineString"]})


def _area(parts: Parts) -> float:
    return measure.area_m2({"type": "MultiPolygon", "coordinates": parts["Polygon"]})


def _deviation(old: Parts, new: Parts, vertices: _Vertices) -> float:
    """The Hausdorff distance of the outlines in metres, about: on a plane, from the vertices.

    A vertex that both shapes have is no distance away, so that only the others are measured.
    """
    middle = vertices.old[0]
    east = cos(radians(max(-89.0, min(89.0, middle[1])))) * _METRES_PER_DEGREE

    def plane(positions: Iterable[Any]) -> list[tuple[float, float]]:
        # The short way round the world, so that a line may cross the antimeridian; to the
        # millimetre, since numbers next to nothing are no good to divide by.
        return [
            (
                round(((each[0] - middle[0] + 180) % 360 - 180) * east, 3),
                round((each[1] - middle[1]) * _METRES_PER_DEGREE, 3),
            )
            for each in positions
        ]

    def outline(parts: Parts) -> list[list[tuple[float, float]]]:
        rings = [ring for rings in parts["Polygon"] for ring in rings]
        return [plane(line) for line in (*parts["LineString"], *rings)]

    return max(
        _farthest(plane(vertices.gone), outline(new)),
        _farthest(plane(vertices.arrived), outline(old)),
    )


def _farthest(
    positions: list[tuple[float, float]], lines: list[list[tuple[float, float]]]
) -> float:
    """How far positions are at most from lines, on the plane."""
    import shapely

    if not positions:
        return 0.0
    points = shapely.points(positions)
    if len(positions) * sum(map(len, lines)) <= _MOST_PAIRS:
        drawn = shapely.multilinestrings([shapely.linestrings(line) for line in lines])
        return float(shapely.distance(points, drawn).max())
    segments = shapely.linestrings([pair for line in lines for pair in pairwise(line)])
    _pairs, distances = shapely.STRtree(segments).query_nearest(
        points, return_distance=True, all_matches=False
    )
    return float(distances.max())


def _box(geometry: Any) -> Bounds | None:
    return _bounds([*measure.positions(geometry)])


def _bounds(positions: Sequence[Any]) -> Bounds | None:
    if not positions:
        return None
    xs, ys = [each[0] for each in positions], [each[1] for each in positions]
    return min(xs), min(ys), max(xs), max(ys)
