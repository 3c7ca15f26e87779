"""The map as an Excel workbook: projects, figures, sources, and what the file is.

Numbers are numbers in the unit that heads their column, whole dates are dates, and every
text is a text whatever it begins with.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook

from geo.outputs.data.figures import figures_table
from geo.outputs.data.projects import ALWAYS, projects_table
from geo.outputs.data.sources import objects_table, sources_table
from geo.outputs.markup import Reader
from geo.outputs.office.about import about_sheet
from geo.outputs.office.look import look_of
from geo.outputs.office.package import moment
from geo.outputs.office.worksheet import write_table
from geo.sheets.archive import at_rest
from geo.sheets.cells import legal, sheet_title

if TYPE_CHECKING:
    from geo.model import MapModel
    from geo.outputs.data.table import Table

#: Codes that only programs look for, and which stand in words beside.
_HIDDEN = {"figures": {"certainty"}}
_FIGURES_ALWAYS = frozenset({"number", "project_name", "figure_name", "text", "value", "source"})
_SOURCES_ALWAYS = frozenset({"number", "title", "publisher", "date", "url"})


def render(model: MapModel) -> dict[str, bytes]:
    """Write the workbook in the model's language."""
    reader = Reader(model, model.language)
    book = Workbook()
    book.remove(book.active)
    book.calculation.fullCalcOnLoad = False
    tables = _tables(reader)
    taken: set[str] = set()
    titles = {table.name: sheet_title(table.title, taken) for table in tables}
    about = sheet_title(reader.word("sheet.about"), taken)
    for table in tables:
        page = book.create_sheet(titles[table.name])
        write_table(page, table, reader, titles.get("sources", ""), look_of(model))
    about_sheet(book.create_sheet(about), reader, [*titles.values()])
    return {"map.xlsx": _saved(book, reader)}


def _tables(reader: Reader) -> list[Table]:
    model = reader.model
    found = [projects_table(reader, model.layout.xlsx.figures).trimmed(ALWAYS)]
    if model.projects:
        found.append(figures_table(reader).trimmed(_FIGURES_ALWAYS))
    if model.features:
        found.append(objects_table(reader).trimmed(frozenset()))
    if model.sources:
        found.append(sources_table(reader).trimmed(_SOURCES_ALWAYS))
    return [table.without(_HIDDEN.get(table.name, set())) for table in found]


def _saved(book: Any, reader: Reader) -> bytes:
    model, said = reader.model, book.properties
    said.title = legal(reader.of(model.title))[:255]
    said.subject = legal(reader.of(model.summary))[:255]
    said.language = reader.word("language.cldr")
    said.keywords = model.trace.short
    said.creator = said.lastModifiedBy = None
    file = io.BytesIO()
    book.save(file)
    return at_rest(file.getvalue(), f"{moment(model.trace.newest_iso):%Y-%m-%dT%H:%M:%SZ}")
