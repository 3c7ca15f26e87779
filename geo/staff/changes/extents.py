"""Which part of the world a drawing of changes shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import pi
from typing import TYPE_CHECKING

from geo import measure
from geo.outputs.drawing.frame import Frame
from geo.staff.changes.coordinates import is_drawable
from geo.staff.changes.model import CHANGED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.model import Bounds, Geometry
    from geo.staff.changes.model import FeatureChange

#: Degrees that an overview shows at least: about 30 km.
LEAST_WIDE = 0.4
#: Degrees round a point close up: about 10 km.
NEAR_A_POINT = 0.12
# About 300 m.
_LEAST_CLOSE = 0.004
_ROOM = 0.15


@dataclass(frozen=True, slots=True)
class Numbered:
    """A change by its number in the list."""

    number: int
    change: FeatureChange

    @property
    def shapes(self) -> tuple[Geometry | None, Geometry | None]:
        """What can be drawn of it before and after."""
        old, new = self.change.geometries
        return (old if is_drawable(old) else None), (new if is_drawable(new) else None)

    @property
    def needs_detail(self) -> bool:
        """Whether there is more to see than where it is."""
        return any(self.shapes) and bool(self.change.shape or self.change.kind != CHANGED)


def bounds_of(each: Numbered) -> Bounds | None:
    """What an overview must show of a change: what differs, else the whole feature."""
    shape = each.change.shape
    if shape and shape.where and each.change.kind == CHANGED:
        return shape.where
    return union(measure.bounds(geometry) for geometry in each.shapes)


def detail_bounds(each: Numbered) -> Bounds | None:
    """What a close-up shows; None where there is nothing to see closer."""
    if not each.needs_detail:
        return None
    return bounds_of(each)


def union(found: Iterable[Bounds | None]) -> Bounds | None:
    """The bounds of all of them; None for none."""
    boxes = [box for box in found if box]
    if not boxes:
        return None
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def padded(bounds: Bounds, least: float) -> Bounds:
    """The bounds with room round them, no smaller than ``least`` degrees."""
    west, south, east, north = bounds
    x = max((east - west) * _ROOM, (least - (east - west)) / 2)
    y = max((north - south) * _ROOM, (least * 0.7 - (north - south)) / 2)
    return west - x, max(south - y, -85), east + x, min(north + y, 85)


def close_frame(bounds: Bounds, width: int, height: int) -> Frame:
    """A frame that may be much closer than those of whole maps."""
    is_point = bounds[:2] == bounds[2:]
    west, south, east, north = padded(bounds, NEAR_A_POINT if is_point else _LEAST_CLOSE)
    frame = Frame.around((west, south, east, north), 0, 0, width, height)
    ends = frame.project([(west, north), (east, south)])
    share = max((ends[1][0] - ends[0][0]) / width, (ends[1][1] - ends[0][1]) / height)
    scale = min(frame.scale / share, width / (_LEAST_CLOSE / 4 * pi / 180))
    middle = frame.west + width / 2 / frame.scale, frame.north - height / 2 / frame.scale
    return replace(
        frame,
        scale=scale,
        west=middle[0] - width / 2 / scale,
        north=middle[1] + height / 2 / scale,
    )
