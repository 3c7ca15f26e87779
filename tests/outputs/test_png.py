"""The drawn map as a PNG."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from typing import Any

import pytest

from geo.layout import Layout, PngOptions
from geo.model import MapModel, Trace
from geo.outputs.png import render


def painted(model: MapModel, **options: Any) -> dict[bytes, list[bytes]]:
    """The chunks of the picture by their kinds."""
    data = render(replace(model, layout=Layout(png=PngOptions(**options))))["map.png"]
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    found: dict[bytes, list[bytes]] = {}
    at = 8
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        assert (
            struct.pack(">I", zlib.crc32(kind + body)) == data[at + 8 + length : at + 12 + length]
        )
        found.setdefault(kind, []).append(body)
        at += 12 + length
    return found


def size(chunks: dict[bytes, list[bytes]]) -> tuple[int, int]:
    width, height = struct.unpack(">II", chunks[b"IHDR"][0][:8])
    return width, height


@pytest.mark.parametrize(
    ("width", "height", "dpi"),
    [(1000, 700, 96), (2480, 3508, 300), (1920, 1080, 144), (777, 555, 101), (1200, 1200, 600)],
)
def test_it_is_of_the_size_and_resolution_asked_for(
    made_map: MapModel, width: int, height: int, dpi: int
) -> None:
    chunks = painted(made_map, width=width, height=height, dpi=dpi)
    assert size(chunks) == (width, height)
    across, down, unit = struct.unpack(">IIB", chunks[b"pHYs"][0])
    assert (across, down, unit) == (round(dpi / 0.0254), round(dpi / 0.0254), 1)


@pytest.mark.parametrize("width", [800, 1601])
def test_without_a_height_it_is_as_high_as_what_is_on_it(made_map: MapModel, width: int) -> None:
    few, many = (
        size(painted(replace(made_map, projects=made_map.projects[:n]), width=width, dpi=96))
        for n in (1, 7)
    )
    assert few[0] == many[0] == width
    assert few[1] < many[1]


def test_it_says_its_title_and_from_which_data_it_is(made_map: MapModel) -> None:
    trace = Trace("0123456789abcdef" * 4, ("2025",) * 3, "2025")
    said = painted(replace(made_map, language="kk", trace=trace), width=400, dpi=96)[b"iTXt"]
    assert "Жетісу жобалары".encode() in said[0]
    assert b"0123456789ab" in said[1]


def test_a_hostile_map_is_painted(hostile_map: MapModel) -> None:
    assert size(painted(hostile_map, width=600, height=400, dpi=96)) == (600, 400)


def test_a_map_of_nothing_is_painted(made_map: MapModel) -> None:
    empty = replace(made_map, projects=(), context=(), layers=(), sources=(), headlines=())
    assert size(painted(empty, width=300, height=300, dpi=96)) == (300, 300)


def test_the_same_map_gives_the_same_bytes(made_map: MapModel) -> None:
    small = replace(made_map, layout=Layout(png=PngOptions(width=500, dpi=96)))
    assert render(small) == render(small)
