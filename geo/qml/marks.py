"""The marks of the map as SVG inside the project, so that it needs no other file."""

from __future__ import annotations

import base64
import json
import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_SIDE, _RADIUS = 48, 19
_CENTRE = _SIDE / 2


def embedded(svg: str) -> str:
    """What QGIS takes in place of the path of an SVG file."""
    return "base64:" + base64.b64encode(svg.encode()).decode("ascii")


def status_mark(look: Mapping[str, Any]) -> str:
    """The disc of a status: a ring, of which the gauge is drawn thick, or a full disc."""
    color, gauge = look["color"], float(look.get("gauge", 0))
    full = is_full(look)
    parts = [
        _circle(_RADIUS + 3, "#ffffff"),
        _circle(_RADIUS, color if full else "#ffffff", f' stroke="{color}" stroke-width="2"'),
    ]
    thick = f' fill="none" stroke="{color}" stroke-width="7"'
    if look.get("broken"):
        parts.append(_circle(_RADIUS - 2, "none", f'{thick} stroke-dasharray="9 6"'))
    elif gauge and not full:
        parts.append(f'<path d="{_arc(gauge, _RADIUS - 2)}"{thick}/>')
    return embedded(_svg(_SIDE, "".join(parts)))


def is_full(look: Mapping[str, Any]) -> bool:
    """Whether the status fills its disc, so that the sector's symbol is white on it."""
    return float(look.get("gauge", 0)) >= 1 and not look.get("broken")


def glyphs(style: Mapping[str, Any]) -> str:
    """The symbols of the sectors as a JSON object, in a colour that QGIS chooses."""
    drawn = {
        name: embedded(
            _svg(16, f'<path fill="param(fill) #000" d="{look["glyph"]}" fill-rule="evenodd"/>')
        )
        for name, look in style["sector"].items()
    }
    return json.dumps(drawn, separators=(",", ":"))


def _svg(side: int, content: str) -> str:
    size = f'width="{side}" height="{side}" viewBox="0 0 {side} {side}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{content}</svg>'


#: A symbol that nothing is seen of.
BLANK = embedded(_svg(16, ""))


def _circle(radius: float, fill: str, more: str = "") -> str:
    more = more if "fill=" in more else f' fill="{fill}"{more}'
    return f'<circle cx="{_CENTRE:g}" cy="{_CENTRE:g}" r="{radius:g}"{more}/>'


def _arc(gauge: float, radius: float) -> str:
    """From 12 o'clock on, clockwise."""
    angle = 2 * math.pi * gauge
    x, y = _CENTRE + radius * math.sin(angle), _CENTRE - radius * math.cos(angle)
    large = int(gauge > 0.5)  # noqa: PLR2004 - half of the circle
    start = f"M{_CENTRE:g} {_CENTRE - radius:g}"
    return f"{start}A{radius:g} {radius:g} 0 {large} 1 {x:.2f} {y:.2f}"
