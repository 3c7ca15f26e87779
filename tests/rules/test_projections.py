from __future__ import annotations

import pytest

from geo.rules.projections import likely_systems

JETISU = (76.3, 42.9, 83.3, 50.3)
CHILE = (-75.0, -40.0, -69.0, -35.0)
EQUATOR = (9.0, -2.0, 11.0, 2.0)


@pytest.mark.parametrize(
    ("x", "y", "box", "code"),
    [
        (382810.0, 5039590.8, JETISU, "EPSG:32644"),
        (656253.1, 5040442.0, JETISU, "EPSG:32643"),
        (14382799.7, 5041655.0, JETISU, "EPSG:28414"),
        (8849899.5, 5700582.7, JETISU, "EPSG:3857"),
        (365662.6, 5959545.8, CHILE, "EPSG:32719"),
        (544777.8, 5960475.7, CHILE, "EPSG:32718"),
        (500000.0, 110682.8, (8.0, 0.5, 10.0, 2.0), "EPSG:32632"),
        (500000.0, 9889317.2, EQUATOR, "EPSG:32732"),
    ],
)
def test_of_several_systems_the_one_that_lies_in_the_map_is_named(
    x: float, y: float, box: tuple[float, float, float, float], code: str
) -> None:
    assert [found for found, _name in likely_systems(x, y, box)] == [code]


@pytest.mark.parametrize(
    ("x", "y", "codes"),
    [
        (382810.0, 5039590.8, ["EPSG:326xx", "EPSG:3857"]),
        (14382799.7, 5041655.0, ["EPSG:28414", "EPSG:3857"]),
        (32500000.0, 5041655.0, ["EPSG:28432"]),
        (-8849899.5, 5700582.7, ["EPSG:3857"]),
        (33500000.0, 5041655.0, []),
        (999.0, -999.0, []),
        (1e12, 5.0, []),
    ],
)
def test_without_bounds_all_systems_are_named(x: float, y: float, codes: list[str]) -> None:
    assert [found for found, _name in likely_systems(x, y, None)] == codes


def test_what_no_system_puts_into_the_map_is_not_named() -> None:
    assert likely_systems(500000.0, 100.0, JETISU) == []
