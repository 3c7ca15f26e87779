"""The GeoPackage of ``build --to gpkg`` as real QGIS opens it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from geo.model import MapModel
from geo.outputs.gpkg import render
from geo.pipeline import load_map
from tests.qgis.conftest import ROOT, QgisPython

pytestmark = pytest.mark.xdist_group("qgis")
PACKAGED = Path(__file__).with_name("packaged.py")
STYLED = ("projects", "project_points", "project_lines", "project_areas")
GROUND = ("settlements", "borders", "rivers", "lakes")


@pytest.fixture(scope="module", params=["kk", "ru", "en"])
def shipped(request: pytest.FixtureRequest) -> MapModel:
    return load_map(ROOT / "layers", language=request.param)


@pytest.fixture(scope="module")
def opened(
    shipped: MapModel, qgis_python: QgisPython, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, Any]]:
    path = tmp_path_factory.mktemp("packaged") / "map.gpkg"
    path.write_bytes(render(shipped)["map.gpkg"])
    found = qgis_python(PACKAGED, str(path), *STYLED, *GROUND, "figures", "sources")
    return dict(found)


def test_every_layer_opens(opened: dict[str, dict[str, Any]]) -> None:
    assert [name for name, layer in opened.items() if not layer["valid"]] == []


def test_every_layer_comes_with_its_style(opened: dict[str, dict[str, Any]]) -> None:
    kinds = {name: opened[name]["renderer"] for name in (*STYLED, *GROUND)}
    assert set(kinds.values()) == {"RuleRenderer"}


def test_nothing_that_has_a_place_is_left_undrawn(opened: dict[str, dict[str, Any]]) -> None:
    assert {name: layer["undrawn"] for name, layer in opened.items() if layer["undrawn"]} == {}


def test_projects_have_names_and_the_symbols_of_their_sectors(
    opened: dict[str, dict[str, Any]],
) -> None:
    assert (opened["projects"]["labels"], opened["projects"]["glyphs"]) == (True, True)


def test_columns_are_named_in_the_language_of_the_build(
    shipped: MapModel, opened: dict[str, dict[str, Any]]
) -> None:
    word = shipped.words[shipped.language]
    assert {word["table.number"], word["table.name"]} <= set(opened["projects"]["aliases"])
    assert word["sheet.value"] in opened["figures"]["aliases"]
