"""Two sides -> Comparison: everything that differs, by feature id."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.catalogue import CONTEXT_FOLDER, FACTS_FILE, SOURCES_FILE
from geo.staff.changes.matching import items, pairs
from geo.staff.changes.model import (
    ADDED,
    CHANGED,
    REMOVED,
    Comparison,
    FactChange,
    FeatureChange,
    RecordChange,
    Side,
    ValueChange,
)
from geo.staff.changes.records import fact_changes, setting_changes, source_changes
from geo.staff.changes.shape import shape_change
from geo.staff.changes.values import lines_of, value_changes
from geo.suffixes import LAYERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.read import Collection
    from geo.staff.changes.model import Item

_STRUCTURE = {"type", "id", "properties", "geometry", "bbox"}


def compare(old: Side, new: Side) -> Comparison:
    """All that differs between the old and the new side."""
    features = tuple(_features(old, new))
    context = tuple(_context(old, new))
    settings = setting_changes(old, new)
    sources = (
        source_changes(old.sources, new.sources)
        if old.sources is not None and new.sources is not None
        else ()
    )
    order = tuple(_reordered(old, new))
    told = _told(features, context, settings, order)
    told |= {SOURCES_FILE} if sources else set()
    unread = _unread(old, new)
    form = tuple(
        name
        for name, digest in new.digests.items()
        if old.digests.get(name, digest) != digest
        and name not in told
        and Path(name).name not in unread
        and (not name.endswith(".csv") or name in {FACTS_FILE, SOURCES_FILE})
    )
    return Comparison(
        old,
        new,
        features=features,
        layers=tuple(_layers(old, new)),
        sources=sources,
        settings=settings,
        context=context,
        form=form,
        order=order,
    )


def _features(old: Side, new: Side) -> Iterator[FeatureChange]:
    matched = pairs(old, new)
    same = _same_text(old, new)
    renamed = {was.id: now.id for was, now, is_renamed in matched if is_renamed and was and now}
    facts = _facts(old, new, renamed)
    for was, now, is_renamed in matched:
        item = now or was
        if item is None:
            continue
        its = item.id
        figures = tuple(facts.pop(its, ()))
        if was is None or now is None:
            if item.layer.id in (old.unread | new.unread):
                # Its other half may stand in the file that can't be read.
                if figures:
                    yield FeatureChange(CHANGED, its, item, item, facts=figures)
                continue
            kind = REMOVED if now is None else ADDED
            yield FeatureChange(kind, its, was, now, facts=figures)
            continue
        values: tuple[ValueChange, ...] = ()
        shape = None
        if was.feature is not now.feature and (id(was.feature), id(now.feature)) not in same:
            values = tuple(_values(was, now))
            shape = shape_change(was.feature.geometry, now.feature.geometry)
        change = FeatureChange(CHANGED, its, was, now, values, shape, figures, is_renamed)
        if values or shape or figures or is_renamed or change.changes_layer:
            yield change
    for project, figures_left in facts.items():
        yield FeatureChange(CHANGED, project, None, None, facts=tuple(figures_left))


def _facts(old: Side, new: Side, renamed: dict[str, str]) -> dict[str, list[FactChange]]:
    if old.facts is None or new.facts is None:
        return {}
    same = old.digests.get(FACTS_FILE) == new.digests.get(FACTS_FILE)
    if same and FACTS_FILE in new.digests and not renamed:
        return {}
    return fact_changes(old.facts, new.facts, renamed)


def _same_text(old: Side, new: Side) -> set[tuple[int, int]]:
    """Pairs of features that stand in their files letter by letter the same."""
    by_layer = {layer.id: layer.collection for layer in old.layers}
    found: set[tuple[int, int]] = set()
    for layer in new.layers:
        before = by_layer.get(layer.id)
        if before is None or before is layer.collection:
            continue
        there: dict[bytes, int] = {}
        for feature, line in zip(before.features, lines_of(before), strict=True):
            there[line] = id(feature)
        for feature, line in zip(
            layer.collection.features, lines_of(layer.collection), strict=True
        ):
            if line in there:
                found.add((there[line], id(feature)))
    return found


def _values(old: Item, new: Item) -> Iterator[ValueChange]:
    """The properties and the foreign members that differ."""
    projects = old.layer.is_projects and new.layer.is_projects
    before, after = old.feature.properties, new.feature.properties
    for change in value_changes(before, after, empty_is_nothing=projects):
        if not (projects and change.key == "id"):
            yield change
    members = (
        {key: value for key, value in each.feature.raw.items() if key not in _STRUCTURE}
        for each in (old, new)
    )
    for change in value_changes(*members, empty_is_nothing=False):
        yield ValueChange(f"({change.key})", change.old, change.new)


def _layers(old: Side, new: Side) -> Iterator[RecordChange]:
    """Layers that came or went."""
    before, after = ({*(layer.id for layer in side.layers), *side.unread} for side in (old, new))
    for layer in new.layers:
        if layer.id not in before:
            yield RecordChange(ADDED, layer.id)
    for layer in old.layers:
        if layer.id not in after:
            yield RecordChange(REMOVED, layer.id)


def _context(old: Side, new: Side) -> Iterator[str]:
    """Files of the base map that differ in content."""
    before, after = ({each.name: each for each in side.context} for side in (old, new))
    for name in (*after, *(name for name in before if name not in after)):
        was, now = before.get(name), after.get(name)
        if was is now:
            continue
        if was is None or now is None or _content(was) != _content(now):
            there = now or was
            yield f"{CONTEXT_FOLDER}/{there.path.name if there else name}"
    for name in sorted({*old.digests, *new.digests}):
        other = name.startswith(f"{CONTEXT_FOLDER}/") and not name.endswith(LAYERS)
        if other and old.digests.get(name) != new.digests.get(name):
            yield name


def _content(collection: Collection) -> list[Any]:
    return [feature.raw for feature in collection.features]


def _reordered(old: Side, new: Side) -> Iterator[str]:
    """Layers whose features stand in another order, which turns the numbers on the map."""
    order: dict[str, list[str]] = {}
    for item in items(old):
        order.setdefault(item.layer.id, []).append(item.id)
    now: dict[str, list[str]] = {}
    for item in items(new):
        if item.has_id:
            now.setdefault(item.layer.id, []).append(item.id)
    for layer, names in now.items():
        there = order.get(layer, [])
        shared = {*names} & {*there}
        if [name for name in names if name in shared] != [n for n in there if n in shared]:
            yield layer


def _told(
    features: tuple[FeatureChange, ...],
    context: tuple[str, ...],
    settings: tuple[RecordChange, ...],
    order: tuple[str, ...],
) -> set[str]:
    """The files of which a change is told."""
    told = {record.id for record in settings}
    told |= {*context}
    told |= {f"{name}{suffix}" for name in order for suffix in LAYERS}
    for change in features:
        if change.facts:
            told.add(FACTS_FILE)
        if not (change.values or change.shape or change.changes_layer or change.is_renamed) and (
            change.kind == CHANGED
        ):
            continue
        told |= {each.layer.collection.path.name for each in (change.old, change.new) if each}
    return told


def _unread(old: Side, new: Side) -> set[str]:
    """Files of which it can't be said whether their content differs."""
    return {problem.path.name for side in (old, new) for problem in side.problems}
