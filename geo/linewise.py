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
from geo.jsontext import MAX_DEPTH, Decoder, Reader, skip_space

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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


def read_slice(
    data: bytes, spans: Sequence[tuple[int, int]] | None, first: int, *, commas: bool = True
) -> list[Feature] | None:
    """The features out of a part of a file; None where it can't be said fast.

    ``spans`` are where they stand; without, they stand one a line, each with a comma behind
    it or, at the end, without; none has one without ``commas``. ``first`` is the index of the
    first one in the file. The coordinates are parsed at once: a slice is made to be looked at.
    """
    features: list[Feature] = []
    decoder = Reader()
    try:
        with no_collector():
            for start, end in _line_spans(data, commas=commas) if spans is None else spans:
                feature = _feature(first + len(features), start, data[start:end], b"", decoder)
                if feature is None:
                    return None
                features.append(feature)
    except (ValueError, RecursionError):  # no UTF-8, no JSON, or nested too deep
        return None
    return features


def _line_spans(data: bytes, *, commas: bool) -> Iterator[tuple[int, int]]:
    """Where the features stand that have a line each; raises ValueError if they don't."""
    lines = data.rstrip(_SPACE).split(b"\n")
    start = 0
    for number, line in enumerate(lines, 1):
        text = line.strip(_SPACE)
        parted = text.endswith(b",")
        bare = text[:-1].rstrip(_SPACE) if parted else text
        if not (bare.startswith(b"{") and bare.endswith(b"}")):
            raise ValueError(number)
        if parted is not commas and (parted or number < len(lines)):
            raise ValueError(number)
        begin = start + line.index(b"{")
        yield begin, begin + len(bare)
        start += len(line) + 1


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
    """The feature that ``text`` is the whole of.

    Its coordinates are left as text, if they can be and ``data`` is given to take it from.
    """
    found = _coordinates(text)
    cut = None if found is None else found[0]
    said = text if cut is None else text[: cut.start] + b"0" + text[cut.stop :]
    frame = _canonical(said)
    if frame is None:
        frame, end = decoder.value(whole := said.decode(), 0)
        if end != len(whole) or decoder.has_duplicates or not isinstance(frame, dict):
            return None
    if found is None or cut is None:
        return Feature(index, start, frame)
    geometry = frame.get("geometry")
    if not isinstance(geometry, dict) or geometry.get("coordinates") != 0:
        frame, end = decoder.value(whole := text.decode(), 0)
        return Feature(index, start, frame) if end == len(whole) else None
    if not data:
        geometry["coordinates"] = found[1]
        return Feature(index, start, frame, is_plain=True)
    return Feature(index, start, frame, data, slice(start + cut.start, start + cut.stop))


def _canonical(text: bytes) -> dict[str, Any] | None:
    """The object that ``text`` is, where orjson would write the same but for spaces.

    Then no key stands twice, and no number is one that orjson can't hold.
    """
    import orjson  # noqa: PLC0415 - a small map is read without it

    if text.count(b"{") + text.count(b"[") >= MAX_DEPTH:
        return None
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    if found.__class__ is not dict:
        return None
    said = orjson.dumps(found).replace(b" ", b"")
    if said != text.replace(b" ", b"") and said != text.translate(None, _SPACE):
        return None
    return found


def _coordinates(text: bytes) -> tuple[slice, Any] | None:
    """The coordinates of the only geometry, and where they stand, if but numbers in arrays."""
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
        return slice(start, stop), orjson.loads(numbers)
    except orjson.JSONDecodeError:
        return None
