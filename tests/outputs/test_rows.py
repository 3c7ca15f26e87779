"""The tables of a report as data."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo.model import MapFeature, MapModel, Trace
from geo.outputs.markup import Reader
from geo.outputs.rows import (
    MOST_PROJECTS,
    credits_of,
    groups,
    left_out,
    plain_tables,
    sources,
    totals,
    trace_line,
)


@pytest.fixture
def reader(made_map: MapModel) -> Reader:
    return Reader(made_map, "en")


def test_projects_stand_in_three_groups_by_their_numbers(reader: Reader) -> None:
    found = [(group.id, [row.number for row in group.rows]) for group in groups(reader)]
    assert found == [("projects", [1, 2, 3, 4, 5]), ("region", [6]), ("context", [7])]


def test_a_row_has_its_words_ready(reader: Reader) -> None:
    row = groups(reader)[0].rows[0]
    assert (row.name, row.sector, row.place) == ("Usharal airport", "Aviation", "Alakol district")
    assert (row.status, row.status_as_of) == ("Completed", "as of 14 August 2025")
    assert (row.status_source.source, row.status_source.locator) == (1, "paragraph 3")
    assert row.certainty == ""


def test_figures_keep_what_each_source_says(reader: Reader) -> None:
    length, cost = groups(reader)[0].rows[0].figures
    assert (length.label, length.differ) == ("Length", "")
    assert cost.differ == reader.word("page.differ")
    assert [(said.text, said.source.source) for said in cost.values] == [
        ("4.7 billion", 1),
        ("5.1 billion", 2),
    ]
    assert cost.values[1].details == ("August 2025", "Inferred")


def test_only_addresses_of_the_web_are_links(reader: Reader) -> None:
    report, gazetteer, trap = sources(reader)
    assert report.url == "https://example.org/a?b=1&c=2"
    assert gazetteer.url == gazetteer.place == trap.url == ""
    assert trap.place == "javascript:alert(3)"


def test_a_title_in_a_language_that_is_not_the_readers_says_so(made_map: MapModel) -> None:
    assert [sources(Reader(made_map, code))[0].language for code in ("kk", "en")] == ["", "kk"]


def test_totals_have_their_source(reader: Reader) -> None:
    (total,) = totals(reader)
    assert (total.label, total.text, total.source.source) == ("Jobs", "10 600", 1)


def test_each_author_is_named_once(made_map: MapModel) -> None:
    lakes = made_map.context[0]
    model = replace(made_map, context=(lakes, replace(lakes, id="rivers", title=("Rivers",) * 3)))
    titles = [named for named, _said in credits_of(Reader(model, "en"))]
    assert ("Lakes", "Rivers") in titles


@pytest.mark.parametrize(
    ("language", "said"),
    [("ru", "Озёра: GSHHG; лицензия: своя"), ("en", "Lakes: GSHHG; licence: own")],
)
def test_credits_are_in_the_language_of_the_output(
    made_map: MapModel, language: str, said: str
) -> None:
    lakes = replace(
        made_map.context[0],
        attribution=("Көлдер: GSHHG", "Озёра: GSHHG", "Lakes: GSHHG"),
        licence=("өз", "своя", "own"),
    )
    model = replace(made_map, context=(lakes,))
    assert said in [found for _named, found in credits_of(Reader(model, language))]


def test_what_is_too_much_for_a_report_is_counted(made_map: MapModel) -> None:
    many = tuple(
        replace(made_map.projects[0], number=n, id=f"n{n}") for n in range(1, MOST_PROJECTS + 6)
    )
    wells = tuple(
        MapFeature(f"w{n}", "wells", ("Well",) * 3, (("depth", "5" * 999),), None, None, None)
        for n in range(205)
    )
    model = replace(made_map, projects=many, features=wells)
    assert left_out(model) == 5
    assert len(groups(Reader(model, "en"))[0].rows) == MOST_PROJECTS
    (table,) = plain_tables(Reader(model, "en"))
    assert (len(table.rows), table.more) == (200, 5)
    assert len(table.rows[0][1][0][1]) == 300


@pytest.mark.parametrize(
    ("trace", "line"),
    [
        (Trace(), ""),
        (Trace("ab" * 32, ("", "", "")), "Data version: abababababab"),
        (
            Trace("ab" * 32, ("x", "y", "May 2025"), "2025-05"),
            "Data version: abababababab · newest source: May 2025",
        ),
    ],
)
def test_a_copy_says_from_which_data_it_is(made_map: MapModel, trace: Trace, line: str) -> None:
    assert trace_line(Reader(replace(made_map, trace=trace), "en")) == line


def test_no_text_holds_what_xml_can_not(hostile_map: MapModel) -> None:
    reader = Reader(hostile_map, "en")
    everything = repr((groups(reader), sources(reader), plain_tables(reader), totals(reader)))
    shown = everything.split("statement=", 1)[0]
    assert "\\x00" not in shown
    assert "\\ud800" not in shown
