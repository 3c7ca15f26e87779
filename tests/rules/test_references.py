from __future__ import annotations

import pytest

from geo.errors import Severity
from tests.making import FACTS, SOURCES, Layers, project

GOOD = "a-road,length,12.5,km,2025-08,report,page 4,"


def row(**changes: str) -> str:
    cells = dict(zip(FACTS.split(","), GOOD.split(","), strict=True)) | changes
    return ",".join(cells.values())


@pytest.fixture
def region(layers: Layers) -> Layers:
    return layers.projects(project())


def test_a_good_figure_has_no_problem(region: Layers) -> None:
    assert region.facts(GOOD).check() == []


@pytest.mark.parametrize(
    ("changes", "code", "message", "hint"),
    [
        ({"project": "a-raod"}, "unknown-project", "there is no project 'a-raod'", "'a-road'"),
        ({"project": ""}, "unknown-project", "the cell is empty", "it can be: a-road"),
        ({"project": "None"}, "unknown-project", "there is no project 'None'", "a-road"),
        ({"key": "lenght"}, "unknown-key", "there is no fact key 'lenght'", "'length'"),
        ({"unit": "kilometres"}, "unknown-unit", "there is no unit 'kilometres'", "it can be"),
        ({"unit": "KM2"}, "unknown-unit", "there is no unit 'KM2'", "did you mean 'km2'?"),
        ({"source": ""}, "no-source", "the figure has no source", "the id of a row"),
        ({"source": "raport"}, "unknown-source", "there is no source 'raport'", "'report'"),
        ({"as_of": "2025-02-31"}, "bad-value", "'2025-02-31' is no date", "write 2025, 2025-08"),
        ({"as_of": "soon"}, "bad-value", "'soon' is no date", "write 2025, 2025-08"),
        ({"value": "12,5", "note": "x"}, "table", "the row has 9 cells", "double quotes"),
        ({"value": '"12,5"'}, "bad-value", "'12,5' is no number", ""),
        ({"value": "1 000"}, "bad-value", "'1 000' is no number", ""),
        ({"value": "1e9"}, "bad-value", "'1e9' is no number", ""),
        ({"value": ""}, "bad-value", "'' is no number", ""),
        ({"value": "9" * 16}, "bad-value", "is no number: at most 15 digits", ""),
        ({"value": "9" * 5000}, "bad-value", "is no number: at most 15 digits", ""),
        ({"value": "٣"}, "bad-value", "is no number", ""),
        ({"value": "5/"}, "bad-value", "'5/' is no number", ""),
        ({"value": "5/3"}, "bad-value", "'5/3' is no range: the smaller", ""),
        ({"value": "5/5"}, "bad-value", "'5/5' is no range: the smaller", ""),
        ({"value": "1/2/3"}, "bad-value", "'1/2/3' is no number", ""),
        ({"unit": "date", "value": "2025-02-31"}, "bad-value", "'2025-02-31' is no date", "write"),
        ({"unit": "date", "value": "0000"}, "bad-value", "'0000' is no date", ""),
        ({"unit": "year", "value": "12.5"}, "bad-value", "'12.5' is no date", ""),
    ],
)
def test_what_is_wrong_with_a_figure_is_an_error_in_its_line(
    region: Layers, changes: dict[str, str], code: str, message: str, hint: str
) -> None:
    problem = region.facts("", row(**changes)).problem()
    assert (problem.path.name, problem.line) == ("facts.csv", 3)
    assert (problem.code, problem.severity) == (code, Severity.ERROR)
    assert message in problem.message
    assert hint in problem.hint


@pytest.mark.parametrize(
    "value", ["0", "-3", "12500000000", "302.4", "2/3", "-1.5/0", "123456789.5"]
)
def test_a_number_or_a_range_of_numbers_is_taken(region: Layers, value: str) -> None:
    assert region.facts(row(value=value)).check() == []


def test_a_problem_of_a_figure_names_project_column_and_cell(region: Layers) -> None:
    problem = region.facts(row(unit="mile")).problem()
    before = row(unit="mile").partition("mile")[0]
    assert (problem.feature, problem.column) == ("a-road", len(before) + 1)
    assert problem.message.startswith("column 'unit': ")


def test_a_certainty_that_is_not_known_is_an_error(region: Layers) -> None:
    problem = region.facts(f"{GOOD},infered", columns=f"{FACTS},certainty").problem()
    assert problem.message == "column 'certainty': 'infered' is not allowed"
    assert problem.hint == "did you mean 'inferred'?"


def test_a_row_that_says_the_same_again_is_a_warning(region: Layers) -> None:
    problem = region.facts(GOOD, GOOD).problem()
    assert (problem.code, problem.severity, problem.line) == (
        "duplicate-row",
        Severity.WARNING,
        3,
    )
    assert "line 2" in problem.message


def test_two_sources_that_differ_are_no_problem(region: Layers) -> None:
    assert region.facts(GOOD, row(value="13")).check() == []


def test_a_note_missing_in_a_language_is_a_warning(region: Layers) -> None:
    problem = region.facts(f"{GOOD},,шамамен", columns=f"{FACTS},note_en,note_kk").check()
    assert [(p.code, p.severity) for p in problem] == [("missing-text", Severity.WARNING)] * 2


def test_a_column_that_is_not_known_is_a_warning(region: Layers) -> None:
    problem = region.facts(f"{GOOD},x", columns=f"{FACTS},note_kz").problem()
    assert (problem.code, problem.severity, problem.line) == (
        "unknown-column",
        Severity.WARNING,
        1,
    )
    assert problem.hint == "did you mean 'note_kk'?"


def test_the_key_of_a_figure_may_be_declared(region: Layers) -> None:
    label = 'kk = "Бөлік"\nru = "Участок"\nen = "Section"\n'
    region.write("_map.toml", f"[facts.section]\n{label}")
    assert region.facts(row(key="section")).check() == []


@pytest.mark.parametrize(
    ("row", "code", "message"),
    [
        ("Report,T,P,2025,en,", "bad-value", "'Report' is no slug"),
        ("b,T,P,2025-02-31,en,", "bad-value", "'2025-02-31' is no date"),
        ("b,T,P,yesterday,en,", "bad-value", "'yesterday' is no date"),
        ("b,T,P,2025,en,example.kz", "bad-value", "'example.kz' is no web address"),
        ("b,T,P,2025,en,javascript:alert(1)", "bad-value", "is no web address"),
        ("b,T,P,2025,en,https://a b", "bad-value", "is no web address"),
        ("b,,,2025,en,", "missing-field", "neither title nor publisher"),
        ("report,T,P,2025,en,", "duplicate-id", "'report' stands twice (first in line 2)"),
    ],
)
def test_what_is_wrong_with_a_source_is_an_error_in_its_line(
    region: Layers, row: str, code: str, message: str
) -> None:
    region.write("sources.csv", f"{SOURCES}\nreport,T,P,2025,en,\n{row}\n")
    problem = region.problem()
    assert (problem.path.name, problem.line) == ("sources.csv", 3)
    assert (problem.code, problem.severity) == (code, Severity.ERROR)
    assert message in problem.message


@pytest.mark.parametrize("url", ["", "https://example.kz/a?b=c#d", "http://пример.kz/жол"])
def test_an_address_may_be_empty_or_whole(region: Layers, url: str) -> None:
    assert region.write("sources.csv", f"{SOURCES}\nreport,T,P,,en,{url}\n").check() == []


@pytest.mark.parametrize(
    ("settings", "code", "message", "hint"),
    [
        ('report = "raport"', "unknown-source", "report: there is no source 'raport'", "'report'"),
        ('headline = [["a-raod", "length"]]', "unknown-fact", "no fact 'length'", "'a-road'"),
        ('headline = [["a-road", "cost"]]', "unknown-fact", "no fact 'cost' of 'a-road'", ""),
        ("bounds = [45, 79, 46, 80, 5]", "settings", "bounds: ", ""),
        ("bounds = [80, 45, 79, 46]", "bad-value", "is no box", "[west, south, east, north]"),
        ("bounds = [45, 79, 46, 190]", "bad-value", "is no box", "[west, south, east, north]"),
    ],
)
def test_what_the_map_points_at_in_vain_is_an_error(
    region: Layers, settings: str, code: str, message: str, hint: str
) -> None:
    problem = region.facts(GOOD).write("_map.toml", f"{settings}\n").problem()
    assert (problem.path.name, problem.line) == ("_map.toml", 1)
    assert (problem.code, problem.severity) == (code, Severity.ERROR)
    assert message in problem.message
    assert hint in problem.hint


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("_map.toml", '[title]\nkk = "Т"\nru = "Т"\n', "title: no words in en"),
        ("_map.toml", '[summary]\nen = "T"\n', "summary: no words in kk, ru"),
        ("_map.toml", '[facts.section]\nen = "T"\n', "facts.section: no words in kk, ru"),
        ("roads.toml", 'kind = "projects"\n[title]\nru = "Т"\n', "title: no words in kk, en"),
        (
            "roads.toml",
            'kind = "projects"\n[description]\nru = "Т"\n',
            "description: no words in kk, en",
        ),
        (
            "roads.toml",
            'kind = "projects"\nattribution = "A"\n[licence]\nen = "A"\n',
            "licence: no words in kk, ru",
        ),
    ],
)
def test_words_missing_in_a_language_are_a_warning(
    region: Layers, file: str, text: str, message: str
) -> None:
    problem = region.write(file, text).problem()
    assert (problem.code, problem.severity, problem.path.name) == (
        "missing-text",
        Severity.WARNING,
        file,
    )
    assert problem.message == message
