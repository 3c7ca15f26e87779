"""The changes as Markdown for a review: in it, no word of the data is more than a word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.staff.changes.model import ADDED, CHANGED, REMOVED
from geo.staff.changes.voice import Line, Voice, shown
from geo.staff.changes.words import IN, KEPT, OUT, word_changes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.staff.changes.model import Comparison, FeatureChange, RecordChange

#: A review of more is read by nobody; hosts refuse a comment of more than 65,536 characters.
MOST = 200
# What Markdown takes for markup within a line, and at the start of one.
_MARKUP = re.compile(r"[\\`*_\[\]<>~|&#{}$]")
_START = re.compile(r"^(\d+(?=[.)](?:\s|$))|(?=[-+=]))")
# Signs that code hosts take for a person, a team, a request, a label or a milestone, even
# where they stand escaped, as well as links and pictures: a word joiner parts them.
_REFERENCE = re.compile(
    r"""([@#!$%&~^](?=[\w"{\\]) | :(?=//|[\w+-]+:) | (?:\bwww)(?=\.))""", re.VERBOSE | re.IGNORECASE
)
_WORD_JOINER = "\u2060"
_MARKS = {OUT: ("<del>", "</del>"), IN: ("<ins>", "</ins>"), KEPT: ("", "")}


def markdown(
    comparison: Comparison, language: str, briefing: Sequence[tuple[str, str]] = ()
) -> str:
    """The report. ``briefing`` are paragraphs with the name of their language."""
    return "\n".join(_Markdown(comparison, language).lines(briefing))


def escaped(words: str) -> str:
    """A text that stands in Markdown as it is: no markup, no link, no mention, no HTML."""
    safe = _MARKUP.sub(r"\\\g<0>", shown(" ".join(words.split())))
    return _REFERENCE.sub(rf"\1{_WORD_JOINER}", _START.sub(r"\1\\", safe))


def code(words: str) -> str:
    """A text as a code span, whatever backquotes it holds."""
    safe = shown(" ".join(words.split())) or " "
    fence = "`" * (max(map(len, re.findall("`+", safe)), default=0) + 1)
    room = " " if safe.startswith("`") or safe.endswith("`") else ""
    return f"{fence}{room}{safe}{room}{fence}"


class _Markdown:
    def __init__(self, comparison: Comparison, language: str) -> None:
        self.comparison = comparison
        self.voice = Voice(comparison, language)

    def lines(self, briefing: Sequence[tuple[str, str]]) -> Iterator[str]:
        found, voice = self.comparison, self.voice
        yield f"## {voice.word('changes.title')}"
        yield ""
        yield f"{voice.between(code)}: {escaped(voice.summary())}"
        for name, paragraph in briefing:
            yield f"\n**{escaped(name)}.** {escaped(paragraph)}"
        for kind in (ADDED, REMOVED, CHANGED):
            changes = [change for change in found.features[:MOST] if change.kind == kind]
            if changes:
                yield f"\n### {voice.word(f'changes.{kind}')}\n"
                for change in changes:
                    yield from self._feature(change)
        if len(found.features) > MOST:
            left = voice.wording.number(len(found.features) - MOST)
            yield f"\n{escaped(voice.word('changes.left_out', n=left))}"
        for key, records in (("sources", found.sources), ("settings", found.settings)):
            if records:
                yield f"\n### {voice.word(f'changes.{key}')}\n"
                for record in records[:MOST]:
                    yield from self._record(record)
        whole = voice.whole()
        if whole:
            yield f"\n### {voice.word('changes.files')}\n"
            yield from (f"- {escaped(said)}" for said in whole)

    def _feature(self, change: FeatureChange) -> Iterator[str]:
        voice = self.voice
        renamed = f" · {voice.word('changes.renamed')}" if change.is_renamed else ""
        layer = f" · {code(change.item.layer.id)}" if change.item else ""
        yield f"- **{escaped(voice.name(change))}** {code(change.id)}{layer}{renamed}"
        yield from map(self._line, voice.lines(change))

    def _record(self, record: RecordChange) -> Iterator[str]:
        kind = self.voice.word(f"changes.{record.kind}")
        yield f"- {code(record.id)}: {kind}"
        yield from map(self._line, self.voice.record(record))

    def _line(self, line: Line) -> str:
        if line.old is None and line.new is None:
            return f"  - {escaped(line.label)}: {escaped(line.note)}"
        note = f" ({escaped(line.note)})" if line.note else ""
        return f"  - {escaped(line.label)}: {_both(line)}{note}"


def _both(line: Line) -> str:
    old, new = line.old, line.new
    if old is not None and new is not None:
        runs = word_changes(old, new) if line.is_prose else []
        if any(run.kind == KEPT for run in runs):
            return "".join(_marked(run.kind, run.text) for run in runs)
        return f"{_marked(OUT, old)} → {_marked(IN, new)}"
    return _marked(OUT, old) if old is not None else _marked(IN, new or "")


def _marked(kind: str, words: str) -> str:
    """Words taken out or put in, with the spaces round them left outside the marks."""
    before, after = _MARKS[kind]
    left = " " if words[:1].isspace() else ""
    right = " " if words[-1:].isspace() and words.strip() else ""
    return f"{left}{before}{escaped(words)}{after}{right}"
