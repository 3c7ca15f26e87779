"""What an import would do, as text: read before it writes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from geo.report import counted, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.staff.importing.job import Plan
    from geo.staff.importing.merge import Change

_LISTED = 12
_WIDE = 60


def preview(plan: Plan) -> str:
    """The whole plan in lines, safe for a terminal."""
    return "\n".join(printable(line) for line in _lines(plan))


def _lines(plan: Plan) -> Iterator[str]:
    from geo.staff.importing.formats import label

    new = "a new layer" if plan.target.collection is None else "an existing layer"
    yield f"{plan.table_name} ({label(plan.table.form)})"
    yield f"  -> {plan.target.path}: {new} of kind {plan.target.kind}"
    kinds = ", ".join(f"{number} {kind}" for kind, number in plan.types.most_common())
    yield f"features: {len(plan.table.records)} ({kinds})"
    if plan.placed:
        yield from plan.placed.lines
    if plan.bounds:
        west, south, east, north = plan.bounds
        yield f"bounds: {west:.5f} to {east:.5f}°E, {south:.5f} to {north:.5f}°N"
    yield from _fields(plan)
    yield from _rows(plan)
    yield from _changes(plan)
    yield from (f"note: {line}" for line in dict.fromkeys(plan.notes))
    if plan.lost:
        yield "not taken:"
        yield from (f"  {line}" for line in plan.lost)
    yield from (f"WARNING: {line}" for line in plan.warnings)


def _fields(plan: Plan) -> Iterator[str]:
    taken = [item for item in plan.mapping.columns if item.target]
    if not taken:
        yield "fields: none"
        return
    yield "fields:"
    wide = min(max(len(item.column) for item in taken), 40)
    for item in taken[:60]:
        how = f"  ({item.how})" if item.how else ""
        yield f"  {item.column:<{wide}} -> {item.target}{how}"
    if len(taken) > 60:  # noqa: PLR2004 - more is not read on a terminal
        yield f"  … and {len(taken) - 60} more"


def _rows(plan: Plan) -> Iterator[str]:
    yield "first features:"
    for feature in plan.sample:
        cells = [f"{k}={_cut(v)}" for k, v in list(feature["properties"].items())[:6]]
        place = _place(feature["geometry"])
        name = f"[{feature['id']}] " if "id" in feature else ""
        yield f"  {name}{place}  {', '.join(cells)}"


def _changes(plan: Plan) -> Iterator[str]:
    found = plan.merged
    if plan.target.collection is None:
        return
    yield (
        f"changes: {len(found.added)} added, {len(found.changed)} changed, "
        f"{found.unchanged} the same, {found.kept} only in the layer (kept), "
        f"{len(found.removed)} removed"
    )
    if found.added:
        yield f"  added: {_some(found.added)}"
    for change in found.changed[:_LISTED]:
        yield f"  changed: {change.id}: {_change(change)}"
    if len(found.changed) > _LISTED:
        yield f"  … and {len(found.changed) - _LISTED} more changed"
    if found.removed:
        yield f"  REMOVED: {_some(found.removed)}"


def _change(change: Change) -> str:
    parts = [f"{key} {_cut(old)} -> {_cut(new)}" for key, (old, new) in change.fields.items()]
    return "; ".join(parts + ["another geometry"] * change.geometry)


def _some(names: list[str]) -> str:
    more = f" … and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return ", ".join(names[:_LISTED]) + more


def _cut(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _WIDE else f"{text[:_WIDE]}…"


def _place(geometry: dict[str, Any] | None) -> str:
    from geo.measure import positions

    first = next(iter(positions(geometry)), None)
    if geometry is None or first is None:
        return "no geometry"
    return f"{geometry['type']} {first[0]:.5f} {first[1]:.5f}"


def summary(plan: Plan) -> str:
    """One line for when it is done."""
    found = plan.merged
    if plan.target.collection is None:
        return f"{counted(len(found.added), 'feature')} written"
    return (
        f"{len(found.added)} added, {len(found.changed)} changed, {len(found.removed)} removed, "
        f"{counted(len(found.features), 'feature')} in all"
    )
