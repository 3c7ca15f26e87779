"""A GeoJSON file with one feature a line, read fast.

That is how `format`, GDAL and QGIS write. Whatever is unusual about a file, an error above
all, is left to geo.read, which knows positions and words for it.
"""

from __future__ import annotations

import gc
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from geo.feature import Feature
from geo.jsontext import Decoder, Reader, skip_space

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The start of a file up to its features, which begin on the next line.
_HEAD = re.compile(rb'\s*\{[^\0]{0,65536}?"features"\s*:\s*\[[ \t\r]*\n')
_KEY = b'"coordinates"'
_SPACE = b" \t\r\n"
_NUMERIC = b"0123456789+-.eE, \t\r"
_DIGITS = bytes.maketrans(b"123456789", b"0" * 9)
#: Whole numbers of so many digits may be too large for orjson, which makes floats of them.
_LONG = b"0" * 19
#: Arrays round the numbers of a MultiPolygon; more are for geo.read to look at.
_DEEPEST = 4


def read_by_lines(data: bytes) -> tuple[dict[str, Any], list[Feature]] | None:
    """The other members of the collection, and its features; None where it can't be said fast."""
    head = _HEAD.match(data)
    if head is None:
        return None
    decoder = Reader()
    try:
        with no_collector():
            start = head[0].decode() + "]}"
            members, end = decoder.value(start, skip_space(start, 0))
            # The object may have ended before: then the features are in something behind it.
            if end != len(start) or decoder.has_duplicates or "features" not in members:
                return None
            if members.get("type") != "FeatureCollection":
                return None
            features = _features(data, head.end(), decoder)
    except (ValueError, RecursionError):  # no UTF-8, no JSON, or nested too deep
        return None
    del members["features"]
    return None if features is None else (members, features)


@contextmanager
def no_collector() -> Iterator[None]:
    """Parsing makes no cycles, and looking for them takes half of its time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _features(data: bytes, start: int, decoder: Decoder) -> list[Feature] | None:
    features: list[Feature] = []
    open_end = False  # whether a comma has promised another feature
    while True:
        end = data.find(b"\n", start)
        line = data[start:] if end < 0 else data[start:end]
        text = line.strip(_SPACE)
        if not text.startswith(b"{"):
            whole = data[start:].translate(None, _SPACE) == b"]}" and not open_end
            return features if whole else None
        if end < 0 or (features and not open_end):
            return None
        open_end = text.endswith(b",")
        begin = start + line.index(b"{")
        feature = _feature(len(features), begin, text.rstrip(b", \t\r"), data, decoder)
        if feature is None or text.endswith((b",,", b", ,")):
            return None
        features.append(feature)
        start = end + 1


def _feature(index: int, start: int, text: bytes, data: bytes, decoder: Decoder) -> Feature | None:
    """The feature that ``text`` is the whole of, its coordinates left as text if they can be."""
    cut = _coordinates(text)
    said = text if cut is None else text[: cut.start] + b"0" + text[cut.stop :]
    frame, end = decoder.value(whole := said.decode(), 0)
    if end != len(whole) or decoder.has_duplicates or not isinstance(frame, dict):
        return None
    if cut is None:
        return Feature(index, start, frame)
    geometry = frame.get("geometry")
    if not isinstance(geometry, dict) or geometry.get("coordinates") != 0:
        frame, end = decoder.value(whole := text.decode(), 0)
        return Feature(index, start, frame) if end == len(whole) else None
    return Feature(index, start, frame, data, slice(start + cut.start, start + cut.stop))


def _coordinates(text: bytes) -> slice | None:
    """Where the coordinates of the only geometry stand, if they are but numbers in arrays."""
    import orjson  # noqa: PLC0415 - a small map is read without it

    key = text.find(_KEY)
    # The quote that opens a key is never an escaped one.
    if key < 0 or text[key - 1 : key] == b"\\" or text.find(_KEY, key + 1) >= 0:
        return None
    start = text.find(b":", key) + 1
    if text[key + len(_KEY) : start].strip(_SPACE) != b":":
        return None
    numbers = text[start : text.find(b"}", start)]
    stop = start + len(numbers.rstrip(_SPACE))
    start += len(numbers) - len(numbers.lstrip(_SPACE))
    arrays = numbers.translate(None, _NUMERIC)
    for _level in range(_DEEPEST):
        arrays = arrays.replace(b"[]", b"")
    if arrays or not text.startswith(b"[", start) or _LONG in numbers.translate(_DIGITS):
        return None
    try:
        orjson.loads(numbers)
    except orjson.JSONDecodeError:
        return None
    return slice(start, stop)
