"""The page: one HTML file with its styles, scripts, data and base map inside."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import MapError
from geo.outputs.payload import payload
from geo.outputs.static import static_html

if TYPE_CHECKING:
    from geo.model import MapModel, Text

_PAGE = Path(__file__).parents[1] / "page"
_SLOT = re.compile(r"<!--slot:(\w+)-->|\{slot:(\w+)\}")


@dataclass(frozen=True, slots=True)
class Additions:
    """What objects added with folium bring: ready HTML for the head, the body and its end."""

    head: str = ""
    body: str = ""
    scripts: str = ""


def render(model: MapModel, additions: Additions | None = None) -> dict[str, bytes]:
    """The page as ``map.html``. Data stands in it as JSON and as escaped text, never as code."""
    return {"map.html": page(model, additions).encode("utf-8", "replace")}


def page(model: MapModel, additions: Additions | None = None) -> str:
    """The text of the page."""
    extra = additions or Additions()
    language = model.languages.index(model.language)

    def said(text: Text) -> str:
        return escape(text[language])

    # Tiles, and most of what folium draws, need all of Leaflet; the page itself does not.
    whole = bool(additions or model.basemaps)
    slots = {
        "lang": escape(model.language),
        "title": said(model.title),
        "description": said(model.summary),
        "style": (asset("leaflet.css") if whole else "") + asset("page.css"),
        "head": extra.head,
        "static": static_html(model, model.language),
        "data": payload(model),
        "script": asset("leaflet.js" if whole else "leaflet-core.js") + asset("page.js"),
        "body": extra.body,
        "extra": extra.scripts,
    }
    template = (_PAGE / "template.html").read_text(encoding="utf-8")
    return _SLOT.sub(lambda match: slots[match[1] or match[2]], template)


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
