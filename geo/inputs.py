"""The files that a map is made from, each with its SHA-256.

Counted are the files of the folder that say something: layers, their settings, the tables.
Line ends are one and the same, and so is a byte order mark or none, since git and editors
change both on their own; for a file with LF and no mark it is what ``sha256sum`` prints.
Archives of tiles count byte by byte.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from geo.catalogue import FACTS_FILE, MAP_FILE, SOURCES_FILE
from geo.model import Input
from geo.suffixes import is_columnar, is_sequence, is_tiled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from geo.catalogue import Catalogue
    from geo.read import Collection

_MARK = b"\xef\xbb\xbf"


def inputs_of(catalogue: Catalogue, collections: Iterable[Collection]) -> tuple[Input, ...]:
    """The files in the order of their names, named from the folder on."""
    found = {each.path: hashlib.sha256(content_of(each)).hexdigest() for each in collections}
    return inputs_from(catalogue, found)


def inputs_from(catalogue: Catalogue, layers: Mapping[Path, str]) -> tuple[Input, ...]:
    """The same where the digests of the layers' files are known."""
    folder = catalogue.folder
    settings = [path.with_suffix(".toml") for path in layers]
    tables = [folder / name for name in (MAP_FILE, SOURCES_FILE, FACTS_FILE)]
    tables += [
        layer.path.with_name(layer.settings.table)
        for layer in catalogue.layers
        if is_tiled(layer.path) and layer.path in layers
    ]
    texts = {path: digest_of(path) for path in (*settings, *tables) if path.is_file()}
    digests = {**layers, **texts}
    found = {path.relative_to(folder).as_posix(): digits for path, digits in digests.items()}
    if basemap := catalogue.settings.basemap:
        found[basemap.file] = digest_of_bytes(folder / basemap.file)
    return tuple(Input(name, digits) for name, digits in sorted(found.items()))


def content_of(collection: Collection) -> bytes:
    """What stands in the file that was read: its text, its line ends alike, or its bytes."""
    if is_columnar(collection.path):
        return collection.path.read_bytes()
    # Of a text sequence, what parts its texts was left out as it was read.
    sequence = is_sequence(collection.path)
    data = collection.path.read_bytes() if sequence else collection.data
    return plain(data)


def plain(data: bytes) -> bytes:
    """A text without a byte order mark, however its lines end."""
    text = data.removeprefix(_MARK)
    return text.replace(b"\r\n", b"\n") if b"\r" in text else text


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal digits of a text, however its lines end."""
    return hashlib.sha256(plain(data)).hexdigest()


def digest_of_bytes(path: Path) -> str:
    """SHA-256 in hexadecimal digits of a file that is no text."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest_of(path: Path) -> str:
    """The same of a file; of one that is no text, what ``sha256sum`` prints."""
    return digest_of_bytes(path) if is_columnar(path) else digest(path.read_bytes())
