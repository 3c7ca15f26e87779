"""Which feature of one version of a layer is which of another.

By its id, first of all. A row number is a weak id: an editor that deletes a row may number
those behind it anew, so that what a feature says comes before it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from geo.staff.merging.matching import Level, Pairing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.staff.merging.documents import Piece


def paired(base: Sequence[Piece], other: Sequence[Piece]) -> Pairing[Piece]:
    """The features of one version with those that they come from."""
    return Pairing(base, other).by(*_KEPT).by_neighbours(_are_similar)


def _strong(name: str | None) -> str | None:
    """An id that somebody gave; None for a row number."""
    return None if name is None or name.strip('"').isdecimal() else name


def _agree(one: Piece, other: Piece) -> bool:
    """Whether no id that somebody gave tells that the two are different."""
    pairs = (one.property_id, other.property_id), (one.own_id, other.own_id)
    return all(a == b for a, b in pairs if _strong(a) and _strong(b))


def _properties_agree(one: Piece, other: Piece) -> bool:
    """Whether the property ``id`` doesn't tell that the two are different."""
    return one.property_id in (None, other.property_id) or other.property_id is None


def _lack_ids(one: Piece, other: Piece) -> bool:
    """Whether one of the two has no id, so that content alone can tell that they are one."""
    return not (one.own_id and other.own_id) and not (one.property_id and other.property_id)


def _are_similar(one: Piece, other: Piece) -> bool:
    """Whether at least half of the properties are the same."""
    if not _lack_ids(one, other):
        return False
    shared = [
        key
        for key, value in one.properties.items()
        if key in other.properties and _key(value) == _key(other.properties[key])
    ]
    return 2 * len(shared) >= max(len(one.properties), len(other.properties)) > 0


def _without_row_numbers(piece: Piece) -> str | None:
    """What a feature says beside row numbers; None where it has none."""
    if _strong(piece.own_id) or _strong(piece.property_id):
        return None
    if piece.own_id is None and piece.property_id is None:
        return None
    said = {key: value for key, value in piece.said.items() if key != "id"}
    said["properties"] = {key: value for key, value in piece.properties.items() if key != "id"}
    return _key(said)


def _key(value: object) -> str:
    return json.dumps(value, sort_keys=True)


def _geometry(piece: Piece) -> str | None:
    found = piece.said.get("geometry")
    return None if found is None else _key(found)


def _properties(piece: Piece) -> str | None:
    return _key(piece.properties) if piece.properties else None


_TEXT: Level[Piece] = Level(lambda piece: piece.text, twins=True)
_STRONG: tuple[Level[Piece], ...] = (
    Level(lambda piece: _strong(piece.property_id)),
    Level(lambda piece: _strong(piece.own_id), _agree),
)
_WEAK: tuple[Level[Piece], ...] = (
    Level(lambda piece: piece.property_id, _agree),
    Level(lambda piece: piece.own_id, _properties_agree),
)
_MEANING: Level[Piece] = Level(lambda piece: piece.meaning, twins=True)
_KEPT: tuple[Level[Piece], ...] = (
    _TEXT,
    *_STRONG,
    Level(_without_row_numbers),
    *_WEAK,
    _MEANING,
    Level(_geometry, _lack_ids),
    Level(_properties, _lack_ids),
)
#: How features that both sides added are told to be one.
ADDED: tuple[Level[Piece], ...] = (_TEXT, *_STRONG, *_WEAK, _MEANING)
