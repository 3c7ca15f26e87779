"""What folium objects on a ProjectMap bring to its page, made repeatable and offline.

folium names its objects with random ids and links to addresses on the network. Here the
ids are counted instead, and linked files are put into the page where their npm package
is at hand; what is left is said in a NetworkWarning. Their scripts and styles are let
through the page's security policy one by one; what it shuts off is said in a PolicyWarning.
"""

from __future__ import annotations

import base64
import mimetypes
import re
import warnings
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from branca.element import CssLink, Element, Figure, JavascriptLink

from geo.errors import NetworkWarning, PolicyWarning
from geo.outputs.demands import demands_of
from geo.outputs.html import Additions, asset
from geo.outputs.policy import Needs, origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Allowed = Iterable[tuple[str, str]]

_CSS_URL = re.compile(r"""url\(\s*(['"]?)(?!data:|#)([^'")]+)\1\s*\)""")
#: The classes of an icon of Font Awesome, as in ``<i class="fa fa-plane">``.
_FONT_AWESOME = re.compile(r"\bfa(?:[srb]|-solid|-regular|-brands)?\s+fa-")
#: An id that branca gives an element.
_ID = re.compile("[0-9a-f]{32}")
_VERSION = re.compile(r"v?\d+\.\d+[\w.+-]*")
#: Attributes in which folium's layers keep the address that they load from.
_ADDRESS_ATTRIBUTES = ("tiles", "url")
#: The label of a host that stands for one of several.
_SUBDOMAIN = re.compile(r"//[^/.]*\{s\}[^/.]*\.")
#: Colours of icons, which Leaflet.awesome-markers makes a style attribute of.
_ICON_COLOR = re.compile(r'"iconColor":\s*"([^"\\]*)"')


def additions_of(figure: Figure, allowed: Allowed = (), **kwargs: Any) -> Additions | None:
    """What the objects on the figure's map bring; None where nothing was added to it.

    ``allowed`` are directives of the page's policy, each with what it shall let through too.
    """
    slots = (figure.header, figure.html, figure.script)
    added = [*figure._children.values()][1:]
    if not any([added, *(part._children for part in (*figure._children.values(), *slots))]):
        return None
    # Rendering adds to the elements, which would come on top of it the next time.
    before = [(element, element._children.copy()) for element in _elements(figure, set())]
    try:
        return _additions(figure, allowed, **kwargs)
    finally:
        for element, children in before:
            element._children = children


def _additions(figure: Figure, allowed: Allowed, **kwargs: Any) -> Additions:
    """Render the objects into the figure's slots, and take them out of there."""
    for child in figure._children.values():
        child.render(**kwargs)
    loaded = list(_loaded_addresses(figure))
    remote = [*loaded]
    styles, scripts = [], []
    for name, child in list(figure.header._children.items()):
        if isinstance(child, CssLink):
            styles.append(_inlined(child.url, "style", remote) or child.render())
        elif isinstance(child, JavascriptLink):
            scripts.append(_inlined(child.url, "script", remote) or child.render())
        else:
            continue
        del figure.header._children[name]
    script = figure.script.render(**kwargs)
    body = figure.html.render(**kwargs)
    if "AwesomeMarkers" in script:
        styles.insert(0, f"<style>{asset('folium.css')}</style>")
    if '"prefix": "fa"' in script or _FONT_AWESOME.search(script + body):
        styles.insert(0, f"<style>{asset('fontawesome.css')}</style>")
    if remote:
        message = "the saved map will ask the network for: " + ", ".join(dict.fromkeys(remote))
        warnings.warn(message, NetworkWarning, stacklevel=5)
    count = _Counter(figure)
    head = _lines(count(figure.header.render(**kwargs) + "".join(styles)))
    body = _lines(count(body))
    ends = _lines("".join(scripts) + f"<script>{count(script)}</script>")
    own = asset("folium.js")
    needs = _needs(head + body + ends, loaded, tuple(allowed))
    return Additions(
        head=head,
        body=body,
        scripts=f"<script>{own}</script>{ends}",
        needs=replace(needs, scripts=(own, *needs.scripts)),
    )


def _lines(text: str) -> str:
    """With line ends as a browser counts them when it hashes."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _needs(markup: str, loaded: list[str], allowed: tuple[tuple[str, str], ...]) -> Needs:
    """What all that was added asks of the page's policy; what that refuses is warned of."""
    found = demands_of(markup)
    found.style_attributes += [f"color: {color}" for color in _ICON_COLOR.findall(markup)]
    for address in loaded:
        whole = f"https:{address}" if address.startswith("//") else address
        try:
            found.image_sources.append(origin(_SUBDOMAIN.sub("//*.", whole)))
        except ValueError as error:
            found.refused.append(str(error))
    known = {f"({directive} {source})" for directive, source in allowed}
    refused = [said for said in found.refused if not any(words in said for words in known)]
    if refused:
        message = "the saved map's policy shuts off: " + "; ".join(dict.fromkeys(refused))
        warnings.warn(message, PolicyWarning, stacklevel=6)
    return found.needs(allowed)


class _Counter:
    """Counts: the random ids of the elements below a figure become 1, 2, 3 as they are met."""

    def __init__(self, figure: Figure) -> None:
        self._known = {element._id for element in _elements(figure, set())}
        self._numbers: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        return _ID.sub(self._number, text)

    def _number(self, match: re.Match[str]) -> str:
        if match[0] not in self._known:
            return match[0]
        return self._numbers.setdefault(match[0], str(len(self._numbers) + 1))


def _elements(element: Element, seen: set[int]) -> Iterator[Element]:
    """An element, those on it and those that it keeps as attributes, each once."""
    if id(element) in seen:
        return
    seen.add(id(element))
    yield element
    own = [value for key, value in vars(element).items() if key != "_parent"]
    for value in [*own, *element._children.values()]:
        if isinstance(value, Element):
            yield from _elements(value, seen)


def _loaded_addresses(figure: Figure) -> Iterator[str]:
    for element in _elements(figure, set()):
        if isinstance(element, CssLink | JavascriptLink):
            continue
        for name in _ADDRESS_ATTRIBUTES:
            value = getattr(element, name, None)
            if isinstance(value, str) and re.match(r"(https?:)?//", value):
                yield value


def _inlined(url: str, kind: str, remote: list[str]) -> str | None:
    """The linked file as an element of its own; None, and noted, where it isn't at hand."""
    path = _in_node_modules(url)
    if path is None:
        remote.append(url)
        return None
    text = path.read_text(encoding="utf-8")
    if kind == "style":
        text = _CSS_URL.sub(lambda match: _data_uri(path, match), text)
    closed = text.replace(f"</{kind}", rf"<\/{kind}")
    return f"<{kind}>{closed}</{kind}>"


def _in_node_modules(url: str) -> Path | None:
    """The file that a package address means, in node_modules here or in a folder above.

    Understands ``…/NAME@VERSION/PATH`` and ``…/NAME/VERSION/PATH``; the installed version
    must be of the same major one.
    """
    segments = [part for part in unquote(urlsplit(url).path).split("/") if part]
    for index, segment in enumerate(segments):
        name, at, version = segment.rpartition("@")
        rest = segments[index + 1 :]
        if at and name and _VERSION.fullmatch(version):
            scope = segments[index - 1] if index and segments[index - 1].startswith("@") else ""
            return _package_file("/".join(filter(None, (scope, name))), version, rest)
        if index and _VERSION.fullmatch(segment) and rest:
            return _package_file(segments[index - 1], segment, rest)
    return None


def _package_file(name: str, version: str, rest: list[str]) -> Path | None:
    if ".." in rest or ".." in name:
        return None
    here = Path.cwd()
    for folder in (here, *here.parents):
        package = folder / "node_modules" / name
        if not (package / "package.json").is_file() or not _same_major(package, version):
            continue
        for candidate in (package.joinpath(*rest), package.joinpath("dist", *rest)):
            if candidate.is_file():
                return candidate
    return None


def _same_major(package: Path, version: str) -> bool:
    found = re.search(r'"version"\s*:\s*"v?(\d+)', (package / "package.json").read_text("utf-8"))
    return found is not None and found[1] == version.lstrip("v").split(".")[0]


def _data_uri(style: Path, match: re.Match[str]) -> str:
    target = style.parent / match[2].split("?")[0].split("#")[0]
    if not target.is_file():
        return match[0]
    kind = mimetypes.guess_type(target.name)[0] or "application/octet-stream"
    return f"url(data:{kind};base64,{base64.b64encode(target.read_bytes()).decode()})"
