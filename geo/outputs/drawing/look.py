"""What a project looks like on the drawing: badge, symbol of place, line, area."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin
from typing import TYPE_CHECKING

from geo.outputs.drawing.labels import text_width
from geo.outputs.drawing.palette import Palette, class_name
from geo.outputs.markup import number, tag, xml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from geo.model import MapModel, MapProject
    from geo.outputs.drawing.frame import Point
    from geo.outputs.drawing.palette import Attributes

BADGE_HEIGHT, TAB_HEIGHT = 18.0, 14.0
RING_RADIUS, DOT_RADIUS = 7.0, 3.8
NUMBER_SIZE, TAB_SIZE = 12.0, 10.0
_SIGN_RADIUS = 3.6
_PAUSE = "M-3-3.2h2v6.4h-2zM1-3.2h2v6.4h-2z"


@dataclass(frozen=True, slots=True)
class Look:
    """What badges and places are drawn with, and how one drawing of them serves often.

    Badges, symbols of places, glyphs and signs are uses of shapes whose ids begin with
    ``prefix``: see geo.outputs.drawing.shapes. A look is ``inline`` where the drawing is
    part of an HTML page: it shares shapes, and a style sheet, with others.
    """

    palette: Palette
    style: Mapping[str, Any]
    prefix: str
    inline: bool = False

    @classmethod
    def of(cls, model: MapModel, prefix: str, *, inline: bool = False) -> Look:
        """The look that a map's style asks for."""
        return cls(Palette.of(model.style, classes=inline), model.style, prefix, inline)

    def link(self, to: str) -> Attributes:
        """The attribute that leads to an id: HTML is read by browsers, a file by all sorts."""
        return {"href" if self.inline else "xlink__href": f"#{to}"}

    def use(self, name: str, x: float = 0, y: float = 0) -> str:
        """One of the shared shapes, at a point."""
        at: Attributes = {"x": x or None, "y": y or None}
        return tag("use", **self.link(f"{self.prefix}{name}"), **at)

    def dash(self, precision: str) -> str | None:
        """The dash pattern of lines and outlines; solid where the style gives none."""
        pattern = self.style.get("precision", {}).get(precision, {}).get("dash") or []
        return " ".join(f"{step:g}" for step in pattern) or None

    def text(
        self, words: str, x: float, y: float, size: float, role: str = "ink", **more: str | float
    ) -> str:
        """A text in a role's colour, its baseline at y."""
        attributes = self.palette.fill(role) | more
        return tag("text", xml(words), x=x, y=y, font_size=size, **attributes)

    def badge(self, at: Point, project: MapProject) -> str:
        """A project's badge, from the middle of its left edge."""
        return self.use(f"b{project.number}", *at)

    def tab(self, middle: Point, project: MapProject) -> str:
        """A small number for each further place of a project that has a badge elsewhere."""
        return self.use(f"t{project.number}", *middle)

    def point(self, precision: str, status: str, at: Point) -> str:
        """The symbol of a place: how well it is known is what it looks like."""
        return self.use(f"at-{class_name(f'{precision}-{status}')}", *at)

    def sign(self, status: str, x: float, y: float) -> str:
        """How far a project is, without colour; nothing for a status without a sign."""
        known = sign_data(self.style, status)
        return self.use(f"status-{class_name(status)}", x, y) if known else ""

    def glyph(self, sector: str, left: float, middle: float) -> str:
        """The symbol of a sector; nothing for a sector without one."""
        known = glyph_data(self.style, sector)
        return self.use(f"sector-{class_name(sector)}", left, middle) if known else ""

    def line(self, precision: str, status: str, data: str, *, quiet: bool) -> str:
        """A line, solid where it is known, dashed where it is drawn by scheme."""
        width = 1.6 if quiet else 3.0
        casing = tag(
            "path",
            d=data,
            stroke_linejoin="round",
            stroke_opacity=0.8,
            **self.palette.stroke("paper", width + 2),
        )
        stroke = tag(
            "path",
            d=data,
            stroke_linejoin="round",
            stroke_dasharray=self.dash(precision),
            **self.palette.stroke(f"status-{status}", width),
        )
        return ("" if quiet else casing) + stroke

    def area(self, precision: str, status: str, data: str, *, quiet: bool) -> str:
        """An area: outlined where its bounds are known, soft where they are not."""
        colour = f"status-{status}"
        if quiet:
            look = self.palette.stroke(colour, 1.4)
            return tag("path", d=data, stroke_dasharray=self.dash(precision), **look)
        if precision in {"district", "settlement", "region"}:
            soft = self.palette.both(colour, colour, 14)
            return tag(
                "path",
                d=data,
                fill_rule="evenodd",
                fill_opacity=0.2,
                stroke_opacity=0.1,
                stroke_linejoin="round",
                **soft,
            )
        return tag(
            "path",
            d=data,
            fill_rule="evenodd",
            fill_opacity=0.2,
            stroke_linejoin="round",
            stroke_dasharray=self.dash(precision),
            **self.palette.both(colour, colour, 1.8),
        )


def glyph_data(style: Mapping[str, Any], sector: str) -> str:
    """The path of a sector's glyph, on a grid of 16."""
    return str(style.get("sector", {}).get(sector, {}).get("glyph", ""))


def sign_data(style: Mapping[str, Any], status: str) -> str:
    """The path of a status's sign about the origin: a ring filled by its gauge, or a pause."""
    look = style.get("status", {}).get(status, {})
    if look.get("broken"):
        return _PAUSE
    gauge = look.get("gauge")
    if gauge is None:
        return ""
    if gauge >= 1:
        return _circle(_SIGN_RADIUS)
    inner = _SIGN_RADIUS - 1.2
    ring = _circle(_SIGN_RADIUS) + _circle(inner)
    if gauge <= 0:
        return ring
    x, y = inner * sin(2 * pi * gauge), -inner * cos(2 * pi * gauge)
    large = 1 if gauge > 0.5 else 0  # noqa: PLR2004 - more than half a turn
    arc = f"A{number(inner)} {number(inner)} 0 {large} 1"
    return f"{ring}M0 0V{number(-inner)}{arc} {number(x)} {number(y)}z"


def _circle(radius: float) -> str:
    """Path data of a circle about the origin."""
    arc = f"a{number(radius)} {number(radius)} 0 1 1"
    return f"M{number(-radius)} 0{arc} {number(2 * radius)} 0{arc} {number(-2 * radius)} 0z"


def badge_width(label: str) -> float:
    """Width of a badge with this number on it."""
    return 36 + text_width(label, NUMBER_SIZE, bold=True) if label else BADGE_HEIGHT


def tab_width(label: str) -> float:
    """Width of the small number of a further place."""
    return 9 + text_width(label, TAB_SIZE, bold=True)
