"""Ids over all slices, kept as numbers: which stand twice, and which look the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.check import duplicate_id, names
from geo.rules.lookalikes import lookalike_id, place_of
from geo.streaming.working import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.catalogue import Catalogue
    from geo.errors import Problem
    from geo.rules.lookalikes import Place
    from geo.streaming.cutting import Slice
    from geo.streaming.working import Done

#: Of how many features that share an id, or look as if, it is said which they are.
_TOLD = 2000


@dataclass
class Ids:
    """The ids of a map, eight bytes each."""

    catalogue: Catalogue
    parts: list[Slice] = field(default_factory=list)
    hashes: list[np.ndarray[Any, Any]] = field(default_factory=list)
    passing: list[np.ndarray[Any, Any]] = field(default_factory=list)

    def add(self, part: Slice, done: Done) -> None:
        """Take in the ids of a slice."""
        self.parts.append(part)
        self.hashes.append(done.ids)
        self.passing.append(done.passing)

    def drop(self, layer: int) -> None:
        """Forget those of a layer."""
        kept = [number for number, part in enumerate(self.parts) if part.layer != layer]
        self._keep(kept)

    def _keep(self, numbers: list[int]) -> None:
        self.parts = [self.parts[number] for number in numbers]
        self.hashes = [self.hashes[number] for number in numbers]
        self.passing = [self.passing[number] for number in numbers]

    def problems(self) -> Iterator[Problem]:
        """Ids that are taken, and those that look like another one."""
        self._keep(sorted(range(len(self.parts)), key=lambda each: self.parts[each].layer))
        if not self.parts:
            return
        known = np.concatenate(self.hashes)
        starts = np.concatenate(([0], np.cumsum([len(each) for each in self.hashes]))).astype(int)
        twins = [*_twins(known)][:_TOLD]
        alike = [*self._alike(known, starts)][:_TOLD]
        places = self._places({row for pair in (*twins, *alike) for row in pair}, starts)
        for row, first in twins:
            (name, place), (other, taken) = places[row], places[first]
            if name == other:
                yield duplicate_id(name, place, taken)
        for row, first in alike:
            (name, place), (other, _taken) = places[row], places[first]
            if name != other:
                yield lookalike_id(name, other, place)

    def _alike(
        self, known: np.ndarray[Any, Any], starts: np.ndarray[Any, Any]
    ) -> Iterator[tuple[int, int]]:
        """Pairs of rows: an id that looks like another one, and that one."""
        rows = np.concatenate(
            [
                each[:, 0].astype(int) + start
                for each, start in zip(self.passing, starts[:-1], strict=True)
            ]
        )
        if not len(rows):
            return
        seen = np.concatenate([each[:, 1] for each in self.passing])
        order = np.argsort(known, kind="stable")
        at = np.searchsorted(known[order], seen).clip(max=len(known) - 1)
        is_id = known[order][at] == seen
        faces: dict[int, int] = {}
        taken: set[int] = set()
        for row, look, plain, place in zip(
            rows.tolist(), seen.tolist(), is_id.tolist(), at.tolist(), strict=True
        ):
            name = int(known[row])
            if name in taken:
                continue  # it is the same id again
            taken.add(name)
            twin = int(order[place]) if plain else faces.setdefault(look, row)
            if int(known[twin]) != name:
                yield row, twin

    def _places(self, rows: set[int], starts: np.ndarray[Any, Any]) -> dict[int, tuple[str, Place]]:
        """The ids of rows and where they stand, their slices read again."""
        found: dict[int, tuple[str, Place]] = {}
        wanted: dict[int, list[int]] = {}
        for row in sorted(rows):
            wanted.setdefault(int(np.searchsorted(starts, row, "right")) - 1, []).append(row)
        for number, here in wanted.items():
            part = self.parts[number]
            collection = read(part)
            projects = self.catalogue.layers[part.layer].settings.kind == "projects"
            listed = list(names(collection, projects=projects))
            for row in here:
                name, feature = listed[row - int(starts[number])]
                found[row] = name, place_of(collection, feature)
        return found


def _twins(known: np.ndarray[Any, Any]) -> Iterator[tuple[int, int]]:
    """Pairs of rows with one id: each that comes later, with the first."""
    order = np.argsort(known, kind="stable")
    same = known[order][1:] == known[order][:-1]
    first = 0
    for at in np.flatnonzero(same).tolist():
        if at == 0 or not same[at - 1]:
            first = int(order[at])
        yield int(order[at + 1]), first
