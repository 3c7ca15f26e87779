"""A CSV file in rows that keep their text."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.staff.merging.sides import UnmergeableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BOM = "\ufeff"
#: For the writer, which puts cells in quotes that have a part of it in them.
_END = "\r\n"


@dataclass(frozen=True, slots=True)
class Record:
    """A row: its cells by column, its text, its line end, and the blank lines behind it."""

    cells: dict[str, str]
    text: str
    end: str
    blank: str = ""

    def cell(self, column: str) -> str:
        """A cell without the space round it; empty where the table has no such column."""
        return self.cells.get(column, "").strip()


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file. ``header`` is its first line, which holds the columns."""

    start: str = ""
    delimiter: str = ","
    columns: tuple[str, ...] = ()
    header: Record = Record({}, "", "")
    records: tuple[Record, ...] = ()

    @property
    def form(self) -> tuple[str, tuple[str, ...]]:
        """What two tables have in common where a row's text can move from one to the other."""
        return self.delimiter, self.columns

    def row(self, cells: dict[str, str]) -> str:
        """The text of a row with these cells."""
        out = io.StringIO(newline="")
        writer = csv.writer(out, delimiter=self.delimiter, lineterminator=_END)
        writer.writerow([cells.get(column, "") for column in self.columns])
        return out.getvalue().removesuffix(_END)

    def text(self) -> str:
        """The whole file. Only the last line may have no end."""
        end = self.header.end or "\n"
        lines = [self.header, *self.records]
        ends = [each.end or end for each in lines[:-1]] + [lines[-1].end]
        body = (each.text + stop + each.blank for each, stop in zip(lines, ends, strict=True))
        return self.start + "".join(body)


def read_records(path: Path) -> Table:
    """Read a file. An empty one, which git gives for no common base, has nothing in it.

    Raises UnmergeableError for what is no table whose rows are as wide as its header.
    """
    try:
        text = path.read_bytes().decode()
    except UnicodeDecodeError as error:
        message = f"the byte at {error.start} is not UTF-8"
        raise UnmergeableError(message) from error
    if not text:
        return Table()
    start, text = (_BOM, text[1:]) if text.startswith(_BOM) else ("", text)
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    header, *rows = [*_records(text, delimiter)] or [([], "", "")]
    columns = tuple(name.strip() for name in header[0])
    if len({*columns}) != len(columns) or not any(columns):
        message = "the header doesn't name each column, each once"
        raise UnmergeableError(message)
    records: list[Record] = [Record({}, *header[1:])]
    for cells, raw, end in rows:
        if not any(cell.strip() for cell in cells):
            last = records[-1]
            records[-1] = Record(last.cells, last.text, last.end, last.blank + raw + end)
        elif len(cells) != len(columns):
            message = f"a row has {len(cells)} cells, the header has {len(columns)}"
            raise UnmergeableError(message)
        else:
            records.append(Record(dict(zip(columns, cells, strict=True)), raw, end))
    return Table(start, delimiter, columns, records[0], tuple(records[1:]))


def _records(text: str, delimiter: str) -> Iterator[tuple[list[str], str, str]]:
    """The rows: cells, text, line end."""
    taken: list[str] = []

    def lines() -> Iterator[str]:
        for each in io.StringIO(text, newline=""):
            taken.append(each)
            yield each

    try:
        for cells in csv.reader(lines(), delimiter=delimiter, strict=True):
            whole = "".join(taken)
            taken.clear()
            own = whole.rstrip("\r\n")
            # A line break inside quotes can't be the last thing of a row.
            yield cells, own, whole[len(own) :]
    except csv.Error as error:
        message = f"no CSV: {error}"
        raise UnmergeableError(message) from error
