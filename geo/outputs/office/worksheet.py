"""A table as a sheet of a workbook: frozen and filtered, of readable widths, ready to print."""

from __future__ import annotations

import datetime as dt
import re
from copy import copy
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from geo.outputs.rows import trace_line
from geo.sheets.cells import as_text, legal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from geo.outputs.data.table import Field, Table, Value
    from geo.outputs.markup import Reader

_INK, _QUIET, _LINE, _HEAD, _LINK = "22272B", "545B61", "D5D9DC", "0F5C7A", "0F5C7A"
FONT = "Calibri"
_WEB = re.compile(r"(?:https?://|mailto:)[^\s<>\"{}|\\^`]+", re.IGNORECASE)
#: Excel repairs a workbook with a longer address.
_LONGEST_LINK = 2079
#: Widths in digits of the font: the least and the most, by kind of column.
_WIDTHS = {
    "index": (6, 11),
    "number": (11, 19),
    "date": (11, 14),
    "degrees": (10, 12),
    "code": (10, 22),
    "text": (12, 30),
    "long": (28, 52),
    "link": (24, 58),
}
#: Numbers of sources are many and short.
_BY_KEY = {
    "sources": (11, 14),
    "name": (24, 36),
    "project_name": (24, 36),
    "title": (36, 60),
    "place": (12, 20),
    "summary": (28, 56),
    "figures": (28, 84),
    "note": (24, 90),
    "differ": (16, 30),
}
#: The last column that has room on paper; what follows is for work on a screen.
_LAST_PRINTED = {"projects": "sources", "figures": "note", "sources": "licence"}
#: Columns whose numbers are those of sources.
_CITING = {"source", "status_source", "location_source"}
#: A letter of a head is wider, and the button of the filter stands beside.
_BOLD, _BUTTON = 0.85, 3
#: How many letters of a text have room where there is room for one digit.
_NARROW = 1.08
#: Points: the font, a line of it, and the highest row that Excel knows.
_SIZE, _LINE_POINTS, _HIGHEST = 10, 13.2, 409
_RIGHT = {"number", "index", "degrees", "date"}
_FIRST_DAY = dt.date(1900, 3, 1)
_MARGINS = {"left": 0.4, "right": 0.4, "top": 0.6, "bottom": 0.6, "header": 0.3, "footer": 0.3}
_PAPERS = {"a4": 9, "a3": 8}
#: The text of a header or footer, its codes included, may have so many letters.
_LONGEST_FOOTER = 200


def write_table(
    page: Any, table: Table, reader: Reader, sources: str, colours: Mapping[str, str]
) -> None:
    """Fill a sheet. ``sources`` is the name of that of the sources, to which numbers lead.

    ``colours`` are those of statuses.
    """
    widths = [_width(field) for field in table.fields]
    for at, width in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(at)].width = width
    _Cells(page, table, sources, colours).write()
    for row, height in enumerate(_heights(table, widths), 1):
        page.row_dimensions[row].height = height
    last = get_column_letter(len(table.fields))
    rows = max(len(table), 1) + 1
    if not len(table):
        cell = as_text(page.cell(2, 2), reader.word("page.empty"))
        cell.font = Font(name=FONT, size=_SIZE, italic=True, color=_QUIET)
    named = {field.key: get_column_letter(at) for at, field in enumerate(table.fields, 1)}
    page.freeze_panes = f"{_after(named.get('name') or named.get('project_name') or 'A')}2"
    page.auto_filter.ref = f"A1:{last}{rows}"
    page.print_title_rows = "1:1"
    page.print_area = f"A1:{named.get(_LAST_PRINTED.get(table.name, ''), last)}{rows}"
    for_print(page, reader)


def _after(letter: str) -> str:
    return str(get_column_letter(column_index_from_string(letter) + 1))


def for_print(page: Any, reader: Reader, *, pages: int = 0) -> None:
    """Set up the paper: all columns on its width, title above, version of the data below.

    ``pages`` is on how many it has to find room, 0 for as many as it takes.
    """
    options = reader.model.layout.xlsx
    page.page_setup.paperSize = _PAPERS[options.paper]
    page.page_setup.orientation = options.orientation
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, pages
    page.sheet_properties.pageSetUpPr.fitToPage = True
    for side, inches in _MARGINS.items():
        setattr(page.page_margins, side, inches)
    said = _footer(reader.of(reader.model.title))
    page.oddHeader.left.text, page.oddHeader.left.size = said, 9
    page.oddHeader.right.text, page.oddHeader.right.size = "&A", 9
    page.oddFooter.left.text, page.oddFooter.left.size = _footer(trace_line(reader)), 8
    page.oddFooter.right.text, page.oddFooter.right.size = "&P / &N", 8


def _footer(text: str) -> str:
    """A text in which no letter is a code, also not beside the size of the font."""
    flat = " ".join(legal(text).split())[: _LONGEST_FOOTER // 2]
    return " " + flat.replace("&", "&&")


class _Cells:
    """The cells of a table; each look is made once."""

    def __init__(self, page: Any, table: Table, sources: str, colours: Mapping[str, str]) -> None:
        self.page, self.table, self.colours = page, table, colours
        self.place = "'" + sources.replace("'", "''") + "'!A" if sources else ""
        self.looks: dict[tuple[str, ...], Any] = {}
        statuses = {field.key: field.values for field in table.fields}.get("status", ())
        self.statuses = [str(code) for code in statuses]

    def write(self) -> None:
        """Write heads and rows."""
        for at, field in enumerate(self.table.fields, 1):
            self._look(as_text(self.page.cell(1, at), field.label), "head", field.kind)
            for row, value in enumerate(field.values, 2):
                cell = self.page.cell(row, at)
                shown = self._put(cell, value, field, row - 2)
                self._look(cell, *shown)

    def _put(self, cell: Any, value: Value, field: Field, row: int) -> tuple[str, ...]:
        """Fill a cell; how it looks."""
        if isinstance(value, str) and value:
            day = _day(value) if field.kind in {"date", "number"} else None
            if day is not None:
                cell.value = day
                return "body", field.kind, _INK, "yyyy-mm-dd"
            as_text(cell, value)
            if field.key == "status_name" and self.statuses:
                return "strong", field.kind, self.colours.get(self.statuses[row], _INK)
            if field.kind == "link" and len(value) <= _LONGEST_LINK and _WEB.fullmatch(value):
                cell.hyperlink = value
                return "link", field.kind, _LINK
        elif value is not None and value != "":
            cell.value = value
            if field.key in _CITING and self.place:
                where = f"{self.place}{int(value) + 1}"
                cell.hyperlink = Hyperlink(ref=cell.coordinate, location=where)
                return "link", field.kind, _LINK, "0"
            return "body", field.kind, _INK, _format(value, field.kind)
        strong = "strong" if field.key == "name" else "body"
        return strong, field.kind, _QUIET if field.kind == "code" else _INK

    def _look(self, cell: Any, *look: str) -> None:
        # That a text is no formula, though it begins like one, is a part of the look.
        key = (*look, "text" if cell.quotePrefix else "")
        made = self.looks.get(key)
        if made is None:
            self._make(cell, *look)
            self.looks[key] = cell._style
        else:
            cell._style = copy(made)

    @staticmethod
    def _make(
        cell: Any, what: str, kind: str, colour: str = "FFFFFF", number_format: str = "General"
    ) -> None:
        head = what == "head"
        cell.font = Font(
            name=FONT,
            size=_SIZE,
            bold=what in {"head", "strong"},
            color=colour,
            underline="single" if what == "link" else None,
        )
        across, down = "right" if kind in _RIGHT else "left", "center" if head else "top"
        wraps = head or kind not in {"code", "link"}
        indent = 0 if kind in _RIGHT else 1
        cell.alignment = Alignment(horizontal=across, vertical=down, wrap_text=wraps, indent=indent)
        cell.number_format = number_format
        if head:
            cell.fill = PatternFill("solid", fgColor=_HEAD)
        else:
            cell.border = Border(bottom=Side(style="hair", color=_LINE))


def _format(value: Value, kind: str) -> str:
    """As many decimals as the number has."""
    if kind == "degrees":
        return "0.0000"
    if kind != "number":
        return "0"
    _whole, _dot, rest = repr(value).partition(".")
    decimals = len(rest) if rest.strip("0").isdigit() else 0
    return f"#,##0.{'0' * decimals}" if decimals else "#,##0"


def _day(iso: str) -> dt.date | None:
    """A day that Excel has in its calendar; months and years stay texts."""
    try:
        day = dt.date.fromisoformat(iso)
    except ValueError:
        return None
    return day if day >= _FIRST_DAY and re.fullmatch(r"\d{4}-\d\d-\d\d", iso) else None


def _width(field: Field) -> float:
    """As wide as the longest line, between what a column needs and what a reader wants."""
    least, most = _BY_KEY.get(field.key, _WIDTHS[field.kind])
    said = (_shown(value) for value in field.values if value is not None)
    longest = max((len(line) for text in said for line in text.split("\n")), default=0)
    word = max((len(part) for part in re.split(r"[\s-]+", field.label)), default=0)
    # A header's letters are bold, and the button of the filter stands beside.
    return max(min(max(longest + 3.0, least), most), min(word * 1.15 + 3, most + 8))


def _heights(table: Table, widths: Sequence[float]) -> Iterator[float]:
    """Of the heads and of each row, in points: as many lines as its texts are wrapped into.

    Excel would find the height itself; other programs and viewers don't.
    """
    heads = [
        len(_wrapped(field.label, width * _BOLD - _BUTTON))
        for field, width in zip(table.fields, widths, strict=True)
    ]
    yield max(heads, default=1) * _LINE_POINTS + 6
    for row in range(len(table)):
        lines = [
            sum(
                len(_wrapped(part, width * _NARROW - 3))
                for part in str(field.values[row]).split("\n")
            )
            for field, width in zip(table.fields, widths, strict=True)
            if field.kind in {"text", "long"} and isinstance(field.values[row], str)
        ]
        yield min(max(lines, default=1) * _LINE_POINTS + 3, _HIGHEST)


def _wrapped(text: str, width: float) -> list[str]:
    return wrap(text, max(int(width), 4)) or [""]


def _shown(value: Value) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)
