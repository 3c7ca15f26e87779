"""The tables of a report as data, in one language: the same rows in every output.

Projects stand in three groups, with their figures and the numbers of their sources; the
sources, the authors of the data and the totals of the report follow the same model. Texts
are plain, with characters that XML cannot hold replaced; an output only lays them out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.outputs.markup import Reader, clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.model import (
        ContextLayer,
        Fact,
        MapFeature,
        MapLayer,
        MapModel,
        MapProject,
        Source,
        Statement,
    )

_SAFE_LINKS = ("https://", "http://", "mailto:")
#: A drawing or a table of more projects is slow to open and no longer read.
MOST_PROJECTS = 300
# A huge layer must not bloat a report: what is beyond is counted.
_MOST_FEATURES = 200
_MOST_PROPERTIES = 30
_LONGEST_VALUE = 300


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: the number of a source, 0 where there is none, and where in the source."""

    source: int = 0
    locator: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A value with its unit as one source gives it, and what must be known about it."""

    text: str
    note: str
    as_of: str
    certainty: str
    source: Note
    statement: Statement

    @property
    def details(self) -> tuple[str, ...]:
        """Note, date and certainty, as far as there is something to say."""
        return tuple(part for part in (self.note, self.as_of, self.certainty) if part)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure or a date of a project; more than one value is a disagreement of sources.

    ``differ`` is the word for that, else empty.
    """

    key: str
    label: str
    values: tuple[Said, ...]
    differ: str


@dataclass(frozen=True, slots=True)
class Row:
    """A project. Words for its status, sector and so on stand ready; empty is not said.

    ``certainty`` is empty where a source states the project. ``precisions`` are how well its
    place is known, each with what that means. ``measures`` are labels and values that were
    measured on the map.
    """

    number: int
    id: str
    project: MapProject
    name: str
    sector: str
    place: str
    summary: str
    certainty: str
    note: str
    status: str
    status_as_of: str
    status_source: Note
    precisions: tuple[tuple[str, str], ...]
    location_note: str
    location_source: Note
    figures: tuple[Figure, ...]
    measures: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Projects under a heading: ``projects`` on the map, ``region`` wide ones, ``context``."""

    id: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source. ``url`` is an address that may be a link; ``place`` any other address.

    ``language`` is that of the title where it is not the reader's, else empty.
    """

    number: int
    title: str
    language: str
    publisher: str
    date: str
    url: str
    place: str
    licence: str

    @property
    def details(self) -> tuple[str, ...]:
        """What follows the title, as far as there is something to say."""
        parts = (self.publisher, self.date, self.place, self.licence)
        return tuple(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class PlainTable:
    """Features of a plain layer with their properties as they are.

    ``more`` is how many further ones the layer has.
    """

    layer: str
    title: str
    description: str
    rows: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    more: int


@dataclass(frozen=True, slots=True)
class Total:
    """A total of the report, shown above everything."""

    label: str
    text: str
    source: Note


def totals(reader: Reader) -> tuple[Total, ...]:
    """The main figures of the report."""
    return tuple(
        Total(reader.of(each.label), reader.of(each.text), Note(each.source))
        for each in reader.model.headlines
    )


def groups(reader: Reader) -> tuple[Group, ...]:
    """The projects in the order of their numbers; groups without a project are left out."""
    shown = reader.model.projects[:MOST_PROJECTS]
    own = [each for each in shown if each.role != "context"]
    found = (
        ("projects", "page.projects", [each for each in own if each.geometry]),
        ("region", "page.regionwide", [each for each in own if not each.geometry]),
        ("context", "role.context", [each for each in shown if each.role == "context"]),
    )
    return tuple(
        Group(name, reader.word(key), tuple(_row(reader, project) for project in projects))
        for name, key, projects in found
        if projects
    )


def left_out(model: MapModel) -> int:
    """How many projects no table lists, because there are too many."""
    return max(0, len(model.projects) - MOST_PROJECTS)


def _row(reader: Reader, project: MapProject) -> Row:
    words = reader.model.words.get(reader.language, {})
    precisions = [project.precision, project.line_precision if project.geometry else ""]
    return Row(
        number=project.number,
        id=project.id,
        project=project,
        name=reader.of(project.name),
        sector=reader.word(f"sector.{project.sector}"),
        place=reader.of(project.place),
        summary=reader.of(project.summary),
        certainty=_certainty(reader, project.certainty),
        note=reader.of(project.note),
        status=reader.word(f"status.{project.status}"),
        status_as_of=_as_of(reader, reader.of(project.status_date)),
        status_source=Note(project.status_source, reader.of(project.status_locator)),
        precisions=tuple(
            (
                reader.word(f"precision.{precision}"),
                clean(words.get(f"precision_note.{precision}", "")),
            )
            for precision in dict.fromkeys(filter(None, precisions))
        ),
        location_note=reader.of(project.location_note),
        location_source=Note(project.location_source),
        figures=tuple(_figure(reader, fact) for fact in project.facts if fact.statements),
        measures=tuple(
            (reader.word(f"page.measured_{measure.key}"), reader.of(measure.text))
            for measure in project.measures
        ),
    )


def _figure(reader: Reader, fact: Fact) -> Figure:
    return Figure(
        key=fact.key,
        label=reader.of(fact.label),
        values=tuple(
            Said(
                text=reader.of(each.text),
                note=reader.of(each.note),
                as_of=reader.of(each.as_of),
                certainty=_certainty(reader, each.certainty),
                source=Note(each.source, reader.of(each.locator)),
                statement=each,
            )
            for each in fact.statements
        ),
        differ=reader.word("page.differ") if len(fact.statements) > 1 else "",
    )


def _certainty(reader: Reader, certainty: str) -> str:
    return "" if certainty == "stated" else reader.word(f"certainty.{certainty}")


def _as_of(reader: Reader, date: str) -> str:
    return reader.word("page.as_of", date=date) if date else ""


def plain_tables(reader: Reader) -> tuple[PlainTable, ...]:
    """The plain layers that have features, as many of these as a report has room for."""
    by_layer: dict[str, list[MapFeature]] = {}
    for feature in reader.model.features:
        by_layer.setdefault(feature.layer, []).append(feature)
    room = _MOST_FEATURES
    found = []
    for layer in reader.model.layers:
        features = by_layer.get(layer.id, [])
        if not features:
            continue
        rows = tuple(
            (reader.of(each.name) or clean(each.id), _properties(each.properties))
            for each in features[:room]
        )
        title, about = reader.of(layer.title), reader.of(layer.description)
        found.append(PlainTable(layer.id, title, about, rows, max(0, len(features) - room)))
        room = max(0, room - len(features))
    return tuple(found)


def _properties(properties: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((clean(key), clean(_cut(value))) for key, value in properties[:_MOST_PROPERTIES])


def _cut(value: str) -> str:
    return value if len(value) <= _LONGEST_VALUE else f"{value[: _LONGEST_VALUE - 1]}…"


def sources(reader: Reader) -> tuple[SourceRow, ...]:
    """The sources by their numbers."""
    return tuple(_source(reader, source) for source in reader.model.sources)


def _source(reader: Reader, source: Source) -> SourceRow:
    # A title that is the same for all readers is the one that was published.
    foreign = len(set(source.title)) == 1 and source.language not in {"", reader.language}
    url, web = clean(source.url), source.url.lower().startswith(_SAFE_LINKS)
    return SourceRow(
        number=source.number,
        title=reader.of(source.title) or clean(source.id),
        language=clean(source.language) if foreign else "",
        publisher=clean(source.publisher),
        date=reader.of(source.date),
        url=url if web else "",
        place="" if web else url,
        licence=_licence(reader, source.licence),
    )


def _licence(reader: Reader, licence: str) -> str:
    return reader.word("table.licence", name=clean(licence)) if licence else ""


def credits_of(reader: Reader) -> tuple[tuple[tuple[str, ...], str], ...]:
    """Titles of layers, and who made them under which licence; each author once."""
    layers: Sequence[MapLayer | ContextLayer] = (*reader.model.layers, *reader.model.context)
    found: dict[str, list[str]] = {}
    for layer in layers:
        parts = (reader.of(layer.attribution), _licence(reader, reader.of(layer.licence)))
        said = "; ".join(part for part in parts if part)
        if said:
            found.setdefault(said, []).append(reader.of(layer.title))
    return tuple((tuple(titles), said) for said, titles in found.items())


def trace_line(reader: Reader) -> str:
    """The small print by which a copy is traced: version of the data, date of newest source."""
    trace = reader.model.trace
    if not trace.hash:
        return ""
    date = reader.of(trace.newest)
    key = "trace.line" if date else "trace.undated"
    return reader.word(key, hash=trace.short, date=date)
