"""The hashes of layers that are read block by block, reckoned beside the other work."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.streaming.survey import count
from geo.suffixes import is_columnar
from geo.trace import Content, data_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from geo.catalogue import Catalogue

_BLOCK = 1 << 20
_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Digests:
    """The hash of a map's data, and the digest of each layer's file."""

    data: str
    files: dict[Path, str]


@contextmanager
def digests(catalogue: Catalogue) -> Iterator[Callable[[], Digests]]:
    """Reckon them in a thread; what is given waits for it to be done."""
    stopped: list[bool] = []
    with ThreadPoolExecutor(1, "digests") as thread:
        found = thread.submit(_digests, catalogue, stopped)
        try:
            yield found.result
        finally:
            stopped.append(True)


def _digests(catalogue: Catalogue, stopped: list[bool]) -> Digests:
    files = {}
    contents = []
    for layer in (*catalogue.layers, *catalogue.context):
        digest = hashlib.sha256()
        files[layer.path] = digest
        size, blocks = _content(layer.path, stopped)
        contents.append(Content(layer.path, size, _noted(blocks, digest)))
    data = data_hash(catalogue, contents)
    return Digests(data, {path: digest.hexdigest() for path, digest in files.items()})


def _noted(blocks: Iterator[bytes], digest: hashlib._Hash) -> Iterator[bytes]:
    for block in blocks:
        digest.update(block)
        yield block


def _content(path: Path, stopped: list[bool]) -> tuple[int, Iterator[bytes]]:
    """The size of what counts of a file, and its blocks."""
    found = count(path)
    if is_columnar(path):
        return found.size, _blocks(path, stopped)
    with path.open("rb") as file:
        mark = len(_MARK) if file.read(len(_MARK)) == _MARK else 0
    blocks = _blocks(path, stopped, mark)
    size = found.size - mark - found.carriage_returns
    return size, _plain(blocks) if found.carriage_returns else blocks


def _blocks(path: Path, stopped: list[bool], start: int = 0) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while (block := file.read(_BLOCK)) and not stopped:
            yield block


def _plain(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The blocks of a text with one kind of line ends."""
    held = b""
    for block in blocks:
        text = held + block
        held = text[-1:] if text.endswith(b"\r") else b""
        yield (text[:-1] if held else text).replace(b"\r\n", b"\n")
    yield held
