"""The map as a GeoPackage: projects, figures, sources and the base map, styled for QGIS.

QGIS opens a table of one kind of geometry best, so each project is a point with all that is
known of it, where the map has its badge, and what is drawn stands in layers beside. The
styles are in the table in which QGIS looks for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo import unfinished
from geo.outputs.data.figures import figures_table
from geo.outputs.data.projects import projects_table
from geo.outputs.data.shapes import (
    KINDS,
    columns_of,
    ground_sheets,
    object_sheets,
    project_sheets,
    sheet,
)
from geo.outputs.data.sources import sources_table
from geo.outputs.data.styles import Styles, aliases_of
from geo.outputs.markup import Reader
from geo.outputs.rows import credits_of, trace_line
from geo.sheets.gdal import geopackage
from geo.sheets.sheet import Column

if TYPE_CHECKING:
    from geo.model import MapModel
    from geo.sheets.sheet import Sheet

#: Names of tables that no layer may have.
_OWN = ("figures", "sources", "about", "layer_styles")


def render(model: MapModel) -> dict[str, bytes]:
    """Write the package, its words in the model's language."""
    reader = Reader(model, model.language)
    sheets = _sheets(reader)
    with unfinished.folder("output") as folder:
        path = folder / "map.gpkg"
        geopackage(path, sheets)
        return {path.name: path.read_bytes()}


def _sheets(reader: Reader) -> list[Sheet]:
    model, styles = reader.model, Styles(reader)
    options = model.layout.gpkg
    aliases = aliases_of(projects_table(reader, options.figures, alone=True))
    found = project_sheets(reader)
    ends = {f"project_{end}": kind for kind, end in KINDS.items()}
    for each in found:
        styles.projects(each, ends.get(each.name, "Point"), aliases)
    for layer, kind, each in object_sheets(reader, [*_OWN, *(s.name for s in found)]):
        styles.objects(each, kind, layer)
        found.append(each)
    if options.ground:
        for layer, kind, each in ground_sheets(reader, [*_OWN, *(s.name for s in found)]):
            styles.ground(each, kind, layer)
            found.append(each)
    for table in (figures_table(reader), sources_table(reader)):
        if len(table):
            each = sheet(table.name, table.title, columns_of(table), None)
            styles.table(each, table)
            found.append(each)
    return [*found, _about(reader), styles.sheet()]


def _about(reader: Reader) -> Sheet:
    """What the file is, who made its data, and of which version it is."""
    model, word = reader.model, reader.word
    said = [
        ("title", reader.of(model.title)),
        ("summary", reader.of(model.summary)),
        ("version", trace_line(reader)),
        ("hash", model.trace.hash),
        ("address", model.address),
        *(("attribution", f"{', '.join(titles)}: {by}") for titles, by in credits_of(reader)),
    ]
    rows = [row for row in said if row[1]]
    columns = [
        Column("what", "str", [what for what, _text in rows]),
        Column("text", "str", [text for _what, text in rows]),
    ]
    return sheet("about", word("sheet.about"), columns, None)
