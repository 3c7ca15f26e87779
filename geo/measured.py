"""Anchor, bounds, length and area of a geometry in one go, its coordinates gathered once.

What comes out depends on the geometry alone: not on how many are measured together.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from geo import measure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from geo.model import Bounds, Position

    Array = NDArray[np.float64]

#: From so many positions on, arrays are faster than lists.
_MANY = 64


@dataclass(frozen=True, slots=True)
class Measured:
    """Where a geometry stands, and how long and large it is where that was asked for.

    ``length_m`` is None for a geometry without lines, ``area_m2`` for one without areas.
    """

    anchor: Position | None
    bounds: Bounds | None
    length_m: float | None = None
    area_m2: float | None = None


def measured(
    geometry: dict[str, Any] | None,
    *,
    length: bool,
    area: bool,
    arrays: Sequence[Array] | None = None,
) -> Measured:
    """Measure a geometry that breaks no rule.

    ``arrays`` are the positions of its lines and rings, where somebody has them.
    """
    if geometry is None:
        return Measured(None, None)
    if geometry["type"] == "Point" and geometry["coordinates"]:
        x, y = geometry["coordinates"][:2]
        return Measured((x, y), (x, y, x, y))
    parts = list(measure.parts(geometry))
    if sum(map(_count, parts)) < _MANY:
        kinds = {kind for kind, _part in parts}
        return Measured(
            measure.anchor(geometry),
            measure.bounds(geometry),
            measure.length_m(geometry) if length and "LineString" in kinds else None,
            measure.area_m2(geometry) if area and "Polygon" in kinds else None,
        )
    return _Arrays(parts, arrays or ()).measured(length=length, area=area)


def _count(part: tuple[str, Any]) -> int:
    kind, coordinates = part
    if kind == "Polygon":
        return sum(map(len, coordinates))
    return len(coordinates) if kind == "LineString" else 1


class _Arrays:
    """The parts of a large geometry as arrays of two columns."""

    def __init__(self, parts: list[tuple[str, Any]], arrays: Sequence[Array]) -> None:
        self.points = [part for kind, part in parts if kind == "Point"]
        lines = [part for kind, part in parts if kind == "LineString"]
        areas = [part for kind, part in parts if kind == "Polygon"]
        known = iter(arrays if not (self.points or (lines and areas)) else ())
        self.lines = [_known(known, line) for line in lines]
        self.areas = [[_known(known, ring) for ring in rings] for rings in areas]

    def measured(self, *, length: bool, area: bool) -> Measured:
        return Measured(
            self._anchor(),
            self._bounds(),
            sum(map(_length, self.lines)) if length and self.lines else None,
            sum(map(_area, self.areas)) if area and self.areas else None,
        )

    def _bounds(self) -> Bounds:
        lows, highs = [], []
        pieces = [*self.lines, *(ring for rings in self.areas for ring in rings)]
        if self.points:
            pieces.append(_array(self.points))
        for piece in pieces:
            lows.append(piece.min(axis=0).tolist())
            highs.append(piece.max(axis=0).tolist())
        west, south = map(min, zip(*lows, strict=True))
        east, north = map(max, zip(*highs, strict=True))
        return west, south, east, north

    def _anchor(self) -> Position:
        if self.points:
            return self.points[0][0], self.points[0][1]
        if self.lines:
            return _half_way(self.lines)
        return _inside(self.areas)


def _known(arrays: Iterator[Array], positions: Any) -> Array:
    found = next(arrays, None)
    return _array(positions) if found is None else found


def _array(positions: Any) -> Array:
    """The first two numbers of each position."""
    import numpy as np  # noqa: PLC0415 - a small map is built without it

    count = len(positions)
    flat = np.fromiter(chain.from_iterable(positions), np.float64)
    width = len(positions[0])
    if flat.size == count * width and all(map((width).__eq__, map(len, positions))):
        return flat.reshape(count, width)[:, :2]
    return np.array([position[:2] for position in positions], np.float64)


def _length(line: Array) -> float:
    return float(measure.geod().line_length(line[:, 0].copy(), line[:, 1].copy()))


def _area(rings: list[Array]) -> float:
    areas = [
        abs(measure.geod().polygon_area_perimeter(ring[:, 0].copy(), ring[:, 1].copy())[0])
        for ring in rings
    ]
    return float(areas[0] - sum(areas[1:]))


def _half_way(lines: list[Array]) -> Position:
    """The middle of the longest line, by its length in degrees."""
    import numpy as np  # noqa: PLC0415 - a small map is built without it

    steps = []
    for line in lines:
        moves = line[1:] - line[:-1]
        moves *= moves
        steps.append(np.sqrt(moves[:, 0] + moves[:, 1]))
    lengths = [each.sum() for each in steps]
    longest = max(range(len(lines)), key=lengths.__getitem__)
    line, step = lines[longest], steps[longest]
    gone = step.cumsum()
    half = gone[-1] / 2
    at = int(gone.searchsorted(half))
    if not step[at]:
        return float(line[0, 0]), float(line[0, 1])
    share = (half - (gone[at] - step[at])) / step[at]
    x, y = (line[at] + share * (line[at + 1] - line[at])).tolist()
    return round(x, 6), round(y, 6)


def _inside(areas: list[list[Array]]) -> Position:
    """A point inside the largest area, with six decimals where that is still inside."""
    import shapely  # noqa: PLC0415 - where there is an area

    made = [shapely.Polygon(rings[0], rings[1:]) for rings in areas]
    largest = max(made, key=shapely.area) if len(made) > 1 else made[0]
    point = shapely.point_on_surface(largest)
    x, y = shapely.get_x(point).item(), shapely.get_y(point).item()
    near = round(x, 6), round(y, 6)
    return near if shapely.intersects_xy(largest, *near) else (x, y)
