"""A file of features cut into slices, none of which a process need hold beside another."""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from geo.columns import ColumnsError, blocks
from geo.errors import Problem, Severity
from geo.jsontext import Decoder, members, skip_space
from geo.read import columns_problem
from geo.suffixes import is_columnar, is_sequence

if TYPE_CHECKING:
    from pathlib import Path

#: How many bytes of a file one slice has, about; smaller files are not cut.
SLICE = 1 << 22
_HEAD = 1 << 20
_MARK = b"\xef\xbb\xbf"
_TAIL = re.compile(rb"\n[ \t\r]*\]\s*\}\s*\Z")
_LINE_ENDS = re.compile(rb"\}[ \t]*(,?)[ \t]*\r?\n\{")


@dataclass(frozen=True, slots=True)
class Slice:
    """Some features of a file: its bytes from ``start`` to ``end``.

    ``spans`` are where the features stand in it, None for one a line; ``index`` is that of
    the first one in the file, ``first`` the line and column where the slice begins, ``whole``
    the size of the file. A file that is not cut is one slice without an end. Of a layer that
    is kept in columns, the slice has its ``data`` with it.
    """

    path: Path
    layer: int
    start: int = 0
    end: int | None = None
    spans: tuple[tuple[int, int], ...] | None = None
    index: int = 0
    first: tuple[int, int] = (1, 1)
    whole: int = 0
    data: bytes | None = None

    def read(self) -> bytes:
        """The bytes of the slice."""
        if self.data is not None:
            return self.data
        if is_columnar(self.path):
            return self._lines()
        with self.path.open("rb") as file:
            file.seek(self.start)
            return file.read() if self.end is None else file.read(self.end - self.start)

    def _lines(self) -> bytes:
        """The lines of a layer in columns, made again."""
        done = 0
        for lines, count in blocks(self.path):
            if done == self.index:
                return lines
            done += count
        return b""


@dataclass(frozen=True, slots=True)
class Rest:
    """What is left of a file when the features are taken out, and where they stood in it."""

    data: bytes
    gap: int
    before: tuple[int, int]
    behind: tuple[int, int]


class UncutError(Exception):
    """A file, or what is left of it, can't be cut; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class Cutter:
    """Cuts a file. When all slices have been taken, ``rest`` is what is beside them."""

    def __init__(self, path: Path, layer: int, size: int) -> None:
        self.path = path
        self.layer = layer
        self.size = size
        self.rest: Rest | None = None
        self.index = 0
        self.line, self.column = 1, 1
        self._ended = False

    def slices(self) -> Iterator[Slice]:
        """The slices in their order.

        Raises UncutError where the file can't be cut, or not any further.
        """
        if is_columnar(self.path):
            yield from self._by_columns()
            return
        with self.path.open("rb") as file:
            head = self._head(file)
            self._pass(head.removeprefix(_MARK))
            before = self.line, self.column
            at = yield from self._by_lines(file, len(head))
            if at < self.size and not self._ended:
                at = yield from self._by_braces(file, at)
            file.seek(at)
            self.rest = Rest(head + file.read(), len(head), before, (self.line, self.column))

    def _by_columns(self) -> Iterator[Slice]:
        try:
            for data, count in blocks(self.path):
                first = self.index + 1, 1
                yield Slice(self.path, self.layer, 0, 1, None, self.index, first, self.size, data)
                self.index += count
        except ColumnsError as error:
            raise UncutError(columns_problem(self.path, error)) from error

    def _head(self, file: BinaryIO) -> bytes:
        """What stands before the features."""
        data = file.read(_HEAD)
        if is_sequence(self.path):
            return data[:3] if data.startswith(_MARK) else b""
        mark = len(_MARK) if data.startswith(_MARK) else 0
        text = data[mark:].decode("utf-8", "ignore")
        try:
            for member in members(text, skip_space(text, 0), Decoder(), until="features"):
                if member.key == "features" and text.startswith("[", member.value_start):
                    return data[: mark + len(text[: member.value_start + 1].encode())]
        except json.JSONDecodeError:
            pass
        message = "the file doesn't begin as a FeatureCollection does"
        hint = 'it should begin {"type": "FeatureCollection", "features": ['
        raise UncutError(self._problem("not-geojson", message, hint))

    def _by_lines(self, file: BinaryIO, at: int) -> Generator[Slice, None, int]:
        """Slices of whole lines with a feature each; returns where there is something else."""
        commas = not is_sequence(self.path)
        file.seek(at)
        if commas:
            begun = at
            gap = file.read(_HEAD)
            bare = gap.lstrip(b" \t\r\n")
            if b"\n" not in gap[: len(gap) - len(bare)] or not bare.startswith(b"{"):
                return begun
            at += len(gap) - len(bare)
            self._pass(gap[: len(gap) - len(bare)])
        while at < self.size:
            data, last = self._lines(file, at)
            tail = _TAIL.search(data) if last and commas else None
            body = data[: tail.start() + 1] if tail else data
            count = _features(body, commas=commas, last=last)
            if not count or (last and commas and not tail):
                return at
            end = at + len(body)
            yield self._slice(at, end, None)
            self._pass(body)
            self.index += count
            at = end
            if tail:
                skipped = len(data) - len(body) - len(data[len(body) :].lstrip(b" \t\r\n"))
                self._pass(data[len(body) : len(body) + skipped])
                self._ended = True
                return at + skipped
        return at

    def _lines(self, file: BinaryIO, at: int) -> tuple[bytes, bool]:
        """Whole lines from an offset on, and whether they are the last ones."""
        file.seek(at)
        data = file.read(SLICE)
        while at + len(data) < self.size and b"\n" not in data:
            data += file.read(len(data))
        last = at + len(data) >= self.size
        return (data, True) if last else (data[: data.rfind(b"\n") + 1], False)

    def _by_braces(self, file: BinaryIO, at: int) -> Generator[Slice, None, int]:
        """Slices of features, however they are written; returns where their array ends."""
        from geo.streaming.splitting import Splitter  # noqa: PLC0415 - few files take numpy for it

        commas = not is_sequence(self.path)
        # A slice of lines ends with a comma, which has promised another feature.
        splitter = Splitter(at, commas=commas, promised=self.index > 0)
        file.seek(at)
        base, data = at, b""
        found: list[tuple[int, int]] = []
        while splitter.tail is None and splitter.fault is None:
            block = file.read(SLICE)
            data += block
            found += splitter.spans(block)
            ended = not block or splitter.tail is not None or splitter.fault is not None
            if found and (found[-1][1] - found[0][0] >= SLICE // 2 or ended):
                begin, end = found[0][0], found[-1][1]
                self._pass(data[: begin - base])
                spans = tuple((start - begin, stop - begin) for start, stop in found)
                yield self._slice(begin, end, spans)
                self._pass(data[begin - base : end - base])
                self.index += len(found)
                base, data, found = end, data[end - base :], []
            if not block:
                break
        where = splitter.tail if splitter.fault is None else splitter.fault
        if where is None:
            where = self.size if splitter.begun is None else splitter.begun
            if not commas and splitter.begun is None:
                return where
            self._pass(data[: where - base])
            message = "the file ends too early: it breaks off within its features"
            hint = "the file is cut off; take it again from where it came from"
            raise UncutError(self._problem("json", message, hint))
        self._pass(data[: where - base])
        if splitter.fault is not None:
            message = "something stands between two features that doesn't belong there"
            hint = "between two features stands one comma"
            raise UncutError(self._problem("json", message, hint if commas else ""))
        return where

    def _slice(self, start: int, end: int, spans: tuple[tuple[int, int], ...] | None) -> Slice:
        first = self.line, self.column
        return Slice(self.path, self.layer, start, end, spans, self.index, first, self.size)

    def _pass(self, data: bytes) -> None:
        """Go on to behind ``data``, counting lines and characters."""
        lines = data.count(b"\n")
        if lines:
            self.line += lines
            self.column = 1
            data = data[data.rfind(b"\n") + 1 :]
        self.column += len(data.decode("utf-8", "replace"))

    def _problem(self, code: str, message: str, hint: str) -> Problem:
        place = (self.path, self.line, self.column, "")
        return Problem(Severity.ERROR, code, *place, message, hint)


def _features(lines: bytes, *, commas: bool, last: bool) -> int:
    """How many features the lines are; 0 where not each line looks like one."""
    text = lines.rstrip(b" \t\r\n")
    if not commas:
        text = text.replace(b"\x1e", b"")
    count = text.count(b"\n") + 1
    plain = text.count(b"},\n{") if commas else text.count(b"}\n{")
    if plain != count - 1 and len(_joints(text, commas=commas)) != count - 1:
        return 0
    closed = text.endswith(b"}," if commas and not last else b"}")
    return count if text.startswith(b"{") and closed else 0


def _joints(text: bytes, *, commas: bool) -> list[bytes]:
    """Where one line with a feature ends and the next one begins."""
    return [comma for comma in _LINE_ENDS.findall(text) if bool(comma) is commas]
