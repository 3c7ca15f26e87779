"""Which words of a text were taken out and which were put in."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import NamedTuple

KEPT, OUT, IN = "kept", "out", "in"
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
# Beyond so many words the two texts stand as wholes, one after the other.
_MOST_TOKENS = 2000
# Texts that have less in common are easier to read as wholes.
_LEAST_ALIKE = 0.4
#: So many tokens of what was kept stand beside a change.
_AROUND = 10


class Run(NamedTuple):
    """A stretch of a text that was kept, taken out or put in."""

    kind: str
    text: str


def word_changes(old: str, new: str) -> list[Run]:
    """A text as runs of words that were kept, taken out and put in.

    Kept words far from any change are left out, and an ellipsis stands for them.
    """
    if old == new:
        return [Run(KEPT, old)]
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    whole = [run for run in (Run(OUT, old), Run(IN, new)) if run.text]
    if not before or not after or max(len(before), len(after)) > _MOST_TOKENS:
        return whole
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < _LEAST_ALIKE:
        return whole
    blocks = matcher.get_opcodes()
    runs: list[Run] = []
    for index, (kind, i1, i2, j1, j2) in enumerate(blocks):
        if kind == "equal":
            inside = 0 < index < len(blocks) - 1
            text = "".join(before[i1:i2])
            if inside and not text.strip():
                # A space between two changes is part of both.
                runs += [Run(OUT, text), Run(IN, text)]
            else:
                last = index == len(blocks) - 1
                runs.append(Run(KEPT, _shortened(before[i1:i2], first=not index, last=last)))
            continue
        runs += [Run(OUT, "".join(before[i1:i2]))] if i1 < i2 else []
        runs += [Run(IN, "".join(after[j1:j2]))] if j1 < j2 else []
    return _joined(runs)


def _shortened(tokens: list[str], *, first: bool, last: bool) -> str:
    """What was kept, without its middle, or without its start or end."""
    head, tail = [] if first else tokens[:_AROUND], [] if last else tokens[-_AROUND:]
    if len(head) + len(tail) >= len(tokens) - 2:
        return "".join(tokens)
    parts = ("".join(head).rstrip(), "…", "".join(tail).lstrip())
    return ("" if first else " ").join(parts[:2]) + ("" if last else " ") + parts[2]


def _joined(runs: list[Run]) -> list[Run]:
    """Between two kept stretches, what was taken out first and what was put in then."""
    found: list[Run] = []
    out = put = ""
    for run in [*runs, Run(KEPT, "")]:
        if run.kind == OUT:
            out += run.text
        elif run.kind == IN:
            put += run.text
        else:
            found += [each for each in (Run(OUT, out), Run(IN, put)) if each.text]
            out = put = ""
            found += [run] if run.text else []
    return found
