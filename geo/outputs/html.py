"""The page: one HTML file with its styles, scripts, data and base map inside.

It carries its own content security policy and a manifest of what it is made of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import MapError
from geo.outputs import tiles
from geo.outputs.manifest import digest_of, manifest, sealed, sealed_pieces
from geo.outputs.packed.choice import is_packed
from geo.outputs.payload import payload
from geo.outputs.policy import Needs, policy
from geo.outputs.static import static_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from geo.model import MapModel, Text
    from geo.outputs.packed.packing import Packing

_PAGE = Path(__file__).parents[1] / "page"
#: Where something goes in the template: in text, or in the value of an attribute.
SLOT = re.compile(r"<!--slot:(\w+)-->|\{slot:(\w+)\}")
_PARTS_SLOT = "<!--slot:parts-->"
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Additions:
    """What objects added with folium bring: ready HTML for the head, the body and its end."""

    head: str = ""
    body: str = ""
    scripts: str = ""
    needs: Needs | None = None


def render(model: MapModel, additions: Additions | None = None) -> dict[str, bytes]:
    """The page as ``map.html``. Data stands in it as JSON and as escaped text, never as code."""
    if additions is None and is_packed(model):
        # Most maps are not packed, and need none of this.
        from geo.outputs.packed.page import packing_of  # noqa: PLC0415
        from geo.outputs.packed.spool import Spool  # noqa: PLC0415

        with Spool() as spool:
            return {"map.html": b"".join(packed_page(model, packing_of(model, spool)).pieces())}
    return {"map.html": page(model, additions).encode("utf-8", "replace")}


@dataclass(frozen=True, slots=True)
class PackedPage:
    """A page whose parts lie in a spool: ``packed`` is what the page says of them."""

    packed: Mapping[str, Any]
    before: str
    after: str
    unsealed: str
    elements: Callable[[], Iterator[bytes]]

    def pieces(self) -> Iterator[bytes]:
        """The bytes of the page, one piece after the other."""
        return sealed_pieces(self.before, self.elements, self.after, self.unsealed)


def packed_page(
    model: MapModel, packing: Packing, *, head: str = "", beside: str = ""
) -> PackedPage:
    """The page of a map whose projects and features have been packed.

    With ``beside`` the parts are not in the page but in a file of that name, which lies beside
    it: the bytes of the packing's spool as they are.
    """
    from geo.outputs.packed.page import elements  # noqa: PLC0415 - most maps are not packed
    from geo.outputs.packed.static import packed_static_html  # noqa: PLC0415 - the same

    spool = packing.spool
    said, overview = packing.finish(model)
    if beside:
        said = said | {"file": beside, "offsets": spool.offsets, "digest": digest_of(spool.parts())}
    rest = replace(model, projects=(), features=())
    parts = {
        **program(whole=bool(model.basemaps), packed=True, archives=bool(tiles.archives(model))),
        "static": packed_static_html(rest, model.language, overview),
        "data": payload(rest, packed=said),
        "head": head,
        "tiles": "" if beside else tiles.pieces(model),
    }
    in_page: Callable[[], Iterator[bytes]] = (
        (lambda: iter(())) if beside else (lambda: elements(spool))
    )
    digests = {} if beside else {"parts": digest_of(in_page())}
    unsealed = manifest(model, parts, digests)
    before, after = _filled(model, parts, unsealed, Additions(head=head), own_files=bool(beside))
    return PackedPage(said, before, after, unsealed, in_page)


def page(
    model: MapModel, additions: Additions | None = None, *, head: str = "", beside: bool = False
) -> str:
    """The text of the page. ``head`` is what else stands in its head: metadata, no scripts.

    With ``beside`` its archives of tiles are not in it but beside it.
    """
    extra = additions or Additions()
    parts = {
        **program(whole=bool(additions or model.basemaps), archives=bool(tiles.archives(model))),
        "static": static_html(model, model.language),
        "data": payload(model),
        "head": head,
        "tiles": "" if beside else tiles.pieces(model),
        "additions": f"{extra.head}\0{extra.body}\0{extra.scripts}" if additions else "",
    }
    unsealed = manifest(model, parts)
    needs = (extra.needs or Needs()) if additions else None
    before, after = _filled(
        model,
        parts,
        unsealed,
        replace(extra, head=head + extra.head),
        needs,
        own_files=beside and bool(tiles.archives(model)),
    )
    return sealed(before + after, unsealed)


def _filled(
    model: MapModel,
    parts: Mapping[str, str],
    unsealed: str,
    extra: Additions,
    needs: Needs | None = None,
    *,
    own_files: bool = False,
) -> tuple[str, str]:
    """The page up to its packed parts, and from there on.

    ``own_files``: whether it reads files that lie beside it.
    """
    language = model.languages.index(model.language)

    def said(text: Text) -> str:
        return escape(text[language])

    slots = {
        **parts,
        "lang": escape(model.language),
        "title": said(model.title),
        "description": said(model.summary),
        "policy": policy(
            (*own_scripts(), parts["script"]),
            (parts["style"], drawing_style(parts["static"])),
            model.basemaps,
            needs,
            own_files=own_files,
        ),
        "manifest": unsealed,
        "head": extra.head,
        "body": extra.body,
        "extra": extra.scripts,
    }
    before, after = (
        SLOT.sub(lambda match: slots[match[1] or match[2]], half)
        for half in template().split(_PARTS_SLOT)
    )
    return before, after


def template() -> str:
    """The page with slots in place of its parts."""
    return (_PAGE / "template.html").read_text(encoding="utf-8")


def program(*, whole: bool, packed: bool = False, archives: bool = False) -> dict[str, str]:
    """The page's style and script; tiles, and most of what folium draws, need all of Leaflet."""
    style = asset("page.css") + (asset("packed.css") if packed else "")
    script = asset("packed.js" if packed else "page.js")
    return {
        "style": (asset("leaflet.css") if whole else "") + style,
        "script": asset("leaflet.js" if whole else "leaflet-core.js")
        + (asset("pmtiles.js") if archives else "")
        + script,
    }


def own_scripts() -> list[str]:
    """The scripts that stand in the template itself."""
    return [script for script in _SCRIPT.findall(template()) if not SLOT.search(script)]


def drawing_style(static: str) -> str:
    """The drawing's style sheet, which stands last in what needs no script."""
    return static.rpartition("<style>")[2].partition("</style>")[0]


@cache
def asset(name: str) -> str:
    """A file of the built page.

    Raises MapError where the page has not been built.
    """
    path = _PAGE / "dist" / name
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        message = (
            f"the page's {name} is not built; install the project first: python -m pip install -e ."
        )
        raise MapError(message) from None
