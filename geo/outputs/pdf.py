"""The printed report as a PDF: a map page, then totals, tables of projects and sources.

It is tagged for screen readers (PDF/UA-1), archival (PDF/A-2a), and holds all of its fonts.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from geo.outputs.drawing.labels import wrap
from geo.outputs.drawing.look import BADGE_HEIGHT, Look, badge_width
from geo.outputs.drawing.palette import FONT
from geo.outputs.drawing.shapes import shapes
from geo.outputs.markup import Reader, number, tag
from geo.outputs.raster import writable_svg
from geo.outputs.rows import (
    credits_of,
    groups,
    left_out,
    plain_tables,
    sources,
    totals,
    trace_line,
)
from geo.outputs.svg import Sheet, picture
from geo.outputs.typeset import POINT, breakable, compiled, writable

if TYPE_CHECKING:
    from geo.model import MapModel
    from geo.outputs.rows import Figure, Note, Row
    from geo.outputs.svg import Picture

_TEMPLATE = Path(__file__).parent / "report.typ"
STANDARDS = ("ua-1", "a-2a")
_MM = 72 / 25.4
_MARGIN_MM, _FOOT_MM = 12, 15
# Sizes in points, heights of lines in ems of the font.
_TITLE, _SUMMARY, _LINE = 16.0, 9.0, 1.25
_BELOW_TITLE, _ABOVE_MAP = 7.0, 8.0
# The drawing is made for screens, whose type is larger than that of a sheet of A4.
_SMALLER = 0.9
# From this width on, in points, totals and sources have more columns.
_WIDE = 700
# A row of more characters may go on on the next page.
_LONG_ROW = 1800
_SHORT_VALUE = 24
_ASCII = "".join(map(chr, range(0x21, 0x7F)))
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def render(model: MapModel) -> dict[str, bytes]:
    """The report in the map's first language, on sheets as its layout says."""
    report = _Report(model)
    inputs = {"data": json.dumps(report.data(), ensure_ascii=False), "map": report.drawing()}
    template = _TEMPLATE.read_text(encoding="utf-8")
    # An archive asks when a file was made; the clock of the machine is no answer.
    standards = STANDARDS if model.trace.newest_iso else STANDARDS[:1]
    (pdf,) = compiled(template, inputs, "pdf", standards=standards)
    return {"map.pdf": pdf}


class _Report:
    def __init__(self, model: MapModel) -> None:
        self.model = model
        self.options = model.layout.pdf
        self.reader = Reader(model, model.language)
        self.width, self.height = (side * _MM for side in self.options.size_mm)
        self.pixel = POINT * (_SMALLER if self.options.paper == "a4" else 1)
        self.title = writable(self.reader.of(model.title))
        self.summary = writable(self.reader.of(model.summary))
        self.map = self._picture()
        self.groups = groups(self.reader) if self.options.table else ()

    def _picture(self) -> Picture:
        """The map with legend and names, in the room that title and summary leave."""
        wide = self.width - 2 * _MARGIN_MM * _MM
        high = self.height - (_MARGIN_MM + _FOOT_MM) * _MM
        lines = wrap(self.title, _TITLE, wide, bold=True)
        above = len(lines) * _TITLE * _LINE + _BELOW_TITLE
        if self.summary:
            above += len(wrap(self.summary, _SUMMARY, wide)) * _SUMMARY * _LINE
        above += _ABOVE_MAP
        # A map that would be a strip, or nothing, goes to a page of its own.
        above = above if above < high / 2 else _ABOVE_MAP
        # A hair less than there is, so that rounding never makes a page more.
        pixel = self.pixel
        sheet = Sheet(
            round(wide / pixel, 1),
            round((high - above - 1) / pixel - 1),
            margin=1,
            title=False,
            traced=False,
        )
        return picture(self.model, self.model.language, sheet)

    def drawing(self) -> str:
        """The SVG of the map."""
        return writable_svg(self.map.svg)

    def data(self) -> dict[str, Any]:
        """All that report.typ says, and where."""
        reader, model = self.reader, self.model
        more = left_out(model)
        empty = not (model.projects or model.features)
        wide = self.width >= _WIDE
        return {
            "lang": reader.language,
            "title": self.title,
            "heading": breakable(self.title),
            "title-size": _TITLE,
            "summary": self.summary,
            "lead": breakable(self.summary),
            "summary-size": _SUMMARY,
            "above-map": _ABOVE_MAP,
            "date": _date(model.trace.newest_iso),
            "keywords": [f"sha256:{model.trace.hash}"] if model.trace.hash else [],
            "trace": writable(trace_line(reader)),
            "words": self._words(),
            "sheet": {
                "width": self.width,
                "height": self.height,
                "margin": _MARGIN_MM * _MM,
                "foot": _FOOT_MM * _MM,
            },
            "map": self._map(),
            "table": self.options.table,
            "columns": 5 if wide else 3,
            "source-columns": 2 if wide else 1,
            # The number is as wide as its badge.
            "widths": [None, 2.6, 1.2, 1.7, 3.0] if wide else [None, 2.4, 1.2, 1.5, 2.4],
            "totals": [
                {
                    "text": _together(total.text),
                    "label": breakable(total.label),
                    "source": _note(total.source),
                }
                for total in totals(reader)
            ],
            "groups": [
                {"title": writable(group.title), "rows": [self._row(row) for row in group.rows]}
                for group in self.groups
            ],
            "more": self._word("table.more", n=more) if more else "",
            "empty": self._word("page.empty") if empty else "",
            "layers": self._layers(),
            "sources": self._sources(),
            "credits": [
                breakable(f"{', '.join(titles)}: {said}") for titles, said in credits_of(reader)
            ],
        }

    def _word(self, key: str, **values: object) -> str:
        return writable(self.reader.word(key, **values))

    def _words(self) -> dict[str, Any]:
        heads = (
            "table.number",
            "table.project",
            "page.legend_status",
            "page.legend_precision",
            "page.figures",
        )
        return {
            "page": self._word("trace.page"),
            "totals": self._word("page.headline"),
            "heads": [self._word(key) for key in heads],
            "plain-heads": [self._word("table.name"), self._word("page.properties")],
            "coordinates": self._word("table.coordinates"),
            "sources": self._word("page.sources"),
            "credits": self._word("table.data"),
            "on-map": self._word("trace.on_map"),
        }

    def _map(self) -> dict[str, Any]:
        rows = {row.id: row.number for group in self.groups for row in group.rows}
        about = self._word("drawing.description", n=len(self.model.projects))
        return {
            "width": self.map.width * self.pixel,
            "height": self.map.height * self.pixel,
            "alt": f"{self.title}. {about}",
            "links": [
                {
                    "number": rows[name],
                    "x": box.left * self.pixel,
                    "y": box.top * self.pixel,
                    "width": (box.right - box.left) * self.pixel,
                    "height": (box.bottom - box.top) * self.pixel,
                }
                for name, box in self.map.places
                if name in rows
            ],
        }

    def _row(self, row: Row) -> dict[str, Any]:
        said = {
            name: breakable(getattr(row, name))
            for name in ("name", "sector", "place", "summary", "certainty", "note", "status")
        }
        written = {
            **said,
            "status-as-of": breakable(row.status_as_of),
            "status-source": _note(row.status_source),
            "precisions": [[*map(breakable, pair)] for pair in row.precisions],
            "location-note": breakable(row.location_note),
            "location-source": _note(row.location_source),
            "figures": [_figure(figure) for figure in row.figures],
            "measures": [[breakable(label), _together(text)] for label, text in row.measures],
        }
        return {
            **written,
            "number": row.number,
            "long": len(str(written)) > _LONG_ROW * 2,
            "badge": self._badge(row),
        }

    def _badge(self, row: Row) -> str:
        """A project's badge as an SVG of its own."""
        look = Look.of(self.model, "b-")
        width, height = badge_width(str(row.number)) + 2, BADGE_HEIGHT + 2
        body = look.badge((1, height / 2), row.project)
        return writable_svg(
            tag(
                "svg",
                tag("defs", shapes(look, [row.project], body)),
                body,
                xmlns="http://www.w3.org/2000/svg",
                xmlns__xlink="http://www.w3.org/1999/xlink",
                width=width,
                height=height,
                viewBox=f"0 0 {number(width)} {number(height)}",
                font_family=FONT,
            )
        )

    def _layers(self) -> list[dict[str, Any]]:
        return [
            {
                "title": writable(table.title),
                "about": breakable(table.description),
                "rows": [
                    {
                        "name": breakable(name),
                        "properties": [[*map(breakable, pair)] for pair in properties],
                    }
                    for name, properties in table.rows
                ],
                "more": self._word("table.more", n=table.more) if table.more else "",
            }
            for table in plain_tables(self.reader)
        ]

    def _sources(self) -> list[dict[str, Any]]:
        return [
            {
                "number": source.number,
                "title": breakable(source.title),
                "lang": source.language if _LANGUAGE.fullmatch(source.language) else "",
                "details": breakable(" · ".join(source.details)),
                # A link of a PDF is ASCII.
                "url": quote(source.url, safe=_ASCII),
                "shown": breakable(source.url),
            }
            for source in sources(self.reader)
        ]


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "label": breakable(figure.label),
        "differ": breakable(figure.differ),
        "values": [
            {
                "text": _together(said.text),
                "details": [breakable(detail) for detail in said.details],
                "source": _note(said.source),
            }
            for said in figure.values
        ],
    }


def _together(text: str) -> str:
    """A short value, whose number and unit stay on one line."""
    short = len(text) <= _SHORT_VALUE
    return writable(text.replace(" ", "\u00a0")) if short else breakable(text)


def _note(note: Note) -> dict[str, Any]:
    words, space, last = breakable(note.locator).rpartition(" ")
    return {"number": note.source, "where": f"{words}\u00a0{last}" if space else last}


def _date(iso: str) -> list[int] | None:
    """Year, month and day of a date that may lack the last ones; None for none."""
    if not iso:
        return None
    parts = [int(part) for part in iso.split("-")]
    return [*parts, 1, 1][:3]
