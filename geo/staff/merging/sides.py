"""What every merge is made of: three sides, one rule, one order."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

_T = TypeVar("_T")
_K = TypeVar("_K", bound="Hashable")

#: The sides as git calls them. In a rebase "ours" is the branch that one's own work goes onto.
BASE, OURS, THEIRS = "base", "ours", "theirs"


class UnmergeableError(Exception):
    """The files can't be merged by their parts; lines are what is left. Says why."""


class ConflictError(Exception):
    """Both sides changed one thing, each in its own way."""


def three_way(base: _T, ours: _T, theirs: _T, *alike: Callable[[_T, _T], bool]) -> _T:
    """The side that changed, by the first of ``alike`` under which only one did.

    Where both changed to the same, the one whose writing differs from the base.

    Raises ConflictError where they differ under each.
    """
    if base == ours:
        return theirs
    if base == theirs:
        return ours
    for same in alike:
        if same(ours, theirs):
            return ours
        if same(base, ours):
            return theirs
        if same(base, theirs):
            return ours
    if ours == theirs:
        return ours
    raise ConflictError


def merged_order(base: Sequence[_K], ours: Sequence[_K], theirs: Sequence[_K]) -> list[_K]:
    """All keys of ours and theirs, each once.

    The order is ours, or theirs where only they changed it; what the other side has more stands
    behind the neighbour that it had there, after what was added at the same place.
    """
    shared = set(base) & set(ours) & set(theirs)
    orders = [[key for key in side if key in shared] for side in (base, ours, theirs)]
    moved_by_theirs_only = orders[0] == orders[1] != orders[2]
    first, second = (theirs, ours) if moved_by_theirs_only else (ours, theirs)
    present, in_second = set(first), set(second)
    waiting: dict[_K | None, list[_K]] = {}
    neighbour: _K | None = None
    for key in second:
        if key in present:
            neighbour = key
        else:
            waiting.setdefault(neighbour, []).append(key)
    found: list[_K] = []
    behind = waiting.get(None, [])
    for key in first:
        if key in in_second:
            found += behind
            behind = waiting.get(key, [])
        found.append(key)
    return found + behind
