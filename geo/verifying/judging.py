"""What can be said of a page by itself, and beside the layers that it shall be made from."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.errors import UsageError
from geo.outputs import html
from geo.outputs.manifest import GENERATOR
from geo.outputs.packed.spool import PARTS
from geo.outputs.policy import hash_source, parsed
from geo.outputs.tiles import are_pieces
from geo.verifying.again import (
    Fresh,
    built_again,
    has_archives,
    is_packed,
    said_of_parts,
)
from geo.verifying.elements import strange
from geo.verifying.reading import PACKED, page_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from geo.model import Input
    from geo.verifying.reading import Manifest, Page

#: Directives that must stand in a policy as they are here.
_FIXED = {
    "default-src": {"'none'"},
    "form-action": {"'none'"},
    "base-uri": {"'none'"},
    "require-trusted-types-for": {"'script'"},
    "trusted-types": {"default"},
}
_OWN_SERVER = "'self'"
_TILES = re.compile(r"https://[a-z0-9.:-]+")
_OWN_IMAGES = {"data:", "blob:"}
_MOST_NAMED = 20
_LAYERS = "layers"
#: Parts of a page that are made from the layers, and from nothing else.
_OF_LAYERS = ("lang", "title", "description", "static", "data", "tiles", PACKED)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. ``good`` is None where nothing can be said against it."""

    about: str
    good: bool | None
    said: str


def alone(page: Page, path: Path) -> Iterator[Finding]:
    """What the file shows by itself, and what lies beside it."""
    yield _unaltered(page)
    if "file" in said_of_parts(page):
        yield _parts_beside(page, path.parent / PARTS)
    known = _knows_program(page)
    yield _program(page, known=known)
    yield _network(page, known=known)


def beside(page: Page, path: Path, folder: Path) -> Finding:
    """What it shows beside a folder of layers.

    Raises LayersError where the layers have errors, MapError where they can't be read.
    """
    about, said = _LAYERS, page.manifest
    if said is None:
        return Finding(about, good=False, said="without a manifest there is nothing to compare")
    try:
        with built_again(page, folder, said.language) as fresh:
            if fresh.is_in(path):
                message = f"made from {folder}: a build of them now gives this file, byte for byte"
                return Finding(about, good=True, said=message)
            return _compared(page, said, str(folder), fresh)
    except UsageError:
        message = f"{folder} has no language {said.language!r}, in which the page opens"
        return Finding(about, good=False, said=message)


def _compared(page: Page, said: Manifest, folder: str, fresh: Fresh) -> Finding:
    """Which file or part is another one than a build of the layers takes or gives."""
    differing = _differing(said.files, fresh.model.inputs)
    if differing:
        message = f"not made from {folder} as it is: {_listed(differing)}"
        return Finding(_LAYERS, good=False, said=message)
    if said.generator != GENERATOR:
        message = (
            f"the manifest names the same files as {folder} has; {said.generator} made it, and "
            f"only that version can build it again to prove it (here is {GENERATOR})"
        )
        return Finding(_LAYERS, good=None, said=message)
    again = fresh.page()
    other = [name for name in _OF_LAYERS if again.digest(name) != page.digest(name)]
    if other:
        message = (
            f"the manifest names the same files as {folder} has, but a build of them now gives "
            f"another {_listed(other)}"
        )
        return Finding(_LAYERS, good=False, said=message)
    message = (
        f"the map in it is made from {folder}: a build of them now gives the same data and "
        "drawing; what else was put into the page is not of the layers"
    )
    return Finding(_LAYERS, good=None, said=message)


def _unaltered(page: Page) -> Finding:
    about, said = "unaltered", page.manifest
    if said is None:
        message = "it has no manifest: not made by projectmap, or before it wrote manifests"
        return Finding(about, good=False, said=message)
    if page.is_whole:
        message = f"each of its {page.size} bytes is as {said.generator} wrote it"
        return Finding(about, good=True, said=message)
    if "\r" in page.text and not page.packed and page_of(page.text.replace("\r\n", "\n")).is_whole:
        message = "no: its line ends are other ones than were written; nothing else is"
        return Finding(about, good=False, said=message)
    changed = [
        name
        for name, value in said.parts.items()
        if page.parts and page.digest(name) not in {"", value}
    ]
    where = f"in its {_listed(changed)}" if changed else "outside the parts that it lists"
    return Finding(about, good=False, said=f"no: it was changed after it was made, {where}")


def _parts_beside(page: Page, path: Path) -> Finding:
    """Whether the file with its parts is the one that it was built with."""
    about = "parts"
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        message = f"the page's data lie in {path.name}, which can't be read: {error.strerror}"
        return Finding(about, good=False, said=message)
    if found != said_of_parts(page).get("digest"):
        message = f"{path.name} beside it is another one than it was made with"
        return Finding(about, good=False, said=message)
    return Finding(about, good=True, said=f"{path.name} is the one that it was made with")


def _knows_program(page: Page) -> bool:
    """Whether what runs in it is what this version would have put there."""
    programs = (
        html.program(whole=whole, packed=is_packed(page), archives=own)
        for whole in (False, True)
        for own in (False, True)
    )
    return bool(page.parts) and any(
        all(page.parts.get(name) == text for name, text in program.items()) for program in programs
    )


def _program(page: Page, *, known: bool) -> Finding:
    about, said = "program", page.manifest
    if not page.parts:
        who = said.generator if said else "nobody"
        message = f"it has another form than pages of {GENERATOR}; it names {who} as its maker"
        return Finding(about, good=None if said and who != GENERATOR else False, said=message)
    odd = [*_odd(page)]
    if odd:
        return Finding(about, good=False, said=f"no page of ours has {_listed(odd)}")
    if not known:
        return Finding(about, good=False, said=f"its script is not that of {GENERATOR}")
    if page.parts["body"] or page.parts["extra"]:
        message = "that of projectmap, and what an analyst added with folium, which is not checked"
        return Finding(about, good=None, said=message)
    return Finding(about, good=True, said=f"that of {GENERATOR}, letter by letter")


def _odd(page: Page) -> Iterator[str]:
    """What can't stand in a page that was built."""
    parts = page.parts
    yield from dict.fromkeys(strange(parts["static"]))
    if not (parts["body"] or parts["extra"]):
        yield from dict.fromkeys(strange(parts["head"], metadata=True))
    if parts[PACKED]:
        yield "something among its packed parts"
    if not are_pieces(parts["tiles"]):
        yield "something among the tiles of its base map"
    for name in ("lang", "title", "description", "data", "manifest"):
        if "<" in parts[name] or (name in {"lang", "description"} and '"' in parts[name]):
            yield f"markup in its {name}"


def _network(page: Page, *, known: bool) -> Finding:
    about = "network"
    if not page.policy:
        message = "nothing keeps it from the network: it has no policy before all else"
        return Finding(about, good=False, said=message)
    rules = parsed(page.policy)
    lax = [*_lax(rules, page)]
    hosts = [host for host in rules.get("img-src", ()) if host not in _OWN_IMAGES]
    if page.is_whole and (page.parts.get("extra") or page.parts.get("body")):
        return Finding(about, good=None, said=_reach_of_added(rules))
    if lax:
        message = f"its policy is wider than that of a map alone: {_listed(lax)}"
        return Finding(about, good=False, said=message)
    if not known or [*_odd(page)]:
        message = "its policy lets no request through, but its program is not known"
        return Finding(about, good=False if page.parts else None, said=message)
    if hosts:
        message = (
            f"it asks {_listed(hosts)} for pictures of the ground once a reader chooses such a "
            "base map, and nobody else for anything"
        )
        return Finding(about, good=None, said=message)
    nowhere = "it can reach none; only a link that a reader opens leads out of it"
    own = "it reads files that lie beside it on its server, and nothing else"
    message = own if _reach(page) == _OWN_SERVER else nowhere
    return Finding(about, good=True, said=message)


def _reach(page: Page) -> str:
    """What its script may ask: the server it came from, where files of its own lie beside it."""
    beside = "file" in said_of_parts(page) or (has_archives(page) and not page.parts["tiles"])
    return _OWN_SERVER if beside else "'none'"


def _reach_of_added(rules: Mapping[str, tuple[str, ...]]) -> str:
    """What a page with objects of an analyst can reach, by its policy."""
    sources = dict.fromkeys(source for each in rules.values() for source in each)
    # Words of the policy stand in quotes, and what ends in a colon is in the file itself.
    hosts = [each for each in sources if not each.startswith("'") and "." in each]
    wide = [each for each in ("'unsafe-inline'", "'unsafe-eval'", "*", "https:") if each in sources]
    reach = f"its policy lets it ask {_listed(hosts)}" if hosts else "its policy lets it ask nobody"
    said = f"{reach}; what was added with folium runs beside the map"
    return f"{said}, and was allowed {_listed(wide)}" if wide else said


def _lax(rules: Mapping[str, tuple[str, ...]], page: Page) -> Iterator[str]:
    """What a policy lets through beyond the page's own scripts, styles and images."""
    for name, wanted in _FIXED.items():
        if set(rules.get(name, ())) != wanted:
            yield name
    if set(rules.get("connect-src", ())) != {_reach(page)}:
        yield "connect-src"
    scripts = {hash_source(text) for text in (*html.own_scripts(), page.parts.get("script", ""))}
    drawn = html.drawing_style(page.parts.get("static", ""))
    styles = {hash_source(text) for text in (page.parts.get("style", ""), drawn)}
    for name, own in (("script-src", scripts), ("style-src", styles)):
        others = [each for each in rules.get(name, ("nothing",)) if each not in own]
        if others and (page.parts or any(not each.startswith("'sha256-") for each in others)):
            yield f"{name} {' '.join(others)}"
    for source in rules.get("img-src", ()):
        if source not in _OWN_IMAGES and not _TILES.fullmatch(source):
            yield f"img-src {source}"
    for name in rules:
        if name not in {*_FIXED, "connect-src", "script-src", "style-src", "img-src"}:
            yield f"{name} {' '.join(rules[name])}"


def _differing(said: Mapping[str, str], inputs: tuple[Input, ...]) -> list[str]:
    here = {item.name: item.digest for item in inputs}
    found = [f"{name} is another" for name in said if name in here and here[name] != said[name]]
    found += [f"{name} is not there" for name in said if name not in here]
    return [*found, *(f"{name} came later" for name in here if name not in said)]


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
