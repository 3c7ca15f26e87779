"""When two values, features or texts are the same, whatever the form they are written in."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from geo.staff.changes.model import ValueChange

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geo.read import Collection

_LANGUAGE_LENGTH = 2


def same(old: Any, new: Any) -> bool:
    """Whether two JSON values are the same: 1 is 1.0, but not true."""
    if isinstance(old, bool) or isinstance(new, bool):
        return old is new
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(same(old[key], new[key]) for key in old)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(same, old, new))
    return (type(old) is type(new) and bool(old == new)) or _numbers(old, new)


def _numbers(old: Any, new: Any) -> bool:
    return isinstance(old, int | float) and isinstance(new, int | float) and old == new


def value_changes(
    old: Mapping[str, Any], new: Mapping[str, Any], *, empty_is_nothing: bool
) -> Iterator[ValueChange]:
    """What differs between two objects, in the order of the new one.

    null is nothing, since QGIS writes it for every empty field; so is an empty text where
    ``empty_is_nothing``.
    """
    nothing: tuple[Any, ...] = (None, "") if empty_is_nothing else (None,)
    for key in (*new, *(key for key in old if key not in new)):
        before, after = old.get(key), new.get(key)
        before = None if any(before is each or before == each for each in nothing) else before
        after = None if any(after is each or after == each for each in nothing) else after
        if not same(before, after):
            yield ValueChange(key, before, after)


def language_of(key: str) -> tuple[str, str]:
    """``name_kk`` as ("name", "kk"), ``title.kk`` as ("title", "kk"); else no language."""
    for mark in ("_", "."):
        base, found, code = key.rpartition(mark)
        if found and base and len(code) == _LANGUAGE_LENGTH and code.isascii() and code.islower():
            return base, code
    return key, ""


def flat(settings: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested tables with their keys joined by dots."""
    found: dict[str, Any] = {}
    for key, value in settings.items():
        if isinstance(value, dict):
            found |= flat(value, f"{prefix}{key}.")
        else:
            found[f"{prefix}{key}"] = value
    return found


def fingerprint(value: Any) -> str:
    """A text that two equal JSON values have in common, whatever the order of their keys."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)


def lines_of(collection: Collection) -> list[bytes]:
    """The text of each feature as it stands in its file: equal texts need no closer look."""
    text = collection.data if collection.by_lines else collection.text
    starts = [*(feature.start for feature in collection.features), len(text)]
    cuts = (text[start:end] for start, end in pairwise(starts))
    return [(cut if isinstance(cut, bytes) else cut.encode()).rstrip(b" \t\r\n,]}") for cut in cuts]
