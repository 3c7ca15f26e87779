"""The page: one HTML file with its styles, scripts, data and base map inside.

It carries its own content security policy and a manifest of what it is made of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import MapError
from geo.outputs.manifest import manifest, sealed
from geo.outputs.payload import payload
from geo.outputs.policy import Needs, policy
from geo.outputs.static import static_html

if TYPE_CHECKING:
    from geo.model import MapModel, Text

_PAGE = Path(__file__).parents[1] / "page"
#: Where something goes in the template: in text, or in the value of an attribute.
SLOT = re.compile(r"<!--slot:(\w+)-->|\{slot:(\w+)\}")
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
    return {"map.html": page(model, additions).encode("utf-8", "replace")}


def page(model: MapModel, additions: Additions | None = None, *, head: str = "") -> str:
    """The text of the page. ``head`` is what else stands in its head: metadata, no scripts."""
    extra = additions or Additions()
    language = model.languages.index(model.language)

    def said(text: Text) -> str:
        return escape(text[language])

    parts = {
        **program(whole=bool(additions or model.basemaps)),
        "static": static_html(model, model.language),
        "data": payload(model),
        "head": head,
        "additions": f"{extra.head}\0{extra.body}\0{extra.scripts}" if additions else "",
    }
    unsealed = manifest(model, parts)
    slots = {
        **parts,
        "lang": escape(model.language),
        "title": said(model.title),
        "description": said(model.summary),
        "policy": policy(
            (*own_scripts(), parts["script"]),
            (parts["style"], drawing_style(parts["static"])),
            model.basemaps,
            (extra.needs or Needs()) if additions else None,
        ),
        "manifest": unsealed,
        "head": head + extra.head,
        "body": extra.body,
        "extra": extra.scripts,
    }
    filled = SLOT.sub(lambda match: slots[match[1] or match[2]], template())
    return sealed(filled, unsealed)


def template() -> str:
    """The page with slots in place of its parts."""
    return (_PAGE / "template.html").read_text(encoding="utf-8")


def program(*, whole: bool) -> dict[str, str]:
    """The page's style and script; tiles, and most of what folium draws, need all of Leaflet."""
    return {
        "style": (asset("leaflet.css") if whole else "") + asset("page.css"),
        "script": asset("leaflet.js" if whole else "leaflet-core.js") + asset("page.js"),
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
