"""The styles of a Word document, by name: those of a house template stand as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from babel.core import get_global
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

if TYPE_CHECKING:
    from docx.document import Document

    from geo.outputs.markup import Reader

_INK, _QUIET = RGBColor(0x22, 0x27, 0x2B), RGBColor(0x54, 0x5B, 0x61)
#: Office's own font with every letter of Kazakh; LibreOffice has one of the same widths.
_FONT = "Calibri"
#: Name: points, bold, points above and below, colour. Built-in names come first.
_PARAGRAPHS = {
    "Normal": (10.5, None, 0, 6, _INK),
    "Title": (22, True, 0, 4, _INK),
    "Subtitle": (12, False, 0, 10, _QUIET),
    "Heading 1": (15, True, 16, 6, _INK),
    "Footer": (8, None, 0, 0, _QUIET),
    "endnote text": (9, None, 0, 3, _INK),
    "Map Picture": (10.5, None, 4, 4, _INK),
    "Map Note": (8.5, None, 0, 4, _QUIET),
    "Map Cell": (8.5, None, 1, 1, _INK),
    "Map Heading": (8.5, True, 2, 2, _INK),
    "Map Figure": (16, True, 2, 0, _INK),
}


def named_styles(document: Document, *, house: bool) -> None:
    """Make the styles that the report uses, as far as a house template lacks them."""
    for name, (points, bold, above, below, colour) in _PARAGRAPHS.items():
        known = name in document.styles
        if known and house:
            continue
        style = _style(document, name, WD_STYLE_TYPE.PARAGRAPH)
        font, spacing = style.font, style.paragraph_format
        _font(style, None if house else _FONT)
        font.size, font.bold, font.italic, font.color.rgb = Pt(points), bold, False, colour
        spacing.space_before, spacing.space_after = Pt(above), Pt(below)
        _plain(style)
    if not house:
        # Word's own footer has stops at the middle and the right of a sheet in portrait.
        document.styles["Footer"].paragraph_format.tab_stops.clear_all()
    document.styles["Map Picture"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for heading in ("Map Picture", "Heading 1"):
        document.styles[heading].paragraph_format.keep_with_next = True
    if "endnote reference" not in document.styles:
        _style(document, "endnote reference", WD_STYLE_TYPE.CHARACTER).font.superscript = True
    if "Table Grid" not in document.styles:
        document.styles.add_style("Table Grid", WD_STYLE_TYPE.TABLE, builtin=True)


def _style(document: Document, name: str, kind: WD_STYLE_TYPE) -> Any:
    styles = document.styles
    if name in styles:
        return styles[name]
    builtin = not name.startswith("Map ")
    style = styles.add_style(name, kind, builtin=builtin)
    if kind is WD_STYLE_TYPE.PARAGRAPH:
        style.base_style = styles["Normal"]
    return style


def _font(style: Any, name: str | None) -> None:
    """One font for all scripts, in place of those of the theme."""
    if name is None:
        return
    style.font.name = name
    fonts = style.element.rPr.rFonts
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.attrib.pop(qn(f"w:{script}Theme"), None)
        fonts.set(qn(f"w:{script}"), name)


def _plain(style: Any) -> None:
    """Without the rule that Word's own title stands on, and its wide letters."""
    properties = style.element.pPr
    for border in properties.findall(qn("w:pBdr")) if properties is not None else ():
        properties.remove(border)
    for wide in style.element.rPr.findall(qn("w:spacing")):
        style.element.rPr.remove(wide)


def emptied(document: Document) -> None:
    """Take what a template says out of it; its page, headers and footers stay."""
    body = document.element.body
    for element in list(body):
        if element.tag != qn("w:sectPr"):
            body.remove(element)


def language_of(document: Document, reader: Reader) -> None:
    """Tell Word the language, for spelling and for screen readers."""
    code = reader.word("language.cldr")
    likely = get_global("likely_subtags").get(code, "")
    tag = code if "-" in code or not likely else f"{code}-{likely.rpartition('_')[2]}"
    defaults = document.styles.element.find(qn("w:docDefaults"))
    run = defaults.find(qn("w:rPrDefault")) if defaults is not None else None
    properties = run.find(qn("w:rPr")) if run is not None else None
    if properties is None:
        return
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    language = OxmlElement("w:lang")
    for script in ("val", "eastAsia"):
        language.set(qn(f"w:{script}"), tag)
    properties.append(language)
