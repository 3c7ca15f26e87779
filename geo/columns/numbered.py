"""Where vector tiles have the things that are told by numbers alone, which GDAL does not give.

Of a tile no more is read than the number of each thing and its first vertex.
"""

from __future__ import annotations

import math
import zlib
from typing import TYPE_CHECKING

from geo.pmtiles import entries, zxy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LAYER, _FEATURE, _EXTENT, _ID, _GEOMETRY = 3, 2, 5, 1, 4
_DEFAULT_EXTENT = 4096
_MOST = 64_000_000
_VARINT, _FIXED_64, _BLOCK, _FIXED_32 = 0, 1, 2, 5
_GZIP = b"\x1f\x8b"


def numbered(path: Path, zoom: int) -> Iterator[tuple[str, tuple[float, float]]]:
    """The number of each thing in the tiles of a zoom, with the position of one vertex."""
    with path.open("rb") as file:
        for entry in entries(path):
            z, column, row = zxy(entry.tile)
            if z != zoom:
                continue
            file.seek(entry.offset)
            data = file.read(entry.length)
            if data.startswith(_GZIP):
                data = zlib.decompressobj(wbits=31).decompress(data, _MOST)
            for number, x, y in _things(data):
                lon = ((column + x) / 2**z) * 360 - 180
                lat = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * (row + y) / 2**z))))
                yield str(number), (lon, lat)


def _things(data: bytes) -> Iterator[tuple[int, float, float]]:
    """Numbers, and places in shares of the tile's side; nothing of what is damaged."""
    try:
        for kind, layer in _fields(data):
            if kind == _LAYER and isinstance(layer, bytes):
                yield from _in_layer(layer)
    except (IndexError, ValueError):
        return


def _in_layer(layer: bytes) -> Iterator[tuple[int, float, float]]:
    extent = _DEFAULT_EXTENT
    found = []
    for kind, value in _fields(layer):
        if kind == _EXTENT and isinstance(value, int):
            extent = value or _DEFAULT_EXTENT
        elif kind == _FEATURE and isinstance(value, bytes):
            said = dict(_fields(value))
            number, geometry = said.get(_ID), said.get(_GEOMETRY)
            if isinstance(number, int) and isinstance(geometry, bytes):
                found.append((number, geometry))
    for number, geometry in found:
        _command, at = _varint(geometry, 0)
        x, at = _varint(geometry, at)
        y, _at = _varint(geometry, at)
        yield number, _signed(x) / extent, _signed(y) / extent


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """The fields of a message of protocol buffers."""
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        wire = tag & 7
        if wire == _VARINT:
            value, at = _varint(data, at)
            yield tag >> 3, value
        elif wire == _BLOCK:
            length, at = _varint(data, at)
            yield tag >> 3, data[at : at + length]
            at += length
        elif wire in {_FIXED_64, _FIXED_32}:
            at += 8 if wire == _FIXED_64 else 4
        else:
            message = "no message of protocol buffers"
            raise ValueError(message)


def _varint(data: bytes, at: int) -> tuple[int, int]:
    found = shift = 0
    while True:
        octet = data[at]
        at += 1
        found |= (octet & 127) << shift
        if octet < 128:  # noqa: PLR2004 - the bit that says that more follows
            return found, at
        shift += 7


def _signed(value: int) -> int:
    return (value >> 1) ^ -(value & 1)
