"""Geometries of all kinds as paths: points, lines, outer and inner rings of whole numbers."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from geo import measure
from geo.outputs.packed.kinds import AREAS, LINES, ONE_POINT, POINTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.model import Geometry, Position

POINT, LINE, OUTER, INNER = range(4)
_E6 = 1_000_000

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Paths:
    """The paths of some rows, one after the other.

    ``row`` and ``count``: which rows have paths, and how many; ``kind`` and ``length``: what
    each path is, and its vertices; ``x`` and ``y`` of all vertices in 1e-6 degrees. Rings stand
    without the vertex that closes them. ``box``: west, south, east, north of each row.
    """

    row: Array
    count: Array
    kind: Array
    length: Array
    x: Array
    y: Array
    box: Array


class Tracer:
    """Takes geometries row by row."""

    def __init__(self) -> None:
        self._rows: list[int] = []
        self._counts: list[int] = []
        self._kinds: list[int] = []
        self._lines: list[Array] = []

    def add(self, row: int, geometry: Geometry | None, anchor: Position | None) -> int:
        """Add the geometry of a row, if it is more than a point. Gives the bits of its kind."""
        found = list(measure.parts(geometry))
        if not found or anchor is None:
            return 0
        if len(found) == 1 and found[0][0] == "Point":
            return POINTS | ONE_POINT
        kinds = 0
        before = len(self._kinds)
        for kind, coordinates in found:
            if kind == "Point":
                kinds |= self._path(POINT, [coordinates], POINTS)
            elif kind == "LineString":
                kinds |= self._path(LINE, coordinates, LINES)
            else:
                for number, ring in enumerate(coordinates):
                    kinds |= self._path(INNER if number else OUTER, ring, AREAS)
        if len(self._kinds) > before:
            self._rows.append(row)
            self._counts.append(len(self._kinds) - before)
        return kinds

    def _path(self, kind: int, positions: Sequence[Sequence[float]], bit: int) -> int:
        if not positions:
            return 0
        line = _flat(positions)
        if kind >= OUTER and len(line) > 1 and (line[0] == line[-1]).all():
            line = line[:-1]
        self._kinds.append(kind)
        self._lines.append(line)
        return bit

    def paths(self) -> Paths:
        """All that was added."""
        length = np.fromiter(map(len, self._lines), np.uint32, len(self._lines))
        whole = np.concatenate(self._lines) if self._lines else np.zeros((0, 2))
        whole = np.rint(whole * _E6).astype(np.int32)
        count = np.array(self._counts, np.uint32)
        return Paths(
            row=np.array(self._rows, np.uint32),
            count=count,
            kind=np.array(self._kinds, np.uint8),
            length=length,
            x=np.ascontiguousarray(whole[:, 0]),
            y=np.ascontiguousarray(whole[:, 1]),
            box=_boxes(whole, count, length),
        )


def _flat(positions: Sequence[Sequence[float]]) -> Array:
    """Longitudes and latitudes; heights and what follows them go."""
    numbers = np.fromiter(chain.from_iterable(positions), np.float64)
    # No position has fewer than two numbers: geo.check has seen to that.
    if len(numbers) == 2 * len(positions):
        return numbers.reshape(-1, 2)
    return np.array([each[:2] for each in positions], np.float64)


def _boxes(whole: Array, count: Array, length: Array) -> Array:
    if not len(count):
        return np.zeros((0, 4), np.int32)
    first_paths = np.cumsum(count, dtype=np.int64) - count
    first_vertices = (np.cumsum(length, dtype=np.int64) - length)[first_paths]
    low = np.minimum.reduceat(whole, first_vertices)
    high = np.maximum.reduceat(whole, first_vertices)
    return np.hstack([low, high]).astype(np.int32)
