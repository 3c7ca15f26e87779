"""Geodesic length and area, bounds and anchor of a geometry, on the WGS 84 ellipsoid."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyproj import Geod

Geometry = dict[str, Any]
Ring = list[list[float]]


@cache
def geod() -> Geod:
    """The ellipsoid that is measured on."""
    from pyproj import Geod  # noqa: PLC0415 - a tenth of a second, and not every map measures

    return Geod(ellps="WGS84")


def parts(geometry: Geometry | None) -> Iterator[tuple[str, Any]]:
    """The single parts of a geometry: ("Point", position), ("LineString", …), ("Polygon", …)."""
    if geometry is None:
        return
    kind = geometry["type"]
    if kind == "GeometryCollection":
        for member in geometry["geometries"]:
            yield from parts(member)
    elif kind.startswith("Multi"):
        for part in geometry["coordinates"]:
            yield kind.removeprefix("Multi"), part
    elif geometry["coordinates"]:
        yield kind, geometry["coordinates"]


def positions(geometry: Geometry | None) -> Iterator[list[float]]:
    """All positions of a geometry."""
    for kind, coordinates in parts(geometry):
        if kind == "Point":
            yield coordinates
        elif kind == "LineString":
            yield from coordinates
        else:
            for ring in coordinates:
                yield from ring


def bounds(geometry: Geometry | None) -> tuple[float, float, float, float] | None:
    """West, south, east, north in degrees; None for nothing."""
    found = list(positions(geometry))
    if not found:
        return None
    longitudes = [position[0] for position in found]
    latitudes = [position[1] for position in found]
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def length_m(geometry: Geometry | None) -> float:
    """Geodesic length of the lines in metres."""
    return sum(
        geod().line_length([p[0] for p in line], [p[1] for p in line])
        for kind, line in parts(geometry)
        if kind == "LineString"
    )


def area_m2(geometry: Geometry | None) -> float:
    """Geodesic area of the polygons in square metres, holes taken away."""
    total = 0.0
    for kind, rings in parts(geometry):
        if kind == "Polygon":
            areas = [_ring_area(ring) for ring in rings]
            total += areas[0] - sum(areas[1:])
    return total


def _ring_area(ring: Ring) -> float:
    area, _perimeter = geod().polygon_area_perimeter([p[0] for p in ring], [p[1] for p in ring])
    return abs(area)


def level(geometry: Geometry) -> Geometry:
    """The geometry with positions of two or of three numbers alike, as libraries want it.

    A fourth number means nothing in RFC 7946; heights go where not each position has one.
    """
    if geometry.get("type") == "GeometryCollection":
        return {**geometry, "geometries": [level(part) for part in geometry["geometries"]]}
    lengths = {len(position) for position in positions(geometry)}
    if lengths <= {2} or lengths == {3}:
        return geometry
    return {**geometry, "coordinates": _cut(geometry["coordinates"], min(3, *lengths))}


def _cut(coordinates: Any, numbers: int) -> Any:
    if not isinstance(coordinates[0], list):
        return coordinates[:numbers]
    return [_cut(item, numbers) for item in coordinates if item]


def anchor(geometry: Geometry | None) -> tuple[float, float] | None:
    """Where a mark or a popup of the geometry stands, in degrees: always on the geometry.

    The first point; else half way along the longest line; else a point inside the
    largest polygon.
    """
    found = list(parts(geometry))
    for kind, coordinates in found:
        if kind == "Point":
            return coordinates[0], coordinates[1]
    lines = [line for kind, line in found if kind == "LineString"]
    if lines:
        return _half_way(max(lines, key=_planar_length))
    if found:
        return _inside([rings for _kind, rings in found])
    return None


def _planar_length(line: Ring) -> float:
    return sum(_distance(a, b) for a, b in pairwise(line))


def _distance(a: list[float], b: list[float]) -> float:
    return float(((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5)


def _half_way(line: Ring) -> tuple[float, float]:
    left = _planar_length(line) / 2
    for a, b in pairwise(line):
        step = _distance(a, b)
        if step and left <= step:
            share = left / step
            return round(a[0] + share * (b[0] - a[0]), 6), round(a[1] + share * (b[1] - a[1]), 6)
        left -= step
    return line[0][0], line[0][1]


def _inside(polygons: list[list[Ring]]) -> tuple[float, float]:
    import shapely  # noqa: PLC0415 - where there is an area

    flat = [[[position[:2] for position in ring] for ring in rings] for rings in polygons]
    made = [shapely.Polygon(rings[0], rings[1:]) for rings in flat]
    largest = max(made, key=lambda polygon: polygon.area)
    point = largest.representative_point()
    near = round(point.x, 6), round(point.y, 6)
    return near if largest.covers(shapely.Point(near)) else (point.x, point.y)
