"""Which way round a ring runs."""

from __future__ import annotations

from operator import mul, sub
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

#: An edge longer than this is meant to cross the antimeridian: the ring is no ring of the plane.
HALF_WORLD = 180


def signed_area(ring: Sequence[Sequence[float]]) -> float:
    """Twice the planar area in square degrees, positive where it runs counter-clockwise.

    Reckoned from the first position, lest the area of a small ring drown in rounding. 0 for
    a ring with an edge over half of the world, whose sense nobody can tell: it may cross the
    antimeridian, go round a pole, or mean the whole world.
    """
    x, y = ring[0][:2]
    xs, ys = [p[0] - x for p in ring], [p[1] - y for p in ring]
    if max(map(abs, map(sub, xs[1:], xs)), default=0) > HALF_WORLD:
        return 0.0
    return float(sum(map(mul, xs, ys[1:])) - sum(map(mul, xs[1:], ys)))


def runs_wrong(ring: Sequence[Sequence[float]], *, outer: bool) -> bool:
    """Whether RFC 7946 would have the ring the other way round."""
    area = signed_area(ring)
    return area != 0 and (area > 0) is not outer
