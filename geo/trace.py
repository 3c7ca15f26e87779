"""What a copy of the map is traced by: a hash of its data, and the date of the newest source.

The hash is that of what the layers say, not of how their tables and settings are written:
tables count by their cells and settings by their values, GeoJSON by its text, in which line
ends are one and the same. The layout of outputs and the language of a build are no data.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.inputs import content_of
from geo.model import Source, Trace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from geo.catalogue import Catalogue, Layer
    from geo.read import Collection
    from geo.tables import Row
    from geo.texts import Texts

#: What _map.toml says of outputs and not of the data; an own base map is among the inputs.
_NOT_DATA = {"address", "layout", "basemap"}


def trace_of(
    catalogue: Catalogue,
    collections: Iterable[Collection],
    sources: Sequence[Source],
    texts: Texts,
) -> Trace:
    """The trace of a map; ``sources`` are those that it cites."""
    contents = []
    for collection in collections:
        data = content_of(collection)
        contents.append(Content(collection.path, len(data), (data,)))
    return traced(data_hash(catalogue, contents), sources, texts)


def traced(digits: str, sources: Iterable[Source], texts: Texts) -> Trace:
    """The trace of a map whose data has this hash."""
    newest = max((source.date_iso for source in sources), default="")
    return Trace(
        hash=digits,
        newest=texts.worded(lambda wording: wording.date(newest)),
        newest_iso=newest,
    )


@dataclass(frozen=True, slots=True)
class Content:
    """What stands in the file of a layer, by blocks, its line ends alike; ``size`` in bytes."""

    path: Path
    size: int
    blocks: Iterable[bytes]


def data_hash(catalogue: Catalogue, contents: Iterable[Content]) -> str:
    """SHA-256 in hexadecimal digits."""
    digest = hashlib.sha256()
    for size, blocks in _parts(catalogue, contents):
        # Each part is preceded by its length, so that no two contents run together alike.
        digest.update(f"{size} ".encode())
        for block in blocks:
            digest.update(block)
    return digest.hexdigest()


def _parts(
    catalogue: Catalogue, contents: Iterable[Content]
) -> Iterator[tuple[int, Iterable[bytes]]]:
    tables = [
        catalogue.settings.model_dump(mode="json", exclude=_NOT_DATA),
        [_cells(row) for row in catalogue.sources.values()],
        [_cells(row) for row in catalogue.facts],
    ]
    for part in map(_json, tables):
        yield len(part), (part,)
    layers: dict[Path, Layer] = {
        layer.path: layer for layer in (*catalogue.layers, *catalogue.context)
    }
    for content in sorted(contents, key=lambda each: _place(layers[each.path])):
        layer = layers[content.path]
        # Which table of a file is meant counts where it is said.
        left_out = None if layer.settings.table else {"table", "key"}
        said = layer.settings.model_dump(mode="json", exclude=left_out)
        part = _json([*_place(layer), said])
        yield len(part), (part,)
        yield content.size, content.blocks


def _place(layer: Layer) -> tuple[str, str]:
    """By which layers are put in order."""
    return layer.path.parent.name if layer.settings.kind == "context" else "", layer.id


def _cells(row: Row) -> dict[str, str]:
    """The cells of a row that something stands in."""
    return {name: cell for name, cell in row.cells.items() if name and cell}


def _json(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=True).encode()
