"""What in a piece of markup could run, load or lead astray."""

from __future__ import annotations

import re
from html.parser import HTMLParser

#: What the page without scripts is made of: text, tables and drawings.
_KNOWN = frozenset(
    re.findall(
        r"\w+",
        """
        a abbr b bdi br caption cite clippath circle col colgroup dd defs desc div dl dt ellipse
        em figcaption figure footer g h1 h2 h3 h4 header i li line lineargradient main marker
        mask ol p path pattern polygon polyline rect section small span stop strong style sub sup
        svg symbol table tbody td text textpath tfoot th thead time title tr tspan ul use
        """,
    )
)
#: What metadata in a head is made of.
_METADATA = frozenset({"link", "meta"})
#: Links by which a browser may fetch something, or look up a host, before anyone asks.
_HARMLESS_LINKS = frozenset({"alternate", "author", "canonical", "help", "license"})
_ADDRESSES = frozenset({"href", "xlink:href"})
_LOADING = frozenset(
    re.findall(
        r"[\w-]+",
        "action background data formaction http-equiv ping poster src srcdoc srcset style target",
    )
)
_LINKED = ("#", "https://", "http://", "mailto:")


def strange(markup: str, *, metadata: bool = False) -> list[str]:
    """What isn't of the kind that this part of a page is made of."""
    return _Elements(markup, metadata=metadata).found


class _Elements(HTMLParser):
    def __init__(self, markup: str, *, metadata: bool) -> None:
        super().__init__()
        self.found: list[str] = []
        self._metadata = metadata
        self._data_block = False
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        known = _METADATA if self._metadata else _KNOWN
        self._data_block = tag == "script" and said.get("type", "").endswith("+json")
        if self._metadata and self._data_block:
            return
        if tag not in known or (tag == "link" and not self._is_harmless(said)):
            self.found.append(f"<{tag}>")
        for name, value in said.items():
            if name.startswith("on") or name in _LOADING:
                self.found.append(f"{name} of <{tag}>")
            elif name in _ADDRESSES and tag != "link":
                leads = _LINKED if tag == "a" else ("#",)
                if not value.lower().startswith(leads):
                    self.found.append(f"{name} of <{tag}>")

    def handle_comment(self, data: str) -> None:
        self.found.append(f"a comment of {len(data)} letters")

    def handle_decl(self, decl: str) -> None:
        self.found.append(f"a declaration of {len(decl)} letters")

    def handle_pi(self, data: str) -> None:
        self.found.append(f"an instruction of {len(data)} letters")

    def unknown_decl(self, data: str) -> None:
        self.handle_decl(data)

    @staticmethod
    def _is_harmless(said: dict[str, str]) -> bool:
        return set(said.get("rel", "").lower().split()) <= _HARMLESS_LINKS
