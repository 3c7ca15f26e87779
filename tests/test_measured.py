from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from geo import measure
from geo.measured import measured

WAVE = [[79 + n / 1000, 45 + math.sin(n / 9) / 50] for n in range(200)]
ROUND = [[79 + math.cos(n / 16) / 9, 45 + math.sin(n / 16) / 9] for n in range(100)]
RING = [*ROUND, ROUND[0]]
HOLE = [[x / 4 + 60, y / 4 + 34] for x, y in reversed(RING)]
GEOMETRIES: list[dict[str, Any]] = [
    {"type": "Point", "coordinates": [79.5, 45.5, 300]},
    {"type": "MultiPoint", "coordinates": WAVE},
    {"type": "LineString", "coordinates": WAVE},
    {"type": "LineString", "coordinates": WAVE[:9]},
    {"type": "LineString", "coordinates": [[79, 45]] * 80},
    {"type": "MultiLineString", "coordinates": [WAVE[:90], WAVE[95:], WAVE[:2]]},
    {"type": "Polygon", "coordinates": [RING]},
    {"type": "MultiPolygon", "coordinates": [[RING], [[[x + 1, y] for x, y in RING]]]},
]
GEOMETRIES.append({"type": "GeometryCollection", "geometries": GEOMETRIES[1:7]})


@pytest.mark.parametrize("geometry", GEOMETRIES, ids=lambda each: each["type"])
def test_all_at_once_is_what_each_says_alone(geometry: dict[str, Any]) -> None:
    found = measured(geometry, length=True, area=True)
    assert found.anchor == pytest.approx(measure.anchor(geometry), abs=1.1e-6)
    assert found.bounds == measure.bounds(geometry)
    assert (found.length_m or 0) == pytest.approx(measure.length_m(geometry), rel=1e-12)
    assert (found.area_m2 or 0) == pytest.approx(measure.area_m2(geometry), rel=1e-12)


def test_a_hole_is_no_part_of_an_area() -> None:
    whole = {"type": "Polygon", "coordinates": [RING, HOLE]}
    found = measured(whole, length=False, area=True)
    assert found.area_m2 == pytest.approx(measure.area_m2(whole), rel=1e-12)


def test_what_is_not_asked_for_is_not_measured() -> None:
    found = measured(GEOMETRIES[-1], length=False, area=False)
    assert (found.length_m, found.area_m2) == (None, None)


def test_positions_that_somebody_has_are_taken_as_they_are() -> None:
    line = GEOMETRIES[2]
    arrays = [np.array(WAVE)]
    assert measured(line, length=True, area=True, arrays=arrays) == measured(
        line, length=True, area=True
    )
