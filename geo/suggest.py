"""The nearest good word to one that is not known."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHOWN = 14
#: The longest word that is compared, and the longest value that stands in a message.
_LONGEST = 80


def shown(value: object) -> str:
    """A value from a file as a message quotes it, cut where it is long."""
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """A hint: the nearest of ``known``, or all of them where none is near."""
    words = [str(candidate) for candidate in known]
    folded = {_folded(candidate): candidate for candidate in words}
    near = difflib.get_close_matches(_folded(str(word)[:_LONGEST]), folded, n=1, cutoff=0.6)
    if near:
        return f"did you mean {folded[near[0]]!r}?"
    if not words:
        return "none is known"
    more = f" and {len(words) - _SHOWN} more" if len(words) > _SHOWN else ""
    return f"it can be: {', '.join(words[:_SHOWN])}{more}"


def _folded(word: str) -> str:
    return word.strip().lower().replace(" ", "_").replace("-", "_")
