"""Sources by their numbers, and the objects of layers from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.outputs.data.table import Field, Table
from geo.outputs.markup import clean

if TYPE_CHECKING:
    from geo.model import MapProject, Source
    from geo.outputs.markup import Reader


def numbers(project: MapProject) -> str:
    """The numbers of all that a project cites."""
    return ", ".join(str(number) for number in sorted(project.sources))


def source_lines(reader: Reader, project: MapProject) -> str:
    """The sources of a project in full, one a line."""
    known = {source.number: source for source in reader.model.sources}
    return "\n".join(
        source_line(reader, known[number]) for number in project.sources if number in known
    )


def source_line(reader: Reader, source: Source) -> str:
    """``[1] Title, publisher, date, address``."""
    parts = (
        reader.of(source.title) or clean(source.id),
        clean(source.publisher),
        reader.of(source.date),
        clean(source.url),
    )
    return f"[{source.number}] " + ", ".join(part for part in parts if part)


def sources_table(reader: Reader) -> Table:
    """A row for each source."""
    found = reader.model.sources
    words = reader.model.words.get(reader.language, {})

    def language(code: str) -> str:
        return words.get(f"source_language.{code}", code)

    fields = (
        Field("number", reader.word("table.number"), "index", tuple(s.number for s in found)),
        Field(
            "title",
            reader.word("sheet.title"),
            "long",
            tuple(reader.of(s.title) or clean(s.id) for s in found),
        ),
        Field(
            "publisher",
            reader.word("sheet.publisher"),
            "text",
            tuple(clean(s.publisher) for s in found),
        ),
        Field("date", reader.word("sheet.date"), "date", tuple(s.date_iso for s in found)),
        Field(
            "language",
            reader.word("sheet.language"),
            "text",
            tuple(language(s.language) for s in found),
        ),
        Field("url", reader.word("sheet.web"), "link", tuple(clean(s.url) for s in found)),
        Field(
            "licence", reader.word("sheet.licence"), "text", tuple(clean(s.licence) for s in found)
        ),
        Field("id", reader.word("download.id"), "code", tuple(clean(s.id) for s in found)),
    )
    return Table("sources", reader.word("page.sources"), fields)


def objects_table(reader: Reader) -> Table:
    """A row for each object of a layer from elsewhere, with its own properties as they are."""
    found = reader.model.features
    titles = {layer.id: reader.of(layer.title) or layer.id for layer in reader.model.layers}
    properties = tuple(
        "\n".join(f"{clean(key)}: {clean(value)}" for key, value in each.properties)
        for each in found
    )
    fields = (
        Field(
            "layer_name",
            reader.word("download.layer"),
            "text",
            tuple(titles.get(each.layer, each.layer) for each in found),
        ),
        Field("name", reader.word("table.name"), "text", tuple(reader.of(f.name) for f in found)),
        Field("properties", reader.word("page.properties"), "long", properties),
        Field(
            "longitude",
            reader.word("download.longitude"),
            "degrees",
            tuple(each.anchor[0] if each.anchor else None for each in found),
        ),
        Field(
            "latitude",
            reader.word("download.latitude"),
            "degrees",
            tuple(each.anchor[1] if each.anchor else None for each in found),
        ),
        Field("id", reader.word("download.id"), "code", tuple(clean(each.id) for each in found)),
    )
    return Table("objects", reader.word("sheet.objects"), fields)
