"""Which feature of the old side is which of the new one."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from geo.places import plain_id
from geo.staff.changes.model import Item, Side
from geo.staff.changes.values import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from geo.feature import Feature
    from geo.staff.changes.model import SideLayer

#: A pair of the same feature; None where it is on one side only; True where it was renamed.
Pair = tuple[Item | None, Item | None, bool]
#: Of its values, a feature without an id keeps this share, or it is another one.
_ALIKE = 0.5


def items(side: Side) -> list[Item]:
    """The features of a side, with their ids; what is no object is no feature."""
    return [
        item(layer, feature)
        for layer in side.layers
        for feature in layer.collection.features
        if isinstance(feature.frame, dict)
    ]


def item(layer: SideLayer, feature: Feature) -> Item:
    """A feature with its id: that of a project stands in its properties."""
    said = feature.properties.get("id")
    if layer.is_projects and isinstance(said, str) and said:
        return Item(layer, feature, said, has_id=True)
    name = plain_id(layer.id, feature)
    own = (feature.id, said)
    has_id = any(isinstance(each, str | int) and str(each) == name for each in own)
    return Item(layer, feature, name, has_id=has_id)


def pairs(old: Side, new: Side) -> list[Pair]:
    """Each feature once, in the order of the new side; what was removed comes last.

    By id in the same layer, then by id in another; what has no id by its content, and then by
    its place in the file. What is left over on both sides and has the same place and name is
    taken as renamed.
    """
    matcher = _Matcher(items(old), items(new))
    matcher.match(lambda each: (each.layer.id, each.id) if each.has_id else None)
    matcher.match(_id_elsewhere)
    for key in (_content, _shape, _properties):
        matcher.match(key, only_unique=key is not _content)
    matcher.match(_index, alike=True)
    # A file that can't be read may hold what seems to be gone from, or new in, another layer.
    lost_old = [each for each in matcher.old if each.layer.id not in new.unread]
    lost_new = [each for each in matcher.new if each.layer.id not in old.unread]
    renamed = _Matcher(lost_old, lost_new)
    renamed.match(_place_and_name, only_unique=True)
    found: list[Pair] = [(a, b, False) for a, b in matcher.found]
    found += [(a, b, True) for a, b in renamed.found]
    found += [(None, each, False) for each in renamed.new]
    rank = {layer.id: index for index, layer in enumerate(new.layers)}
    found.sort(key=lambda pair: _place(pair[1], rank))
    last = sorted(renamed.old, key=lambda each: _place(each, rank))
    return [*found, *((each, None, False) for each in last)]


def _place(each: Item | None, rank: dict[str, int]) -> tuple[int, str, int]:
    if each is None:
        return len(rank), "", 0
    return rank.get(each.layer.id, len(rank)), each.layer.id, each.feature.index


class _Matcher:
    """Takes pairs out of what is left on the two sides."""

    def __init__(self, old: Iterable[Item], new: Iterable[Item]) -> None:
        self.old = list(old)
        self.new = list(new)
        self.found: list[tuple[Item, Item]] = []

    def match(
        self,
        key: Callable[[Item], Hashable | None],
        *,
        only_unique: bool = False,
        alike: bool = False,
    ) -> None:
        """Pair what has the same key; None has no match."""
        if not self.old or not self.new:
            return
        there: dict[Hashable, list[Item]] = defaultdict(list)
        for each in self.old:
            its = key(each)
            if its is not None:
                there[its].append(each)
        counts: dict[Hashable, int] = defaultdict(int)
        keys = [key(each) for each in self.new]
        for its in keys:
            counts[its] += 1
        taken: set[int] = set()
        left = []
        for each, its in zip(self.new, keys, strict=True):
            others = there.get(its, []) if its is not None else []
            if only_unique and (len(others) != 1 or counts[its] != 1):
                others = []
            if others and (not alike or _is_alike(others[0], each)):
                other = others.pop(0) if not only_unique else others[0]
                taken.add(id(other))
                self.found.append((other, each))
            else:
                left.append(each)
        self.new = left
        self.old = [each for each in self.old if id(each) not in taken]


def _id_elsewhere(each: Item) -> Hashable | None:
    """The id alone says which project it is; of other layers each may count from 1."""
    if not each.has_id:
        return None
    if each.layer.is_projects:
        return each.id
    return each.id, fingerprint(each.feature.properties)


def _content(each: Item) -> Hashable | None:
    if each.has_id:
        return None
    said = each.feature
    return each.layer.id, fingerprint(said.properties), fingerprint(said.geometry)


def _shape(each: Item) -> Hashable | None:
    found = each.feature.geometry
    return None if each.has_id or not found else (each.layer.id, fingerprint(found))


def _properties(each: Item) -> Hashable | None:
    found = each.feature.properties
    return None if each.has_id or not found else (each.layer.id, fingerprint(found))


def _index(each: Item) -> Hashable | None:
    return None if each.has_id else (each.layer.id, each.feature.index)


def _is_alike(old: Item, new: Item) -> bool:
    """Whether most of the values are the same, so that it is one feature that was edited."""
    before, after = old.feature.properties, new.feature.properties
    keys = before.keys() | after.keys()
    if not keys:
        return bool(_type(old) == _type(new))
    kept = [key for key in keys if key in before and key in after and before[key] == after[key]]
    return len(kept) >= len(keys) * _ALIKE


def _type(each: Item) -> Any:
    found = each.feature.geometry
    return found.get("type") if isinstance(found, dict) else None


def _place_and_name(each: Item) -> Hashable | None:
    """The geometry with all names: for telling that an id was changed."""
    if not each.has_id:
        return None
    names = {
        key: value
        for key, value in each.feature.properties.items()
        if value and (key.startswith("name_") or key.lower() in {"name", "title"})
    }
    if not names:
        return None
    return each.layer.id, fingerprint(names), fingerprint(each.feature.geometry)
