"""A source as a list of data sets, and one of them as a table.

A data set is a file that can be read, or a table in one; an archive or a folder may have many.
"""

from __future__ import annotations

import importlib
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from geo import unfinished
from geo.errors import MapError, UsageError
from geo.staff.importing.archive import unpack
from geo.staff.importing.choice import ChoiceError
from geo.staff.importing.formats import (
    SHAPE_PARTS,
    form_of,
    label,
    misnamed,
    refuse_remote,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Protocol

    from geo.staff.importing.table import Table

    class Reader(Protocol):
        """A module that reads one format."""

        def tables(self, path: Path, options: Options) -> list[str]:
            """The names of the tables in a file."""

        def read(self, path: Path, table: str, options: Options) -> Table:
            """One of them."""


_READERS = {
    "gpkg": "geo.staff.importing.readers.vector",
    "shapefile": "geo.staff.importing.readers.shapefile",
    "flatgeobuf": "geo.staff.importing.readers.vector",
    "dxf": "geo.staff.importing.readers.dxf",
    "gpx": "geo.staff.importing.readers.gpx",
    "kml": "geo.staff.importing.readers.kml",
    "csv": "geo.staff.importing.readers.delimited",
    "xlsx": "geo.staff.importing.readers.workbook",
    "geojson": "geo.staff.importing.readers.geojson",
    "geoparquet": "geo.staff.importing.readers.parquet",
}


_SHOWN = 60
#: Files of which it is said where they can't be read; others are no data.
_DATA = {".shp", ".gpkg", ".kml", ".geojson", ".dxf", ".gpx", ".xlsx", ".fgb", ".parquet"}


@dataclass(frozen=True, slots=True)
class Options:
    """What the user said of the source."""

    encoding: str = ""
    table: str = ""
    layer: str = ""


@dataclass(frozen=True, slots=True)
class DataSet:
    """A file of the source, by the name under which the user knows it."""

    name: str
    path: Path
    form: str
    tables: tuple[str, ...]


@dataclass(slots=True)
class Source:
    """What a source has in it; ``left`` are files that are no data."""

    name: str
    sets: list[DataSet]
    notes: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def choices(self) -> list[tuple[str, DataSet, str]]:
        """Every table with the name by which ``--table`` asks for it."""
        many = len(self.sets) > 1
        found = []
        for item in self.sets:
            for table in item.tables:
                lone = len(item.tables) == 1
                name = (item.name if lone else f"{item.name}/{table}") if many else table
                found.append((name, item, table))
        return found


@contextmanager
def opened(name: str, options: Options) -> Iterator[Source]:
    """A source with its data sets; what was unpacked goes when the context ends.

    Raises MapError for what can't be read, UsageError for what is no file of this machine.
    """
    refuse_remote(name)
    if not name:
        message = "SOURCE is empty: say which file"
        raise UsageError(message)
    path = Path(name)
    try:
        exists, folder = path.exists(), path.is_dir()
    except (OSError, ValueError) as error:
        message = f"{name}: can't be read: {error}"
        raise MapError(message) from error
    if not exists:
        message = f"{name}: there is no such file"
        raise UsageError(message)
    if folder:
        yield _many(
            name, [(item.name, item) for item in sorted(path.iterdir()) if item.is_file()], options
        )
        return
    if not path.is_file():
        message = f"{name}: this is no file"
        raise MapError(message)
    path = _whole_shape(path)
    form = form_of(path)
    if form not in {"zip", "kmz"}:
        said = misnamed(path, form)
        yield Source(name, [_set(path.stem, path, form, options)], [said] if said else [])
        return
    with unfinished.folder("import") as temporary:
        members = [(item.name, item.path) for item in unpack(path, temporary)]
        if form == "kmz":
            members = _root_kml(path, members)
        yield _many(name, members, options)


def chosen(source: Source, options: Options) -> tuple[DataSet, str]:
    """The table that is meant: the only one, the one asked for, or the one named as the layer.

    Raises UsageError with the list of them where that doesn't say which.
    """
    choices = source.choices()
    if options.table:
        wanted = options.table.casefold()
        hits = [c for c in choices if wanted in _calls(*c)]
        if len(hits) == 1:
            return hits[0][1:]
        problem = f"--table {options.table}: the source has no such table"
    elif len(choices) == 1:
        return choices[0][1:]
    else:
        same = [c for c in choices if c[2].casefold() == options.layer.casefold()]
        if len(same) == 1:
            source.notes.append(f"of {len(choices)} tables, the one named as the layer is read")
            return same[0][1:]
        problem = f"{source.name}: there are {len(choices)} tables in it; say which: --table NAME"
    rows = [f"{name}  ({label(item.form)})" for name, item, _table in choices[:_SHOWN]]
    message = f"{problem}. It has:"
    raise ChoiceError(message, rows)


def _calls(name: str, item: DataSet, table: str) -> set[str]:
    """The names by which a table may be asked for."""
    names = {name, table, *([item.name, Path(item.name).stem] if len(item.tables) == 1 else [])}
    return {called.casefold() for called in names}


def read(item: DataSet, table: str, options: Options) -> Table:
    """Read one table of a data set."""
    return _reader(item.form).read(item.path, table, options)


def _set(name: str, path: Path, form: str, options: Options) -> DataSet:
    return DataSet(name, path, form, tuple(_reader(form).tables(path, options)))


def _reader(form: str) -> Reader:
    return importlib.import_module(_READERS[form])


def _whole_shape(path: Path) -> Path:
    """The .shp beside a part of a Shapefile that was given instead of it."""
    if path.suffix.lower() not in SHAPE_PARTS:
        return path
    for suffix in (".shp", ".SHP"):
        if path.with_suffix(suffix).exists():
            return path.with_suffix(suffix)
    message = f"{path}: it belongs to a Shapefile, but there is no {path.with_suffix('.shp').name}"
    message = f"{message} beside it; take all its files (.shp .shx .dbf .prj .cpg)"
    raise MapError(message)


def _root_kml(path: Path, members: list[tuple[str, Path]]) -> list[tuple[str, Path]]:
    """The main document of a KMZ: the first KML of its root, else the first at all."""
    found = [item for item in members if item[0].lower().endswith(".kml")]
    if not found:
        message = f"{path}: there is no KML in the KMZ"
        raise MapError(message)
    found.sort(key=lambda item: (item[0].count("/"), item[0].lower() != "doc.kml"))
    rest = [item for item in members if item is not found[0]]
    return [found[0], *rest]


def _many(name: str, members: list[tuple[str, Path]], options: Options) -> Source:
    """The data sets among files. What is no data is left, what is broken is said."""
    source = Source(name, [])
    broken: list[MapError] = []
    kmz = name.lower().endswith(".kmz")
    for shown, path in members:
        if kmz and source.sets:
            source.left.append(shown)
        elif path.suffix.lower() not in {*SHAPE_PARTS, ".txt"}:
            _take(source, shown, path, options, broken)
    # A text beside data tells about it; one without data beside it may be the data.
    for shown, path in members:
        if path.suffix.lower() == ".txt":
            if source.sets:
                source.left.append(shown)
            else:
                _take(source, shown, path, options, broken)
    if not source.sets:
        if broken:
            raise broken[0]
        seen = ", ".join(shown for shown, _path in members[:10]) or "no files"
        message = f"{name}: there is nothing in it that can be read (it has {seen})"
        raise MapError(message)
    return source


def _take(source: Source, shown: str, path: Path, options: Options, broken: list[MapError]) -> None:
    """Add a file to the data sets of a source, or to what is left."""
    try:
        form = form_of(path)
        if form in {"zip", "kmz"}:
            source.left.append(f"{shown} (an archive in the archive)")
        else:
            source.sets.append(_set(shown, path, form, options))
    except MapError as error:
        source.left.append(shown)
        if path.suffix.lower() in _DATA:
            broken.append(error)
            source.notes.append(f"not read: {error}")
