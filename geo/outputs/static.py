"""The page without scripts, and on paper: title, drawn map, table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.outputs.drawing.legend import legend_groups
from geo.outputs.drawing.look import Look
from geo.outputs.markup import Reader, html, number, tag
from geo.outputs.svg import draw, remarks
from geo.outputs.table import ROW, headlines_html, table_html

if TYPE_CHECKING:
    from geo.model import MapModel
    from geo.outputs.drawing.legend import Entry

# One drawing for screens and paper, one for phones: its words stay readable there.
_WIDE_PX, _NARROW_PX = 860, 400
_SPRITE = "s-glyph-"
_SAMPLE_HEIGHT = 22


def static_html(model: MapModel, language: str) -> str:
    """Write everything that the map knows as HTML; geo/page/src/static.css lays it out."""
    reader, look = Reader(model, language), Look.of(model, _SPRITE)
    title, summary = html(reader.of(model.title)), html(reader.of(model.summary))
    wide, narrow = (
        draw(
            model,
            language,
            width=width,
            margin=1,
            title=False,
            explained=False,
            sprite=_SPRITE,
            prefix=f"s-{name}-",
            links=ROW,
            dark=name == "wide",
        )
        for name, width in (("wide", _WIDE_PX), ("narrow", _NARROW_PX))
    )
    return (
        f'<div class="s-page" lang="{language}">\n'
        f'<div class="s-sprite">{look.symbols()}</div>\n'
        f'<div class="s-top">\n'
        f"<header><h1>{title}</h1>{f'<p>{summary}</p>' if summary else ''}</header>\n"
        f"{headlines_html(model, language)}\n</div>\n"
        f'<figure class="s-map"><div class="s-wide">{wide}</div>\n'
        f'<div class="s-narrow">{narrow}</div>\n'
        f"<figcaption>{_legend(model, reader, look)}</figcaption></figure>\n"
        f"{table_html(model, language, headlines=False, sprite=_SPRITE)}\n</div>"
    )


def _legend(model: MapModel, reader: Reader, look: Look) -> str:
    """The legend as lists, so that it flows with the page, and what the drawing leaves out."""
    groups = "\n".join(
        f'<div><p class="s-legend-title">{html(group.title)}</p>'
        f"<ul>{''.join(map(_entry, group.entries))}</ul></div>"
        for group in legend_groups(model, reader, look)
    )
    notes = "".join(f"<p>{html(remark)}</p>" for remark in remarks(model, reader) if remark)
    return f'<div class="s-legend">\n{groups}\n</div>{notes}'


def _entry(entry: Entry) -> str:
    width, height = entry.width + 2, _SAMPLE_HEIGHT
    sample = tag(
        "svg",
        entry.draw(1, height / 2),
        width=width,
        height=height,
        viewBox=f"0 0 {number(width)} {height}",
        aria_hidden="true",
    )
    return f"<li>{sample}<span>{html(entry.text)}</span></li>"
