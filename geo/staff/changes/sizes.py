"""Lengths, areas and growth in the words of one language."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from babel.numbers import format_percent
from babel.units import format_unit

if TYPE_CHECKING:
    from geo.wording import Wording

_TENTHS_BELOW_M = 10
_TENTHS_BELOW_PERCENT = 10
_HECTARE_M2 = 10_000


def distance(wording: Wording, metres: float) -> str:
    """A length, below ten metres to a tenth."""
    if metres < _TENTHS_BELOW_M:
        return wording.quantity(round(metres, 1), None, "m")
    return wording.length(metres)


def area(wording: Wording, square_metres: float) -> str:
    """An area, below a hectare in square metres."""
    if square_metres >= _HECTARE_M2:
        return wording.area(square_metres)
    locale = wording.locale
    return format_unit(round(square_metres), "area-square-meter", "short", locale=locale)


def percent(wording: Wording, value: float) -> str:
    """Growth in percent, with its sign; to a tenth where it is small."""
    digits = 1 if abs(value) < _TENTHS_BELOW_PERCENT else 0
    share = Decimal(str(round(abs(value), digits))) / 100
    shown = format_percent(share, locale=wording.locale, decimal_quantization=False)
    return f"{'+' if value > 0 else '−'}{shown}"
