"""A place as a Side: all that can be read of it, and the problems met."""

from __future__ import annotations

import hashlib
import tomllib
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.catalogue import (
    CONTEXT_FOLDER,
    FACT_COLUMNS,
    FACTS_FILE,
    SOURCE_COLUMNS,
    SOURCES_FILE,
    Catalogue,
    load_catalogue,
)
from geo.errors import MapError, Problem, UsageError
from geo.read import read_collection
from geo.staff.changes.model import Side, SideLayer
from geo.staff.changes.revisions import SUFFIXES, Place, places
from geo.tables import Row, read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.read import Collection


def read_sides(operands: Sequence[str], layers: Path) -> tuple[Side, Side]:
    """The two sides that the operands of ``diff`` name.

    Raises UsageError or MapError where one of them can't be meant or read.
    """
    with ExitStack() as stack:
        old, new = places(operands, layers, stack)
        known: dict[tuple[str, str], Collection] = {}
        alias = Path(new.only).stem if new.only else ""
        return _Reader(old, known, alias).side(), _Reader(new, known, alias).side()


class _Reader:
    """Reads one side. A file that is the same on the other side is read once."""

    def __init__(self, place: Place, known: dict[tuple[str, str], Collection], alias: str) -> None:
        self.place = place
        self.known = known
        self.alias = alias
        self.problems: list[Problem] = []
        self.digests: dict[str, str] = {}

    def side(self) -> Side:
        only = self.place.only
        if only.lower().endswith(".csv"):
            return self._table(self.place.folder / only)
        catalogue = self._catalogue()
        self._digest(catalogue)
        chosen = [layer for layer in catalogue.layers if not only or layer.path.name == only]
        layers, unread = [], set()
        for layer in chosen:
            collection = self._collection(layer.path)
            name = self.alias or layer.id
            if any(problem.is_error for problem in collection.problems) and not collection.features:
                unread.add(name)
            layers.append(SideLayer(name, layer.settings.kind == "projects", collection))
        context = [self._collection(layer.path) for layer in catalogue.context]
        broken = {p.path.name for p in catalogue.problems if p.is_error}
        facts, sources = catalogue.facts, tuple(catalogue.sources.values())
        return Side(
            label=self.place.label,
            catalogue=catalogue,
            layers=tuple(layer for layer in layers if layer.id not in unread),
            context=tuple(context),
            facts=None if only or (FACTS_FILE in broken and not facts) else facts,
            sources=None if only or (SOURCES_FILE in broken and not sources) else sources,
            settings={} if only else self._settings(),
            digests=self.digests,
            unread=frozenset(unread),
            problems=(*self.place.problems, *self._said(self.problems)),
        )

    def _catalogue(self) -> Catalogue:
        try:
            catalogue = load_catalogue(self.place.folder)
        except MapError as error:
            message = str(error).replace(str(self.place.folder), self.place.said)
            raise MapError(message) from None
        kept = [p for p in catalogue.problems if p.is_error]
        if self.place.only:
            kept = [p for p in kept if p.path.stem == Path(self.place.only).stem]
        self.problems += kept
        return catalogue

    def _collection(self, path: Path) -> Collection:
        key = path.relative_to(self.place.folder).as_posix()
        found = self.known.get((path.name, self.digests.get(key, "")))
        # Problems name their side, so a file with some is read again for the other.
        if found is None or found.problems:
            found = read_collection(path)
            self.known[path.name, self.digests.get(key, "")] = found
        self.problems += [problem for problem in found.problems if problem.is_error]
        return found

    def _digest(self, catalogue: Catalogue) -> None:
        only = self.place.only
        folder = catalogue.folder
        files = [folder / only] if only else [*_files(folder), *_files(folder / CONTEXT_FOLDER)]
        for path in files:
            name = path.relative_to(folder).as_posix()
            try:
                data = path.read_bytes()
            except OSError:
                continue
            # git may have turned line ends; that is no change of the file.
            plain = data.replace(b"\r\n", b"\n")
            self.digests[name] = hashlib.sha256(plain).hexdigest()

    def _settings(self) -> dict[str, dict[str, Any]]:
        """The TOML files as they stand; one that is broken is among the problems already."""
        found = {}
        for path in _files(self.place.folder):
            if path.suffix.lower() == ".toml":
                try:
                    found[path.name] = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
                except (OSError, ValueError, RecursionError):
                    continue
        return found

    def _table(self, path: Path) -> Side:
        """A lone CSV file: facts or sources, by its columns."""
        problems: list[Problem] = []
        facts = read_table(path, FACT_COLUMNS, problems)
        missing = [problem for problem in problems if problem.line == 1]
        sources: list[Row] = []
        is_sources = False
        if missing:
            other: list[Problem] = []
            sources = read_table(path, SOURCE_COLUMNS, other)
            is_sources = not any(problem.line == 1 for problem in other)
            if not is_sources:
                message = (
                    f"{self.place.said}/{path.name}: neither a table of facts nor one of sources: "
                    f"{missing[0].message}"
                )
                raise UsageError(message)
            problems = other
        return Side(
            label=self.place.label,
            catalogue=None,
            facts=None if is_sources else tuple(facts),
            sources=tuple(sources) if is_sources else None,
            problems=(*self.place.problems, *self._said(problems)),
        )

    def _said(self, problems: Iterable[Problem]) -> list[Problem]:
        """The problems with the paths that the user knows."""
        folder = self.place.folder
        return [
            replace(problem, path=Path(self.place.said) / problem.path.relative_to(folder))
            for problem in problems
        ]


def _files(folder: Path) -> list[Path]:
    """The files of a folder of layers, in the order of their names."""
    if not folder.is_dir():
        return []
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in SUFFIXES and not path.name.startswith(".") and path.is_file()
    )
