"""New features beside those of a layer: what is added, changed, left as it is."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geo.write import geometry_text

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Texts longer than this many bytes may have been cut.
_CUT = 240
Feature = dict[str, Any]


@dataclass(slots=True)
class Change:
    """A feature of the layer that the source changes: which fields, from what to what."""

    id: str
    fields: dict[str, tuple[Any, Any]]
    geometry: bool


@dataclass(slots=True)
class Merged:
    """The layer as it will be, and how it differs from what it was."""

    features: list[Feature]
    added: list[str] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    removed: list[str] = field(default_factory=list)
    kept: int = 0
    #: Values that the source leaves empty and the layer has.
    emptied: int = 0
    #: Texts that the source has only the beginning of.
    cut: int = 0
    #: Ids of collections of geometries in whose place the source has a single geometry.
    collapsed: list[str] = field(default_factory=list)


def identity(feature: Feature) -> str:
    """The id of a feature as a text: its own, else its property; "" for none."""
    own = feature.get("id")
    properties = feature.get("properties") or {}
    found = own if own is not None else properties.get("id")
    return "" if found is None else str(found)


def merged(
    old: Sequence[Feature],
    new: Sequence[Feature],
    order: Sequence[str] = (),
    *,
    remove: bool = False,
    cut: bool = False,
) -> Merged:
    """The features of ``old`` with those of ``new`` put in by id, in the order of the layer.

    Fields that a new feature lacks or has empty stay; a feature that ``new`` lacks stays too,
    unless ``remove``. Of several new ones with one id the first is that feature, the others are
    added. ``order`` is that of the fields. ``cut`` says that the source can't hold
    long texts: one that is the beginning of what the layer has changes nothing.
    """
    by_id: dict[str, Feature] = {}
    for feature in new:
        by_id.setdefault(identity(feature), feature)
    result = Merged([])
    seen: set[str] = set()
    for feature in old:
        name = identity(feature)
        fresh = by_id.get(name) if name else None
        if fresh is None:
            if remove:
                result.removed.append(name or "(without id)")
            else:
                result.features.append(feature)
                result.kept += 1
            continue
        seen.add(name)
        result.features.append(_updated(feature, fresh, order, result, cut=cut))
    for feature in new:
        name = identity(feature)
        if name not in seen or feature is not by_id[name]:
            result.features.append(feature)
            result.added.append(name or "(without id)")
    return result


def _updated(
    feature: Feature, fresh: Feature, order: Sequence[str], result: Merged, *, cut: bool
) -> Feature:
    before = feature.get("properties") or {}
    after = dict(before)
    change = Change(identity(feature), {}, geometry=False)
    for key, value in (fresh.get("properties") or {}).items():
        if value is None or value == "":
            result.emptied += before.get(key) is not None and before[key] != ""
            continue
        if cut and _is_beginning(value, before.get(key)):
            result.cut += 1
            continue
        if key not in before or not _same(before[key], value):
            change.fields[key] = (before.get(key), value)
            after[key] = value
    if order:
        rank = {key: place for place, key in enumerate(order)}
        after = dict(sorted(after.items(), key=lambda item: rank.get(item[0], len(rank))))
    found = {**feature, "properties": after}
    geometry = fresh.get("geometry")
    if geometry is not None and geometry_text(geometry) != geometry_text(feature.get("geometry")):
        found["geometry"] = geometry
        change.geometry = True
        if _is_collection(feature.get("geometry")) and not _is_collection(geometry):
            result.collapsed.append(change.id)
    for key, value in fresh.items():
        found.setdefault(key, value)
    if change.fields or change.geometry:
        result.changed.append(change)
    else:
        result.unchanged += 1
    return found


def _is_collection(geometry: Any) -> bool:
    return isinstance(geometry, dict) and geometry.get("type") == "GeometryCollection"


def _is_beginning(value: Any, whole: Any) -> bool:
    """Whether a text is another that was cut where a table of a Shapefile ends a text."""
    texts = isinstance(value, str) and isinstance(whole, str)
    return texts and value != whole and whole.startswith(value) and len(value.encode()) > _CUT


def _same(one: Any, other: Any) -> bool:
    """Whether two values are written alike; 1 and 1.0 are, 1 and true are not."""
    return json.dumps(_plain(one), sort_keys=True) == json.dumps(_plain(other), sort_keys=True)


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
