"""What a project looks like on the drawing: badge, symbols of place, line, area."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin
from typing import TYPE_CHECKING

from geo.outputs.drawing.labels import text_width
from geo.outputs.drawing.palette import FONT, Palette, class_name
from geo.outputs.markup import number, tag, xml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from geo.model import MapModel, MapProject
    from geo.outputs.drawing.frame import Point

BADGE_HEIGHT, TAB_HEIGHT = 18.0, 14.0
RING_RADIUS, DOT_RADIUS = 7.0, 3.8
_NUMBER_SIZE, _TAB_SIZE = 12.0, 10.0
_GLYPH_PX = 12.0
_SIGN_RADIUS = 3.6
_HALO_RADII = (26.0, 18.0, 10.0)
_PAUSE = "M-3-3.2h2v6.4h-2zM1-3.2h2v6.4h-2z"


@dataclass(frozen=True, slots=True)
class Look:
    """What badges are drawn with: colours, and the glyph of each sector.

    With a ``sprite``, glyphs and signs are uses of those in `symbols`, whose ids begin so.
    """

    palette: Palette
    style: Mapping[str, Any]
    sprite: str = ""

    @classmethod
    def of(cls, model: MapModel, sprite: str = "") -> Look:
        """The look that a map's style asks for."""
        return cls(Palette.of(model.style), model.style, sprite)

    def symbols(self) -> str:
        """Glyphs and signs, each once, for drawings in one page to share."""
        shapes = [
            tag("path", id=f"{self.sprite}{kind}-{class_name(name)}", d=data, fill_rule="evenodd")
            for kind, find in (("sector", _glyph_data), ("status", _sign_data))
            for name in self.style.get(kind, {})
            for data in [find(self.style, name)]
            if data
        ]
        return tag("svg", tag("defs", *shapes), width=0, height=0, aria_hidden="true")

    def dash(self, precision: str) -> str | None:
        """The dash pattern of lines and outlines; solid where the style gives none."""
        pattern = self.style.get("precision", {}).get(precision, {}).get("dash") or []
        return " ".join(f"{step:g}" for step in pattern) or None

    def text(
        self, words: str, x: float, y: float, size: float, role: str = "ink", **more: str | float
    ) -> str:
        """A text in a role's colour, its baseline at y."""
        return tag("text", xml(words), x=x, y=y, font_size=size, **self.palette.fill(role), **more)

    def badge_of(self, project: MapProject, at: Point) -> str:
        """A project's badge: see `badge`."""
        label, quiet = str(project.number), project.role == "context"
        return self.badge(at, project.sector, project.status, label=label, quiet=quiet)

    def badge(self, at: Point, sector: str, status: str, *, label: str, quiet: bool) -> str:
        """A badge from the middle of its left edge: sector, number, how far the project is."""
        left, middle = at
        colour = f"status-{status}"
        body, ink = ("paper", colour) if quiet else (colour, "paper")
        width = badge_width(label)
        case = tag(
            "rect",
            x=left,
            y=middle - BADGE_HEIGHT / 2,
            width=width,
            height=BADGE_HEIGHT,
            rx=BADGE_HEIGHT / 2,
            **self.palette.both(body, colour if quiet else "paper", 1.2),
        )
        words = ""
        if label:
            x = left + 20 + text_width(label, _NUMBER_SIZE, bold=True) / 2
            words = _bold(label, x, middle + 4.2, _NUMBER_SIZE)
        data = _sign_data(self.style, status)
        place = f"translate({number(left + width - 9)} {number(middle)})"
        sign = self._shape("status", status, data, place)
        on = self.palette.fill(ink)
        return case + tag("g", self._glyph(sector, left + 5, middle), words, sign, **on)

    def tab(self, middle: Point, status: str, label: str) -> str:
        """A small number for each further place of a project that has a badge elsewhere."""
        width = tab_width(label)
        case = tag(
            "rect",
            x=middle[0] - width / 2,
            y=middle[1] - TAB_HEIGHT / 2,
            width=width,
            height=TAB_HEIGHT,
            rx=TAB_HEIGHT / 2,
            **self.palette.both(f"status-{status}", "paper"),
        )
        words = _bold(label, middle[0], middle[1] + 3.6, _TAB_SIZE)
        return case + tag("g", words, **self.palette.fill("paper"))

    def symbol(self, sector: str, left: float, middle: float) -> str:
        """The symbol of a sector, in ink; nothing for a sector without one."""
        glyph = self._glyph(sector, left, middle)
        return tag("g", glyph, **self.palette.fill("ink")) if glyph else ""

    def _glyph(self, sector: str, left: float, middle: float) -> str:
        place = f"translate({number(left)} {number(middle - _GLYPH_PX / 2)})"
        scaled = f"{place} scale({_GLYPH_PX / 16:g})"
        return self._shape("sector", sector, _glyph_data(self.style, sector), scaled)

    def _shape(self, kind: str, name: str, data: str, transform: str) -> str:
        if not data:
            return ""
        if self.sprite:
            link = f"#{self.sprite}{kind}-{class_name(name)}"
            return tag("use", xlink__href=link, transform=transform)
        return tag("path", d=data, transform=transform, fill_rule="evenodd")

    def point(self, precision: str, status: str, at: Point) -> str:
        """The symbol of a place: how well it is known is what it looks like."""
        colour = f"status-{status}"
        x, y = at
        match precision:
            case "district" | "region":
                fill = self.palette.fill(colour)
                return "".join(
                    tag("circle", cx=x, cy=y, r=radius, fill_opacity=0.13, **fill)
                    for radius in _HALO_RADII
                )
            case "settlement":
                halo = tag("circle", cx=x, cy=y, r=RING_RADIUS, **self.palette.stroke("paper", 4))
                ring = self.palette.stroke(colour, 2)
                return halo + tag("circle", cx=x, cy=y, r=RING_RADIUS, **ring)
            case "exact":
                look = self.palette.both(colour, "paper", 1.2)
                return tag("circle", cx=x, cy=y, r=DOT_RADIUS + 0.6, **look)
            case _:
                dash = "2 1.4" if precision == "schematic" else None
                look = self.palette.both("paper", colour, 1.8)
                return tag("circle", cx=x, cy=y, r=DOT_RADIUS, stroke_dasharray=dash, **look)

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
                fill_opacity=0.16,
                stroke_opacity=0.1,
                stroke_linejoin="round",
                **soft,
            )
        return tag(
            "path",
            d=data,
            fill_rule="evenodd",
            fill_opacity=0.22,
            stroke_linejoin="round",
            stroke_dasharray=self.dash(precision),
            **self.palette.both(colour, colour, 1.8),
        )


def _glyph_data(style: Mapping[str, Any], sector: str) -> str:
    return str(style.get("sector", {}).get(sector, {}).get("glyph", ""))


def _sign_data(style: Mapping[str, Any], status: str) -> str:
    """How far a project is, without colour: a ring filled by its gauge, or a pause."""
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
    return f"{ring}M0 0V{-inner:.3g}A{inner:.3g} {inner:.3g} 0 {large} 1 {x:.3g} {y:.3g}z"


def _circle(radius: float) -> str:
    """Path data of a circle about the origin."""
    arc = f"a{radius:.3g} {radius:.3g} 0 1 1"
    return f"M{-radius:.3g} 0{arc} {2 * radius:.3g} 0{arc} {-2 * radius:.3g} 0z"


def badge_width(label: str) -> float:
    """Width of a badge with this number on it."""
    return 36 + text_width(label, _NUMBER_SIZE, bold=True) if label else BADGE_HEIGHT


def _bold(label: str, x: float, y: float, size: float) -> str:
    return tag(
        "text", xml(label), x=x, y=y, font_size=size, font_weight="bold", text_anchor="middle"
    )


def badge_image(project: MapProject, look: Look) -> str:
    """A project's badge as a picture of its own, for a line of text."""
    width, height = badge_width(str(project.number)) + 2, BADGE_HEIGHT + 2
    return tag(
        "svg",
        look.badge_of(project, (1, height / 2)),
        class_="gm-badge",
        width=width,
        height=height,
        viewBox=f"0 0 {number(width)} {number(height)}",
        font_family=FONT,
    )


def tab_width(label: str) -> float:
    """Width of the small number of a further place."""
    return 9 + text_width(label, _TAB_SIZE, bold=True)
