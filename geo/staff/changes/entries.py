"""Lines of a report as HTML: what was, what is, and the words that differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.outputs.markup import html, xml
from geo.staff.changes.words import IN, KEPT, OUT, word_changes

if TYPE_CHECKING:
    from geo.staff.changes.voice import Line


def line_html(line: Line) -> str:
    """A term and its description, for a list of them."""
    note = f" <small>{html(line.note)}</small>" if line.note else ""
    if line.old is None and line.new is None:
        return f"<div><dt>{html(line.label)}</dt><dd>{html(line.note)}</dd></div>"
    return f"<div><dt>{html(line.label)}</dt><dd>{_both(line)}{note}</dd></div>"


def _both(line: Line) -> str:
    old, new = line.old, line.new
    if old is not None and new is not None:
        runs = word_changes(old, new) if line.is_prose else []
        if any(run.kind == KEPT for run in runs):
            return "".join(_marked(run.kind, run.text, line.language) for run in runs)
        return f"{_marked(OUT, old, line.language)} → {_marked(IN, new, line.language)}"
    return (
        _marked(OUT, old or "", line.language) if new is None else _marked(IN, new, line.language)
    )


def _marked(kind: str, text: str, language: str) -> str:
    spoken = f' lang="{xml(language)}"' if language else ""
    if kind == KEPT:
        return f"<span{spoken}>{html(text)}</span>"
    name = "del" if kind == OUT else "ins"
    return f"<{name}{spoken}>{html(text)}</{name}>"
