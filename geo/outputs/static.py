"""The page without scripts, and on paper: title, drawn map, table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.outputs.drawing.ground import Ground
from geo.outputs.drawing.inline import Inline
from geo.outputs.drawing.legend import legend_groups
from geo.outputs.drawing.look import Look
from geo.outputs.drawing.remarks import remarks
from geo.outputs.drawing.shapes import shapes
from geo.outputs.markup import PREFIX, Reader, css_text, html, number, tag
from geo.outputs.rows import MOST_PROJECTS
from geo.outputs.table import LABELS, ROW, headlines_html, table_html

if TYPE_CHECKING:
    from geo.model import MapModel
    from geo.outputs.drawing.legend import Entry

# One drawing for screens and paper, one for phones: its words stay readable there.
_WIDE = Inline(f"{PREFIX}w-", 860, ROW, parts=True)
_NARROW = Inline(f"{PREFIX}s-", 400, ROW, parts=False)
_SAMPLE_HEIGHT = 22


def static_html(model: MapModel, language: str) -> str:
    """Write everything that the map knows as HTML; geo/page/src/static.css lays it out."""
    reader, look = Reader(model, language), Look.of(model, PREFIX, inline=True)
    title, summary = html(reader.of(model.title)), html(reader.of(model.summary))
    ground = Ground.of(model, _WIDE.frame(model), look)
    wide, narrow = (each.draw(model, reader, look, ground) for each in (_WIDE, _NARROW))
    page = (
        f'<div class="s-top">\n'
        f"<header><h1>{title}</h1>{f'<p>{summary}</p>' if summary else ''}</header>\n"
        f"{headlines_html(model, language)}\n</div>\n"
        f'<figure class="s-map"><div class="s-wide">{wide}</div>\n'
        f'<div class="s-narrow">{narrow}</div>\n'
        f"<figcaption>{_legend(model, reader, look)}</figcaption></figure>\n"
        f"{table_html(model, language, headlines=False)}\n"
    )
    shared = "".join(ground.paths.values()) + shapes(look, model.projects[:MOST_PROJECTS], page)
    # A style sheet may stand here for the sake of the drawings.
    css = _labels(reader) + look.palette.css(shared + page)
    sprite = tag("svg", tag("style", css), shared, width=0, height=0, aria_hidden="true")
    return (
        f'<main class="s-page" lang="{language}">\n{page}'
        f'<div class="s-sprite">{sprite}</div>\n</main>'
    )


def _labels(reader: Reader) -> str:
    """What stands before the cells of a column where a table is laid out as cards."""
    labels = (f"--{PREFIX}{column}:{css_text(reader.word(key))}" for column, key in LABELS)
    return f".s-table{{{';'.join(labels)}}}"


def _legend(model: MapModel, reader: Reader, look: Look) -> str:
    """The legend as lists, so that it flows with the page, and what the drawing leaves out."""
    groups = "\n".join(
        f'<div><p class="s-legend-title">{html(group.title)}</p>'
        f"<ul>{''.join(map(entry_html, group.entries))}</ul></div>"
        for group in legend_groups(model, reader, look)
    )
    return f'<div class="s-legend">\n{groups}\n</div>{notes_html(model, reader)}'


def notes_html(model: MapModel, reader: Reader) -> str:
    """The small print below a drawing."""
    return "".join(f"<p>{html(remark)}</p>" for remark in remarks(model, reader) if remark)


def entry_html(entry: Entry) -> str:
    """A line of the legend."""
    width, height = entry.width + 2, _SAMPLE_HEIGHT
    sample = tag(
        "svg",
        entry.draw(1, height / 2),
        width=width,
        viewBox=f"0 0 {number(width)} {height}",
        aria_hidden="true",
    )
    return f"<li>{sample}{html(entry.text)}</li>"
