from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.catalogue import load_catalogue
from geo.check import check, problems_of
from geo.errors import MapError, Severity
from geo.outputs.payload import payload
from geo.read import read_collection
from tests.making import Layers, collection, plain, project

SHIPPED = Path(__file__).parents[1] / "layers"
LAYER_FILES = sorted(SHIPPED.rglob("*.geojson"))


def test_the_shipped_layers_have_no_problem() -> None:
    assert check(SHIPPED) == []


@pytest.mark.parametrize("path", LAYER_FILES, ids=lambda path: path.stem)
def test_a_shipped_layer_stands_alone(path: Path) -> None:
    read = read_collection(path)
    assert read.problems == ()
    assert read.features


def test_problems_come_in_the_order_of_files_and_lines(layers: Layers) -> None:
    bad = plain({"type": "Circle"})
    layers.plain(bad, bad, name="b").plain(bad, name="a")
    found = [(problem.path.name, problem.line) for problem in layers.check()]
    assert found == [("a.geojson", 2), ("b.geojson", 2), ("b.geojson", 3)]


def test_all_problems_are_said_at_once(layers: Layers) -> None:
    layers.projects(project(status="plan", staus=1), project(id="b", sector="road"))
    layers.facts("c,length,1,km,,report,,")
    assert [problem.code for problem in layers.check()] == [
        "unknown-project",
        "bad-value",
        "unknown-field",
        "bad-value",
    ]


@pytest.mark.parametrize("item", [None, 1, "a", [], {"type": "Point"}, {"type": []}])
def test_an_item_that_is_no_feature_is_an_error(layers: Layers, item: Any) -> None:
    problem = layers.plain(plain(), item).problem()
    assert (problem.code, problem.severity, problem.line) == ("not-a-feature", Severity.ERROR, 3)


@pytest.mark.parametrize("properties", [[], "text", 5, True])
def test_properties_that_are_no_object_are_an_error(layers: Layers, properties: Any) -> None:
    feature = plain() | {"properties": properties}
    assert layers.plain(feature).problem().message == "'properties' is no JSON object"


@pytest.mark.parametrize("feature", [plain() | {"properties": None}, plain()])
def test_properties_may_be_null_or_empty(layers: Layers, feature: Any) -> None:
    assert layers.plain(feature).check() == []


def test_a_feature_without_a_type_is_a_warning(layers: Layers) -> None:
    problem = layers.plain({"properties": {}, "geometry": None}).problem()
    assert (problem.code, problem.severity) == ("missing-type", Severity.WARNING)


def test_an_id_that_is_taken_in_the_same_layer_is_an_error(layers: Layers) -> None:
    problem = layers.projects(project(), project()).problem()
    assert (problem.code, problem.severity, problem.feature, problem.line) == (
        "duplicate-id",
        Severity.ERROR,
        "a-road",
        3,
    )
    assert problem.message == "the id 'a-road' is taken by another feature (roads.geojson:2)"
    assert layers.at(problem).startswith('"id": "a-road"')


@pytest.mark.parametrize(
    "feature",
    [
        plain() | {"id": "a-road"},
        plain(id="a-road"),
        plain() | {"id": "", "properties": {"id": "a-road"}},
    ],
)
def test_an_id_that_is_taken_in_a_layer_from_elsewhere_is_an_error(
    layers: Layers, feature: Any
) -> None:
    layers.projects(project()).plain(feature, name="z")
    problem = layers.problem()
    assert (problem.code, problem.path.name) == ("duplicate-id", "z.geojson")


def test_of_a_project_the_id_among_its_properties_counts(layers: Layers) -> None:
    layers.projects(project() | {"id": "b"}, project() | {"id": "c"})
    assert "duplicate-id" in {problem.code for problem in layers.check()}


def test_of_a_feature_from_elsewhere_its_own_id_counts(layers: Layers) -> None:
    layers.plain(plain(id=1) | {"id": "b"}, plain(id=1) | {"id": "c"})
    assert layers.check() == []


def test_the_number_7_and_the_text_7_are_one_id(layers: Layers) -> None:
    layers.plain(plain() | {"id": 7}, plain() | {"id": "7"})
    assert layers.problem().code == "duplicate-id"


def test_features_without_ids_are_no_duplicates(layers: Layers) -> None:
    assert layers.plain(plain(), plain(id=None), plain(id=1.5), plain(id=True)).check() == []


@pytest.mark.parametrize(
    "crs",
    [
        {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}},
        {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4326"}},
        {"type": "name", "properties": {"name": "EPSG:4326"}},
        None,
    ],
)
def test_a_crs_member_that_means_degrees_is_a_warning(layers: Layers, crs: Any) -> None:
    problem = layers.plain(plain(), crs=crs).problem()
    assert (problem.code, problem.severity) == ("crs", Severity.WARNING)
    assert layers.at(problem).startswith('"crs"')


@pytest.mark.parametrize("code", ["32644", "3857", "28414", "43260"])
def test_a_crs_member_of_another_system_is_an_error_with_a_command(
    layers: Layers, code: str
) -> None:
    name = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{code}"}}
    problem = layers.plain(plain(), crs=name).problem()
    assert (problem.code, problem.severity) == ("crs", Severity.ERROR)
    assert code in problem.message
    path = layers.path / "places.geojson"
    assert problem.hint == (
        f"convert it: python make_map.py import {path} --layer places --layers {layers.path}"
    )


def test_a_crs_member_of_the_base_map_is_seen_too(layers: Layers) -> None:
    layers.plain(plain()).plain(name="context/lakes", crs=None)
    assert layers.problem().path.name == "lakes.geojson"


def test_a_problem_of_a_file_is_told_as_it_was_read(layers: Layers) -> None:
    assert layers.plain(plain()).write("b.geojson", "{").problem().code == "json"


@pytest.mark.parametrize("folder", ["no-such-folder", "a-file", "empty", "a" * 5000, "a\0b"])
def test_a_folder_without_layers_is_refused_in_one_message(tmp_path: Path, folder: str) -> None:
    (tmp_path / "a-file").write_text("")
    (tmp_path / "empty").mkdir()
    with pytest.raises(MapError, match="folder"):
        check(tmp_path / folder)


def test_check_changes_neither_files_nor_what_was_read(layers: Layers) -> None:
    layers.bounded().projects(project(status="plan"), project({"type": "Circle"}))
    before = {path: path.read_bytes() for path in layers.path.iterdir()}
    catalogue = load_catalogue(layers.path)
    read = [read_collection(layer.path) for layer in catalogue.layers]
    kept = copy.deepcopy(read)
    assert problems_of(catalogue, read)
    assert read == kept
    assert {path: path.read_bytes() for path in layers.path.iterdir()} == before


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-400, 400)
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5)
    | st.sampled_from(["Point", "Polygon", "planned", "roads", "exact", "report", "2025-08"]),
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=12,
)
DEGREES = st.floats(-200, 200, allow_nan=False) | st.integers(-200, 200)
POSITIONS = st.lists(DEGREES, min_size=1, max_size=4)
LINES = st.lists(POSITIONS, max_size=6)
RINGS = LINES.map(lambda line: [*line, line[0]] if line else line)
SHAPES = st.one_of(
    st.builds(lambda c: {"type": "Point", "coordinates": c}, POSITIONS),
    st.builds(lambda c: {"type": "MultiPoint", "coordinates": c}, LINES),
    st.builds(lambda c: {"type": "LineString", "coordinates": c}, LINES),
    st.builds(lambda c: {"type": "MultiLineString", "coordinates": c}, st.lists(LINES)),
    st.builds(lambda c: {"type": "Polygon", "coordinates": c}, st.lists(RINGS)),
    st.builds(lambda c: {"type": "MultiPolygon", "coordinates": c}, st.lists(st.lists(RINGS))),
    st.builds(
        lambda kind, c: {"type": kind, "coordinates": c},
        st.sampled_from(["Point", "LineString", "MultiPolygon", "GeometryCollection"]),
        JUNK,
    ),
)
GEOMETRIES = (
    st.none()
    | JUNK
    | st.recursive(
        SHAPES,
        lambda inner: st.builds(
            lambda members: {"type": "GeometryCollection", "geometries": members},
            st.lists(inner, max_size=3),
        ),
        max_leaves=4,
    )
)
FIELDS = st.sampled_from([*project()["properties"], "role", "locator", "note_kk", "certainty"])
FEATURES = st.builds(
    lambda geometry, changes, members: project(geometry, **changes) | members,
    GEOMETRIES,
    st.dictionaries(FIELDS | st.text(max_size=5), JUNK, max_size=3),
    st.dictionaries(st.sampled_from(["id", "type", "properties", "bbox"]), JUNK, max_size=2),
)


@given(st.lists(FEATURES, max_size=3), st.sampled_from(["plain", "projects"]), st.booleans())
def test_check_never_raises_and_what_it_lets_pass_makes_a_map(
    tmp_path_factory: pytest.TempPathFactory,
    features: list[Any],
    kind: str,
    bounded: bool,
) -> None:
    layers = Layers(tmp_path_factory.mktemp("any") / "layers").projects()
    layers.write("roads.geojson", json.dumps({"type": "FeatureCollection", "features": features}))
    layers.write("roads.toml", f'kind = "{kind}"\n')
    if bounded:
        layers.bounded()
    if not any(problem.is_error for problem in layers.check()):
        shown = json.loads(payload(layers.model()))
        assert len(shown.get("projects", shown.get("features", []))) == len(features)


@given(st.lists(st.builds(plain, GEOMETRIES, name=JUNK), max_size=3))
def test_any_base_map_is_checked_or_drawn(
    tmp_path_factory: pytest.TempPathFactory, features: list[Any]
) -> None:
    layers = Layers(tmp_path_factory.mktemp("any") / "layers").plain(plain())
    layers.write("context/lakes.geojson", collection(*features))
    errors = [problem.path.name for problem in layers.check() if problem.is_error]
    if errors:
        assert set(errors) == {"lakes.geojson"}
    else:
        assert json.loads(payload(layers.model()))


def test_a_file_cut_off_is_not_said_again_for_each_of_its_figures(layers: Layers) -> None:
    layers.projects(project()).facts("a-road,cost,5,KZT,2025,report,,")
    whole = (layers.path / "roads.geojson").read_text(encoding="utf-8")
    layers.write("roads.geojson", whole[:-20])
    assert [problem.code for problem in layers.check() if problem.is_error] == ["json"]
