"""JSON with positions: which offset, line and column of a text a value stands at.

The parsing is the standard library's; this walks from value to value around it.
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import count
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_SPACE = re.compile(r"[ \t\n\r]*")
#: Deeper than any layer goes, and shallow enough for whatever walks down a value later.
MAX_DEPTH = 100
_STRING_OR_NUMBER = re.compile(r'"(?:[^"\\]|\\.)*"|(-?(?:Infinity|\d[\d.eE+-]*)|NaN)', re.DOTALL)


@dataclass(frozen=True)
class Lines:
    """Offsets of a text as lines and columns, both counted from 1, in characters."""

    text: str

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


@dataclass(frozen=True, slots=True)
class Member:
    """A key of an object, its value, and where the two stand."""

    key: str
    key_start: int
    value_start: int
    value: Any
    end: int


class Decoder:
    """The standard decoder, which notes duplicate keys and refuses what is not JSON."""

    def __init__(self) -> None:
        self.has_duplicates = False
        self._decode = json.JSONDecoder(
            object_pairs_hook=self._object, parse_constant=_refuse
        ).raw_decode

    def value(self, text: str, start: int) -> tuple[Any, int]:
        """The value at ``start`` and the offset behind it.

        Raises json.JSONDecodeError, also for what the standard library says otherwise or
        lets pass: numbers that no float or int can hold, nesting deeper than `MAX_DEPTH`.
        """
        self.has_duplicates = False
        try:
            value, end = self._decode(text, start)
            shallow = _is_shallow(value)
        except json.JSONDecodeError:
            raise
        except RecursionError:
            shallow = False
        except ValueError:
            number, where = _unreadable_number(text, start)
            kind = "a number too large to be read" if number[-1:].isdigit() else "no JSON number"
            message = f"{number:.20} is {kind}"
            raise json.JSONDecodeError(message, text, where) from None
        if not shallow:
            message = f"Nested more than {MAX_DEPTH} deep"
            raise json.JSONDecodeError(message, text, start)
        return value, end

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members = dict(pairs)
        if len(members) != len(pairs):
            self.has_duplicates = True
        return members


class _Skipper(Decoder):
    """Passes over values of a text that has been read before."""

    def __init__(self) -> None:
        super().__init__()
        self._decode = json.JSONDecoder().raw_decode

    def value(self, text: str, start: int) -> tuple[Any, int]:
        """The value at ``start``, which is known to be one, and the offset behind it."""
        return self._decode(text, start)


@cache
def _skipper() -> _Skipper:
    """The only one: it keeps nothing between two values."""
    return _Skipper()


class Reader(Decoder):
    """A decoder for values of a few containers, which need not be looked through for depth."""

    def __init__(self) -> None:
        super().__init__()
        self._fast = json.JSONDecoder(
            object_pairs_hook=self._object, parse_constant=_refuse, parse_float=_finite
        ).raw_decode

    def value(self, text: str, start: int) -> tuple[Any, int]:
        """As `Decoder.value`; but it raises ValueError for what is no number of JSON."""
        if text.count("[") + text.count("{") >= MAX_DEPTH:
            return super().value(text, start)
        self.has_duplicates = False
        return self._fast(text, start)


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _refuse(text)


def _refuse(number: float | str) -> NoReturn:
    """Raise ValueError: NaN, or a number too large for a float."""
    raise ValueError(number)


def _is_shallow(value: Any) -> bool:
    """Whether a value is nested no deeper than `MAX_DEPTH`.

    Raises ValueError for an infinity, as which Python reads a number like 1e999.
    """
    level: list[Any] = [[value]]
    for _depth in range(MAX_DEPTH + 1):
        level = [
            item
            for holder in level
            for item in (holder.values() if holder.__class__ is dict else holder)
            if (kind := item.__class__) is list
            or kind is dict
            or (kind is float and not -math.inf < item < math.inf and _refuse(item))
        ]
        if not level:
            return True
    return False


def _unreadable_number(text: str, start: int) -> tuple[str, int]:
    """The first number outside a string that Python can't hold, and its offset."""
    for match in _STRING_OR_NUMBER.finditer(text, start):
        try:
            value = json.loads(match[1] or "0")
        except ValueError:
            value = math.nan
        if isinstance(value, float) and not math.isfinite(value):
            return match[1], match.start()
    return "this", start


def skip_space(text: str, offset: int) -> int:
    """The offset of the next character that is not white space."""
    match = _SPACE.match(text, offset)
    return match.end() if match else offset


def expect(text: str, offset: int, characters: str, what: str) -> int:
    """The offset behind one of ``characters``, white space before it passed over."""
    offset = skip_space(text, offset)
    if offset >= len(text) or text[offset] not in characters:
        message = f"Expecting {what}"
        raise json.JSONDecodeError(message, text, offset)
    return offset + 1


def members(
    text: str,
    start: int,
    decoder: Decoder,
    take: Mapping[str, Callable[[int], int]] | None = None,
    until: str | None = None,
) -> Iterator[Member]:
    """The members of the object at ``start``, one by one.

    A key in ``take`` has its value read by the function there, which is given the value's
    offset and returns the one behind it; such a member comes with the value None. The key
    ``until`` is the last one that comes, its value not read.
    """
    offset = expect(text, start, "{", "an object")
    if text.startswith("}", skip_space(text, offset)):
        return
    while True:
        key_start = expect(text, offset, '"', "a key in double quotes") - 1
        key, offset = decoder.value(text, key_start)
        value_start = skip_space(text, expect(text, offset, ":", "':' after the key"))
        value = None
        if key == until:
            yield Member(key, key_start, value_start, None, value_start)
            return
        if take and key in take:
            offset = take[key](value_start)
        else:
            value, offset = decoder.value(text, value_start)
        yield Member(key, key_start, value_start, value, offset)
        offset = expect(text, offset, ",}", "',' or '}'")
        if text[offset - 1] == "}":
            return


def items(
    text: str, start: int, decoder: Decoder, until: int = -1
) -> Iterator[tuple[int, Any, int]]:
    """The items of the array at ``start``: offset, value, offset behind it.

    The one of the index ``until`` is the last that comes, its value not read.
    """
    offset = expect(text, start, "[", "an array")
    if text.startswith("]", skip_space(text, offset)):
        return
    for index in count():
        offset = skip_space(text, offset)
        if index == until:
            yield offset, None, offset
            return
        value, end = decoder.value(text, offset)
        yield offset, value, end
        offset = expect(text, end, ",]", "',' or ']'")
        if text[offset - 1] == "]":
            return


def locate(text: str, start: int, path: tuple[str | int, ...]) -> int:
    """The offset of the key or item that ``path`` leads to from the value at ``start``.

    Where the path ends early, the offset of the last thing that is there.
    """
    decoder = _skipper()
    here = start
    for step in path:
        found = None
        if isinstance(step, str) and text[start : start + 1] == "{":
            for member in members(text, start, decoder, until=step):
                if member.key == step:
                    found = member.key_start, member.value_start
        elif isinstance(step, int) and text[start : start + 1] == "[":
            for index, (offset, _value, _end) in enumerate(items(text, start, decoder, step)):
                if index == step:
                    found = offset, offset
        if found is None:
            return here
        here, start = found
    return here


def duplicate_keys(text: str, start: int) -> Iterator[tuple[str, int]]:
    """Keys that stand twice in an object at or below ``start``, with their offsets."""
    decoder = Decoder()
    if text.startswith("{", start):
        seen: set[str] = set()
        for member in members(text, start, decoder):
            if member.key in seen:
                yield member.key, member.key_start
            seen.add(member.key)
            if isinstance(member.value, dict | list):
                yield from duplicate_keys(text, member.value_start)
    elif text.startswith("[", start):
        for offset, value, _end in items(text, start, decoder):
            if isinstance(value, dict) or (isinstance(value, list) and not _is_position(value)):
                yield from duplicate_keys(text, offset)


def _is_position(value: list[Any]) -> bool:
    return bool(value) and not isinstance(value[0], dict | list)
