"""XLSX: sheets with coordinates in their columns, cells with the types that they have."""

from __future__ import annotations

import datetime as dt
import re
import warnings
import zipfile
import zlib
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any

from geo.errors import MapError
from geo.staff.importing.archive import refuse_bomb
from geo.staff.importing.limits import MAX_CELLS, MAX_TEXT_BYTES
from geo.staff.importing.readers.delimited import tabled
from geo.staff.importing.values import iso

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.staff.importing.source import Options
    from geo.staff.importing.table import Losses, Table

_EXTRA = (
    "XLSX is read with openpyxl, which is not installed; install it: "
    'python -m pip install -e ".[import]"'
)
_HEAD = 2048
#: How many rows of a sheet are looked at to see whether it is empty.
_LOOKED_AT = 50
_DECLARES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"}


def tables(path: Path, options: Options) -> list[str]:
    """The sheets that have a cell."""
    del options
    with _book(path) as book:
        names = [sheet.title for sheet in book.worksheets if _has_cell(sheet)]
    if not names:
        message = f"{path.name}: the workbook is empty"
        raise MapError(message)
    return names


def read(path: Path, table: str, options: Options) -> Table:
    """The rows of a sheet."""
    del options
    with _book(path) as book:
        rows = _rows(path, book[table])
    formulas = _formulas(path, table)
    found = tabled(path, rows, table, "xlsx", typed=False)
    _tidy(found, formulas)
    return found


@contextmanager
def _book(path: Path, *, formulas: bool = False) -> Iterator[Any]:
    try:
        import openpyxl
        from openpyxl.utils.exceptions import InvalidFileException
    except ImportError:
        message = f"{path.name}: {_EXTRA}"
        raise MapError(message) from None
    _refuse_hostile(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, read_only=True, data_only=not formulas)
            try:
                yield book
            finally:
                book.close()
    # All that openpyxl raises for a part that is not as the format has it.
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        EOFError,
        SyntaxError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
    ) as error:
        message = f"{path.name}: the workbook is damaged ({error}); take it again"
        raise MapError(message) from error


def _refuse_hostile(path: Path) -> None:
    """Raise MapError for a workbook that unpacks to too much or declares entities."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            refuse_bomb(path, infos, MAX_TEXT_BYTES)
            for info in infos:
                if info.filename.lower().endswith((".xml", ".rels")):
                    with archive.open(info) as part:
                        if _DECLARES.search(part.read(_HEAD).replace(b"\0", b"")):
                            message = f"{path.name}: {info.filename} declares entities"
                            message = f"{message}, as attacks do; it is not read"
                            raise MapError(message)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError) as error:
        message = f"{path.name}: the workbook is damaged ({error}); take it again"
        raise MapError(message) from error


def _has_cell(sheet: Any) -> bool:
    rows = islice(_cells(sheet), _LOOKED_AT)
    return any(any(cell is not None for cell in row) for row in rows)


def _cells(sheet: Any) -> Iterator[tuple[Any, ...]]:
    """The rows of a sheet as they are, not as wide and long as it says that it is."""
    sheet.reset_dimensions()
    rows: Iterator[tuple[Any, ...]] = sheet.iter_rows(values_only=True)
    return rows


def _rows(path: Path, sheet: Any) -> list[tuple[int, list[Any]]]:
    rows: list[tuple[int, list[Any]]] = []
    cells = 0
    for number, row in enumerate(_cells(sheet), 1):
        values = list(row)
        cells += len(values) + 1
        while values and values[-1] is None:
            values.pop()
        if cells > MAX_CELLS:
            message = f"{path.name}: more than {MAX_CELLS} cells in a sheet"
            raise MapError(message)
        if values:
            rows.append((number, [_plain(value) for value in values]))
    return rows


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return iso(value)
    if isinstance(value, dt.timedelta):
        return str(value)
    return value


def _formulas(path: Path, table: str) -> int:
    """How many formulas were saved without their results, as programs other than Excel do."""
    with _book(path, formulas=True) as written, _book(path) as known:
        pairs = zip(
            _cells(written[table]),
            _cells(known[table]),
            strict=False,
        )
        return sum(
            isinstance(formula, str) and formula.startswith("=") and result is None
            for row, results in pairs
            for formula, result in zip(row, results, strict=False)
        )


def _tidy(found: Table, formulas: int) -> None:
    losses: Losses = found.losses
    losses.add("formula without a saved result (open the file in Excel and save it)", "", formulas)
    for record in found.records:
        for name, value in record.values.items():
            if isinstance(value, str) and value in _ERRORS:
                losses.add(f"{name}: the error {value}", record.place)
                record.values[name] = None
            elif isinstance(value, str) and not value.strip():
                record.values[name] = None
