"""A GeoJSON file as a Collection: nothing is lost, and each feature knows its line.

What can't be read is a problem with a position, never an exception. What is read but
wrong is for geo.check to say.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from geo.errors import Problem, Severity
from geo.feature import Feature
from geo.gitmarks import git_mark
from geo.jsontext import (
    Decoder,
    Lines,
    duplicate_keys,
    expect,
    items,
    locate,
    members,
    skip_space,
)
from geo.linewise import read_by_lines, read_slice
from geo.suffixes import is_columnar, is_sequence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo.columns import ColumnsError

__all__ = ["Collection", "Feature", "read_collection"]

#: What stands before each text of a sequence.
_SEPARATOR = b"\x1e"
_GEOMETRY_TYPES = {
    "Point",
    "MultiPoint",
    "LineString",
    "MultiLineString",
    "Polygon",
    "MultiPolygon",
    "GeometryCollection",
}


@dataclass(frozen=True)
class Collection:
    """A FeatureCollection. ``members`` are its other members, ``crs`` say, as parsed.

    ``data`` is the file in UTF-8 without a byte order mark, as far as it could be read;
    ``by_lines`` says that each feature stands on a line of its own, ``by_bytes`` that the
    offsets of features count bytes.

    Of a layer that is kept in columns ``data`` are lines made of it, and ``is_numbered``: its
    lines are the numbers of features.

    It may be a slice of a file: some features with what stands between them. ``first`` is
    then where the slice begins, a line and a column, and ``whole`` the size of the file.
    """

    path: Path
    data: bytes = b""
    features: tuple[Feature, ...] = ()
    members: dict[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    by_lines: bool = False
    by_bytes: bool = False
    is_numbered: bool = False
    first: tuple[int, int] = (1, 1)
    whole: int = 0

    @property
    def size(self) -> int:
        """How many bytes the file has that this is of."""
        return self.whole or len(self.data)

    @property
    def name(self) -> str:
        """The layer's name: the stem of the file."""
        return self.path.stem

    @cached_property
    def text(self) -> str:
        """The text of the file."""
        return self.data.decode()

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.text)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer(b"\n", self.data))]

    def position(self, feature: Feature | None, *path: str | int) -> tuple[int, int]:
        """Line and column of a feature, or of the member in it that ``path`` leads to.

        Without a feature the path starts at the collection.
        """
        if self.is_numbered:
            return (0, 0) if feature is None else (feature.index + 1, 1)
        return moved(self._position(feature, path), self.first)

    def _position(self, feature: Feature | None, path: tuple[str | int, ...]) -> tuple[int, int]:
        if self.by_lines:
            return self._position_by_line(feature, path)
        start = skip_space(self.text, 0) if feature is None else feature.start
        if feature is not None and self.by_bytes:
            start = len(self.data[:start].decode())
        return self._lines.position(locate(self.text, start, path) if path else start)

    def _position_by_line(
        self, feature: Feature | None, path: tuple[str | int, ...]
    ) -> tuple[int, int]:
        """The same of a file of which no more than the line is worth decoding."""
        if feature is None:
            head = self.data[: self.features[0].start] if self.features else self.data
            text = head.decode() + "]}" * bool(self.features)
            start = skip_space(text, 0)
            return Lines(text).position(locate(text, start, path) if path else start)
        line = bisect_right(self._line_starts, feature.start)
        before = self.data[self._line_starts[line - 1] : feature.start].decode()
        end = self.data.find(b"\n", feature.start)
        text = self.data[feature.start : end if end >= 0 else None].decode()
        return line, len(before) + locate(text, 0, path) + 1


def moved(position: tuple[int, int], first: tuple[int, int]) -> tuple[int, int]:
    """A position in a slice of a file as one in the file; ``first`` is where the slice begins."""
    line, column = position
    return line + first[0] - 1, column + (first[1] - 1 if line == 1 else 0)


def read_features(
    path: Path,
    data: bytes,
    spans: Sequence[tuple[int, int]] | None = None,
    *,
    index: int = 0,
    first: tuple[int, int] = (1, 1),
    whole: int = 0,
) -> Collection:
    """Read a slice of a file: features, the first one of this ``index``.

    Commas stand between them, but in a text sequence. ``spans`` are where they stand; None for
    one a line.
    """
    commas = not is_sequence(path) and not is_columnar(path)
    if is_sequence(path):
        data = data.replace(_SEPARATOR, b" ")
    found = read_slice(data, spans, index, commas=commas)
    if found is not None:
        by_lines = spans is None
        return Collection(
            path,
            data,
            tuple(found),
            by_lines=by_lines,
            by_bytes=True,
            is_numbered=is_columnar(path),
            first=first,
            whole=whole,
        )
    read = _Reader(path).slice(data, index, commas=commas)
    problems = []
    for problem in read.problems:
        line, column = moved((problem.line, problem.column), first)
        problems.append(replace(problem, line=line, column=column))
    return replace(read, problems=tuple(problems), first=first, whole=whole)


def read_rest(path: Path, data: bytes) -> Collection:
    """Read what is left of a file when the features are taken out of it."""
    return _Reader(path).parsed(data)


def read_columns(path: Path) -> Collection:
    """Read a layer that is kept in columns."""
    from geo.columns import ColumnsError, blocks  # noqa: PLC0415 - GDAL, or Arrow

    try:
        data = b"".join(lines for lines, _count in blocks(path))
    except ColumnsError as error:
        return Collection(path, problems=(columns_problem(path, error),), is_numbered=True)
    size = path.stat().st_size
    if not data:
        return Collection(path, is_numbered=True, whole=size)
    return read_features(path, data, whole=size)


def columns_problem(path: Path, error: ColumnsError) -> Problem:
    """Why a layer that is kept in columns can't be read."""
    place = (path, error.number, min(error.number, 1), "")
    return Problem(Severity.ERROR, error.code, *place, error.message, error.hint)


def read_collection(path: Path) -> Collection:
    """Read a file. The collection holds what could be read, and the problems met."""
    if is_columnar(path) and path.is_file():
        return read_columns(path)
    return _Reader(path).read()


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = ""
        self.lines = Lines("")
        self.problems: list[Problem] = []
        self.features: list[Feature] = []
        self.decoder = Decoder()

    def read(self) -> Collection:
        """Read bytes, text and JSON in turn, as far as each goes."""
        data = self._bytes()
        if data is None:
            return self._collection({})
        if is_sequence(self.path):
            return read_features(self.path, data)
        fast = read_by_lines(data)
        if fast is not None:
            found, features = fast
            return Collection(self.path, data, tuple(features), found, by_lines=True, by_bytes=True)
        return self.parsed(data)

    def parsed(self, data: bytes) -> Collection:
        """Read text and JSON."""
        if not self._decoded(data):
            return self._collection({})
        found: dict[str, Any] = {}
        try:
            found = self._object()
        except json.JSONDecodeError as error:
            self._json_problem(error)
            return self._collection({})
        self._shape(found)
        return self._collection(found)

    def slice(self, data: bytes, index: int, *, commas: bool) -> Collection:
        """Read features alone, parted by commas or by white space."""
        if self._decoded(data):
            try:
                self._items(skip_space(self.text, 0), index, commas=commas)
            except json.JSONDecodeError as error:
                self._json_problem(error)
        return self._collection({})

    def _items(self, offset: int, index: int, *, commas: bool) -> None:
        while offset < len(self.text):
            raw, end = self.decoder.value(self.text, offset)
            self.features.append(Feature(index + len(self.features), offset, raw))
            if self.decoder.has_duplicates:
                self._duplicates(offset)
            offset = skip_space(self.text, end)
            if commas and offset < len(self.text):
                offset = skip_space(self.text, expect(self.text, offset, ",", "','"))

    def _collection(self, found: dict[str, Any]) -> Collection:
        data = self.text.encode("utf-8")
        return Collection(self.path, data, tuple(self.features), found, tuple(self.problems))

    def _say(
        self,
        code: str,
        message: str,
        hint: str = "",
        offset: int | None = 0,
        severity: Severity = Severity.ERROR,
    ) -> None:
        if self.lines.text is not self.text:
            self.lines = Lines(self.text)
        line, column = (0, 0) if offset is None else self.lines.position(offset)
        self.problems.append(Problem(severity, code, self.path, line, column, "", message, hint))

    def _bytes(self) -> bytes | None:
        try:
            if self.path.exists() and not self.path.is_file():
                self._say("unreadable", "this is no file", offset=None)
                return None
            return self.path.read_bytes()
        except OSError as error:
            reason = error.strerror or str(error)
            self._say("unreadable", f"the file can't be read: {reason}", offset=None)
            return None

    def _decoded(self, data: bytes) -> bool:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            self._say(
                "encoding",
                "the file is UTF-16, not UTF-8",
                "save it again with the encoding UTF-8",
            )
            return False
        try:
            self.text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            self.text = data[: error.start].decode("utf-8")
            if error.reason == "unexpected end of data":
                self._cut_off("it ends in the middle of a letter", len(self.text))
                return False
            self._say(
                "encoding",
                f"the byte 0x{data[error.start]:02x} is not UTF-8",
                "save the file again with the encoding UTF-8 (it may be Windows-1251 now)",
                offset=len(self.text),
            )
            return False
        if self.text.startswith("\ufeff"):
            self.text = self.text[1:]
            self._say(
                "bom",
                "the file starts with a byte order mark, which GeoJSON doesn't have",
                "save it as UTF-8 without BOM; python make_map.py format does that",
                severity=Severity.WARNING,
            )
        return True

    def _object(self) -> dict[str, Any]:
        start = skip_space(self.text, 0)
        if start >= len(self.text):
            message = "The file is empty"
            raise json.JSONDecodeError(message, self.text, start)
        found: dict[str, Any] = {}
        seen: set[str] = set()
        if not self.text.startswith("{", start):
            _value, end = self.decoder.value(self.text, start)
            self._say("not-geojson", "the file holds no JSON object", offset=start)
            self._rest(end)
            return found
        take = {"features": self._features}
        end = start + 1
        for member in members(self.text, start, self.decoder, take):
            if member.key in seen:
                self._duplicate(member.key, member.key_start)
            seen.add(member.key)
            if member.key != "features":
                found[member.key] = member.value
                if self.decoder.has_duplicates:
                    self._duplicates(member.value_start)
            end = member.end
        self._rest(skip_space(self.text, end) + 1)
        if found.get("type") == "FeatureCollection" and "features" not in seen:
            self._say("not-geojson", "the FeatureCollection has no features", offset=start)
        return found

    def _features(self, start: int) -> int:
        self.features.clear()
        if not self.text.startswith("[", start):
            self._say("not-geojson", "'features' is no array", offset=start)
            return self.decoder.value(self.text, start)[1]
        end = start + 1
        for index, (offset, raw, item_end) in enumerate(items(self.text, start, self.decoder)):
            self.features.append(Feature(index, offset, raw))
            if self.decoder.has_duplicates:
                self._duplicates(offset)
            end = item_end
        return skip_space(self.text, end) + 1

    def _rest(self, end: int) -> None:
        rest = skip_space(self.text, end)
        if rest < len(self.text):
            message = "Extra data behind the end of the object"
            raise json.JSONDecodeError(message, self.text, rest)

    def _duplicates(self, start: int) -> None:
        for key, offset in duplicate_keys(self.text, start):
            self._duplicate(key, offset)

    def _duplicate(self, key: str, offset: int) -> None:
        self._say(
            "duplicate-key",
            f"the key {key!r} stands twice in one object; only the last would count",
            "remove one of the two",
            offset=offset,
        )

    def _json_problem(self, error: json.JSONDecodeError) -> None:
        self.features.clear()
        mark = git_mark(self.text)
        if mark:
            self._say("merge-conflict", mark.message, mark.hint, offset=mark.offset)
            return
        behind = self.text[: error.pos].rstrip()
        if not self.text.strip():
            message, hint = "the file is empty", "put a FeatureCollection in it, or remove it"
        elif error.pos >= len(self.text.rstrip()) or error.msg.startswith("Unterminated"):
            self._cut_off(error.msg, error.pos)
            return
        elif behind.endswith(",") and self.text[error.pos] in "]}":
            self._say_comma(len(behind) - 1)
            return
        elif error.msg.startswith("Illegal trailing comma"):  # since Python 3.13
            self._say_comma(error.pos)
            return
        else:
            message, hint = f"no JSON here: {error.msg}", ""
        self._say("json", message, hint, offset=error.pos)

    def _say_comma(self, offset: int) -> None:
        self._say("json", "a comma stands before a closing bracket", "remove the comma", offset)

    def _cut_off(self, reason: str, offset: int) -> None:
        hint = "the file is cut off; take it again from where it came from"
        self._say("json", f"the file ends too early: {reason}", hint, offset)

    def _shape(self, found: dict[str, Any]) -> None:
        """A lone feature or geometry is a collection of one."""
        kind = found.get("type")
        if kind == "FeatureCollection" or any(p.is_error for p in self.problems):
            return
        start = skip_space(self.text, 0)
        if isinstance(kind, str) and kind in {"Feature", *_GEOMETRY_TYPES}:
            self.features.clear()
            raw = found if kind == "Feature" else {"type": "Feature", "geometry": dict(found)}
            self.features.append(Feature(0, start, dict(raw)))
            self._say(
                "not-a-collection",
                f"the file is a single {kind}, not a FeatureCollection; it is read as one feature",
                'wrap it: {"type": "FeatureCollection", "features": [ … ]}; format does that',
                offset=start,
                severity=Severity.WARNING,
            )
            found.clear()
            return
        said = f"its type is {kind!r}" if "type" in found else "it has no type"
        self._say(
            "not-geojson",
            f"the file is no GeoJSON FeatureCollection: {said}",
            'the first member should be "type": "FeatureCollection"',
            offset=start,
        )
