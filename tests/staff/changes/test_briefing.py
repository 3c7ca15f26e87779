"""The change briefing: one paragraph in each language."""

from __future__ import annotations

import re

import pytest

from geo.staff.changes.briefing import briefing
from tests.making import plain, project
from tests.staff.changes.making import Sides


def road(number: int, **changes: str) -> dict[str, object]:
    place = {"type": "Point", "coordinates": [79 + number / 10, 45]}
    names = {"name_kk": f"{number}-жол", "name_ru": f"Дорога {number}", "name_en": f"Road {number}"}
    return project(place, id=f"road-{number}", **names, **changes)


def test_projects_completed_a_finish_moved_and_a_cost_that_grew(sides: Sides) -> None:
    sides.old.projects(road(1), road(2), road(3)).facts(
        "road-3,planned_finish,2025,year,,report,,", "road-3,cost,4000000000,KZT,,report,,"
    )
    sides.new.projects(road(1, status="completed"), road(2, status="completed"), road(3)).facts(
        "road-3,planned_finish,2026,year,,report,,", "road-3,cost,4480000000,KZT,,report,,"
    )
    assert plain_spaces(briefing(sides.compare())) == {
        "kk": "2 жоба аяқталды: 1-жол; 2-жол. 1 жобаның жоспарланған аяқталу мерзімі өзгерді: "
        "3-жол (2025 жылдан 2026 жылға). 1 жобаның құны өзгерді: 3-жол (+12%: 4 млрд теңге → "
        "4,48 млрд теңге).",
        "ru": "Завершено 2 проекта: Дорога 1; Дорога 2. Плановый срок завершения изменился у "
        "1 проекта: Дорога 3 (с 2025 на 2026 год). Стоимость изменилась у 1 проекта: Дорога 3 "
        "(+12 %: 4 млрд тенге → 4,48 млрд тенге).",
        "en": "2 projects completed: Road 1; Road 2. The planned finish of 1 project changed: "
        "Road 3 (from 2025 to 2026). The cost of 1 project changed: Road 3 (+12%: 4 billion "
        "tenge → 4.48 billion tenge).",
    }


def plain_spaces(found: dict[str, str]) -> dict[str, str]:
    """The paragraphs without the spaces that keep a number and its unit together."""
    return {code: re.sub("[\u00a0\u202f]", " ", text) for code, text in found.items()}


@pytest.mark.parametrize(
    ("count", "start"),
    [(1, "Завершён 1 проект: "), (3, "Завершено 3 проекта: "), (5, "Завершено 5 проектов: ")],
)
def test_a_russian_number_has_its_own_form(sides: Sides, count: int, start: str) -> None:
    sides.old.projects(*map(road, range(count)))
    sides.new.projects(*(road(number, status="completed") for number in range(count)))
    assert briefing(sides.compare())["ru"].startswith(start)


def test_of_many_the_first_are_named_and_the_rest_counted(sides: Sides) -> None:
    sides.old.projects(*map(road, range(9)))
    sides.new.projects(*(road(number, status="suspended") for number in range(9)))
    assert briefing(sides.compare())["en"] == (
        "9 projects suspended: Road 0; Road 1; Road 2; Road 3; 5 more."
    )


def test_nothing_is_said_to_be_so(sides: Sides) -> None:
    sides.old.projects(road(1))
    sides.new.projects(road(1))
    assert briefing(sides.compare()) == {
        "kk": "Өзгеріс жоқ.",
        "ru": "Изменений нет.",
        "en": "Nothing has changed.",
    }


def test_the_languages_are_those_of_the_map(sides: Sides) -> None:
    for side in (sides.old, sides.new):
        side.projects(road(1)).write("_map.toml", 'languages = ["ru"]\n')
    assert [*briefing(sides.compare())] == ["ru"]


def test_a_project_added_as_completed_is_not_said_to_be_completed_now(sides: Sides) -> None:
    sides.old.projects(road(1))
    sides.new.projects(road(1), road(2, status="completed"))
    assert briefing(sides.compare())["en"] == "1 project added: Road 2."


def test_a_more_exact_date_is_no_other_finish(sides: Sides) -> None:
    sides.old.projects(road(1)).facts("road-1,planned_finish,2026,year,,report,,")
    sides.new.projects(road(1)).facts("road-1,planned_finish,2026-09,date,,report,,")
    assert briefing(sides.compare())["en"] == "The data on 1 figure changed."


def test_context_and_features_from_elsewhere_are_objects_and_no_projects(sides: Sides) -> None:
    sides.old.projects(road(1, role="context")).plain(plain(id="w"))
    sides.new.projects(road(1, role="context", note_en="Now."))
    assert briefing(sides.compare())["en"] == (
        "1 object taken off the map. 1 object on the map changed. "
        "Titles or settings of the map changed."
    )


def test_what_could_not_be_read_is_named(sides: Sides) -> None:
    sides.old.projects(road(1)).plain(plain(id="w")).write("places.geojson", "{")
    sides.new.projects(road(1, status="completed")).plain(plain(id="w"))
    assert briefing(sides.compare())["en"].endswith(
        "Not compared as a whole, since it can't be read: old/places.geojson."
    )


def test_a_name_is_never_taken_for_a_placeholder(sides: Sides) -> None:
    sides.old.projects(project(name_en="{n} {names}"))
    sides.new.projects(project(name_en="{n} {names}", status="completed"))
    assert briefing(sides.compare())["en"] == "1 project completed: {n} {names}."
