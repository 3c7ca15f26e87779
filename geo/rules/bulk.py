"""The rules for geometry, asked of many geometries at once: which break none of them."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.rings import HALF_WORLD
from geo.rounding import DECIMALS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.model import Bounds

    Flags = NDArray[np.bool_]
    Numbers = NDArray[np.float64]

_LEAST_LINE, _LEAST_RING = 2, 4
_PLANE, _SPACE = 2, 3
#: A ring of less area, in square degrees, may be turned by rounding: it is looked at closely.
_LEAST_AREA = 1e-12
_SCALE = 10.0**DECIMALS


class Bulk:
    """Gathers geometries, each under the number of its owner, then says which are sound."""

    def __init__(self, count: int, box: Bounds | None) -> None:
        self.box = box
        self.sound = np.ones(count, bool)
        self.fine = np.zeros(count, bool)
        self._inside = np.zeros(count, bool)
        self._parts: dict[int, list[Any]] = {_PLANE: [], _SPACE: []}
        self._owners: dict[int, list[int]] = {_PLANE: [], _SPACE: []}
        #: Of each owner the positions of its parts, as rows; None where they are of two kinds.
        self.arrays: dict[int, list[Numbers] | None] = {}
        self._areas: list[list[Any]] = []
        self._area_owners: list[int] = []

    def add(self, owner: int, kind: str, coordinates: Any) -> None:
        """Take in a geometry whose coordinates are but numbers in arrays."""
        try:
            known = self._take(owner, kind, coordinates)
        except (TypeError, IndexError):
            known = False
        if not known:
            self.sound[owner] = False

    def leave(self, owner: int, *, empty: bool) -> None:
        """Take in a feature without coordinates, or one that is to be looked at closely."""
        self.sound[owner] = empty
        self._inside[owner] = True

    def _take(self, owner: int, kind: str, coordinates: Any) -> bool:  # noqa: PLR0911 - one for each type
        if kind == "Point":
            return self._part(owner, [coordinates])
        if kind == "MultiPoint":
            return bool(coordinates) and self._part(owner, coordinates)
        if kind == "LineString":
            return self._line(owner, coordinates)
        if kind == "MultiLineString":
            return bool(coordinates) and all(self._line(owner, line) for line in coordinates)
        if kind == "Polygon":
            return self._area(owner, coordinates)
        if kind == "MultiPolygon":
            return bool(coordinates) and all(self._area(owner, rings) for rings in coordinates)
        return False

    def _part(self, owner: int, positions: list[Any]) -> bool:
        lengths = set(map(len, positions))
        if len(lengths) != 1 or not lengths <= self._parts.keys():
            return False
        (length,) = lengths
        self._parts[length].append(positions)
        self._owners[length].append(owner)
        return True

    def _line(self, owner: int, positions: list[Any]) -> bool:
        return len(positions) >= _LEAST_LINE and self._part(owner, positions)

    def _area(self, owner: int, rings: list[Any]) -> bool:
        self._areas.append(rings)
        self._area_owners.append(owner)
        return bool(rings) and all(
            len(ring) >= _LEAST_RING and ring[0][:2] == ring[-1][:2] and self._part(owner, ring)
            for ring in rings
        )

    def settle(self) -> None:
        """Work out ``sound``, and ``fine``: which have more decimals than the rules like."""
        for length, parts in self._parts.items():
            if parts:
                self._look_at(parts, np.array(self._owners[length]), length)
        if self.box:
            self.sound &= self._inside
        areas = [
            (owner, rings)
            for owner, rings in zip(self._area_owners, self._areas, strict=True)
            if self.sound[owner]
        ]
        if areas:
            self._look_at_areas([rings for _o, rings in areas], np.array([o for o, _r in areas]))

    def _look_at(self, parts: list[Any], owners: NDArray[np.int64], length: int) -> None:
        """Range, bounds and decimals of lists of positions."""
        counts, flat = _flat(parts, length)
        starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
        x, y = flat[:, 0], flat[:, 1]
        good = (abs(x) <= 180) & (abs(y) <= 90)  # noqa: PLR2004 - the bounds of degrees
        np.logical_and.at(self.sound, owners, np.logical_and.reduceat(good, starts))
        if self.box:
            west, south, east, north = self.box
            inside = (west <= x) & (x <= east) & (south <= y) & (y <= north)
            np.logical_or.at(self._inside, owners, np.logical_or.reduceat(inside, starts))
        plane = flat[:, :2]
        self._keep(owners.tolist(), np.split(plane, starts[1:]))
        fine = (np.rint(plane * _SCALE) / _SCALE != plane).any(axis=1)
        np.logical_or.at(self.fine, owners, np.logical_or.reduceat(fine, starts))

    def _keep(self, owners: list[int], parts: list[Numbers]) -> None:
        before = {*self.arrays}
        for owner, part in zip(owners, parts, strict=True):
            if owner in before:
                self.arrays[owner] = None
            elif (held := self.arrays.setdefault(owner, [])) is not None:
                held.append(part)

    def _look_at_areas(self, areas: list[list[Any]], owners: NDArray[np.int64]) -> None:
        """Which way round the rings run, and shapely's verdict."""
        rings = [[position[:2] for position in ring] for area in areas for ring in area]
        per_area = np.fromiter(map(len, areas), int)
        area_of = np.repeat(np.arange(len(areas)), per_area)
        outer = np.zeros(len(rings), bool)
        outer[np.concatenate(([0], np.cumsum(per_area)[:-1]))] = True
        counts, plane = _flat(rings, _PLANE)
        area = _signed_areas(plane, counts)
        wrong = np.where(outer, area < _LEAST_AREA, area > -_LEAST_AREA)
        np.logical_and.at(self.sound, owners[area_of], ~wrong)
        made = shapely.linearrings(plane, indices=np.repeat(np.arange(len(rings)), counts))
        polygons = shapely.polygons(made, indices=area_of)
        whole = _by_owner(polygons, owners)
        np.logical_and.at(self.sound, owners, shapely.is_valid(whole))


def _flat(parts: list[Any], length: int) -> tuple[NDArray[np.int64], Numbers]:
    """How many positions each part has, and all of them as rows.

    Raises ValueError or TypeError where an item of a position is no number.
    """
    counts = np.fromiter(map(len, parts), np.int64, len(parts))
    numbers = chain.from_iterable(chain.from_iterable(parts))
    flat = np.fromiter(numbers, np.float64, int(counts.sum()) * length)
    return counts, flat.reshape(-1, length)


def _signed_areas(plane: Numbers, counts: NDArray[np.int64]) -> Numbers:
    """As geo.rings.signed_area of each ring; 0 where an edge spans half of the world."""
    ends = np.cumsum(counts)
    starts = ends - counts
    near = plane - np.repeat(plane[starts], counts, axis=0)
    cross = np.zeros(len(plane))
    cross[:-1] = near[:-1, 0] * near[1:, 1] - near[1:, 0] * near[:-1, 1]
    far = np.zeros(len(plane), bool)
    far[:-1] = abs(np.diff(plane[:, 0])) > HALF_WORLD
    cross[ends - 1], far[ends - 1] = 0, False
    areas: Numbers = np.add.reduceat(cross, starts)
    areas[np.logical_or.reduceat(far, starts)] = 0
    return areas


def _by_owner(polygons: NDArray[Any], owners: NDArray[np.int64]) -> NDArray[Any]:
    """For each polygon the whole that it is part of: itself, or all of its owner's."""
    if len(np.unique(owners)) == len(owners):
        return polygons
    numbers, place = np.unique(owners, return_inverse=True)
    order = np.argsort(place, kind="stable")
    many = shapely.multipolygons(polygons[order], indices=place[order])
    single = np.bincount(place) == 1
    whole: NDArray[Any] = np.where(single[place], polygons, many[place])
    return whole if len(numbers) else polygons
