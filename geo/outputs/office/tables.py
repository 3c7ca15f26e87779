"""Native Word tables: header rows that repeat, rows that stay on one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, RGBColor

if TYPE_CHECKING:
    from docx.document import Document
    from docx.shared import Length
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

    from geo.outputs.markup import Reader
    from geo.outputs.office.endnotes import Endnotes
    from geo.outputs.rows import Figure, Group, Note, PlainTable, Row, Said, Total

_RULE, _SHADE = "C9CED2", "F1EFE9"
#: Shares of the width: number, project, status, figures.
_SHARES = (5, 41, 19, 35)
_MANY = 12


@dataclass(frozen=True)
class Tables:
    """Writes the tables of a report to the end of a document.

    ``colours`` are those of statuses, as six hexadecimal digits.
    """

    document: Document
    notes: Endnotes
    colours: Mapping[str, str]
    reader: Reader
    width: Length

    def totals(self, found: Sequence[Total]) -> None:
        """The main figures of the report, side by side."""
        table = self._table([1] * len(found), ())
        cells = table.add_row().cells
        for cell, total in zip(cells, found, strict=True):
            value = cell.paragraphs[0]
            value.style = "Map Figure"
            value.add_run(total.text)
            label = cell.add_paragraph(total.label, style="Map Cell")
            self._note(label, total.source)

    def projects(self, group: Group) -> None:
        """A group of projects, one a row, with figures and the numbers of sources."""
        word = self.reader.word
        heads = (
            word("table.number"),
            word("table.project"),
            word("page.legend_status"),
            word("page.figures"),
        )
        table = self._table(_SHARES, heads)
        for row in group.rows:
            cells = _row(table, whole=len(row.figures) <= _MANY).cells
            self._write(cells[0], [str(row.number)])
            self._about(cells[1], row)
            self._status(cells[2], row)
            self._figures(cells[3], row)

    def plain(self, found: PlainTable) -> None:
        """The features of a plain layer with their own properties."""
        word = self.reader.word
        table = self._table((1, 2), (word("table.name"), word("page.properties")))
        for name, properties in found.rows:
            cells = _row(table, whole=len(properties) <= _MANY).cells
            cells[0].paragraphs[0].style = "Map Cell"
            cells[0].paragraphs[0].add_run(name).bold = True
            self._write(cells[1], [f"{key}: {value}" for key, value in properties])

    def _table(self, shares: Sequence[int], heads: Sequence[str]) -> Any:
        table: Any = self.document.add_table(0, len(shares))
        table.style = self.document.styles["Table Grid"]
        table.autofit = False
        widths = [Emu(self.width * share // sum(shares)) for share in shares]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        _rules(table)
        if heads:
            row = _row(table, whole=True)
            properties = row._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:tblHeader"))
            for cell, head in zip(row.cells, heads, strict=True):
                cell.paragraphs[0].style = "Map Heading"
                cell.paragraphs[0].add_run(head)
                _shade(cell)
        return table

    def _write(self, cell: _Cell, lines: Sequence[str]) -> None:
        for index, text in enumerate(lines):
            paragraph = cell.paragraphs[0] if not index else cell.add_paragraph()
            paragraph.style = "Map Cell"
            paragraph.add_run(text)
        if not lines:
            cell.paragraphs[0].style = "Map Cell"

    def _about(self, cell: _Cell, row: Row) -> None:
        name = cell.paragraphs[0]
        name.style = "Map Cell"
        name.add_run(row.name).bold = True
        kind = " · ".join(part for part in (row.sector, row.place) if part)
        for text, quiet in ((kind, True), (row.summary, False), (row.note, True)):
            if text:
                paragraph = cell.add_paragraph(style="Map Cell")
                run = paragraph.add_run(text)
                run.italic = quiet and text == row.note
        if row.certainty:
            cell.add_paragraph(style="Map Cell").add_run(row.certainty).italic = True
        self._place(cell, row)

    def _status(self, cell: _Cell, row: Row) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.style = "Map Cell"
        mark = paragraph.add_run("●\u00a0")
        mark.font.color.rgb = RGBColor.from_string(self.colours[row.project.status])
        paragraph.add_run(row.status).bold = True
        said = cell.add_paragraph(row.status_as_of, style="Map Cell")
        self._note(said, row.status_source)

    def _place(self, cell: _Cell, row: Row) -> None:
        """How well the place is known, and where it was found."""
        if not row.precisions:
            return
        paragraph = cell.add_paragraph(style="Map Cell")
        paragraph.add_run(f"{self.reader.word('page.legend_precision')}: ")
        for index, (word, meaning) in enumerate(row.precisions):
            paragraph.add_run("; " if index else "")
            paragraph.add_run(word).bold = True
            paragraph.add_run(f" ({meaning})" if meaning else "")
        if row.location_note:
            paragraph.add_run(f" · {row.location_note}")
        self._note(paragraph, row.location_source)

    def _figures(self, cell: _Cell, row: Row) -> None:
        cell.paragraphs[0].style = "Map Cell"
        first = True
        for figure in row.figures:
            paragraph = cell.paragraphs[0] if first else cell.add_paragraph(style="Map Cell")
            self._figure(paragraph, figure)
            first = False
        for label, text in row.measures:
            paragraph = cell.paragraphs[0] if first else cell.add_paragraph(style="Map Cell")
            paragraph.add_run(f"{label}: ")
            paragraph.add_run(text).bold = True
            first = False

    def _figure(self, paragraph: Paragraph, figure: Figure) -> None:
        paragraph.add_run(f"{figure.label}: ")
        if figure.differ:
            paragraph.add_run(f"({figure.differ}) ").italic = True
        for index, said in enumerate(figure.values):
            if index:
                paragraph.add_run("; ")
            self._said(paragraph, said)

    def _said(self, paragraph: Paragraph, said: Said) -> None:
        paragraph.add_run(said.text).bold = True
        for part in said.details:
            paragraph.add_run(f" · {part}")
        self._note(paragraph, said.source)

    def _note(self, paragraph: Paragraph, note: Note) -> None:
        """The number of a source, and where in it."""
        if not note.source:
            return
        paragraph.add_run(" [")
        self.notes.refer(paragraph, note.source)
        paragraph.add_run(f", {note.locator}]" if note.locator else "]")


def _row(table: Any, *, whole: bool) -> Any:
    row = table.add_row()
    for cell, column in zip(row.cells, table.columns, strict=True):
        cell.width = column.width
    if whole:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    return row


def _rules(table: Any) -> None:
    """Thin rules between rows, none between columns."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        rule = OxmlElement(f"w:{side}")
        shown = side not in {"left", "right", "insideV"}
        for name, value in (("val", "single" if shown else "nil"), ("sz", "4"), ("color", _RULE)):
            rule.set(qn(f"w:{name}"), value)
        borders.append(rule)
    properties = table._tbl.tblPr
    layout = properties.find(qn("w:tblLayout"))
    if layout is None:
        properties.append(borders)
    else:
        layout.addprevious(borders)


def _shade(cell: _Cell) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", _SHADE)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def footer_fields(paragraph: Paragraph, line: str, reader: Reader, width: Length) -> None:
    """The small print on the left, the number of the page on the right."""
    paragraph.text = ""
    paragraph.style = "Footer"
    paragraph.paragraph_format.tab_stops.clear_all()
    paragraph.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
    paragraph.add_run(f"{line}\t")
    before, _, rest = reader.word("trace.page").partition("{n}")
    between, _, after = rest.partition("{total}")
    for text, field in ((before, "PAGE"), (between, "NUMPAGES")):
        paragraph.add_run(text)
        simple = OxmlElement("w:fldSimple")
        simple.set(qn("w:instr"), f" {field} ")
        simple.append(paragraph.add_run("1")._r)
        paragraph._p.append(simple)
    paragraph.add_run(after)
