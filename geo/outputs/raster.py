"""An SVG as a PNG with its resolution in it."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

from geo.outputs.typeset import FONT, POINT, compiled, writable

if TYPE_CHECKING:
    from collections.abc import Mapping

_TEMPLATE = """
#let size = json(bytes(sys.inputs.size))
#set page(width: size.width * 1pt, height: size.height * 1pt, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%, height: 100%)
"""
_SIGNATURE = 8
_HEADER_END = _SIGNATURE + 25
_CSS_DPI = 96
_INCH_M = 0.0254


def png(
    svg: str, width: float, height: float, dpi: float, said: Mapping[str, str] | None = None
) -> bytes:
    """Paint an SVG of ``width`` × ``height`` CSS pixels, 96 to the inch, at ``dpi``.

    ``said`` are texts of the file by PNG's keywords, such as ``Title``.
    """
    size = f'{{"width": {width * POINT!r}, "height": {height * POINT!r}}}'
    (painted,) = compiled(_TEMPLATE, {"svg": writable_svg(svg), "size": size}, "png", ppi=dpi)
    per_metre = round(dpi / _INCH_M)
    chunks = [_chunk(b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1))]
    for keyword, text in (said or {}).items():
        plain = text.encode("utf-8", "replace")
        chunks.append(_chunk(b"iTXt", keyword.encode("latin-1") + b"\0\0\0\0\0" + plain))
    return painted[:_HEADER_END] + b"".join(chunks) + painted[_HEADER_END:]


def writable_svg(svg: str) -> str:
    """An SVG whose texts the font can write, and which asks for no other."""
    return writable(svg).replace("'Segoe UI', Roboto", FONT)


def css_pixels(pixels: float, dpi: float) -> float:
    """How many CSS pixels so many pixels of a picture are."""
    return pixels * _CSS_DPI / dpi


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)
