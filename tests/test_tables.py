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
