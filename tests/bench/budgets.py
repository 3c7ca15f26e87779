"""The budgets of the project, and whether they are met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: Against whichever rival does best.
BEST = "best"


@dataclass(frozen=True)
class Budget:
    """At most ``times`` what a rival takes, or ``at_most`` in the figure's own unit."""

    figure: str
    times: float = 0
    against: str = BEST
    at_most: float = 0

    def limit(self, rivals: Mapping[str, float | None]) -> float | None:
        """The most that the figure may be; None where the rival's is not known."""
        if self.at_most:
            return self.at_most
        known = [value for value in rivals.values() if value is not None]
        base = rivals.get(self.against) if self.against != BEST else min(known, default=None)
        return None if base is None else self.times * base

    def said(self) -> str:
        """The budget in a few characters."""
        return f"≤ {self.at_most:g}" if self.at_most else f"≤ {self.times:g} × {self.against}"


def _ratios(**times: float) -> tuple[Budget, ...]:
    return tuple(Budget(figure, each) for figure, each in times.items())


_SMALL = (Budget("wall", 1.2, "geojson"), Budget("drawn", 1.0, "tuned"))
#: By number of features. A second is 1,000 ms, a GiB 1,024 MiB.
BUDGETS: dict[int, tuple[Budget, ...]] = {
    4: _SMALL,
    128: _SMALL,
    10_000: _ratios(wall=0.5, size=0.25, drawn=0.35, zoom=0.2),
    100_000: _ratios(wall=0.7, memory=0.4, size=0.2, drawn=0.1, zoom=0.05),
    1_000_000: (
        Budget("memory", at_most=4096),
        Budget("drawn", at_most=3000),
        Budget("zoom", at_most=300),
    ),
}


def budget(count: int, figure: str) -> Budget | None:
    """The budget of a figure, where there is one."""
    return next((each for each in BUDGETS.get(count, ()) if each.figure == figure), None)


def verdict(value: float | None, limit: float | None, *, failed: bool = False) -> str:
    """``met``, ``missed``, or nothing where it can't be told."""
    if failed:
        return "missed"
    if value is None or limit is None:
        return ""
    return "met" if value <= limit else "missed"
