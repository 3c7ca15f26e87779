from __future__ import annotations

import datetime as dt
import json
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from geo.catalogue import load_catalogue
from geo.check import check
from geo.cli import main
from geo.errors import UsageError
from geo.pipeline import load_map
from geo.read import read_collection
from geo.streaming import cutting, flow, stream
from geo.streaming.survey import survey
from tests.making import Layers, collection, plain, project
from tests.streaming.encoders import kept

pytest.importorskip("pyarrow")
pyogrio = pytest.importorskip("pyogrio")
geopandas = pytest.importorskip("geopandas")
shapely = pytest.importorskip("shapely")

SUFFIXES = [".fgb", ".gpkg", ".parquet"]
CLOCKWISE = {
    "type": "Polygon",
    "coordinates": [[[79, 45], [79, 45.1], [79.1, 45.1], [79.1, 45], [79, 45]]],
}


def table(features: list[dict[str, Any]], crs: str = "EPSG:4326") -> Any:
    frame = geopandas.GeoDataFrame.from_features(features)
    return frame.set_crs(crs)


def save(path: Path, frame: Any, **options: Any) -> None:
    if path.suffix == ".parquet":
        frame.to_parquet(path)
    elif path.suffix == ".fgb":
        pyogrio.write_dataframe(frame, path, SPATIAL_INDEX="NO", **options)
    else:
        pyogrio.write_dataframe(frame, path, **options)


def roads(folder: Path, suffix: str, count: int = 3) -> list[dict[str, Any]]:
    features = [
        project({"type": "Point", "coordinates": [79.5 + n / 100, 45.5]}, id=f"r{n}")
        for n in range(count)
    ]
    save(folder / f"roads{suffix}", table(features))
    return features


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_layer_in_columns_makes_the_map_that_geojson_makes(layers: Layers, suffix: str) -> None:
    layers.projects()
    features = roads(layers.path, suffix)
    (layers.path / "roads.geojson").unlink()
    found = load_map(layers.path)
    (layers.path / f"roads{suffix}").unlink()
    layers.projects(*features)
    expected = load_map(layers.path)
    assert [replace(p, geometry=None) for p in found.projects] == [
        replace(p, geometry=None) for p in expected.projects
    ]
    assert [p.geometry for p in found.projects] == [p.geometry for p in expected.projects]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_it_streams_as_it_is_read(
    layers: Layers, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cutting, "SLICE", 10)
    monkeypatch.setattr(flow, "SLICE", 10)
    layers.projects()
    roads(layers.path, suffix, 30)
    (layers.path / "roads.geojson").unlink()
    catalogue = load_catalogue(layers.path)
    found = stream(catalogue, kept, workers=0)
    slices = list(found)
    whole = load_map(layers.path)
    assert [each for part in slices for each in part] == [
        replace(each, number=0) for each in whole.projects
    ]
    assert (found.model.trace, found.model.inputs) == (whole.trace, whole.inputs)
    assert survey(catalogue).features == 30


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_problem_has_the_number_of_its_feature(layers: Layers, suffix: str) -> None:
    layers.projects()
    (layers.path / "roads.geojson").unlink()
    features = [project(id="a"), project(id="b", status="no")]
    save(layers.path / f"roads{suffix}", table(features))
    (problem,) = check(layers.path)
    assert (problem.line, problem.column, problem.feature) == (2, 1, "b")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_values_keep_their_types(layers: Layers, suffix: str) -> None:
    said = {"n": 3, "x": 2.5, "yes": True, "word": "Ж", "day": dt.datetime(2025, 8, 14)}  # noqa: DTZ001
    save(layers.path / f"places{suffix}", table([plain(**said), plain(n=None)]))
    first, second = read_collection(layers.path / f"places{suffix}").features
    assert first.properties["n"] == 3
    assert first.properties["x"] == 2.5
    assert first.properties["word"] == "Ж"
    assert first.properties["day"] == "2025-08-14"
    assert "word" not in second.properties


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_areas_turn_as_geojson_has_them(layers: Layers, suffix: str) -> None:
    save(layers.path / f"places{suffix}", table([plain(CLOCKWISE, name="a")]))
    assert check(layers.path) == []


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_decimals_that_mean_nothing_are_left_out(layers: Layers, suffix: str) -> None:
    point = {"type": "Point", "coordinates": [79.123456789, 45.987654321]}
    save(layers.path / f"places{suffix}", table([plain(point)]))
    (feature,) = read_collection(layers.path / f"places{suffix}").features
    assert feature.geometry["coordinates"] == [79.123457, 45.987654]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_another_coordinate_system_is_an_error_that_names_import(
    layers: Layers, suffix: str
) -> None:
    save(layers.path / f"places{suffix}", table([plain()]).to_crs("EPSG:3857"))
    (problem,) = check(layers.path)
    assert problem.code == "crs"
    assert "Pseudo-Mercator" in problem.message
    assert f"make_map.py import {(layers.path / 'places').as_posix()}{suffix}" in problem.hint


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_damaged_file_is_one_problem(layers: Layers, suffix: str) -> None:
    roads(layers.path, suffix)
    path = layers.path / f"roads{suffix}"
    path.write_bytes(path.read_bytes()[:200])
    (problem,) = check(layers.path)
    assert problem.code == "unreadable"
    assert str(layers.path) not in problem.message


def test_of_several_tables_one_is_named(layers: Layers) -> None:
    path = layers.path / "places.gpkg"
    save(path, table([plain(name="a")]), layer="one")
    save(path, table([plain(name="b")]), layer="two", append=True)
    (problem,) = check(layers.path)
    assert (problem.message, problem.hint) == (
        "there are 2 layers in it: 'one', 'two'",
        'say in places.toml which one it is: table = "one"',
    )
    layers.write("places.toml", 'table = "two"\n')
    assert [each.name[0] for each in load_map(layers.path).features] == ["b"]
    layers.write("places.toml", 'table = "tow"\n')
    (problem,) = check(layers.path)
    assert problem.hint == "did you mean 'two'?"


def test_a_database_that_could_act_is_not_read(layers: Layers) -> None:
    path = layers.path / "places.gpkg"
    save(path, table([plain()]))
    base = sqlite3.connect(path)
    base.execute("CREATE VIEW evil AS SELECT load_extension('x')")
    base.commit()
    base.close()
    (problem,) = check(layers.path)
    assert "reaches out of the database" in problem.message


def test_two_layers_of_one_name_are_a_problem(layers: Layers) -> None:
    layers.plain(plain())
    save(layers.path / "places.fgb", table([plain()]))
    assert "duplicate-layer" in [problem.code for problem in check(layers.path)]


@pytest.mark.parametrize("suffix", [".geojsonl", ".geojsons", ".ndjson"])
@pytest.mark.parametrize("mark", ["", "\x1e"])
def test_a_text_sequence_is_a_layer(layers: Layers, suffix: str, mark: str) -> None:
    lines = [f"{mark}{json.dumps(plain(name=f'n{n}'))}\n" for n in range(3)]
    layers.write(f"places{suffix}", "".join(lines))
    assert [each.name[0] for each in load_map(layers.path).features] == ["n0", "n1", "n2"]


def test_a_broken_line_of_a_sequence_has_its_place(layers: Layers) -> None:
    layers.write("places.geojsonl", f"{json.dumps(plain())}\n{{]\n")
    (problem,) = check(layers.path)
    assert (problem.code, problem.line, problem.column) == ("json", 2, 2)


def test_a_sequence_over_many_lines_is_read(layers: Layers) -> None:
    text = "".join(f"\x1e{json.dumps(plain(n=n), indent=1)}\n" for n in range(3))
    layers.write("places.geojsons", text)
    assert len(load_map(layers.path).features) == 3


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_format_leaves_it_as_it_is(
    layers: Layers, suffix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    roads(layers.path, suffix)
    path = layers.path / f"roads{suffix}"
    before = path.read_bytes()
    assert main(["format", str(layers.path)]) == 0
    assert main(["format", str(path)]) == 1
    assert "only GeoJSON has a canonical form" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_nothing_is_imported_into_it(layers: Layers) -> None:
    from geo.staff.importing.target import target

    roads(layers.path, ".fgb")
    layers.write("new.geojson", collection(plain()))
    with pytest.raises(UsageError, match="which is read and not written"):
        target(layers.path, "roads", str(layers.path / "new.geojson"))
