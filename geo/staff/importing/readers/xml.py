"""XML from elsewhere, parsed only where it declares nothing that could expand or reach out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, ParseError, XMLParser

from geo.errors import MapError
from geo.staff.importing.encodings import known
from geo.staff.importing.limits import MAX_TEXT_BYTES

if TYPE_CHECKING:
    from pathlib import Path

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["'][^>]*\?>""")
#: Code pages in which the declaration and a DOCTYPE are ASCII, so that none can hide.
_PLAIN = re.compile(r"utf-8|ascii|cp125\d|cp866|kz1048|koi8|iso8859|latin", re.IGNORECASE)


def parsed(path: Path, encoding: str = "") -> Element:
    """The root of a document.

    Raises MapError where it is broken, too large, or has a DOCTYPE or an entity.
    """
    if path.stat().st_size > MAX_TEXT_BYTES:
        message = f"{path.name}: larger than {MAX_TEXT_BYTES // 1024**2} MB; cut it first"
        raise MapError(message)
    text = _text(path, path.read_bytes(), encoding)
    if re.search(r"<!\s*(?:DOCTYPE|ENTITY)", text, re.IGNORECASE):
        message = f"{path.name}: the file declares a DOCTYPE or entities, as attacks do"
        message = f"{message}; KML and GPX have none, so it is not read"
        raise MapError(message)
    parser = XMLParser()  # noqa: S314 - what makes it unsafe was refused above
    try:
        parser.feed(re.sub(r"^\s*<\?xml.*?\?>", "", text, count=1, flags=re.DOTALL).encode())
        return parser.close()
    except ParseError as error:
        line, column = error.position
        message = f"{path.name}:{line}:{column + 1}: no XML, or cut off ({error}); take it again"
        raise MapError(message) from error
    except (ValueError, UnicodeError) as error:
        message = f"{path.name}: no XML: {error}"
        raise MapError(message) from error


def _text(path: Path, data: bytes, encoding: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        found = "utf-16"
    else:
        declared = _DECLARED.match(data.removeprefix(b"\xef\xbb\xbf"))
        said = declared[1].decode() if declared else "utf-8"
        found = known(encoding or said)
        if not found or not _PLAIN.match(found):
            message = f"{path.name}: the encoding {said!r} is not known; save it as UTF-8"
            raise MapError(message)
    try:
        return data.decode("utf-8-sig" if found == "utf-8" else found)
    except UnicodeDecodeError as error:
        message = f"{path.name}: the byte at {error.start} is not {found}; try --encoding cp1251"
        raise MapError(message) from error


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def child(element: Element, name: str) -> Element | None:
    """The first child of that name."""
    return next((item for item in element if local(item) == name), None)


def text_of(element: Element | None) -> str:
    """The text of an element, stripped."""
    return (element.text or "").strip() if element is not None else ""
