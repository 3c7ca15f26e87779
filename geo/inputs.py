"""The files that a map is made from, each with its SHA-256.

Counted are the files of the folder that say something: layers, their settings, the tables.
Line ends are one and the same, and so is a byte order mark or none, since git and editors
change both on their own; for a file with LF and no mark it is what ``sha256sum`` prints.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from geo.catalogue import FACTS_FILE, MAP_FILE, SOURCES_FILE
from geo.model import Input

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from geo.catalogue import Catalogue
    from geo.read import Collection

_MARK = b"\xef\xbb\xbf"


def inputs_of(catalogue: Catalogue, collections: Iterable[Collection]) -> tuple[Input, ...]:
    """The files in the order of their names, named from the folder on."""
    folder = catalogue.folder
    read = {collection.path: collection.data for collection in collections}
    settings = [path.with_suffix(".toml") for path in read]
    tables = [folder / name for name in (MAP_FILE, SOURCES_FILE, FACTS_FILE)]
    read |= {path: path.read_bytes() for path in (*settings, *tables) if path.is_file()}
    found = ((path.relative_to(folder).as_posix(), data) for path, data in read.items())
    return tuple(Input(name, digest(data)) for name, data in sorted(found))


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal digits of a text, however its lines end."""
    plain = data.removeprefix(_MARK)
    return hashlib.sha256(plain.replace(b"\r\n", b"\n") if b"\r" in plain else plain).hexdigest()


def digest_of(path: Path) -> str:
    """The same of a file."""
    return digest(path.read_bytes())
