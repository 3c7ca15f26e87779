"""The changes as text for a terminal, in colour where it is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.staff.changes.model import ADDED, CHANGED, REMOVED
from geo.staff.changes.voice import Line, Voice, shown
from geo.staff.changes.words import IN, KEPT, OUT, word_changes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.staff.changes.model import Comparison, FeatureChange, RecordChange

_SIGNS = {ADDED: "+", REMOVED: "-", CHANGED: "~"}
_BOLD, _DIM, _RED, _GREEN, _YELLOW = "1", "2", "31", "32", "33"
_COLOURS = {ADDED: _GREEN, REMOVED: _RED, CHANGED: _YELLOW}


def text(comparison: Comparison, language: str, *, colour: bool = False) -> str:
    """The report, a few lines for each feature that differs."""
    return "\n".join(_Text(comparison, language, colour=colour).lines())


class _Text:
    def __init__(self, comparison: Comparison, language: str, *, colour: bool) -> None:
        self.comparison = comparison
        self.voice = Voice(comparison, language)
        self.colour = colour

    def lines(self) -> Iterator[str]:
        found, voice = self.comparison, self.voice
        yield f"{self._paint(voice.between(str), _BOLD)}: {shown(voice.summary())}"
        for change in found.features:
            yield self._head(change)
            yield from map(self._line, voice.lines(change))
        for key, records in (("sources", found.sources), ("settings", found.settings)):
            if records:
                yield self._paint(voice.word(f"changes.{key}"), _BOLD)
                for record in records:
                    yield from self._record(record)
        whole = voice.whole()
        if whole:
            yield self._paint(voice.word("changes.files"), _BOLD)
            yield from (f"    {shown(said)}" for said in whole)

    def _head(self, change: FeatureChange) -> str:
        sign = self._paint(_SIGNS[change.kind], _COLOURS[change.kind])
        name = self._paint(self.voice.name(change), _BOLD)
        renamed = f"  {self.voice.word('changes.renamed')}" if change.is_renamed else ""
        layer = self._paint(f"[{change.item.layer.id}]", _DIM) if change.item else ""
        return f"{sign} {shown(change.id)}  {name}  {layer}{renamed}".rstrip()

    def _record(self, record: RecordChange) -> Iterator[str]:
        yield f"{self._paint(_SIGNS[record.kind], _COLOURS[record.kind])} {shown(record.id)}"
        yield from map(self._line, self.voice.record(record))

    def _line(self, line: Line) -> str:
        note = f" ({shown(line.note)})" if line.note else ""
        if line.old is None and line.new is None:
            return f"    {shown(line.label)}: {shown(line.note)}"
        return f"    {shown(line.label)}: {self._both(line)}{note}"

    def _both(self, line: Line) -> str:
        old, new = line.old, line.new
        if old is not None and new is not None:
            runs = word_changes(old, new) if line.is_prose else []
            if any(run.kind == KEPT for run in runs):
                return "".join(self._run(run.kind, run.text) for run in runs)
            return f"{self._paint(old, _RED)} → {self._paint(new, _GREEN)}"
        return self._run(OUT, old) if old is not None else self._run(IN, new or "")

    def _run(self, kind: str, words: str) -> str:
        if kind == KEPT:
            return shown(words)
        if self.colour:
            return self._paint(words, _RED if kind == OUT else _GREEN)
        return f"[-{shown(words)}-]" if kind == OUT else f"{{+{shown(words)}+}}"

    def _paint(self, words: str, code: str) -> str:
        """A text that can do nothing to the terminal, in a colour."""
        safe = shown(words)
        return f"\x1b[{code}m{safe}\x1b[0m" if self.colour and safe else safe
