"""Archives of tiles, of base map and layers: in pieces in the page, or as files beside it.

geo/page/src/pmtiles reads it. The pieces stand at the end of the page, so that all else is
shown before they are read.
"""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import MapError
from geo.pmtiles import MOST_INSIDE, extract_command

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.model import LayerTiles, MapModel, OwnBasemap

#: What is packed into a site, in bytes: all of its zip is in memory.
MOST_BESIDE = 1_000_000_000
#: Bytes of a piece: a multiple of three, and browsers read elements of 100 kB fastest.
_PIECE = 75_000
#: The number of the archive stands in the class; 0 is the base map, the layers count from 1.
_OPEN, _CLOSE = '<script type="application/octet-stream" class="tiles t{}">', "</script>"
_PIECES = re.compile(
    rf"(?:{_OPEN.format('[0-9]+')}[A-Za-z0-9+/]+={{0,2}}{_CLOSE})*",
)


def archives(model: MapModel) -> dict[int, OwnBasemap | LayerTiles]:
    """The archives of a map by their numbers."""
    found: dict[int, OwnBasemap | LayerTiles] = {}
    if model.own_basemap:
        found[0] = model.own_basemap
    for number, layer in enumerate(model.layers, 1):
        if layer.tiles:
            found[number] = layer.tiles
    return found


def name_of(number: int) -> str:
    """The name of an archive beside a page."""
    return f"layer-{number}.pmtiles" if number else "basemap.pmtiles"


def pieces(model: MapModel) -> str:
    """The archives as elements of the page; empty where the map has none.

    Raises MapError where they are too large for one file.
    """
    found = archives(model)
    total = sum(each.size for each in found.values())
    if total > MOST_INSIDE:
        raise MapError(_too_large(max(found.values(), key=lambda each: each.size), total, model))
    return "".join(
        f"{_OPEN.format(number)}{base64.b64encode(piece).decode()}{_CLOSE}"
        for number, each in found.items()
        for piece in _cut(content(each))
    )


def beside(model: MapModel) -> dict[str, bytes]:
    """The archives as files beside the page, but for those that are to be copied there."""
    found = archives(model).items()
    return {name_of(number): content(each) for number, each in found if each.size <= MOST_BESIDE}


def copied(model: MapModel) -> dict[str, str]:
    """The names of the archives that are too large to be packed, by those that they get."""
    found = archives(model).items()
    return {
        name_of(number): Path(each.path).name for number, each in found if each.size > MOST_BESIDE
    }


def _cut(data: bytes) -> Iterator[bytes]:
    return (data[at : at + _PIECE] for at in range(0, len(data), _PIECE))


def content(archive: OwnBasemap | LayerTiles) -> bytes:
    """The bytes of an archive."""
    path = Path(archive.path)
    try:
        data = path.read_bytes()
    except OSError as error:
        message = f"{path.name}: can't be read: {error.strerror or error}"
        raise MapError(message) from error
    if len(data) != archive.size:
        message = f"{path.name}: has changed while the map was built; build it again"
        raise MapError(message)
    return data


def are_pieces(text: str) -> bool:
    """Whether a part of a page is such elements and nothing else."""
    return _PIECES.fullmatch(text) is not None


def _too_large(archive: OwnBasemap | LayerTiles, total: int, model: MapModel) -> str:
    path = Path(archive.path)
    deepest = max(archive.min_zoom, archive.max_zoom - 2)
    return (
        f"{path.name}: the archives of tiles have {total / 1e6:.0f} MB, and a page in one file "
        f"holds {MOST_INSIDE / 1e6:.0f} MB of them at most; build a site (--to site), which has "
        f"them beside the page, or cut an extract: {extract_command(path, model.bounds, deepest)}"
    )
