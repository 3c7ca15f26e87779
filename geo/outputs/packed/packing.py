"""Batches, one after the other, become the parts of a page and what it says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geo.outputs.packed.batch import Encoder, Slice
from geo.outputs.packed.fields import DETAIL_COLUMNS
from geo.outputs.packed.gathering import Gathering
from geo.outputs.packed.overview import Overview
from geo.outputs.packed.search import shards
from geo.outputs.packed.shapes import ShapeParts, sizes
from geo.outputs.packed.spool import LONGEST, Spool, deflated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.model import MapModel
    from geo.outputs.packed.batch import Batch

Array = np.ndarray[Any, Any]
#: Rows of a detail part.
BLOCK = 256
#: Beyond so many vertices a metre is fine enough.
_MOST_FINE_VERTICES = 2_000_000
_FINE, _COARSE = 6, 5
_TYPES = {
    np.dtype("<u1"): "u8",
    np.dtype("<u2"): "u16",
    np.dtype("<u4"): "u32",
    np.dtype("<i4"): "i32",
    np.dtype("<f4"): "f32",
    np.dtype("<f8"): "f64",
}


class Packing:
    """Takes the batches of a map in their order: all projects stand before all features."""

    def __init__(self, spool: Spool, languages: Sequence[str]) -> None:
        self.spool = spool
        self.projects = 0
        self.features = 0
        self._rows: list[bytes] = []
        self._blocks: list[int] = []
        self._languages = tuple(languages)
        self._finished: tuple[dict[str, Any], Overview] | None = None
        self._gathering = Gathering(languages)

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self.projects + self.features

    def add(self, batch: Batch) -> None:
        """Take a batch. Raises ValueError where projects come after features."""
        if batch.projects and self.features:
            message = "projects come after features"
            raise ValueError(message)
        self.projects += batch.projects
        self.features += batch.features
        if batch.details:
            self._rows += batch.details.split(b"\n")
        self._write_blocks(whole=True)
        self._gathering.add(batch)

    def finish(self, model: MapModel) -> tuple[dict[str, Any], Overview]:
        """Write all parts. Gives what ``packed`` of the page's data says of them.

        Nothing can be added any more; it may be called again, for another page.
        """
        if self._finished is None:
            self._finished = self._finish(model)
        return self._finished

    def _finish(self, model: MapModel) -> tuple[dict[str, Any], Overview]:
        if not self.count:
            self.add(Encoder(self._languages)(Slice()))
        self._write_blocks(whole=False)
        gathered = self._gathering
        paths = gathered.paths()
        fine = len(paths.x) <= _MOST_FINE_VERTICES
        grid = model.layout.html.decimals or (_FINE if fine else _COARSE)
        size = sizes(paths.box)
        shapes = ShapeParts(paths, size, grid)
        first_shape = len(self.spool)
        for content in self.spool.made(shapes.content, range(len(shapes))):
            self.spool.add(content)
        columns = gathered.columns(model)
        columns["size"] = np.zeros(self.count, np.uint8)
        columns["size"][paths.row] = size
        columns["shape"] = np.zeros(self.count, np.uint32)
        for part in range(len(shapes)):
            columns["shape"][paths.row[shapes.rows(part)]] = part + 1
        for name, box in zip("wsen", shapes.boxes().T, strict=True):
            columns[f"shape_{name}"] = np.ascontiguousarray(box)
        columns["shape_size"] = shapes.largest()
        said = {name: self._column(values) for name, values in columns.items()}
        first_shard = len(self.spool)
        starts = []
        for start, content in shards(*gathered.postings()):
            starts.append(start)
            self.spool.add(content)
        values = gathered.values(model)
        packed = {
            "count": self.count,
            "first_feature": self.projects,
            "grid": grid,
            "block": BLOCK,
            "details": [self._blocks[0] if self._blocks else 0, len(self._blocks)],
            "columns": said,
            "values": values,
            "project_columns": DETAIL_COLUMNS["projects"],
            "feature_columns": DETAIL_COLUMNS["features"],
            "shapes": {"first": first_shape, "count": len(shapes)},
            "search": {"first": first_shard, "starts": starts},
        }
        return packed, Overview(self.projects, columns, values)

    def _write_blocks(self, *, whole: bool) -> None:
        """Write the rows that fill blocks, at last also those that don't."""
        first = len(self._blocks) * BLOCK
        most = len(self._rows) // BLOCK * BLOCK if whole else len(self._rows)
        blocks = (
            self._block(self._rows[start : start + BLOCK], first + start)
            for start in range(0, most, BLOCK)
        )
        self._blocks += self.spool.add_all(blocks)
        del self._rows[:most]

    def _block(self, rows: Sequence[bytes], first: int) -> bytes:
        parted = max(0, min(len(rows), self.projects - first)) if self.features else len(rows)
        projects, features = b",".join(rows[:parted]), b",".join(rows[parted:])
        return b'{"projects":[' + projects + b'],"features":[' + features + b"]}"

    def _column(self, values: Array) -> dict[str, Any]:
        values = values.astype(values.dtype.newbyteorder("<"), copy=False)
        whole = deflated(values.tobytes())
        parts = -(-len(whole) // LONGEST)
        if parts <= 1:
            numbers = [self.spool.add(whole)] if len(values) else []
        else:
            numbers = self.spool.add_all(part.tobytes() for part in np.array_split(values, parts))
        return {"type": _TYPES[values.dtype], "length": len(values), "parts": numbers}
