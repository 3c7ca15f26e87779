from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from geo.cli import main
from geo.schema import CHOICES, TEXTS
from geo.staff.layer_schema import SCHEMA_FILE, layer_schema, schema_text
from tests.making import ABSENT, Layers, project

ROOT = Path(__file__).parents[2]
LAYERS = ROOT / "layers"
FILES = sorted(LAYERS.glob("*.geojson"))
LANGUAGES = ("kk", "ru", "en")
VALIDATOR = jsonschema.Draft7Validator(layer_schema(LANGUAGES))


def faults(*features: Any) -> list[str]:
    whole = {"type": "FeatureCollection", "features": [*features]}
    return [fault.message for fault in VALIDATOR.iter_errors(whole)]


def test_the_schema_beside_the_layers_is_that_of_the_program() -> None:
    assert (LAYERS / SCHEMA_FILE).read_text(encoding="utf-8") == schema_text(LANGUAGES)
    assert main(["schema", "--check", "--layers", str(LAYERS)]) == 0


def test_the_schema_is_one() -> None:
    jsonschema.Draft7Validator.check_schema(layer_schema(LANGUAGES))


def test_vs_code_is_pointed_at_it() -> None:
    settings = json.loads((ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    (entry,) = settings["json.schemas"]
    assert (ROOT / entry["url"]).resolve() == LAYERS / SCHEMA_FILE
    assert entry["fileMatch"] == ["/layers/*.geojson"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_shipped_layer_fits(path: Path) -> None:
    assert faults(*json.loads(path.read_text(encoding="utf-8"))["features"]) == []


@pytest.mark.parametrize(
    "feature",
    [
        project(),
        project(None, location_precision="region"),
        project(role="context", note_kk="x", line_precision="schematic"),
        project(role=None, locator=None, note_kk=None, certainty=None, location_source=None),
        project(name_kk=None),
        project(summary_ru=ABSENT, summary_en=ABSENT),
        project({"type": "Point", "coordinates": [79, 45, 640.5]}) | {"foreign": 1},
        project({"type": "GeometryCollection", "geometries": [project()["geometry"]]}),
    ],
)
def test_what_check_lets_pass_fits(layers: Layers, feature: Any) -> None:
    assert faults(feature) == []
    assert not any(problem.is_error for problem in layers.projects(feature).check())


@pytest.mark.parametrize(
    "feature",
    [
        project(staus="planned"),
        project(id="A Road"),
        project(sector="road"),
        project(status=None),
        project(source=ABSENT),
        project(status_date="2025/08/14"),
        project(locator=3),
        project(name_kk=None, name_ru=None, name_en=""),
        project(name_kk=5),
        project({"type": "Circle", "coordinates": [79, 45]}),
        project({"type": "Point", "coordinates": [79]}),
        project({"type": "LineString", "coordinates": [[79, 45]]}),
        project({"type": "Polygon", "coordinates": [[79, 45]]}),
        project({"type": "Point"}),
        project() | {"type": "Thing"},
        project() | {"properties": None},
        {"type": "Feature", "properties": project()["properties"]},
        5,
    ],
)
def test_what_check_calls_an_error_does_not_fit(layers: Layers, feature: Any) -> None:
    assert faults(feature)
    assert any(problem.is_error for problem in layers.projects(feature).check())


def test_an_editor_is_told_what_each_field_means_and_may_be() -> None:
    schema = layer_schema(("kk", "de"))
    fields = schema["$defs"]["Properties"]["properties"]
    assert [key for key in fields if key.startswith("name")] == ["name_kk", "name_de"]
    assert all(said.get("description") or "$ref" in said for said in fields.values())
    assert {f"{text}_de" for text in TEXTS} <= set(fields)
    text = json.dumps(schema)
    assert all(json.dumps(word) in text for words in CHOICES.values() for word in words)


def test_ids_of_sources_are_proposed_on_request(layers: Layers, tmp_path: Path) -> None:
    layers.projects(project())
    path = tmp_path / "own.json"
    command = ["schema", "--layers", str(layers.path), "--sources", "--to", str(path)]
    assert main(command) == 0
    fields = json.loads(path.read_text(encoding="utf-8"))["$defs"]["Properties"]["properties"]
    assert fields["source"]["examples"] == ["report"]


def test_a_schema_that_is_out_of_date_is_said(
    layers: Layers, capsys: pytest.CaptureFixture[str]
) -> None:
    layers.projects(project())
    assert main(["schema", "--check", "--layers", str(layers.path)]) == 1
    assert "python make_map.py schema writes it" in capsys.readouterr().err
    assert main(["schema", "--layers", str(layers.path)]) == 0
    assert main(["schema", "--check", "--layers", str(layers.path)]) == 0
    assert layers.check() == []
