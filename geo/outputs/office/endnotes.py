"""Sources as native endnotes of a Word document, which python-docx has no words for.

Each source is cited once, in the order of its number, so that Word's own numbering gives it
the number that it has on the map; whatever cites it later refers to that first mark.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

    from geo.outputs.rows import SourceRow

_SEPARATORS = (("-1", "separator"), ("0", "continuationSeparator"))
#: Behind these the schema wants w:endnotePr in a section, before those in the settings.
_BEFORE = ("headerReference", "footerReference", "footnotePr")
_AFTER = (
    "compat",
    "docVars",
    "rsids",
    "mathPr",
    "attachedSchema",
    "themeFontLang",
    "clrSchemeMapping",
)


class Endnotes:
    """The endnotes of a document. ``mark_style`` and ``text_style`` are ids of styles."""

    def __init__(self, document: Document, mark_style: str, text_style: str) -> None:
        self.document, self.mark_style, self.text_style = document, mark_style, text_style
        self.part = _part(document)
        _number_in_decimals(document)

    def cite(self, paragraph: Paragraph, source: SourceRow) -> None:
        """Put the note of a source behind a paragraph's text: its first and only mark."""
        name = _bookmark(source.number)
        start = _element("w:bookmarkStart", id=str(source.number), name=name)
        mark = _element("w:endnoteReference", id=str(source.number))
        end = _element("w:bookmarkEnd", id=str(source.number))
        paragraph._p.extend([start, self._run(mark), end])
        self.part.element.append(self._note(source))

    def refer(self, paragraph: Paragraph, number: int, style: str | None = None) -> None:
        """Repeat the mark of a source that is cited elsewhere, as a link to it."""
        field = _element("w:fldSimple", instr=f" NOTEREF {_bookmark(number)} \\h ")
        run = paragraph.add_run(str(number), style)
        field.append(run._r)
        paragraph._p.append(field)

    def _run(self, *content: Any) -> Any:
        run, properties = OxmlElement("w:r"), OxmlElement("w:rPr")
        properties.append(_element("w:rStyle", val=self.mark_style))
        run.extend([properties, *content])
        return run

    def _note(self, source: SourceRow) -> Any:
        note, paragraph = _element("w:endnote", id=str(source.number)), OxmlElement("w:p")
        properties = OxmlElement("w:pPr")
        properties.append(_element("w:pStyle", val=self.text_style))
        paragraph.extend([properties, self._run(OxmlElement("w:endnoteRef"))])
        title = _text(f" {source.title}")
        if source.url:
            target = self.part.relate_to(source.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            link = OxmlElement("w:hyperlink")
            link.set(qn("r:id"), target)
            link.append(title)
            paragraph.append(link)
        else:
            paragraph.append(title)
        more = [f"({source.language})" if source.language else "", *source.details]
        said = ", ".join(part for part in more if part)
        if said:
            paragraph.append(_text(f". {said}"))
        note.append(paragraph)
        return note


def _part(document: Document) -> XmlPart:
    """A new part for the notes, in place of one that a template may have."""
    for key, relation in list(document.part.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.ENDNOTES:
            document.part.drop_rel(key)
            document.part.rels.pop(key, None)
    root = parse_xml(f"<w:endnotes {nsdecls('w', 'r')}/>")
    for number, kind in _SEPARATORS:
        note = _element("w:endnote", type=kind, id=number)
        run, paragraph = OxmlElement("w:r"), OxmlElement("w:p")
        run.append(OxmlElement(f"w:{kind}"))
        paragraph.append(run)
        note.append(paragraph)
        root.append(note)
    package = document.part.package
    part = XmlPart(PackURI("/word/endnotes.xml"), CONTENT_TYPE.WML_ENDNOTES, root, package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.ENDNOTES)
    return part


def _number_in_decimals(document: Document) -> None:
    """Word numbers endnotes i, ii, iii unless it is told otherwise."""
    settings = document.settings.element
    for old in settings.findall(qn("w:endnotePr")):
        settings.remove(old)
    properties = OxmlElement("w:endnotePr")
    properties.append(_element("w:pos", val="docEnd"))
    properties.append(_element("w:numFmt", val="decimal"))
    for section in document.sections:
        its = section._sectPr
        for old in its.findall(qn("w:endnotePr")):
            its.remove(old)
        own = OxmlElement("w:endnotePr")
        own.append(_element("w:numFmt", val="decimal"))
        # The schema wants it behind the headers, footers and footnotes.
        before = [e for e in its if e.tag in {qn(f"w:{n}") for n in _BEFORE}]
        if before:
            before[-1].addnext(own)
        else:
            its.insert(0, own)
    for number, _kind in _SEPARATORS:
        properties.append(_element("w:endnote", id=number))
    later = next((e for e in settings if e.tag in {qn(f"w:{n}") for n in _AFTER}), None)
    if later is None:
        settings.append(properties)
    else:
        later.addprevious(properties)


def _bookmark(number: int) -> str:
    return f"_Source{number}"


def _text(text: str) -> Any:
    run, written = OxmlElement("w:r"), OxmlElement("w:t")
    written.text = text
    written.set(qn("xml:space"), "preserve")
    run.append(written)
    return run


def _element(tag: str, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element
