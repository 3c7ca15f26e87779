"""Slides of a PowerPoint file: layouts by what they hold, texts, tables that are split to fit."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pptx.dml.color import RGBColor
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Emu, Pt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: A table without a style of its own; its rules are drawn cell by cell.
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_RULE = "C9CED2"
INK, QUIET = "22272B", "545B61"
#: Mean width of a letter and height of a line, in font sizes; wide enough for Kazakh words.
_LETTER, _BOLD_LETTER, _LINE = 0.55, 0.6, 1.22
_WORD = re.compile(r"\S+\s*|\s+")
_CELL_MARGIN = Pt(4)
#: The share of an area that is filled, since the widths of letters are only about known.
_SURE = 0.93
#: How much larger the letters of a table become where there is room.
_SCALES = (1.4, 1.25, 1.1)
_FOOT_POINTS = 10
_FOOT = (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)
_BODY = (
    PP_PLACEHOLDER.BODY,
    PP_PLACEHOLDER.OBJECT,
    PP_PLACEHOLDER.SUBTITLE,
    PP_PLACEHOLDER.PICTURE,
)


@dataclass(frozen=True, slots=True)
class Part:
    """A run of text: ``points`` high, in a colour of six hexadecimal digits, maybe a link."""

    text: str
    points: float = 12
    bold: bool = False
    colour: str = INK
    url: str = ""


#: A paragraph is its runs; a cell its paragraphs; a row its cells.
Paragraph = tuple[Part, ...]
Cell = tuple[Paragraph, ...]
TableRow = tuple[Cell, ...]


def enlarged(rows: Iterable[TableRow], scale: float) -> list[TableRow]:
    """Rows whose letters are larger."""
    return [
        tuple(
            tuple(
                tuple(replace(p, points=p.points * scale) for p in paragraph) for paragraph in cell
            )
            for cell in row
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle on a slide, in EMU."""

    left: int
    top: int
    width: int
    height: int


def widened(presentation: Any, width: int, height: int) -> None:
    """Give all slides another size; what stands on masters and layouts goes along."""
    across, down = width / presentation.slide_width, height / presentation.slide_height
    presentation.slide_width, presentation.slide_height = Emu(width), Emu(height)
    for master in presentation.slide_masters:
        for owner in (master, *master.slide_layouts):
            for shape in owner.shapes:
                if shape.element.spPr is not None and shape.element.spPr.xfrm is not None:
                    shape.left, shape.width = (
                        Emu(int(shape.left * across)),
                        Emu(int(shape.width * across)),
                    )
                    shape.top, shape.height = (
                        Emu(int(shape.top * down)),
                        Emu(int(shape.height * down)),
                    )
            _long_footer(owner, width)


def _long_footer(owner: Any, width: int) -> None:
    """Give the footer the room that date and number of the slide don't need."""
    for shape in list(owner.placeholders):
        if shape.placeholder_format.type == PP_PLACEHOLDER.FOOTER:
            # A layout has these from its master until it gets its own.
            top, height = shape.top, shape.height
            shape.left, shape.width = Emu(width // 24), Emu(width * 3 // 4)
            shape.top, shape.height = top, height
            for paragraph in shape.text_frame.paragraphs:
                paragraph.alignment = PP_ALIGN.LEFT
        elif shape.placeholder_format.type == PP_PLACEHOLDER.DATE:
            shape.element.getparent().remove(shape.element)


def emptied(presentation: Any) -> None:
    """Take the slides of a template out; masters and layouts stay."""
    slides = presentation.slides._sldIdLst
    for entry in list(slides):
        presentation.part.drop_rel(entry.rId)
        slides.remove(entry)


def layout_with(presentation: Any, *, subtitle: bool) -> Any:
    """The layout of a title slide, or one that has a title and leaves the rest free."""
    layouts = list(presentation.slide_layouts)
    for layout in layouts:
        kinds = {each.placeholder_format.type for each in layout.placeholders}
        titled = kinds & {PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE}
        if subtitle and titled and PP_PLACEHOLDER.SUBTITLE in kinds:
            return layout
        if not subtitle and titled and not kinds & set(_BODY):
            return layout
    return layouts[0]


def slide_of(presentation: Any, layout: Any, title: str, foot: str) -> Any:
    """A new slide with its title, and the foot that its layout has room for."""
    slide = presentation.slides.add_slide(layout)
    if slide.shapes.title is not None:
        slide.shapes.title.text_frame.text = title
    for placeholder in layout.placeholders:
        if placeholder.placeholder_format.type in _FOOT:
            slide.shapes._spTree.append(copy.deepcopy(placeholder._element))
            if placeholder.placeholder_format.type == PP_PLACEHOLDER.FOOTER:
                footer = slide.placeholders[placeholder.placeholder_format.idx]
                _fill(footer.text_frame, [(Part(foot, _FOOT_POINTS, colour=QUIET),)])
    return slide


def text_box(slide: Any, area: Area, paragraphs: Iterable[Paragraph], name: str) -> Any:
    """Put paragraphs on a slide."""
    box = slide.shapes.add_textbox(area.left, area.top, area.width, area.height)
    box.name = name
    frame = box.text_frame
    frame.word_wrap = True
    _fill(frame, tuple(paragraphs))
    return box


def table(
    slide: Any, area: Area, shares: Sequence[int], rows: Sequence[TableRow], name: str
) -> None:
    """Put a table on a slide; the first row is its header."""
    shape = slide.shapes.add_table(
        len(rows), len(shares), area.left, area.top, area.width, area.height
    )
    shape.name = name
    made = shape.table
    made._tbl.tblPr.find(qn("a:tableStyleId")).text = _NO_STYLE
    made.first_row, made.horz_banding = True, False
    for column, share in zip(made.columns, shares, strict=True):
        column.width = Emu(area.width * share // sum(shares))
    for row, cells in zip(made.rows, rows, strict=True):
        row.height = Emu(_row_height(cells, shares, area.width))
        for target, cell in zip(row.cells, cells, strict=True):
            target.margin_left = target.margin_right = _CELL_MARGIN
            target.margin_top = target.margin_bottom = _CELL_MARGIN
            target.vertical_anchor = MSO_ANCHOR.TOP
            _fill(target.text_frame, cell)
            _rule(target)


def fitted(
    head: TableRow, rows: Sequence[TableRow], shares: Sequence[int], area: Area
) -> list[list[TableRow]]:
    """The rows on as few slides as they need, under their head, in letters as large as fit."""
    fewest = list(_portions(head, rows, shares, area))
    for scale in _SCALES:
        larger = list(_portions(head, enlarged(rows, scale), shares, area))
        if len(larger) <= len(fewest):
            return larger
    return fewest


def _portions(
    head: TableRow, rows: Sequence[TableRow], shares: Sequence[int], area: Area
) -> Iterator[list[TableRow]]:
    """Rows in portions that fit an area under their head, at least one row each."""
    room = int(area.height * _SURE) - _row_height(head, shares, area.width)
    page: list[TableRow] = []
    used = 0
    for row in rows:
        height = _row_height(row, shares, area.width)
        if page and used + height > room:
            yield [head, *page]
            page, used = [], 0
        page.append(row)
        used += height
    if page:
        yield [head, *page]


def lines_height(paragraphs: Iterable[Paragraph], width: int) -> int:
    """About how high paragraphs become in a box of that width."""
    return sum(_paragraph_height(each, width) for each in paragraphs)


def _row_height(cells: TableRow, shares: Sequence[int], width: int) -> int:
    across = [width * share // sum(shares) - 2 * _CELL_MARGIN for share in shares]
    tallest = max(lines_height(cell, room) for cell, room in zip(cells, across, strict=True))
    return tallest + 2 * _CELL_MARGIN


def _paragraph_height(paragraph: Paragraph, width: int) -> int:
    points = max((part.points for part in paragraph), default=12.0)
    return int(_lines(paragraph, width / Pt(1)) * points * _LINE * Pt(1))


def _lines(paragraph: Paragraph, width_pt: float) -> int:
    """How many lines a paragraph takes, word by word: long words leave the ends of lines empty."""
    lines, used = 1, 0.0
    for part in paragraph:
        letter = part.points * (_BOLD_LETTER if part.bold else _LETTER)
        for word in _WORD.findall(part.text):
            across = len(word) * letter
            if used and used + len(word.rstrip()) * letter > width_pt:
                lines, used = lines + 1, 0.0
            used += across
            lines += int(used // width_pt) if used > width_pt else 0
            used = used % width_pt if used > width_pt else used
    return lines


def _fill(frame: Any, paragraphs: Sequence[Paragraph]) -> None:
    for index, parts in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if not index else frame.add_paragraph()
        for part in parts:
            run = paragraph.add_run()
            run.text = part.text
            # The body font of the theme, also where a placeholder doesn't hand it down.
            run.font.name = "+mn-lt"
            run.font.size, run.font.bold = Pt(part.points), part.bold
            if part.url:
                run.hyperlink.address = part.url
            else:
                run.font.color.rgb = _rgb(part.colour)


def _rgb(colour: str) -> Any:
    make: Any = RGBColor
    return make(*bytes.fromhex(colour))


def _rule(cell: Any) -> None:
    """A thin rule below a cell."""
    properties = cell._tc.get_or_add_tcPr()
    line, fill, colour = map(OxmlElement, ("a:lnB", "a:solidFill", "a:srgbClr"))
    line.set("w", str(Pt(0.75)))
    colour.set("val", _RULE)
    fill.append(colour)
    line.append(fill)
    properties.append(line)
