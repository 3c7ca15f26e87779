"""Features of plain layers: drawn in their layer's colour, thinned when there are many."""

from __future__ import annotations

import re
from math import gcd
from typing import TYPE_CHECKING

from geo.outputs.drawing.paths import TOLERANCE_PX, parts, path_data
from geo.outputs.markup import number, tag

if TYPE_CHECKING:
    from geo.model import MapFeature, MapModel
    from geo.outputs.drawing.frame import Frame, Point

# A drawing of more is slow to open and shows no more.
_MOST = 1000
# From here on, lines are drawn more coarsely.
_MANY, _COARSE_PX = 200, 1.0
_DEFAULT_COLOUR, _DEFAULT_WEIGHT = "#5b6770", 1.5
_POINT_PX = 6.0
# Points nearer to each other than this are one.
_GRID_PX = 2.0


def left_out(model: MapModel) -> int:
    """How many features of plain layers are not drawn because there are too many."""
    return max(0, len(model.features) - _MOST)


def _sample(model: MapModel) -> list[MapFeature]:
    """Features from all over the whole, whatever order they are in."""
    count = len(model.features)
    if count <= _MOST:
        return list(model.features)
    # Steps of the golden section spread evenly, and a step without a common divisor
    # with the count comes to no feature twice.
    step = round(count * 0.618034)
    while gcd(step, count) > 1:
        step += 1
    return [model.features[i] for i in sorted(each * step % count for each in range(_MOST))]


def features(model: MapModel, frame: Frame) -> str:
    """A group for each plain layer: its areas, its lines and its points, a path each."""
    by_layer: dict[str, list[MapFeature]] = {}
    sample = _sample(model)
    tolerance = _COARSE_PX if len(sample) > _MANY else TOLERANCE_PX
    for feature in sample:
        by_layer.setdefault(feature.layer, []).append(feature)
    written: list[str] = []
    for layer in model.layers:
        found = [
            parts(feature.geometry, frame, tolerance) for feature in by_layer.get(layer.id, ())
        ]
        polygons = [rings for item in found for rings in item.polygons]
        lines = [line for item in found for line in item.lines]
        points = [point for item in found for point in item.points]
        colour = layer.color if re.fullmatch("#[0-9a-fA-F]{3,8}", layer.color) else _DEFAULT_COLOUR
        weight = layer.weight or _DEFAULT_WEIGHT
        look = {"fill": "none", "stroke": colour, "stroke_linejoin": "round"}
        shapes = [
            tag(
                "path",
                d=path_data(rings, closed=True),
                fill=colour,
                fill_rule="evenodd",
                fill_opacity=0.2,
                stroke=colour,
                stroke_width=weight,
            )
            for rings in polygons
        ]
        if lines:
            shapes.append(tag("path", d=path_data(lines), stroke_width=weight, **look))
        if points:
            data = _dots(points)
            shapes.append(
                tag("path", d=data, stroke_width=_POINT_PX, stroke_linecap="round", **look)
            )
        if shapes:
            written.append(tag("g", *shapes))
    return "".join(written)


def _dots(points: list[Point]) -> str:
    """Points as strokes of no length, which round ends make dots."""
    spread = dict.fromkeys((round(x / _GRID_PX), round(y / _GRID_PX)) for x, y in points)
    return "".join(f"M{number(x * _GRID_PX)} {number(y * _GRID_PX)}h0" for x, y in spread)
