from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from geo.layout import CsvOptions, Layout
from geo.model import MapModel, Statement
from geo.outputs.csv import render
from geo.pipeline import load_map
from tests.outputs.conftest import HOSTILE, same

LANGUAGES = ("kk", "ru", "en")


def table(model: MapModel, separator: str = ";") -> list[dict[str, str]]:
    text = render(model)["map.csv"].decode("utf-8-sig")
    return [*csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)]


def laid_out(model: MapModel, **options: Any) -> MapModel:
    return replace(model, layout=Layout(csv=CsvOptions(**options)))


def valued(model: MapModel, value: float, unit: str = "KZT", high: float | None = None) -> MapModel:
    """The map of which the first project costs so much."""
    first = model.projects[0]
    said: Statement = replace(first.facts[1].statements[0], value=value, high=high, unit=unit)
    facts = (replace(first.facts[1], statements=(said,)),)
    return replace(model, projects=(replace(first, facts=facts), *model.projects[1:]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_project_has_a_row_in_the_order_of_the_map(root: Path, language: str) -> None:
    model = load_map(root / "layers", language=language)
    rows = table(model, "," if language == "en" else ";")
    shown = [(int(next(iter(row.values()))), [*row.values()][1]) for row in rows]
    index = model.languages.index(language)
    assert shown == [(project.number, project.name[index]) for project in model.projects]


def test_the_unit_heads_the_column(made_map: MapModel) -> None:
    row = table(replace(valued(made_map, 4_700_000_000), language="ru"))[0]
    assert row["Стоимость, тенге"] == "4700000000"


def test_the_upper_end_of_a_range_has_a_column(made_map: MapModel) -> None:
    row = table(replace(valued(made_map, 2, high=3), language="ru"))[0]
    assert (row["Стоимость, тенге"], row["Стоимость: до, тенге"]) == ("2", "3")


def test_decimals_have_the_comma_of_the_language(made_map: MapModel) -> None:
    assert table(valued(made_map, -2.5))[0]["Құны, теңге"] == "-2,5"


def test_an_english_table_has_commas_between_and_points_within(made_map: MapModel) -> None:
    row = table(replace(valued(made_map, 2.5), language="en"), ",")[0]
    assert row["Cost, tenge"] == "2.5"


def test_the_separator_can_be_chosen(made_map: MapModel) -> None:
    assert table(laid_out(made_map, separator=","), ",")[0]["№"] == "1"


def test_a_figure_of_one_project_has_a_column_where_all_are_asked_for(made_map: MapModel) -> None:
    shared, whole = table(made_map)[0], table(laid_out(made_map, figures="all"))[0]
    assert ("Ұзындығы, км" in shared, "Ұзындығы, км" in whole) == (False, True)


def test_sources_stand_in_full(made_map: MapModel) -> None:
    said = table(made_map)[0]["Дереккөздердің толық атауы"]
    assert said.startswith(
        "[1] Есеп & ]]>, Ақорда, 2025 ж. 14 тамыз, https://example.org/a?b=1&c=2"
    )


def test_what_sources_differ_on_is_named(made_map: MapModel) -> None:
    assert table(made_map)[0]["Дереккөздердегі айырмашылық"] == "Құны"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_is_a_formula(made_map: MapModel, start: str) -> None:
    first = replace(made_map.projects[0], name=same(f"{start}cmd()"))
    row = table(replace(made_map, projects=(first,)))[0]
    assert row["Атауы"] == f"'{start}cmd()"


def test_a_map_without_projects_has_its_heads(made_map: MapModel) -> None:
    text = render(replace(made_map, projects=()))["map.csv"].decode("utf-8-sig")
    assert text.startswith("№;Атауы;Сала;")
    assert text.count("\r\n") == 1


def test_hostile_text_stays_in_its_cell(hostile_map: MapModel) -> None:
    shown = [row["Атауы"] for row in table(hostile_map)]
    assert len(shown) == 2 * len(HOSTILE)
