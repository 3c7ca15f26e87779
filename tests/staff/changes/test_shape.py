"""How a geometry is said to differ."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.staff.changes.model import ShapeChange
from geo.staff.changes.shape import shape_change

SQUARE = [[79.0, 45.0], [79.1, 45.0], [79.1, 45.1], [79.0, 45.1], [79.0, 45.0]]
HOLE = [[79.04, 45.04], [79.04, 45.06], [79.06, 45.06], [79.06, 45.04], [79.04, 45.04]]
WAY = [[79.0, 45.0], [79.1, 45.0], [79.2, 45.1]]


def point(x: float, y: float, *more: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [x, y, *more]}


def line(*positions: Any) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": [*positions]}


def area(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [*rings]}


def change(old: Any, new: Any) -> ShapeChange:
    found = shape_change(old, new)
    assert found is not None
    return found


def test_a_point_is_moved_by_geodesic_metres() -> None:
    # A degree of longitude at 45° north is 78,847 m on WGS 84.
    assert change(point(79, 45), point(80, 45)).moved_m == pytest.approx(78_847, abs=60)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (point(79.5, 45.5), point(79.5000004, 45.4999996)),
        (point(79.5, 45.5), point(79.5000009, 45.5)),
        (area(SQUARE), area(SQUARE[1:] + SQUARE[1:2])),
        (area(SQUARE), area(SQUARE[::-1])),
        (area(SQUARE, HOLE), area(SQUARE[::-1], [*HOLE[2:], *HOLE[1:3]])),
        (
            {"type": "MultiPoint", "coordinates": [[1, 2], [3, 4]]},
            {"type": "MultiPoint", "coordinates": [[3, 4], [1, 2]]},
        ),
        (None, None),
    ],
)
def test_another_way_to_write_the_same_is_no_change(old: Any, new: Any) -> None:
    assert shape_change(old, new) is None


def test_the_sixth_decimal_is_a_change() -> None:
    assert change(point(79.5, 45.5), point(79.500001, 45.5)).moved_m == pytest.approx(
        0.08, abs=0.01
    )


def test_a_line_that_goes_on_is_longer() -> None:
    found = change(line(*WAY), line(*WAY, [79.3, 45.1]))
    assert found.length_m is not None
    assert found.length_m[1] - found.length_m[0] == pytest.approx(7_870, abs=20)
    assert (found.vertices, found.changed_vertices) == ((3, 4), 1)


def test_a_bend_moved_aside_says_how_far_off_the_line_is() -> None:
    found = change(line(*WAY), line(WAY[0], [79.1, 44.99], WAY[2]))
    assert found.deviation_m == pytest.approx(1_111, rel=0.05)
    assert found.where == (79.1, 44.99, 79.1, 45.0)


def test_a_long_line_is_measured_as_a_short_one() -> None:
    way = [[79 + n / 1000, 45.0] for n in range(600)]
    off = [*way[:300], [79.3, 45.01], *way[301:]]
    assert change(line(*way), line(*off)).deviation_m == pytest.approx(1_111, rel=0.05)


def test_a_line_over_the_antimeridian_stays_near_itself() -> None:
    found = change(line([179.9, 0], [-179.9, 0]), line([179.9, 0], [-179.9, 0.01]))
    assert found.deviation_m == pytest.approx(1_111, rel=0.05)


def test_a_line_drawn_from_the_other_end() -> None:
    found = change(line(*WAY), line(*WAY[::-1]))
    assert (found.is_reversed, found.vertices, found.deviation_m) == (True, None, None)


def test_an_area_says_its_size_before_and_after() -> None:
    found = change(area(SQUARE), area(SQUARE, HOLE))
    assert found.area_m2 is not None
    assert found.area_m2[1] < found.area_m2[0]


def test_a_shape_that_was_shifted_as_a_whole_is_moved() -> None:
    found = change(area(SQUARE), area([[x + 0.01, y] for x, y in SQUARE]))
    assert found.moved_m == pytest.approx(788, abs=5)
    assert found.deviation_m is None


def test_another_type_is_said() -> None:
    found = change(point(79, 45), area(SQUARE))
    assert (found.old_type, found.new_type, found.area_m2) == ("Point", "Polygon", None)


def test_what_is_put_on_the_map_and_what_is_taken_off() -> None:
    assert change(None, point(79, 45)).old_type == ""
    assert change(point(79, 45), None).new_type == ""


def test_a_height_is_a_change_of_its_own() -> None:
    assert change(point(79, 45, 600), point(79, 45, 610)).heights_only


@pytest.mark.parametrize(
    "broken",
    [
        {"type": "Point"},
        {"type": "Point", "coordinates": []},
        {"type": "Point", "coordinates": ["79", "45"]},
        {"type": "Point", "coordinates": [True, False]},
        {"type": "Point", "coordinates": [10**400, 1]},
        {"type": "Point", "coordinates": [500_000.0, 5_000_000.0]},
        {"type": "LineString", "coordinates": [[79, 45]]},
        {"type": "LineString", "coordinates": [79, 45]},
        {"type": "Polygon", "coordinates": [[]]},
        {"type": "Polygon", "coordinates": [[[79, 45]]]},
        {"type": "Blob", "coordinates": [79, 45]},
        {"type": ["Point"], "coordinates": [79, 45]},
        {"type": "GeometryCollection", "geometries": [None]},
        {"type": "GeometryCollection", "geometries": 5},
        [],
        "Point",
    ],
)
def test_what_is_no_geometry_is_not_measured(broken: Any) -> None:
    assert not change(point(79, 45), broken).is_measured


positions = st.tuples(st.floats(-180, 180), st.floats(-89, 89)).map(list)
shapes = st.one_of(
    positions.map(lambda at: point(*at)),
    st.lists(positions, min_size=2, max_size=6).map(lambda all_: line(*all_)),
    st.lists(positions, min_size=3, max_size=6).map(lambda all_: area([*all_, all_[0]])),
)


@given(shapes)
def test_nothing_differs_from_itself(shape: Any) -> None:
    assert shape_change(shape, dict(shape)) is None


@given(shapes, shapes)
def test_the_way_back_is_as_far(one: Any, other: Any) -> None:
    forth, back = shape_change(one, other), shape_change(other, one)
    assert (forth is None) == (back is None)
    if forth and back:
        assert (forth.moved_m is None) == (back.moved_m is None)
        assert forth.length_m == (back.length_m and back.length_m[::-1])
        assert (forth.moved_m or 0) == pytest.approx(back.moved_m or 0, rel=1e-6, abs=1e-3)
