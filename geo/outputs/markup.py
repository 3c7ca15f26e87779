"""Text made safe for XML and HTML, and the words of one language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.model import MapModel, Text
    from geo.outputs.rows import Note

# What XML 1.0 cannot hold, references included: control characters, lone surrogates,
# U+FFFE and U+FFFF. HTML forbids the same ones.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Marks that turn the direction of the text that follows them.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Those of them that no text needs since there are isolates, and that make one read as another.
_OVERRIDES = re.compile("[\u202a-\u202e]")

#: The ids of the page without scripts begin so.
PREFIX = "s-"


def clean(text: str) -> str:
    """Replace the characters that XML 1.0 cannot hold with U+FFFD."""
    return _NOT_XML.sub("\ufffd", text)


def unturned(text: str) -> str:
    """The text with what turns letters round shown by its name: [U+202E]."""
    return _OVERRIDES.sub(lambda match: f"[U+{ord(match[0]):04X}]", text)


def xml(text: str) -> str:
    """Escape a text for element content or a double-quoted attribute of XML or HTML."""
    return escape(unturned(clean(text)))


def html(text: str) -> str:
    """Escape a text for HTML content; one that turns the writing direction is held apart."""
    safe = xml(text)
    return f"<bdi>{safe}</bdi>" if _TURNS.search(text) else safe


def css_text(text: str) -> str:
    """A text as a CSS string that may stand in a style element of HTML or SVG."""
    safe = "".join(
        each if each.isalnum() or each == " " else f"\\{ord(each):x} " for each in clean(text)
    )
    return f'"{safe}"'


def number(value: float) -> str:
    """One decimal at most: a tenth of a pixel is finer than any screen or printer shows."""
    tenths = round(value * 10)
    whole, rest = divmod(abs(tenths), 10)
    sign = "-" if tenths < 0 else ""
    return f"{sign}{whole or ''}.{rest}" if rest else f"{sign}{whole}"


def tag(name: str, *content: str, **attributes: str | float | None) -> str:
    """Make an element.

    ``stroke_width`` becomes ``stroke-width``, ``class_`` ``class``, ``xml__lang`` ``xml:lang``.
    Content is markup and goes in as it is; attribute values are escaped, and None leaves
    the attribute out.
    """
    written = "".join(
        f' {_attribute(key)}="{xml(value) if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{''.join(content)}</{name}>" if content else f"<{name}{written}/>"


def _attribute(key: str) -> str:
    return key.rstrip("_").replace("__", ":").replace("_", "-")


@dataclass(frozen=True, slots=True)
class Reader:
    """The language in which an output speaks."""

    model: MapModel
    language: str

    def of(self, text: Text) -> str:
        """Pick this language's wording, with characters that cannot be shown replaced."""
        return clean(text[self.model.languages.index(self.language)]) if text else ""

    def word(self, key: str, **values: object) -> str:
        """Look up a word of the interface and fill its ``{name}`` placeholders.

        A key that the locale file lacks is shown by its last part, so that a new status or
        sector is still readable.
        """
        words = self.model.words.get(self.language, {})
        found = words.get(key) or key.rpartition(".")[2].replace("_", " ")
        for name, value in values.items():
            found = found.replace(f"{{{name}}}", str(value))
        return clean(found)


@dataclass(frozen=True, slots=True)
class Prose:
    """Words and texts of one language, escaped for HTML."""

    reader: Reader

    def word(self, key: str, **values: object) -> str:
        """A word of the interface."""
        return html(self.reader.word(key, **values))

    def text(self, text: Text) -> str:
        """A text of the map."""
        return html(self.reader.of(text))

    def note(self, note: Note) -> str:
        """A footnote number that leads to its source, and where in the source."""
        if not note.source:
            return ""
        where = f", {html(note.locator)}" if note.locator else ""
        return f'[<a href="#{PREFIX}{note.source}">{note.source}</a>{where}]'

    def table(self, name: str, title: str, heads: Sequence[tuple[str, str]], rows: str) -> str:
        """A table with a heading; ``heads`` are (column, key of its word)."""
        written = "".join(
            f'<th scope="col" class="s-{column}">{self.word(key)}</th>' for column, key in heads
        )
        return (
            f'<table class="s-table" id="{PREFIX}{name}">'
            f"<caption>{title}</caption>"
            f"<thead><tr>{written}</tr></thead>"
            f"<tbody>\n{rows}\n</tbody></table>"
        )

    def section(self, name: str, key: str, content: str) -> str:
        """A part of the page with its heading."""
        return (
            f'<section aria-labelledby="s-{name}">'
            f'<h2 id="s-{name}">{self.word(key)}</h2>{content}</section>'
        )
