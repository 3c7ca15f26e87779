"""The whole map as readable HTML: totals, tables of projects, sources. It needs no script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.outputs.annexes import data_html, features_html, sources_html
from geo.outputs.drawing.look import BADGE_HEIGHT, Look, badge_width
from geo.outputs.markup import PREFIX, Prose, Reader, tag, xml
from geo.outputs.svg import MOST_PROJECTS

if TYPE_CHECKING:
    from geo.model import Fact, MapModel, MapProject, Statement

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
    shown = model.projects[:MOST_PROJECTS]
    projects = [each for each in shown if each.role != "context"]
    left_out = len(model.projects) - len(shown)
    parts = [
        headlines_html(model, language) if headlines else "",
        "" if model.projects or model.features else f"<p>{prose.word('page.empty')}</p>",
        rows.table("projects", "page.projects", [each for each in projects if each.geometry]),
        rows.table("region", "page.regionwide", [each for each in projects if not each.geometry]),
        rows.table("context", "role.context", [each for each in shown if each.role == "context"]),
        f"<p>{prose.word('table.more', n=left_out)}</p>" if left_out else "",
        features_html(prose),
        sources_html(prose),
        data_html(prose),
    ]
    return "\n".join(part for part in parts if part)


def headlines_html(model: MapModel, language: str) -> str:
    """Write the totals of the report, each with its source; empty where there are none."""
    prose = Prose(Reader(model, language))
    figures = "".join(
        f"<div><dt>{prose.text(each.label)}</dt><dd>{_elements(said)}</dd></div>"
        for each in model.headlines
        for said in [(("b", prose.text(each.text)), ("small", prose.note(each.source)))]
    )
    listed = f'<dl class="s-headline">{figures}</dl>'
    return prose.section("headline", "page.headline", listed) if figures else ""


@dataclass(frozen=True, slots=True)
class _Rows:
    prose: Prose
    look: Look

    def table(self, name: str, title: str, projects: Sequence[MapProject]) -> str:
        if not projects:
            return ""
        heading = f"<h2>{self.prose.word(title)}</h2>"
        rows = "\n".join(self._row(project) for project in projects)
        return self.prose.table(name, heading, _COLUMNS, rows)

    def _row(self, project: MapProject) -> str:
        prose = self.prose
        note = prose.note(project.status_source, prose.reader.of(project.status_locator))
        dated = f"{prose.as_of(project.status_date)} {note}".strip()
        status = (("b", prose.word(f"status.{project.status}")), ("small", dated))
        cells = (
            f'<td class="s-number">{self._badge(project)}</td>'
            f'<th scope="row">{_elements(self._about(project))}</th>'
            f"<td>{_elements(status)}</td>"
            f"<td>{_elements(self._place(project))}</td>"
            f"<td>{self._figures(project)}</td>"
        )
        return f'<tr id="{ROW}{xml(project.id)}">{cells}</tr>'

    def _badge(self, project: MapProject) -> str:
        """The badge as a picture, and its number for those who do not see it."""
        label, height = str(project.number), BADGE_HEIGHT + 2
        badge = tag(
            "svg",
            self.look.badge((1, height / 2), project),
            width=badge_width(label) + 2,
            height=height,
            aria_hidden="true",
        )
        return f"{badge}<span>{label}</span>"

    def _about(self, project: MapProject) -> Elements:
        prose = self.prose
        kind = [prose.word(f"sector.{project.sector}"), prose.text(project.place)]
        certainty = project.certainty
        return (
            ("b", prose.text(project.name)),
            ("small", " · ".join(part for part in kind if part)),
            ("p", prose.text(project.summary)),
            ("i", "" if certainty == "stated" else prose.word(f"certainty.{certainty}")),
            ("small", prose.text(project.note)),
        )

    def _place(self, project: MapProject) -> Elements:
        """How well the place is known, in words, and where it was found."""
        prose = self.prose
        words = prose.reader.model.words.get(prose.reader.language, {})
        precisions = [project.precision, project.line_precision if project.geometry else ""]
        parts: list[tuple[str, str]] = []
        for precision in dict.fromkeys(filter(None, precisions)):
            meaning = f"precision_note.{precision}"
            parts += [
                ("b", prose.word(f"precision.{precision}")),
                ("small", prose.word(meaning) if meaning in words else ""),
            ]
        parts.append(("small", prose.text(project.location_note)))
        if project.location_source:
            note = prose.note(project.location_source)
            parts.append(("small", f"{prose.word('table.coordinates')} {note}"))
        return parts

    def _figures(self, project: MapProject) -> str:
        facts = "".join(self._fact(fact) for fact in project.facts if fact.statements)
        measures = "".join(
            f"<div><dt>{self.prose.word(f'page.measured_{measure.key}')}</dt>"
            f"<dd>{self.prose.text(measure.text)}</dd></div>"
            for measure in project.measures
        )
        return f"<dl>{facts}{measures}</dl>" if facts or measures else ""

    def _fact(self, fact: Fact) -> str:
        label = self.prose.text(fact.label)
        values = "".join(f"<dd>{self._statement(each)}</dd>" for each in fact.statements)
        if len(fact.statements) == 1:
            return f"<div><dt>{label}</dt>{values}</div>"
        differ = f"<i>{self.prose.word('page.differ')}</i>"
        return f'<div class="s-disagree"><dt>{label} {differ}</dt>{values}</div>'

    def _statement(self, said: Statement) -> str:
        prose = self.prose
        more = [prose.text(said.note), prose.text(said.as_of)]
        if said.certainty != "stated":
            more.append(f"<i>{prose.word(f'certainty.{said.certainty}')}</i>")
        more = [f"· {part}" for part in more if part]
        note = prose.note(said.source, prose.reader.of(said.locator))
        return " ".join(filter(None, (f"<b>{prose.text(said.text)}</b>", *more, note)))


def _elements(parts: Elements) -> str:
    return " ".join(f"<{name}>{text}</{name}>" for name, text in parts if text)
