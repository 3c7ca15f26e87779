from __future__ import annotations

import math
from typing import Any

import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from geo.measure import anchor, area_m2, bounds, length_m, parts, positions

# WGS 84.
A, F = 6_378_137.0, 1 / 298.257223563
E2 = F * (2 - F)


def shape(kind: str, coordinates: Any) -> dict[str, Any]:
    return {"type": kind, "coordinates": coordinates}


def group(*members: Any) -> dict[str, Any]:
    return {"type": "GeometryCollection", "geometries": [*members]}


def box(west: float, south: float, east: float, north: float) -> list[list[float]]:
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def parallel_area(north: float) -> float:
    """Area between the equator and a parallel, all the way round: the closed form."""
    e, sine = math.sqrt(E2), math.sin(math.radians(north))
    zone = math.atanh(e * sine) / (2 * e) + sine / (2 * (1 - E2 * sine**2))
    return 2 * math.pi * A**2 * (1 - E2) * zone


def meridian_arc(south: float, north: float, steps: int = 20_000) -> float:
    """Length of a meridian by Simpson's rule."""

    def radius(phi: float) -> float:
        return float(A * (1 - E2) / (1 - E2 * math.sin(phi) ** 2) ** 1.5)

    start, end = math.radians(south), math.radians(north)
    step = (end - start) / steps
    inner = sum((4 if i % 2 else 2) * radius(start + i * step) for i in range(1, steps))
    return step / 3 * (radius(start) + inner + radius(end))


@pytest.mark.parametrize(
    ("line", "metres"),
    [
        ([[0, 0], [0, 1]], 110_574.389),
        ([[0, 0], [1, 0]], math.radians(1) * A),
        ([[0, 0], [0, 90]], 10_001_965.729),
        ([[78, 45], [78, 46]], meridian_arc(45, 46)),
        ([[179.5, 0], [-179.5, 0]], math.radians(1) * A),
        ([[78, 45], [78, 45]], 0),
    ],
)
def test_a_length_is_that_of_the_ellipsoid(line: Any, metres: float) -> None:
    assert length_m(shape("LineString", line)) == pytest.approx(metres, abs=0.001)


def test_a_height_is_no_part_of_a_length() -> None:
    assert length_m(shape("LineString", [[78, 45, 0], [78, 45, 900]])) == 0


def test_lengths_of_all_lines_are_added_and_areas_are_not() -> None:
    line = [[0, 0], [0, 1]]
    both = group(
        shape("MultiLineString", [line, line]),
        group(shape("LineString", line)),
        shape("Point", [0, 0]),
        shape("Polygon", [box(0, 0, 1, 1)]),
    )
    assert length_m(both) == pytest.approx(3 * 110_574.389, abs=0.01)


@pytest.mark.parametrize(
    ("rings", "square_metres", "per_mille"),
    [
        # A line between two points of a parallel is a geodesic, which leaves it a little.
        ([box(0, 0, 1, 1)], parallel_area(1) / 360, 0.1),
        ([box(78, 45, 78.01, 45.01)], (parallel_area(45.01) - parallel_area(45)) / 36_000, 0.001),
        ([box(179.5, 0, -179.5, 1)], parallel_area(1) / 360, 0.1),
    ],
)
def test_an_area_is_that_of_the_ellipsoid(
    rings: Any, square_metres: float, per_mille: float
) -> None:
    found = area_m2(shape("Polygon", rings))
    assert found == pytest.approx(square_metres, rel=per_mille / 1000)


def test_an_octant_is_an_eighth_of_the_earth() -> None:
    octant = [[0, 0], [90, 0], [0, 90], [0, 0]]
    earth_m2 = 2 * parallel_area(90)
    assert area_m2(shape("Polygon", [octant])) == pytest.approx(earth_m2 / 8, rel=1e-9)


@pytest.mark.parametrize("turn", [1, -1])
def test_the_way_a_ring_runs_does_not_change_its_area(turn: int) -> None:
    outer, hole = box(78, 45, 79, 46)[::turn], box(78.2, 45.2, 78.4, 45.4)[::-turn]
    whole, part = area_m2(shape("Polygon", [outer])), area_m2(shape("Polygon", [hole]))
    assert area_m2(shape("Polygon", [outer, hole])) == pytest.approx(whole - part)


def test_areas_of_all_parts_are_added() -> None:
    one = [box(78, 45, 79, 46)]
    both = group(shape("MultiPolygon", [one, one]), shape("Polygon", one))
    assert area_m2(both) == pytest.approx(3 * area_m2(shape("Polygon", one)))


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        shape("Point", []),
        shape("LineString", []),
        shape("Polygon", []),
        shape("MultiPolygon", []),
        group(),
    ],
)
def test_nothing_measures_nothing(geometry: Any) -> None:
    assert (length_m(geometry), area_m2(geometry), bounds(geometry), anchor(geometry)) == (
        0,
        0,
        None,
        None,
    )


def test_bounds_go_round_all_parts() -> None:
    both = group(shape("Point", [80, 45, 9]), shape("LineString", [[77, 46], [78, 44]]))
    assert bounds(both) == (77, 44, 80, 46)


def test_parts_are_single_and_in_order() -> None:
    both = group(shape("MultiPoint", [[1, 2], [3, 4]]), shape("Polygon", [box(0, 0, 1, 1)]))
    assert [kind for kind, _part in parts(both)] == ["Point", "Point", "Polygon"]
    assert len(list(positions(both))) == 7


@pytest.mark.parametrize(
    ("geometry", "place"),
    [
        (shape("Point", [79.5, 45.5, 600]), (79.5, 45.5)),
        (shape("MultiPoint", [[1, 2], [3, 4]]), (1, 2)),
        (shape("LineString", [[0, 0], [4, 0]]), (2, 0)),
        (shape("LineString", [[0, 0], [0, 0]]), (0, 0)),
        (shape("LineString", [[7, 3], [7, 3]]), (7, 3)),
        (shape("LineString", [[0, 0], [1, 0], [1, 1], [1, 4]]), (1, 1.5)),
        (shape("LineString", [[0, 0], [1 / 3, 1 / 3]]), (0.166667, 0.166667)),
        (shape("Polygon", [[[0, 0], [1 / 3, 0], [0, 1 / 3], [0, 0]]]), (0.083333, 0.166667)),
        (shape("MultiLineString", [[[4, 4], [6, 6]], [[0, 0], [9, 0]]]), (4.5, 0)),
        (shape("MultiLineString", [[[0, 0], [1, 0]], [[5, 5], [5, 9]]]), (5, 7)),
        (group(shape("Polygon", [box(0, 0, 1, 1)]), shape("Point", [9, 9])), (9, 9)),
        (group(shape("Polygon", [box(0, 0, 1, 1)]), shape("LineString", [[5, 5], [7, 5]])), (6, 5)),
    ],
)
def test_a_popup_stands_on_the_point_then_the_line_then_the_area(
    geometry: Any, place: tuple[float, float]
) -> None:
    assert anchor(geometry) == place


def test_a_popup_of_an_area_with_a_hole_is_not_in_the_hole() -> None:
    found = anchor(shape("Polygon", [box(0, 0, 9, 9), box(1, 1, 8, 8)]))
    assert found is not None
    assert not shapely.box(1, 1, 8, 8).contains(shapely.Point(found))


DEGREES = st.floats(-89, 89).map(lambda number: round(number, 6))
PLACES = st.tuples(DEGREES, DEGREES).map(list)


@given(st.lists(PLACES, min_size=2, max_size=8))
def test_a_popup_of_a_line_is_on_the_line(line: list[list[float]]) -> None:
    place = anchor(shape("LineString", line))
    assert shapely.LineString(line).distance(shapely.Point(place)) < 1e-6


@given(
    PLACES,
    st.sampled_from([1, 0.01, 1e-6, 1e-9]),
    st.lists(st.floats(0.1, 1), min_size=3, max_size=9),
)
def test_a_popup_of_an_area_is_in_the_area_however_small(
    centre: list[float], size: float, radii: list[float]
) -> None:
    turns = [2 * math.pi * index / len(radii) for index in range(len(radii))]
    ring = [
        [centre[0] + size * radius * math.cos(turn), centre[1] + size * radius * math.sin(turn)]
        for radius, turn in zip(radii, turns, strict=True)
    ]
    ring.append(ring[0])
    area = shapely.Polygon(ring)
    assume(area.is_valid and area.area > 0)
    assert area.covers(shapely.Point(anchor(shape("Polygon", [ring]))))


@given(st.lists(PLACES, min_size=1, max_size=8))
def test_bounds_hold_every_position_and_the_popup(line: list[list[float]]) -> None:
    geometry = shape("MultiPoint", line)
    found = bounds(geometry)
    assert found is not None
    west, south, east, north = found
    assert all(west <= x <= east and south <= y <= north for x, y in positions(geometry))
