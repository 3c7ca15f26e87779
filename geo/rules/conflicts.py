"""Rules for what a merge has left open: marks in a feature, and git's own marks in a file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from geo.errors import Problem, Severity
from geo.suggest import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.feature import Feature
    from geo.read import Collection

CONFLICT = "conflict"
_SIDES = {"base", "ours", "theirs", "earlier"}
_DELETED = "deleted by "
#: Longer values are not repeated in a hint.
_PASTEABLE = 120


def conflict_problems(collection: Collection, feature: Feature | None) -> Iterator[Problem]:
    """The fields of a feature, or of the collection, that two people changed differently."""
    held = collection.members if feature is None else feature.frame
    marks = held.get(CONFLICT)
    if not isinstance(marks, dict) or not all(map(_is_mark, marks.values())):
        return
    name = "" if feature is None else str(feature.id or feature.properties.get("id") or "")
    for key, mark in marks.items():
        line, column = collection.position(feature, CONFLICT, key)
        message, hint = _said(key, mark)
        place = (collection.path, line, column, name)
        yield Problem(Severity.ERROR, "merge-conflict", *place, message, hint)


def _is_mark(mark: Any) -> bool:
    if isinstance(mark, str):
        return mark.startswith(_DELETED)
    return isinstance(mark, dict) and mark.keys() <= _SIDES


def _said(key: str, mark: Any) -> tuple[str, str]:
    if isinstance(mark, str):
        message = f"merge conflict: the feature was edited, and {mark}"
        return message, f'remove the whole feature, or keep it and remove its member "{CONFLICT}"'
    ours, theirs = (shown(mark[s]) if s in mark else "nothing" for s in ("ours", "theirs"))
    message = f"merge conflict in {key!r}: ours says {ours}, theirs says {theirs}"
    choices = [
        f'"{key}": {text}' for side in ("ours", "theirs") if (text := _pasteable(mark, side))
    ]
    chosen = f"write {' or '.join(choices)}, then remove" if choices else "choose one, then remove"
    return message, f'{chosen} {key!r} from "{CONFLICT}"'


def _pasteable(mark: dict[str, Any], side: str) -> str:
    text = json.dumps(mark[side], ensure_ascii=False) if side in mark else ""
    return text if len(text) <= _PASTEABLE else ""
