"""What folium objects on a ProjectMap bring to its page, made repeatable and offline.

folium names its objects with random ids and links to addresses on the network. Here the
ids are counted instead, and linked files are put into the page where their npm package
is at hand; what is left is said in a NetworkWarning.
"""

from __future__ import annotations

import base64
import mimetypes
import re
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from branca.element import CssLink, Element, Figure, JavascriptLink

from geo.errors import NetworkWarning
from geo.outputs.html import Additions, asset

if TYPE_CHECKING:
    from collections.abc import Iterator

_CSS_URL = re.compile(r"""url\(\s*(['"]?)(?!data:|#)([^'")]+)\1\s*\)""")
#: The classes of an icon of Font Awesome, as in ``<i class="fa fa-plane">``.
_FONT_AWESOME = re.compile(r"\bfa(?:[srb]|-solid|-regular|-brands)?\s+fa-")
#: An id that branca gives an element.
_ID = re.compile("[0-9a-f]{32}")
_VERSION = re.compile(r"v?\d+\.\d+[\w.+-]*")
#: Attributes in which folium's layers keep the address that they load from.
_ADDRESS_ATTRIBUTES = ("tiles", "url")


def additions_of(figure: Figure, **kwargs: Any) -> Additions | None:
    """What the objects on the figure's map bring; None where nothing was added to it."""
    slots = (figure.header, figure.html, figure.script)
    added = [*figure._children.values()][1:]
    if not any([added, *(part._children for part in (*figure._children.values(), *slots))]):
        return None
    # Rendering adds to the elements, which would come on top of it the next time.
    before = [(element, element._children.copy()) for element in _elements(figure, set())]
    try:
        return _additions(figure, **kwargs)
    finally:
        for element, children in before:
            element._children = children


def _additions(figure: Figure, **kwargs: Any) -> Additions:
    """Render the objects into the figure's slots, and take them out of there."""
    for child in figure._children.values():
        child.render(**kwargs)
    remote: list[str] = list(_loaded_addresses(figure))
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
    scripts.insert(0, f"<script>{asset('folium.js')}</script>")
    if "AwesomeMarkers" in script:
        styles.insert(0, f"<style>{asset('folium.css')}</style>")
    if '"prefix": "fa"' in script or _FONT_AWESOME.search(script + body):
        styles.insert(0, f"<style>{asset('fontawesome.css')}</style>")
    if remote:
        message = "the saved map will ask the network for: " + ", ".join(dict.fromkeys(remote))
        warnings.warn(message, NetworkWarning, stacklevel=5)
    count = _Counter(figure)
    return Additions(
        head=count(figure.header.render(**kwargs) + "".join(styles)),
        body=count(body),
        scripts="".join(scripts) + f"<script>{count(script)}</script>",
    )


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
