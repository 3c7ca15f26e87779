"""Files and folders of layers brought into canonical form, each whole or not at all."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from geo.catalogue import CONTEXT_FOLDER, Catalogue, load_catalogue
from geo.errors import MapError, Problem, Severity, UsageError
from geo.read import read_collection
from geo.rounding import DECIMALS
from geo.rules.structure import feature_fault
from geo.staff.formatting.layer import ONCE, TIDIED, Formatted, formatted
from geo.staff.formatting.table import tidy_table
from geo.suffixes import is_layer
from geo.write import write_chunks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo.read import Collection

_SUFFIXES = (".geojson", ".json")


@dataclass(frozen=True)
class Outcome:
    """What became of one file: what was ``done`` to it, or the ``problems`` that forbade it."""

    path: Path
    done: Counter[str] = field(default_factory=Counter)
    problems: tuple[Problem, ...] = ()

    @property
    def said(self) -> str:
        """What was done, in words."""
        return ", ".join(
            what if what in ONCE else f"{what} ({count})"
            for what, count in sorted(self.done.items())
        )


def format_files(
    paths: Iterable[Path], *, decimals: int = DECIMALS, dry: bool = False
) -> Iterator[Outcome]:
    """Format files one after the other; ``dry`` writes nothing and tells what would be done.

    A folder stands for its layers and those of its base map. A file that can't be read,
    or whose data would not survive, is left as it is.
    """
    kinds: dict[Path, _Folder] = {}
    seen: set[Path] = set()
    for given in paths:
        for path in _files(given):
            real = Path(os.path.realpath(path))  # resolve() raises for links in a circle
            if real in seen:
                continue
            seen.add(real)
            folder = kinds.setdefault(path.parent, _Folder(path.parent))
            yield _format(path, real, folder, decimals, dry=dry)


def _files(given: Path) -> list[Path]:
    """The layers that a path stands for.

    Raises UsageError where there is no such file or folder, MapError for a folder without layers.
    """
    try:
        if not given.is_dir():
            return [_there(given)]
        inside = [*given.iterdir()]
        base_map = given / CONTEXT_FOLDER
        inside += base_map.iterdir() if base_map.is_dir() else []
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        message = f"{given}: the folder can't be read: {reason}"
        raise MapError(message) from error
    found = [
        path
        for path in sorted(inside)
        if path.suffix.lower() == ".geojson" and not path.name.startswith(".") and path.is_file()
    ]
    # Layers in other formats are as their programs write them.
    if not found and not any(map(is_layer, inside)):
        message = f"{given}: the folder has no layers (files whose names end in .geojson)"
        raise MapError(message)
    return found


def _there(path: Path) -> Path:
    try:
        path.lstat()
    except FileNotFoundError:
        message = f"{path}: there is no such file or folder"
        raise UsageError(message) from None
    except (OSError, ValueError):
        pass  # which reading it says
    return path


@dataclass(frozen=True)
class _Folder:
    """What the folder of a file says about it."""

    path: Path

    @cached_property
    def _catalogue(self) -> Catalogue | None:
        try:
            return load_catalogue(self.path)
        except MapError:
            return None

    def is_projects(self, path: Path) -> bool:
        """Whether a layer is held to the fields of a project."""
        layers = self._catalogue.layers if self._catalogue else ()
        return any(
            layer.path.name == path.name and layer.settings.kind == "projects" for layer in layers
        )

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the map."""
        return self._catalogue.settings.languages if self._catalogue else ()


def _format(path: Path, real: Path, folder: _Folder, decimals: int, *, dry: bool) -> Outcome:
    before = _state(real)
    if path.suffix.lower() == ".csv":
        return _format_table(path, real, before, dry=dry)
    if real.is_file() and path.suffix.lower() not in _SUFFIXES:
        message = "this is neither a GeoJSON file (.geojson, .json) nor a table (.csv)"
        if is_layer(path):
            message = (
                f"a layer in {path.suffix} is left as it is: only GeoJSON has a canonical form"
            )
        return Outcome(path, problems=(_problem(path, "not-geojson", message),))
    collection = read_collection(path)
    problems = _obstacles(collection)
    if problems:
        return Outcome(path, problems=problems)
    result = formatted(
        collection,
        projects=folder.is_projects(path),
        languages=folder.languages,
        decimals=decimals,
    )
    return _outcome(path, real, result, before, dry=dry)


def _format_table(path: Path, real: Path, before: tuple[int, ...], *, dry: bool) -> Outcome:
    """A table that was named; those of a folder are left to the program that keeps them."""
    try:
        data = real.read_bytes()
        tidy = tidy_table(data)
    except OSError as error:
        reason = f"the file can't be read: {error.strerror or error}"
        return Outcome(path, problems=(_problem(path, "unreadable", reason),))
    except ValueError as error:
        return Outcome(path, problems=(_problem(path, "table", str(error)),))
    result = Formatted((tidy,), Counter({TIDIED: 1} if tidy != data else {}))
    return _outcome(path, real, result, before, dry=dry)


def _outcome(
    path: Path, real: Path, result: Formatted, before: tuple[int, ...], *, dry: bool
) -> Outcome:
    fault = _written(real, result, before) if result.done and not dry else ""
    if fault:
        return Outcome(path, problems=(_problem(path, "unwritable", fault),))
    return Outcome(path, result.done)


def _obstacles(collection: Collection) -> tuple[Problem, ...]:
    """The errors for which a file is left alone: what can't be read can't be kept."""
    errors = [problem for problem in collection.problems if problem.is_error]
    for feature in [] if errors else collection.features:
        fault = feature_fault(feature.frame)
        if fault:
            line, column = collection.position(feature)
            place = (collection.path, line, column, "")
            errors.append(Problem(Severity.ERROR, "not-a-feature", *place, *fault))
    return tuple(errors)


def _problem(path: Path, code: str, message: str) -> Problem:
    return Problem(Severity.ERROR, code, path, 0, 0, "", message, "it is left as it is")


def _state(path: Path) -> tuple[int, ...]:
    """What changes when somebody else writes the file."""
    try:
        status = path.stat()
    except OSError:
        return ()
    return status.st_ino, status.st_size, status.st_mtime_ns


def _written(real: Path, result: Formatted, before: tuple[int, ...]) -> str:
    """Write a file in place of the former one; the reason why not, where it may not be."""
    if not os.access(real, os.W_OK) or not real.stat().st_mode & 0o222:
        return "the file is read-only"
    if _state(real) != before:
        return "somebody else has just written the file; format it again"
    try:
        write_chunks(real, result.chunks)
    except MapError as error:
        return str(error)
    return ""
