from __future__ import annotations

from pathlib import Path

import pytest

from geo.errors import Problem
from geo.tables import Row, read_table

COLUMNS = ("id", "title")


def read(path: Path, data: str | bytes) -> tuple[list[Row], list[Problem]]:
    file = path / "sources.csv"
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    problems: list[Problem] = []
    return read_table(file, COLUMNS, problems), problems


@pytest.mark.parametrize(
    "data",
    [
        "id,title\na,Жол\n",
        "id;title\na;Жол\n",
        "\ufeffid,title\na,Жол\n",
        "\ufeffid;title\r\na;Жол\r\n",
        "id,title\na,Жол",
        " id , title \n a , Жол \n",
        'id,title\n"a","Жол"\n',
        "title,id\nЖол,a\n",
    ],
)
def test_a_table_is_read_as_spreadsheets_write_it(tmp_path: Path, data: str) -> None:
    rows, problems = read(tmp_path, data)
    assert ([(row["id"], row["title"], row.line) for row in rows], problems) == (
        [("a", "Жол", 2)],
        [],
    )


def test_a_comma_or_a_quote_in_quotes_is_text(tmp_path: Path) -> None:
    rows, _problems = read(tmp_path, 'id,title\na,"so, ""that"""\n')
    assert rows[0]["title"] == 'so, "that"'


def test_a_semicolon_in_a_text_does_not_change_the_separator(tmp_path: Path) -> None:
    rows, _problems = read(tmp_path, "id,title\na,b;c;d;e\n")
    assert rows[0]["title"] == "b;c;d;e"


def test_a_row_behind_a_cell_of_many_lines_knows_its_line(tmp_path: Path) -> None:
    rows, _problems = read(tmp_path, 'id,title\na,"one\ntwo\r\nthree"\nb,x\n\n  \nc,y\n')
    assert [(row["id"], row.line) for row in rows] == [("a", 2), ("b", 5), ("c", 8)]


def test_a_column_that_the_table_lacks_is_empty(tmp_path: Path) -> None:
    rows, _problems = read(tmp_path, "id,title\na,b\n")
    assert rows[0]["note"] == ""


def test_empty_columns_at_the_end_are_no_problem(tmp_path: Path) -> None:
    assert read(tmp_path, "id,title,,\na,b,,\n")[1] == []


def test_no_table_is_no_rows(tmp_path: Path) -> None:
    problems: list[Problem] = []
    assert (read_table(tmp_path / "no.csv", COLUMNS, problems), problems) == ([], [])


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        ("", 1, "columns are missing: id, title"),
        ("id\na\n", 1, "columns are missing: title"),
        ("ID,Title\na,b\n", 1, "columns are missing: id, title"),
        ("id\ttitle\na\tb\n", 1, "columns are missing: id, title"),
        ("id,title,id\na,b,c\n", 1, "columns stand twice: id"),
        ("id,title\na,b\nc\n", 3, "the row has 1 cells, the header has 2"),
        ("id,title\na,b,c\n", 2, "the row has 3 cells, the header has 2"),
        ('id,title\n"a\nb",c\nd\n', 4, "the row has 1 cells, the header has 2"),
        ('id,title\na,"b\n', 2, "no CSV: unexpected end of data"),
        ('id,title\na,"b"c\n', 2, "no CSV: "),
        ("id,title\na," + "b" * 200_000 + "\n", 2, "no CSV: field larger than field limit"),
        ("id,title\na,Жол\n".encode("cp1251"), 0, "the byte at 11 is not UTF-8"),
        ("id,title\na,b\n".encode("utf-16"), 0, "the byte at 0 is not UTF-8"),
    ],
)
def test_what_is_no_table_is_an_error_that_says_where(
    tmp_path: Path, data: str | bytes, line: int, message: str
) -> None:
    _rows, (problem,) = read(tmp_path, data)
    assert (problem.code, problem.is_error) == ("table", True)
    assert (problem.line, problem.column) == (line, 1 if line else 0)
    assert message in problem.message


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("a,b", (2, 3)),
        ('"a,b",c', (2, 7)),
        ('"a ""x"", b",c', (2, 14)),
        ('a"x,b', (2, 5)),
        ('"a\r\nb",c', (3, 4)),
        ("ә😀,b", (2, 4)),
        ("a,", (2, 3)),
    ],
)
def test_a_problem_stands_where_its_cell_begins(
    tmp_path: Path, row: str, place: tuple[int, int]
) -> None:
    (found,), _problems = read(tmp_path, f"id,title\n{row}\n")
    problem = found.problem("code", "title", "wrong")
    assert (problem.line, problem.column) == place


def test_a_problem_stands_where_its_cell_begins_behind_semicolons(tmp_path: Path) -> None:
    (found,), _problems = read(tmp_path, "id;title\na,b;c\n")
    assert found.problem("code", "title", "wrong").column == len("a,b;") + 1


def test_the_good_rows_beside_a_bad_one_are_read(tmp_path: Path) -> None:
    rows, _problems = read(tmp_path, "id,title\na,b\nc\nd,e\n")
    assert [row["id"] for row in rows] == ["a", "d"]


def test_a_table_that_can_not_be_read_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    (tmp_path / "sources.csv").touch()
    problems: list[Problem] = []
    assert read_table(tmp_path / "sources.csv", COLUMNS, problems) == []
    assert problems[0].message == "the file can't be read: Permission denied"


CONFLICT = (
    "id,title\n"
    "CONFLICT base: a,one\n"
    "CONFLICT ours: a,two\n"
    "CONFLICT theirs: a,three\n"
    "CONFLICT theirs deleted: b,one\n"
    "CONFLICT ours: b,two\n"
    "CONFLICT ours: b,two\n"
    "CONFLICT theirs: b,three\n"
    "c,d\n"
)


def test_each_conflict_of_a_merge_is_one_error_at_its_first_row(tmp_path: Path) -> None:
    _rows, problems = read(tmp_path, CONFLICT)
    assert [(p.code, p.line, p.feature) for p in problems] == [
        ("merge-conflict", 2, "a"),
        ("merge-conflict", 5, "b"),
        ("merge-conflict", 7, "b"),
    ]
    assert problems[0].message == "two edits of this row met in a merge, and nobody has chosen yet"
    assert problems[0].hint == "keep one of the rows without its mark, and remove the others"


def test_one_row_of_each_conflict_stands_for_what_refers_to_it(tmp_path: Path) -> None:
    rows, _problems = read(tmp_path, CONFLICT)
    assert [(row["id"], row["title"]) for row in rows] == [
        ("a", "two"),
        ("b", "two"),
        ("b", "two"),
        ("c", "d"),
    ]


def test_a_mark_that_was_left_behind_is_an_error(tmp_path: Path) -> None:
    _rows, (problem,) = read(tmp_path, "id,title\na,one\nCONFLICT theirs: a,two\n")
    assert (problem.code, problem.line) == ("merge-conflict", 3)


@pytest.mark.parametrize("mark", ["<<<<<<< ours", "||||||| base,", "=======", ">>>>>>>,"])
def test_a_mark_of_git_that_was_left_behind_is_an_error(tmp_path: Path, mark: str) -> None:
    rows, (problem,) = read(tmp_path, f"id,title\na,b\n{mark}\nc,d\n")
    assert (problem.code, problem.line, problem.hint) == ("merge-conflict", 3, "remove this line")
    assert [row["id"] for row in rows] == ["a", "c"]
