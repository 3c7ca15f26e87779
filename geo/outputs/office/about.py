"""The last sheet of the workbook: what the file is, its totals, its authors, its version."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from openpyxl.drawing.image import Image
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.hyperlink import Hyperlink

from geo.outputs.office.worksheet import FONT, for_print
from geo.outputs.qr import png
from geo.outputs.rows import credits_of, totals, trace_line
from geo.sheets.cells import as_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.outputs.markup import Reader

_INK, _QUIET, _LINK = "22272B", "545B61", "0F5C7A"
_WIDTHS = (42, 74)
_QR_PIXELS = 116
#: Letters that a line of each column holds, and the points that a line is high.
_LETTERS, _POINTS = (42, 70), 14.0


def about_sheet(page: Any, reader: Reader, titles: Sequence[str]) -> None:
    """Fill the sheet; ``titles`` are the names of the others."""
    _About(page, reader).write(titles)
    for_print(page, reader, pages=1)


class _About:
    def __init__(self, page: Any, reader: Reader) -> None:
        self.page, self.reader, self.row = page, reader, 0
        page.sheet_view.showGridLines = False
        for letter, width in zip("AB", _WIDTHS, strict=True):
            page.column_dimensions[letter].width = width

    def write(self, titles: Sequence[str]) -> None:
        reader, model = self.reader, self.reader.model
        self._across(reader.of(model.title), size=15, bold=True)
        if summary := reader.of(model.summary):
            self._across(summary, size=10)
        if found := totals(reader):
            self._heading(reader.word("sheet.totals"))
            for total in found:
                note = f" [{total.source.source}]" if total.source.source else ""
                self._pair(total.label, f"{total.text}{note}", bold=True)
        self._heading(reader.word("sheet.contents"))
        for title in titles:
            self._pair(title, "", place="'" + title.replace("'", "''") + "'!A1")
        if credits_found := credits_of(reader):
            self._heading(reader.word("table.data"))
            for layers, said in credits_found:
                self._pair(", ".join(layers), said)
        self._heading(reader.word("sheet.version"))
        self._across(trace_line(reader), size=9, colour=_QUIET)
        if model.address:
            self._address(model.address)

    def _address(self, address: str) -> None:
        cell = self._across(
            self.reader.word("trace.address", address=address), size=9, colour=_LINK
        )
        cell.hyperlink = address
        cell.font = Font(name=FONT, size=9, color=_LINK, underline="single")
        picture = Image(io.BytesIO(png(address)))
        picture.width = picture.height = _QR_PIXELS
        self.page.add_image(picture, f"A{self.row + 2}")
        caption = as_text(self.page.cell(self.row + 2, 2), self.reader.word("trace.scan"))
        caption.font = Font(name=FONT, size=9, color=_QUIET)

    def _heading(self, text: str) -> None:
        self.row += 2
        cell = as_text(self.page.cell(self.row, 1), text)
        cell.font = Font(name=FONT, size=11, bold=True, color=_LINK)

    def _across(self, text: str, *, size: float, bold: bool = False, colour: str = _INK) -> Any:
        """A text over both columns; a merged cell doesn't fit its height, so it is reckoned."""
        self.row += 1
        cell = as_text(self.page.cell(self.row, 1), text)
        cell.font = Font(name=FONT, size=size, bold=bold, color=colour)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        self.page.merge_cells(start_row=self.row, end_row=self.row, start_column=1, end_column=2)
        letters = sum(_WIDTHS) * 10 / size
        lines = sum(-(-max(len(part), 1) // int(letters)) for part in text.split("\n"))
        self.page.row_dimensions[self.row].height = lines * size * 1.4 + 3
        return cell

    def _pair(self, name: str, text: str, *, place: str = "", bold: bool = False) -> None:
        self.row += 1
        lines = max(
            -(-len(said) // width) for said, width in zip((name, text), _LETTERS, strict=True)
        )
        self.page.row_dimensions[self.row].height = max(lines, 1) * _POINTS
        for at, said in enumerate((name, text), 1):
            cell = as_text(self.page.cell(self.row, at), said)
            cell.font = Font(name=FONT, size=10, color=_INK, bold=bold and at > 1)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        if place:
            cell = self.page.cell(self.row, 1)
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=place)
            cell.font = Font(name=FONT, size=10, color=_LINK, underline="single")
