"""What stands in the corners of the frame: scale bar and north arrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.outputs.drawing.frame import round_length_m
from geo.outputs.drawing.labels import Box, Candidate, text_width
from geo.outputs.drawing.paths import path_data
from geo.outputs.markup import tag, xml

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.outputs.drawing.frame import Frame, Point
    from geo.outputs.drawing.labels import Placer
    from geo.outputs.drawing.look import Look
    from geo.outputs.markup import Reader

_SIZE = 12.0
_LONGEST_PX = 150


def scale_bar(frame: Frame, reader: Reader, look: Look, placer: Placer) -> str:
    """A bar of a round length, true at the frame's middle latitude, in the emptier corner."""
    length_m = round_length_m(frame, min(_LONGEST_PX, frame.width / 4))
    width = length_m / frame.metres_per_pixel()
    unit, shown = ("m", length_m) if length_m < 1000 else ("km", length_m / 1000)  # noqa: PLR2004 - a kilometre
    words = reader.word(f"page.scale_{unit}", n=f"{shown:g}")
    half, tall = max(width, text_width(words, _SIZE)) / 2 + 8, 34.0
    x_left, x_right = frame.left + half + 8, frame.right - half - 8
    y = frame.bottom - tall / 2 - 8
    box = placer.place(_corners([(x_left, y), (x_right, y)], half * 2, tall)) or Box.at(
        (x_left, y), half * 2, tall
    )
    left, base = box.middle[0] - width / 2, box.bottom - 7
    bar = path_data(
        [
            [(left, base - 6), (left, base), (left + width, base), (left + width, base - 6)],
            [(left + width / 2, base - 4), (left + width / 2, base)],
        ]
    )
    return (
        tag("title", xml(reader.word("drawing.scale_note")))
        + _plate(box, look)
        + tag("path", d=bar, **look.palette.stroke("ink", 1.4))
        + look.text(words, box.middle[0], base - 9, _SIZE, text_anchor="middle")
    )


def north_arrow(frame: Frame, reader: Reader, look: Look, placer: Placer) -> str:
    """North is up: Web Mercator has it so everywhere."""
    y = frame.top + 30
    box = placer.place(_corners([(frame.right - 22, y), (frame.left + 22, y)], 28, 46)) or Box.at(
        (frame.right - 22, y), 28, 46
    )
    x, top = box.middle[0], box.top + 4
    arrow = path_data(
        [[(x, top), (x + 7, top + 22), (x, top + 17), (x - 7, top + 22)]], closed=True
    )
    return (
        _plate(box, look)
        + tag("path", d=arrow, **look.palette.fill("ink"))
        + look.text(reader.word("drawing.north"), x, top + 36, _SIZE, text_anchor="middle")
    )


def _corners(middles: Sequence[Point], width: float, height: float) -> list[Candidate]:
    return [
        Candidate(Box.at(middle, width, height), float(index))
        for index, middle in enumerate(middles)
    ]


def _plate(box: Box, look: Look) -> str:
    return tag(
        "rect",
        x=box.left,
        y=box.top,
        width=box.right - box.left,
        height=box.bottom - box.top,
        rx=4,
        fill_opacity=0.8,
        **look.palette.fill("land"),
    )
