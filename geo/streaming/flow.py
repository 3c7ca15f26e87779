"""A folder of layers as slices that are composed and encoded, and a model without features."""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from geo.check import (
    NAMED,
    apart,
    catalogue_problems,
    file_problems,
    in_order,
    layer_problems,
    named,
)
from geo.compose import Frame, source_numbers
from geo.errors import LayersError, UsageError
from geo.inputs import inputs_from
from geo.read import moved, read_collection, read_rest
from geo.rules.geometry import decimals_problem
from geo.streaming.cutting import SLICE, Cutter, Slice, UncutError
from geo.streaming.digests import digests
from geo.streaming.identity import Ids
from geo.streaming.known import Known
from geo.streaming.pool import each
from geo.streaming.survey import survey
from geo.streaming.working import Job, Worker
from geo.trace import traced

if TYPE_CHECKING:
    from geo.catalogue import Catalogue, Layer
    from geo.errors import Problem
    from geo.model import Bounds, MapModel
    from geo.places import Composed
    from geo.read import Collection
    from geo.rules.geometry import Fine
    from geo.streaming.digests import Digests
    from geo.streaming.working import Done

T = TypeVar("T")
#: Told of the features done, and of how many there are, about.
Progress = Callable[[int, int], None]

#: What one process needs at most, about; more than so many are never worth it.
_MOST_WORKERS = 8
#: Layers up to this size are read before another process has started.
_SHARED = 16 << 20
#: A file up to this size is read as a whole where that tells better what is wrong with it.
_READABLE = 64 << 20
#: So many problems are told; a file that has more of them is wrong altogether.
MOST_PROBLEMS = 10_000


def stream(
    catalogue: Catalogue,
    encode: Callable[[Composed], T],
    *,
    language: str | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Stream[T]:
    """The map of a folder, in slices; nothing is read before the stream is iterated over.

    ``encode`` makes of a slice what is handed on; it must be something that can be pickled.
    ``workers`` are the processes, 0 for this one alone; None leaves it to the map's size.
    """
    languages = catalogue.settings.languages
    if language is not None and language not in languages:
        message = f"--lang {language}: the map has no such language; it has {', '.join(languages)}"
        raise UsageError(message)
    return Stream(catalogue, encode, language or catalogue.language, workers, progress)


def check(catalogue: Catalogue, *, workers: int | None = None) -> list[Problem]:
    """All problems of the layers in a folder, as geo.check finds them, slice by slice."""
    found: Stream[Any] = Stream(catalogue, None, catalogue.language, workers, None)
    try:
        for _nothing in found:
            pass
    except LayersError as error:
        return error.problems
    return found.problems


class Stream(Generic[T]):
    """The slices of a map as encoded, in the order of its rows: projects before features.

    Once they have been taken, ``model`` is the map without them and ``problems`` are the
    warnings. LayersError is raised instead where there is an error, with all problems; what
    was taken by then is worth nothing.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        encode: Callable[[Composed], T] | None,
        language: str,
        workers: int | None,
        progress: Progress | None,
    ) -> None:
        self.catalogue = catalogue
        self.problems: list[Problem] = []
        self._language = language
        self._workers = workers
        self._progress = progress
        # All sources are numbered: which ones are cited is known when all has been read.
        self._numbers = source_numbers(catalogue, set(catalogue.sources))
        wanted = {row["project"] for row in catalogue.facts}
        wanted |= {project for project, _key in catalogue.settings.headline}
        self._job = Job(catalogue, encode, self._numbers, frozenset(wanted))
        self._model: MapModel | None = None
        self._found = _Found(self._job)

    @property
    def model(self) -> MapModel:
        """The map but for its projects and features.

        Until all slices have been taken, its bounds, headlines and hashes are not known.
        """
        if self._model is None:
            frame = Frame(self.catalogue, self._language, self._numbers)
            return frame.model((), (), ())
        return self._model

    def __iter__(self) -> Iterator[T]:
        """Read, check, compose and encode slice by slice."""
        found = self._found = _Found(self._job)
        total = survey(self.catalogue)
        workers = _workers(total.bytes) if self._workers is None else self._workers
        parts: deque[Slice] = deque()
        done_features = 0
        with digests(self.catalogue) as reckoned:
            calls = self._calls(parts, found)
            with closing(_results(self._job, calls, workers)) as results:
                for done in results:
                    found.add(replace(parts.popleft(), spans=None, data=None), done)
                    done_features += done.count
                    if self._progress:
                        self._progress(done_features, max(total.features, done_features))
                    if done.composed and done.count and not found.failed:
                        yield done.encoded
            context = [read_collection(layer.path) for layer in self.catalogue.context]
            problems = found.settled(context)
            if any(problem.is_error for problem in problems):
                raise LayersError(problems)
            self.problems = problems
            self._model = self._settled(context, found, total.bytes, reckoned())

    def _calls(self, parts: deque[Slice], found: _Found) -> Iterator[tuple[Slice, dict[str, bool]]]:
        """The slices of all layers; each is noted in ``parts`` as it is given out."""
        for number, layer in sorted(enumerate(self.catalogue.layers), key=_rank):
            for part in _slices(number, layer, found):
                parts.append(part)
                yield part, {"compose": self._job.encode is not None and not found.failed}

    def _settled(
        self, context: list[Collection], found: _Found, size: int, reckoned: Digests
    ) -> MapModel:
        frame = Frame(self.catalogue, self._language, self._numbers)
        cited = source_numbers(self.catalogue, found.cited)
        sources = [source for source in frame.sources() if source.id in cited]
        return replace(
            frame.model(context, found.wanted, [found.box] if found.box else []),
            trace=traced(reckoned.data, sources, frame.texts),
            inputs=inputs_from(self.catalogue, reckoned.files),
            layer_bytes=size,
        )


def _rank(place: tuple[int, Layer]) -> tuple[bool, int]:
    """Projects stand before features."""
    number, layer = place
    return layer.settings.kind != "projects", number


def _results(job: Job, calls: Iterator[Any], workers: int) -> Generator[Done]:
    if workers:
        yield from each((Worker, job), calls, workers)
        return
    worker = Worker(job)
    for part, options in calls:
        yield worker(part, **options)


def _workers(size: int) -> int:
    """How many processes a map of this size is worth."""
    if size < _SHARED:
        return 0
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(cores or 1, _MOST_WORKERS) if (cores or 1) > 1 else 0


def _slices(number: int, layer: Layer, found: _Found) -> Iterator[Slice]:
    """The slices of a layer; what is beside them is noted when they have been taken."""
    try:
        size = layer.path.stat().st_size if layer.path.is_file() else 0
        if size <= SLICE:
            yield Slice(layer.path, number, whole=size)
            return
        cutter = Cutter(layer.path, number, size)
        yield from cutter.slices()
    except UncutError as error:
        if cutter.index == 0 and size <= _READABLE:
            yield Slice(layer.path, number, whole=size)
        else:
            found.uncut(number, error.problem)
    except OSError:
        yield Slice(layer.path, number)  # which says what is wrong with the file
    else:
        found.rest(number, cutter)


class _Found:
    """What is known of a map while its slices go by."""

    def __init__(self, job: Job) -> None:
        self.catalogue = catalogue = job.catalogue
        self._job = job
        self.ids = Ids(catalogue)
        self.known = Known()
        self.wanted: set[str] = set()
        self.cited: set[str] = set()
        self.box: Bounds | None = None
        self.failed = any(problem.is_error for problem in catalogue.problems)
        self._problems: dict[int, list[Problem]] = {}
        self._fine: dict[int, Fine] = {}
        self._unread: set[int] = set()
        self._alike: dict[int, list[Problem]] = {}
        self._counts: Counter[int] = Counter()
        self._told = 0

    def add(self, part: Slice, done: Done) -> None:
        """Take in what came of a slice."""
        self._note(part.layer, done.problems)
        if not done.is_read:
            self._unread.add(part.layer)
        if done.fine:
            before = self._fine.get(part.layer)
            count = done.fine.count + (before.count if before else 0)
            self._fine[part.layer] = replace(before or done.fine, count=count)
        self.ids.add(part, done)
        self.known.add(done.names)
        self.wanted |= done.wanted
        self.cited |= done.cited
        if done.box:
            self.box = _union(self.box, done.box)

    def rest(self, number: int, cutter: Cutter) -> None:
        """Take in what a file has beside its features."""
        rest = cutter.rest
        if rest is None:
            return
        collection = read_rest(cutter.path, rest.data)
        problems = [
            replace(problem, line=line, column=column)
            for problem in file_problems(collection)
            for line, column in [_behind(problem, rest.before, rest.behind)]
        ]
        self._note(number, problems)
        if any(problem.is_error for problem in collection.problems):
            self._unread.add(number)

    def uncut(self, number: int, problem: Problem) -> None:
        """Note that a file can't be read to its end."""
        self._note(number, [problem])
        self._unread.add(number)

    def _note(self, number: int, problems: list[Problem]) -> None:
        alike, others = apart(problems)
        first = self._alike.setdefault(number, [])
        first += alike[: NAMED + 1 - len(first)]
        self._counts[number] += len(alike)
        left = max(MOST_PROBLEMS - self._told, 0)
        self._told += len(others)
        self._problems.setdefault(number, []).extend(others[:left])
        self.failed = self.failed or any(problem.is_error for problem in problems)

    def settled(self, context: list[Collection]) -> list[Problem]:
        """All problems, now that all has been seen."""
        for number in sorted(self._unread):
            self._read_again(number)
        problems = list(self.catalogue.problems)
        for number, found in self._problems.items():
            problems += [*found, *named(self._alike[number], self._counts[number])]
            if number in self._fine:
                path = self.catalogue.layers[number].path
                problems.append(decimals_problem(path, self._fine[number]))
        for collection in context:
            problems += layer_problems(collection, None, projects=False)
        problems += self.ids.problems()
        projects = self.known.of(self.wanted)
        problems += catalogue_problems(self.catalogue, projects, unread=bool(self._unread))
        return in_order(problems)

    def _read_again(self, number: int) -> None:
        """Of a file that can't be read, say what reading it as a whole says, if it can."""
        path = self.catalogue.layers[number].path
        if path.stat().st_size > _READABLE:
            return
        self._fine.pop(number, None)
        for noted in (self._problems, self._alike, self._counts):
            noted.pop(number, None)
        self.ids.drop(number)
        part = Slice(path, number)
        self.add(part, Worker(self._job)(part, compose=False))


def _behind(problem: Problem, before: tuple[int, int], behind: tuple[int, int]) -> tuple[int, int]:
    """Where a problem with the rest of a file stands in the file itself."""
    place = problem.line, problem.column
    if place < before or not problem.line:
        return place
    inside = place[0] - before[0] + 1, place[1] - (before[1] - 1 if place[0] == before[0] else 0)
    return moved(inside, behind)


def _union(one: Bounds | None, other: Bounds) -> Bounds:
    if one is None:
        return other
    west, south, east, north = other
    return min(one[0], west), min(one[1], south), max(one[2], east), max(one[3], north)
