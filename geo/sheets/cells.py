"""Texts that no spreadsheet runs as formulas, in CSV and in XLSX."""

from __future__ import annotations

import re
from typing import Any

#: Beginnings that a spreadsheet takes for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
#: What no cell of a workbook may hold.
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: How many letters a cell of a workbook may hold, and the name of a sheet.
LONGEST, _TITLE = 32767, 31


def guarded(text: str) -> str:
    """A text of CSV that no spreadsheet runs; numbers stay numbers."""
    if text.startswith(FORMULA) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def legal(text: str) -> str:
    """A text as a workbook can hold it, but for its length."""
    return _ILLEGAL.sub("\ufffd", text)


def as_text(cell: Any, text: str) -> Any:
    """Fill a cell of openpyxl with a text, which stays one when it is edited."""
    cell.value = legal(text)[:LONGEST]
    cell.data_type = "s"
    if text.startswith(FORMULA):
        cell.quotePrefix = True
    return cell


def sheet_title(name: str, taken: set[str]) -> str:
    """A name that a sheet of a workbook may have, and no other one has; it is then taken."""
    plain = re.sub(r"[\[\]:*?/\\']", "_", legal(name))[:_TITLE] or "layer"
    number, found = 2, plain
    while found.casefold() in taken:
        mark = f"_{number}"
        found, number = plain[: _TITLE - len(mark)] + mark, number + 1
    taken.add(found.casefold())
    return found
