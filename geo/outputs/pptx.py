"""The map as a PowerPoint file: a title, the drawn map, slides of projects, sources."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pptx
from pptx.util import Mm, Pt

from geo.outputs.markup import Reader
from geo.outputs.office.deck import (
    QUIET,
    Area,
    Paragraph,
    Part,
    TableRow,
    emptied,
    fitted,
    layout_with,
    lines_height,
    slide_of,
    table,
    text_box,
    widened,
)
from geo.outputs.office.look import look_of
from geo.outputs.office.package import described, opened, packed
from geo.outputs.office.passages import SMALL, Passages
from geo.outputs.office.pictures import map_picture
from geo.outputs.qr import png as qr_png
from geo.outputs.rows import (
    credits_of,
    groups,
    left_out,
    plain_tables,
    sources,
    totals,
    trace_line,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.model import MapModel
    from geo.outputs.rows import Row

_TYPES = {"presentationml.template.main": "presentationml.presentation.main"}
_SIZES = {"16:9": (Mm(338.7), Mm(190.5)), "4:3": (Mm(254), Mm(190.5))}
_MARGIN, _FOOT_HEIGHT, _QR = Mm(14), Mm(15), Mm(28)
_TITLE_POINTS = 26
#: A map on a slide is read from afar, so what is written on it is larger than on paper.
_MAP_SCALE = 1.1
_BY_SECTOR, _BY_PROJECT = (4, 34, 24, 38), (34, 66)


def render(model: MapModel) -> dict[str, bytes]:
    """Write the slides in the model's language, as its layout says.

    Raises MapError where the template can't be used.
    """
    options, reader = model.layout.pptx, Reader(model, model.language)
    presentation = opened("PowerPoint", options.template, pptx.Presentation, _TYPES)
    if options.template:
        emptied(presentation)
    else:
        widened(presentation, *_SIZES[options.ratio])
    deck = _Deck(presentation, reader, house=bool(options.template))
    deck.write(by_project=options.slides == "project")
    described(presentation, reader)
    return {"map.pptx": packed(presentation)}


class _Deck:
    def __init__(self, presentation: Any, reader: Reader, *, house: bool) -> None:
        self.presentation, self.reader, self.house = presentation, reader, house
        self.width, self.height = presentation.slide_width, presentation.slide_height
        self.title = layout_with(presentation, subtitle=True)
        self.free = layout_with(presentation, subtitle=False)
        self.foot = trace_line(reader)
        self.passages = Passages(reader, look_of(reader.model))

    def write(self, *, by_project: bool) -> None:
        """Write all slides."""
        self._opening()
        self._map()
        rows = [row for group in groups(self.reader) for row in group.rows]
        if by_project:
            for row in rows:
                self._project(row)
        else:
            self._sectors(rows)
        self._plain()
        self._sources()

    def _slide(self, title: str) -> tuple[Any, Area]:
        """A slide, and the room that its title and foot leave."""
        slide = slide_of(self.presentation, self.free, title, self.foot)
        heading = slide.shapes.title
        if heading is None:
            return slide, Area(_MARGIN, _MARGIN, self.width - 2 * _MARGIN, self._room(_MARGIN))
        if not self.house:
            heading.left, heading.top = _MARGIN, Mm(8)
            heading.width, heading.height = self.width - 2 * _MARGIN, Mm(22)
            for paragraph in heading.text_frame.paragraphs:
                paragraph.alignment = 1
                paragraph.font.bold, paragraph.font.size = True, Pt(_fitting(title))
        top = heading.top + heading.height + Mm(3)
        return slide, Area(_MARGIN, top, self.width - 2 * _MARGIN, self._room(top))

    def _room(self, top: int) -> int:
        return int(self.height - top - _FOOT_HEIGHT)

    def _opening(self) -> None:
        reader, model = self.reader, self.reader.model
        slide = slide_of(self.presentation, self.title, reader.of(model.title), self.foot)
        for each in slide.placeholders:
            if each.placeholder_format.type is not None and each.placeholder_format.idx == 1:
                each.text_frame.text = reader.of(model.summary)
                each.text_frame.word_wrap = True
                for paragraph in each.text_frame.paragraphs:
                    paragraph.font.size = Pt(18)
        if not self.house:
            heading = slide.shapes.title
            heading.left, heading.top = _MARGIN, Mm(22)
            heading.width, heading.height = self.width - 2 * _MARGIN, Mm(46)
            about = slide.placeholders[1]
            about.left, about.top = _MARGIN, Mm(70)
            about.width, about.height = self.width - 2 * _MARGIN, Mm(34)
            for frame in (heading.text_frame, about.text_frame):
                for paragraph in frame.paragraphs:
                    paragraph.alignment = 1
            heading.text_frame.paragraphs[0].font.bold = True
            heading.text_frame.paragraphs[0].font.size = Pt(36)
        self._totals(slide)
        if model.address:
            left = self.width - _MARGIN - _QR
            stream = io.BytesIO(qr_png(model.address))
            code = slide.shapes.add_picture(stream, left, _MARGIN, _QR, _QR)
            _alternative(code, "QR", reader.word("trace.scan"))

    def _totals(self, slide: Any) -> None:
        found = totals(self.reader)
        if not found:
            return
        each = (self.width - 2 * _MARGIN) // len(found)
        for index, total in enumerate(found):
            source = f" [{total.source.source}]" if total.source.source else ""
            area = Area(_MARGIN + index * each, Mm(118), each, Mm(40))
            lines = [
                (Part(total.text, 24, bold=True),),
                (Part(total.label + source, 13, colour=QUIET),),
            ]
            text_box(slide, area, lines, total.label)

    def _map(self) -> None:
        model = self.reader.model
        slide, area = self._slide(self.reader.of(model.title))
        made = map_picture(self.reader, area.width / Mm(1), area.height / Mm(1), scale=_MAP_SCALE)
        width, height = Mm(made.width_mm), Mm(made.height_mm)
        left = area.left + (area.width - width) // 2
        shape = slide.shapes.add_picture(io.BytesIO(made.png), left, area.top, width, height)
        _alternative(shape, self.reader.of(model.title), made.description)
        if not model.projects and not model.features:
            text_box(slide, area, [(Part(self.reader.word("page.empty"), 18),)], "")

    def _sectors(self, rows: Sequence[Row]) -> None:
        word = self.reader.word
        head = tuple(
            ((Part(word(key), SMALL, bold=True, colour=QUIET),),)
            for key in ("table.number", "table.project", "page.legend_status", "page.figures")
        )
        by_sector: dict[str, list[Row]] = {}
        for row in rows:
            by_sector.setdefault(row.sector, []).append(row)
        for sector, its in by_sector.items():
            written = [self.passages.sector_row(row) for row in its]
            self._pages(sector, head, written, _BY_SECTOR, its)
        if more := left_out(self.reader.model):
            slide, area = self._slide(word("page.projects"))
            text_box(slide, area, [(Part(word("table.more", n=more), 18),)], "")

    def _pages(
        self,
        title: str,
        head: TableRow,
        rows: Sequence[TableRow],
        shares: Sequence[int],
        told: Sequence[Row] = (),
    ) -> None:
        """Slides with the rows that fit; their notes tell the projects in full."""
        probe = Area(_MARGIN, 0, self.width - 2 * _MARGIN, self._room(Mm(34)))
        portions = fitted(head, rows, shares, probe)
        done = 0
        for index, portion in enumerate(portions):
            part = f" ({index + 1}/{len(portions)})" if len(portions) > 1 else ""
            slide, area = self._slide(title + part)
            table(slide, area, shares, portion, title)
            its = told[done : done + len(portion) - 1]
            done += len(portion) - 1
            if its:
                notes = "\n\n".join(self.passages.told(row) for row in its)
                slide.notes_slide.notes_text_frame.text = notes

    def _project(self, row: Row) -> None:
        """One project: what it is on the left, its figures on the right."""
        word = self.reader.word
        head = tuple(
            ((Part(text, SMALL, bold=True, colour=QUIET),),) for text in (word("page.figures"), "")
        )
        figures = [
            (
                ((Part(figure.label, 12, colour=QUIET),),),
                (tuple(self.passages.values(figure, 12)), *self.passages.remarks(figure)),
            )
            for figure in row.figures
        ]
        left_share = 45
        probe_width = (self.width - 2 * _MARGIN) * (100 - left_share) // 100 - Mm(6)
        probe = Area(0, 0, probe_width, self._room(Mm(34)))
        portions = fitted(head, figures, _BY_PROJECT, probe) or [[]]
        for index, portion in enumerate(portions):
            part = f" ({index + 1}/{len(portions)})" if len(portions) > 1 else ""
            slide, area = self._slide(f"{row.number}. {row.name}{part}")
            wide = area.width if not portion else area.width * left_share // 100
            text_box(
                slide,
                Area(area.left, area.top, wide, area.height),
                self.passages.about(row),
                row.name,
            )
            if portion:
                left = area.left + area.width - probe_width
                beside = Area(left, area.top, probe_width, area.height)
                table(slide, beside, _BY_PROJECT, portion, word("page.figures"))
            slide.notes_slide.notes_text_frame.text = self.passages.told(row)

    def _plain(self) -> None:
        word = self.reader.word
        head = tuple(
            ((Part(word(key), SMALL, bold=True, colour=QUIET),),)
            for key in ("table.name", "page.properties")
        )
        for found in plain_tables(self.reader):
            rows = [
                (
                    ((Part(name, 12, bold=True),),),
                    tuple((Part(f"{key}: {value}", 11),) for key, value in properties[:8])
                    or ((Part("", 11),),),
                )
                for name, properties in found.rows
            ]
            self._pages(found.title, head, rows, (1, 2))

    def _sources(self) -> None:
        """The numbered sources and the authors of the data, as many slides as they need."""
        lines: list[Paragraph] = []
        for source in sources(self.reader):
            more = [f"({source.language})" if source.language else "", *source.details]
            said = ", ".join(part for part in more if part)
            lines.append(
                (
                    Part(f"{source.number}  ", SMALL, bold=True),
                    Part(source.title, SMALL, url=source.url),
                    Part(f". {said}" if said else "", SMALL, colour=QUIET),
                )
            )
        self._listed(self.reader.word("page.sources"), lines)
        made = [
            (Part(", ".join(titles), SMALL, bold=True), Part(f": {said}", SMALL, colour=QUIET))
            for titles, said in credits_of(self.reader)
        ]
        self._listed(self.reader.word("table.data"), made)

    def _listed(self, title: str, lines: Sequence[Paragraph]) -> None:
        """Two columns of small lines a slide."""
        column = (self.width - 2 * _MARGIN) // 2 - Mm(4)
        room = self._room(Mm(34))
        columns: list[list[Paragraph]] = []
        used = room + 1
        for line in lines:
            height = lines_height([line], column - 2 * Mm(3))
            if used + height > room:
                columns.append([])
                used = 0
            columns[-1].append(line)
            used += height
        count = (len(columns) + 1) // 2
        for index in range(count):
            part = f" ({index + 1}/{count})" if count > 1 else ""
            slide, area = self._slide(title + part)
            for place, its in enumerate(columns[2 * index : 2 * index + 2]):
                left = area.left + place * (column + Mm(8))
                text_box(slide, Area(left, area.top, column, area.height), its, title)


def _fitting(title: str) -> float:
    """Points at which a title stays within two lines."""
    long, longer = 60, 110
    return _TITLE_POINTS if len(title) <= long else 20 if len(title) <= longer else 16


def _alternative(shape: Any, name: str, description: str) -> None:
    """The text that stands for a picture where it isn't seen."""
    properties = shape._element.nvPicPr.cNvPr
    properties.set("name", name[:200])
    properties.set("descr", description)
