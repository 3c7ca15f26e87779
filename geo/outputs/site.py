"""The map as a site: a zip with the page, its documents and data, ready for any static host."""

from __future__ import annotations

import importlib
import mimetypes
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from geo.errors import MapError
from geo.layout import DATA, DOCUMENTS
from geo.outputs import tiles
from geo.outputs.files import Offer, files_page, languages_of
from geo.outputs.html import packed_page, page
from geo.outputs.markup import Reader, tag
from geo.outputs.packed.choice import is_packed
from geo.outputs.packed.page import packing_of
from geo.outputs.packed.spool import PARTS, Spool
from geo.outputs.packed.static import discs
from geo.outputs.raster import png
from geo.outputs.rows import trace_line
from geo.outputs.svg import Sheet, picture
from geo.sheets.archive import zipped

if TYPE_CHECKING:
    from geo.model import MapModel
    from geo.outputs.packed.packing import Packing

#: What link previews take, in pixels, and how many of these a CSS pixel of the drawing is.
_PREVIEW = (1200, 630)
_ENLARGED, _CSS_DPI = 1.5, 96
_TYPES = {
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "pdf": "application/pdf",
    "png": "image/png",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "svg": "image/svg+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: More documents at once would take more memory than time.
_MOST_AT_ONCE = 4
#: Open Graph wants a territory with the language.
_LOCALES = {"kk": "kk_KZ", "ru": "ru_RU", "en": "en_GB"}


def render(model: MapModel, packing: Packing | None = None) -> dict[str, bytes]:
    """Write the zip; the page opens in the model's language.

    ``packing`` has its projects and features where they have been packed already.

    Raises MapError where the layout asks for a language that the map hasn't.
    """
    if packing is None and is_packed(model):
        with Spool() as spool:
            return _site(model, packing_of(model, spool))
    return _site(model, packing)


def _site(model: MapModel, packing: Packing | None) -> dict[str, bytes]:
    files = _files(model)
    offers = [
        Offer(path, path.rpartition(".")[2], path.rpartition("/")[0], len(data))
        for path, data in files.items()
    ]
    head = _metadata(model, offers)
    files |= _page(model, head, packing)
    files["files.html"] = files_page(model, offers).encode("utf-8", "replace")
    files["preview.png"] = _preview(model, packing)
    files["README.txt"] = _readme(model, offers).encode("utf-8", "replace")
    return {"map.site.zip": zipped(files)}


def _page(model: MapModel, head: str, packing: Packing | None) -> dict[str, bytes]:
    """The page, and beside it what it asks the server for: its parts, archives of tiles."""
    beside = tiles.beside(model)
    if packing is None:
        text = page(model, head=head, beside=True)
        return {"index.html": text.encode("utf-8", "replace"), **beside}
    made = packed_page(model, packing, head=head, beside=PARTS)
    parts = b"".join(packing.spool.parts())
    return {"index.html": b"".join(made.pieces()), PARTS: parts, **beside}


def _files(model: MapModel) -> dict[str, bytes]:
    """The documents of each language in its folder, and the data, in the order of the layout."""
    options = model.layout.site
    unknown = [code for code in options.languages if code not in model.languages]
    if unknown:
        known = ", ".join(model.languages)
        message = f"[layout.site] languages: the map has no {unknown[0]!r}; it has {known}"
        raise MapError(message)
    wanted = [
        (code, name)
        for code in options.languages or model.languages
        for name in DOCUMENTS
        if name in options.formats
    ]
    # Most of the time goes into pictures, which are painted outside of Python.
    with ThreadPoolExecutor(min(_MOST_AT_ONCE, os.cpu_count() or 1)) as pool:
        made = pool.map(lambda each: _rendered(each[1], replace(model, language=each[0])), wanted)
        documents = zip(wanted, made, strict=True)
        found = {f"{code}/{file}": data for (code, _), of in documents for file, data in of.items()}
    for name in (each for each in DATA if each in options.formats):
        found |= _rendered(name, model)
    return found


def _rendered(name: str, model: MapModel) -> dict[str, bytes]:
    made: dict[str, bytes] = importlib.import_module(f"geo.outputs.{name}").render(model)
    return made


def _metadata(model: MapModel, offers: list[Offer]) -> str:
    """What link previews and search engines read in the page's head.

    They want whole addresses, so without one there is no picture.
    """
    reader = Reader(model, model.language)
    title, about = reader.of(model.title), reader.of(model.summary)
    others = [code for code in model.languages if code != model.language]
    said = [
        ("property", "og:type", "website"),
        ("property", "og:title", title),
        ("property", "og:description", about),
        ("property", "og:locale", _LOCALES.get(model.language, "")),
        *(("property", "og:locale:alternate", _LOCALES.get(code, "")) for code in others),
    ]
    links = []
    if model.address:
        image = urljoin(model.address, "preview.png")
        width, height = _PREVIEW
        said += [
            ("property", "og:url", model.address),
            ("property", "og:image", image),
            ("property", "og:image:type", "image/png"),
            ("property", "og:image:width", str(width)),
            ("property", "og:image:height", str(height)),
            ("property", "og:image:alt", title),
        ]
        links.append(tag("link", rel="canonical", href=model.address))
    said.append(("name", "twitter:card", "summary_large_image" if model.address else "summary"))
    links.append(tag("link", rel="help", href="files.html", title=reader.word("site.files")))
    links += [
        tag(
            "link",
            rel="alternate",
            type=_TYPES.get(offer.format) or mimetypes.guess_type(offer.path)[0],
            hreflang=offer.language or None,
            title=Reader(model, offer.language or model.language).word(f"site.{offer.format}"),
            href=offer.path,
        )
        for offer in offers
    ]
    metas = [tag("meta", **{f"{kind}_": key, "content": text}) for kind, key, text in said if text]
    return "\n".join([*metas, *links]) + "\n"


def _preview(model: MapModel, packing: Packing | None) -> bytes:
    """The title and the map, drawn for the size of link previews, which are shown small."""
    reader = Reader(model, model.language)
    width, height = (pixels / _ENLARGED for pixels in _PREVIEW)
    sheet = Sheet(width, height, explained=False, key=False, notes=(trace_line(reader),))
    if packing is not None:
        # So many that their numbers say more than they would themselves.
        _said, overview = packing.finish(model)
        model = replace(model, projects=(), features=())
        sheet = replace(sheet, more=lambda frame, look: discs(overview, frame, look, reader))
    drawn = picture(model, model.language, sheet)
    return png(drawn.svg, width, height, _CSS_DPI * _ENLARGED, {"Title": reader.of(model.title)})


def _readme(model: MapModel, offers: list[Offer]) -> str:
    """For whoever puts the files on a server."""
    parts = []
    for code in languages_of(model, offers):
        reader = Reader(model, code)
        address = model.address
        where = reader.word("site.address" if address else "site.no_address", address=address)
        title = " ".join(reader.of(model.title).split())
        copies = "".join(
            f"{reader.word('site.copy', file=file, name=name)}\n"
            for name, file in tiles.copied(model).items()
        )
        said = f"{reader.word('site.upload')}\n{copies}{where}\n{trace_line(reader)}\n"
        parts.append(f"{title}\n\n{said}")
    return "\n\n".join(parts)
