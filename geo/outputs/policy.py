"""The page's content security policy: what a browser may run, load and send for it.

Scripts and styles are allowed by the SHA-256 of their text and by nothing else, so that what
comes into the page later, by data or by another program, isn't run. The texts that are hashed
are those that the page is made of, never what is found in the finished page: a flaw that let
data in as markup would not give it a hash.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.model import Basemap

#: What images may be beside those of the tile servers that a map names.
_OWN_IMAGES = ("data:", "blob:")
_HOST = re.compile(r"https://(?:\*\.)?[a-z0-9.-]+(?::\d+)?(?=/|$)")


@dataclass(frozen=True, slots=True)
class Needs:
    """What objects added to the page ask of its policy.

    Texts of scripts and styles and values of style attributes are hashed; the others are
    source expressions as the policy writes them. ``allowed`` are directives with a source
    each that an analyst has allowed in so many words.
    """

    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    style_attributes: tuple[str, ...] = ()
    script_sources: tuple[str, ...] = ()
    style_sources: tuple[str, ...] = ()
    image_sources: tuple[str, ...] = ()
    frame_sources: tuple[str, ...] = ()
    allowed: tuple[tuple[str, str], ...] = ()


def policy(
    scripts: Iterable[str],
    styles: Iterable[str],
    basemaps: Iterable[Basemap] = (),
    needs: Needs | None = None,
    *,
    own_files: bool = False,
) -> str:
    """The policy of a page of these texts, as it stands in its meta element.

    With ``own_files`` it may read what lies on the same server, and nothing else.
    """
    more = needs or Needs()
    linked = [*dict.fromkeys(map(origin, more.style_sources))]
    images = (*tile_hosts(basemaps), *more.image_sources, *linked)
    rules: dict[str, list[str]] = {
        "default-src": [],
        "script-src": [*map(hash_source, (*scripts, *more.scripts)), *more.script_sources],
        "style-src": [*map(hash_source, (*styles, *more.styles)), *more.style_sources],
        "img-src": [*_OWN_IMAGES, *images],
        "connect-src": ["'self'"] if own_files else [],
        "form-action": [],
        "base-uri": [],
    }
    if needs is None:
        # Names no policy but "default", which the page's first script takes for itself.
        rules |= {"require-trusted-types-for": ["'script'"], "trusted-types": ["default"]}
    else:
        _add(rules, needs, linked)
    return "; ".join(
        " ".join([name, *(dict.fromkeys(sources) or ["'none'"])]) for name, sources in rules.items()
    )


def _add(rules: dict[str, list[str]], needs: Needs, linked: list[str]) -> None:
    """Widen a policy for what was added; markup in strings is how its libraries work."""
    # Fonts that the styles of icons bring, and those that linked style sheets ask for.
    rules["font-src"] = ["data:", *linked]
    if needs.style_attributes:
        # Lets exactly these values be, and no others: there are no handlers among them.
        values = map(hash_source, needs.style_attributes)
        rules["style-src-attr"] = ["'unsafe-hashes'", *values]
    if needs.frame_sources:
        rules["frame-src"] = [*needs.frame_sources]
    for directive, source in needs.allowed:
        # Beside a hash, browsers take no notice of this word.
        if source == "'unsafe-inline'" and directive.endswith("-attr"):
            rules[directive] = []
        rules.setdefault(directive, []).append(source)


def hash_source(text: str) -> str:
    """The source expression that allows an inline script or style of this text."""
    digest = hashlib.sha256(text.encode("utf-8", "replace")).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def tile_hosts(basemaps: Iterable[Basemap]) -> list[str]:
    """The servers that the tiles of base maps come from, each name written out."""
    found: dict[str, None] = {}
    for basemap in basemaps:
        for subdomain in basemap.subdomains or " ":
            found[origin(basemap.url.replace("{s}", subdomain))] = None
    return list(found)


def origin(address: str) -> str:
    """The scheme and host of an address of the web.

    Raises ValueError where it isn't one that a policy can name.
    """
    host = _HOST.match(address.lower())
    if not host:
        message = f"no address that a policy can name: {address}"
        raise ValueError(message)
    return host[0]


def widened(text: str, more: Mapping[str, str]) -> str:
    """A policy that lets through more: a source for each directive named."""
    rules = parsed(text)
    for name, source in more.items():
        rules[name] = (*(each for each in rules.get(name, ()) if each != "'none'"), source)
    return "; ".join(" ".join((name, *sources)) for name, sources in rules.items())


def parsed(text: str) -> dict[str, tuple[str, ...]]:
    """A policy as directives with their sources. As in browsers, the first of a name counts."""
    rules: dict[str, tuple[str, ...]] = {}
    for part in text.split(";"):
        name, *sources = part.split() or [""]
        if name:
            rules.setdefault(name.lower(), tuple(sources))
    return rules
