"""Shape parts: paths of rows that lie near each other, as deltas in planes of bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geo.outputs.packed.spool import LONGEST, deflated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.outputs.packed.paths import Paths

Array = np.ndarray[Any, Any]
#: Bits of the Hilbert curve's grid, each way.
_BITS = 16
_FULL_CIRCLE, _HALF_CIRCLE = 360e6, 180e6
#: Sizes of features that go into one part together.
_CLASS = 2
#: What a row and a path take beside their vertices, deflated, about.
_ROW_BYTES, _PATH_BYTES = 5, 7
_SAMPLE = 20_000
_NARROW = 0x10000


def sizes(box: Array) -> Array:
    """The power of two that the larger side of each box (1e-6 degrees) comes to; 0 for a point."""
    side = np.maximum(
        box[:, 2].astype(np.int64) - box[:, 0], box[:, 3].astype(np.int64) - box[:, 1]
    )
    found = np.zeros(len(box), np.uint8)
    some = side > 0
    found[some] = np.maximum(1, np.ceil(np.log2(side[some])))
    return found


def in_order(paths: Paths, size: Array) -> Array:
    """The places of rows by size, large ones first, then along a Hilbert curve."""
    middle = (paths.box[:, :2].astype(np.float64) + paths.box[:, 2:]) / 2
    cells = ((middle + _HALF_CIRCLE) / _FULL_CIRCLE * (1 << _BITS)).astype(np.int64)
    along = _hilbert(np.clip(cells[:, 0], 0, None), np.clip(cells[:, 1], 0, None))
    return np.lexsort((paths.row, along, -(size.astype(np.int64) // _CLASS)))


def _hilbert(x: Array, y: Array) -> Array:
    """Where cells stand on the curve: the usual turning of quadrants, all cells at once."""
    found = np.zeros(len(x), np.int64)
    last = (1 << _BITS) - 1
    step = 1 << (_BITS - 1)
    while step:
        right, upper = (x & step) > 0, (y & step) > 0
        found += step * step * ((3 * right) ^ upper)
        flipped = right & ~upper
        x, y = np.where(flipped, last - x, x), np.where(flipped, last - y, y)
        x, y = np.where(upper, x, y), np.where(upper, y, x)
        step >>= 1
    return found


class ShapeParts:
    """The paths of all rows, in parts.

    ``order`` are the places of rows in ``paths``, ``starts`` where in it each part begins.
    """

    def __init__(self, paths: Paths, size: Array, decimals: int) -> None:
        self.paths = paths
        self.size = size
        self.order = in_order(paths, size)
        self._unit = 10 ** (6 - decimals)
        self._first_path = np.cumsum(paths.count, dtype=np.int64) - paths.count
        self._first_vertex = np.cumsum(paths.length, dtype=np.int64) - paths.length
        if len(paths.row):
            vertices = np.add.reduceat(paths.length, self._first_path, dtype=np.int64)
        else:
            vertices = np.zeros(0, np.int64)
        self._vertices = vertices
        self.starts = self._parted()

    def __len__(self) -> int:
        """How many parts there are."""
        return len(self.starts)

    def rows(self, part: int) -> Array:
        """The places in ``paths`` of the rows of a part."""
        end = self.starts[part + 1] if part + 1 < len(self.starts) else len(self.order)
        return self.order[self.starts[part] : end]

    def boxes(self) -> Array:
        """West, south, east, north of each part."""
        if not len(self.starts):
            return np.zeros((0, 4), np.int32)
        box = self.paths.box[self.order]
        low = np.minimum.reduceat(box[:, :2], self.starts)
        high = np.maximum.reduceat(box[:, 2:], self.starts)
        return np.hstack([low, high])

    def largest(self) -> Array:
        """The largest size in each part."""
        if not len(self.starts):
            return np.zeros(0, np.uint8)
        return np.maximum.reduceat(self.size[self.order], self.starts)

    def content(self, part: int) -> bytes:
        """A part, deflated, in whichever order of differences is shorter."""
        return min((deflated(raw) for raw in self._contents(self.rows(part))), key=len)

    def _parted(self) -> Array:
        """Where parts begin: each is filled until it is as long as it may be."""
        if not len(self.order):
            return np.zeros(0, np.int64)
        each = self._vertices * self._bytes_a_vertex()
        each = each + _ROW_BYTES + self.paths.count.astype(np.int64) * _PATH_BYTES
        each = each[self.order]
        ends = np.cumsum(each)
        starts = [0]
        while (last := starts[-1]) < len(ends):
            full = ends[last] - each[last] + LONGEST
            starts.append(max(int(np.searchsorted(ends, full, "right")), last + 1))
        return np.array(starts[:-1], np.int64)

    def _bytes_a_vertex(self) -> float:
        """What a vertex takes, deflated, tried on some rows."""
        step = max(1, int(self._vertices.sum()) // _SAMPLE)
        some = self.order[::step]
        vertices = int(self._vertices[some].sum())
        rest = len(some) * _ROW_BYTES + int(self.paths.count[some].sum()) * _PATH_BYTES
        shortest = min(len(deflated(raw)) for raw in self._contents(some))
        return max(0.2, (shortest - rest) / max(1, vertices))

    def _contents(self, rows: Array) -> Iterator[bytes]:
        """The rows as bytes, once with first and once with second differences."""
        paths = self.paths
        count = paths.count[rows]
        of_rows = _ranges(self._first_path[rows], count)
        length = paths.length[of_rows]
        vertices = _ranges(self._first_vertex[of_rows], length)
        whole = [self._rounded(axis[vertices]) for axis in (paths.x, paths.y)]
        first = np.cumsum(length, dtype=np.int64) - length
        kind = paths.kind[of_rows].tobytes()
        head = (
            paths.row[rows].astype("<u4").tobytes()
            + count.astype("<u4").tobytes()
            + kind
            + bytes(-len(kind) % 4)
            + length.astype("<u4").tobytes()
            + np.stack([axis[first] for axis in whole], 1).astype("<i4").tobytes()
        )
        single = [np.diff(axis, prepend=axis[:1]) for axis in whole]
        double = [np.diff(axis, prepend=axis[:1]) for axis in single]
        if len(first):
            second = first[length > 1] + 1
            for one, two in zip(single, double, strict=True):
                two[second] = one[second]
        rest = np.ones(len(vertices), bool)
        rest[first] = False
        for order, deltas in enumerate((single, double), 1):
            zigzag = [(axis[rest] << 1) ^ (axis[rest] >> 63) for axis in deltas]
            narrow = all(axis.max(initial=0) < _NARROW for axis in zigzag)
            width = 2 if narrow else 4
            start = np.array([len(rows)], "<u4").tobytes() + bytes([order, width, 0, 0])
            planes = [
                axis.astype(f"<u{width}").view(np.uint8).reshape(-1, width).T.tobytes()
                for axis in zigzag
            ]
            yield start + head + b"".join(planes)

    def _rounded(self, axis: Array) -> Array:
        """On the grid; what lies half way goes to the even line."""
        if self._unit == 1:
            return axis.astype(np.int64)
        return np.asarray(np.rint(axis / self._unit)).astype(np.int64)


def _ranges(first: Array, count: Array) -> Array:
    """All numbers of ranges, one range after the other."""
    count = count.astype(np.int64)
    ends = np.cumsum(count)
    if not len(count):
        return np.zeros(0, np.int64)
    return np.asarray(np.arange(ends[-1]) + np.repeat(first - (ends - count), count))
