"""The search index: terms in the order of their code units, in shards, each with its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geo.outputs.packed.spool import LONGEST, deflated

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Array = np.ndarray[Any, Any]
_SEVEN = 7


def shards(
    terms: Sequence[str], pairs: Mapping[str, tuple[Array, Array]]
) -> Iterator[tuple[str, bytes]]:
    """Each shard, deflated, with its first term.

    ``pairs`` are the numbers of terms and rows, those of a term in the order of rows: of names,
    and of all other texts.
    """
    # JavaScript compares texts by code units of UTF-16.
    order = sorted(
        range(len(terms)), key=lambda number: terms[number].encode("utf-16-be", "surrogatepass")
    )
    place = np.empty(len(terms), np.uint32)
    place[order] = np.arange(len(terms), dtype=np.uint32)
    names, others = (_Rows(*pairs[name], place) for name in ("name", "other"))
    texts = [terms[number].encode("utf-8", "replace") for number in order]
    each = np.fromiter(map(len, texts), np.int64, len(texts)) + 1
    each = each + names.lengths() + others.lengths()
    ends = np.cumsum(each)
    first = 0
    while first < len(terms):
        full = ends[first] - each[first] + 2 * LONGEST
        last = max(first + 1, int(np.searchsorted(ends, full, "right")))
        yield terms[order[first]], deflated(_content(texts[first:last], names, others, first, last))
        first = last


class _Rows:
    """The rows of each term: their differences, as one array ordered by term and row."""

    def __init__(self, term: Array, row: Array, place: Array) -> None:
        term = place[term]
        row = row[np.argsort(term, kind="stable")]
        self.count = np.bincount(term, minlength=len(place)).astype(np.int64)
        self.end = np.cumsum(self.count)
        # A difference across two terms comes out wrong and is put right below.
        self.steps = np.diff(row, prepend=np.uint32(0))
        begins = (self.end - self.count)[self.count > 0]
        self.steps[begins] = row[begins]

    def lengths(self) -> Array:
        """How many bytes the differences of each term take."""
        each = np.ones(len(self.steps), np.int64)
        for bits in range(_SEVEN, 32, _SEVEN):
            each += (self.steps >> np.uint32(bits)) > 0
        sums = np.concatenate([[0], np.cumsum(each)])
        return np.asarray(sums[self.end] - sums[self.end - self.count])


def _content(texts: Sequence[bytes], names: _Rows, others: _Rows, first: int, last: int) -> bytes:
    joined = b"\n".join(texts)
    head = np.array([len(texts), len(joined)], "<u4").tobytes()
    counts = [rows.count[first:last].astype("<u4").tobytes() for rows in (names, others)]
    # Term by term, those of names and then the others.
    pieces = []
    for place in range(first, last):
        for rows in (names, others):
            end = int(rows.end[place])
            pieces.append(rows.steps[end - int(rows.count[place]) : end])
    steps = np.concatenate(pieces)
    return head + joined + bytes(-len(joined) % 4) + b"".join(counts) + _varints(steps)


def _varints(numbers: Array) -> bytes:
    """Seven bits a byte, the lowest first; the eighth says that more follow."""
    planes = np.stack([(numbers >> np.uint32(bits)) & 0x7F for bits in range(0, 32, _SEVEN)], 1)
    used = np.stack(
        [np.ones(len(numbers), bool)]
        + [(numbers >> np.uint32(bits)) > 0 for bits in range(_SEVEN, 32, _SEVEN)],
        1,
    )
    more = np.zeros_like(used)
    more[:, :-1] = used[:, 1:]
    return np.asarray((planes | (more * 0x80))[used]).astype(np.uint8).tobytes()
