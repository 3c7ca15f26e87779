"""Which feature or row of one file is which of another."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Level(Generic[_T]):
    """One way of telling two things to be the same.

    ``key`` is None for what can't be told so. ``may`` has the last word on a pair. Things with
    one key are ``twins`` that pair in their order, or else aren't paired.
    """

    key: Callable[[_T], Hashable | None]
    may: Callable[[_T, _T], bool] = lambda _one, _other: True
    twins: bool = False


class Pairing(Generic[_T]):
    """Pairs of two sequences, found level by level: index in ``other`` -> index in ``base``."""

    def __init__(self, base: Sequence[_T], other: Sequence[_T]) -> None:
        self.base = base
        self.other = other
        self.found: dict[int, int] = {}
        self._free_base = dict.fromkeys(range(len(base)))
        self._free_other = dict.fromkeys(range(len(other)))

    def by(self, *levels: Level[_T]) -> Pairing[_T]:
        """Pair what is left, by each level in turn."""
        for level in levels:
            if not self._free_base or not self._free_other:
                break
            here = self._keyed(self._free_base, self.base, level)
            there = self._keyed(self._free_other, self.other, level)
            for key, others in there.items():
                bases = here.get(key, [])
                if level.twins or len(bases) == len(others) == 1:
                    for one, other in zip(bases, others, strict=False):
                        if level.may(self.base[one], self.other[other]):
                            self._pair(one, other)
        return self

    def by_neighbours(self, may: Callable[[_T, _T], bool]) -> Pairing[_T]:
        """Pair what is left behind, then before, a neighbour that is paired."""
        for other in list(self._free_other):
            before = self.found.get(other - 1) if other else -1
            self._pair_neighbour(None if before is None else before + 1, other, may)
        last = len(self.other) - 1
        for other in reversed(list(self._free_other)):
            behind = self.found.get(other + 1) if other < last else len(self.base)
            self._pair_neighbour(None if behind is None else behind - 1, other, may)
        return self

    def _pair_neighbour(self, one: int | None, other: int, may: Callable[[_T, _T], bool]) -> None:
        if one in self._free_base and may(self.base[one], self.other[other]):
            self._pair(one, other)

    def _pair(self, one: int, other: int) -> None:
        self.found[other] = one
        del self._free_base[one], self._free_other[other]

    @staticmethod
    def _keyed(
        free: dict[int, None], things: Sequence[_T], level: Level[_T]
    ) -> dict[Hashable, list[int]]:
        keyed: defaultdict[Hashable, list[int]] = defaultdict(list)
        for index in free:
            key = level.key(things[index])
            if key is not None:
                keyed[key].append(index)
        return keyed


class Trio(NamedTuple, Generic[_T]):
    """One thing on each of the sides that have it."""

    base: _T | None
    ours: _T | None
    theirs: _T | None


#: Where a trio comes from: a place in base, else among what ours or theirs added.
Node = tuple[str, int]


def trios(
    base: Sequence[_T],
    ours: Pairing[_T],
    theirs: Pairing[_T],
    *added: Level[_T],
) -> tuple[dict[Node, Trio[_T]], list[list[Node]]]:
    """All things by node, and the nodes of base, ours and theirs in the order of each.

    ``added`` tells which of the things that both sides added are the same.
    """
    new_ours = [i for i in range(len(ours.other)) if i not in ours.found]
    new_theirs = [i for i in range(len(theirs.other)) if i not in theirs.found]
    both = Pairing([ours.other[i] for i in new_ours], [theirs.other[i] for i in new_theirs])
    twins = {new_theirs[b]: new_ours[a] for b, a in both.by(*added).found.items()}
    ours_nodes: list[Node] = [
        ("base", ours.found[i]) if i in ours.found else ("ours", i) for i in range(len(ours.other))
    ]
    theirs_nodes: list[Node] = [
        ("base", theirs.found[i])
        if i in theirs.found
        else ("ours", twins[i])
        if i in twins
        else ("theirs", i)
        for i in range(len(theirs.other))
    ]
    base_nodes: list[Node] = [("base", i) for i in range(len(base))]
    in_base = dict(zip(base_nodes, base, strict=True))
    in_ours = dict(zip(ours_nodes, ours.other, strict=True))
    in_theirs = dict(zip(theirs_nodes, theirs.other, strict=True))
    found = {
        node: Trio(in_base.get(node), in_ours.get(node), in_theirs.get(node))
        for node in dict.fromkeys([*base_nodes, *ours_nodes, *theirs_nodes])
    }
    return found, [base_nodes, ours_nodes, theirs_nodes]
