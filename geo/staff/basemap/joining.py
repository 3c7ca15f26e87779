"""Lines that the data cuts at degree marks, put together again."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from geo.staff.basemap.frame import KM_PER_DEGREE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Line = NDArray[np.float64]

#: Pieces of one line end this near to each other (degrees) at the seams of the data.
_SEAM_DEGREES = 0.004


class Joined(NamedTuple):
    """A shapely LineString and the length of the network that it belongs to."""

    line: Any
    system_km: float


class _Piece(NamedTuple):
    """A line and the numbers of the points that it starts and ends at."""

    line: Line
    start: int
    end: int


def join_lines(lines: Sequence[Line], narrowing: float) -> list[Joined]:
    """Join lines, each (points, 2) in degrees, where no third one meets them.

    ``narrowing`` is the length of a degree of longitude in degrees of latitude.
    """
    pieces = _meeting(lines)
    if not pieces:
        return []
    system = _systems(pieces)
    system_km: dict[int, float] = defaultdict(float)
    system_at: dict[tuple[float, ...], int] = {}
    for piece in pieces:
        system_km[system[piece.start]] += _length_km(piece.line, narrowing)
        system_at[tuple(piece.line[0].tolist())] = system[piece.start]
        system_at[tuple(piece.line[-1].tolist())] = system[piece.start]
    strings = [shapely.linestrings(piece.line) for piece in pieces]
    merged = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(strings)))
    return [Joined(line, system_km[system_at[line.coords[0]]]) for line in merged]


def _meeting(lines: Sequence[Line]) -> list[_Piece]:
    """The lines with ends that nearly meet moved to one point; specks at a seam are left out."""
    if not lines:
        return []
    ends = np.array([end for line in lines for end in (line[0], line[-1])])
    points = shapely.points(ends)
    pairs = shapely.STRtree(points).query(points, "dwithin", _SEAM_DEGREES)
    first = np.arange(len(points))
    for one, other in sorted(pairs.T.tolist()):
        low, high = sorted((int(first[one]), int(first[other])))
        first[first == high] = low
    pieces = []
    for number, line in enumerate(lines):
        start, end = int(first[2 * number]), int(first[2 * number + 1])
        if start != end:
            pieces.append(_Piece(np.vstack([ends[start], line[1:-1], ends[end]]), start, end))
    return pieces


def _systems(pieces: Sequence[_Piece]) -> dict[int, int]:
    """For each end point the number of the network that it belongs to."""
    system: dict[int, int] = {}
    members: dict[int, list[int]] = {}
    for piece in pieces:
        for point in (piece.start, piece.end):
            if point not in system:
                system[point] = point
                members[point] = [point]
        low, high = sorted((system[piece.start], system[piece.end]))
        if low != high:
            for point in members[high]:
                system[point] = low
            members[low] += members.pop(high)
    return system


def _length_km(line: Line, narrowing: float) -> float:
    steps = np.diff(line, axis=0) * (narrowing, 1.0)
    return float(KM_PER_DEGREE * np.hypot(steps[:, 0], steps[:, 1]).sum())
