"""The CSV files beside the layers, as rows that know their line."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.errors import Problem, Severity
from geo.gitmarks import git_mark

if TYPE_CHECKING:
    from _csv import Reader
    from pathlib import Path

#: What stands before the first cell of a row that a merge left undecided.
_CONFLICT = re.compile(r"CONFLICT (base|ours|theirs|ours deleted|theirs deleted): ")
#: A line that git's own merge puts between two versions of some lines.
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_LINE_END = re.compile(r"\r\n|\r|\n")
_GIT_MARK = re.compile(r"(?:<{7,}|\|{7,}|={7,}|>{7,})(?: .*)?")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table, its cells stripped; a column that the table lacks is empty.

    ``text`` is the row as it stands in the file, its cells apart by ``delimiter``.
    """

    path: Path
    line: int
    cells: dict[str, str]
    text: str = ""
    delimiter: str = ","

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
        """A problem with a cell of this row, at the place where the cell begins."""
        line, place = self._position(column)
        feature = self["project"] or self["id"]
        said = f"column {column!r}: {message}"
        return Problem(severity, code, self.path, line, place, feature, said, hint)

    def _position(self, column: str) -> tuple[int, int]:
        columns = list(self.cells)
        offset = 0
        for _cell in range(columns.index(column) if column in columns else 0):
            quoted = _QUOTED.match(self.text, offset)
            offset = self.text.find(self.delimiter, quoted.end() if quoted else offset) + 1
        before = _LINE_END.split(self.text[:offset])
        return self.line + len(before) - 1, len(before[-1]) + 1


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
    mark = git_mark(text)
    if mark:
        line = text.count("\n", 0, mark.offset) + 1
        place = (path, line, 1, "")
        problems.append(Problem(Severity.ERROR, "merge-conflict", *place, mark.message, mark.hint))
        return []
    header = text.split("\n", 1)[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        return [
            Row(path, start, cells, "".join(lines[start - 1 : end]), delimiter)
            for start, end, cells in _rows(path, reader, columns, problems)
        ]
    except csv.Error as error:
        problems.append(_problem(path, reader.line_num, f"no CSV: {error}"))
        return []


def _rows(
    path: Path, reader: Reader, columns: tuple[str, ...], problems: list[Problem]
) -> list[tuple[int, int, dict[str, str]]]:
    """The first and the last line of each row, and its cells by column."""
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
    conflicts = _Conflicts(path, problems)
    start = reader.line_num + 1
    for cells in reader:
        line, start = start, reader.line_num + 1
        if not any(cell.strip() for cell in cells) or not conflicts.allow(line, cells):
            continue
        if len(cells) != len(names):
            message = f"the row has {len(cells)} cells, the header has {len(names)}"
            hint = "an empty cell needs its comma, too"
            if len(cells) > len(names):
                hint = 'a text with a comma in it stands in double quotes: "so, that"'
            problems.append(_problem(path, line, message, hint))
            continue
        values = (cell.strip() for cell in cells)
        rows.append((line, reader.line_num, dict(zip(names, values, strict=True))))
    return rows


def conflict_mark(side: str) -> str:
    """What marks a row as one side's in a conflict: base, ours, theirs, "ours deleted" or so."""
    return f"CONFLICT {side}: "


def conflict_side(cell: str) -> str:
    """The side that the mark at the start of a row's first cell names; empty without a mark."""
    found = _CONFLICT.match(cell.lstrip())
    return found[1] if found else ""


class _Conflicts:
    """Conflicts that a merge left in a table, each said once, at its first line."""

    def __init__(self, path: Path, problems: list[Problem]) -> None:
        self.path = path
        self.problems = problems
        self.sides: set[str] = set()
        self.name = ""

    def allow(self, line: int, cells: list[str]) -> bool:
        """Whether the row counts: it is in no conflict, or the first in it that is there.

        Its first cell then has no mark any more.
        """
        first = cells[0].strip()
        if _GIT_MARK.fullmatch(first):
            message = "a mark that git puts into a file in a merge was left behind here"
            self._say(line, "", message, "remove this line")
            return False
        side = conflict_side(first)
        if not side:
            self.sides.clear()
            return True
        name = first.removeprefix(conflict_mark(side))
        starts = not self.sides or name != self.name or side in self.sides or side == "base"
        if starts:
            self.sides.clear()
            self.name = name
            message = "two edits of this row met in a merge, and nobody has chosen yet"
            hint = "keep one of the rows without its mark, and remove the others"
            self._say(line, name, message, hint)
        is_first = not self.sides & {"ours", "theirs"}
        self.sides.add(side)
        cells[0] = name
        return is_first and side in {"ours", "theirs"}

    def _say(self, line: int, name: str, message: str, hint: str) -> None:
        self.problems.append(
            Problem(Severity.ERROR, "merge-conflict", self.path, line, 1, name, message, hint)
        )


def _problem(path: Path, line: int, message: str, hint: str = "") -> Problem:
    return Problem(Severity.ERROR, "table", path, line, 1 if line else 0, "", message, hint)
