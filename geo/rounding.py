"""Coordinates with no more decimals than they need, and their text."""

from __future__ import annotations

import json
import math
from decimal import Decimal
from itertools import chain, pairwise
from operator import ne
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

#: 1e-6 degrees of latitude is 0.11 m.
DECIMALS = 6
#: Decimals that a float of degrees can hold at all.
MOST = 15
#: Up to so many decimals, scaling and rounding a longitude is exact enough.
_SCALABLE = 9
_EXACT = 2.0**52
#: From so many positions on, numpy is the faster one.
_MANY = 32
_DIGITS = bytes.maketrans(b"123456789", b"0" * 9)


def rounded(coordinates: Any, kind: str, decimals: int = DECIMALS) -> Any:
    """The coordinates of a geometry of this type, rounded to ``decimals`` places.

    More places are kept where two neighbouring positions of a line or a ring would become
    one, or a sound area unsound: rounding must not change what is drawn.
    """
    found = _each(coordinates, decimals)
    if found is coordinates:
        return coordinates
    for places in range(decimals, MOST):
        if places > decimals:
            found = _each(coordinates, places)
        if _is_safe(coordinates, found, kind):
            return found
    return coordinates


def is_fine(coordinates: Any, kind: str, decimals: int = DECIMALS) -> bool:
    """Whether rounding would change the coordinates."""
    return bool(rounded(coordinates, kind, decimals) != coordinates)


def _each(value: Any, places: int) -> Any:
    """The value with its floats rounded; the same object where that changes nothing."""
    if isinstance(value, list | tuple):
        fast = _fast_each(value, places) if len(value) > _MANY and places <= _SCALABLE else None
        if fast is not None:
            return fast
        if value and value[0].__class__ is not list:
            found = [_number(item, places) for item in value]
        else:
            found = [_each(item, places) for item in value]
        return value if all(map(_same, found, value)) else found
    return _number(value, places)


def _fast_each(positions: Sequence[Any], places: int) -> Sequence[Any] | None:
    """The same of many positions of a line or a ring at once; None where they are no such."""
    import numpy as np  # noqa: PLC0415 - a build rounds nothing

    try:
        (length,) = set(map(len, positions))
        flat = np.fromiter(chain.from_iterable(positions), np.float64, len(positions) * length)
    except (TypeError, ValueError):
        return None
    scale = 10.0**places
    if not length or not (abs(flat) * scale < _EXACT).all():
        return None
    found = np.rint(flat * scale) / scale
    if (found == flat).all():
        return positions
    rows: list[Any] = found.reshape(-1, length).tolist()
    return rows


def _same(one: Any, other: Any) -> bool:
    return one is other or (one.__class__ is float and one == other)


def _number(value: Any, places: int) -> Any:
    if value.__class__ is not float:
        return value if value.__class__ is not list else _each(value, places)
    scale = 10.0**places
    if abs(value) * scale >= _EXACT:
        return value
    return round(value * scale) / scale if places <= _SCALABLE else round(value, places)


def _is_safe(before: Any, after: Any, kind: str) -> bool:
    if kind in {"LineString", "Polygon", "MultiLineString", "MultiPolygon"}:
        return _keeps_apart(before, after) and _keeps_sound(before, after, kind)
    return True


def _keeps_apart(before: Any, after: Any) -> bool:
    """Whether neighbours that differed still differ."""
    if not (isinstance(before, list | tuple) and before and isinstance(before[0], list | tuple)):
        return True
    if before[0] and isinstance(before[0][0], list | tuple):
        return all(map(_keeps_apart, before, after))
    if all(map(ne, after, after[1:])):
        return True
    return all(
        one != other or was == had
        for (one, other), (was, had) in zip(pairwise(after), pairwise(before), strict=True)
    )


def _keeps_sound(before: Any, after: Any, kind: str) -> bool:
    """Whether an area that was valid still is."""
    if kind not in {"Polygon", "MultiPolygon"}:
        return True
    return _is_valid(after, kind) or not _is_valid(before, kind)


def _is_valid(coordinates: Any, kind: str) -> bool:
    import numpy as np  # noqa: PLC0415 - only where an area is rounded
    import shapely  # noqa: PLC0415 - where an area is to be judged

    many = [coordinates] if kind == "Polygon" else coordinates
    try:
        arrays = [[np.array([p[:2] for p in ring], float) for ring in rings] for rings in many]
        made = [shapely.Polygon(rings[0], rings[1:]) for rings in arrays]
        whole = made[0] if len(made) == 1 else shapely.MultiPolygon(made)
    except (ValueError, TypeError, IndexError):
        return False
    return bool(whole.is_valid)


def coordinates_text(coordinates: Any, kind: str, decimals: int = DECIMALS) -> str:
    """The rounded coordinates as JSON: whole numbers without a point, and no exponents."""
    return rounded_text(coordinates, kind, decimals)[0]


def rounded_text(coordinates: Any, kind: str, decimals: int = DECIMALS) -> tuple[str, bool]:
    """The text of the coordinates, and whether rounding changed any."""
    text, changed = _fast_text(coordinates), False
    if text is None or has_finer(text, decimals):
        found = rounded(coordinates, kind, decimals)
        changed = found is not coordinates
        text = _fast_text(found)
        if text is None:
            return _slow_text(found), changed
    return text.decode(), changed


def has_finer(text: bytes, decimals: int = DECIMALS) -> bool:
    """Whether a number in a text of JSON numbers may have more decimals than that."""
    return b"." + b"0" * (decimals + 1) in text.translate(_DIGITS) or b"e" in text or b"E" in text


def _fast_text(coordinates: Any) -> bytes | None:
    """The coordinates as orjson writes them, if that is plain decimals."""
    import orjson  # noqa: PLC0415 - a build writes no coordinates

    try:
        text = orjson.dumps(coordinates)
    except TypeError:  # a number that 64 bits can't hold, half a surrogate pair
        return None
    if b"e" in text or b'"' in text:
        return None
    text = text.replace(b".0,", b",").replace(b".0]", b"]")
    if b"-0" in text:
        text = text.replace(b"-0,", b"0,").replace(b"-0]", b"0]")
    return text.replace(b",", b", ")


def _slow_text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_slow_text, value))}]"
    if isinstance(value, float) and math.isfinite(value):
        whole = value.is_integer()
        return str(int(value)) if whole else format(Decimal(repr(value)), "f")
    return json.dumps(value, allow_nan=False)
