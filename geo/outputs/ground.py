"""The base map as the page carries it: positions on a grid, in strings.

A position is a pair of whole numbers: columns from 180° W and rows from the north end of the
square Web Mercator world, which is 2^``bits`` cells wide. A string holds the positions of one
line or ring after another, parted by spaces; each number is the difference from the one
before it, written as in Google's encoded polylines: five bits a letter from "?" on, the lowest
first, the sign as the lowest one. geo/page/src/ground.ts reads it.
"""

from __future__ import annotations

from itertools import chain
from math import atanh, ceil, log2, pi, radians, sin
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from geo.model import ContextLayer, Geometry

#: Decimals of degrees that are kept at the least, as a round number may be exact, and at the
#: most: 1e-6 degrees are a tenth of a metre.
_LEAST_DECIMALS, _MOST_DECIMALS = 3, 6
# The latitude at which Web Mercator's world is a square.
_HIGHEST_LATITUDE = 85.051129

_Line = list[list[float]]


def packed(layer: ContextLayer) -> dict[str, Any]:
    """``bits`` and ``shapes`` of a layer: each its rank, name, points, lines and rings.

    The grid is as fine as the decimals in which the layer is written. What is empty at the
    end of a shape is left out.
    """
    bits = ceil(log2(360 * 10 ** _decimals(layer)))
    shapes = []
    for shape in layer.shapes:
        points, lines, rings = _parts(shape.geometry)
        shape_name = shape.name[0] if len(set(shape.name)) == 1 else list(shape.name)
        each: list[Any] = [shape.rank, shape_name]
        each += [" ".join(_encoded(line, bits) for line in part) for part in (points, lines, rings)]
        while not each[-1]:
            each.pop()
        shapes.append(each)
    return {"bits": bits, "shapes": shapes}


def _parts(geometry: Geometry) -> tuple[list[_Line], list[_Line], list[_Line]]:
    """The points, as lines of one, the lines, and the rings of all polygons."""
    points: list[_Line] = []
    lines: list[_Line] = []
    rings: list[_Line] = []
    waiting: list[Mapping[str, Any]] = [geometry]
    while waiting:
        item = waiting.pop(0)
        coordinates = item.get("coordinates") or []
        match item["type"]:
            case "GeometryCollection":
                waiting[:0] = item["geometries"]
            case "Point" if coordinates:
                points.append([coordinates])
            case "MultiPoint":
                points.extend([each] for each in coordinates)
            case "LineString":
                lines.append(coordinates)
            case "MultiLineString":
                lines.extend(coordinates)
            case "Polygon":
                rings.extend(coordinates)
            case "MultiPolygon":
                rings.extend(chain.from_iterable(coordinates))
    return points, [line for line in lines if line], [ring for ring in rings if ring]


def _encoded(line: Sequence[Sequence[float]], bits: int) -> str:
    letters: list[str] = []
    before = (0, 0)
    for position in line:
        now = _cell(position, bits)
        for number, last in zip(now, before, strict=True):
            step = number - last
            rest = ~(step << 1) if step < 0 else step << 1
            while rest >= 32:  # noqa: PLR2004 - five bits a letter; the sixth says that more follow
                letters.append(chr((rest & 31 | 32) + 63))
                rest >>= 5
            letters.append(chr(rest + 63))
        before = now
    return "".join(letters)


def _cell(position: Sequence[float], bits: int) -> tuple[int, int]:
    """Column and row of a position."""
    latitude = max(-_HIGHEST_LATITUDE, min(_HIGHEST_LATITUDE, position[1]))
    east = position[0] / 360 + 0.5
    south = 0.5 - atanh(sin(radians(latitude))) / (2 * pi)
    return round(east * 2**bits), round(south * 2**bits)


def _decimals(layer: ContextLayer) -> int:
    """The fewest decimals that lose nothing, within the limits."""
    numbers = [number for shape in layer.shapes for number in _numbers(shape.geometry)]
    for decimals in range(_LEAST_DECIMALS, _MOST_DECIMALS):
        if all(round(number, decimals) == number for number in numbers):
            return decimals
    return _MOST_DECIMALS


def _numbers(geometry: Any) -> Iterator[float]:
    if isinstance(geometry, dict):
        yield from _numbers(geometry.get("coordinates"))
        yield from _numbers(geometry.get("geometries"))
    elif isinstance(geometry, list):
        for item in geometry:
            yield from _numbers(item)
    elif isinstance(geometry, int | float):
        yield geometry
