from __future__ import annotations

from typing import Any

import pytest

from geo.errors import Severity
from tests.making import BOUNDS, Layers, plain

WORLD = [-180, -90, 180, 90]
SQUARE = [[79, 45], [80, 45], [80, 46], [79, 46], [79, 45]]
HOLE = [[79.2, 45.2], [79.2, 45.4], [79.4, 45.4], [79.4, 45.2], [79.2, 45.2]]


def shape(kind: str, coordinates: Any) -> dict[str, Any]:
    return {"type": kind, "coordinates": coordinates}


def group(*members: Any) -> dict[str, Any]:
    return {"type": "GeometryCollection", "geometries": [*members]}


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        shape("Point", [79.5, 45.5]),
        shape("Point", [79.5, 45.5, 640.2]),
        shape("Point", [79.5, 45.5, 640.2, 12]),
        shape("MultiPoint", [[79, 45], [79, 45]]),
        shape("LineString", [[79, 45], [80, 46]]),
        shape("MultiLineString", [[[79, 45], [80, 46]], [[79, 46], [80, 45]]]),
        shape("Polygon", [SQUARE]),
        shape("Polygon", [SQUARE, HOLE]),
        shape("Polygon", [[[*position, 300 + i] for i, position in enumerate(SQUARE)]]),
        shape("MultiPolygon", [[SQUARE]]),
        group(shape("Point", [79, 45]), group(shape("LineString", [[79, 45], [80, 46]]))),
        group(shape("Polygon", [SQUARE]), shape("Polygon", [SQUARE])),
    ],
)
def test_a_good_geometry_has_no_problem(layers: Layers, geometry: Any) -> None:
    assert layers.bounded().plain(plain(geometry)).check() == []


@pytest.mark.parametrize(
    "geometry",
    [
        shape("Point", [180, 90]),
        shape("Point", [-180, -90]),
        shape("LineString", [[179, 10], [-179, 10]]),
        shape("MultiLineString", [[[179, 10], [180, 10]], [[-180, 10], [-179, 10]]]),
        shape("Polygon", [[[-180, -90], [180, -90], [180, -70], [-180, -70], [-180, -90]]]),
    ],
)
def test_the_poles_and_the_antimeridian_are_no_problem(layers: Layers, geometry: Any) -> None:
    assert layers.bounded(WORLD).plain(plain(geometry)).check() == []


@pytest.mark.parametrize(
    ("geometry", "message", "stands_at"),
    [
        ([79, 45], "no JSON object", '"geometry"'),
        ("Point", "no JSON object", '"geometry"'),
        ({}, "the geometry type None is not known", '"geometry"'),
        ({"type": "Circle"}, "the geometry type 'Circle' is not known", '"type": "Circle"'),
        ({"type": ["Point"]}, "the geometry type ['Point'] is not known", '"type": ['),
        ({"type": "Point"}, "the Point has no array 'coordinates'", '"geometry"'),
        (shape("Point", None), "the Point has no array 'coordinates'", '"geometry"'),
        (shape("Point", [79]), "fewer than two numbers", '"coordinates"'),
        (shape("Point", [[79, 45]]), "fewer than two numbers", '"coordinates"'),
        (shape("Point", ["79", 45]), "'79' in a position is no number", '"coordinates"'),
        (shape("Point", [79, True]), "True in a position is no number", '"coordinates"'),
        (shape("Point", [79, None]), "None in a position is no number", '"coordinates"'),
        (shape("Point", [79, 45, "640 m"]), "'640 m' in a position is no number", '"coordinates"'),
        (shape("Point", [79, 10**400]), "too large to be a coordinate", '"coordinates"'),
        (shape("LineString", [[79, 45], [-(10**400), 45]]), "too large to be", "[-1000"),
        (shape("LineString", [79, 45]), "79 stands where a LineString has an array", "79, 45"),
        (shape("LineString", [[79, 45]]), "a line has fewer than two positions", '"coordinates"'),
        (shape("LineString", [[79, 45], [80]]), "fewer than two numbers", "[80]"),
        (shape("Polygon", SQUARE), "79 stands where a Polygon has an array", "79, 45"),
        (shape("Polygon", [[]]), "a ring without positions", '"coordinates"'),
        (shape("MultiPolygon", [[SQUARE], []]), "a ring without positions", '"coordinates"'),
        (shape("MultiPolygon", [SQUARE]), "79 stands where a MultiPolygon", "79, 45"),
        ({"type": "GeometryCollection"}, "no array 'geometries'", '"geometry"'),
        (group(None), "no JSON object", "null"),
        (group(shape("Point", [1, "x"])), "'x' in a position is no number", '"coordinates"'),
    ],
)
def test_a_geometry_that_is_built_wrong_is_an_error_at_its_place(
    layers: Layers, geometry: Any, message: str, stands_at: str
) -> None:
    problem = layers.plain(plain(geometry)).problem()
    assert (problem.code, problem.severity) == ("geometry", Severity.ERROR)
    assert message in problem.message
    assert layers.at(problem).startswith(stands_at)


def test_a_long_value_is_cut_in_a_message(layers: Layers) -> None:
    problem = layers.plain(plain(shape("Point", ["x" * 5000, 45]))).problem()
    assert len(problem.message) < 150


def test_a_feature_without_a_geometry_member_is_an_error(layers: Layers) -> None:
    problem = layers.plain({"type": "Feature", "properties": {}}).problem()
    assert problem.hint == 'add "geometry": null where there is no place'


@pytest.mark.parametrize(
    "geometry",
    [
        shape("Point", []),
        shape("MultiPoint", []),
        shape("Polygon", []),
        group(),
        group(shape("Point", [])),
    ],
)
def test_an_empty_geometry_is_a_warning(layers: Layers, geometry: Any) -> None:
    problem = layers.plain(plain(geometry)).problem()
    assert (problem.code, problem.severity) == ("empty-geometry", Severity.WARNING)


def test_a_bow_tie_is_an_error_with_the_reason_and_the_coordinate(layers: Layers) -> None:
    bow_tie = [[79, 45], [80, 46], [80, 45.5], [79, 45.5], [79, 45]]
    problem = layers.plain(plain(shape("Polygon", [bow_tie]))).problem()
    assert (problem.code, problem.severity) == ("invalid", Severity.ERROR)
    assert problem.message == "the area is not valid: Self-intersection at [79.5, 45.5]"


@pytest.mark.parametrize(
    ("rings", "reason"),
    [
        ([SQUARE, [[81, 45], [81, 46], [82, 46], [82, 45], [81, 45]]], "Hole lies outside shell"),
        ([[[79, 45], [79, 45], [79, 45], [79, 45]]], "Too few points"),
        ([[[79, 45], [80, 46], [81, 47], [79, 45]]], "Self-intersection"),
    ],
)
def test_an_area_that_is_not_valid_is_said_in_words(
    layers: Layers, rings: Any, reason: str
) -> None:
    problem = layers.plain(plain(shape("Polygon", rings))).problem()
    assert problem.code == "invalid"
    assert reason in problem.message


def test_areas_of_one_multipolygon_that_overlap_are_an_error(layers: Layers) -> None:
    problem = layers.plain(plain(shape("MultiPolygon", [[SQUARE], [SQUARE]]))).problem()
    assert problem.code == "invalid"


@pytest.mark.parametrize(
    ("rings", "message", "stands_at"),
    [
        ([SQUARE[:-1]], "a ring is not closed: it starts at [79, 45] and ends at [79, 46]", "[[79"),
        ([SQUARE, HOLE[:-1]], "a ring is not closed: it starts at [79.2, 45.2]", "[[79.2"),
        ([[[79, 45], [80, 45], [79, 45]]], "a ring has fewer than four positions", "[[79"),
    ],
)
def test_a_ring_that_is_no_ring_is_an_error(
    layers: Layers, rings: Any, message: str, stands_at: str
) -> None:
    problem = layers.plain(plain(shape("Polygon", rings))).problem()
    assert (problem.code, problem.severity) == ("ring", Severity.ERROR)
    assert message in problem.message
    assert layers.at(problem).startswith(stands_at)


@pytest.mark.parametrize(
    ("geometry", "message", "stands_at"),
    [
        (shape("Polygon", [SQUARE[::-1]]), "the outer ring runs clockwise", "[[79, 45], [79, 46]"),
        (shape("Polygon", [SQUARE, HOLE[::-1]]), "the hole runs counter-clockwise", "[[79.2"),
        (shape("MultiPolygon", [[SQUARE[::-1]]]), "the outer ring runs clockwise", "[[79, 45]"),
        (group(shape("Polygon", [SQUARE[::-1]])), "the outer ring runs clockwise", "[[79, 45]"),
    ],
)
def test_a_ring_that_runs_the_wrong_way_is_a_warning(
    layers: Layers, geometry: Any, message: str, stands_at: str
) -> None:
    problem = layers.plain(plain(geometry)).problem()
    assert (problem.code, problem.severity, problem.message) == (
        "winding",
        Severity.WARNING,
        message,
    )
    assert layers.at(problem).startswith(stands_at)


def test_the_way_round_of_a_house_is_told_in_spite_of_rounding(layers: Layers) -> None:
    x, y, metre = 79.123456, 45.123456, 0.00001
    house = [[x, y], [x + metre, y], [x + metre, y + metre], [x, y + metre], [x, y]]
    rounded = [[round(a, 6), round(b, 6)] for a, b in house]
    assert layers.plain(plain(shape("Polygon", [rounded]))).check() == []


def test_a_ring_over_the_antimeridian_may_run_either_way(layers: Layers) -> None:
    ring = [[179, 10], [-179, 10], [-179, 12], [179, 12], [179, 10]]
    assert layers.bounded(WORLD).plain(plain(shape("Polygon", [ring]))).check() == []
    assert layers.plain(plain(shape("Polygon", [ring[::-1]]))).check() == []


def test_decimals_that_hold_two_vertices_apart_are_no_problem(layers: Layers) -> None:
    line = shape("LineString", [[79.12345671, 45], [79.12345674, 45], [79.2, 45]])
    assert layers.plain(plain(line)).check() == []


def test_coordinates_with_more_than_six_decimals_are_one_warning_a_file(layers: Layers) -> None:
    layers.plain(
        plain(shape("Point", [79.123456, 45])),
        plain(shape("Point", [79.1234567, 45])),
        plain(shape("Point", [79, 45.12345678901])),
    )
    problem = layers.problem()
    assert (problem.code, problem.severity, problem.line) == ("decimals", Severity.WARNING, 3)
    assert "2 feature(s)" in problem.message


def test_a_number_so_small_that_it_has_an_exponent_has_too_many_decimals(layers: Layers) -> None:
    assert layers.plain(plain(shape("Point", [1e-7, 45]))).problem().code == "decimals"


def test_decimals_of_a_height_are_no_problem(layers: Layers) -> None:
    assert layers.plain(plain(shape("Point", [79.5, 45.5, 640.123456789]))).check() == []


def test_outside_the_bounds_is_a_warning(layers: Layers) -> None:
    problem = layers.bounded().plain(plain(shape("Point", [71.4, 51.2]))).problem()
    assert (problem.code, problem.severity) == ("outside", Severity.WARNING)
    assert problem.message == "the feature lies outside the map's bounds: [71.4, 51.2]"


def test_a_line_that_leaves_the_bounds_is_no_problem(layers: Layers) -> None:
    line = shape("LineString", [[79.5, 45.5], [71.4, 51.2]])
    assert layers.bounded().plain(plain(line)).check() == []


@pytest.mark.parametrize("bounds", [BOUNDS, None])
def test_latitude_before_longitude_is_said_so(
    layers: Layers, bounds: tuple[float, ...] | None
) -> None:
    # 95 degrees east is no latitude, so that even without bounds there is no doubt.
    place = [45.5, 79.5] if bounds else [45.5, 95.0]
    if bounds:
        layers.bounded(bounds)
    problem = layers.plain(plain(shape("Point", place))).problem()
    assert (problem.code, problem.severity) == ("swapped", Severity.ERROR)
    assert problem.hint == "GeoJSON has longitude first: [longitude, latitude]"


@pytest.mark.parametrize(
    ("place", "system"),
    [
        ([382810.0, 5039590.8], "WGS 84 / UTM zone 44N (EPSG:32644)"),
        ([187497.0, 5046283.2], "WGS 84 / UTM zone 44N (EPSG:32644)"),
        ([656253.1, 5040442.0], "WGS 84 / UTM zone 43N (EPSG:32643)"),
        ([14382799.7, 5041655.0], "Pulkovo 1942 / Gauss-Krüger zone 14 (EPSG:28414)"),
        ([13656364.2, 5042510.5], "Pulkovo 1942 / Gauss-Krüger zone 13 (EPSG:28413)"),
        ([8849899.5, 5700582.7], "Web Mercator (EPSG:3857)"),
    ],
)
def test_projected_coordinates_are_named_with_the_command_that_converts_them(
    layers: Layers, place: list[float], system: str
) -> None:
    problem = layers.bounded().plain(plain(shape("Point", place))).problem()
    assert (problem.code, problem.severity) == ("projected", Severity.ERROR)
    assert problem.message.endswith(f"these look like {system}")
    code = system[system.index("EPSG") : -1]
    path = layers.path / "places.geojson"
    assert problem.hint == (
        f"convert it: python make_map.py import {path} --layer places --crs {code} "
        f"--layers {layers.path}"
    )


def test_without_bounds_projected_coordinates_may_be_in_more_than_one_system(
    layers: Layers,
) -> None:
    problem = layers.plain(plain(shape("Point", [8849899.5, 5700582.7]))).problem()
    assert "zone 8 (EPSG:28408) or Web Mercator (EPSG:3857)" in problem.message
    assert "_map.toml" in problem.hint


def test_a_file_name_in_a_command_is_safe_to_paste(layers: Layers) -> None:
    layers.bounded().plain(plain(shape("Point", [8849899.5, 5700582.7])), name="a; rm b")
    assert f" import '{layers.path}/a; rm b.geojson' --layer 'a; rm b' " in layers.problem().hint


@pytest.mark.parametrize(
    ("place", "hint"),
    [
        ([190, 45], "longitudes go from -180 to 180"),
        ([-181, 45], "longitudes go from -180 to 180"),
        ([95.5, -179.5], "GeoJSON is in degrees"),
        ([1e299, 5], "GeoJSON is in degrees"),
    ],
)
def test_numbers_that_are_no_degrees_are_an_error(
    layers: Layers, place: list[float], hint: str
) -> None:
    problem = layers.plain(plain(shape("Point", place))).problem()
    assert (problem.code, problem.severity) == ("not-degrees", Severity.ERROR)
    assert problem.hint.startswith(hint)


@pytest.mark.parametrize(
    "bounds", ["[-1e300, 0, 1e300, 1]", "[nan, nan, nan, nan]", "[80, 45, 79, 46]"]
)
def test_bounds_that_are_no_box_are_said_once_and_compared_with_nothing(
    layers: Layers, bounds: str
) -> None:
    layers.write("_map.toml", f"bounds = {bounds}\n").plain(plain(shape("Point", [79.5, 45.5])))
    assert layers.problem().message.endswith("is no box of longitudes and latitudes")


def test_a_geometry_of_the_base_map_is_checked_too(layers: Layers) -> None:
    layers.plain(plain(), name="places")
    layers.plain(plain(shape("Point", [79, "x"])), name="context/lakes")
    assert layers.problem().path.name == "lakes.geojson"


@pytest.mark.parametrize(
    ("own", "said", "shown"), [(7, {}, "7"), ("a", {"id": "b"}, "a"), (None, {"id": "b"}, "b")]
)
def test_a_problem_names_its_feature(
    layers: Layers, own: Any, said: dict[str, Any], shown: str
) -> None:
    feature = {"type": "Feature", "id": own, "properties": said, "geometry": {"type": "Circle"}}
    assert layers.plain(feature).problem().feature == shown
