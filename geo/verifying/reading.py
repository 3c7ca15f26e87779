"""A page taken apart along the template that it was made from.

The file isn't parsed as HTML: it is held against the template, whose fixed text must stand in
it letter by letter, and what stands in between are the parts. A file that is not of this form
was made by another version, or by someone else.
"""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO

from geo.errors import MapError, UsageError
from geo.outputs.html import SLOT, template
from geo.outputs.manifest import digest, unsealed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_MANIFEST = re.compile(
    r'<script type="application/json" id="map-manifest">(\{[^<]*\})</script>', re.ASCII
)
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"<>]*)">')
#: A packed part, and how it begins.
PART_START = b'<script type="application/octet-stream" class="part">'
PART = re.compile(re.escape(PART_START) + rb"[A-Za-z0-9+/]+={0,2}</script>\n")
#: What the manifest calls all of them.
PACKED = "parts"
_BLOCK = 1 << 20
#: What must come before anything that a browser could run or load.
_BEFORE_POLICY = re.compile(
    r'<!doctype html>\n<html lang="[\w-]*">\n<head>\n<meta charset="utf-8">\n'
)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a page says of itself."""

    text: str
    generator: str
    language: str
    files: dict[str, str]
    parts: dict[str, str]
    page: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page as read. ``parts`` is empty where the file is not of this version's form.

    ``text`` is without the packed parts, whose digest is ``packed``, empty where there are none;
    ``seal`` is the digest that the manifest should have of the whole, ``size`` is its bytes.
    """

    text: str
    manifest: Manifest | None
    policy: str
    seal: str
    size: int
    packed: str = ""
    parts: dict[str, str] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether each byte is the one that the manifest was sealed with."""
        return self.manifest is not None and self.seal == self.manifest.page

    def digest(self, part: str) -> str:
        """The digest of a part as the manifest has it; empty where the page has no such part."""
        if part == PACKED:
            return self.packed
        return digest(self.parts[part]) if part in self.parts else ""


def read_page(path: Path) -> Page:
    """Read a page. Of its packed parts no more than one is in memory at a time.

    Raises UsageError where there is none, MapError where it can't be read as a page.
    """
    try:
        with path.open("rb") as file:
            return _read(file)
    except FileNotFoundError:
        message = f"{path}: there is no such file"
        raise UsageError(message) from None
    except OSError as error:
        message = f"{path}: can't be read: {error.strerror or error}"
        raise MapError(message) from error
    except UnicodeDecodeError as error:
        message = f"{path}: no page of ours: the byte at {error.start} is not UTF-8"
        raise MapError(message) from error


def _read(file: BinaryIO) -> Page:
    head = _up_to_parts(file)
    before = head.decode()
    said = _manifest_in(before)
    whole = hashlib.sha256((unsealed(before, said.text) if said else before).encode())
    in_parts = hashlib.sha256()
    packed = False
    file.seek(len(head))
    line = b""
    for line in file:
        if not PART.fullmatch(line):
            break
        packed = True
        whole.update(line)
        in_parts.update(line)
    else:
        line = b""
    rest = line + file.read()
    try:
        after = rest.decode()
    except UnicodeDecodeError as error:
        error.start += file.tell() - len(rest)
        raise
    # The manifest may stand behind what looks like parts, in a page that isn't ours.
    said = said or _manifest_in(after)
    whole.update(rest)
    return _page(
        before + after, said, whole.hexdigest(), file.tell(), in_parts.hexdigest() if packed else ""
    )


def read_pieces(pieces: Iterable[bytes]) -> Page:
    """Read a page that comes in pieces."""
    with tempfile.TemporaryFile() as file:
        file.writelines(pieces)
        file.seek(0)
        return _read(file)


def _up_to_parts(file: BinaryIO) -> bytes:
    """The file up to its packed parts, or all of it where it has none."""
    found = bytearray()
    while block := file.read(_BLOCK):
        start = max(0, len(found) - len(PART_START))
        found += block
        at = found.find(PART_START, start)
        if at >= 0:
            return bytes(found[:at])
    return bytes(found)


def page_of(text: str) -> Page:
    """Read a page without packed parts."""
    said = _manifest_in(text)
    seal = digest(unsealed(text, said.text) if said else text)
    return _page(text, said, seal, len(text.encode()))


def _page(text: str, said: Manifest | None, seal: str, size: int, packed: str = "") -> Page:
    before = _BEFORE_POLICY.match(text)
    policy = _POLICY.match(text, before.end()) if before else None
    return Page(text, said, policy[1] if policy else "", seal, size, packed, parts_of(text) or {})


def _manifest_in(text: str) -> Manifest | None:
    found = _MANIFEST.search(text)
    return _manifest(found[1]) if found else None


def _manifest(text: str) -> Manifest | None:
    try:
        said: Any = json.loads(text)
        return Manifest(
            text,
            str(said["generator"]),
            str(said["language"]),
            {str(name): str(value) for name, value in said["files"].items()},
            {str(name): str(value) for name, value in said["parts"].items()},
            str(said["page"]),
        )
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
        return None


def parts_of(text: str) -> dict[str, str] | None:
    """What stands in the slots of the template, or None where the text has another form."""
    at = 0
    name = ""
    found: dict[str, str] = {}
    for fixed, slot in _pieces(template()):
        end = text.find(fixed, at) if name else (0 if text.startswith(fixed) else -1)
        if name and not slot:
            # The last piece ends the file.
            end = len(text) - len(fixed) if text.endswith(fixed) else -1
        if end < at:
            return None
        if name:
            found[name] = text[at:end]
        at, name = end + len(fixed), slot
    return found


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """The fixed texts of the template, each with the slot that follows it."""
    at = 0
    for match in SLOT.finditer(text):
        yield text[at : match.start()], match[1] or match[2]
        at = match.end()
    yield text[at:], ""
