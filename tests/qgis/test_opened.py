"""The project as real QGIS reads it: layers, forms, symbols, relations, and what it draws."""

from __future__ import annotations

import json
import re
import shutil
import struct
import tomllib
import zlib
from pathlib import Path
from typing import Any

import pytest

from geo.cli import main
from geo.schema import Precision, Sector, Status
from geo.words import words
from tests.making import Layers, plain, project
from tests.qgis.conftest import ROOT, Qgis, job

pytestmark = pytest.mark.xdist_group("qgis")
BOX = [76.3, 42.9, 83.3, 47.3]
HOSTILE = "[% 1+1 %]<img src=x onerror=alert(1)>' || 2*3 || '\"&\\"


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped layers with their project, in Russian."""
    folder = tmp_path_factory.mktemp("shipped") / "layers"
    shutil.copytree(ROOT / "layers", folder)
    assert main(["qgis", "--layers", str(folder), "--lang", "ru", "--force"]) == 0
    return folder / "map.qgs"


@pytest.fixture(scope="session")
def opened(qgis: Qgis, shipped: Path) -> dict[str, Any]:
    """What QGIS says of it."""
    ((found,),) = qgis(job(shipped, ("describe", {})))
    return dict(found)


@pytest.fixture(scope="session")
def layers(opened: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Its layers by the names of their files, those that are edited."""
    return {
        re.split(r"[|/]", layer["source"].rpartition("/")[2])[0]: layer
        for layer in opened["layers"]
        if layer["provider"] == "ogr"
    }


@pytest.fixture(scope="session")
def form(layers: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The fields of a projects layer."""
    return dict(layers["portfolio.geojson"]["fields"])


def test_every_layer_opens(opened: dict[str, Any]) -> None:
    assert [layer["name"] for layer in opened["layers"] if not layer["valid"]] == []


def test_every_file_is_there(layers: dict[str, dict[str, Any]]) -> None:
    files = [*(ROOT / "layers").rglob("*.geojson")]
    names = {file.name for file in files} | {"facts.csv", "sources.csv"}
    assert set(layers) == names


def test_the_order_is_that_of_the_map(opened: dict[str, Any]) -> None:
    titles = []
    for path in (ROOT / "layers").glob("*.toml"):
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        if path.stem != "_map":
            titles.append((said["order"], said["title"]["ru"]))
    shown = [name for name in opened["tree"] if "только показ" not in name]
    assert shown == [title for _, title in sorted(titles)] + ["Таблицы", "Основа карты"]


def test_the_map_has_its_title_and_projection(opened: dict[str, Any]) -> None:
    assert opened["title"] == "Инфраструктурные проекты области Жетысу"
    assert opened["crs"] == "EPSG:3857"


def test_every_field_of_every_feature_reads(qgis: Qgis, shipped: Path) -> None:
    files = sorted(shipped.parent.rglob("*.geojson"))
    (read,) = qgis(job(shipped, *(("read", {"file": file.name}) for file in files)))
    for file, rows in zip(files, read, strict=True):
        features = json.loads(file.read_text(encoding="utf-8"))["features"]
        expected = [feature["properties"] for feature in features]
        assert [
            {key: value for key, value in row.items() if value is not None} for row in rows
        ] == expected


def test_status_is_a_drop_down_in_words(form: dict[str, Any]) -> None:
    assert form["status"]["choices"] == [str(status) for status in Status]
    assert form["status"]["labels"] == [words("ru")[f"status.{status}"] for status in Status]


def test_sector_is_a_drop_down(form: dict[str, Any]) -> None:
    assert form["sector"]["choices"] == [str(sector) for sector in Sector]


def test_precision_is_a_drop_down(form: dict[str, Any]) -> None:
    assert form["location_precision"]["choices"] == [str(precision) for precision in Precision]


def test_a_source_is_chosen_from_the_table(
    form: dict[str, Any], layers: dict[str, dict[str, Any]]
) -> None:
    assert form["source"]["widget"] == "ValueRelation"
    assert form["source"]["layer"] == layers["sources.csv"]["id"]
    assert form["source"]["shows"] in layers["sources.csv"]["fields"]


def test_the_id_is_read_only(form: dict[str, Any]) -> None:
    assert form["id"]["read_only"]
    assert form["id"]["hard"] == ["filled", "unique"]


def test_required_fields_must_be_filled(form: dict[str, Any]) -> None:
    firm = {name for name, field in form.items() if "filled" in field["hard"]}
    assert firm == {"id", "sector", "status", "status_date", "source", "location_precision"}


def test_fields_have_words_and_help(form: dict[str, Any]) -> None:
    assert form["status_date"]["alias"] == "Дата статуса"
    assert "2025-08" in form["status_date"]["help"]


def test_a_date_is_a_text_that_may_be_partial(qgis: Qgis, shipped: Path, form: Any) -> None:
    assert form["status_date"]["type"] == "String"
    rule = form["status_date"]["rule"].replace('"status_date"', "'{}'")
    dates = ["2025", "2025-08", "2025-08-14", "", "2025-13", "14.08.2025", "2025-08-32"]
    asked = {"file": "portfolio.geojson", "expressions": [rule.replace("{}", d) for d in dates]}
    ((found,),) = qgis(job(shipped, ("evaluate", asked)))
    assert [bool(value) for value in found] == [True, True, True, True, False, False, False]


def test_a_new_project_gets_a_slug_of_its_own(qgis: Qgis, shipped: Path) -> None:
    names = ["A new road", "A new road", "Wind turbine plant!", "Wind plant", "Дорога", None]
    ((found,),) = qgis(job(shipped, ("default_id", {"file": "portfolio.geojson", "names": names})))
    assert found == [
        "a-new-road",
        "a-new-road-2",
        "wind-turbine-plant",
        "wind-plant-2",
        "project",
        "project-2",
    ]


def test_ids_are_the_only_ones_in_all_layers(qgis: Qgis, shipped: Path) -> None:
    ((found,),) = qgis(
        job(shipped, ("default_id", {"file": "portfolio.geojson", "names": ["Alakol"]}))
    )
    assert found == ["alakol-2"]


def test_statuses_have_the_colours_of_the_map(layers: dict[str, dict[str, Any]]) -> None:
    style = tomllib.loads((ROOT / "geo/style.toml").read_text(encoding="utf-8"))["status"]
    filters = {f"\"status\" = '{status}'" for status in style}
    rules = layers["almaty_oskemen_highway.geojson"]["rules"]
    assert {rule["filter"] for rule in rules} == filters
    assert {rule["label"] for rule in rules} == {words("ru")[f"status.{s}"] for s in style}


def test_mixed_geometry_has_a_rule_for_each_kind(layers: dict[str, dict[str, Any]]) -> None:
    kinds = {rule["kind"] for rule in layers["alakol.geojson"]["rules"]}
    assert kinds == {"Fill", "Marker"}


def test_projects_without_a_place_are_marked(layers: dict[str, dict[str, Any]]) -> None:
    rules = layers["portfolio.geojson"]["rules"]
    assert rules[-1]["filter"] == "$geometry IS NULL"
    assert rules[-1]["label"] == words("ru")["page.regionwide_note"]


def test_a_project_has_its_figures(opened: dict[str, Any]) -> None:
    projects = {layer["name"] for layer in opened["layers"] if layer["tabs"][-1:] == ["Показатели"]}
    assert projects == {relation["to"] for relation in opened["relations"] if relation["valid"]}
    assert projects


def test_a_file_is_opened_for_editing_once(opened: dict[str, Any]) -> None:
    files = [la["source"].split("|")[0] for la in opened["layers"] if not la["read_only"]]
    assert len(files) == len(set(files))


def test_parts_of_a_collection_are_shown(opened: dict[str, Any]) -> None:
    parts = {la["geometry"]: la["features"] for la in opened["layers"] if la["read_only"]}
    assert parts == {"MultiPoint": 1, "MultiLineString": 1}


def test_the_map_is_drawn_in_its_colours(qgis: Qgis, shipped: Path, tmp_path: Path) -> None:
    picture = tmp_path / "map.png"
    asked = {"path": str(picture), "box": BOX, "size": [800, 600]}
    ((errors,),) = qgis(job(shipped, ("render", asked)))
    assert errors == []
    style = tomllib.loads((ROOT / "geo/style.toml").read_text(encoding="utf-8"))["status"]
    drawn = _colours(picture)
    for status in ("planned", "design", "under_construction", "completed"):
        assert drawn.get(style[status]["color"], 0) > 30, status
    assert drawn["#f7f4ec"] > 100_000
    assert drawn["#d3e4ed"] > 5_000


def test_hostile_data_stays_text(qgis: Qgis, tmp_path: Path) -> None:
    made = Layers(tmp_path / "layers").bounded()
    made.projects(project(name_en=HOSTILE, name_kk=HOSTILE, name_ru=HOSTILE))
    made.write("roads.toml", f'kind = "projects"\n[title]\nen = {_toml(HOSTILE)}\n')
    made.write("sources.csv", f"id,title,publisher,date,language,url\nreport,{_csv(HOSTILE)},,,,\n")
    made.plain(plain(**{"name": HOSTILE, "a\"b'c": 1}), name='it\'s "a" [% 1+1 %]')
    assert main(["qgis", "--layers", str(made.path), "--lang", "en"]) == 0
    ((seen, read, shown),) = qgis(
        job(
            made.path / "map.qgs",
            ("describe", {}),
            ("read", {"file": "roads.geojson"}),
            ("evaluate", {"file": "sources.csv", "expressions": ['"shown"']}),
        )
    )
    assert [layer["name"] for layer in seen["layers"] if not layer["valid"]] == []
    assert read[0]["name_en"] == HOSTILE
    assert shown[0].startswith(HOSTILE[:40])
    titles = [layer["name"] for layer in seen["layers"]]
    assert not any("<" in title or "[%" in title for title in titles)
    display = next(la["display"] for la in seen["layers"] if "roads" in la["source"])
    ((tip,),) = qgis(
        job(
            made.path / "map.qgs",
            ("evaluate", {"file": "roads.geojson", "expressions": [display]}),
        )
    )
    assert "<" not in tip[0]


def _toml(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _csv(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _colours(path: Path) -> dict[str, int]:
    """How often each colour stands in a PNG of 8 bits a channel that isn't interlaced."""
    data = path.read_bytes()
    at, packed = 8, b""
    width = height = channels = 0
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height, _, colour = struct.unpack(">IIBB", body[:10])
            channels = {2: 3, 6: 4}[colour]
        elif kind == b"IDAT":
            packed += body
        at += 12 + length
    raw, stride = zlib.decompress(packed), width * channels
    found: dict[str, int] = {}
    above = bytearray(stride)
    for row in range(height):
        start = row * (stride + 1)
        packed_line = bytearray(raw[start + 1 : start + 1 + stride])
        line = _unfiltered(raw[start], packed_line, above, channels)
        for pixel in range(0, stride, channels):
            colour_ = "#" + line[pixel : pixel + 3].hex()
            found[colour_] = found.get(colour_, 0) + 1
        above = line
    return found


def _unfiltered(kind: int, line: bytearray, above: bytearray, size: int) -> bytearray:
    for i in range(len(line)):
        a = line[i - size] if i >= size else 0
        b, c = above[i], above[i - size] if i >= size else 0
        p = a + b - c
        paeth = min((a, b, c), key=lambda value: abs(p - value))
        line[i] = (line[i] + (0, a, b, (a + b) // 2, paeth)[kind]) & 255
    return line


def test_a_project_saved_in_qgis_is_left_alone(
    qgis: Qgis, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = Layers(tmp_path / "layers").bounded().projects(project())
    path = made.path / "map.qgs"
    assert main(["qgis", "--layers", str(made.path)]) == 0
    ((saved,),) = qgis(job(path, ("save", {"path": str(path)})))
    assert saved
    mine = path.read_bytes()
    assert main(["qgis", "--layers", str(made.path)]) == 1
    assert "was changed in QGIS" in capsys.readouterr().err
    assert path.read_bytes() == mine
