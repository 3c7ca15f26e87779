"""What a base map covers and how fine it is: the window round a box, sizes, ranks, decimals."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geo.staff.basemap.gshhg import FULL, FULL_TURN, HIGH, WORLD, Window

if TYPE_CHECKING:
    from collections.abc import Mapping

KM_PER_DEGREE = 111.2

#: Share of the box added on each side, so that a map that is moved a little shows no edge.
_MARGIN = 0.15
#: Width of the window to the height of the box, and the other way round: what a screen and a
#: phone show beside and above a box that is fitted into them.
_WIDE, _HIGH = 1.5, 0.8
#: From this span of the box on, the coarser files do.
_HIGH_FROM_KM = 1800.0

#: Parts of the span of the box: tolerance of outlines, least side of a square as large as a lake,
#: as an island, least length of a river system.
_TOLERANCE, _LEAST_LAKE, _LEAST_ISLAND, _LEAST_RIVER = 1 / 2600, 1 / 450, 1 / 600, 1 / 40
#: Sides of lakes and islands from which on they are of rank 1 and 2, as parts of the span.
_RANK_SIDES = (1 / 60, 1 / 150)
#: Steps of the coordinate grid in the tolerance.
_STEPS = 2.5
_FEWEST_DECIMALS, MOST_DECIMALS = 3, 5


@dataclass(frozen=True, slots=True)
class Frame:
    """The box that is asked for and the wider window that is drawn, in one turn of longitude."""

    box: Window
    window: Window

    @property
    def narrowing(self) -> float:
        """Length of a degree of longitude in degrees of latitude, in the middle of the box."""
        middle = (self.box.south + self.box.north) / 2
        return max(0.1, math.cos(math.radians(middle)))

    @property
    def span_km(self) -> float:
        """The longer side of the box."""
        return KM_PER_DEGREE * max(self.box.height, self.box.width * self.narrowing)

    @property
    def resolution(self) -> str:
        """Which files of the package to read."""
        return HIGH if self.span_km >= _HIGH_FROM_KM else FULL


@dataclass(frozen=True, slots=True)
class Outline:
    """A shore, a river or a border (shapely): ``size_km`` is the side of a square as large.

    For a line it is the length of all that hangs together with it. ``inside``: touches the box.
    """

    geometry: Any
    size_km: float
    rank: int
    inside: bool
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Thinness:
    """What is left out: grows with the box, and with ``coarseness`` until all fits."""

    span_km: float
    coarseness: float = 1.0

    @property
    def tolerance_degrees(self) -> float:
        """How far a simplified line may run beside the true one."""
        return self.coarseness * self.span_km * _TOLERANCE / KM_PER_DEGREE

    @property
    def decimals(self) -> int:
        """Decimals of a degree that lose little beside the tolerance: 3 (110 m) to 5 (1 m)."""
        enough = math.ceil(-math.log10(self.tolerance_degrees / _STEPS))
        return min(MOST_DECIMALS, max(_FEWEST_DECIMALS, enough))

    @property
    def lake_km(self) -> float:
        """Least side of a lake."""
        return self.coarseness * self.span_km * _LEAST_LAKE

    @property
    def island_km(self) -> float:
        """Least side of an island."""
        return self.coarseness * self.span_km * _LEAST_ISLAND

    @property
    def river_km(self) -> float:
        """Least length of a river with all that flows into it on its level."""
        return self.span_km * _LEAST_RIVER


def frame_of(box: Window) -> Frame:
    """The window to draw for a box: with a margin, and as wide and high as screens show it."""
    narrowing = Frame(box, box).narrowing
    width = max(box.width * (1 + 2 * _MARGIN), _WIDE * box.height / narrowing)
    height = max(box.height * (1 + 2 * _MARGIN), _HIGH * box.width * narrowing)
    middle = (box.west + box.east) / 2, (box.south + box.north) / 2
    south = max(WORLD.south, middle[1] - height / 2)
    north = min(WORLD.north, middle[1] + height / 2)
    if width >= FULL_TURN:
        box = Window(WORLD.west, box.south, WORLD.east, box.north)
        return Frame(box, Window(WORLD.west, south, WORLD.east, north))
    return Frame(box, Window(middle[0] - width / 2, south, middle[0] + width / 2, north))


def size_rank(size_km: float, span_km: float) -> int:
    """Rank 1 to 3 of a lake or an island whose area is that of a square of ``size_km``."""
    return 1 + sum(size_km < span_km * side for side in _RANK_SIDES)
