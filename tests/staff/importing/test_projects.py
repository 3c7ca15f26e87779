"""Imports into layers of projects, and into layers that are there already."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from geo.check import check
from geo.cli import main
from geo.staff.importing.slugs import slug
from tests.making import plain, project
from tests.staff.exchanging import Office, shapefile

if TYPE_CHECKING:
    from pathlib import Path

POINT = {"type": "Point", "coordinates": [79.5, 45.5]}


def row(office: Office, *options: str, **values: Any) -> dict[str, Any]:
    """The properties of the one project that a row becomes."""
    source = office.collection(plain(**values))
    (feature,) = office.taken(source, "--kind", "projects", *options)
    found: dict[str, Any] = feature["properties"]
    return found


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("Название", "name_ru"),
        ("НАИМЕНОВАНИЕ", "name_ru"),
        ("Атауы", "name_kk"),
        ("Name_KK", "name_kk"),
        ("name (рус)", "name_ru"),
        ("NAME_ENG", "name_en"),
        ("Описание", "summary_ru"),
        ("Сипаттамасы", "summary_kk"),
        ("summary_kk", "summary_kk"),
        ("Примечание", "note_ru"),
    ],
)
def test_columns_are_known_by_what_people_call_them(
    office: Office, column: str, field: str
) -> None:
    assert row(office, id="a", **{column: "Текст"})[field] == "Текст"


@pytest.mark.parametrize(
    ("text", "field"), [("Мост", "name_ru"), ("Көпір", "name_kk"), ("Bridge", "name_en")]
)
def test_the_language_of_a_bare_name_is_told_by_its_letters(
    office: Office, text: str, field: str
) -> None:
    assert row(office, NAME=text)[field] == text


def test_what_is_told_by_letters_is_said(office: Office) -> None:
    said = office.look(office.collection(plain(NAME="Мост")), "--kind", "projects")
    assert "NAME -> name_ru  (by its meaning; ru by the letters of its texts)" in said


@pytest.mark.parametrize(
    ("column", "word", "field", "code"),
    [
        ("Статус", "Завершено", "status", "completed"),
        ("статус", "СТРОИТСЯ", "status", "under_construction"),
        ("Мәртебесі", "Жоспарда", "status", "planned"),
        ("Жай-күйі", "салынып жатыр", "status", "under_construction"),
        ("status", "Under construction", "status", "under_construction"),
        ("Отрасль", "Автодороги", "sector", "roads"),
        ("Сала", "Су шаруашылығы", "sector", "water"),
        ("Точность", "Схематично", "location_precision", "schematic"),
        ("loc_prec", "Exact", "location_precision", "exact"),
    ],
)
def test_words_become_codes(office: Office, column: str, word: str, field: str, code: str) -> None:
    assert row(office, id="a", **{column: word})[field] == code


def test_a_word_that_is_not_known_stays_and_is_said(office: Office) -> None:
    source = office.collection(plain(id="a", Статус="на паузе у подрядчика"))
    said = office.look(source, "--kind", "projects")
    assert "WARNING: status: 'на паузе у подрядчика' is not known (1 ×)" in said


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("14.08.2025", "2025-08-14"),
        ("4.8.2025 г.", "2025-08-04"),
        ("08.2025", "2025-08"),
        ("2025", "2025"),
        (2025, "2025"),
        ("2025 жыл", "2025"),
        ("2025-08-14T00:00:00", "2025-08-14"),
    ],
)
def test_dates_become_iso(office: Office, text: Any, date: str) -> None:
    assert row(office, id="a", Дата=text)["status_date"] == date


def test_map_outweighs_the_names(office: Office) -> None:
    found = row(office, "--map", "A=name_ru", id="a", Название="нет", A="Мост")
    assert found == {"id": "a", "name_ru": "Мост"}


def test_map_to_nothing_leaves_a_column_out(office: Office) -> None:
    assert row(office, "--map", "Название=", id="a", Название="Мост") == {"id": "a"}


@pytest.mark.parametrize("pair", ["A", "=name_ru", "A=nonsense", "B=name_ru"])
def test_a_map_that_can_not_be_is_refused(office: Office, pair: str) -> None:
    done = office.take(office.collection(plain(A=1)), "--kind", "projects", "--map", pair)
    assert (done.code, done.err.startswith("error: --map")) == (2, True)


def test_columns_that_go_nowhere_are_listed_with_how_many_values(office: Office) -> None:
    source = office.collection(plain(id="a", Подрядчик="ТОО"), plain(id="b", Подрядчик=None))
    said = office.look(source, "--kind", "projects")
    assert "column 'Подрядчик': 1 value (--map Подрядчик=FIELD)" in said


def test_nothing_is_made_up(office: Office) -> None:
    assert row(office, Название="Мост через Каратал") == {
        "id": "most-cherez-karatal",
        "name_ru": "Мост через Каратал",
    }


def test_what_is_missing_is_said_before_and_named_by_check_after(office: Office) -> None:
    source = office.collection(plain(Название="Мост"))
    assert "sector (1), status (1), status_date (1)" in office.look(source, "--kind", "projects")
    office.taken(source, "--kind", "projects")
    missing = {p.message for p in check(office.layers.path) if p.code == "missing-field"}
    assert "the field 'sector' is missing or empty" in missing


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Үштөбе қаласы", "ushtobe-qalasy"),
        ("Щучинск – Бурабай, 2-й этап", "shchuchinsk-burabay-2-y-etap"),
        ("Объект №5 «Ёлка»", "obekt-no5-yolka"),
        ("Żółw Ünïcode", "zolw-unicode"),
        ("../../etc/passwd", "etc-passwd"),
        ("<script>alert(1)</script>", "script-alert-1-script"),
        ("中文", ""),
        ("", ""),
    ],
)
def test_ids_are_made_of_names(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_a_long_name_makes_an_id_that_ends_with_a_word() -> None:
    assert slug("Реконструкция " * 10) == "rekonstruktsiya-rekonstruktsiya-rekonstruktsiya"


def test_ids_are_unlike(office: Office) -> None:
    source = office.collection(plain(Название="Мост"), plain(Название="Мост"))
    found = office.taken(source, "--kind", "projects")
    assert [feature["id"] for feature in found] == ["most", "most-2"]


def test_an_id_of_another_layer_is_not_taken_twice(office: Office) -> None:
    office.layers.projects(project(id="most"), name="roads")
    (found,) = office.taken(office.collection(plain(Название="Мост")), "--kind", "projects")
    assert found["id"] == "most-2"


def test_a_plain_layer_keeps_all_names_and_types(office: Office) -> None:
    values = {"Название": "Мост", "статус": "строится", "n": 2024, "x": None, "l": [1]}
    (found,) = office.taken(office.collection(plain(**values)))
    assert found["properties"] == values


def test_a_new_layer_has_settings_with_its_kind_and_a_title(office: Office) -> None:
    office.taken(office.collection(plain(id="a"), name="Мосты.geojson"), "--kind", "projects")
    text = (office.layers.path / "new.toml").read_text(encoding="utf-8")
    assert text == 'kind = "projects"\n\n[title]\nru = "Мосты"\n'


def there(office: Office, *features: Any, **members: Any) -> None:
    office.layers.projects(*features, name="roads", **members)


def test_a_layer_that_is_there_stays_of_its_kind(office: Office) -> None:
    there(office, project())
    done = office.take(office.collection(plain(id="a")), "--kind", "plain", layer="roads")
    assert (done.code, "is of the kind 'projects'" in done.err) == (2, True)


def test_only_mapped_fields_of_a_project_change(office: Office) -> None:
    there(office, project(id="a-road", note_ru="Моё"))
    source = office.collection(plain(None, id="a-road", Статус="Завершено"))
    (found,) = office.taken(source, layer="roads")
    assert found == project(id="a-road", note_ru="Моё", status="completed")


def test_the_change_is_shown_before(office: Office) -> None:
    there(office, project(id="a-road"))
    source = office.collection(plain(id="a-road", Статус="Завершено"), plain(id="b"))
    said = office.look(source, layer="roads")
    assert "changes: 1 added, 1 changed, 0 the same, 0 only in the layer (kept)" in said
    assert 'changed: a-road: status "planned" -> "completed"' in said
    assert "  added: b" in said


def test_an_empty_cell_takes_nothing_away(office: Office) -> None:
    there(office, project(id="a-road"))
    source = office.collection(plain(None, id="a-road", status="", name_ru=None))
    assert office.taken(source, layer="roads") == [project(id="a-road")]


def test_another_place_is_taken(office: Office) -> None:
    there(office, project(id="a-road"))
    (found,) = office.taken(office.collection(plain(POINT, id="a-road")), layer="roads")
    assert found["geometry"] == POINT


def test_what_the_source_lacks_stays(office: Office) -> None:
    there(office, project(id="a"), project(id="b"))
    found = office.taken(office.collection(plain(id="b")), layer="roads")
    assert [feature["id"] for feature in found] == ["a", "b"]


def test_what_the_source_lacks_goes_when_asked_and_is_shown(office: Office) -> None:
    there(office, project(id="a"), project(id="b"))
    source = office.collection(plain(id="b"))
    assert "REMOVED: a" in office.look(source, "--remove-missing", layer="roads")
    found = office.taken(source, "--remove-missing", layer="roads")
    assert [feature["id"] for feature in found] == ["b"]


def test_foreign_members_stay(office: Office) -> None:
    there(office, project(id="a") | {"mine": 1}, xyz={"b": 2})
    office.taken(office.collection(plain(id="a", status="Завершено")), layer="roads")
    text = (office.layers.path / "roads.geojson").read_text(encoding="utf-8")
    assert (json.loads(text)["xyz"], json.loads(text)["features"][0]["mine"]) == ({"b": 2}, 1)


def test_the_settings_of_a_layer_stay(office: Office) -> None:
    there(office, project(id="a"))
    settings = office.layers.path / "roads.toml"
    before = settings.read_bytes()
    office.taken(office.collection(plain(id="b")), layer="roads")
    assert settings.read_bytes() == before


def test_importing_again_changes_nothing(office: Office) -> None:
    source = office.collection(plain(id="a", Название="Мост"), plain(id="b"))
    office.taken(source, "--kind", "projects")
    before = (office.layers.path / "new.geojson").read_bytes()
    office.taken(source)
    assert (office.layers.path / "new.geojson").read_bytes() == before


def test_a_plain_layer_is_met_by_its_own_names(office: Office) -> None:
    office.layers.plain({**plain(id="a", Name="old"), "id": "a"})
    found = office.taken(office.collection(plain(id="a", NAME="new")), layer="places")
    assert found[0]["properties"] == {"id": "a", "Name": "new"}


def test_features_without_ids_are_said_to_come_again(office: Office) -> None:
    office.layers.plain(plain(n=1))
    said = office.look(office.collection(plain(n=1)), layer="places")
    assert "1 feature without an id: added anew by each import" in said


def test_a_broken_layer_is_not_imported_into(office: Office) -> None:
    office.layers.write("roads.geojson", '{"type": "FeatureCollection", "features": [')
    done = office.take(office.collection(plain(id="a")), layer="roads")
    assert (done.code, "mend the layer before you import into it" in done.err) == (1, True)


def test_the_layer_is_in_canonical_form(office: Office) -> None:
    source = office.collection(plain(Статус="Завершено", Название="Мост", Дата="2025"))
    office.taken(source, "--kind", "projects")
    line = _lines(office.layers.path / "new.geojson")[1]
    assert line.startswith(
        '{"type": "Feature", "id": "most", "properties": {"id": "most", "name_ru"'
    )


def test_format_has_nothing_to_add(office: Office) -> None:
    area = {"type": "Polygon", "coordinates": [[[79, 45], [79, 46], [80, 46], [79, 45]]]}
    source = office.collection(plain(area, Статус="Завершено", Название="Мост", place_kk="Орны"))
    office.taken(source, "--kind", "projects")
    assert main(["format", "--check", str(office.layers.path / "new.geojson")]) == 0


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("\n")


@pytest.mark.parametrize(
    ("column", "page", "field"),
    [
        ("Наименован", "cp1251", "name_ru"),
        ("Назва", "utf-8", "name_ru"),
        ("Сипат", "utf-8", "summary_kk"),
        ("Примечание", "cp1251", "note_ru"),
    ],
)
def test_names_that_a_shapefile_cut_are_known(
    office: Office, column: str, page: str, field: str
) -> None:
    source = shapefile(office.path / "a.shp", [(79, 45)], [{column.encode(page): b"text"}])
    (found,) = office.taken(source, "--kind", "projects")
    assert found["properties"][field] == "text"


def test_a_cut_name_that_may_be_two_fields_is_left(office: Office) -> None:
    source = shapefile(office.path / "a.shp", [(79, 45)], [{"Точн".encode(): b"GPS"}])
    assert "column 'Точн': 1 value" in office.look(source, "--kind", "projects")


def test_a_collection_that_would_become_one_of_its_parts_is_warned_of(office: Office) -> None:
    point = {"type": "Point", "coordinates": [79.5, 45.5]}
    line = {"type": "LineString", "coordinates": [[79.5, 45.5], [79.6, 45.5]]}
    there(office, project({"type": "GeometryCollection", "geometries": [point, line]}, id="a"))
    said = office.look(office.collection(plain(line, id="a")), layer="roads")
    assert "WARNING: 1 collection of several geometries would become a single one (a)" in said
