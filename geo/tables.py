"""The CSV files beside the layers, as rows that know their line."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.errors import Problem, Severity

if TYPE_CHECKING:
    from _csv import Reader
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table, its cells stripped; a column that the table lacks is empty."""

    path: Path
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        """The text of a cell."""
        return self.cells.get(column, "")

    def problem(
        self,
        code: str,
        column: str,
        message: str,
        hint: str = "",
        severity: Severity = Severity.ERROR,
    ) -> Problem:
        """A problem with a cell of this row; its column is the cell's number."""
        columns = list(self.cells)
        place = columns.index(column) + 1 if column in columns else 1
        feature = self["project"] or self["id"]
        said = f"column {column!r}: {message}"
        return Problem(severity, code, self.path, self.line, place, feature, said, hint)


def read_table(path: Path, columns: tuple[str, ...], problems: list[Problem]) -> list[Row]:
    """The rows of a CSV file with a header; none where there is no such file.

    UTF-8 with or without a byte order mark, comma or semicolon between cells, as
    spreadsheets write it. Missing ``columns`` and rows of another width are noted.
    """
    if not path.is_file():
        return []
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        problems.append(_problem(path, 0, f"the file can't be read: {error.strerror or error}"))
        return []
    except UnicodeDecodeError as error:
        hint = "save it as CSV UTF-8"
        problems.append(_problem(path, 0, f"the byte at {error.start} is not UTF-8", hint))
        return []
    header = text.split("\n", 1)[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return _rows(path, reader, columns, problems)
    except csv.Error as error:
        problems.append(_problem(path, reader.line_num, f"no CSV: {error}"))
        return []


def _rows(
    path: Path, reader: Reader, columns: tuple[str, ...], problems: list[Problem]
) -> list[Row]:
    names = [name.strip() for name in next(reader, [])]
    missing = [name for name in columns if name not in names]
    if missing:
        hint = "the first line should be: " + ",".join(columns)
        problems.append(_problem(path, 1, f"columns are missing: {', '.join(missing)}", hint))
        return []
    twice = [name for name in dict.fromkeys(names) if name and names.count(name) > 1]
    if twice:
        hint = "remove one of the two, or give it another name"
        problems.append(_problem(path, 1, f"columns stand twice: {', '.join(twice)}", hint))
        return []
    rows = []
    start = reader.line_num + 1
    for cells in reader:
        line, start = start, reader.line_num + 1
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(names):
            message = f"the row has {len(cells)} cells, the header has {len(names)}"
            hint = 'a text with a comma in it stands in double quotes: "so, that"'
            problems.append(_problem(path, line, message, hint))
            continue
        values = (cell.strip() for cell in cells)
        rows.append(Row(path, line, dict(zip(names, values, strict=True))))
    return rows


def _problem(path: Path, line: int, message: str, hint: str = "") -> Problem:
    return Problem(Severity.ERROR, "table", path, line, 1 if line else 0, "", message, hint)
