"""The packed page without scripts, and on paper: title, overview map, counts, sources.

It is small however many features there are: their list is for the page's script.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, log10, pi, sin
from pathlib import Path
from typing import TYPE_CHECKING

from babel import Locale
from babel.numbers import format_decimal

from geo.outputs.annexes import data_html, sources_html
from geo.outputs.drawing.frame import Frame
from geo.outputs.drawing.framed import Framed
from geo.outputs.drawing.ground import Ground
from geo.outputs.drawing.labels import Box
from geo.outputs.drawing.legend import status_group
from geo.outputs.drawing.look import Look
from geo.outputs.drawing.shapes import shapes
from geo.outputs.markup import PREFIX, Prose, Reader, html, number, tag, xml
from geo.outputs.static import entry_html, notes_html
from geo.outputs.table import headlines_html

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo.model import MapModel
    from geo.outputs.drawing.palette import Palette
    from geo.outputs.packed.overview import Cluster, Overview

_HERE = Path(__file__).parent
#: One drawing for screens and paper, one for phones, as of other maps.
_WIDTHS = (("s-wide", "w", 860), ("s-narrow", "s", 400))
#: Places within so many pixels are one disc.
_CELL = 72
_LEAST_RADIUS, _A_DIGIT, _RING, _SIZE = 12.0, 3.5, 3.5, 12.0


def packed_static_html(model: MapModel, language: str, overview: Overview) -> str:
    """What needs no script; ``model`` has no projects and no features of its own."""
    prose = Prose(Reader(model, language))
    reader, look = prose.reader, Look.of(model, PREFIX, inline=True)
    title, summary = html(reader.of(model.title)), html(reader.of(model.summary))
    frames = [Frame.around(model.bounds, 1, 1, width - 2) for _name, _letter, width in _WIDTHS]
    ground = Ground.of(model, frames[0], look)
    drawings = "\n".join(
        tag("div", _Drawing(model, reader, look, letter).draw(frame, overview, ground), class_=name)
        for (name, letter, _width), frame in zip(_WIDTHS, frames, strict=True)
    )
    page = (
        f'<div class="s-top">\n'
        f"<header><h1>{title}</h1>{f'<p>{summary}</p>' if summary else ''}"
        f"<p>{_how_many(prose, overview)}</p></header>\n"
        f"{headlines_html(model, language)}\n</div>\n"
        f'<figure class="s-map">{drawings}\n'
        f"<figcaption>{_legend(model, reader, look, overview)}</figcaption></figure>\n"
        f"{_counts(prose, overview)}\n{_layers(prose, overview)}\n"
        f"{sources_html(prose)}\n{data_html(prose)}\n"
    )
    shared = "".join(ground.paths.values()) + shapes(look, (), page)
    style = (_HERE / "static.css").read_text(encoding="utf-8")
    css = style + look.palette.css(shared + page)
    sprite = tag("svg", tag("style", css), shared, width=0, height=0, aria_hidden="true")
    return (
        f'<main class="s-page" lang="{language}">\n{page}'
        f'<div class="s-sprite">{sprite}</div>\n</main>'
    )


@dataclass(frozen=True, slots=True)
class _Drawing:
    """One of the drawings; its ids begin with ``letter``."""

    model: MapModel
    reader: Reader
    look: Look
    letter: str

    def draw(self, frame: Frame, overview: Overview, ground: Ground) -> str:
        marks = discs(overview, frame, self.look, self.reader)
        prefix = f"{PREFIX}{self.letter}-"
        framed = Framed(self.model, self.reader, self.look, prefix, more=marks)
        name = xml(self.reader.of(self.model.title))
        about = xml(self.reader.word("overview.description"))
        width, height = round(frame.width + 2), round(frame.height + 2)
        return tag(
            "svg",
            f"<title>{name}</title><desc>{about}</desc>",
            framed.draw(frame, ground).markup,
            class_="gm-drawing",
            width=width,
            height=height,
            viewBox=f"0 0 {width} {height}",
            role="img",
        )


def discs(overview: Overview, frame: Frame, look: Look, reader: Reader) -> list[tuple[Box, str]]:
    """A disc for the places near each other, with their number and the shares of statuses."""
    return [_disc(cluster, look, reader) for cluster in overview.clusters(frame, _CELL)]


def _disc(cluster: Cluster, look: Look, reader: Reader) -> tuple[Box, str]:
    radius = _LEAST_RADIUS + _A_DIGIT * log10(cluster.count)
    x, y = cluster.x, cluster.y
    disc = tag("circle", cx=x, cy=y, r=radius, **look.palette.both("paper", "quiet", 1))
    ring = "".join(_ring(cluster, radius - _RING / 2, look.palette))
    bold = {"text_anchor": "middle", "font_weight": "bold"}
    said = look.text(_number(cluster.count, reader), x, y + 4, _SIZE, **bold)
    return Box.at((x, y), 2 * radius, 2 * radius), disc + ring + said


def _ring(cluster: Cluster, radius: float, palette: Palette) -> Iterator[str]:
    """The shares of the statuses, clockwise from above."""
    at = (cluster.x, cluster.y)
    if len(cluster.statuses) == 1:
        stroke = palette.stroke(f"status-{cluster.statuses[0][0]}", _RING)
        yield tag("circle", cx=at[0], cy=at[1], r=radius, **stroke)
        return
    whole = sum(share for _status, share in cluster.statuses)
    done = 0
    for status, share in cluster.statuses:
        start, end = _at(at, radius, done / whole), _at(at, radius, (done + share) / whole)
        large = 1 if share * 2 > whole else 0
        data = f"M{start}A{number(radius)} {number(radius)} 0 {large} 1 {end}"
        yield tag("path", d=data, **palette.stroke(f"status-{status}", _RING))
        done += share


def _at(middle: tuple[float, float], radius: float, turn: float) -> str:
    """A point on a circle, by how much of a turn it is from above."""
    x, y = middle[0] + radius * sin(2 * pi * turn), middle[1] - radius * cos(2 * pi * turn)
    return f"{number(x)} {number(y)}"


def _legend(model: MapModel, reader: Reader, look: Look, overview: Overview) -> str:
    group = status_group(overview.values["status"], reader, look)
    listed = "".join(map(entry_html, group.entries))
    statuses = f'<div><p class="s-legend-title">{html(group.title)}</p><ul>{listed}</ul></div>'
    about = f"<p>{html(reader.word('overview.description'))}</p>"
    shown = f'<div class="s-legend">\n{statuses}\n</div>' if group.entries else ""
    return f"{shown}{about}{notes_html(model, reader)}"


def _how_many(prose: Prose, overview: Overview) -> str:
    """How many projects there are, how many places with those of other layers, where they are."""
    if not overview.count:
        return prose.word("page.empty")
    said = [(overview.projects, "page.projects")] if overview.projects else []
    if overview.count > overview.projects:
        said.append((overview.count, "overview.total"))
    counts = (f"{prose.word(key)}: {_said(count, prose.reader)}." for count, key in said)
    return " ".join((*counts, prose.word("overview.needs_scripts")))


def _counts(prose: Prose, overview: Overview) -> str:
    """Projects by sector and status."""
    sectors, statuses, counts = overview.table()
    if not counts.any():
        return ""
    reader, total = prose.reader, prose.word("overview.total")
    heads = [prose.word("page.sector"), *(prose.word(f"status.{name}") for name in statuses), total]
    rows = [
        (prose.word(f"sector.{sector}"), [*each, sum(each)])
        for sector, each in zip(sectors, counts.tolist(), strict=True)
        if sum(each)
    ]
    sums = counts.sum(0).tolist()
    rows.append((total, [*sums, sum(sums)]))
    return _table("counts", prose.word("overview.counts"), heads, rows, reader)


def _layers(prose: Prose, overview: Overview) -> str:
    """Features of plain layers."""
    titles = {layer.id: prose.text(layer.title) for layer in prose.reader.model.layers}
    rows = [(titles[name], [count]) for name, count in overview.layers().items()]
    heads = [prose.word("page.layers"), prose.word("overview.total")]
    return _table("layers", heads[0], heads, rows, prose.reader) if rows else ""


def _table(
    name: str,
    title: str,
    heads: Iterable[str],
    rows: Iterable[tuple[str, list[int]]],
    reader: Reader,
) -> str:
    head = "".join(f'<th scope="col">{each}</th>' for each in heads)
    body = "\n".join(
        f'<tr><th scope="row">{first}</th>'
        + "".join(f"<td>{_said(count, reader)}</td>" for count in counts)
        + "</tr>"
        for first, counts in rows
    )
    return (
        f'<div class="s-scroll"><table class="s-counts" id="{PREFIX}{name}">'
        f"<caption><h2>{title}</h2></caption>"
        f"<thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table></div>"
    )


def _said(count: int, reader: Reader) -> str:
    return html(_number(count, reader))


def _number(count: int, reader: Reader) -> str:
    """A whole number as it is written where the language is spoken."""
    locale = Locale.parse(reader.word("language.cldr"), sep="-")
    return str(format_decimal(count, locale=locale))
