"""The shapes that a drawing uses over and over: badges, symbols of places, glyphs, signs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from geo.outputs.drawing.labels import text_width
from geo.outputs.drawing.look import (
    BADGE_HEIGHT,
    DOT_RADIUS,
    NUMBER_SIZE,
    RING_RADIUS,
    TAB_HEIGHT,
    TAB_SIZE,
    badge_width,
    glyph_data,
    sign_data,
    tab_width,
)
from geo.outputs.drawing.palette import class_name
from geo.outputs.markup import number, tag, xml

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.model import MapProject
    from geo.outputs.drawing.frame import Point
    from geo.outputs.drawing.look import Look

_GLYPH_PX = 12.0
_HALO_RADII = (26.0, 18.0, 10.0)
_PRECISIONS = ("exact", "approximate", "schematic", "settlement", "district", "region")


def shapes(look: Look, projects: Iterable[MapProject], markup: str) -> str:
    """The shapes that ``markup`` uses, and those that these use, each once."""
    makers = _makers(look, projects)
    wanted = re.compile(rf'href="#{re.escape(look.prefix)}([^"]+)"')
    made: dict[str, str] = {}
    waiting = [markup]
    while waiting:
        for name in wanted.findall(waiting.pop()):
            if name in makers and name not in made:
                make, *about = makers[name]
                made[name] = make(look, f"{look.prefix}{name}", *about)
                waiting.append(made[name])
    return "".join(made[name] for name in sorted(made))


def _makers(look: Look, projects: Iterable[MapProject]) -> dict[str, tuple[Any, ...]]:
    """What draws a shape of this name, and what it must know beside the id."""
    statuses = dict.fromkeys(look.style.get("status", {}))
    precisions = dict.fromkeys(_PRECISIONS)
    makers: dict[str, tuple[Any, ...]] = {}
    for project in projects:
        makers[f"b{project.number}"] = _badge, project
        makers[f"t{project.number}"] = _tab, project
        makers[_case_name(project)] = _case, project
        statuses[project.status] = precisions[project.precision] = None
    for status in statuses:
        makers[f"status-{class_name(status)}"] = _sign, status
        for precision in precisions:
            makers[f"at-{class_name(f'{precision}-{status}')}"] = _point, precision, status
    for sector in look.style.get("sector", {}):
        makers[f"sector-{class_name(sector)}"] = _glyph, sector
    return makers


def _glyph(look: Look, name: str, sector: str) -> str:
    """The symbol of a sector, from the middle of its left edge."""
    return tag(
        "path",
        id=name,
        d=glyph_data(look.style, sector),
        transform=f"translate(0 {number(-_GLYPH_PX / 2)})scale({_GLYPH_PX / 16:g})",
        fill_rule="evenodd",
    )


def _sign(look: Look, name: str, status: str) -> str:
    """How far a project is, without colour."""
    return tag("path", id=name, d=sign_data(look.style, status), fill_rule="evenodd")


def _badge(look: Look, name: str, project: MapProject) -> str:
    """From the middle of its left edge: sector, number, how far the project is."""
    label, quiet = str(project.number), project.role == "context"
    middle = 20 + text_width(label, NUMBER_SIZE, bold=True) / 2
    return tag(
        "g",
        look.use(_case_name(project)),
        look.glyph(project.sector, 5, 0),
        _number(look, label, middle, 4.2, NUMBER_SIZE),
        id=name,
        **look.palette.fill(f"status-{project.status}" if quiet else "paper"),
    )


def _case_name(project: MapProject) -> str:
    quiet = "quiet-" if project.role == "context" else ""
    return f"case{len(str(project.number))}-{quiet}{class_name(project.status)}"


def _case(look: Look, name: str, project: MapProject) -> str:
    """What badges of one status have in common."""
    colour, width = f"status-{project.status}", badge_width(str(project.number))
    body, edge = ("paper", colour) if project.role == "context" else (colour, "paper")
    sign = look.sign(project.status, width - 9, 0)
    return tag("g", pill(look, (0, 0), (width, BADGE_HEIGHT), body, edge), sign, id=name)


def pill(look: Look, at: Point, size: tuple[float, float], fill: str, stroke: str) -> str:
    """The body of a badge of this width and height, from the middle of its left edge."""
    width, height = size
    return tag(
        "rect",
        x=at[0] or None,
        y=at[1] - height / 2,
        width=width,
        height=height,
        rx=height / 2,
        **look.palette.both(fill, stroke, 1.2),
    )


def _tab(look: Look, name: str, project: MapProject) -> str:
    """A small number about its middle."""
    label = str(project.number)
    width = tab_width(label)
    return tag(
        "g",
        pill(look, (-width / 2, 0), (width, TAB_HEIGHT), f"status-{project.status}", "paper"),
        _number(look, label, 0, 3.6, TAB_SIZE),
        id=name,
        **look.palette.fill("paper"),
    )


def _number(look: Look, label: str, x: float, y: float, size: float) -> str:
    if look.inline:
        # In a page the style sheet says how numbers are written: see static.css.
        named = "gm-number" if size == NUMBER_SIZE else "gm-tab"
        return tag("text", xml(label), x=x or None, y=y, class_=named)
    bold = {"font_weight": "bold", "text_anchor": "middle"}
    return tag("text", xml(label), x=x or None, y=y, font_size=size, **bold)


def _point(look: Look, name: str, precision: str, status: str) -> str:
    """The symbol of a place about its middle."""
    palette, colour = look.palette, f"status-{status}"
    match precision:
        case "district" | "region":
            halo = [tag("circle", r=radius) for radius in _HALO_RADII]
            return tag("g", *halo, id=name, fill_opacity=0.1, **palette.fill(colour))
        case "settlement":
            ring = [
                tag("circle", r=RING_RADIUS, **palette.stroke(role, width))
                for role, width in (("paper", 4), (colour, 2))
            ]
            return tag("g", *ring, id=name)
        case "exact":
            return tag("circle", id=name, r=DOT_RADIUS + 0.6, **palette.both(colour, "paper", 1.2))
        case _:
            dash = "2 1.4" if precision == "schematic" else None
            dot = palette.both("paper", colour, 1.8)
            return tag("circle", id=name, r=DOT_RADIUS, stroke_dasharray=dash, **dot)
