"""One slice of a layer: read, checked, composed and encoded, in whichever process."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.check import file_problems, findings, names
from geo.compose import cited_sources
from geo.linewise import no_collector
from geo.places import Places
from geo.read import read_collection, read_features
from geo.rules.lookalikes import face, may_pass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from geo.catalogue import Catalogue
    from geo.errors import Problem
    from geo.model import Bounds
    from geo.places import Composed
    from geo.read import Collection
    from geo.rules.geometry import Fine
    from geo.streaming.cutting import Slice

    Encode = Callable[[Composed], Any]


@dataclass(frozen=True, slots=True)
class Job:
    """What a process must know to work on slices. ``wanted`` are projects that tables name."""

    catalogue: Catalogue
    encode: Encode | None
    numbers: dict[str, int]
    wanted: frozenset[str]


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a slice. ``ids`` are the hashes of its features' ids.

    ``passing`` are those ids that may pass for another: number in the slice, hash of what a
    reader sees. ``encoded`` is None where nothing was composed; ``is_read`` says that the
    text could be read.
    """

    count: int
    is_read: bool
    problems: list[Problem]
    fine: Fine | None
    ids: np.ndarray[Any, Any]
    passing: np.ndarray[Any, Any]
    names: list[str]
    wanted: set[str]
    cited: set[str]
    box: Bounds | None
    encoded: Any = None
    composed: bool = False


class Worker:
    """Works on slices one after the other."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.places = Places(job.catalogue, job.numbers)

    def __call__(self, part: Slice, *, compose: bool) -> Done:
        """Read and check a slice; compose and encode it where that is asked for, and no error."""
        with no_collector():
            return self._done(part, compose=compose)

    def _done(self, part: Slice, *, compose: bool) -> Done:
        catalogue = self.job.catalogue
        layer = catalogue.layers[part.layer]
        projects = layer.settings.kind == "projects"
        collection = read(part)
        if part.end is None:
            problems = list(file_problems(collection))
        else:
            problems = list(collection.problems)
        found = findings(collection, catalogue, projects=projects)
        problems += found.problems
        known = [name for name, _feature in names(collection, projects=projects)]
        own = _own_ids(collection) if projects else []
        box, encoded = None, None
        encode = None if any(problem.is_error for problem in problems) else self.job.encode
        if encode and compose:
            composed = self.places.composed(layer, collection.features)
            boxes = [each.bounds for each in composed.projects]
            box = _box([*boxes, *(each.bounds for each in composed.features)])
            encoded = encode(composed)
        return Done(
            count=len(collection.features),
            is_read=not any(problem.is_error for problem in collection.problems),
            problems=problems,
            fine=found.fine,
            ids=hashes(known),
            passing=_passing(known),
            names=own if self.job.wanted else [],
            wanted=set(self.job.wanted.intersection(own)),
            cited=cited_sources(collection.features) if projects else set(),
            box=box,
            encoded=encoded,
            composed=compose and encode is not None,
        )


def read(part: Slice) -> Collection:
    """The features of a slice, with their places in the file."""
    if part.end is None:
        return read_collection(part.path)
    return read_features(
        part.path,
        part.read(),
        part.spans,
        index=part.index,
        first=part.first,
        whole=part.whole,
    )


def hashes(texts: Iterable[str]) -> np.ndarray[Any, Any]:
    """A number of 64 bits for each text, the same in every process."""
    found = [
        hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        for text in texts
    ]
    return np.frombuffer(b"".join(found), np.uint64)


def _passing(known: list[str]) -> np.ndarray[Any, Any]:
    rows = [row for row, name in enumerate(known) if may_pass(name)]
    seen = hashes(face(known[row]) for row in rows)
    return np.stack([np.array(rows, np.uint64), seen], axis=1)


def _own_ids(collection: Collection) -> list[str]:
    said = (feature.properties for feature in collection.features)
    return [str(each["id"]) for each in said if "id" in each]


def _box(boxes: Iterable[Bounds | None]) -> Bounds | None:
    found = [box for box in boxes if box]
    if not found:
        return None
    wests, souths, easts, norths = zip(*found, strict=True)
    return min(wests), min(souths), max(easts), max(norths)
