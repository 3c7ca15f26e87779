"""Bad geometry and numbers: a problem with a place, or drawn right; never a crash or a hang."""

from __future__ import annotations

import io
import json
import math
import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pypdf
import pytest

from geo.cli import main
from geo.outputs import html, svg
from tests.bad_geometry import DRAWN, REFUSED, alone, among
from tests.making import page_data

if TYPE_CHECKING:
    from pathlib import Path

    from tests.making import Layers

#: Attributes of a drawing that hold numbers.
NUMBERS = ("d", "points", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height")


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("place", [alone, among])
def test_it_is_an_error_with_a_place(
    layers: Layers, place: type[Layers], name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    place(layers, REFUSED[name])  # type: ignore[arg-type, call-arg] # a function
    problems = [problem for problem in layers.check() if problem.is_error]
    assert problems
    assert all(problem.line and problem.column and problem.message for problem in problems)
    assert all(len(problem.message) < 400 for problem in problems)
    assert main(["build", "--layers", str(layers.path), "--output", str(layers.path / "o")]) == 1
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("place", [alone, among])
def test_it_is_no_error(layers: Layers, place: type[Layers], name: str) -> None:
    place(layers, DRAWN[name])  # type: ignore[arg-type, call-arg] # a function
    assert [problem for problem in layers.check() if problem.is_error] == []


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("place", [alone, among])
def test_the_page_carries_no_number_that_is_none(
    layers: Layers, place: type[Layers], name: str
) -> None:
    place(layers, DRAWN[name])  # type: ignore[arg-type, call-arg] # a function
    model = layers.model()
    west, south, east, north = model.bounds
    assert -180 <= west < east <= 180
    assert -90 <= south < north <= 90
    text = html.page(model)
    (data,) = re.findall(r'<script[^>]*id="map-data"[^>]*>(.*?)</script>', text, re.DOTALL)
    assert page_data(json.dumps(json.loads(data, parse_constant=pytest.fail)))


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("place", [alone, among])
def test_the_drawing_has_only_numbers_of_its_size(
    layers: Layers, place: type[Layers], name: str
) -> None:
    place(layers, DRAWN[name])  # type: ignore[arg-type, call-arg] # a function
    drawing = ET.fromstring(svg.render(layers.model())["map.svg"])
    for item in drawing.iter():
        for key in NUMBERS:
            assert not re.search(r"(?i)nan|inf|e\+", item.get(key, "")), item.attrib
            for number in re.findall(r"-?\d+\.?\d*", item.get(key, "")):
                assert math.isfinite(float(number))
                assert abs(float(number)) < 100_000, (item.tag, item.attrib)


@pytest.mark.xdist_group("bad geometry")
@pytest.mark.parametrize("name", DRAWN)
def test_it_is_printed(layers: Layers, tmp_path: Path, name: str) -> None:
    alone(layers, DRAWN[name])
    chosen = ["--to", "pdf", "--to", "png", "--set", "png.width=400"]
    output = tmp_path / "output"
    assert main(["build", "--layers", str(layers.path), "--output", str(output), *chosen]) == 0
    assert len(pypdf.PdfReader(io.BytesIO((output / "map.pdf").read_bytes())).pages) >= 1
    assert (output / "map.png").stat().st_size > 1000


@pytest.mark.parametrize("name", DRAWN)
def test_data_files_and_exports_hold_it(layers: Layers, tmp_path: Path, name: str) -> None:
    alone(layers, DRAWN[name])
    output = tmp_path / "output"
    chosen = ["--to", "gpkg", "--to", "geojson", "--to", "csv", "--output", str(output)]
    assert main(["build", "--layers", str(layers.path), *chosen]) == 0
    for end in ("gpkg", "kml", "fgb", "zip", "csv"):
        file = tmp_path / f"export.{end}"
        assert main(["export", str(file), "--layers", str(layers.path)]) == 0
        assert file.stat().st_size


@pytest.mark.parametrize("name", DRAWN)
def test_formatting_leaves_it_without_an_error(layers: Layers, name: str) -> None:
    among(layers, DRAWN[name])
    assert main(["format", str(layers.path)]) == 0
    assert [problem for problem in layers.check() if problem.is_error] == []


@pytest.mark.parametrize(
    "text",
    [
        "1e308",
        "-1e308",
        "5e-324",
        "9" * 400,
        "-0.0",
        "123456789012345678901234567890",
        "[" * 90 + "]" * 90,
    ],
)
def test_a_property_of_any_size_is_shown(layers: Layers, text: str) -> None:
    feature = f'{{"type": "Feature", "id": "a", "properties": {{"n": {text}}}, "geometry": null}}'
    layers.write("a.geojson", f'{{"type": "FeatureCollection", "features": [\n{feature}\n]}}\n')
    assert [problem for problem in layers.check() if problem.is_error] == []
    assert html.page(layers.model())


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1e999", "[" * 10_000 + "]" * 10_000])
def test_a_property_that_is_no_json_is_an_error_with_a_place(layers: Layers, text: str) -> None:
    feature = f'{{"type": "Feature", "id": "a", "properties": {{"n": {text}}}, "geometry": null}}'
    layers.write("a.geojson", f'{{"type": "FeatureCollection", "features": [\n{feature}\n]}}\n')
    problem = layers.problem()
    assert (problem.is_error, problem.line) == (True, 2)
