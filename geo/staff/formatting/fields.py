"""The properties of a project in canonical form: its id, its order, its dates, no nulls."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geo.rules.fields import is_day
from geo.schema import SLUG, field_order

if TYPE_CHECKING:
    from collections import Counter

IDS, NULLS, DATES, ORDERED = "ids restored", "nulls dropped", "dates mended", "put in order"
#: 2025/08/14, as GDAL writes a date, and 2025-08-14T00:00:00, as pandas does.
_MANGLED = re.compile(
    r"([1-9][0-9]{3})([-/])([0-9]{2})\2([0-9]{2})"
    r"(?:[T ]00:00:00(?:\.0+)?(?:Z|[+-]00(?::?00)?)?)?"
)
_GOOD = re.compile(r"[1-9][0-9]{3}(?:-[0-9]{2}){0,2}")
_FIRST_YEAR, _LAST_YEAR = 1000, 9999


def mended_project(
    frame: dict[str, Any], languages: tuple[str, ...], done: Counter[str]
) -> dict[str, Any]:
    """A feature of a projects layer, its members in order, with what was lost put back."""
    before = frame.get("properties")
    if not isinstance(before, dict):
        return frame
    said = before
    if None in said.values():
        said = {key: value for key, value in said.items() if value is not None}
        done[NULLS] += len(before) - len(said)
    own, other = frame.get("id"), said.get("id")
    if own is None or own != other:
        if _is_slug(other) and (own is None or _is_row_number(own)):
            frame = {**frame, "id": other}
            done[IDS] += 1
        elif other is None and _is_slug(own) and not _is_row_number(own):
            said = {"id": own, **said}
            done[IDS] += 1
    if "status_date" in said:
        said = _dated(said, done)
    order = _order(tuple(said), languages)
    if order:
        said = {key: said[key] for key in order}
        done[ORDERED] += 1
    return frame if said is before else {**frame, "properties": said}


def _is_slug(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(SLUG, value) is not None


def _is_row_number(value: Any) -> bool:
    """Whether an id is what an editor puts there when it has lost the id: 0, 1, 2, …."""
    return value.__class__ is int or (isinstance(value, str) and value.isdecimal())


def _dated(said: dict[str, Any], done: Counter[str]) -> dict[str, Any]:
    date = said["status_date"]
    if isinstance(date, str):
        found = None if _GOOD.fullmatch(date) else _MANGLED.fullmatch(date)
        better = f"{found[1]}-{found[3]}-{found[4]}" if found else ""
        if not is_day(better):
            return said
    elif date.__class__ is int and _FIRST_YEAR <= date <= _LAST_YEAR:
        better = str(date)
    else:
        return said
    done[DATES] += 1
    return {**said, "status_date": better}


@lru_cache(maxsize=256)
def _order(keys: tuple[str, ...], languages: tuple[str, ...]) -> tuple[str, ...]:
    """The keys in canonical order, those that no project has at the end; empty if they are."""
    places = {key: place for place, key in enumerate(field_order(languages))}
    ordered = tuple(sorted(keys, key=lambda key: places.get(key, len(places))))
    return () if ordered == keys else ordered
