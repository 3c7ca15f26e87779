"""Makes vector tiles and PMTiles archives of them, small and plain, and damaged ones too."""

from __future__ import annotations

import gzip
import json
import math
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

EXTENT = 4096
BUFFER = 64
MVT, PNG, JPEG, WEBP = 1, 2, 3, 4
NONE, GZIP, BROTLI, ZSTD = 1, 2, 3, 4


@dataclass(frozen=True)
class Thing:
    """A feature of a layer of tiles, in degrees."""

    layer: str
    geometry: shapely.Geometry
    said: Mapping[str, Any] = field(default_factory=dict)
    id: int | None = None


def archive(
    things: Sequence[Thing],
    bounds: tuple[float, float, float, float],
    zooms: tuple[int, int] = (0, 8),
    **options: Any,
) -> bytes:
    """An archive with these things in its tiles."""
    tiles = {}
    for zoom in range(zooms[0], zooms[1] + 1):
        west, north = _place(bounds[0], bounds[3], zoom)
        east, south = _place(bounds[2], bounds[1], zoom)
        for x in range(int(west), int(east) + 1):
            for y in range(int(north), int(south) + 1):
                data = tile(things, zoom, x, y)
                if data:
                    tiles[zoom, x, y] = data
    layers = [{"id": name, "fields": {}} for name in dict.fromkeys(each.layer for each in things)]
    metadata = {"vector_layers": layers} | options.pop("metadata", {})
    return packed(tiles, bounds, zooms, metadata=metadata, **options)


def packed(
    tiles: Mapping[tuple[int, int, int], bytes],
    bounds: tuple[float, float, float, float],
    zooms: tuple[int, int],
    *,
    metadata: Mapping[str, Any] | None = None,
    kind: int = MVT,
    packing: int = GZIP,
    inner: int = GZIP,
) -> bytes:
    """An archive of tiles as they are; directories and metadata packed as ``inner`` says."""
    packing = packing if kind == MVT else NONE
    data = b""
    rows = []
    for number, content in sorted((number_of(*at), content) for at, content in tiles.items()):
        own = gzip.compress(content, mtime=0) if packing == GZIP else content
        rows.append((number, len(data), len(own)))
        data += own
    root = directory([(number, offset, length, 1) for number, offset, length in rows])
    said = json.dumps(dict(metadata or {})).encode()
    if inner == GZIP:
        root, said = gzip.compress(root, mtime=0), gzip.compress(said, mtime=0)
    return assembled(
        root, said, data, len(rows), (inner, packing, kind), zooms=zooms, bounds=bounds
    )


def assembled(
    root: bytes,
    said: bytes,
    data: bytes,
    count: int,
    codes: tuple[int, int, int],
    *,
    zooms: tuple[int, int],
    bounds: tuple[float, float, float, float],
) -> bytes:
    """The header, and behind it the root directory, the metadata and the tiles."""
    at = 127
    sections = []
    for length in (len(root), len(said), 0, len(data)):
        sections += [at, length]
        at += length
    west, south, east, north = (round(value * 1e7) for value in bounds)
    header = struct.pack(
        "<7sB11QBBBBBBiiiiBii",
        *(b"PMTiles", 3, *sections, count, count, count, 1, *codes, *zooms),
        *(west, south, east, north, zooms[0], (west + east) // 2, (south + north) // 2),
    )
    return header + root + said + data


def directory(rows: Sequence[tuple[int, int, int, int]]) -> bytes:
    """Rows of tile, offset, length and count."""
    numbers = [len(rows)]
    before = 0
    for tile_, *_ in rows:
        numbers.append(tile_ - before)
        before = tile_
    numbers += [row[3] for row in rows] + [row[2] for row in rows] + [row[1] + 1 for row in rows]
    return b"".join(map(varint, numbers))


def number_of(zoom: int, x: int, y: int) -> int:
    """The place of a tile on the Hilbert curve over all zooms."""
    found = int(4**zoom - 1) // 3
    side = 1 << zoom >> 1
    while side:
        right, up = int(x & side > 0), int(y & side > 0)
        found += side * side * ((3 * right) ^ up)
        if up == 0:
            if right:
                x, y = side - 1 - x, side - 1 - y
            x, y = y, x
        x, y = x & (side - 1), y & (side - 1)
        side >>= 1
    return found


def varint(number: int) -> bytes:
    found = b""
    while number > 127:
        found += bytes([number & 127 | 128])
        number >>= 7
    return found + bytes([number])


def tile(things: Iterable[Thing], zoom: int, x: int, y: int) -> bytes:
    """A vector tile, empty where none of the things is in it."""
    layers: dict[str, list[Thing]] = {}
    for thing in things:
        layers.setdefault(thing.layer, []).append(thing)
    found = b""
    for name, all_ in layers.items():
        keys: dict[str, int] = {}
        values: dict[Any, int] = {}
        features = b""
        for thing in all_:
            shape, kind = _in_tile(thing.geometry, zoom, x, y)
            if not shape:
                continue
            tags = []
            for key, value in thing.said.items():
                tags += [keys.setdefault(key, len(keys)), values.setdefault(value, len(values))]
            own = b"" if thing.id is None else _field(1, thing.id)
            own += _block(2, b"".join(map(varint, tags))) + _field(3, kind)
            features += _block(2, own + _block(4, b"".join(map(varint, shape))))
        if features:
            names = b"".join(_block(3, key.encode()) for key in keys)
            said = b"".join(_block(4, _value(value)) for value in values)
            body = _block(1, name.encode()) + features + names + said
            found += _block(3, body + _field(5, EXTENT) + _field(15, 2))
    return found


def _in_tile(geometry: shapely.Geometry, zoom: int, x: int, y: int) -> tuple[list[int], int]:
    """The commands that draw a geometry in a tile, and of which kind it is."""

    def moved(positions: Any) -> Any:
        places = (_place(lon, lat, zoom) for lon, lat in positions)
        return [((left - x) * EXTENT, (top - y) * EXTENT) for left, top in places]

    flat = shapely.transform(geometry, moved)
    window = shapely.box(-BUFFER, -BUFFER, EXTENT + BUFFER, EXTENT + BUFFER)
    cut = shapely.intersection(flat, window)
    commands: list[int] = []
    at = [0, 0]

    def step(column: float, row: float) -> None:
        for axis, value in enumerate((round(column), round(row))):
            difference = value - at[axis]
            commands.append((difference << 1) ^ (difference >> 63))
            at[axis] = value

    kind = 0
    for part in (each for each in shapely.get_parts(cut) if not each.is_empty):
        if part.geom_type == "Point":
            kind = 1
            commands.append(9)
            step(part.x, part.y)
        elif part.geom_type == "LineString" and len(part.coords) > 1:
            kind = 2
            _line(list(part.coords), commands, step)
        elif part.geom_type == "Polygon":
            kind = 3
            # In tiles rows grow downwards, and outer rings turn the other way.
            turned = shapely.geometry.polygon.orient(part, 1.0)
            for ring in (turned.exterior, *turned.interiors):
                _line(list(ring.coords)[:-1], commands, step)
                commands.append(15)
    return commands, kind


def _line(coords: list[Any], commands: list[int], step: Any) -> None:
    commands.append(9)
    step(*coords[0])
    commands.append(2 | (len(coords) - 1) << 3)
    for position in coords[1:]:
        step(*position)


def _place(lon: float, lat: float, zoom: int) -> tuple[float, float]:
    sine = math.sin(math.radians(lat))
    side = 2**zoom
    return side * (lon / 360 + 0.5), side * (0.5 - math.atanh(sine) / (2 * math.pi))


def _field(number: int, value: int) -> bytes:
    return varint(number << 3) + varint(value)


def _block(number: int, data: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(data)) + data


def _value(value: Any) -> bytes:
    if isinstance(value, bool):
        return _field(7, int(value))
    if isinstance(value, int):
        return _field(4, value)
    if isinstance(value, float):
        return varint(3 << 3 | 1) + struct.pack("<d", value)
    return _block(1, str(value).encode())


#: As the basemap of Protomaps has them: land, two lakes, a river, roads, borders, places.
PROTOMAPS = (
    Thing("earth", shapely.box(70, 38, 90, 55), {"kind": "earth"}),
    Thing("landuse", shapely.box(80, 44, 81.2, 44.8), {"kind": "forest"}),
    Thing("water", shapely.box(77.2, 45.6, 79.2, 46.8), {"kind": "lake"}),
    Thing(
        "water",
        shapely.Point(78.2, 46.2),
        {"kind": "lake", "name": "Balkhash", "name:kk": "Балқаш", "name:ru": "Балхаш"},
    ),
    Thing(
        "water",
        shapely.LineString([(77, 44.2), (78.4, 44.9), (78.6, 45.7)]),
        {"kind": "river", "name": "Іле", "name:en": "Ili", "name:ru": "Или"},
    ),
    Thing("roads", shapely.LineString([(76, 43.2), (78.4, 45.0), (80.4, 47)]), {"kind": "highway"}),
    Thing("roads", shapely.LineString([(78.4, 45), (80, 45.2)]), {"kind": "rail"}),
    Thing(
        "boundaries",
        shapely.LineString([(79.5, 42), (80.4, 44), (82.6, 45.3), (82.6, 48)]),
        {"kind": "country", "kind_detail": 2},
    ),
    Thing(
        "places",
        shapely.Point(78.39, 45.01),
        {
            "kind": "locality",
            "kind_detail": "city",
            "population_rank": 9,
            "name": "Талдықорған",
            "name:ru": "Талдыкорган",
            "name:en": "Taldykorgan",
        },
    ),
    Thing(
        "places",
        shapely.Point(80.0, 44.16),
        {"kind": "locality", "kind_detail": "town", "name": "Жаркент", "name:en": "Zharkent"},
    ),
)

#: The same in the schema of OpenMapTiles.
OPENMAPTILES = (
    Thing("landcover", shapely.box(80, 44, 81.2, 44.8), {"class": "wood"}),
    Thing("water", shapely.box(77.2, 45.6, 79.2, 46.8), {"class": "lake"}),
    Thing(
        "water_name",
        shapely.Point(78.2, 46.2),
        {"class": "lake", "name": "Балқаш", "name:ru": "Балхаш", "name:latin": "Balkhash"},
    ),
    Thing(
        "waterway",
        shapely.LineString([(77, 44.2), (78.4, 44.9), (78.6, 45.7)]),
        {"class": "river", "name": "Іле"},
    ),
    Thing(
        "transportation",
        shapely.LineString([(76, 43.2), (78.4, 45.0), (80.4, 47)]),
        {"class": "trunk"},
    ),
    Thing(
        "boundary",
        shapely.LineString([(79.5, 42), (80.4, 44), (82.6, 45.3), (82.6, 48)]),
        {"admin_level": 2, "maritime": 0},
    ),
    Thing(
        "place",
        shapely.Point(78.39, 45.01),
        {"class": "city", "rank": 4, "name": "Талдықорған", "name:en": "Taldykorgan"},
    ),
)
WHOLE = (70.0, 38.0, 90.0, 55.0)


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path
