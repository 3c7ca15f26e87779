"""Symbols of QGIS: points, lines and areas as the map draws them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geo.qml.expressions import column, of_feature, one_of, quoted
from geo.qml.marks import BLANK, is_full, status_mark
from geo.qml.xml import child, option
from geo.schema import Precision

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from xml.etree.ElementTree import Element

#: A pixel of a web page in points.
_PX = 0.75
_UNIT = "Point"
_MARK, _GLYPH, _LINE = 27 * _PX, 13 * _PX, 3 * _PX
#: Areas below lines, lines below points, whatever the order of the features.
KINDS = ("Polygon", "Line", "Point")
_BELOW, _ABOVE = KINDS.index("Polygon"), len(KINDS)
#: Whether this is the point of several that has the mark; the others have a small disc.
_FIRST = "coalesce(@geometry_part_num, 1) = 1"
TYPES = {"Polygon": "fill", "Line": "line", "Point": "marker"}


@dataclass(frozen=True, slots=True)
class Part:
    """A layer of a symbol. ``driven`` are properties that an expression gives.

    What has a higher ``level`` is drawn later, whatever the order of the features.
    """

    kind: str
    options: Mapping[str, Any]
    driven: Mapping[str, str] = field(default_factory=dict)
    level: int | None = None
    inner: tuple[Part, ...] = ()


def write_symbol(
    parent: Element, name: str, kind: str, parts: Iterable[Part], *, opacity: str = ""
) -> None:
    """Put a symbol for a kind of geometry into an element.

    It isn't clipped to what is seen, so that the mark of a line stands still.
    """
    symbol = child(parent, "symbol", name=name, type=TYPES[kind], alpha=1, clip_to_extent=0)
    if opacity:
        _driven(symbol, {"alpha": opacity})
    for index, part in enumerate(parts):
        layer = child(symbol, "layer", class_=part.kind, enabled=1, locked=0)
        layer.set("class", layer.attrib.pop("class"))
        level = KINDS.index(kind) if part.level is None else part.level
        layer.set("pass", str(level))
        option(layer, {key: str(value) for key, value in part.options.items()})
        if part.driven:
            _driven(layer, part.driven)
        if part.inner:
            write_symbol(layer, f"@{name}@{index}", "Point", part.inner)


def _driven(element: Element, expressions: Mapping[str, str]) -> None:
    properties = {
        name: {"active": True, "expression": expression, "type": 3}
        for name, expression in expressions.items()
    }
    value = {"name": "", "properties": properties, "type": "collection"}
    option(child(element, "data_defined_properties"), value)


def rgba(color: str, opacity: float = 1) -> str:
    """A colour as QGIS writes it."""
    red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return f"{red},{green},{blue},{round(opacity * 255)}"


class ProjectSymbols:
    """The symbols of projects, by status and kind of geometry; ``columns`` the layer has."""

    def __init__(self, style: Mapping[str, Any], columns: Iterable[str]) -> None:
        self.style = style
        self.columns = set(columns)

    def parts(self, status: str, kind: str) -> tuple[Part, ...]:
        """The parts of a symbol."""
        look = self.style["status"][status]
        color, mark = look["color"], self._mark(look)
        if kind == "Point":
            return (*self._reach(color), *mark)
        lines = self._lines(color)
        if kind == "Line":
            where = {"placement": "centralpoint", "rotate": 0}
            return (*lines, Part("MarkerLine", where, level=_ABOVE, inner=mark))
        inside = {"point_on_surface": 1, "point_on_all_parts": 0}
        badge = Part("CentroidFill", inside, level=_ABOVE, inner=mark)
        return (_fill(color), *lines, badge)

    def badge(self, status: str, *, reach: bool) -> tuple[Part, ...]:
        """The mark of a status, with how well its place is known where that is a point."""
        look = self.style["status"][status]
        around = self._reach(look["color"]) if reach else ()
        return (*around, *self._mark(look))

    def shape(self, status: str, kind: str) -> tuple[Part, ...]:
        """A line, an area or a further point without a mark, which another layer has."""
        look = self.style["status"][status]
        if kind == "Point":
            disc = {"name": status_mark(look), "size": _MARK / 2, "size_unit": _UNIT}
            return (Part("SvgMarker", {**disc, "outline_width": 0}),)
        lines = tuple(self._lines(look["color"]))
        return lines if kind == "Line" else (_fill(look["color"]), *lines)

    @property
    def opacity(self) -> str:
        """What is there for context is drawn quieter."""
        return f"if({self._value('role')} = 'context', 55, 100)" if "role" in self.columns else ""

    def _value(self, name: str) -> str:
        return column(name) if name in self.columns else "NULL"

    def _mark(self, look: Mapping[str, Any]) -> tuple[Part, ...]:
        color = "#ffffff" if is_full(look) else look["color"]
        glyph = f"map_get(json_to_map(@sector_glyphs), {self._value('sector')})"
        glyph = of_feature(f"coalesce({glyph}, {quoted(BLANK)})", quoted(BLANK))
        disc = {"name": status_mark(look), "size": _MARK, "size_unit": _UNIT, "outline_width": 0}
        symbol = {
            "name": "",
            "color": rgba(color),
            "size": _GLYPH,
            "size_unit": _UNIT,
            "outline_width": 0,
        }
        return (
            Part("SvgMarker", disc, {"size": f"if({_FIRST}, {_MARK}, {_MARK / 2})"}, _ABOVE),
            Part(
                "SvgMarker",
                symbol,
                {"name": glyph, "enabled": _FIRST},
                _ABOVE,
            ),
        )

    def _reach(self, color: str) -> Iterable[Part]:
        """The ring or halo round a point that says how well its place is known."""
        where = self._value("location_precision")
        for precision in Precision:
            look = self.style["precision"][precision]
            is_it = {"enabled": of_feature(f"{where} = {quoted(precision)} AND {_FIRST}", "false")}
            if look.get("halo"):
                halo = {"outline_style": "no", "color": rgba(color, 0.16)}
                yield _circle(look["halo"], halo, is_it)
            elif look.get("ring"):
                dash = look.get("ring_dash")
                dotted = "dot" if dash and dash[0] < dash[1] / 2 else "dash"
                line = {
                    "color": rgba(color, 0),
                    "outline_color": rgba(color),
                    "outline_style": dotted if dash else "solid",
                    "outline_width": 1.5 * _PX,
                    "outline_width_unit": _UNIT,
                }
                yield _circle(look["ring"], line, is_it)

    def _lines(self, color: str) -> Iterable[Part]:
        """One line for each pattern that a precision has, of which one is drawn."""
        place, line = self._value("location_precision"), self._value("line_precision")
        precision = f"coalesce(nullif({line}, ''), {place}, '')"
        patterns: dict[tuple[float, ...], list[str]] = {(): []}
        for name, look in self.style["precision"].items():
            patterns.setdefault(tuple(look.get("dash", ())), []).append(name)
        for dash, names in patterns.items():
            same = one_of(precision, [(name, "1") for name in names], "0")
            dashed = one_of(
                precision,
                [(n, "1") for ns in (v for k, v in patterns.items() if k) for n in ns],
                "0",
            )
            look = _line(color, _LINE, dash)
            enabled = f"{same} = 1" if dash else f"{dashed} = 0"
            usual = "false" if dash else "true"
            yield Part("SimpleLine", look, {"enabled": of_feature(enabled, usual)})


def _fill(color: str) -> Part:
    fill = {"color": rgba(color, 0.14), "style": "solid", "outline_style": "no"}
    return Part("SimpleFill", fill, level=_BELOW)


def _line(color: str, width: float, dash: tuple[float, ...] = ()) -> dict[str, Any]:
    pattern = ";".join(f"{part * _PX:g}" for part in dash)
    custom = {"use_custom_dash": 1, "customdash": pattern, "customdash_unit": _UNIT}
    return {
        "line_color": rgba(color),
        "line_width": width,
        "line_width_unit": _UNIT,
        "capstyle": "flat" if dash else "round",
        "joinstyle": "round",
        **(custom if dash else {}),
    }


def _circle(radius: float, look: Mapping[str, Any], driven: Mapping[str, str]) -> Part:
    size = {"name": "circle", "size": 2 * radius * _PX, "size_unit": _UNIT}
    return Part("SimpleMarker", {**size, **look}, driven)


def plain_parts(kind: str, color: str, weight: float) -> tuple[Part, ...]:
    """The symbol of a layer from elsewhere."""
    line = Part("SimpleLine", _line(color, weight * _PX))
    if kind == "Line":
        return (line,)
    if kind == "Polygon":
        fill = {"color": rgba(color, 0.2), "style": "solid", "outline_style": "no"}
        return (Part("SimpleFill", fill), line)
    disc = {
        "name": "circle",
        "color": rgba(color),
        "size": 9 * _PX,
        "size_unit": _UNIT,
        "outline_color": rgba("#ffffff"),
        "outline_width": 1.2 * _PX,
        "outline_width_unit": _UNIT,
    }
    return (Part("SimpleMarker", disc),)


def ground_parts(name: str, kind: str) -> tuple[Part, ...]:
    """The symbol of a layer of the base map."""
    if kind == "Polygon":
        fill, outline = ("#d3e4ed", "#93b6c7") if name != "land" else ("#f7f4ec", "#93b6c7")
        look = {"color": rgba(fill), "style": "solid", "outline_style": "no"}
        return (Part("SimpleFill", look), Part("SimpleLine", _line(outline, 0.6)))
    if kind == "Line":
        border = name == "borders"
        dash = (7.0, 3.0, 1.5, 3.0) if border else ()
        return (Part("SimpleLine", _line("#857f74" if border else "#93b6c7", 0.8, dash)),)
    disc = {
        "name": "circle",
        "color": rgba("#ffffff"),
        "size": 5 * _PX,
        "size_unit": _UNIT,
        "outline_color": rgba("#22272b"),
        "outline_width": _PX,
        "outline_width_unit": _UNIT,
    }
    return (Part("SimpleMarker", disc),)
