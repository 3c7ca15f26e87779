"""CSV: text with any of the usual separators and code pages, coordinates in its columns."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from geo.errors import MapError, UsageError
from geo.staff.importing import encodings
from geo.staff.importing.coordinates import columns_of, geometry, number
from geo.staff.importing.limits import MAX_FEATURES, MAX_TEXT_BYTES
from geo.staff.importing.table import Losses, Record, Table

if TYPE_CHECKING:
    from pathlib import Path

    from geo.staff.importing.source import Options

_SEPARATORS = (",", ";", "\t", "|")
_WHOLE = re.compile(r"-?(?:0|[1-9]\d{0,17})")
_DECIMAL = re.compile(r"-?(?:0|[1-9]\d*)[.,]\d+(?:[eE][+-]?\d+)?|-?\d(?:\.\d+)?[eE][+-]?\d+")
#: What a spreadsheet would take for a formula; an export puts an apostrophe before it.
_GUARDED = re.compile(r"'[=+\-@\t\r]")
#: How far down the header is looked for, under titles and merged cells.
HEADER_ROWS = 12


def tables(path: Path, options: Options) -> list[str]:
    """A text is one table."""
    del options
    return [path.stem]


def read(path: Path, table: str, options: Options) -> Table:
    """All rows that have a cell."""
    if path.stat().st_size > MAX_TEXT_BYTES:
        message = f"{path.name}: larger than {MAX_TEXT_BYTES // 1024**2} MB; cut it first"
        raise MapError(message)
    notes: list[str] = []
    text = _text(path, path.read_bytes(), options.encoding, notes)
    marked = re.match(r"sep=(.)\r?\n", text)
    text = text[marked.end() :] if marked else text
    separator = marked[1] if marked else _separator(text)
    found = tabled(path, _rows(path, text, separator, 2 if marked else 1), table, "csv", typed=True)
    found.notes = notes + found.notes
    return found


def _rows(path: Path, text: str, separator: str, first_line: int) -> list[tuple[int, list[Any]]]:
    """The cells of each row behind the number of its line."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[tuple[int, list[Any]]] = []
    start = first_line
    # The limit is one for all readers of the process, so it is put back.
    limit = csv.field_size_limit(MAX_TEXT_BYTES)
    try:
        for cells in reader:
            rows.append((start, cells))
            start = reader.line_num + first_line
            if len(rows) > MAX_FEATURES:
                message = f"{path.name}: more than {MAX_FEATURES} rows"
                raise MapError(message)
    except csv.Error as error:
        line = reader.line_num + first_line - 1
        message = f"{path.name}:{line}: no CSV, or cut off: {error}"
        raise MapError(message) from error
    finally:
        csv.field_size_limit(limit)
    return rows


def tabled(
    path: Path, rows: list[tuple[int, list[Any]]], name: str, form: str, *, typed: bool
) -> Table:
    """Rows of cells as a table: the header found, coordinates taken, empty rows passed over.

    ``typed``: cells are texts, and a column of numbers becomes one.
    """
    losses = Losses()
    at, header = _header(path, rows)
    columns = columns_of(header)
    found = Table(name, form, [], losses=losses)
    if at:
        found.notes.append(f"the header stands in row {rows[at][0]}; what is above it is left")
    if not columns:
        named = ", ".join(repr(item) for item in header[:12])
        message = (
            f"{path.name}: no columns with coordinates. It has {named}; name them lon and lat "
            "(долгота, широта; бойлық, ендік), x and y, or wkt"
        )
        raise MapError(message)
    found.notes.append(columns.said())
    body = [(line, cells) for line, cells in rows[at + 1 :] if any(_full(cell) for cell in cells)]
    dicts = [_row(header, cells, f"row {line}", losses) for line, cells in body]
    for (line, _cells), row in zip(body, dicts, strict=True):
        place = f"row {line}"
        shape = geometry(row, columns, place, losses)
        values = {key: value for key, value in row.items() if key not in columns.used}
        found.records.append(Record(place, values, shape))
    if typed:
        _type_columns(found)
    return found


def _header(path: Path, rows: list[tuple[int, list[Any]]]) -> tuple[int, list[str]]:
    """Where the header stands: the first row that names coordinates, else the first full one."""
    best = -1
    for index, (_line, cells) in enumerate(rows[:HEADER_ROWS]):
        names = [str(cell).strip() if cell is not None else "" for cell in cells]
        if columns_of([name for name in names if name]):
            best = index
            break
        if best < 0 and any(names):
            best = index
    if best < 0:
        message = f"{path.name}: the table is empty"
        raise MapError(message)
    names = [str(cell).strip() if cell is not None else "" for cell in rows[best][1]]
    seen: dict[str, int] = {}
    header = []
    for column, name in enumerate(names, 1):
        key = name or f"column {column}"
        seen[key] = seen.get(key, 0) + 1
        header.append(key if seen[key] == 1 else f"{key} {seen[key]}")
    return best, header


def _row(header: list[str], cells: list[Any], place: str, losses: Losses) -> dict[str, Any]:
    if any(_full(cell) for cell in cells[len(header) :]):
        losses.add("cell to the right of the last heading", place)
    padded = [*cells, *[None] * (len(header) - len(cells))]
    return {
        name: _unguarded(cell)
        for name, cell in zip(header, padded, strict=False)
        if not (name.startswith("column ") and not _full(cell))
    }


def _full(cell: Any) -> bool:
    return cell is not None and str(cell).strip() != ""


def _unguarded(cell: Any) -> Any:
    if isinstance(cell, str):
        return cell[1:] if _GUARDED.match(cell) else cell
    return cell


def _type_columns(found: Table) -> None:
    """Numbers where all of a column are; codes with leading zeros stay texts, empty is null."""
    for name in found.fields:
        texts = [record.values.get(name) for record in found.records]
        full = [text.strip() for text in texts if isinstance(text, str) and text.strip()]
        whole = bool(full) and all(_WHOLE.fullmatch(text) for text in full)
        decimal = bool(full) and all(_WHOLE.fullmatch(t) or _DECIMAL.fullmatch(t) for t in full)
        for record in found.records:
            text = record.values.get(name)
            if not isinstance(text, str):
                continue
            if not text.strip():
                record.values[name] = None
            elif whole:
                record.values[name] = int(text)
            elif decimal:
                record.values[name] = _number(text.strip())


def _number(text: str) -> int | float | None:
    return int(text) if _WHOLE.fullmatch(text) else number(text)


def _text(path: Path, data: bytes, said: str, notes: list[str]) -> str:
    if said:
        name = encodings.known(said)
        if not name:
            message = f"--encoding {said}: there is no such code page; try cp1251 or utf-8"
            raise UsageError(message)
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        name = "utf-16"
    else:
        name = encodings.guessed(data[: 4 * 1024**2].rpartition(b"\n")[0] or data)
        if name != "utf-8":
            notes.append(f"by its letters the text is {name} (else: --encoding NAME)")
    try:
        text = data.decode("utf-8-sig" if name == "utf-8" else name)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"{path.name}:{line}: the byte 0x{data[error.start]:02x} is not {name}"
        message = f"{message}; say which code page it is: --encoding cp1251"
        raise MapError(message) from error
    if "\0" in text:
        message = f"{path.name}: no text: it has zero bytes in it"
        raise MapError(message)
    return text


def _separator(text: str) -> str:
    """The separator under which the lines at the top look most like a table."""
    lines = [line for line in text.split("\n", 30)[:30] if line.strip()][:HEADER_ROWS]

    def likeness(mark: str) -> tuple[bool, int, int]:
        counts = Counter(line.count(mark) for line in lines if mark in line)
        columns, alike = counts.most_common(1)[0] if counts else (0, 0)
        named = any(columns_of([cell.strip(' "\r') for cell in li.split(mark)]) for li in lines)
        return named, alike, columns

    return max(_SEPARATORS, key=likeness)
