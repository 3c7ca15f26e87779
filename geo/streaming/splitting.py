"""Where the features of a JSON text stand, found by its braces and quotes alone.

Arrays of bytes are looked at as a whole, so that a file of any form streams: many features on a
line, or one over many. What stands within a feature is for its reader to judge.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

_QUOTE, _BACKSLASH, _OPEN, _CLOSE = b'"\\{}'
_SPACE = b" \t\r\n"
#: What stands before each text of a sequence.
_SEPARATOR = b"\x1e"


@dataclass
class Splitter:
    """Takes in a file block by block and tells where the features in it begin and end.

    ``at`` is the offset in the file of what comes next; ``commas`` says that features stand in an
    array. In the end ``tail`` is the offset of the bracket that closes it, or ``fault`` that
    of something that does not belong there.
    """

    at: int
    commas: bool = True
    promised: bool = False  # whether a comma has been passed already
    tail: int | None = None
    fault: int | None = None
    depth: int = 0
    begun: int | None = None
    _odd: bool = False  # whether an odd number of backslashes stands at the end
    _in_text: bool = False
    _count: int = 0
    _gap: bytes = field(default=b"", repr=False)

    def spans(self, block: bytes) -> Iterator[tuple[int, int]]:
        """The features that end in a block, by their offsets in the file."""
        start = self.at
        self.at += len(block)
        after = 0  # behind the last feature in the block
        for offset, opens in self._braces(block):
            if opens:
                if not self._is_gap(self._gap + block[after:offset], start + offset, more=True):
                    return
                self._gap = b""
                self.begun = start + offset
            elif self.begun is not None:
                after = offset + 1
                self._count += 1
                begun, self.begun = self.begun, None
                yield begun, start + after
        if self.begun is None:
            self._gap += block[after:]
            if self._gap.strip(_SPACE + b","):
                self._is_gap(self._gap, self.at, more=False)

    def _is_gap(self, gap: bytes, end: int, *, more: bool) -> bool:
        """Whether no more than a comma stands between two features; ``end`` is its offset."""
        bare = gap.strip(_SPACE) if self.commas else gap.replace(_SEPARATOR, b" ").strip(_SPACE)
        if bare == (b"," if self.commas and self._count else b""):
            return True
        first = end - len(gap) + gap.index(bare[:1]) if bare else end
        if self.commas and bare.startswith(b"]") and (self._count or not self.promised):
            self.tail = first
        elif more or bare not in (b",", b""):
            self.fault = first
        return False

    def _braces(self, block: bytes) -> Iterator[tuple[int, bool]]:
        """The braces round features, and whether each is the opening one."""
        data = np.frombuffer(block, np.uint8)
        quotes = np.flatnonzero(data == _QUOTE)
        if self._odd or b"\\" in block:
            quotes = self._unescaped(data, quotes)
        braces = np.flatnonzero((data == _OPEN) | (data == _CLOSE))
        inside = (np.searchsorted(quotes, braces) + self._in_text) & 1
        braces = braces[inside == 0]
        opens = data[braces] == _OPEN
        depths = self.depth + np.cumsum(np.where(opens, 1, -1))
        self._in_text ^= bool(len(quotes) & 1)
        if len(depths):
            self.depth = int(depths[-1])
        outer = np.where(opens, depths == 1, depths == 0)
        yield from zip(braces[outer].tolist(), opens[outer].tolist(), strict=True)

    def _unescaped(self, data: NDArray[np.uint8], quotes: NDArray[Any]) -> NDArray[Any]:
        """The quotes before which an even number of backslashes stands."""
        slashes = np.flatnonzero(data == _BACKSLASH)
        breaks = np.flatnonzero(np.diff(slashes) != 1) + 1
        starts = slashes[np.concatenate(([0], breaks)).astype(int)] if len(slashes) else slashes
        ends = slashes[np.concatenate((breaks - 1, [-1])).astype(int)] if len(slashes) else slashes
        odd = ((ends - starts) & 1) == 0
        if self._odd:
            if len(starts) and starts[0] == 0:
                odd[0] ^= True
            elif len(quotes) and quotes[0] == 0:
                quotes = quotes[1:]
        through = len(data) > 0 and len(slashes) > 0 and ends[-1] == len(data) - 1
        self._odd = bool(odd[-1]) if through else False
        return quotes[~np.isin(quotes, ends[odd] + 1)]
