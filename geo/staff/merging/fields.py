"""The members of a feature or a collection, and the conflict that may be marked on each."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from geo.staff.merging import marks
from geo.staff.merging.jsonvalues import (
    Text,
    is_object,
    members_of,
    object_text,
    same,
    same_or_empty,
    same_place,
)
from geo.staff.merging.sides import ConflictError, UnmergeableError, merged_order, three_way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

GEOMETRY = "geometry"
PROPERTIES = "properties"
_FIRST = ("type", "id", PROPERTIES, GEOMETRY)
_FOREIGN = "feature."
_OWN = f"{PROPERTIES}."


class Value(NamedTuple):
    """A field on one side: its value, and the mark that stands on it."""

    text: Text
    mark: Text = None


@dataclass(frozen=True, slots=True)
class Fields:
    """The members of an object by name; those of ``properties`` apart, where it is an object.

    ``foreign`` stands before the names of foreign members where fields are named.
    """

    members: dict[str, str] = field(default_factory=dict)
    properties: dict[str, str] | None = None
    marks: dict[str, str] = field(default_factory=dict)
    foreign: str = ""

    @classmethod
    def of_feature(cls, text: str) -> Fields:
        """What a feature says."""
        members = members_of(text)
        found = cls.of_collection(members)
        if not is_object(members.get(PROPERTIES)):
            return replace(found, foreign=_FOREIGN)
        properties = members_of(found.members.pop(PROPERTIES))
        return replace(found, properties=properties, foreign=_FOREIGN)

    @classmethod
    def of_collection(cls, members: dict[str, str]) -> Fields:
        """What the members of a collection say beside its features."""
        own = dict(members)
        found = (
            members_of(own.pop(marks.CONFLICT)) if marks.is_mark(own.get(marks.CONFLICT)) else {}
        )
        return cls(own, None, found)

    def all_members(self) -> dict[str, str]:
        """The members in canonical order: type, id, properties, geometry, foreign, the marks."""
        held = dict(self.members)
        if self.properties is not None:
            held[PROPERTIES] = object_text(self.properties)
        if self.marks:
            if marks.CONFLICT in held:
                message = f"a member {marks.CONFLICT!r} is there that marks no conflict of a merge"
                raise UnmergeableError(message)
            held[marks.CONFLICT] = object_text(self.marks)
        names = [*(name for name in _FIRST if name in held), *held]
        return {name: held[name] for name in names}

    def name(self, member: str, *, is_property: bool) -> str:
        """The name that a field has in a mark, the bare one where it can be."""
        if is_property:
            taken = member in (*_FIRST, marks.FEATURE) or member.startswith((_FOREIGN, _OWN))
            return _OWN + member if taken else member
        return member if member in _FIRST else self.foreign + member

    def place(self, name: str) -> tuple[bool, str]:
        """What `name` named: whether it is a property, and its own name."""
        if not self.foreign or name in (*_FIRST, marks.FEATURE):
            return False, name
        if name.startswith(_FOREIGN):
            return False, name.removeprefix(_FOREIGN)
        return True, name.removeprefix(_OWN)


def merged_fields(base: Fields, ours: Fields, theirs: Fields) -> tuple[Fields, list[str]]:
    """The fields merged one by one, and the names of those in conflict."""
    sides = [*_with_like_properties((base, ours, theirs))]
    values = [_values(side) for side in sides]
    found: dict[str, Value] = {}
    conflicts = []
    for name in {**values[1], **values[2], **values[0]}:
        one, two, three = (held.get(name, Value(None)) for held in values)
        try:
            found[name] = three_way(one, two, three, *_levels(sides[1], name))
        except ConflictError:
            conflicts.append(name)
            mark = marks.mark(one.text, two.text, three.text, earlier=(two.mark, three.mark))
            found[name] = Value(two.text, mark)
    members = _placed(sides, found, is_property=False)
    properties = _placed(sides, found, is_property=True)
    has_properties = any(side.properties is not None for side in sides)
    kept = {name: value.mark for name, value in found.items() if value.mark is not None}
    merged = Fields(members, properties if has_properties else None, kept, ours.foreign)
    return merged, conflicts


def same_fields(one: Fields, other: Fields) -> bool:
    """Whether the two say the same, however written."""
    sides = [*_with_like_properties((one, other))]
    here, there = (_values(side) for side in sides)
    nothing = Value(None)
    return all(
        any(
            same_value(here.get(name, nothing), there.get(name, nothing))
            for same_value in _levels(sides[0], name)
        )
        for name in {**here, **there}
    )


def _values(side: Fields) -> dict[str, Value]:
    """The fields of one side by name."""
    found = {}
    for is_property, held in ((False, side.members), (True, side.properties or {})):
        for member, text in held.items():
            name = side.name(member, is_property=is_property)
            found[name] = Value(text, side.marks.get(name))
    for name, mark in side.marks.items():
        found.setdefault(name, Value(None, mark))
    return found


def _levels(side: Fields, name: str) -> list[Callable[[Value, Value], bool]]:
    """How two values of a field are compared: strictly, then as what they mean on a map."""
    is_property, member = side.place(name)
    loose = same_or_empty if is_property else same_place if member == GEOMETRY else same
    return [
        lambda one, other, alike=alike: alike(one.text, other.text) and same(one.mark, other.mark)  # type: ignore[misc]
        for alike in (same, loose)
    ]


def _placed(
    sides: Sequence[Fields], found: dict[str, Value], *, is_property: bool
) -> dict[str, str]:
    """The members or the properties that are left, in their order."""
    orders = [[*((side.properties or {}) if is_property else side.members)] for side in sides]
    placed = {}
    for member in merged_order(*orders):
        text = found[sides[1].name(member, is_property=is_property)].text
        if text is not None:
            placed[member] = text
    return placed


def _with_like_properties(sides: Sequence[Fields]) -> Iterator[Fields]:
    """Properties one by one on all sides; as a whole, where one side has no object there."""
    whole = any(side.members.get(PROPERTIES, "null") != "null" for side in sides)
    single = any(side.properties is not None for side in sides)
    for side in sides:
        if whole and side.properties is not None:
            members = {**side.members, PROPERTIES: object_text(side.properties)}
            yield replace(side, members=members, properties=None)
        elif single and not whole:
            members = {name: text for name, text in side.members.items() if name != PROPERTIES}
            yield replace(side, members=members, properties=side.properties or {})
        else:
            yield side
