"""The shipped layers through editors that lose something, and back by `format`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import geopandas
import pytest

from geo.check import check
from geo.cli import main
from tests.making import Layers, plain

LAYERS = Path(__file__).parents[3] / "layers"
FILES = sorted(LAYERS.glob("*.geojson"))
#: Under this variable, as in CI, a tool that is missing fails the test that needs it.
NEEDED = "PROJECTMAP_NEEDS_QGIS"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LAYERS, tmp_path / "layers"))


def by_pyogrio(source: Path, target: Path) -> None:
    geopandas.read_file(source).to_file(target, driver="GeoJSON")


def by_pyogrio_rfc7946(source: Path, target: Path) -> None:
    geopandas.read_file(source).to_file(target, driver="GeoJSON", RFC7946="YES", WRITE_BBOX="YES")


def by_pyogrio_15_decimals(source: Path, target: Path) -> None:
    frame = geopandas.read_file(source)
    frame.to_file(target, driver="GeoJSON", COORDINATE_PRECISION=15)


def by_to_json(source: Path, target: Path) -> None:
    text = geopandas.read_file(source).to_json(default=str)
    target.write_text(text, encoding="utf-8")


def by_ogr2ogr(source: Path, target: Path) -> None:
    program = shutil.which("ogr2ogr")
    if program is None:
        reason = "no ogr2ogr on this machine: install gdal-bin"
        if os.environ.get(NEEDED):
            pytest.fail(reason)
        pytest.skip(reason)
    target.unlink()
    subprocess.run([program, "-f", "GeoJSON", target, source], check=True)


EDITORS = [by_pyogrio, by_pyogrio_rfc7946, by_pyogrio_15_decimals, by_to_json, by_ogr2ogr]


def without_boxes(text: str) -> Any:
    """The data but for the boxes, which `format` keeps where somebody has put them."""
    said = json.loads(text)
    said.pop("bbox", None)
    for feature in said["features"]:
        feature.pop("bbox", None)
    return said


@pytest.mark.parametrize("editor", EDITORS)
@pytest.mark.parametrize("source", FILES, ids=lambda path: path.stem)
def test_a_layer_that_was_saved_elsewhere_is_restored(
    copy: Path, source: Path, editor: Any
) -> None:
    target = copy / source.name
    editor(source, target)
    assert target.read_bytes() != source.read_bytes()
    assert main(["format", str(copy)]) == 0
    text = target.read_text(encoding="utf-8")
    if editor is by_pyogrio_rfc7946:
        assert without_boxes(text) == without_boxes(source.read_text(encoding="utf-8"))
    else:
        assert text == source.read_text(encoding="utf-8")
    assert check(copy) == []


def test_check_names_what_an_editor_lost_before_format_restores_it(copy: Path) -> None:
    for source in FILES:
        by_pyogrio(source, copy / source.name)
    codes = {problem.code for problem in check(copy)}
    assert codes == {"crs", "missing-id", "bad-value"}


def test_what_is_gone_for_good_is_not_invented(layers: Layers) -> None:
    # Whole numbers, and members that were not there, of a layer whose fields nobody knows.
    path = layers.plain(plain(count=1, note="a"), plain()).path / "places.geojson"
    geopandas.read_file(path).to_file(path, driver="GeoJSON")
    assert main(["format", str(path)]) == 0
    said = [f["properties"] for f in json.loads(path.read_text(encoding="utf-8"))["features"]]
    assert [repr(properties) for properties in said] == [
        "{'count': 1.0, 'note': 'a'}",
        "{'count': None, 'note': None}",
    ]
