"""The packed page: the page with its parts in it, written as it is made."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from geo.outputs.packed.batch import Encoder, Slice
from geo.outputs.packed.packing import Packing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.model import MapModel
    from geo.outputs.packed.batch import Batch
    from geo.outputs.packed.spool import Spool

_OPEN, _CLOSE = b'<script type="application/octet-stream" class="part">', b"</script>\n"
#: Projects or features of a slice.
_SLICE = 4096


def batches(model: MapModel) -> Iterator[Batch]:
    """The batches of a map in memory."""
    encode = Encoder(model.languages)
    for start in range(0, len(model.projects), _SLICE):
        yield encode(Slice(projects=model.projects[start : start + _SLICE]))
    for start in range(0, len(model.features), _SLICE):
        yield encode(Slice(features=model.features[start : start + _SLICE]))


def packing_of(model: MapModel, spool: Spool) -> Packing:
    """A map in memory, packed."""
    packing = Packing(spool, model.languages)
    for batch in batches(model):
        packing.add(batch)
    return packing


def elements(spool: Spool) -> Iterator[bytes]:
    """The parts as elements of the page."""
    for part in spool.parts():
        yield _OPEN + base64.b64encode(part) + _CLOSE
