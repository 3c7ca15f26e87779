"""The rectangle of the map: Web Mercator degrees to pixels, and its scale bar."""

from __future__ import annotations

from dataclasses import dataclass
from math import atan, atanh, cos, exp, log10, pi, radians, sin
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.model import Bounds, Geometry, MapModel

#: x to the right, y down, in pixels
Point = tuple[float, float]

#: Equatorial radius of WGS 84, the radius of Web Mercator's sphere (EPSG:3857).
EARTH_RADIUS_M = 6_378_137.0
# The latitude at which Web Mercator's world is a square.
_HIGHEST_LATITUDE = 85.051129
# A map of one point still needs a width: about 10 km.
_SMALLEST_SPAN = radians(0.1)
# The map is neither a strip nor a tower, whatever the bounds.
_FLATTEST, _TALLEST = 0.4, 1.3
# Share of the projects' extent that is left free on each side.
_ROOM = 0.2
# Share of the map's bounds that is shown at least, so that the surroundings are recognised.
_LEAST = 0.4


def _mercator(longitude: float, latitude: float) -> Point:
    latitude = max(-_HIGHEST_LATITUDE, min(_HIGHEST_LATITUDE, latitude))
    return radians(longitude), atanh(sin(radians(latitude)))


@dataclass(frozen=True, slots=True)
class Frame:
    """The map's rectangle, from (left, top), and the Mercator position of that corner.

    ``scale`` is pixels for one radian of longitude.
    """

    left: float
    top: float
    width: float
    height: float
    west: float
    north: float
    scale: float

    @classmethod
    def around(
        cls, bounds: Bounds, left: float, top: float, width: float, height: float | None = None
    ) -> Frame:
        """Centre bounds in a frame; without a height, the one that the bounds ask for."""
        west, south = _mercator(bounds[0], bounds[1])
        east, north = _mercator(bounds[2], bounds[3])
        span_x = max(east - west, _SMALLEST_SPAN)
        span_y = max(north - south, _SMALLEST_SPAN)
        if height is None:
            height = round(width * max(_FLATTEST, min(_TALLEST, span_y / span_x)))
        scale = min(width / span_x, height / span_y)
        return cls(
            left=left,
            top=top,
            width=width,
            height=height,
            west=(west + east) / 2 - width / 2 / scale,
            north=(north + south) / 2 + height / 2 / scale,
            scale=scale,
        )

    def trimmed(self, bounds: Bounds) -> Frame:
        """The frame without what lies outside of bounds, in the middle of where it was."""
        west, south = _mercator(bounds[0], bounds[1])
        east, north = _mercator(bounds[2], bounds[3])
        low_x = max(self.west, west)
        high_x = min(self.west + self.width / self.scale, east)
        low_y = max(self.north - self.height / self.scale, south)
        high_y = min(self.north, north)
        if low_x >= high_x or low_y >= high_y:
            return self
        width, height = (high_x - low_x) * self.scale, (high_y - low_y) * self.scale
        left, top = self.left + (self.width - width) / 2, self.top + (self.height - height) / 2
        return Frame(left, top, width, height, low_x, high_y, self.scale)

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The bottom edge."""
        return self.top + self.height

    def project(self, coordinates: Iterable[Sequence[float]]) -> list[Point]:
        """Turn positions in degrees into points of the drawing."""
        scale, quarter = self.scale, pi / 180
        left, top = self.left - self.west * scale, self.top + self.north * scale
        high = _HIGHEST_LATITUDE
        return [
            (
                left + position[0] * quarter * scale,
                top - atanh(sin(max(-high, min(high, position[1])) * quarter)) * scale,
            )
            for position in coordinates
        ]

    def project_all(self, longitudes: Any, latitudes: Any) -> tuple[Any, Any]:
        """The same of arrays of numpy."""
        import numpy as np  # noqa: PLC0415 - for maps of very many features

        high = np.clip(latitudes, -_HIGHEST_LATITUDE, _HIGHEST_LATITUDE)
        x = self.left + (np.radians(longitudes) - self.west) * self.scale
        return x, self.top + (self.north - np.arctanh(np.sin(np.radians(high)))) * self.scale

    def holds(self, point: Point, margin: float = 0) -> bool:
        """Tell whether a point lies in the frame, at least ``margin`` from its edges."""
        return (
            self.left + margin <= point[0] <= self.right - margin
            and self.top + margin <= point[1] <= self.bottom - margin
        )

    def metres_per_pixel(self) -> float:
        """Ground length of a pixel at the latitude in the middle of the frame."""
        middle = self.north - self.height / 2 / self.scale
        return EARTH_RADIUS_M * cos(2 * atan(exp(middle)) - pi / 2) / self.scale


def round_length_m(frame: Frame, longest_px: float) -> float:
    """Pick the longest 1, 2 or 5 times a power of ten metres that fits ``longest_px``."""
    longest = longest_px * frame.metres_per_pixel()
    power = 10.0 ** int(log10(longest)) if longest >= 1 else 1.0
    return max(power * step for step in (1, 2, 5) if step == 1 or power * step <= longest)


def frame_bounds(model: MapModel) -> Bounds:
    """Give the part of the map's bounds where its projects are, with room around them.

    More than the bounds where a project's mark lies outside them.
    """
    marks = [
        project.bounds or (*project.anchor, *project.anchor)
        for project in model.projects
        if project.anchor is not None and project.role != "context"
    ]
    if not marks:
        return model.bounds
    boxes = list(zip(*marks, strict=True))
    low, high = (min(boxes[0]), min(boxes[1])), (max(boxes[2]), max(boxes[3]))
    west, east = _focus(low[0], high[0], model.bounds[0], model.bounds[2])
    south, north = _focus(low[1], high[1], model.bounds[1], model.bounds[3])
    return west, south, east, north


def _focus(low: float, high: float, lowest: float, highest: float) -> tuple[float, float]:
    """Widen a stretch by a margin, and keep it in the whole."""
    room = max((high - low) * _ROOM, ((highest - lowest) * _LEAST - (high - low)) / 2)
    start, end = low - room, high + room
    if end - start >= highest - lowest:
        return min(low, lowest), max(high, highest)
    shift = max(lowest - start, 0) - max(end - highest, 0)
    return min(low, start + shift), max(high, end + shift)


def known_bounds(model: MapModel) -> Bounds | None:
    """Give the bounds in which the base map and everything else of a map lies; None for none."""
    shapes = [shape.geometry for layer in model.context for shape in layer.shapes]
    boxes = [(*at, *at) for geometry in shapes for at in _positions(geometry)]
    if not boxes:
        return None
    boxes += [model.bounds, frame_bounds(model)]
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def _positions(geometry: Geometry) -> list[Point]:
    """All positions of a geometry, in degrees."""
    found: list[Point] = []
    waiting: list[Any] = [geometry]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            waiting += [item.get("coordinates") or [], *(item.get("geometries") or [])]
        elif item and isinstance(item[0], int | float):
            found.append((item[0], item[1]))
        else:
            waiting += item
    return found
