"""Where the map and what explains it stand on a sheet of fixed size."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple, Protocol

from geo.outputs.drawing.frame import Frame
from geo.outputs.drawing.labels import Box
from geo.outputs.drawing.legend import Strip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.model import Bounds

SPACE = 16.0
_GAP = 24.0
# Steps in which a column beside the map may grow, and the share of the sheet that it may take.
_STEP, _MOST = 20, 0.6
# The list of names is left out where the map without it is so much larger.
_WORTH = 2.0
_SMALLEST_FRAME = 120.0
_LEGEND, _KEY = "legend", "key"


class Explained(Protocol):
    """What explains the map: its legend, the list of names, and the small print below all."""

    @property
    def narrowest(self) -> float:
        """The width that a column of these needs."""

    def height(self, part: str, width: float) -> float:
        """How high ``legend`` or ``key`` is with the space above it; 0 for one that is empty."""

    def small(self, *, key: bool) -> float:
        """How high the small print is with the space above it."""


class Plan(NamedTuple):
    """The map's frame, and where its legend and the list of names begin; no list, no place."""

    frame: Box
    legend: Strip
    key: Strip | None
    scale: float


def arranged(bounds: Bounds, room: Box, explained: Explained) -> Plan:
    """The plan by which the map is largest; with the names, unless they cost it too much."""
    best: dict[bool, Plan] = {}
    for key in (True, False):
        inside = room._replace(bottom=room.bottom - explained.small(key=key))
        plans = list(_plans(bounds, inside, explained, key=key))
        if plans:
            best[key] = max(plans, key=lambda plan: plan.scale)
    with_names, without = best.get(True), best.get(False)
    if with_names and (without is None or without.scale < with_names.scale * _WORTH):
        return with_names
    # On hardly a sheet, the map stands alone.
    return without or Plan(room, Strip(room.left, room.bottom, 0), None, 0)


def _plans(bounds: Bounds, room: Box, explained: Explained, *, key: bool) -> Iterator[Plan]:
    """All plans with each part below the map or in a column beside it."""
    parts = (_LEGEND, _KEY) if key else (_LEGEND,)
    width, height = room.right - room.left, room.bottom - room.top
    columns = [0, *range(round(explained.narrowest), round(width * _MOST), _STEP)]
    for column, below in product(columns, product((True, False), repeat=len(parts))):
        if all(below) != (column == 0):
            continue
        wide = width - (column + _GAP if column else 0)
        tall = height - sum(
            explained.height(part, wide) for part, low in zip(parts, below, strict=True) if low
        )
        beside = sum(
            explained.height(part, column)
            for part, low in zip(parts, below, strict=True)
            if not low
        )
        if tall < _SMALLEST_FRAME or beside - SPACE > height:
            continue
        frame = Box(room.left, room.top, room.left + wide, room.top + tall)
        strips: dict[str, Strip] = {}
        tops = {True: frame.bottom, False: room.top - SPACE}
        for part, low in zip(parts, below, strict=True):
            left, across = (room.left, wide) if low else (room.right - column, column)
            strips[part] = Strip(left, tops[low], across)
            tops[low] += explained.height(part, across)
        scale = Frame.around(bounds, 0, 0, wide, tall).scale
        yield Plan(frame, strips[_LEGEND], strips.get(_KEY), scale)
