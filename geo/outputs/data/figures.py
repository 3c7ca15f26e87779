"""Figures of projects: as columns of values, as a table of statements, and in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from geo.outputs.data.table import Field, Table, unit_name, with_unit
from geo.schema import FACT_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.model import Fact, MapProject, Statement
    from geo.outputs.data.table import Value
    from geo.outputs.markup import Reader

#: Which figures have a column: those of several projects, or all.
Which = Literal["shared", "all"]
_DATES = {"date", "year"}
#: Figures that a column is worth even where one project has them.
MAIN = frozenset({"cost", "planned_finish", "actual_finish"})
#: What is measured, in which unit and how many of these a metre or a square metre is.
_MEASURED = {"length": ("m", 1.0), "area": ("ha", 0.0001)}


@dataclass(frozen=True, slots=True)
class Measurable:
    """A figure in a unit; dates of all precisions are one."""

    key: str
    unit: str

    @classmethod
    def of(cls, fact: Fact, statement: Statement) -> Measurable:
        """What a statement is about."""
        return cls(fact.key, "" if statement.unit in _DATES else statement.unit)

    def first(self, project: MapProject) -> Statement | None:
        """What is said first of a project."""
        return next(
            (
                each
                for fact in project.facts
                if fact.key == self.key
                for each in fact.statements
                if Measurable.of(fact, each) == self
            ),
            None,
        )


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of figures, the main ones first. Upper ends of ranges have their own."""

    main: tuple[Field, ...]
    further: tuple[Field, ...]


def columns(reader: Reader, which: Which) -> Columns:
    """The columns of figures."""
    chosen = tuple(_chosen(reader, which))
    main = [field for each in chosen if each.key in MAIN for field in _fields(reader, each)]
    more = [field for each in chosen if each.key not in MAIN for field in _fields(reader, each)]
    return Columns(tuple(main), tuple(more))


def _chosen(reader: Reader, which: Which) -> Iterator[Measurable]:
    seen: Counter[Measurable] = Counter()
    for project in reader.model.projects:
        own = (Measurable.of(f, each) for f in project.facts for each in f.statements)
        seen.update([*dict.fromkeys(own)])
    order = {key: index for index, key in enumerate(FACT_KEYS)}
    for each in sorted(seen, key=lambda found: order.get(found.key, len(order))):
        if which == "all" or each.key in MAIN or seen[each] > 1:
            yield each


def _fields(reader: Reader, figure: Measurable) -> Iterator[Field]:
    projects = reader.model.projects
    said = [figure.first(project) for project in projects]
    label = next(
        reader.of(fact.label) for p in projects for fact in p.facts if fact.key == figure.key
    )
    key = f"{figure.key}_{figure.unit}" if figure.unit else figure.key
    kind = "number" if figure.unit else "date"
    head = with_unit(reader, label, figure.unit)
    yield Field(key, head, kind, tuple(each.value if each else None for each in said))
    if any(each and each.high is not None for each in said):
        head = with_unit(reader, reader.word("sheet.up_to", name=label), figure.unit)
        yield Field(f"{key}_to", head, kind, tuple(each.high if each else None for each in said))


def in_words(reader: Reader, project: MapProject) -> str:
    """All that is said of a project, a figure a line."""
    lines = [
        f"{reader.of(fact.label)}: {'; '.join(_statement(reader, each) for each in said)}"
        for fact in project.facts
        if (said := fact.statements)
    ]
    lines += [
        f"{reader.word(f'page.measured_{each.key}')}: {reader.of(each.text)}"
        for each in project.measures
    ]
    return "\n".join(lines)


def _statement(reader: Reader, said: Statement) -> str:
    parts = (reader.of(said.text), reader.of(said.as_of), reader.of(said.note))
    sure = certainty(reader, said.certainty)
    number = f" [{said.source}]" if said.source else ""
    return ", ".join(part for part in (*parts, sure) if part) + number


def certainty(reader: Reader, code: str) -> str:
    """How sure it is; empty where a source states it."""
    return "" if code in {"", "stated"} else reader.word(f"certainty.{code}")


def differing(reader: Reader, project: MapProject) -> str:
    """The figures on which sources differ."""
    return "; ".join(reader.of(f.label) for f in project.facts if len(f.statements) > 1)


@dataclass(frozen=True, slots=True)
class _Row:
    project: MapProject
    key: str
    label: str
    text: str
    value: Value
    high: Value
    unit: str
    said: Statement | None


def figures_table(reader: Reader) -> Table:
    """A row for each statement, in the order of the projects."""
    rows = [row for project in reader.model.projects for row in _rows(reader, project)]

    def text(key: str, label: str, kind: str, values: list[Value]) -> Field:
        return Field(key, reader.word(label), kind, tuple(values))

    said = [row.said for row in rows]
    fields = (
        text("number", "table.number", "index", [row.project.number for row in rows]),
        text("project_name", "sheet.project", "text", [reader.of(r.project.name) for r in rows]),
        text("figure_name", "sheet.figure", "text", [row.label for row in rows]),
        text("text", "sheet.said", "text", [row.text for row in rows]),
        text("value", "sheet.value", "number", [row.value for row in rows]),
        text("high", "sheet.high", "number", [row.high for row in rows]),
        text("unit_name", "sheet.unit", "text", [unit_name(reader, row.unit) for row in rows]),
        text("as_of", "field.as_of", "date", [each.as_of_iso if each else "" for each in said]),
        text(
            "source",
            "sheet.source_number",
            "index",
            [e.source or None if e else None for e in said],
        ),
        text("locator", "field.locator", "text", [reader.of(e.locator) if e else "" for e in said]),
        text(
            "certainty_name",
            "field.certainty",
            "text",
            [certainty(reader, each.certainty) if each else "" for each in said],
        ),
        text("note", "field.note", "long", [reader.of(e.note) if e else "" for e in said]),
        text("project", "sheet.project_code", "code", [row.project.id for row in rows]),
        text("figure", "sheet.figure_code", "code", [row.key for row in rows]),
        text("unit", "sheet.unit_code", "code", [row.unit for row in rows]),
        text("certainty", "field.certainty", "code", [e.certainty if e else "" for e in said]),
    )
    return Table("figures", reader.word("page.figures"), fields)


def _rows(reader: Reader, project: MapProject) -> Iterator[_Row]:
    for fact in project.facts:
        for each in fact.statements:
            label, text = reader.of(fact.label), reader.of(each.text)
            yield _Row(project, fact.key, label, text, each.value, each.high, each.unit, each)
    for measure in project.measures:
        label = reader.word(f"page.measured_{measure.key}")
        unit, share = _MEASURED.get(measure.key, ("", 1.0))
        value = round(measure.value * share, 1)
        shown: Value = int(value) if value.is_integer() else value
        key = f"measured_{measure.key}"
        yield _Row(project, key, label, reader.of(measure.text), shown, None, unit, None)
