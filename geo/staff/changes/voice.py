"""What changed, in the words of one language: the same lines for every form of the report."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from geo.facts import parse_value
from geo.report import printable
from geo.schema import FACT_KEYS, PARTIAL_DATE, TEXTS, Project
from geo.staff.changes.model import ADDED, REMOVED
from geo.staff.changes.revisions import WORKING_TREE
from geo.staff.changes.sizes import area, distance, percent
from geo.staff.changes.values import language_of
from geo.wording import wording
from geo.words import available_languages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from geo.staff.changes.model import (
        Comparison,
        FactChange,
        FeatureChange,
        RecordChange,
        ShapeChange,
        ValueChange,
    )
    from geo.tables import Row

_NUMBER_SPACES = re.compile("[\u00a0\u202f]")
_PLACE = re.compile(r"\{(\w+)\}")
#: Which section of the locale file words the value of a field.
_WORDED = {
    "sector": "sector",
    "status": "status",
    "location_precision": "precision",
    "line_precision": "precision",
    "role": "role",
    "certainty": "certainty",
}
_DATES = {"status_date", "as_of", "date"}
_CELLS = ("as_of", "source", "locator", "certainty")
#: Differences below this are the noise of measuring.
_LEAST_M, _LEAST_M2 = 0.05, 0.5


class Line(NamedTuple):
    """One thing that differs.

    ``old`` and ``new`` are None where there is nothing, both where ``note`` says it all. Of
    prose it is told which words differ; ``language`` is the one that it is written in.
    """

    label: str
    old: str | None
    new: str | None
    note: str = ""
    language: str = ""
    is_prose: bool = False


class Voice:
    """Words the changes of a comparison in one language."""

    def __init__(self, comparison: Comparison, language: str) -> None:
        self.comparison = comparison
        self.language = language
        self.wording = wording(language)
        catalogue = comparison.new.catalogue or comparison.old.catalogue
        former = comparison.old.catalogue
        settings = catalogue.settings if catalogue else None
        own = settings.languages if settings else available_languages()
        #: This language, then those of the map: whose words stand in for missing ones.
        self.languages = tuple(dict.fromkeys((language, *own, *available_languages())))
        labels = dict(former.settings.facts) if former else {}
        labels |= settings.facts if settings else {}
        self._labels = {key: label.words for key, label in labels.items()}

    def word(self, key: str, /, **values: object) -> str:
        """A word of the interface with its placeholders filled, in one pass."""
        return filled(self.wording.words[key], values)

    def count(self, key: str, n: int, /, **values: object) -> str:
        """A word in the form that a number asks for, with the number as {n}."""
        form = self.wording.locale.plural_form(n)
        words = self.wording.words
        pattern = words.get(f"{key}.{form}") or words.get(f"{key}.other") or words[key]
        return filled(pattern, {"n": self.wording.number(n), **values})

    def name(self, change: FeatureChange) -> str:
        """What the feature is called, else its id."""
        item = change.item
        said = item.feature.properties if item else {}
        found = [said.get(f"name_{code}") for code in self.languages]
        found += [said.get(key) for key in ("name", "title", "Name", "NAME", "label")]
        return next((one_line(each) for each in found if isinstance(each, str) and each), change.id)

    def between(self, mark: Callable[[str], str]) -> str:
        """The two sides by their names, each as ``mark`` shows it."""
        own = {WORKING_TREE: self.word("changes.working_tree")}
        old, new = (
            own.get(side.label) or mark(side.label)
            for side in (self.comparison.old, self.comparison.new)
        )
        return self.word("changes.between", old=old, new=new)

    def lines(self, change: FeatureChange) -> list[Line]:
        """All that differs in a feature; what came or went as a whole has its status alone."""
        found: list[Line] = []
        if change.is_renamed and change.old:
            note = self.word("changes.renamed_note")
            found.append(Line(self.word("changes.id"), change.old.id, change.id, note))
        if change.changes_layer and change.old and change.new:
            layers = change.old.layer.id, change.new.layer.id
            found.append(Line(self.word("changes.layer"), *layers))
        found += [self.value(each) for each in change.values]
        if change.kind in {ADDED, REMOVED}:
            status = change.item.feature.properties.get("status") if change.item else None
            if isinstance(status, str) and status:
                shown = self._shown("status", status)
                old, new = (None, shown) if change.kind == ADDED else (shown, None)
                found.append(Line(self.field("status"), old, new))
        if change.shape:
            said = "; ".join(self.shape(change.shape))
            found.append(Line(self.word("changes.shape"), None, None, said))
        found += [line for fact in change.facts for line in self.fact(fact)]
        return found

    def field(self, key: str) -> str:
        """What a property or a column is called: a known one in words, others as they are."""
        base, code = language_of(key)
        known = self.wording.words.get(f"field.{base if base in TEXTS else key}")
        if known is None:
            return key
        return f"{known} ({code})" if base in TEXTS and code else known

    def value(self, change: ValueChange) -> Line:
        """A property or a cell that differs."""
        old, new = (
            None if each is None else self._shown(change.key, each)
            for each in (change.old, change.new)
        )
        base, language = language_of(change.key)
        is_text = base in TEXTS or (change.key not in _WORDED and change.key not in _DATES)
        is_prose = is_text and all(
            isinstance(each, str) and " " in each.strip() for each in (change.old, change.new)
        )
        return Line(self.field(change.key), old, new, language=language, is_prose=is_prose)

    def _shown(self, key: str, value: Any) -> str:
        if not isinstance(value, str):
            return json.dumps(value, ensure_ascii=False)
        if key in _WORDED:
            return self.wording.words.get(f"{_WORDED[key]}.{value}", value)
        return self.date(value) if key in _DATES else value

    def date(self, iso: str) -> str:
        """A date in words; what is none as it is."""
        if not re.fullmatch(PARTIAL_DATE, iso):
            return iso
        try:
            return self.wording.date(iso)
        except ValueError:
            return iso

    def fact_label(self, key: str) -> str:
        """What a figure is called."""
        own = self._labels.get(key, {})
        known = self.wording.words.get(f"fact.{key}") if key in FACT_KEYS else None
        found = (own.get(code) for code in self.languages)
        return own.get(self.language) or known or next(filter(None, found), key)

    def figure(self, row: Row) -> str:
        """The value of a row with its unit; one that is not sound as it stands."""
        try:
            value, high = parse_value(row["value"], row["unit"])
            if isinstance(value, str):
                return self.date(value)
            return self.wording.quantity(value, high, row["unit"])
        except (ValueError, KeyError):
            return f"{row['value']} {row['unit']}".strip()

    def fact(self, change: FactChange) -> Iterator[Line]:
        """A row of facts.csv: the figure, then who says it and when, as far as that differs."""
        label = self.fact_label(change.key)
        old, new = change.old, change.new
        disagree = [self.word("changes.disagree")] if change.disagrees else []
        if old is None or new is None:
            row = new or old
            source = [row["source"]] if row and row["source"] else []
            was, now = (None if each is None else self.figure(each) for each in (old, new))
            yield Line(label, was, now, ", ".join([*source, *disagree]))
            return
        if change.changes_value:
            growth = [percent(self.wording, change.percent)] if change.percent is not None else []
            was, now = self.figure(old), self.figure(new)
            yield Line(label, was, now, ", ".join([*growth, *disagree]))
        columns = [*_CELLS, *(column for column in new.cells if column.startswith("note"))]
        for column in columns:
            if old[column] != new[column]:
                before, after = (self._cell(column, row[column]) or None for row in (old, new))
                name = f"{label}: {self.field(column)}"
                language = language_of(column)[1]
                is_prose = column.startswith("note") and bool(before and after)
                yield Line(name, before, after, language=language, is_prose=is_prose)

    def _cell(self, column: str, text: str) -> str:
        return self.wording.locator(text) if column == "locator" else self._shown(column, text)

    def shape(self, change: ShapeChange) -> Iterator[str]:
        """What can be said of a geometry that differs."""
        yield from self._kind(change)
        for key, holds in (
            ("unmeasured", not change.is_measured),
            ("reversed", change.is_reversed),
            ("heights", change.heights_only),
        ):
            if holds:
                yield self.word(f"changes.{key}")
        if change.moved_m is not None:
            yield self.word("changes.moved", distance=distance(self.wording, change.moved_m))
        if change.length_m:
            yield from self._grown(change.length_m, "length", distance, _LEAST_M)
        if change.area_m2:
            yield from self._grown(change.area_m2, "area", area, _LEAST_M2)
        if change.deviation_m is not None and change.deviation_m >= _LEAST_M:
            yield self.word(
                "changes.deviation", distance=distance(self.wording, change.deviation_m)
            )
        if change.vertices and change.moved_m is None and all(change.vertices):
            total = self.wording.number(max(change.vertices))
            changed = self.wording.number(change.changed_vertices)
            yield self.word("changes.vertices", n=changed, total=total)

    def _kind(self, change: ShapeChange) -> Iterator[str]:
        old, new = change.old_type, change.new_type
        if old != new and old and new:
            yield self.word("changes.type", old=self._type(old), new=self._type(new))
        elif old != new:
            yield self.word("changes.placed" if new else "changes.unplaced")

    def _grown(
        self, sizes: tuple[float, float], what: str, say: Any, least: float
    ) -> Iterator[str]:
        old, new = sizes
        if abs(new - old) >= least:
            way = "more" if new > old else "less"
            shown = (say(self.wording, each) for each in (abs(new - old), old, new))
            values = dict(zip(("difference", "old", "new"), shown, strict=True))
            yield self.word(f"changes.{what}_{way}", **values)

    def _type(self, kind: str) -> str:
        return self.wording.words.get(f"geometry.{kind}", kind)

    def record(self, change: RecordChange) -> list[Line]:
        """A source or a file of settings that differs; one that came or went has its title."""
        if change.kind in {ADDED, REMOVED}:
            by_key = {each.key: each for each in change.values}
            keys = (*(f"title_{code}" for code in self.languages), "title")
            found = next((by_key[key] for key in keys if key in by_key), None)
            return [self.value(found)] if found else []
        return [self.value(each) for each in change.values]

    def whole(self) -> list[str]:
        """What is to be said of files and layers as wholes."""
        found = self.comparison
        unread = [*dict.fromkeys(problem.path.as_posix() for problem in found.problems)]
        said = [self.word(f"changes.layer_{layer.kind}", name=layer.id) for layer in found.layers]
        for key, names in (
            ("order", found.order),
            ("base_map", found.context),
            ("form", found.form),
            ("unread", unread),
        ):
            if names:
                said.append(self.word(f"changes.{key}", names=", ".join(names)))
        return said

    def summary(self) -> str:
        """How many features came, went and differ; or that nothing did."""
        found = self.comparison
        if not found.differs:
            return self.word("changes.only_form" if found.form else "changes.nothing")
        kinds = [change.kind for change in found.features]
        counts = {kind: kinds.count(kind) for kind in (ADDED, REMOVED, "changed")}
        said = [
            self.word(f"changes.count_{kind}", n=self.wording.number(n))
            for kind, n in counts.items()
            if n
        ]
        return ", ".join(said) or self.word("changes.not_features")


def filled(pattern: str, values: Mapping[str, object]) -> str:
    """A pattern with its placeholders filled; what was filled in is not looked at again."""
    return _PLACE.sub(lambda match: str(values.get(match[1], match[0])), pattern)


def one_line(text: str) -> str:
    """A text without line ends."""
    return " ".join(text.split())


def shown(text: str) -> str:
    """A text that does nothing to a terminal, the spaces within numbers as plain ones."""
    return printable(_NUMBER_SPACES.sub(" ", text))


#: The fields that have words of their own in each locale file.
FIELDS = (*Project.model_fields, *TEXTS, "as_of")
