"""A map of very many features at a glance: how many of what, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.outputs.packed.columns import NO_PLACE, NONE
from geo.outputs.packed.kinds import CONTEXT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from geo.outputs.drawing.frame import Frame

Array = np.ndarray[Any, Any]
_E6 = 1e6


@dataclass(frozen=True, slots=True)
class Cluster:
    """Places near each other: the middle of them in pixels, and how many have which status."""

    x: float
    y: float
    count: int
    statuses: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """What the columns of a packed map come to; ``values`` say what their codes mean."""

    projects: int
    columns: Mapping[str, Array]
    values: Mapping[str, Sequence[str]]

    @property
    def count(self) -> int:
        """How many projects and features there are."""
        return len(self.columns["lon"])

    def table(self) -> tuple[Sequence[str], Sequence[str], Array]:
        """Sectors, statuses, and how many projects have both; those for context don't count."""
        sectors, statuses = self.values["sector"], self.values["status"]
        own = (self.columns["kind"][: self.projects] & CONTEXT) == 0
        codes = self.columns["sector"].astype(np.int64)[: self.projects] * len(statuses)
        codes = (codes + self.columns["status"][: self.projects])[own]
        counts = np.bincount(codes, minlength=len(sectors) * len(statuses))
        return sectors, statuses, counts.reshape(len(sectors), len(statuses))

    def layers(self) -> dict[str, int]:
        """How many features of plain layers stand in each."""
        counts = np.bincount(
            self.columns["layer"][self.projects :], minlength=len(self.values["layer"])
        )
        named = zip(self.values["layer"], counts.tolist(), strict=True)
        return {name: count for name, count in named if count}

    def clusters(self, frame: Frame, cell: float) -> Iterator[Cluster]:
        """The places within a frame, gathered on a grid of ``cell`` pixels."""
        lon, lat = self.columns["lon"], self.columns["lat"]
        rows = np.flatnonzero(lon != NO_PLACE)
        x, y = frame.project_all(lon[rows] / _E6, lat[rows] / _E6)
        inside = (x >= frame.left) & (x <= frame.right) & (y >= frame.top) & (y <= frame.bottom)
        rows, x, y = rows[inside], x[inside], y[inside]
        width = int(frame.width // cell) + 1
        cells = ((y - frame.top) // cell).astype(np.int64) * width
        cells += ((x - frame.left) // cell).astype(np.int64)
        counts = np.bincount(cells)
        middles = [np.bincount(cells, axis) / np.maximum(counts, 1) for axis in (x, y)]
        statuses = self.values["status"]
        status = self.columns["status"][rows].astype(np.int64)
        stated = status != NONE
        each = np.bincount(
            cells[stated] * len(statuses) + status[stated],
            minlength=len(counts) * len(statuses),
        ).reshape(len(counts), len(statuses))
        for number in np.flatnonzero(counts).tolist():
            shares = zip(statuses, each[number].tolist(), strict=True)
            yield Cluster(
                float(middles[0][number]),
                float(middles[1][number]),
                int(counts[number]),
                tuple((name, share) for name, share in shares if share),
            )
