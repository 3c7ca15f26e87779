"""The map as a Word document: the drawing, native tables of projects, sources as endnotes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import docx
from docx.enum.section import WD_ORIENT
from docx.shared import Emu, Mm

from geo.outputs.markup import Reader
from geo.outputs.office.endnotes import Endnotes
from geo.outputs.office.look import look_of
from geo.outputs.office.package import described, opened, packed
from geo.outputs.office.pictures import map_picture
from geo.outputs.office.styles import emptied, language_of, named_styles
from geo.outputs.office.tables import Tables, footer_fields
from geo.outputs.qr import png as qr_png
from geo.outputs.rows import credits_of, groups, left_out, plain_tables, sources, totals, trace_line

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section

    from geo.model import MapModel

_TYPES = {"wordprocessingml.template.main": "wordprocessingml.document.main"}
_MARGIN_MM, _QR_MM = 20, 24
#: What stands above and below a map on the first page, and below one on a page of its own.
_BESIDE_MAP_MM, _BELOW_MAP_MM = 80, 22


def render(model: MapModel) -> dict[str, bytes]:
    """Write the report in the model's language, on the paper that its layout says.

    Raises MapError where the template can't be used.
    """
    options, reader = model.layout.docx, Reader(model, model.language)
    document = opened("Word", options.template, docx.Document, _TYPES)
    house = bool(options.template)
    emptied(document)
    named_styles(document, house=house)
    language_of(document, reader)
    section = document.sections[-1]
    if not house:
        _paper(section, options.size_mm)
    _Report(document, reader, section, house=house).write()
    described(document, reader)
    return {"map.docx": packed(document)}


def _paper(section: Section, size_mm: tuple[int, int]) -> None:
    width, height = size_mm
    section.orientation = WD_ORIENT.LANDSCAPE if width > height else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.left_margin = section.right_margin = Mm(_MARGIN_MM)
    section.top_margin = section.bottom_margin = Mm(_MARGIN_MM)


class _Report:
    def __init__(
        self, document: Document, reader: Reader, section: Section, *, house: bool
    ) -> None:
        self.document, self.reader, self.house = document, reader, house
        inner = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
        tall = (section.page_height or 0) - (section.top_margin or 0) - (section.bottom_margin or 0)
        self.width, self.height = Emu(inner), Emu(tall)
        styles = document.styles
        self.notes = Endnotes(
            document, styles["endnote reference"].style_id, styles["endnote text"].style_id
        )
        self.tables = Tables(document, self.notes, look_of(reader.model), reader, self.width)
        self.section = section

    def write(self) -> None:
        """Write all parts in the order of the page."""
        reader, model = self.reader, self.reader.model
        add = self.document.add_paragraph
        add(reader.of(model.title), style="Title")
        if summary := reader.of(model.summary):
            add(summary, style="Subtitle")
        if found := totals(reader):
            self.tables.totals(found)
        self._map()
        self._sources()
        if not model.projects and not model.features:
            add(reader.word("page.empty"))
        for group in groups(reader):
            self.document.add_heading(group.title, 1)
            self.tables.projects(group)
        if more := left_out(model):
            add(reader.word("table.more", n=more))
        for table in plain_tables(reader):
            self.document.add_heading(table.title, 1)
            if table.description:
                add(table.description)
            self.tables.plain(table)
            if table.more:
                add(reader.word("table.more", n=table.more))
        self._credits()
        self._trace()
        if model.sources:
            self.document.add_heading(reader.word("page.sources"), 1)

    def _map(self) -> None:
        # On a wide sheet the title leaves too little room for the map and its legend.
        alone = self.width > self.height
        beside = _BELOW_MAP_MM if alone else _BESIDE_MAP_MM
        made = map_picture(self.reader, self.width.mm, max(self.height.mm - beside, 60))
        paragraph = self.document.add_paragraph(style="Map Picture")
        paragraph.paragraph_format.page_break_before = alone
        shape = paragraph.add_run().add_picture(io.BytesIO(made.png), width=Mm(made.width_mm))
        _alternative(shape, self.reader.of(self.reader.model.title), made.description)

    def _sources(self) -> None:
        """The line in which each source is cited by its number, before all else cites it."""
        found = sources(self.reader)
        if not found:
            return
        paragraph = self.document.add_paragraph(style="Map Note")
        paragraph.add_run(f"{self.reader.word('page.sources')}: ")
        for index, source in enumerate(found):
            if index:
                paragraph.add_run(" ")
            self.notes.cite(paragraph, source)

    def _credits(self) -> None:
        found = credits_of(self.reader)
        if not found:
            return
        self.document.add_heading(self.reader.word("table.data"), 1)
        for titles, said in found:
            paragraph = self.document.add_paragraph(style="Map Note")
            paragraph.add_run(", ".join(titles)).bold = True
            paragraph.add_run(f": {said}")

    def _trace(self) -> None:
        """The small print: in the footer, or at the end where a house template has its own."""
        line = trace_line(self.reader)
        footer = self.section.footer
        own = self.house and any(each.text.strip() for each in footer.paragraphs)
        if own:
            self.document.add_paragraph(line, style="Map Note")
        else:
            footer.is_linked_to_previous = False
            footer_fields(footer.paragraphs[0], line, self.reader, self.width)
        address = self.reader.model.address
        if address:
            said = self.reader.word("trace.address", address=address)
            self.document.add_paragraph(
                said, style="Map Note"
            ).paragraph_format.keep_with_next = True
            run = self.document.add_paragraph(style="Map Note").add_run()
            shape = run.add_picture(io.BytesIO(qr_png(address)), width=Mm(_QR_MM))
            _alternative(shape, "QR", self.reader.word("trace.scan"))


def _alternative(shape: Any, name: str, description: str) -> None:
    """The text that stands for a picture where it isn't seen."""
    properties = shape._inline.docPr
    properties.set("name", name[:200])
    properties.set("descr", description)
