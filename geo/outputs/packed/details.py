"""What a card, the list and the table say of a feature, as a row of JSON.

The same fields as geo/outputs/payload.py writes, left out by the same rules; here the order of
the columns is fixed, since no batch knows which fields others have, and no text is a number.
What columns and shapes have is not said again: geometry, anchor and number.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.model import Bounds, Fact, MapFeature, MapProject, Measure, Statement, Text

_DECIMALS = 6
_ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def project_row(item: MapProject, *, bounds: bool) -> list[Any]:
    """A project in the order of ``COLUMNS["projects"]``."""
    same = item.line_precision == item.precision
    return _ended(
        [
            item.id,
            item.layer,
            _text(item.name),
            item.sector,
            item.status,
            _text(item.status_date),
            item.status_date_iso or None,
            item.precision,
            _text(item.summary),
            item.status_source or None,
            item.sources or None,
            _bounds(item.bounds) if bounds else None,
            _text(item.place),
            [_fact(fact) for fact in item.facts] or None,
            [_measure(measure) for measure in item.measures] or None,
            _text(item.status_locator),
            _text(item.note),
            _text(item.location_note),
            item.location_source or None,
            None if same else item.line_precision or None,
            None if item.certainty == "stated" else item.certainty or None,
            None if item.role == "project" else item.role or None,
        ]
    )


def feature_row(item: MapFeature, *, bounds: bool) -> list[Any]:
    """A feature of a plain layer in the order of ``COLUMNS["features"]``."""
    box = _bounds(item.bounds) if bounds else None
    return _ended([item.id, item.layer, _text(item.name), item.properties or None, box])


def rows_json(rows: Iterable[list[Any]]) -> bytes:
    """Rows as JSON, a line each; half a surrogate pair is written as a question mark."""
    return "\n".join(map(_ENCODE, rows)).encode("utf-8", "replace")


def _fact(item: Fact) -> list[Any]:
    said = [_statement(statement) for statement in item.statements]
    return _ended([item.key, _text(item.label), said or None])


def _statement(item: Statement) -> list[Any]:
    return _ended(
        [
            _text(item.text),
            item.value,
            item.source or None,
            _text(item.as_of),
            item.as_of_iso or None,
            item.unit or None,
            _text(item.locator),
            item.high,
            _text(item.note),
            None if item.certainty == "stated" else item.certainty or None,
        ]
    )


def _measure(item: Measure) -> list[Any]:
    return _ended([item.key, item.value, _text(item.text)])


def _text(words: Text) -> str | Text | None:
    """One string where all languages agree."""
    first = words[0] if words else ""
    return (first or None) if all(word == first for word in words) else words


def _bounds(box: Bounds | None) -> list[float] | None:
    return None if box is None else [round(value, _DECIMALS) for value in box]


def _ended(row: list[Any]) -> list[Any]:
    while row and row[-1] is None:
        row.pop()
    return row
