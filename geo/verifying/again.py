"""The page that a build of the layers gives now, to be held against one that was given."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from geo.catalogue import load_catalogue
from geo.large import load_large
from geo.outputs import html
from geo.outputs.packed.spool import PARTS, Spool
from geo.pipeline import load_map
from geo.verifying.reading import read_pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from geo.model import MapModel
    from geo.verifying.reading import Page


@dataclass(frozen=True, slots=True)
class Fresh:
    """A page that was built just now; ``pieces`` gives its bytes, each time the same."""

    pieces: Callable[[], Iterator[bytes]]
    model: MapModel

    def is_in(self, path: Path) -> bool:
        """Whether the file has the same bytes."""
        with path.open("rb") as file:
            return all(file.read(len(piece)) == piece for piece in self.pieces()) and not file.read(
                1
            )

    def page(self) -> Page:
        """The page as it is read from a file."""
        return read_pieces(self.pieces())


@contextmanager
def built_again(page: Page, folder: Path, language: str) -> Iterator[Fresh]:
    """Build the page of a folder of layers in the way in which ``page`` is built.

    Raises LayersError where the layers have errors, UsageError where the map has no such
    language, MapError where the folder can't be read.
    """
    if not is_packed(page):
        model = load_map(folder, language=language)
        beside = not page.parts.get("tiles")
        text = html.page(model, beside=beside).encode("utf-8", "replace")
        yield Fresh(lambda: iter((text,)), model)
        return
    said = said_of_parts(page)
    with Spool() as spool:
        large = load_large(load_catalogue(folder), spool, language=language)
        layout = large.model.layout
        grid = said.get("grid")
        # How fine it was built may have been said for that one time.
        options = layout.html.model_copy(update={"decimals": grid if grid in (5, 6) else 0})
        model = replace(large.model, layout=layout.model_copy(update={"html": options}))
        fresh = html.packed_page(model, large.packing, beside=PARTS if "file" in said else "")
        yield Fresh(fresh.pieces, model)


def is_packed(page: Page) -> bool:
    """Whether its data lie in parts."""
    return bool(said_of_parts(page))


def said_of_parts(page: Page) -> dict[str, Any]:
    """What the page says of its parts."""
    return _said(page, "packed")


def has_archives(page: Page) -> bool:
    """Whether the page draws from archives of tiles."""
    return bool(_said(page, "own_basemap")) or "tiles" in _said(page, "columns").get("layers", ())


def _said(page: Page, name: str) -> dict[str, Any]:
    try:
        said = json.loads(page.parts.get("data", "{}")).get(name)
    except (ValueError, RecursionError, AttributeError):
        return {}
    return said if isinstance(said, dict) else {}
