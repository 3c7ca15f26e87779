"""JSON values as the text that they are written in."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from geo.jsontext import Decoder, members, skip_space
from geo.staff.formatting.shapes import mended_geometry
from geo.write import DECIMALS, geometry_text

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The text of a value; None where there is no such member.
Text = str | None


def meaning(text: str) -> str:
    """One text for all texts of a value. 1, 1.0 and true differ; the order of keys doesn't tell."""
    return json.dumps(json.loads(text), sort_keys=True)


def same(one: Text, other: Text) -> bool:
    """Whether both are the same value, however written."""
    if one is None or other is None:
        return one is other
    return one == other or meaning(one) == meaning(other)


def same_or_empty(one: Text, other: Text) -> bool:
    """As `same`; null is no value, as QGIS writes it for each field that a feature lacks."""
    return same(None if one == "null" else one, None if other == "null" else other)


def same_place(one: Text, other: Text) -> bool:
    """Whether two geometries are one in canonical form, which keeps fewer decimals."""
    return one is not None and other is not None and _canonical(one) == _canonical(other)


def _canonical(geometry: str) -> str:
    found = json.loads(geometry)
    return meaning(geometry_text(mended_geometry(found, DECIMALS, Counter())))


class _Trusting(Decoder):
    """Reads again what was read before, and found to be fit."""

    def value(self, text: str, start: int) -> tuple[Any, int]:
        return _raw_decode(text, start)


_raw_decode = json.JSONDecoder().raw_decode


def members_of(text: str) -> dict[str, str]:
    """The members of an object, each as text."""
    return {
        member.key: text[member.value_start : member.end]
        for member in members(text, skip_space(text, 0), _Trusting())
    }


def is_object(text: Text) -> bool:
    """Whether the value is an object."""
    return text is not None and text.startswith("{")


def object_text(held: Mapping[str, str]) -> str:
    """An object of values that are text already, on one line as canonical layers have it."""
    return "{" + ", ".join(f"{string(key)}: {value}" for key, value in held.items()) + "}"


def string(value: Any) -> str:
    """A value's canonical text; what no UTF-8 can hold stays an escape."""
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isprintable() or _is_utf8(text) else json.dumps(value)


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
