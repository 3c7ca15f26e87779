"""The QR code of the map's address."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
import segno

from geo.outputs.qr import QUIET, code, png, svg

ADDRESSES = ["https://example.kz", "https://example.kz/карта?a=1&b=2", "https://e.kz/" + "a" * 287]


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_path_draws_each_dark_module_once(address: str) -> None:
    made = code(address)
    drawn = [
        (int(x) + step, int(y))
        for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", made.path)
        for step in range(int(length))
    ]
    matrix = segno.make(address, error="q", micro=False, boost_error=False).matrix
    dark = {(x, y) for y, row in enumerate(matrix) for x, each in enumerate(row) if each}
    assert len(drawn) == len(set(drawn))
    assert set(drawn) == dark
    assert made.size == len(matrix)


def test_the_picture_has_white_round_the_code() -> None:
    root = ET.fromstring(svg(ADDRESSES[0]))
    side = code(ADDRESSES[0]).size + 2 * QUIET
    assert root.get("viewBox") == f"0 0 {side} {side}"


def test_the_same_address_gives_the_same_bytes() -> None:
    assert png(ADDRESSES[1]) == png(ADDRESSES[1])
    assert png(ADDRESSES[1]).startswith(b"\x89PNG")
