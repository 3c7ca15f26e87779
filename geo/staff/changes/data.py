"""The changes as JSON: for other programs, in the terms of the files and not of a language."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from geo.report import printable
from geo.staff.changes.model import ADDED, CHANGED, REMOVED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.errors import Problem
    from geo.staff.changes.model import (
        Comparison,
        FactChange,
        FeatureChange,
        RecordChange,
        ShapeChange,
        Side,
        ValueChange,
    )
    from geo.tables import Row

#: Of the form of the report; a program may rely on what it knows of this number.
VERSION = 1


def data(comparison: Comparison, briefing: Mapping[str, str] | None = None) -> str:
    """The report. ``briefing`` are paragraphs by language."""
    kinds = [change.kind for change in comparison.features]
    found: dict[str, Any] = {
        "version": VERSION,
        "old": comparison.old.label,
        "new": comparison.new.label,
        "differs": comparison.differs,
        "counts": {kind: kinds.count(kind) for kind in (ADDED, REMOVED, CHANGED)},
        "features": [_feature(change) for change in comparison.features],
        "layers": [_record(record) for record in comparison.layers],
        "sources": [_record(record) for record in comparison.sources],
        "settings": [_record(record) for record in comparison.settings],
        "base_map": [*comparison.context],
        "order": [*comparison.order],
        "form": [*comparison.form],
        "problems": [
            *_problems("old", comparison.old),
            *_problems("new", comparison.new),
        ],
    }
    if briefing is not None:
        found["briefing"] = dict(briefing)
    text = json.dumps(found, ensure_ascii=False, indent=1)
    return "\n".join(printable(line) for line in text.split("\n"))


def tags(change: FeatureChange) -> list[str]:
    """What kinds of change a feature has seen, for filtering."""
    found = [] if change.kind == CHANGED else [change.kind]
    found += ["renamed"] if change.is_renamed else []
    found += ["layer"] if change.changes_layer else []
    shape = change.shape
    if shape:
        found += _shape_tags(shape)
    keys = {value.key for value in change.values}
    found += ["status"] if "status" in keys else []
    found += ["reworded"] if any(isinstance(v.old or v.new, str) for v in _texts(change)) else []
    found += ["properties"] if keys - {"status"} - {v.key for v in _texts(change)} else []
    facts = {fact.key for fact in change.facts}
    found += ["cost"] if "cost" in facts else []
    found += ["figures"] if facts - {"cost"} else []
    return found


def _shape_tags(shape: ShapeChange) -> list[str]:
    found = ["moved"] if shape.moved_m is not None else []
    if shape.length_m and shape.length_m[0] != shape.length_m[1]:
        found.append("lengthened" if shape.length_m[1] > shape.length_m[0] else "shortened")
    return found or ["reshaped"]


def _texts(change: FeatureChange) -> Sequence[ValueChange]:
    """The values that are sentences or names, by their language or by their spaces."""
    return [
        value
        for value in change.values
        if value.key[-3:-2] == "_"
        or any(isinstance(each, str) and " " in each for each in (value.old, value.new))
    ]


def _feature(change: FeatureChange) -> dict[str, Any]:
    found: dict[str, Any] = {"id": change.id, "kind": change.kind, "tags": tags(change)}
    if change.item:
        found["layer"] = change.item.layer.id
    if change.old and change.changes_layer:
        found["old_layer"] = change.old.layer.id
    if change.old and change.is_renamed:
        found["old_id"] = change.old.id
    if change.values:
        found["properties"] = [_value(value) for value in change.values]
    if change.shape:
        found["geometry"] = _shape(change.shape)
    if change.facts:
        found["facts"] = [_fact(fact) for fact in change.facts]
    return found


def _value(change: ValueChange) -> dict[str, Any]:
    return {"key": change.key, "old": change.old, "new": change.new}


def _shape(change: ShapeChange) -> dict[str, Any]:
    pairs = {"length_m": change.length_m, "area_m2": change.area_m2, "vertices": change.vertices}
    found: dict[str, Any] = {
        "old_type": change.old_type or None,
        "new_type": change.new_type or None,
    }
    for key, value in (("moved_m", change.moved_m), ("deviation_m", change.deviation_m)):
        if value is not None:
            found[key] = round(value, 2)
    for key, pair in pairs.items():
        if pair:
            found[key] = {"old": round(pair[0], 2), "new": round(pair[1], 2)}
    for key, holds in (
        ("reversed", change.is_reversed),
        ("heights_only", change.heights_only),
        ("unmeasured", not change.is_measured),
    ):
        if holds:
            found[key] = True
    if change.vertices:
        found["changed_vertices"] = change.changed_vertices
    return found


def _fact(change: FactChange) -> dict[str, Any]:
    found: dict[str, Any] = {"key": change.key, "old": _row(change.old), "new": _row(change.new)}
    if change.percent is not None:
        found["percent"] = round(change.percent, 2)
    if change.shift:
        found["shift"] = "later" if change.shift > 0 else "earlier"
    if change.disagrees:
        found["disagrees"] = True
    return found


def _row(row: Row | None) -> dict[str, str] | None:
    if row is None:
        return None
    return {key: cell for key, cell in row.cells.items() if cell and key not in {"project", "key"}}


def _record(change: RecordChange) -> dict[str, Any]:
    found: dict[str, Any] = {"id": change.id, "kind": change.kind}
    if change.values:
        found["values"] = [_value(value) for value in change.values]
    return found


def _problems(name: str, side: Side) -> list[dict[str, Any]]:
    return [_problem(name, problem) for problem in side.problems]


def _problem(side: str, problem: Problem) -> dict[str, Any]:
    return {
        "side": side,
        "path": problem.path.as_posix(),
        "line": problem.line,
        "column": problem.column,
        "code": problem.code,
        "message": problem.message,
    }
