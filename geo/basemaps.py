"""Online base maps by their xyzservices names. Nothing is fetched here: names become addresses.

xyzservices is imported only where a map names a base map, since most maps name none.
"""

from __future__ import annotations

from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from geo.model import Basemap, Credit

if TYPE_CHECKING:
    from collections.abc import Mapping

_WEB_MERCATOR = "EPSG:3857"
#: Of a provider that doesn't say how deep it goes.
_MAX_ZOOM = 18
#: Attributes of tiles that the page doesn't know how to lay out.
_OTHER_TILES = ("tms", "tileSize", "zoomOffset")


@cache
def providers() -> Mapping[str, Any]:
    """All providers of xyzservices by their full name, such as ``OpenStreetMap.Mapnik``."""
    import xyzservices  # noqa: PLC0415 - reading its list takes a tenth of a second

    found: Mapping[str, Any] = xyzservices.providers.flatten()
    return found


def basemap(name: str) -> Basemap:
    """The base map of that name.

    Raises KeyError for an unknown name, ValueError with the reason for one of no use here.
    """
    provider = providers()[name]
    if provider.requires_token():
        message = "it asks for a key, which everyone who gets the map could read"
        raise ValueError(message)
    if provider.get("crs", _WEB_MERCATOR) != _WEB_MERCATOR:
        message = f"its tiles are in {provider['crs']}, the page's in {_WEB_MERCATOR}"
        raise ValueError(message)
    if provider.get("status"):
        message = f"its provider is known to be {provider['status']}"
        raise ValueError(message)
    url = provider.build_url(fill_subdomain=False)
    if not url.startswith("https://"):
        message = "its tiles come without encryption, and browsers block them"
        raise ValueError(message)
    if any(provider.get(key) for key in _OTHER_TILES):
        message = "its tiles are not laid out as the page expects"
        raise ValueError(message)
    return Basemap(
        id=name,
        name=name.replace(".", " "),
        url=url,
        subdomains=provider.get("subdomains", "abc") if "{s}" in url else "",
        max_zoom=int(provider.get("max_zoom", _MAX_ZOOM)),
        credits=credits_of(provider.get("html_attribution") or provider.get("attribution", "")),
    )


def credits_of(markup: str) -> tuple[Credit, ...]:
    """An attribution as runs of plain text, each with where it leads."""
    reader = _Credits()
    reader.feed(markup)
    reader.close()
    return tuple(Credit(text, url) for text, url in reader.runs if text)


class _Credits(HTMLParser):
    """Takes texts and links from an attribution, and nothing else."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.runs: list[tuple[str, str]] = []
        self._url = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        url = dict(attrs).get("href") or ""
        if tag == "a" and url.startswith(("https://", "http://")):
            self._url = url

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._url = ""

    def handle_data(self, data: str) -> None:
        self.runs.append((data, self._url))
