"""The mark of a conflict in GeoJSON: the member ``conflict`` of a feature or the collection.

``{"conflict": {FIELD: {"base": …, "ours": …, "theirs": …}}}``, where a side that has no such
field is left out; the field itself holds what ours has. A feature that one side deleted and the
other edited is kept as edited and has ``{"conflict": {"feature": "deleted by ours"}}``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from geo.staff.merging.jsonvalues import Text, object_text, string
from geo.staff.merging.sides import BASE, OURS, THEIRS

if TYPE_CHECKING:
    from collections.abc import Iterable

CONFLICT = "conflict"
FEATURE = "feature"
#: What was marked on the field already when a merge met it, and not resolved.
EARLIER = "earlier"
_DELETED = "deleted by "


def mark(base: Text, ours: Text, theirs: Text, *, earlier: Iterable[Text]) -> str:
    """The mark on a field."""
    said = {BASE: base, OURS: ours, THEIRS: theirs}
    held = {side: text for side, text in said.items() if text is not None}
    found = object_text(held)
    # The same merge run again finds its own mark.
    before = [*dict.fromkeys(text for text in earlier if text not in (None, found))]
    if before:
        held[EARLIER] = f"[{', '.join(map(str, before))}]"
        return object_text(held)
    return found


def deleted_mark(side: str) -> str:
    """The mark on a feature that one side deleted and the other edited."""
    return string(_DELETED + side)


def deleted_by(text: str) -> str:
    """The side that deleted the feature, empty where this is the mark on a field."""
    held = json.loads(text)
    return held.removeprefix(_DELETED) if isinstance(held, str) else ""


def is_mark(text: Text) -> bool:
    """Whether a member ``conflict`` marks conflicts, and isn't what a layer says itself."""
    held = None if text is None else json.loads(text)
    return isinstance(held, dict) and bool(held) and all(map(_is_of_field, held.values()))


def _is_of_field(held: Any) -> bool:
    if isinstance(held, str):
        return held in {_DELETED + OURS, _DELETED + THEIRS}
    return isinstance(held, dict) and held.keys() <= {BASE, OURS, THEIRS, EARLIER}
