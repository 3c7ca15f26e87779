"""A folder of very many features as a packed page, of which never more than a slice is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.outputs.packed.batch import Encoder
from geo.outputs.packed.packing import Packing
from geo.streaming import stream

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.catalogue import Catalogue
    from geo.errors import Problem
    from geo.model import MapModel
    from geo.outputs.packed.spool import Spool


@dataclass(frozen=True, slots=True)
class LargeMap:
    """A map whose projects and features are packed; ``model`` is all the rest of it."""

    model: MapModel
    packing: Packing
    problems: list[Problem]


def load_large(
    catalogue: Catalogue,
    spool: Spool,
    *,
    language: str | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> LargeMap:
    """Read, check and pack the layers, slice by slice, in ``workers`` processes.

    ``progress`` is told how many features are done, and about how many there are.

    Raises LayersError with all problems where there is an error among them, UsageError where
    the map has no such language.
    """
    languages = catalogue.settings.languages
    packing = Packing(spool, languages)
    batches = stream(
        catalogue, Encoder(languages), language=language, workers=workers, progress=progress
    )
    for batch in batches:
        packing.add(batch)
    return LargeMap(batches.model, packing, batches.problems)
