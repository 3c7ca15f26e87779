"""What becomes of facts.csv and sources.csv, as whoever opens them sees it."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.staff.merging.files import Outcome, merge_files
from tests.making import Layers, project

HEAD = "project,key,value,unit,as_of,source,locator,note\n"
COST = "a,cost,100,KZT,2025,report,,\n"
AREA = "a,area,5,km2,2025,report,,\n"
SOURCES = "id,title,publisher,date,language,url\n"


def outcome_of(folder: Path, *texts: str) -> Outcome:
    files = [folder / f"{name}.csv" for name in ("base", "ours", "theirs")]
    for path, text in zip(files, texts, strict=True):
        path.write_bytes(text.encode())
    return merge_files(*files)


def clean(folder: Path, base: str, ours: str, theirs: str) -> str:
    outcome = outcome_of(folder, base, ours, theirs)
    assert (outcome.conflicts, outcome.by_lines) == ((), "")
    return outcome.data.decode()


def conflict(folder: Path, base: str, ours: str, theirs: str) -> tuple[list[str], list[str]]:
    outcome = outcome_of(folder, base, ours, theirs)
    assert outcome.by_lines == ""
    return outcome.data.decode().splitlines(), [*outcome.conflicts]


def test_edits_of_two_columns_of_a_row_merge(tmp_path: Path) -> None:
    ours, theirs = COST.replace("100", "120"), COST.replace("report,,", "report,page 7,")
    both = "a,cost,120,KZT,2025,report,page 7,\n"
    assert clean(tmp_path, HEAD + COST + AREA, HEAD + ours + AREA, HEAD + theirs + AREA) == (
        HEAD + both + AREA
    )


def test_two_values_are_a_conflict_and_no_disagreement(tmp_path: Path) -> None:
    ours, theirs = COST.replace("100", "120"), COST.replace("100", "130")
    lines, said = conflict(tmp_path, HEAD + COST, HEAD + ours, HEAD + theirs)
    assert lines[1:] == [
        "CONFLICT base: a,cost,100,KZT,2025,report,,",
        "CONFLICT ours: a,cost,120,KZT,2025,report,,",
        "CONFLICT theirs: a,cost,130,KZT,2025,report,,",
    ]
    assert said == ["[a cost] value"]


def test_what_is_in_no_conflict_stands_in_all_forms_of_the_row(tmp_path: Path) -> None:
    ours = COST.replace("100", "120").replace("report,,", "report,page 7,")
    theirs = COST.replace("100", "130").replace(",\n", ",a note\n")
    lines, _said = conflict(tmp_path, HEAD + COST, HEAD + ours, HEAD + theirs)
    assert all(line.endswith(",page 7,a note") for line in lines[1:])


def test_two_new_figures_of_one_source_and_date_are_a_conflict(tmp_path: Path) -> None:
    lines, said = conflict(tmp_path, HEAD, HEAD + COST, HEAD + COST.replace("100", "130"))
    assert lines[1:] == [
        "CONFLICT ours: a,cost,100,KZT,2025,report,,",
        "CONFLICT theirs: a,cost,130,KZT,2025,report,,",
    ]
    assert said == ["[a cost] value"]


@pytest.mark.parametrize("change", [("report", "other"), ("2025", "2026")])
def test_two_new_figures_that_may_stand_side_by_side_do(
    tmp_path: Path, change: tuple[str, str]
) -> None:
    other = COST.replace("100", "130").replace(*change)
    assert clean(tmp_path, HEAD, HEAD + COST, HEAD + other) == HEAD + COST + other


def test_the_same_new_figure_is_one_row(tmp_path: Path) -> None:
    assert clean(tmp_path, HEAD, HEAD + COST + AREA, HEAD + COST) == HEAD + COST + AREA


@pytest.mark.parametrize(
    ("ours_deletes", "gone", "kept"), [(1, "ours", "theirs"), (0, "theirs", "ours")]
)
def test_a_deleted_row_that_was_edited_is_kept_and_marked(
    tmp_path: Path, ours_deletes: int, gone: str, kept: str
) -> None:
    sides = [HEAD + COST.replace("100", "120"), HEAD]
    lines, said = conflict(tmp_path, HEAD + COST, *(sides[::-1] if ours_deletes else sides))
    assert lines[1:] == [
        f"CONFLICT {gone} deleted: a,cost,100,KZT,2025,report,,",
        f"CONFLICT {kept}: a,cost,120,KZT,2025,report,,",
    ]
    assert said == [f"[a cost] {gone} deleted it"]


def test_a_deletion_of_another_row_merges(tmp_path: Path) -> None:
    edited = AREA.replace(",5,", ",6,")
    assert clean(tmp_path, HEAD + COST + AREA, HEAD + AREA, HEAD + COST + edited) == HEAD + edited


def test_a_disagreement_that_stands_there_is_edited_row_by_row(tmp_path: Path) -> None:
    other = COST.replace("report", "other").replace("100", "130")
    ours, theirs = COST.replace("100", "101"), other.replace("130", "131")
    assert clean(tmp_path, HEAD + COST + other, HEAD + ours + other, HEAD + COST + theirs) == (
        HEAD + ours + theirs
    )


def test_two_figures_of_one_source_and_date_are_told_by_their_values(tmp_path: Path) -> None:
    other = COST.replace("100", "130")
    ours = (COST + other).replace(",\n", ",a note\n")
    theirs = COST + other.replace("report,,", "report,page 7,")
    assert clean(tmp_path, HEAD + COST + other, HEAD + ours, HEAD + theirs) == (
        HEAD + ours[: len(ours) // 2] + "a,cost,130,KZT,2025,report,page 7,a note\n"
    )


def test_sources_merge_by_their_ids(tmp_path: Path) -> None:
    base = SOURCES + "r,Есеп,Akorda,2025,kk,\n"
    ours = SOURCES + "r,Есеп,Akorda,2025-08-14,kk,\n"
    theirs = SOURCES + "n,New,Zakon,2025,ru,\nr,Есеп,Akorda,2025,kk,https://example.org/\n"
    assert clean(tmp_path, base, ours, theirs) == (
        SOURCES + "n,New,Zakon,2025,ru,\nr,Есеп,Akorda,2025-08-14,kk,https://example.org/\n"
    )


def test_a_source_whose_id_changed_is_not_lost(tmp_path: Path) -> None:
    base = SOURCES + "r,Report,,2025,en,\n"
    lines, said = conflict(
        tmp_path, base, base.replace("r,Report", "report,Report"), base.replace("2025", "2026")
    )
    assert lines[1:] == [
        "report,Report,,2025,en,",
        "CONFLICT ours deleted: r,Report,,2025,en,",
        "CONFLICT theirs: r,Report,,2026,en,",
    ]
    assert said == ["[r] ours deleted it"]


def test_rows_keep_their_quotes_and_line_ends(tmp_path: Path) -> None:
    quoted = '"a","cost","100",KZT,2025,report,,"so, ""that"""\r\n'
    ours, theirs = AREA.replace(",5,", ",6,"), "b" + COST[1:]
    assert clean(
        tmp_path, HEAD + quoted + AREA, HEAD + quoted + ours, HEAD + quoted + AREA + theirs
    ) == (HEAD + quoted + ours + theirs)


def test_quotes_that_theirs_put_are_kept(tmp_path: Path) -> None:
    quoted = COST.replace("100", '"100"')
    edited = AREA.replace(",5,", ",6,")
    assert clean(tmp_path, HEAD + COST + AREA, HEAD + COST + edited, HEAD + quoted + AREA) == (
        HEAD + quoted + edited
    )


def test_blank_lines_stay_behind_their_row(tmp_path: Path) -> None:
    base = HEAD + COST + "\n,,,,,,,\n" + AREA
    edited = base.replace(",5,", ",6,")
    new = "b" + COST[1:]
    assert clean(tmp_path, base, edited, base + new) == edited + new


def test_what_a_spreadsheet_wrote_anew_merges_with_an_edit(tmp_path: Path) -> None:
    """Excel puts semicolons, a byte order mark and Windows line ends."""
    saved = (HEAD + COST + AREA).replace(",", ";").replace("\n", "\r\n").replace("100", "120")
    edited = AREA.replace(",5,", ",6,")
    assert clean(tmp_path, HEAD + COST + AREA, f"\ufeff{saved}", HEAD + COST + edited) == (
        "\ufeff" + saved.replace("a;area;5;", "a;area;6;")
    )
    assert clean(tmp_path, HEAD + COST + AREA, HEAD + COST + edited, f"\ufeff{saved}") == (
        "\ufeff" + saved.replace("a;area;5;", "a;area;6;")
    )


def test_a_new_column_and_an_edit_merge(tmp_path: Path) -> None:
    wide = HEAD.replace("note", "certainty,note") + "a,cost,100,KZT,2025,report,,inferred,\n"
    assert clean(tmp_path, HEAD + COST, wide, HEAD + COST.replace("100", "120") + AREA) == (
        wide.replace("100", "120") + "a,area,5,km2,2025,report,,,\n"
    )


def test_a_column_that_one_side_dropped_goes(tmp_path: Path) -> None:
    narrow = "project,key,value,unit,as_of,source,locator\na,cost,100,KZT,2025,report,\n"
    assert clean(tmp_path, HEAD + COST, narrow, HEAD + COST.replace("100", "120")) == (
        narrow.replace("100", "120")
    )


def test_a_dropped_column_that_was_edited_is_merged_by_lines(tmp_path: Path) -> None:
    narrow = "project,key,value,unit,as_of,source,locator\na,cost,100,KZT,2025,report,\n"
    outcome = outcome_of(tmp_path, HEAD + COST, narrow, HEAD + COST.replace(",\n", ",note\n"))
    assert outcome.by_lines == "one side dropped the column 'note', the other edited it"
    assert b"<<<<<<< ours" in outcome.data


@pytest.mark.parametrize(
    ("ours", "reason"),
    [
        (SOURCES + "r,A,,,,\nr,B,,,,\n", "two rows have 'r' in the column 'id'"),
        (SOURCES + "r,A\n", "a row has 2 cells, the header has 6"),
        (SOURCES + 'r,"A,,,,\n', "no CSV: unexpected end of data"),
        ("id,id,title\n", "the header doesn't name each column, each once"),
        ("", "the table is empty"),
    ],
)
def test_a_table_that_cannot_be_read_is_merged_by_lines(
    tmp_path: Path, ours: str, reason: str
) -> None:
    outcome = outcome_of(tmp_path, SOURCES + "r,,,,,\n", ours, SOURCES + "r,,Akorda,,,\n")
    assert outcome.by_lines == reason
    assert outcome.conflicts == ("lines between git's marks",)


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_last_line_without_an_end_is_told_from_the_next(tmp_path: Path, end: str) -> None:
    assert clean(tmp_path, "a\n", f"a\nb{end}", "a\nc\n") == f"a\nb\nc{end}"


def test_a_conflict_stops_the_build_until_it_is_settled(layers: Layers) -> None:
    layers.projects(project(id="a")).facts("a,cost,100,KZT,2025,report,,")
    base = (layers.path / "facts.csv").read_text(encoding="utf-8")
    outcome = outcome_of(
        layers.path.parent, base, base.replace("100", "120"), base.replace("100", "130")
    )
    layers.write("facts.csv", outcome.data)
    problem = layers.problem()
    assert (problem.code, problem.line, problem.feature) == ("merge-conflict", 2, "a")
    assert problem.is_error
