"""What a copy of the map is traced by: a hash of its data, and the date of the newest source.

The hash is that of what the layers say, not of how their tables and settings are written:
tables count by their cells and settings by their values, GeoJSON by its text, in which line
ends are one and the same. The layout of outputs and the language of a build are no data.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from geo.model import Source, Trace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from geo.catalogue import Catalogue, Layer
    from geo.read import Collection
    from geo.tables import Row
    from geo.texts import Texts

#: What _map.toml says of outputs and not of the data.
_NOT_DATA = {"address", "layout"}


def trace_of(
    catalogue: Catalogue,
    collections: Iterable[Collection],
    sources: Sequence[Source],
    texts: Texts,
) -> Trace:
    """The trace of a map; ``sources`` are those that it cites."""
    newest = max((source.date_iso for source in sources), default="")
    return Trace(
        hash=_hash(catalogue, collections),
        newest=texts.worded(lambda wording: wording.date(newest)),
        newest_iso=newest,
    )


def _hash(catalogue: Catalogue, collections: Iterable[Collection]) -> str:
    """SHA-256 in hexadecimal digits."""
    digest = hashlib.sha256()
    for part in _parts(catalogue, collections):
        # Each part is preceded by its length, so that no two contents run together alike.
        digest.update(f"{len(part)} ".encode())
        digest.update(part)
    return digest.hexdigest()


def _parts(catalogue: Catalogue, collections: Iterable[Collection]) -> Iterator[bytes]:
    yield _json(catalogue.settings.model_dump(mode="json", exclude=_NOT_DATA))
    yield _json([_cells(row) for row in catalogue.sources.values()])
    yield _json([_cells(row) for row in catalogue.facts])
    layers: dict[Any, Layer] = {
        layer.path: layer for layer in (*catalogue.layers, *catalogue.context)
    }
    for collection in sorted(collections, key=lambda each: _place(layers[each.path])):
        layer = layers[collection.path]
        yield _json([*_place(layer), layer.settings.model_dump(mode="json")])
        yield collection.data.replace(b"\r\n", b"\n")


def _place(layer: Layer) -> tuple[str, str]:
    """By which layers are put in order."""
    return layer.path.parent.name if layer.settings.kind == "context" else "", layer.id


def _cells(row: Row) -> dict[str, str]:
    """The cells of a row that something stands in."""
    return {name: cell for name, cell in row.cells.items() if name and cell}


def _json(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=True).encode()
