"""The whole map as readable HTML: totals, tables of projects, sources. It needs no script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.outputs.annexes import data_html, features_html, sources_html
from geo.outputs.drawing.look import BADGE_HEIGHT, Look, badge_width
from geo.outputs.markup import PREFIX, Prose, Reader, html, tag, xml
from geo.outputs.rows import groups, left_out, totals

if TYPE_CHECKING:
    from geo.model import MapModel
    from geo.outputs.rows import Figure, Group, Row, Said

#: The id of a project's row is this and the project's id; the drawing's badges lead there.
ROW = f"{PREFIX}row-"
_COLUMNS = (
    ("number", "table.number"),
    ("project", "table.project"),
    ("status", "page.legend_status"),
    ("place", "page.legend_precision"),
    ("figures", "page.figures"),
)
Elements = Sequence[tuple[str, str]]
#: Columns whose cells say which they are where the table is laid out as cards.
LABELS = (*_COLUMNS[2:], ("properties", "page.properties"))


def table_html(model: MapModel, language: str, *, headlines: bool = True) -> str:
    """Write totals, projects in three groups, plain features, sources and attributions.

    Badges are uses of shapes that the page must have: see geo.outputs.drawing.shapes.
    """
    prose = Prose(Reader(model, language))
    rows = _Rows(prose, Look.of(model, PREFIX, inline=True))
    more = left_out(model)
    parts = [
        headlines_html(model, language) if headlines else "",
        "" if model.projects or model.features else f"<p>{prose.word('page.empty')}</p>",
        *map(rows.table, groups(prose.reader)),
        f"<p>{prose.word('table.more', n=more)}</p>" if more else "",
        features_html(prose),
        sources_html(prose),
        data_html(prose),
    ]
    return "\n".join(part for part in parts if part)


def headlines_html(model: MapModel, language: str) -> str:
    """Write the totals of the report, each with its source; empty where there are none."""
    prose = Prose(Reader(model, language))
    figures = "".join(
        f"<div><dt>{html(each.label)}</dt><dd>{_elements(said)}</dd></div>"
        for each in totals(prose.reader)
        for said in [(("b", html(each.text)), ("small", prose.note(each.source)))]
    )
    listed = f'<dl class="s-headline">{figures}</dl>'
    return prose.section("headline", "page.headline", listed) if figures else ""


@dataclass(frozen=True, slots=True)
class _Rows:
    prose: Prose
    look: Look

    def table(self, group: Group) -> str:
        heading = f"<h2>{html(group.title)}</h2>"
        rows = "\n".join(map(self._row, group.rows))
        return self.prose.table(group.id, heading, _COLUMNS, rows)

    def _row(self, row: Row) -> str:
        dated = f"{html(row.status_as_of)} {self.prose.note(row.status_source)}".strip()
        status = (("b", html(row.status)), ("small", dated))
        cells = (
            f'<td class="s-number">{self._badge(row)}</td>'
            f'<th scope="row">{_elements(_about(row))}</th>'
            f"<td>{_elements(status)}</td>"
            f"<td>{_elements(self._place(row))}</td>"
            f"<td>{self._figures(row)}</td>"
        )
        return f'<tr id="{ROW}{xml(row.id)}">{cells}</tr>'

    def _badge(self, row: Row) -> str:
        """The badge as a picture, and its number for those who do not see it."""
        label, height = str(row.number), BADGE_HEIGHT + 2
        badge = tag(
            "svg",
            self.look.badge((1, height / 2), row.project),
            width=badge_width(label) + 2,
            height=height,
            aria_hidden="true",
        )
        return f"{badge}<span>{label}</span>"

    def _place(self, row: Row) -> Elements:
        """How well the place is known, in words, and where it was found."""
        parts = [
            part
            for word, meaning in row.precisions
            for part in (("b", html(word)), ("small", html(meaning)))
        ]
        parts.append(("small", html(row.location_note)))
        if row.location_source.source:
            note = self.prose.note(row.location_source)
            parts.append(("small", f"{self.prose.word('table.coordinates')} {note}"))
        return parts

    def _figures(self, row: Row) -> str:
        figures = "".join(map(self._figure, row.figures))
        measures = "".join(
            f"<div><dt>{html(label)}</dt><dd>{html(text)}</dd></div>"
            for label, text in row.measures
        )
        return f"<dl>{figures}{measures}</dl>" if figures or measures else ""

    def _figure(self, figure: Figure) -> str:
        label = html(figure.label)
        values = "".join(f"<dd>{self._said(each)}</dd>" for each in figure.values)
        if not figure.differ:
            return f"<div><dt>{label}</dt>{values}</div>"
        differ = f"<i>{html(figure.differ)}</i>"
        return f'<div class="s-disagree"><dt>{label} {differ}</dt>{values}</div>'

    def _said(self, said: Said) -> str:
        more = [html(said.note), html(said.as_of)]
        if said.certainty:
            more.append(f"<i>{html(said.certainty)}</i>")
        more = [f"· {part}" for part in more if part]
        note = self.prose.note(said.source)
        return " ".join(filter(None, (f"<b>{html(said.text)}</b>", *more, note)))


def _about(row: Row) -> Elements:
    return (
        ("b", html(row.name)),
        ("small", " · ".join(html(part) for part in (row.sector, row.place) if part)),
        ("p", html(row.summary)),
        ("i", html(row.certainty)),
        ("small", html(row.note)),
    )


def _elements(parts: Elements) -> str:
    return " ".join(f"<{name}>{text}</{name}>" for name, text in parts if text)
