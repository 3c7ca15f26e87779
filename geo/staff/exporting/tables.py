"""CSV and XLSX: rows with coordinates, in which no text can run as a formula."""

from __future__ import annotations

import csv
import io
from typing import Any

from geo.errors import MapError
from geo.sheets.archive import at_rest
from geo.sheets.cells import LONGEST, as_text, guarded, legal, sheet_title
from geo.sheets.sheet import Column, Sheet

_EXTRA = (
    "XLSX is written with openpyxl, which is not installed; install it: "
    'python -m pip install -e ".[import]"'
)
_ROWS = 1_048_576
LON, LAT, X, Y, WKT = "longitude", "latitude", "x", "y", "wkt"


def csv_bytes(sheet: Sheet) -> bytes:
    """A CSV as spreadsheets take it, UTF-8 with a mark.

    An apostrophe stands before what would be a formula; imports take it off again.
    """
    columns = placed(sheet)
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([guarded(column.name) for column in columns])
    for index in range(len(sheet)):
        writer.writerow([_cell(column, index) for column in columns])
    return b"\xef\xbb\xbf" + file.getvalue().encode("utf-8", "replace")


def _cell(column: Column, index: int) -> str:
    value = column.values[index]
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return guarded(value) if isinstance(value, str) else repr(value)


def placed(sheet: Sheet) -> list[Column]:
    """The columns with those of the place: two of coordinates for points, else WKT."""
    if sheet.shapes is None:
        return sheet.columns
    taken = {column.name.casefold() for column in sheet.columns}
    points = all(s is None or (s.geom_type == "Point" and not s.has_z) for s in sheet.shapes)
    degrees = sheet.crs is None or sheet.crs.is_geographic
    names = ((LON, LAT) if degrees else (X, Y)) if points else (WKT,)
    if taken & set(names):
        clash = ", ".join(sorted(taken & set(names)))
        message = f"{sheet.name}: the layer has a field {clash}, where the place would stand"
        message = f"{message}; export it as GeoPackage"
        raise MapError(message)
    if points:
        shown = [(None, None) if s is None or s.is_empty else (s.x, s.y) for s in sheet.shapes]
        extra = [
            Column(name, "float", [_short(pair[axis]) for pair in shown])
            for axis, name in enumerate(names)
        ]
    else:
        texts = [None if s is None else s.wkt for s in sheet.shapes]
        extra = [Column(WKT, "str", texts)]
    return [*sheet.columns, *extra]


def _short(value: float | None) -> float | int | None:
    """A coordinate without a needless .0."""
    return int(value) if value is not None and value.is_integer() else value


def xlsx_bytes(sheets: list[Sheet]) -> bytes:
    """A workbook with a sheet for each table, all texts typed as texts."""
    try:
        from openpyxl import Workbook
    except ImportError:
        raise MapError(_EXTRA) from None
    book = Workbook(write_only=True)
    titles: set[str] = set()
    for sheet in sheets:
        if len(sheet) >= _ROWS:
            message = f"{sheet.name}: more rows than a sheet of XLSX holds; use GeoPackage"
            raise MapError(message)
        columns = placed(sheet)
        page = book.create_sheet(sheet_title(sheet.name, titles))
        page.freeze_panes = "B2"
        page.append([_text_cell(page, column.name) for column in columns])
        for index in range(len(sheet)):
            page.append([_typed(page, column.values[index], column, sheet) for column in columns])
    file = io.BytesIO()
    book.save(file)
    return at_rest(file.getvalue())


def _typed(page: Any, value: Any, column: Column, sheet: Sheet) -> Any:
    if isinstance(value, str):
        clean = legal(value)
        sheet.losses[f"{column.name}: letters that XLSX can't hold"] += clean != value
        sheet.losses[f"{column.name}: texts cut at {LONGEST} letters"] += len(clean) > LONGEST
        return _text_cell(page, clean)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**15:
        # A spreadsheet keeps 15 digits of a number, and all of a text.
        sheet.losses[f"{column.name}: numbers of more than 15 digits, as texts"] += 1
        return _text_cell(page, str(value))
    return value


def _text_cell(page: Any, text: str) -> Any:
    """A cell that is a text whatever it begins with."""
    from openpyxl.cell import WriteOnlyCell

    return as_text(WriteOnlyCell(page, value=None), text)
