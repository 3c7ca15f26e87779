"""A page taken apart along the template that it was made from.

The file isn't parsed as HTML: it is held against the template, whose fixed text must stand in
it letter by letter, and what stands in between are the parts. A file that is not of this form
was made by another version, or by someone else.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geo.errors import MapError, UsageError
from geo.outputs.html import SLOT, template
from geo.outputs.manifest import digest, unsealed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MANIFEST = re.compile(
    r'<script type="application/json" id="map-manifest">(\{[^<]*\})</script>', re.ASCII
)
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"<>]*)">')
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
    """A page as read. ``parts`` is empty where the file is not of this version's form."""

    text: str
    manifest: Manifest | None
    policy: str
    parts: dict[str, str] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether each byte is the one that the manifest was sealed with."""
        said = self.manifest
        return said is not None and digest(unsealed(self.text, said.text)) == said.page


def read_bytes(path: Path) -> bytes:
    """The bytes of a file that may be a page.

    Raises UsageError where there is none, MapError where it can't be read as a page.
    """
    try:
        data = path.read_bytes()
        data.decode()
    except FileNotFoundError:
        message = f"{path}: there is no such file"
        raise UsageError(message) from None
    except OSError as error:
        message = f"{path}: can't be read: {error.strerror or error}"
        raise MapError(message) from error
    except UnicodeDecodeError as error:
        message = f"{path}: no page of ours: the byte at {error.start} is not UTF-8"
        raise MapError(message) from error
    return data


def page_of(text: str) -> Page:
    """Read a page."""
    found = _MANIFEST.search(text)
    before = _BEFORE_POLICY.match(text)
    policy = _POLICY.match(text, before.end()) if before else None
    return Page(
        text,
        _manifest(found[1]) if found else None,
        policy[1] if policy else "",
        parts_of(text) or {},
    )


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
