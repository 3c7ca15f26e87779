"""Reads a packed page back, as geo/page/src/packed does, in plain Python."""

from __future__ import annotations

import base64
import json
import re
import struct
import zlib
from typing import Any

import numpy as np

_DATA = re.compile(r'<script type="application/json" id="map-data">(.*?)</script>', re.DOTALL)
_PART = re.compile(r'<script type="application/octet-stream" class="part">([^<]*)</script>')
_TYPES = {"u8": "<u1", "u16": "<u2", "u32": "<u4", "i32": "<i4", "f32": "<f4", "f64": "<f8"}
NOWHERE = -(2**31)


class Decoded:
    """A packed page, its parts inflated when they are asked for."""

    def __init__(self, page: bytes) -> None:
        text = page.decode()
        found = _DATA.search(text)
        assert found, "the page has no data"
        self.data: dict[str, Any] = json.loads(found[1])
        self.said: dict[str, Any] = self.data["packed"]
        self.parts = [base64.b64decode(part) for part in _PART.findall(text)]

    def part(self, number: int) -> bytes:
        """The content of a part."""
        return zlib.decompress(self.parts[number], wbits=-15)

    def column(self, name: str) -> np.ndarray[Any, Any]:
        """A column."""
        place = self.said["columns"][name]
        whole = b"".join(map(self.part, place["parts"]))
        found = np.frombuffer(whole, _TYPES[place["type"]])
        assert len(found) == place["length"]
        return found

    def word(self, facet: str, row: int, column: str = "") -> str:
        """What the code of a row means; empty for none."""
        code = int(self.column(column or facet)[row])
        return "" if code == 255 else str(self.said["values"][facet][code])

    def places(self) -> list[dict[str, Any]]:
        """The details of all rows, each with its fields by name."""
        first, count = self.said["details"]
        found = []
        for number in range(first, first + count):
            block = json.loads(self.part(number))
            found += [self._named("projects", row) for row in block["projects"]]
            found += [self._named("features", row) for row in block["features"]]
        return found

    def _named(self, table: str, row: list[Any]) -> dict[str, Any]:
        columns = self.data["columns"]
        assert len(row) <= len(columns[table])
        named = {}
        for name, value in zip(columns[table], row, strict=False):
            if value is None:
                continue
            tabled = name in {"facts", "statements", "measures"}
            named[name] = [self._named(name, each) for each in value] if tabled else value
        return named

    def text(self, said: Any) -> tuple[str, ...]:
        """A text in all languages of the map."""
        count = len(self.data["languages"])
        return tuple(said) if isinstance(said, list) else (said or "",) * count

    def shapes(self) -> dict[int, list[tuple[int, list[tuple[float, float]]]]]:
        """The paths of each row that has some: kind and positions in degrees."""
        found = {}
        place = self.said["shapes"]
        for number in range(place["count"]):
            for row, paths in self._shape_part(self.part(place["first"] + number)).items():
                assert self.column("shape")[row] == number + 1
                assert row not in found
                found[row] = paths
        return found

    def _shape_part(self, raw: bytes) -> dict[int, list[tuple[int, list[tuple[float, float]]]]]:
        rows, order, width, nothing = struct.unpack_from("<IBBH", raw)
        assert order in {1, 2}
        assert width in {2, 4}
        assert nothing == 0
        at = 8
        row = struct.unpack_from(f"<{rows}I", raw, at)
        at += 4 * rows
        count = struct.unpack_from(f"<{rows}I", raw, at)
        at += 4 * rows
        paths = sum(count)
        kind = raw[at : at + paths]
        at += paths + -paths % 4
        length = struct.unpack_from(f"<{paths}I", raw, at)
        at += 4 * paths
        start = struct.unpack_from(f"<{2 * paths}i", raw, at)
        at += 8 * paths
        steps = sum(length) - paths
        assert len(raw) == at + 2 * width * steps
        axes = []
        for axis in range(2):
            planes = raw[at + axis * width * steps :][: width * steps]
            numbers = [
                sum(planes[plane * steps + i] << (8 * plane) for plane in range(width))
                for i in range(steps)
            ]
            axes.append([(number >> 1) ^ -(number & 1) for number in numbers])
        unit = 10 ** self.said["grid"]
        made = []
        done = 0
        for path in range(paths):
            lines = []
            for axis in range(2):
                value, step = start[2 * path + axis], 0
                line = [value]
                for place, delta in enumerate(axes[axis][done : done + length[path] - 1]):
                    step = delta if order == 1 or place == 0 else step + delta
                    value += step
                    line.append(value)
                lines.append(line)
            done += length[path] - 1
            made.append((kind[path], [(x / unit, y / unit) for x, y in zip(*lines, strict=True)]))
        found = {}
        taken = 0
        for number, each in zip(row, count, strict=True):
            found[number] = made[taken : taken + each]
            taken += each
        return found

    def search(self) -> dict[str, tuple[list[int], list[int]]]:
        """Each term with the rows that have it in their names, and those elsewhere only."""
        found: dict[str, tuple[list[int], list[int]]] = {}
        place = self.said["search"]
        for number, start in enumerate(place["starts"]):
            shard = _shard(self.part(place["first"] + number))
            assert next(iter(shard)) == start
            assert not found.keys() & shard.keys()
            found |= shard
        return found


def _shard(raw: bytes) -> dict[str, tuple[list[int], list[int]]]:
    count, size = struct.unpack_from("<II", raw)
    terms = raw[8 : 8 + size].decode().split("\n")
    assert len(terms) == count
    at = 8 + size + -size % 4
    names = struct.unpack_from(f"<{count}I", raw, at)
    others = struct.unpack_from(f"<{count}I", raw, at + 4 * count)
    at += 8 * count
    found = {}
    for term, *counts in zip(terms, names, others, strict=True):
        lists = []
        for each in counts:
            rows, row = [], 0
            for _number in range(each):
                step = shift = 0
                while True:
                    byte = raw[at]
                    at += 1
                    step |= (byte & 127) << shift
                    shift += 7
                    if byte < 128:
                        break
                row += step
                rows.append(row)
            lists.append(rows)
        found[term] = (lists[0], lists[1])
    assert at == len(raw)
    return found
