"""What a page says of itself: which version made it, from which files, of which parts.

``page`` is the SHA-256 of the whole file with zeros in place of these digits, so that any
change to any byte shows. Who changes the file on purpose can write a manifest to match: what
proves a page then is a signature, or a build from the layers.
"""

from __future__ import annotations

import hashlib
import json
import re
from itertools import chain
from typing import TYPE_CHECKING

from geo.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from geo.model import MapModel

GENERATOR = f"projectmap {VERSION}"
_BLANK = "0" * 64
#: The manifest's last member; quotes in texts of its other members are escaped.
_WHOLE = re.compile(r'"page":"[0-9a-f]{64}"\}')


def manifest(
    model: MapModel, parts: Mapping[str, str], digests: Mapping[str, str] | None = None
) -> str:
    """The manifest as JSON text that may stand inside a <script> element, not yet sealed.

    ``digests`` are those of parts that are too large to be given.
    """
    said = {
        "generator": GENERATOR,
        "language": model.language,
        "data": model.trace.hash,
        "files": {item.name: item.digest for item in model.inputs},
        "sources": [source.id for source in model.sources],
        "parts": {name: digest(text) for name, text in parts.items() if text} | dict(digests or {}),
        "page": _BLANK,
    }
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def sealed(page: str, unsealed: str) -> str:
    """The finished page; ``unsealed`` is the manifest that stands in it."""
    text = unsealed.replace(_said(_BLANK), _said(digest(page)))
    return page.replace(f">{unsealed}<", f">{text}<", 1)


def sealed_pieces(
    before: str, between: Callable[[], Iterable[bytes]], after: str, unsealed: str
) -> Iterator[bytes]:
    """The finished page in pieces; ``between`` gives those in its middle, each time the same."""
    head, tail = (text.encode("utf-8", "replace") for text in (before, after))
    text = unsealed.replace(_said(_BLANK), _said(digest_of(chain([head], between(), [tail]))))
    yield before.replace(f">{unsealed}<", f">{text}<", 1).encode("utf-8", "replace")
    yield from between()
    yield tail


def unsealed(page: str, text: str) -> str:
    """The page as it was before its manifest ``text`` was sealed."""
    return page.replace(f">{text}<", f">{_WHOLE.sub(_said(_BLANK), text)}<", 1)


def digest_of(pieces: Iterable[bytes]) -> str:
    """The same of bytes in pieces."""
    whole = hashlib.sha256()
    for piece in pieces:
        whole.update(piece)
    return whole.hexdigest()


def digest(text: str) -> str:
    """SHA-256 in hexadecimal digits of a part of the page."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _said(digits: str) -> str:
    return f'"page":"{digits}"}}'
