from __future__ import annotations

from pathlib import Path

import pytest

from geo.catalogue import load_catalogue
from geo.errors import MapError, Severity
from tests.making import Layers, plain, project


@pytest.fixture
def places(layers: Layers) -> Layers:
    return layers.plain(plain())


@pytest.mark.parametrize(
    ("folder", "message"),
    [
        ("no", "there is no such folder; --layers DIR says where the layers are"),
        ("file", "there is no such folder; --layers DIR says where the layers are"),
        ("empty", "the folder has no layers (files whose names end in .geojson)"),
        ("other", "the folder has no layers (files whose names end in .geojson)"),
    ],
)
def test_a_folder_without_layers_is_refused(tmp_path: Path, folder: str, message: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "empty").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "roads.shp").touch()
    with pytest.raises(MapError) as caught:
        load_catalogue(tmp_path / folder)
    assert str(caught.value) == f"{tmp_path / folder}: {message}"


def test_a_folder_that_can_not_be_listed_is_refused(
    places: Layers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(MapError, match="the folder can't be read: Permission denied"):
        load_catalogue(places.path)


def test_without_settings_a_map_speaks_all_three_languages(places: Layers) -> None:
    catalogue = load_catalogue(places.path)
    assert (catalogue.settings.languages, catalogue.language) == (("kk", "ru", "en"), "kk")
    assert [(layer.id, layer.settings.kind) for layer in catalogue.layers] == [("places", "plain")]


def test_layers_stand_in_their_order_then_by_name(layers: Layers) -> None:
    for name in ("c", "b", "a"):
        layers.plain(name=name)
    layers.write("c.toml", "order = -1\n")
    assert [layer.id for layer in load_catalogue(layers.path).layers] == ["c", "a", "b"]


def test_the_ending_of_a_file_may_be_in_capitals(layers: Layers) -> None:
    layers.write("Roads.GeoJSON", '{"type":"FeatureCollection","features":[]}')
    assert [layer.id for layer in load_catalogue(layers.path).layers] == ["Roads"]


def test_hidden_files_that_a_system_leaves_are_no_layers(places: Layers) -> None:
    places.write("._places.geojson", b"\0\x05\x16\x07").write("._places.toml", b"\0\x05")
    assert places.check() == []


def test_the_base_map_is_drawn_from_the_ground_up(places: Layers) -> None:
    for name in ("settlements", "lakes", "land", "my_own"):
        places.plain(name=f"context/{name}")
    context = load_catalogue(places.path).context
    assert [layer.id for layer in context] == ["land", "lakes", "settlements"]


def test_two_layers_of_one_name_are_an_error(layers: Layers) -> None:
    text = '{"type":"FeatureCollection","features":[]}'
    problem = layers.write("a.GEOJSON", text).write("a.geojson", text).problem()
    assert (problem.code, problem.severity) == ("duplicate-layer", Severity.ERROR)
    assert problem.message == "there is another layer of this name: a.GEOJSON"


def test_settings_of_no_layer_are_a_warning(places: Layers) -> None:
    problem = places.write("place.toml", 'kind = "projects"\n').problem()
    assert problem.severity is Severity.WARNING
    assert problem.message == "there is no layer place.geojson that these settings are for"


@pytest.mark.parametrize(
    ("file", "text", "line", "message"),
    [
        ("_map.toml", "title =", 1, "no TOML: "),
        ("_map.toml", "a = 1\nb = 2 c\n", 2, "no TOML: "),
        ("_map.toml", '[title]\n\nkk = "Жетісу', 3, "no TOML: "),
        ("_map.toml", "a = 1\na = 2\n", 2, "no TOML: "),
        ("_map.toml", "a = " + "9" * 5000, 1, "no TOML: "),
        ("_map.toml", "a = " + "[" * 5000 + "]" * 5000, 0, "nested too deep"),
        ("_map.toml", b'\n[title]\nkk = "\xc6\xee\xeb"\n', 3, "the byte 0xc6 is not UTF-8"),
        ("_map.toml", 'colour = "red"\n', 1, "colour: Extra inputs are not permitted"),
        ("_map.toml", 'report = "a"\nlanguages = "kk"\n', 2, "languages: "),
        ("_map.toml", "languages = []\n", 1, "languages: "),
        ("_map.toml", 'languages = ["kk", "de"]\n', 1, "no words for 'de', only for en, kk, ru"),
        ("_map.toml", 'languages = ["kk", "kk"]\n', 1, "one stands there twice"),
        ("_map.toml", 'language = "de"\n', 1, "'de' is not among the map's languages"),
        ("_map.toml", "bounds = [1, 2, 3]\n", 1, "bounds"),
        ("_map.toml", 'bounds = ["a", 1, 2, 3]\n', 1, "bounds.0: "),
        ("_map.toml", 'headline = [["a"]]\n', 1, "headline.0"),
        ("_map.toml", '[title]\nkk = "Т"\nru = "Т"\nen = 5\n', 4, "title.en: "),
        ("_map.toml", '[facts."Not a slug"]\nkk = "x"\n', 1, "facts.Not a slug"),
        ("_map.toml", '[facts.a]\nkk = "x"\nru = "x"\nen = "x"\norder = "z"\n', 5, "facts.a.order"),
        ("places.toml", 'kind = "project"\n', 1, "kind: Input should be 'projects', 'plain'"),
        ("places.toml", 'kind = "context"\n', 1, "a layer of the base map stands in context/"),
        ("places.toml", "\nordre = 1\n", 2, "ordre: Extra inputs are not permitted"),
        ("places.toml", "\nlicence = 4\n", 2, "licence: a text should stand here, or a table"),
        ("places.toml", "[attribution]\nkk = 4\n", 1, "attribution: a text should stand here"),
        ("places.toml", "[style]\ncolor = 'red'\n", 2, "style.color: "),
        ("places.toml", "[style]\nweight = 0\n", 2, "style.weight: "),
        ("places.toml", "[style]\nopacity = 1\n", 2, "style.opacity: Extra inputs"),
    ],
)
def test_what_is_wrong_with_settings_is_an_error_at_its_line(
    places: Layers, file: str, text: str | bytes, line: int, message: str
) -> None:
    problem = places.write(file, text).problem()
    assert (problem.path.name, problem.line) == (file, line)
    assert (problem.code, problem.severity) == ("settings", Severity.ERROR)
    assert message in problem.message


def test_toml_that_is_wrong_in_the_middle_of_a_line_says_the_column(places: Layers) -> None:
    problem = places.write("_map.toml", 'bounds = [1, 2, "a" 3]\n').problem()
    assert places.at(problem).startswith("3]")


def test_settings_with_a_byte_order_mark_are_read(places: Layers) -> None:
    places.write("_map.toml", "\ufefflanguages = ['ru']\n")
    assert load_catalogue(places.path).settings.languages == ("ru",)


def test_settings_that_can_not_be_read_are_an_error(
    places: Layers, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.suffix == ".toml":
            raise PermissionError(13, "Permission denied")
        return read(path)

    places.write("_map.toml", "")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert places.problem().message == "the file can't be read: Permission denied"


def test_a_bad_settings_file_leaves_the_other_problems_to_be_seen(layers: Layers) -> None:
    layers.projects(project(status="plan")).write("_map.toml", "title =")
    assert [problem.code for problem in layers.check()] == ["settings", "bad-value"]


def test_figures_are_found_by_their_project_in_the_order_of_the_file(places: Layers) -> None:
    places.facts("b,x,2,km,,,,", "a,x,1,km,,,,", "b,y,3,km,,,,")
    found = load_catalogue(places.path).facts_by_project
    assert [row["value"] for row in found["b"]] == ["2", "3"]
