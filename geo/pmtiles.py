"""PMTiles archives: what their header, metadata and directories say.

Version 3 of the format: a header of 127 bytes, a root directory within the first 16 KiB,
metadata as JSON, leaf directories, tiles. Nothing in an archive is taken on trust: each place
that it names must lie in the file, and what is packed may not grow beyond a limit.
"""

from __future__ import annotations

import json
import re
import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.int64]]

_HEADER = struct.Struct("<7sB11QBBBBBBiiiiBii")
_MAGIC = b"PMTiles"
_VERSION = 3
#: The header and the root directory lie in the first bytes, so that one request brings both.
_FIRST = 16_384
_DEEPEST = 26
#: Leaf directories may lead to leaf directories so often.
_LEVELS = 3
_PACKINGS = {0: "an unknown way", 1: "none", 2: "gzip", 3: "brotli", 4: "zstd"}
_KINDS = {1: "mvt", 2: "png", 3: "jpeg", 4: "webp"}
_OTHER_KINDS = {5: "AVIF images", 6: "MapLibre tiles (MLT)"}
#: What a directory and the metadata may unpack to, and what one tile may weigh, in bytes.
_MOST_DIRECTORY = 64_000_000
_MOST_METADATA = 8_000_000
_MOST_TILE = 16_000_000
_E7 = 10_000_000
#: What of an archive a page in one file holds at most, in bytes; in the file it takes a third more.
MOST_INSIDE = 64_000_000


#: west, south, east, north
Bounds = tuple[float, float, float, float]


class ArchiveError(ValueError):
    """Why an archive is of no use here, and what to do about it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class Section(NamedTuple):
    """A stretch of the file."""

    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Archive:
    """What an archive says of itself. ``kind`` is mvt, png, jpeg or webp.

    ``layers`` are the names of the layers in its tiles, as its metadata list them;
    ``attribution`` is markup.
    """

    path: Path
    size: int
    kind: str
    packing: str
    min_zoom: int
    max_zoom: int
    bounds: Bounds
    tiles: int
    name: str
    attribution: str
    layers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Header:
    root: Section
    metadata: Section
    leaves: Section
    data: Section
    tiles: int
    inner: str
    packing: str
    kind: int
    min_zoom: int
    max_zoom: int
    bounds: Bounds


class Entry(NamedTuple):
    """Tiles of one content: ``run`` of them from the number ``tile`` on."""

    tile: int
    offset: int
    length: int
    run: int


def read_archive(path: Path) -> Archive:
    """What the archive says of itself; all of its directories are looked through.

    Raises ArchiveError with the reason where the page could not read it, OSError where the
    file can't be read.
    """
    with path.open("rb") as file:
        size = file.seek(0, 2)
        header = _header(file, size)
        for _entries in _directories(file, header):
            pass
        said = _metadata(file, header)
    listed = said.get("vector_layers")
    layers = listed if isinstance(listed, list) else []
    names = [each.get("id") for each in layers if isinstance(each, dict)]
    return Archive(
        path=path,
        size=size,
        kind=_KINDS[header.kind],
        packing=header.packing,
        min_zoom=header.min_zoom,
        max_zoom=header.max_zoom,
        bounds=header.bounds,
        tiles=header.tiles,
        name=_text(said.get("name")),
        attribution=_text(said.get("attribution")),
        layers=tuple(name for name in names if isinstance(name, str)),
    )


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _header(file: BinaryIO, size: int) -> _Header:
    file.seek(0)
    start = file.read(_HEADER.size)
    if not start.startswith(_MAGIC):
        what = "SQLite, maybe MBTiles" if start.startswith(b"SQLite") else "something else"
        hint = "pmtiles convert OLD.mbtiles NEW.pmtiles" if "MBTiles" in what else ""
        message = f"it is no PMTiles archive but {what}"
        raise ArchiveError(message, hint)
    if len(start) > len(_MAGIC) and start[len(_MAGIC)] != _VERSION:
        message = f"it is of version {start[len(_MAGIC)]} of the format, and this reads {_VERSION}"
        raise ArchiveError(message, "pmtiles convert OLD.pmtiles NEW.pmtiles")
    if len(start) < _HEADER.size:
        message = "it is cut off in its header"
        raise ArchiveError(message)
    found = _HEADER.unpack(start)
    root, metadata, leaves, data = (Section(*found[i : i + 2]) for i in (2, 4, 6, 8))
    tiles, inner, packing, kind = found[10], found[14], found[15], found[16]
    _check_packing("directories", inner)
    if kind not in _KINDS:
        message = f"its tiles are {_OTHER_KINDS.get(kind, f'of the unknown kind {kind}')}"
        raise ArchiveError(message, "the page draws vector tiles (MVT), PNG, JPEG and WebP")
    if kind == 1:
        _check_packing("tiles", packing)
    for name, section in (("metadata", metadata), ("directories", leaves), ("tiles", data)):
        _check_inside(name, section, size)
    if root.offset < _HEADER.size or root.offset + root.length > min(size, _FIRST):
        message = "its root directory is not where the format wants it"
        raise ArchiveError(message)
    low, high = found[17], found[18]
    if not low <= high <= _DEEPEST:
        message = f"its zooms {low} to {high} can't be"
        raise ArchiveError(message)
    west, south, east, north = (value / _E7 for value in found[19:23])
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):  # noqa: PLR2004 - degrees
        message = f"its bounds {west:g}, {south:g}, {east:g}, {north:g} are no box"
        raise ArchiveError(message)
    bounds = (west, south, east, north)
    packings = (_PACKINGS[inner], _PACKINGS.get(packing, ""))
    return _Header(root, metadata, leaves, data, tiles, *packings, kind, low, high, bounds)


def _check_packing(name: str, code: int) -> None:
    if _PACKINGS.get(code) in {"none", "gzip"}:
        return
    way = _PACKINGS.get(code, f"the unknown way {code}")
    message = f"its {name} are packed with {way}, which browsers can't unpack by themselves"
    raise ArchiveError(message, "make it with gzip: planetiler --tile_compression=gzip")


def _check_inside(name: str, section: Section, size: int) -> None:
    end = section.offset + section.length
    if end > size:
        message = f"it is cut off: its {name} end at byte {end}, and the file has {size}"
        raise ArchiveError(message)


def _metadata(file: BinaryIO, header: _Header) -> dict[str, Any]:
    if header.metadata.length == 0:
        return {}
    data = _unpacked(_read(file, header.metadata), header.inner, _MOST_METADATA)
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        message = "its metadata are no JSON object"
        raise ArchiveError(message)
    return said


def _read(file: BinaryIO, section: Section) -> bytes:
    file.seek(section.offset)
    return file.read(section.length)


def _unpacked(data: bytes, packing: str, limit: int) -> bytes:
    if packing == "none":
        return data
    unpacker = zlib.decompressobj(wbits=31)
    try:
        found = unpacker.decompress(data, limit)
    except zlib.error as error:
        message = f"it is damaged: {error}"
        raise ArchiveError(message) from None
    if not unpacker.eof:
        why = "it is damaged" if not unpacker.unconsumed_tail else f"it unpacks beyond {limit}"
        raise ArchiveError(f"{why} bytes" if unpacker.unconsumed_tail else why)
    return found


def entries(path: Path) -> Iterator[Entry]:
    """All entries of an archive that `read_archive` has read, in the order of their tiles."""
    with path.open("rb") as file:
        header = _header(file, file.seek(0, 2))
        for ids, counts, lengths, offsets in _directories(file, header):
            for row in zip(ids, offsets, lengths, counts, strict=True):
                tile, offset, length, run = (int(value) for value in row)
                yield Entry(tile, header.data.offset + offset, length, run)


def _directories(
    file: BinaryIO, header: _Header
) -> Iterator[tuple[Numbers, Numbers, Numbers, Numbers]]:
    """The entries of tiles: numbers, counts, lengths, offsets. One directory after the other."""
    waiting = [(header.root, 0)]
    while waiting:
        section, level = waiting.pop()
        data = _unpacked(_read(file, section), header.inner, _MOST_DIRECTORY)
        ids, counts, lengths, offsets = _directory(data)
        lead = counts == 0
        if lead.any() and level == _LEVELS:
            message = "its directories are nested too deep"
            raise ArchiveError(message)
        ends = offsets + lengths
        if (ends[lead] > header.leaves.length).any() or (ends[~lead] > header.data.length).any():
            message = "it is damaged: an entry of a directory leads out of the archive"
            raise ArchiveError(message)
        if (lengths[~lead] > _MOST_TILE).any():
            message = f"it has a tile of more than {_MOST_TILE // 1_000_000} MB"
            raise ArchiveError(message)
        yield ids[~lead], counts[~lead], lengths[~lead], offsets[~lead]
        leads = zip(offsets[lead][::-1], lengths[lead][::-1], strict=True)
        waiting += [
            (Section(header.leaves.offset + int(at), int(length)), level + 1)
            for at, length in leads
        ]


def _directory(data: bytes) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """The columns of a directory: tile numbers, counts, lengths, offsets."""
    import numpy as np  # noqa: PLC0415 - most maps have no archive

    values = _varints(data)
    count = int(values[0]) if len(values) else -1
    if count < 1 or len(values) != 4 * count + 1:
        message = "it is damaged: a directory doesn't have what it counts"
        raise ArchiveError(message)
    steps, counts, lengths, said = values[1:].reshape(4, count)
    if (values < 0).any() or (lengths == 0).any() or said[0] == 0:
        message = "it is damaged: a directory says what can't be"
        raise ArchiveError(message)
    # An offset of 0 means right behind the one before.
    before = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    last = np.maximum.accumulate(np.where(said > 0, np.arange(count), 0))
    offsets = said[last] - 1 + before - before[last]
    return np.cumsum(steps), counts, lengths, offsets


def _varints(data: bytes) -> Numbers:
    """All numbers of a text of seven bits a byte, the lowest first."""
    import numpy as np  # noqa: PLC0415 - most maps have no archive

    octets = np.frombuffer(data, np.uint8)
    ends = np.flatnonzero(octets < 128)  # noqa: PLR2004 - the bit that says that more follows
    starts = np.concatenate(([0], ends[:-1] + 1)) if len(ends) else ends
    sizes = ends - starts + 1
    most = int(sizes.max(initial=0))
    if most > 9 or (len(octets) and octets[-1] > 127):  # noqa: PLR2004 - 63 bits
        message = "it is damaged: a directory has a number without end"
        raise ArchiveError(message)
    found = np.zeros(len(ends), np.int64)
    for place in range(most):
        rows = np.flatnonzero(sizes > place)
        part = octets[starts[rows] + place].astype(np.int64) & 127
        found[rows] |= part << (7 * place)
    return found


def zxy(tile: int) -> tuple[int, int, int]:
    """Zoom, column and row of a tile by its number along the Hilbert curve."""
    zoom, first = 0, 0
    while first + 4**zoom <= tile:
        first += 4**zoom
        zoom += 1
    rest = tile - first
    x = y = 0
    for level in range(zoom):
        side = 1 << level
        right, up = 1 & (rest // 2), 1 & (rest ^ (rest // 2))
        if up == 0:
            if right == 1:
                x, y = side - 1 - x, side - 1 - y
            x, y = y, x
        x += side * right
        y += side * up
        rest //= 4
    return zoom, x, y


def extract_command(path: Path, bounds: Bounds, deepest: int) -> str:
    """The command that cuts a smaller archive out of one."""
    box = ",".join(re.sub(r"\.?0+$", "", f"{value:.4f}") for value in bounds)
    return f"pmtiles extract {path.name} smaller.pmtiles --bbox={box} --maxzoom={deepest}"
