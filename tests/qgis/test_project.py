"""The project file itself; nothing here needs QGIS."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from geo.cli import main
from geo.qml.expressions import column, quoted
from geo.staff.qgis.words import Words
from geo.words import available_languages
from tests.making import Layers, plain, project

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

ROOT = Path(__file__).parents[2]
NAME = "map.qgs"
HOSTILE = "[% 1+1 %] <img src=x> ' \" & \x07 \\"
COLLECTION = {
    "type": "GeometryCollection",
    "geometries": [
        {"type": "Point", "coordinates": [79.5, 45.5]},
        {"type": "LineString", "coordinates": [[79.5, 45.5], [79.6, 45.6]]},
    ],
}
LINE = {"type": "LineString", "coordinates": [[79.5, 45.5], [79.6, 45.6]]}


@pytest.fixture
def made(tmp_path: Path) -> Layers:
    """A folder with one project."""
    return Layers(tmp_path / "layers").bounded().projects(project())


def write(made: Layers, *options: str) -> Element:
    """The root of the project of a folder."""
    assert main(["qgis", "--layers", str(made.path), *options]) == 0
    return ET.parse(made.path / NAME).getroot()


def layer(root: Element, name: str) -> Element:
    """A layer of the project by its name in the list of layers."""
    (found,) = [la for la in root.iter("maplayer") if la.findtext("layername") == name]
    return found


def test_the_file_stands_beside_the_layers(
    made: Layers, capsys: pytest.CaptureFixture[str]
) -> None:
    write(made)
    assert capsys.readouterr().out == f"{made.path / NAME}\n"


def test_the_same_layers_give_the_same_bytes(made: Layers, tmp_path: Path) -> None:
    other = Layers(tmp_path / "elsewhere" / "layers").bounded().projects(project())
    write(made)
    write(other)
    assert (made.path / NAME).read_bytes() == (other.path / NAME).read_bytes()


def test_no_path_of_this_machine_is_in_it(made: Layers, tmp_path: Path) -> None:
    write(made)
    assert str(tmp_path) not in (made.path / NAME).read_text(encoding="utf-8")


def test_paths_are_seen_from_the_project_file(made: Layers, tmp_path: Path) -> None:
    output = tmp_path / "work" / "mine.qgs"
    assert main(["qgis", "--layers", str(made.path), "--output", str(output)]) == 0
    root = ET.parse(output).getroot()
    source = layer(root, "roads").findtext("datasource") or ""
    assert source.startswith("../layers/roads.geojson|")


def test_build_and_check_do_not_see_it(made: Layers, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--layers", str(made.path)]) == 0
    before = capsys.readouterr().out
    write(made)
    capsys.readouterr()
    assert main(["check", "--layers", str(made.path)]) == 0
    assert capsys.readouterr().out == before


def test_each_file_is_opened_once(made: Layers) -> None:
    made.projects(
        project(), project(LINE, id="b"), project(COLLECTION, id="c"), project(None, id="d")
    )
    sources = [la.findtext("datasource") or "" for la in write(made).iter("maplayer")]
    assert len([source for source in sources if "roads.geojson" in source]) == 1


def test_dates_are_texts(made: Layers) -> None:
    source = layer(write(made), "roads").findtext("datasource") or ""
    assert source.endswith("|option:DATE_AS_STRING=YES")


def test_a_collection_is_shown_by_its_parts_which_are_read_only(made: Layers) -> None:
    root = write(made.projects(project(COLLECTION)), "--lang", "en")
    parts = [la for la in root.iter("maplayer") if la.findtext("provider") == "virtual"]
    assert [la.findtext("layername") for la in parts] == [
        "roads (point, shown only)",
        "roads (line, shown only)",
    ]
    assert {la.get("readOnly") for la in parts} == {"1"}


def test_layers_are_named_in_the_language(made: Layers) -> None:
    made.write("roads.toml", 'kind = "projects"\n[title]\nkk = "Жолдар"\nen = "Roads"\n')
    names = [la.findtext("layername") for la in write(made, "--lang", "en").iter("maplayer")]
    assert "Roads" in names


def test_without_a_title_in_the_language_another_serves(made: Layers) -> None:
    made.write("roads.toml", 'kind = "projects"\n[title]\nkk = "Жолдар"\n')
    names = [la.findtext("layername") for la in write(made, "--lang", "en").iter("maplayer")]
    assert "Жолдар" in names


def test_aliases_are_in_the_language(made: Layers) -> None:
    found = layer(write(made, "--lang", "ru"), "roads").iter("alias")
    aliases = {alias.get("field"): alias.get("name") for alias in found}
    assert (aliases["status"], aliases["name_kk"]) == ("Статус", "Название · Қазақша")


def test_a_column_that_no_feature_has_yet_has_its_widget(made: Layers) -> None:
    fields = layer(write(made), "roads").iter("field")
    widgets = {
        field.get("name"): widget.get("type")
        for field in fields
        if (widget := field.find("editWidget")) is not None
    }
    assert widgets["certainty"] == "ValueMap"


def test_columns_of_the_file_that_are_not_known_stand_in_a_tab(made: Layers) -> None:
    root = write(made.projects(project(budget_line=7)), "--lang", "en")
    tabs = {tab.get("name"): tab for tab in layer(root, "roads").iter("attributeEditorContainer")}
    assert [field.get("name") for field in tabs["Other"]] == ["budget_line"]


def test_facts_have_a_relation_to_each_layer_of_projects(made: Layers) -> None:
    root = write(made.facts("a-road,length,1,km,2025,report,,"))
    relations = list(root.iter("relation"))
    assert [r.get("referencedLayer") for r in relations] == [layer(root, "roads").findtext("id")]


def test_without_tables_there_are_no_relations(made: Layers) -> None:
    (made.path / "sources.csv").unlink()
    root = write(made)
    assert not list(root.iter("relation"))
    assert {la.findtext("layername") for la in root.iter("maplayer")} == {"roads"}


def test_a_plain_layer_keeps_its_colour(made: Layers) -> None:
    made.plain(plain(name="A"))
    made.write("places.toml", '[style]\ncolor = "#123456"\n')
    text = ET.tostring(layer(write(made), "places"), encoding="unicode")
    assert "18,52,86,255" in text


@pytest.mark.parametrize("name", ["roads", "_map"])
def test_hostile_titles_are_neither_markup_nor_expressions(made: Layers, name: str) -> None:
    title = HOSTILE.replace("\\", "\\\\").replace('"', '\\"').replace("\x07", "\\u0007")
    kind = 'kind = "projects"\n' if name == "roads" else ""
    made.write(f"{name}.toml", f'{kind}[title]\nen = "{title}"\n')
    root = write(made, "--lang", "en")
    shown = [root.get("projectname") or "", *(e.text or "" for e in root.iter("layername"))]
    assert any("img src=x" in text for text in shown)
    assert not any("<" in text or "[%" in text for text in shown)


def test_hostile_values_are_texts_in_an_expression() -> None:
    assert quoted("a' || 1 || '\\") == "'a'' || 1 || ''\\\\'"
    assert column('a" || "b') == '"a"" || ""b"'


def test_a_file_name_that_qgis_would_split_is_refused(
    made: Layers, capsys: pytest.CaptureFixture[str]
) -> None:
    made.plain(plain(name="A"), name="a|layername=b")
    assert main(["qgis", "--layers", str(made.path)]) == 1
    assert "rename it" in capsys.readouterr().err
    assert not (made.path / NAME).exists()


def test_a_layer_that_cannot_be_read_leaves_the_former_project(
    made: Layers, capsys: pytest.CaptureFixture[str]
) -> None:
    write(made)
    before = (made.path / NAME).read_bytes()
    made.write("broken.geojson", "{")
    assert main(["qgis", "--layers", str(made.path)]) == 1
    assert "broken.geojson" in capsys.readouterr().err
    assert (made.path / NAME).read_bytes() == before


def test_an_unknown_language_is_wrong_use(made: Layers, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["qgis", "--layers", str(made.path), "--lang", "de"]) == 2
    assert "kk, ru, en" in capsys.readouterr().err


def test_another_kind_of_file_is_wrong_use(made: Layers, tmp_path: Path) -> None:
    options = ["--layers", str(made.path), "--output", str(tmp_path / "map.qgz")]
    assert main(["qgis", *options]) == 2


def test_what_was_made_is_made_anew(made: Layers) -> None:
    write(made, "--lang", "kk")
    write(made, "--lang", "en")
    assert "Status" in (made.path / NAME).read_text(encoding="utf-8")


def test_what_was_changed_by_hand_stays(made: Layers, capsys: pytest.CaptureFixture[str]) -> None:
    write(made)
    changed = (made.path / NAME).read_text(encoding="utf-8").replace("EPSG:3857", "EPSG:32643")
    made.write(NAME, changed)
    assert main(["qgis", "--layers", str(made.path)]) == 1
    assert "--force" in capsys.readouterr().err
    assert (made.path / NAME).read_text(encoding="utf-8") == changed


def test_force_replaces_what_was_changed(made: Layers) -> None:
    made.write(NAME, "<qgis/>")
    write(made, "--force")


@pytest.mark.parametrize("table", ["group", "tab", "kind", "field", "help"])
def test_the_words_are_there_in_each_language(table: str) -> None:
    path = ROOT / "geo/staff/qgis/words.toml"
    said = tomllib.loads(path.read_text(encoding="utf-8"))[table]
    assert {tuple(sorted(words)) for words in said.values()} == {available_languages()}


def test_every_property_of_a_project_has_a_label() -> None:
    words = Words("en")
    names = ["id", "sector", "status", "status_date", "source", "locator", "location_precision"]
    names += ["role", "certainty", "location_source", "line_precision", "name_kk", "summary_ru"]
    names += ["note_en", "place_kk", "location_note_ru"]
    assert [name for name in names if words.field(name) == name] == []
