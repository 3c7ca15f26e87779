from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from geo.layout import GeojsonOptions, Layout
from geo.model import MapModel
from geo.outputs.geojson import render
from geo.pipeline import load_map


def layer(model: MapModel) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(render(model)["map.geojson"])
    return found


def test_each_project_is_a_feature_with_the_geometry_of_the_map(root: Path) -> None:
    model = load_map(root / "layers")
    found = [(each["id"], each["geometry"]) for each in layer(model)["features"]]
    assert found == [(project.id, project.geometry) for project in model.projects]


def test_a_feature_stands_on_a_line_of_its_own(made_map: MapModel) -> None:
    lines = render(made_map)["map.geojson"].decode().splitlines()
    assert len([line for line in lines if line.startswith('{"type": "Feature",')]) == 7


def test_texts_are_there_in_all_languages(made_map: MapModel) -> None:
    said = layer(made_map)["features"][0]["properties"]
    names = [said[key] for key in ("name", "name_kk", "name_ru", "name_en")]
    assert names == ["Үшарал әуежайы", "Үшарал әуежайы", "Аэропорт Ушарал", "Usharal airport"]


def test_one_language_is_enough_where_the_layout_says_so(made_map: MapModel) -> None:
    model = replace(made_map, layout=Layout(geojson=GeojsonOptions(languages="one")))
    assert "name_ru" not in layer(model)["features"][0]["properties"]


def test_figures_are_numbers_with_unit_and_source(made_map: MapModel) -> None:
    said = layer(made_map)["features"][0]["properties"]
    assert said["length_km"] == 1
    assert said["facts"][0] | {"value": 1, "unit": "km", "source": 1} == said["facts"][0]


def test_the_collection_says_its_version_and_authors(made_map: MapModel) -> None:
    found = layer(replace(made_map, address="https://example.org/"))
    assert (found["name"], found["address"]) == ("Жетісу жобалары", "https://example.org/")
    assert [source["id"] for source in found["sources"]] == ["report", "gazetteer", "trap"]
    assert any("GSHHG" in said for said in found["attribution"])


def test_a_map_without_projects_is_an_empty_layer(made_map: MapModel) -> None:
    assert layer(replace(made_map, projects=()))["features"] == []


def test_hostile_text_comes_back_as_it_was(hostile_map: MapModel) -> None:
    assert layer(hostile_map)["features"][0]["properties"]["name"] == "{{ 7*7 }}"


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_words_are_in_the_language_of_the_build(root: Path, language: str) -> None:
    model = load_map(root / "layers", language=language)
    said = layer(model)["features"][0]["properties"]
    assert said["status_name"] == model.words[language][f"status.{said['status']}"]
