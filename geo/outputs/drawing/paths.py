"""GeoJSON geometries as SVG path data: clipped to the frame, thinned to what is visible."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from geo.outputs.markup import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.model import Geometry
    from geo.outputs.drawing.frame import Frame, Point

# Shapes are cut this far outside the frame, so that their cut edges are not seen.
_OVERHANG = 6.0
# A vertex that moves the line by less is not seen; a ring or an island below is a speck.
TOLERANCE_PX = 0.5
_SMALLEST_AREA = 1.5
# How many points are thinned together.
_RUN = 256
#: Path data is rounded to this.
GRID_PX = 0.5


@dataclass(frozen=True, slots=True)
class Parts:
    """A geometry taken apart, in pixels: points, lines, and polygons as lists of rings."""

    points: list[Point] = field(default_factory=list)
    lines: list[list[Point]] = field(default_factory=list)
    polygons: list[list[list[Point]]] = field(default_factory=list)


def parts(geometry: Geometry | None, frame: Frame, tolerance: float = TOLERANCE_PX) -> Parts:
    """Project, clip and thin whatever a geometry holds, collections included."""
    found = Parts()
    waiting = [geometry] if geometry else []
    while waiting:
        item = waiting.pop(0)
        if item.get("type") == "GeometryCollection":
            waiting[:0] = [part for part in item.get("geometries") or [] if part]
        else:
            _take(
                item.get("type", ""), item.get("coordinates") or [], _Cut(frame, tolerance), found
            )
    return found


@dataclass(frozen=True, slots=True)
class _Cut:
    frame: Frame
    tolerance: float


def _take(kind: str, coordinates: Any, cut: _Cut, found: Parts) -> None:
    frame, tolerance = cut.frame, cut.tolerance
    if not coordinates:
        return
    match kind:
        case "MultiPoint" | "MultiLineString" | "MultiPolygon":
            for part in coordinates:
                _take(kind.removeprefix("Multi"), part, cut, found)
        case "Point":
            at = frame.project([coordinates])
            found.points.extend(point for point in at if frame.holds(point, -_OVERHANG))
        case "LineString":
            lines = [thin(run, tolerance) for run in clip_line(frame.project(coordinates), frame)]
            found.lines.extend(line for line in lines if len(line) > 1)
        case "Polygon":
            rings = [clip_ring(spaced(frame.project(ring)), frame) for ring in coordinates]
            rings = [thin(ring, tolerance) for ring in rings if abs(area(ring)) >= _SMALLEST_AREA]
            if rings:
                found.polygons.append(rings)
        case _:
            pass


def area(ring: Sequence[Point]) -> float:
    """Signed area of a ring, in square pixels."""
    return (
        sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], *ring[:1]], strict=True))
        / 2
    )


def spaced(line: Sequence[Point], least: float = 0.5) -> list[Point]:
    """Drop the points that are nearer than ``least`` pixels to the one kept before them."""
    if not line:
        return []
    x, y = line[0]
    kept = [line[0]]
    for point in line:
        if abs(point[0] - x) > least or abs(point[1] - y) > least:
            kept.append(point)
            x, y = point
    if kept[-1] != line[-1]:
        kept.append(line[-1])
    return kept


def thin(line: Sequence[Point], tolerance: float = TOLERANCE_PX) -> list[Point]:
    """Drop the points that move the line by less than ``tolerance`` (Douglas and Peucker).

    Run by run, since the time that a zigzag takes grows with the square of its length.
    """
    line = spaced(line)
    end = len(line) - 1
    ends = [*range(0, end, _RUN), end]
    keep = [False] * len(line)
    for each in ends:
        keep[each] = True
    waiting = list(pairwise(ends))
    while waiting:
        first, last = waiting.pop()
        (ax, ay), (bx, by) = line[first], line[last]
        dx, dy = bx - ax, by - ay
        length = (dx * dx + dy * dy) ** 0.5
        farthest, where = tolerance, 0
        for i in range(first + 1, last):
            px, py = line[i][0] - ax, line[i][1] - ay
            # Where the ends meet, as in a ring, it is the distance from that point.
            distance = abs(dx * py - dy * px) / length if length else (px * px + py * py) ** 0.5
            if distance > farthest:
                farthest, where = distance, i
        if where:
            keep[where] = True
            waiting += [(first, where), (where, last)]
    found = [point for point, kept in zip(line, keep, strict=True) if kept]
    # The ends of runs may be needless too; where little went, they are not worth another look.
    return thin(found, tolerance) if len(ends) > 2 and 2 * len(found) < len(line) else found  # noqa: PLR2004 - two points are a line


def clip_line(line: Sequence[Point], frame: Frame) -> list[list[Point]]:
    """Cut a line into the runs that lie within the frame (Liang and Barsky)."""
    low_x, low_y = frame.left - _OVERHANG, frame.top - _OVERHANG
    high_x, high_y = frame.right + _OVERHANG, frame.bottom + _OVERHANG
    runs: list[list[Point]] = []
    for (ax, ay), (bx, by) in pairwise(line):
        start, end = 0.0, 1.0
        dx, dy = bx - ax, by - ay
        for step, room in (
            (-dx, ax - low_x),
            (dx, high_x - ax),
            (-dy, ay - low_y),
            (dy, high_y - ay),
        ):
            if step < 0:
                start = max(start, room / step)
            elif step > 0:
                end = min(end, room / step)
            elif room < 0:
                end = -1.0
        if start > end:
            continue
        if start > 0 or not runs or runs[-1][-1] != (ax, ay):
            runs.append([(ax + start * dx, ay + start * dy)])
        runs[-1].append((bx, by) if end == 1.0 else (ax + end * dx, ay + end * dy))
    return runs


def clip_ring(ring: Sequence[Point], frame: Frame) -> list[Point]:
    """Cut a ring to the frame (Sutherland and Hodgman); empty where nothing is left."""
    kept = list(ring[:-1]) if len(ring) > 1 and ring[0] == ring[-1] else list(ring)
    for axis, limit, side in (
        (0, frame.left - _OVERHANG, 1),
        (0, frame.right + _OVERHANG, -1),
        (1, frame.top - _OVERHANG, 1),
        (1, frame.bottom + _OVERHANG, -1),
    ):
        if all((point[axis] - limit) * side >= 0 for point in kept):
            continue
        previous = kept[-1]
        outcome: list[Point] = []
        for point in kept:
            inside = (point[axis] - limit) * side >= 0
            if inside != ((previous[axis] - limit) * side >= 0):
                share = (limit - previous[axis]) / (point[axis] - previous[axis])
                outcome.append(
                    (
                        previous[0] + share * (point[0] - previous[0]),
                        previous[1] + share * (point[1] - previous[1]),
                    )
                )
            if inside:
                outcome.append(point)
            previous = point
        kept = outcome
        if not kept:
            return []
    return kept


def path_data(lines: Sequence[Sequence[Point]], *, closed: bool = False, unit: float = 1) -> str:
    """Write lines or rings as path data, in steps from point to point, to half a pixel.

    ``unit`` is what 1 stands for, in pixels: with that of `GRID_PX`, all numbers are whole.
    """
    scale = GRID_PX / unit
    written: list[str] = []
    for line in lines:
        # Steps are taken between rounded points, so that rounding does not add up.
        x, y = round(line[0][0] / GRID_PX), round(line[0][1] / GRID_PX)
        steps = [number(x * scale), number(y * scale)]
        for point in line[1:]:
            to_x, to_y = round(point[0] / GRID_PX), round(point[1] / GRID_PX)
            if (to_x, to_y) != (x, y):
                steps += [number((to_x - x) * scale), number((to_y - y) * scale)]
                x, y = to_x, to_y
        drawn = f"l{_joined(steps[2:])}" if len(steps) > 2 else "h0"  # noqa: PLR2004 - two points are a line
        written.append(f"M{_joined(steps[:2])}{drawn}{'z' if closed else ''}")
    return "".join(written)


def _joined(numbers: Sequence[str]) -> str:
    """Numbers with no more space between them than keeps them apart."""
    return " ".join(numbers).replace(" -", "-")


def distance(a: Point, b: Point) -> float:
    """How far two points are apart."""
    return float(((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5)


def along(line: Sequence[Point], step: float) -> list[Point]:
    """Points along a line, ``step`` pixels apart, from half a step on."""
    found: list[Point] = []
    due = step / 2
    for a, b in pairwise(line):
        length = distance(a, b)
        while length and due <= length:
            share = due / length
            found.append((a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])))
            due += step
        due -= length
    return found
