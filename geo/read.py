"""A GeoJSON file as a Collection: nothing is lost, and each feature knows its line.

What can't be read is a problem with a position, never an exception. What is read but
wrong is for geo.check to say.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from geo.errors import Problem, Severity
from geo.feature import Feature
from geo.gitmarks import git_mark
from geo.jsontext import Decoder, Lines, duplicate_keys, items, locate, members, skip_space
from geo.linewise import read_by_lines

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Collection", "Feature", "read_collection"]

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
    ``by_lines`` says that each feature stands on a line of its own.
    """

    path: Path
    data: bytes = b""
    features: tuple[Feature, ...] = ()
    members: dict[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    by_lines: bool = False

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
        if self.by_lines:
            return self._position_by_line(feature, path)
        start = skip_space(self.text, 0) if feature is None else feature.start
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
        text = self.data[feature.start : end].decode()
        return line, len(before) + locate(text, 0, path) + 1


def read_collection(path: Path) -> Collection:
    """Read a file. The collection holds what could be read, and the problems met."""
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
        fast = read_by_lines(data)
        if fast is not None:
            found, features = fast
            return Collection(self.path, data, tuple(features), found, by_lines=True)
        if not self._decoded(data):
            return self._collection({})
        found = {}
        try:
            found = self._object()
        except json.JSONDecodeError as error:
            self._json_problem(error)
            return self._collection({})
        self._shape(found)
        return self._collection(found)

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
