from __future__ import annotations

import json
from itertools import pairwise, starmap
from operator import ne
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.rings import runs_wrong, signed_area
from geo.rounding import coordinates_text, rounded

LONG = [[79 + index / 1000 + 1e-8, 45.5] for index in range(100)]


def test_a_long_line_is_rounded_as_a_short_one() -> None:
    together = rounded(LONG, "LineString")
    assert together == [position for one in LONG for position in rounded([one], "MultiPoint")]


@pytest.mark.parametrize("decimals", [0, 3, 6, 9, 12])
def test_as_many_decimals_as_wanted_are_kept(decimals: int) -> None:
    (x, y) = rounded([79.123456789012345, -0.5], "Point", decimals)
    assert (x, y) == (round(79.123456789012345, decimals), round(-0.5, decimals))


@pytest.mark.parametrize("many", [1, 60])
def test_neighbours_that_would_fall_together_keep_their_decimals(many: int) -> None:
    tail = [[80 + index, 46.0] for index in range(many)]
    line = [[79.12345671, 45.0], [79.12345674, 45.0], *tail]
    assert rounded(line, "LineString") == line
    assert rounded([line], "MultiLineString") == [line]


def test_no_more_decimals_are_kept_than_hold_them_apart() -> None:
    line = [[79.12345612345, 45.0], [79.12345692345, 45.0]]
    assert rounded(line, "LineString") == [[79.123456, 45.0], [79.123457, 45.0]]
    near = [[79.12345612345, 45.0], [79.12345632345, 45.0]]
    assert rounded(near, "LineString") == [[79.1234561, 45.0], [79.1234563, 45.0]]


def test_vertices_that_were_one_already_need_no_decimals() -> None:
    line = [[79.123456789, 45.0], [79.123456789, 45.0], [80.0, 45.0]]
    assert rounded(line, "LineString") == [[79.123457, 45.0], [79.123457, 45.0], [80.0, 45.0]]


def test_points_may_fall_together() -> None:
    assert rounded([[1.00000001, 2.0], [1.00000002, 2.0]], "MultiPoint") == [[1, 2], [1, 2]]


def test_an_area_stays_valid() -> None:
    # A spike whose two sides are less than a tenth of a metre apart.
    ring = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.50000021, 0.4], [0.5, 1.0], [0.49999979, 0.4]]
    ring = [*ring, [0.0, 1.0], [0.0, 0.0]]
    thin = [[0, 0], [1, 0], [1, 4e-7], [0, 0]]
    assert rounded([ring], "Polygon") is not None
    assert rounded([thin], "Polygon") == [thin]


def test_a_number_that_is_no_degree_is_left_as_it_is() -> None:
    assert rounded([1e300, 9007199254740993, 10**30], "Point") == [1e300, 9007199254740993, 10**30]
    assert rounded([*LONG, [1e300, 1.0]], "LineString")[-1] == [1e300, 1.0]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (79.0, "79"),
        (-0.0, "0"),
        (-0.5, "-0.5"),
        (0.00005, "0.00005"),
        (1e-6, "0.000001"),
        (1e16, "10000000000000000"),
        (10**30, "1" + "0" * 30),
        (100.0, "100"),
        (-10.05, "-10.05"),
    ],
)
def test_a_number_is_written_as_a_person_would(number: float, text: str) -> None:
    assert coordinates_text([number, 5], "Point") == f"[{text}, 5]"
    assert coordinates_text([5, number], "Point") == f"[5, {text}]"


def test_decimals_that_are_needed_have_no_exponent() -> None:
    assert coordinates_text([0.0, 1e-9], "Point", 9) == "[0, 0.000000001]"


NUMBERS = st.floats(-1e6, 1e6, allow_nan=False) | st.integers() | st.floats(-1, 1)
LINES = st.lists(st.lists(NUMBERS, min_size=2, max_size=3), min_size=2, max_size=50)


@given(LINES, st.integers(0, 15))
def test_the_text_says_the_rounded_numbers_and_rounding_again_changes_nothing(
    line: list[Any], decimals: int
) -> None:
    text = coordinates_text(line, "LineString", decimals)
    read = json.loads(text)
    assert read == rounded(line, "LineString", decimals)
    assert coordinates_text(read, "LineString", decimals) == text
    assert sum(starmap(ne, pairwise(line))) == sum(starmap(ne, pairwise(read)))


SQUARE = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]


def test_a_ring_runs_one_way_or_the_other() -> None:
    assert signed_area(SQUARE) == -signed_area(SQUARE[::-1]) == 2
    assert not runs_wrong(SQUARE, outer=True)
    assert runs_wrong(SQUARE, outer=False)


@pytest.mark.parametrize(
    "ring",
    [
        [[179, 1], [-179, 1], [-179, 2], [179, 1]],
        [[-180, 80], [180, 80], [180, 90], [-180, 90], [-180, 80]],
        [[0, 1], [0, 1], [0, 1], [0, 1]],
    ],
)
def test_of_a_ring_whose_sense_nobody_knows_neither_way_is_wrong(ring: Any) -> None:
    assert not runs_wrong(ring, outer=True)
    assert not runs_wrong(ring, outer=False)
