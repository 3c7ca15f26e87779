"""The whole map as readable HTML: totals, tables of projects, sources. It needs no script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.outputs.annexes import data_html, features_html, sources_html
from geo.outputs.drawing.look import Look, badge_image
from geo.outputs.markup import Prose, Reader, xml
from geo.outputs.svg import MOST_PROJECTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.model import Fact, MapModel, MapProject, Statement

#: The id of a project's row is this and the project's id; the drawing's badges lead there.
ROW = "s-row-"
_COLUMNS = (
    ("number", "table.number"),
    ("project", "table.project"),
    ("status", "page.legend_status"),
    ("place", "page.legend_precision"),
    ("figures", "page.figures"),
)


def table_html(model: MapModel, language: str, *, headlines: bool = True, sprite: str = "") -> str:
    """Write totals, projects in three groups, plain features, sources and attributions.

    For ``sprite`` see `Look`.
    """
    prose = Prose(Reader(model, language))
    rows = _Rows(prose, Look.of(model, sprite))
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
        f"<div><dt>{prose.text(each.label)}</dt>"
        f"<dd>{prose.text(each.text)}{prose.note(each.source)}</dd></div>"
        for each in model.headlines
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
        status = (
            f'<strong class="s-state">{prose.word(f"status.{project.status}")}</strong> '
            f'<span class="s-date">{prose.as_of(project.status_date)}</span>'
            + prose.note(project.status_source, prose.reader.of(project.status_locator))
        )
        cells = (
            f'<td role="cell" class="s-number">{badge_image(project, self.look)}</td>'
            f'<th scope="row" role="rowheader" class="s-project">{self._about(project)}</th>'
            + prose.cell("status", "page.legend_status", status)
            + prose.cell("place", "page.legend_precision", self._place(project))
            + prose.cell("figures", "page.figures", self._figures(project))
        )
        return f'<tr role="row" id="{ROW}{xml(project.id)}">{cells}</tr>'

    def _about(self, project: MapProject) -> str:
        prose = self.prose
        kind = [prose.word(f"sector.{project.sector}"), prose.text(project.place)]
        certainty = project.certainty
        parts = (
            ("name", prose.text(project.name)),
            ("kind", " · ".join(part for part in kind if part)),
            ("summary", prose.text(project.summary)),
            ("certainty", "" if certainty == "stated" else prose.word(f"certainty.{certainty}")),
            ("remark", prose.text(project.note)),
        )
        return _spans(parts)

    def _place(self, project: MapProject) -> str:
        """How well the place is known, in words, and where it was found."""
        prose = self.prose
        words = prose.reader.model.words.get(prose.reader.language, {})
        precisions = [project.precision, project.line_precision if project.geometry else ""]
        parts: list[tuple[str, str]] = []
        for precision in dict.fromkeys(filter(None, precisions)):
            meaning = f"precision_note.{precision}"
            parts += [
                ("state", prose.word(f"precision.{precision}")),
                ("remark", prose.word(meaning) if meaning in words else ""),
            ]
        parts.append(("remark", prose.text(project.location_note)))
        if project.location_source:
            note = prose.note(project.location_source)
            parts.append(("date", prose.word("table.coordinates") + note))
        return _spans(parts)

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
        differ = f'<span class="s-differ">{self.prose.word("page.differ")}</span>'
        return f'<div class="s-disagree"><dt>{label} {differ}</dt>{values}</div>'

    def _statement(self, said: Statement) -> str:
        prose = self.prose
        more = [prose.text(said.note), prose.text(said.as_of)]
        if said.certainty != "stated":
            more.append(f"<i>{prose.word(f'certainty.{said.certainty}')}</i>")
        more = [part for part in more if part]
        about = f' <span class="s-date">· {" · ".join(more)}</span>' if more else ""
        note = prose.note(said.source, prose.reader.of(said.locator))
        return f"<b>{prose.text(said.text)}</b>{about}{note}"


def _spans(parts: Sequence[tuple[str, str]]) -> str:
    return " ".join(f'<span class="s-{name}">{text}</span>' for name, text in parts if text)
