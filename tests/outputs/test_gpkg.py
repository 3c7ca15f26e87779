from __future__ import annotations

import sqlite3
import xml.etree.ElementTree as ET
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyogrio
import pytest

from geo.layout import GpkgOptions, Layout
from geo.model import MapModel
from geo.outputs.gpkg import render
from geo.pipeline import load_map

LANGUAGES = ("kk", "ru", "en")


def written(model: MapModel, folder: Path) -> Path:
    path = folder / "map.gpkg"
    path.write_bytes(render(model)["map.gpkg"])
    return path


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(query).fetchall()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_project_is_a_row_with_a_point(root: Path, tmp_path: Path, language: str) -> None:
    model = load_map(root / "layers", language=language)
    found = pyogrio.read_dataframe(written(model, tmp_path), layer="projects")
    index = model.languages.index(language)
    assert [*found["name"]] == [project.name[index] for project in model.projects]
    assert [g and (g.x, g.y) for g in found.geometry] == [p.anchor for p in model.projects]


def test_lines_and_areas_stand_in_layers_of_their_own(made_map: MapModel, tmp_path: Path) -> None:
    path = written(made_map, tmp_path)
    kinds = dict(pyogrio.list_layers(path).tolist())
    assert kinds["projects"] == "Point"
    assert kinds["project_lines"] == "MultiLineString"
    assert kinds["project_areas"] == "MultiPolygon"
    assert [*pyogrio.read_dataframe(path, layer="project_lines")["id"]] == ["road", "highway"]


def test_figures_and_sources_are_tables(made_map: MapModel, tmp_path: Path) -> None:
    path = written(made_map, tmp_path)
    assert rows(path, "SELECT project, figure, value, unit, source FROM figures LIMIT 2") == [
        ("airport", "length", 1.0, "km", 1),
        ("airport", "cost", 1.0, "km", 1),
    ]
    assert rows(path, "SELECT count(*) FROM sources") == [(3,)]


def test_each_layer_has_a_style_by_default(made_map: MapModel, tmp_path: Path) -> None:
    path = written(made_map, tmp_path)
    layers = rows(path, "SELECT table_name FROM gpkg_geometry_columns")
    styles = rows(path, "SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault")
    assert {name for (name,) in layers} <= {name for name, _qml in styles}
    assert all(ET.fromstring(qml).tag == "qgis" for _name, qml in styles)


def test_the_base_map_can_be_left_out(made_map: MapModel, tmp_path: Path) -> None:
    model = replace(made_map, layout=Layout(gpkg=GpkgOptions(ground=False)))
    names = [name for name, _kind in pyogrio.list_layers(written(model, tmp_path))]
    assert "lakes" not in names


def test_the_version_of_the_data_is_said(root: Path, tmp_path: Path) -> None:
    model = load_map(root / "layers")
    said = rows(written(model, tmp_path), "SELECT text FROM about WHERE what = 'hash'")
    assert said == [(model.trace.hash,)]


def test_a_map_without_projects_opens(made_map: MapModel, tmp_path: Path) -> None:
    path = written(replace(made_map, projects=(), sources=()), tmp_path)
    assert len(pyogrio.read_dataframe(path, layer="projects")) == 0


def test_the_same_map_gives_the_same_bytes(made_map: MapModel) -> None:
    assert render(made_map) == render(made_map)


def test_hostile_text_stays_text(hostile_map: MapModel, tmp_path: Path) -> None:
    path = written(hostile_map, tmp_path)
    names = [name for (name,) in rows(path, "SELECT name FROM projects")]
    assert names[2] == "<img src=x onerror=alert(2)>"
    styles = rows(path, "SELECT styleQML FROM layer_styles")
    assert all(ET.fromstring(qml).tag == "qgis" for (qml,) in styles)
