from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.catalogue import load_catalogue
from geo.check import check
from geo.read import read_collection
from geo.rules import screen
from tests.bench.workload import write_folder
from tests.making import Layers, collection, plain, project
from tests.test_check import FEATURES

SQUARE = [[79, 45], [80, 45], [80, 46], [79, 46], [79, 45]]
HOLE = [[79.2, 45.2], [79.2, 45.4], [79.4, 45.4], [79.4, 45.2], [79.2, 45.2]]
GOOD = [
    None,
    {"type": "Point", "coordinates": [79.5, 45.5]},
    {"type": "Point", "coordinates": [79.5, 45.5, 640.2]},
    {"type": "MultiPoint", "coordinates": [[79, 45], [79.5, 45.5]]},
    {"type": "LineString", "coordinates": [[79, 45], [80, 46]]},
    {"type": "MultiLineString", "coordinates": [[[79, 45], [80, 46]], [[79, 46], [80, 45]]]},
    {"type": "Polygon", "coordinates": [SQUARE, HOLE]},
    {
        "type": "MultiPolygon",
        "coordinates": [[SQUARE, HOLE], [[[p + 2 for p in q] for q in SQUARE]]],
    },
    {"type": "LineString", "coordinates": [[79.1234567, 45], [80, 46]]},
]
BAD = [
    {"type": "Point", "coordinates": [79.5]},
    {"type": "Point", "coordinates": [[79.5, 45.5]]},
    {"type": "Point", "coordinates": [9e5, 5e6]},
    {"type": "MultiPoint", "coordinates": []},
    {"type": "LineString", "coordinates": [[79, 45]]},
    {"type": "LineString", "coordinates": [[79, 45], [80, 46, 3, 4, 5], [1]]},
    {"type": "LineString", "coordinates": [[79, 45], [[80, 46], 3]]},
    {"type": "Polygon", "coordinates": [SQUARE[::-1]]},
    {"type": "Polygon", "coordinates": [SQUARE, HOLE[::-1]]},
    {"type": "Polygon", "coordinates": [SQUARE[:-1]]},
    {"type": "Polygon", "coordinates": [[[79, 45], [80, 46], [80, 45.5], [79, 45.5], [79, 45]]]},
    {"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE]]},
    {"type": "Polygon", "coordinates": []},
    {"type": "Circle", "coordinates": [79, 45]},
]


@pytest.fixture
def both(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The problems of a folder, told of many features at once, and of one after the other."""

    def both_(layers: Layers) -> tuple[list[Any], list[Any]]:
        monkeypatch.setattr(screen, "LARGE", 0)
        together = check(layers.path)
        monkeypatch.setattr(screen, "LARGE", 10**12)
        return together, check(layers.path)

    return both_


@pytest.mark.parametrize("geometry", GOOD)
def test_a_good_geometry_is_passed(
    layers: Layers, monkeypatch: pytest.MonkeyPatch, geometry: Any
) -> None:
    monkeypatch.setattr(screen, "LARGE", 0)
    layers.bounded().plain(plain(geometry), plain(geometry))
    read = read_collection(layers.path / "places.geojson")
    assert screen.screen(read, load_catalogue(layers.path), projects=False).suspects == []


@pytest.mark.parametrize("geometry", [*GOOD, *BAD])
def test_many_at_once_are_judged_as_each_alone(layers: Layers, both: Any, geometry: Any) -> None:
    layers.bounded().projects(project(), project(geometry, id="b"), project(id="c", status="plan"))
    together, alone = both(layers)
    assert together == alone


@given(st.lists(FEATURES, max_size=4), st.booleans(), st.booleans())
def test_any_features_are_judged_as_each_alone(
    tmp_path_factory: pytest.TempPathFactory,
    features: list[Any],
    projects: bool,
    bounded: bool,
) -> None:
    layers = Layers(tmp_path_factory.mktemp("any") / "layers").projects()
    layers.write("roads.geojson", collection(project(id="first"), *features))
    if not projects:
        layers.write("roads.toml", 'kind = "plain"\n')
    if bounded:
        layers.bounded()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(screen, "LARGE", 0)
        together = check(layers.path)
        patch.setattr(screen, "LARGE", 10**12)
        assert together == check(layers.path)


def test_the_workload_of_the_bench_breaks_no_rule(layers: Layers) -> None:
    write_folder(layers.path, 300)
    assert layers.check() == []


def test_one_bad_feature_of_a_large_layer_is_found_at_its_place(layers: Layers) -> None:
    path = write_folder(layers.path, 600)
    lines = path.read_text(encoding="utf-8").split("\n")
    broken = json.loads(lines[500].rstrip(","))
    broken["properties"]["status"] = "plan"
    lines[500] = json.dumps(broken, ensure_ascii=False) + ","
    path.write_text("\n".join(lines), encoding="utf-8")
    problem = layers.problem()
    assert path.stat().st_size > screen.LARGE
    assert (problem.code, problem.line) == ("bad-value", 501)
    assert layers.at(problem).startswith('"status": "plan"')
