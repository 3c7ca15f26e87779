"""One row a project, in the order of their numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.outputs.data.figures import certainty, columns, differing, in_words
from geo.outputs.data.sources import numbers, source_lines
from geo.outputs.data.table import Field, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.model import MapProject
    from geo.outputs.data.figures import Which
    from geo.outputs.data.table import Value
    from geo.outputs.markup import Reader

#: Columns that stand there even where nothing is in them.
ALWAYS = frozenset(
    {"number", "id", "name", "sector", "sector_name", "status", "status_name", "status_date"}
    | {"summary", "sources", "longitude", "latitude"}
)


def projects_table(reader: Reader, which: Which = "shared", *, alone: bool = False) -> Table:
    """The projects of the map.

    A table that stands ``alone`` has all figures in words and the sources in full; else these
    are in tables of their own.
    """
    model = reader.model
    titles = {layer.id: reader.of(layer.title) or layer.id for layer in model.layers}
    figures = columns(reader, which)

    def column(
        key: str, label: str, kind: str, value: Callable[[MapProject], Value]
    ) -> tuple[Field]:
        values = tuple(value(project) for project in model.projects)
        return (Field(key, reader.word(label), kind, values),)

    def word(kind: str, code: str) -> str:
        return reader.word(f"{kind}.{code}") if code else ""

    in_full = (
        *column("figures", "page.figures", "long", lambda p: in_words(reader, p)),
        *column("sources_full", "sheet.sources_full", "long", lambda p: source_lines(reader, p)),
    )
    fields = (
        *column("number", "table.number", "index", lambda each: each.number),
        *column("name", "table.name", "text", lambda each: reader.of(each.name)),
        *column("sector_name", "page.sector", "text", lambda p: word("sector", p.sector)),
        *column("status_name", "page.legend_status", "text", lambda p: word("status", p.status)),
        *column("status_date", "download.status_date", "date", lambda p: p.status_date_iso),
        *column("place", "page.place", "text", lambda p: reader.of(p.place)),
        *figures.main,
        *column("summary", "download.summary", "long", lambda p: reader.of(p.summary)),
        *column("sources", "sheet.sources", "text", numbers),
        *column(
            "precision_name", "page.precision", "text", lambda p: word("precision", p.precision)
        ),
        *figures.further,
        *(in_full if alone else ()),
        *column("differ", "sheet.differ", "text", lambda p: differing(reader, p)),
        *column("note", "page.note", "long", lambda p: remarks(reader, p)),
        *column("status_source", "sheet.status_source", "index", lambda p: p.status_source or None),
        *column("status_locator", "field.locator", "text", lambda p: reader.of(p.status_locator)),
        *column(
            "location_source", "sheet.location_source", "index", lambda p: p.location_source or None
        ),
        *column("layer_name", "download.layer", "text", lambda p: titles.get(p.layer, p.layer)),
        *column(
            "longitude",
            "download.longitude",
            "degrees",
            lambda p: p.anchor[0] if p.anchor else None,
        ),
        *column(
            "latitude", "download.latitude", "degrees", lambda p: p.anchor[1] if p.anchor else None
        ),
        *column("id", "download.id", "code", lambda p: p.id),
        *column("sector", "sheet.sector_code", "code", lambda p: p.sector),
        *column("status", "sheet.status_code", "code", lambda p: p.status),
        *column("location_precision", "sheet.precision_code", "code", lambda p: p.precision),
    )
    return Table("projects", reader.word("page.projects"), fields)


def remarks(reader: Reader, project: MapProject) -> str:
    """What must be known about a project, a remark a line."""
    parts = (
        reader.word("role.context") if project.role == "context" else "",
        certainty(reader, project.certainty),
        reader.of(project.note),
        reader.of(project.location_note),
    )
    return "\n".join(part for part in parts if part)
