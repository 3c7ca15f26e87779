from __future__ import annotations

import pytest

from geo.facts import parse_value
from geo.model import Fact
from tests.making import FACTS, Layers, project

COLUMNS = f"{FACTS},certainty,note_kk,note_ru,note_en"


@pytest.fixture
def region(layers: Layers) -> Layers:
    return layers.projects(project())


def facts(region: Layers) -> tuple[Fact, ...]:
    return region.model().projects[0].facts


@pytest.mark.parametrize(
    ("text", "unit", "value", "high"),
    [
        ("12500000000", "KZT", 12_500_000_000, None),
        ("302.4", "km", 302.4, None),
        ("-1", "m", -1, None),
        ("2.0", "m", 2.0, None),
        ("2/3.5", "km", 2, 3.5),
        ("2025", "year", "2025", None),
        ("2025-08", "date", "2025-08", None),
    ],
)
def test_a_cell_is_a_number_a_range_or_a_date(
    text: str, unit: str, value: float | str, high: float | None
) -> None:
    found = parse_value(text, unit)
    assert found == (value, high)
    assert type(found[0]) is type(value)


def test_a_figure_has_all_that_its_row_says(region: Layers) -> None:
    region.facts(
        "a-road,length,12.5,km,2025-08,report,page 4,,inferred,ескерту,заметка,note",
        columns=COLUMNS,
    )
    (fact,) = facts(region)
    (said,) = fact.statements
    assert fact.label == ("Ұзындығы", "Длина", "Length")
    assert said.text[2] == "12.5 km"
    assert (said.value, said.high, said.unit, said.as_of_iso) == (12.5, None, "km", "2025-08")
    assert (said.source, said.locator[2], said.certainty) == (1, "page 4", "inferred")
    assert said.note == ("ескерту", "заметка", "note")


def test_a_figure_is_stated_unless_it_says_otherwise(region: Layers) -> None:
    region.facts("a-road,length,1,km,,report,,")
    assert facts(region)[0].statements[0].certainty == "stated"


def test_a_disagreement_shows_every_value_in_the_order_of_the_file(region: Layers) -> None:
    region.facts(
        "a-road,planned_finish,2026,year,2025-09,report,,",
        "a-road,cost,5,KZT,,report,,",
        "a-road,planned_finish,2025-12-31,date,2025-08-14,report,,",
    )
    cost, finish = facts(region)
    assert (cost.key, finish.key) == ("cost", "planned_finish")
    assert [(said.value, said.as_of_iso) for said in finish.statements] == [
        ("2026", "2025-09"),
        ("2025-12-31", "2025-08-14"),
    ]


def test_figures_stand_in_the_order_of_a_card_not_of_the_file(region: Layers) -> None:
    label = 'kk = "Т"\nru = "Т"\nen = "T"\n'
    region.write("_map.toml", f"[facts.last]\n{label}[facts.first]\n{label}order = 1\n")
    region.facts(
        *(f"a-road,{key},1,count,,report,," for key in ("last", "opened", "rooms", "cost", "first"))
    )
    assert [fact.key for fact in facts(region)] == ["first", "cost", "rooms", "opened", "last"]


def test_a_declared_label_stands_above_the_program_s(region: Layers) -> None:
    region.write("_map.toml", '[facts.length]\nkk = "Жол"\nru = "Дорога"\nen = "Road"\n')
    region.facts("a-road,length,1,km,,report,,")
    assert facts(region)[0].label == ("Жол", "Дорога", "Road")


@pytest.mark.parametrize("unit", ["date", "year"])
def test_a_year_is_never_a_number_with_a_separator(region: Layers, unit: str) -> None:
    region.facts(f"a-road,opened,2025,{unit},,report,,")
    assert facts(region)[0].statements[0].text == ("2025", "2025", "2025")


def test_a_note_without_a_language_stands_in_all(region: Layers) -> None:
    region.facts("a-road,length,1,km,,report,,KAZ 2025")
    assert facts(region)[0].statements[0].note == ("KAZ 2025",) * 3
