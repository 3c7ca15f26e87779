"""How much a folder of layers holds, told without parsing it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.suffixes import is_columnar, is_sequence

if TYPE_CHECKING:
    from pathlib import Path

    from geo.catalogue import Catalogue

#: From so many bytes on, a map is worth being looked at in slices, by several processes.
LARGE = 48 << 20
_BLOCK = 1 << 20
_FEATURE = b'"Feature"'


@dataclass(frozen=True, slots=True)
class Survey:
    """How many features all layers have, about, and how many bytes their files."""

    features: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Count:
    """What a layer's file holds; ``carriage_returns`` stand before line ends."""

    features: int
    size: int
    carriage_returns: int = 0


def survey(catalogue: Catalogue) -> Survey:
    """Count. A file that can't be read counts nothing; geo.check says why."""
    found = [count(layer.path) for layer in catalogue.layers]
    return Survey(sum(each.features for each in found), sum(each.size for each in found))


def is_large(catalogue: Catalogue) -> bool:
    """Whether the layers are better not held in memory all at once."""
    return sum(_size(layer.path) for layer in catalogue.layers) >= LARGE


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def count(path: Path) -> Count:
    """Count the features of a file, those of a text by a word that each of them has."""
    try:
        status = path.stat()
        return _count(path, status.st_size, status.st_mtime_ns)
    except OSError:
        return Count(0, 0)


@lru_cache(maxsize=4096)
def _count(path: Path, size: int, changed: int) -> Count:
    del changed
    if is_columnar(path):
        from geo.columns import rows  # noqa: PLC0415 - GDAL, or Arrow

        return Count(rows(path), size)
    mark = b"\n" if is_sequence(path) else _FEATURE
    features = returns = 0
    before = b""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            # What stands across the border of two blocks is in this, and nothing that was counted.
            border = before[-len(mark) + 1 :] + block[: len(mark) - 1] if len(mark) > 1 else b""
            features += block.count(mark) + border.count(mark)
            returns += block.count(b"\r\n") + (before[-1:] + block[:1] == b"\r\n")
            before = block
    return Count(features, size, returns)
