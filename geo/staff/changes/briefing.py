"""What changed in one paragraph: the change briefing, for those who read no tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.staff.changes.model import ADDED, CHANGED, REMOVED
from geo.staff.changes.sizes import percent
from geo.staff.changes.voice import Voice, one_line
from geo.words import available_languages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from geo.staff.changes.model import Comparison, FactChange, FeatureChange

#: So many are named in a sentence; of the rest it says how many they are.
_MOST_NAMED = 4
_YEAR = re.compile(r"\d{4}")


def briefing(comparison: Comparison) -> dict[str, str]:
    """A paragraph in each language of the map, by its code."""
    catalogue = comparison.new.catalogue or comparison.old.catalogue
    languages = catalogue.settings.languages if catalogue else available_languages()
    known = [code for code in languages if code in available_languages()]
    return {code: paragraph(comparison, code) for code in known}


def paragraph(comparison: Comparison, language: str) -> str:
    """The paragraph in one language; nothing is in it that the comparison does not say."""
    found = _Briefing(comparison, Voice(comparison, language))
    return " ".join(found.sentences()) or found.voice.summary()


class _Briefing:
    def __init__(self, comparison: Comparison, voice: Voice) -> None:
        self.comparison = comparison
        self.voice = voice
        self.projects = [change for change in comparison.features if _is_project(change)]
        self.others = [change for change in comparison.features if not _is_project(change)]

    def sentences(self) -> Iterator[str]:
        """What matters most comes first: what became of projects, when, and at what cost."""
        kept = [change for change in self.projects if change.kind == CHANGED]
        yield from self._named("completed", kept, lambda each: self._became(each, "completed"))
        yield from self._named("suspended", kept, lambda each: self._became(each, "suspended"))
        yield from self._named("status", kept, self._status)
        yield from self._named("finish", kept, self._finish)
        yield from self._named("cost", kept, self._cost)
        yield from self._disagreements(kept)
        for kind in (ADDED, REMOVED):
            changes = [change for change in self.projects if change.kind == kind]
            yield from self._named(kind, changes, self._name)
        yield from self._named("renamed", kept, self._renamed)
        yield from self._named("shape", kept, lambda each: self._name(each) if each.shape else None)
        yield from self._rest(kept)

    def _rest(self, kept: Sequence[FeatureChange]) -> Iterator[str]:
        """What is only counted."""
        found, voice = self.comparison, self.voice
        yield from self._figures(kept)
        yield from self._counted("details", sum(map(_has_details, kept)))
        for kind in (ADDED, REMOVED, CHANGED):
            number = sum(change.kind == kind and change.item is not None for change in self.others)
            yield from self._counted(f"objects_{kind}", number)
        added = sum(record.kind == ADDED for record in found.sources)
        yield from self._counted("sources_added", added)
        yield from self._counted("sources_changed", len(found.sources) - added)
        if found.settings or found.layers or found.order:
            yield voice.word("briefing.settings")
        if found.context:
            yield voice.word("briefing.base_map")
        if found.problems:
            paths = dict.fromkeys(problem.path.as_posix() for problem in found.problems)
            yield voice.word("briefing.unread", names=self._listed([*paths]))

    def _counted(self, key: str, number: int) -> Iterator[str]:
        if number:
            yield self.voice.count(f"briefing.{key}", number)

    def _named(
        self,
        key: str,
        changes: Iterable[FeatureChange],
        name: Callable[[FeatureChange], str | None],
    ) -> Iterator[str]:
        """A sentence about those changes for which ``name`` has something to say."""
        names = [said for change in changes if (said := name(change))]
        if names:
            yield self.voice.count(f"briefing.{key}", len(names), names=self._listed(names))

    def _listed(self, names: Sequence[str]) -> str:
        """Names with semicolons between them, since commas stand in names; the rest as a number."""
        if len(names) > _MOST_NAMED + 1:
            left = self.voice.wording.number(len(names) - _MOST_NAMED)
            names = [*names[:_MOST_NAMED], self.voice.word("briefing.more", n=left)]
        return "; ".join(one_line(name) for name in names)

    def _name(self, change: FeatureChange) -> str:
        return self.voice.name(change)

    def _became(self, change: FeatureChange, status: str) -> str | None:
        found = next((value for value in change.values if value.key == "status"), None)
        return self._name(change) if found and found.new == status else None

    def _status(self, change: FeatureChange) -> str | None:
        """The status before and after, where it has no sentence of its own."""
        found = next((value for value in change.values if value.key == "status"), None)
        if found is None or found.new in {"completed", "suspended"}:
            return None
        line = self.voice.value(found)
        if line.old is None or line.new is None:
            return None
        return f"{self._name(change)} ({self._from_to(line.old, line.new)})"

    def _finish(self, change: FeatureChange) -> str | None:
        """The planned finish before and after, where it is later or earlier now."""
        said = []
        for fact in change.facts:
            if fact.key == "planned_finish" and fact.shift and fact.old and fact.new:
                old, new = fact.old["value"], fact.new["value"]
                if _YEAR.fullmatch(old) and _YEAR.fullmatch(new):
                    said.append(self.voice.word("briefing.years", old=old, new=new))
                else:
                    said.append(self._from_to(self.voice.date(old), self.voice.date(new)))
        return f"{self._name(change)} ({', '.join(said)})" if said else None

    def _cost(self, change: FeatureChange) -> str | None:
        """The cost before and after, with its growth in percent where it can be said."""
        said = []
        for fact in change.facts:
            if fact.key == "cost" and fact.changes_value and fact.old and fact.new:
                both = self._from_to(self.voice.figure(fact.old), self.voice.figure(fact.new))
                growth = (
                    "" if fact.percent is None else f"{percent(self.voice.wording, fact.percent)}: "
                )
                said.append(f"{growth}{both}")
        return f"{self._name(change)} ({'; '.join(said)})" if said else None

    def _from_to(self, old: str, new: str) -> str:
        return self.voice.word("briefing.from_to", old=old, new=new)

    def _disagreements(self, changes: Sequence[FeatureChange]) -> Iterator[str]:
        """The figures on which sources now differ."""
        names, count = [], 0
        for change in changes:
            keys = dict.fromkeys(fact.key for fact in change.facts if fact.disagrees)
            if keys:
                labels = ", ".join(map(self.voice.fact_label, keys))
                names.append(f"{self._name(change)} ({labels})")
                count += len(keys)
        if names:
            yield self.voice.count("briefing.disagree", count, names=self._listed(names))

    def _figures(self, changes: Sequence[FeatureChange]) -> Iterator[str]:
        """How many figures came, went or differ that no sentence names."""
        facts = [fact for change in changes for fact in change.facts]
        told = sum(fact.disagrees or _is_told(fact) for fact in facts)
        yield from self._counted("figures_more" if told else "figures", len(facts) - told)

    def _renamed(self, change: FeatureChange) -> str | None:
        if not (change.is_renamed and change.old):
            return None
        return f"{self._name(change)} ({self._from_to(change.old.id, change.id)})"


def _is_project(change: FeatureChange) -> bool:
    """Whether it is a project, and not context or a feature from elsewhere."""
    item = change.item
    if item is None:
        return False
    return item.layer.is_projects and item.feature.properties.get("role") != "context"


def _is_told(fact: FactChange) -> bool:
    """Whether a change of a figure has a sentence of its own."""
    if fact.key == "planned_finish":
        return bool(fact.shift)
    return fact.key == "cost" and fact.changes_value


def _has_details(change: FeatureChange) -> bool:
    """Whether more differs than the status, its date and its source."""
    told = {"status", "status_date", "source", "locator"}
    has_status = any(value.key == "status" for value in change.values)
    return change.changes_layer or any(
        value.key not in told or not has_status for value in change.values
    )
