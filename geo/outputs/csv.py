"""The projects as one CSV table, one row a project, for any program that takes tables.

Excel parts columns by what the computer's region does, which goes with its decimal sign: so
languages that write a decimal comma have semicolons between the columns, as on the page.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from babel import Locale
from babel.numbers import get_decimal_symbol

from geo.outputs.data.projects import ALWAYS, projects_table
from geo.outputs.data.sources import objects_table
from geo.outputs.markup import Reader
from geo.sheets.cells import guarded

if TYPE_CHECKING:
    from geo.model import MapModel
    from geo.outputs.data.table import Value

#: So that spreadsheets read UTF-8.
_MARK = b"\xef\xbb\xbf"


def render(model: MapModel) -> dict[str, bytes]:
    """Write the table in the model's language, separated as its layout says."""
    options, reader = model.layout.csv, Reader(model, model.language)
    between = _separator(reader) if options.separator == "auto" else options.separator
    decimal = "," if between == ";" else "."
    table = projects_table(reader, options.figures, alone=True).trimmed(ALWAYS)
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=between, lineterminator="\r\n")
    writer.writerow([guarded(field.label) for field in table.fields])
    for values in zip(*(field.values for field in table.fields), strict=True):
        writer.writerow([_cell(value, decimal) for value in values])
    for row in _objects(reader, [field.key for field in table.fields]):
        writer.writerow([_cell(value, decimal) for value in row])
    return {"map.csv": _MARK + file.getvalue().encode("utf-8", "replace")}


def _separator(reader: Reader) -> str:
    locale = Locale.parse(reader.word("language.cldr"), sep="-")
    return ";" if get_decimal_symbol(locale) == "," else ","


def _objects(reader: Reader, keys: list[str]) -> list[list[Value]]:
    """The objects of layers from elsewhere, in the same columns."""
    table = objects_table(reader)
    # Their own properties stand where those of projects have figures.
    named = {("figures" if f.key == "properties" else f.key): f.values for f in table.fields}
    return [
        [named[key][index] if key in named else None for key in keys] for index in range(len(table))
    ]


def _cell(value: Value, decimal: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded(value)
    # By repr, so that no digit is lost.
    return repr(value).replace(".", decimal)
