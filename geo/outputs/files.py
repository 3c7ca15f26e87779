"""The page of a site that lists its files, in all languages, without a script."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from babel import Locale
from babel.numbers import format_decimal

from geo.layout import DATA
from geo.outputs.markup import Reader, html, tag, xml
from geo.outputs.qr import svg
from geo.outputs.rows import trace_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.model import MapModel

_HERE = Path(__file__).parent
_SLOT = re.compile(r"<!--slot:(\w+)-->|\{slot:(\w+)\}")
_KB, _MB = 1_000, 1_000_000


@dataclass(frozen=True, slots=True)
class Offer:
    """A file of the site; ``language`` is empty where it is the same for all."""

    path: str
    format: str
    language: str
    size: int


def files_page(model: MapModel, offers: Sequence[Offer]) -> str:
    """The text of the page, the language of the build first."""
    readers = [Reader(model, code) for code in languages_of(model, offers)]
    own = readers[0]
    style = "\n" + (_HERE / "files.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    slots = {
        "lang": xml(own.language),
        "hash": f"sha256-{digest}",
        "title": html_title(own),
        "style": style,
        "nav": "".join(_jump(reader) for reader in readers) if len(readers) > 1 else "",
        "alt": xml(own.of(model.title)),
        "sections": "\n".join(
            _section(reader, offers, "h2" if index else "h1")
            for index, reader in enumerate(readers)
        ),
        "footer": _footer(own),
    }
    return _filled((_HERE / "files.html").read_text(encoding="utf-8"), slots)


def languages_of(model: MapModel, offers: Sequence[Offer]) -> list[str]:
    """The languages that the site speaks, that of the build first."""
    spoken = {offer.language for offer in offers}
    others = [code for code in model.languages if code in spoken and code != model.language]
    return [model.language, *others]


def html_title(reader: Reader) -> str:
    """What the tab of a browser says."""
    return f"{xml(reader.word('site.files'))} · {xml(reader.of(reader.model.title))}"


def size_said(reader: Reader, size: int) -> str:
    """A size in bytes as readers see it."""
    locale = Locale.parse(reader.word("language.cldr"), sep="-")
    if size < _MB:
        number = str(format_decimal(max(1, round(size / _KB)), locale=locale))
        return reader.word("site.kb", n=number)
    return reader.word("site.mb", n=str(format_decimal(round(size / _MB, 1), locale=locale)))


def _filled(template: str, slots: Mapping[str, str]) -> str:
    return _SLOT.sub(lambda match: slots[match[1] or match[2]], template)


def _jump(reader: Reader) -> str:
    code = reader.language
    name = html(reader.word("language.name"))
    return tag("a", name, href=f"#{code}", lang=code, hreflang=code)


def _section(reader: Reader, offers: Sequence[Offer], heading: str) -> str:
    code, word = reader.language, reader.word
    own = [each for each in offers if each.language == code]
    data = [each for each in offers if each.format in DATA]
    about = html(reader.of(reader.model.summary)) or html(word("site.lead"))
    opened = tag("a", html(word("site.open")), class_="open", href=f"index.html#lang={code}")
    parts = [
        tag(heading, html(reader.of(reader.model.title))),
        tag("p", about),
        tag("p", opened),
        *_list(reader, word("site.documents"), own),
        *_list(reader, word("site.data"), data),
        tag("p", html(trace_line(reader)), class_="trace"),
    ]
    return tag("section", "\n".join(parts), id=code, lang=code)


def _list(reader: Reader, title: str, offers: Sequence[Offer]) -> list[str]:
    if not offers:
        return []
    rows = "\n".join(_row(reader, each) for each in offers)
    return [tag("h3", html(title)), tag("ul", f"\n{rows}\n")]


def _row(reader: Reader, offer: Offer) -> str:
    cells = (
        tag("b", html(offer.format)),
        tag("span", html(reader.word(f"site.{offer.format}"))),
        tag("span", html(size_said(reader, offer.size))),
    )
    return tag("li", tag("a", *cells, href=offer.path, download=""))


def _footer(reader: Reader) -> str:
    address = reader.model.address
    if not address:
        return ""
    picture = svg(address).replace(
        "<svg ", f'<svg role="img" aria-label="{xml(reader.word("trace.scan"))}" ', 1
    )
    said = tag("p", tag("a", html(address), href=address))
    return tag("footer", picture, said)
