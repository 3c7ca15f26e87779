"""Numbers, dates and places in a source, worded in a language with CLDR's data."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Literal

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_compact_decimal, format_decimal
from babel.units import format_unit

from geo.schema import UNITS, UnitKind
from geo.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping

Number = int | float
_LOCATOR = re.compile(r"(paragraph|item|page|table|section|row) (\d+)")
_SQUARE_KM = 1_000_000
_HECTARE = 10_000


class Wording:
    """How one language says a value."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.words: Mapping[str, str] = words(language)

    @cached_property
    def locale(self) -> Locale:
        """The CLDR locale that the language file names."""
        return Locale.parse(self.words.get("language.cldr", self.language), sep="-")

    def quantity(self, value: Number, high: Number | None, unit: str) -> str:
        """A number, or a range of numbers, with its unit."""
        return _quantity(self.language, value, high, unit)

    def _quantity(self, value: Number, high: Number | None, unit: str) -> str:
        kind, cldr = UNITS[unit]
        if kind is UnitKind.MONEY:
            shown = self._range(self._compact(value), None if high is None else self._compact(high))
            last = value if high is None else high
            # After "thousand" and above comes the plural, whatever the digits before it are.
            counted = last if abs(last) < 1000 else 1_000_000  # noqa: PLR2004 - a thousand
            return self._pattern(f"unit.{unit}", counted, shown)
        shown = self._range(self.number(value), None if high is None else self.number(high))
        if not cldr:
            return self._pattern(f"unit.{unit}", value if high is None else high, shown)
        number = _exact(value if high is None else high)
        whole = str(format_unit(number, cldr, "short", locale=self.locale))
        return whole.replace(str(format_decimal(number, locale=self.locale)), shown, 1)

    def number(self, value: Number) -> str:
        """A number with the language's separators, all its digits kept."""
        return str(format_decimal(_exact(value), locale=self.locale, decimal_quantization=False))

    def date(self, iso: str) -> str:
        """A day, a month or a year; an empty string stays empty."""
        return _date(self.language, iso)

    def _date(self, iso: str) -> str:
        parts = [int(part) for part in iso.split("-")] if iso else []
        match parts:
            case [year]:
                return str(format_skeleton("y", dt.date(year, 1, 1), locale=self.locale))
            case [year, month]:
                day = dt.date(year, month, 1)
                return str(format_skeleton("yMMMM", day, locale=self.locale))
            case [year, month, day_of_month]:
                day = dt.date(year, month, day_of_month)
                return str(format_date(day, "long", locale=self.locale))
            case _:
                return ""

    def locator(self, text: str) -> str:
        """Where in a source: ``paragraph 3`` in the language's words, other text as it is."""
        match = _LOCATOR.fullmatch(text)
        return self.words[f"locator.{match[1]}"].replace("{n}", match[2]) if match else text

    def length(self, metres: float) -> str:
        """A measured length, to the metre or to a tenth of a kilometre, whole from 100 km."""
        if round(metres) < 1000:  # noqa: PLR2004 - a kilometre
            return self.quantity(round(metres), None, "m")
        km = metres / 1000
        return self.quantity(round(km, 1) if km < 100 else round(km), None, "km")  # noqa: PLR2004 - where digits behind the point say nothing more

    def area(self, square_metres: float) -> str:
        """A measured area, in hectares up to a square kilometre."""
        if square_metres < _SQUARE_KM:
            return self.quantity(round(square_metres / _HECTARE, 1), None, "ha")
        km2 = square_metres / _SQUARE_KM
        return self.quantity(round(km2, 1) if km2 < 100 else round(km2), None, "km2")  # noqa: PLR2004 - where digits behind the point say nothing more

    def _compact(self, value: Number) -> str:
        style: Literal["long", "short"] = (
            "long" if self.words.get("language.compact") == "long" else "short"
        )
        return str(
            format_compact_decimal(
                _exact(value), format_type=style, locale=self.locale, fraction_digits=3
            )
        )

    def _pattern(self, key: str, number: Number, shown: str) -> str:
        form = self.locale.plural_form(_exact(number))
        pattern = self.words.get(f"{key}.{form}") or self.words.get(f"{key}.other")
        return (pattern or self.words[key]).replace("{n}", shown)

    @staticmethod
    def _range(low: str, high: str | None) -> str:
        return low if high is None else f"{low}–{high}"


@cache
def wording(language: str) -> Wording:
    """The wording of a language, made once."""
    return Wording(language)


# Most of a large map's dates and measures have been worded before; 1 and 1.0 are not the same.
@lru_cache(maxsize=1 << 15, typed=True)
def _quantity(language: str, value: Number, high: Number | None, unit: str) -> str:
    return wording(language)._quantity(value, high, unit)  # noqa: SLF001 - its own, remembered


@lru_cache(maxsize=1 << 15)
def _date(language: str, iso: str) -> str:
    return wording(language)._date(iso)  # noqa: SLF001 - its own, remembered


def _exact(value: Number) -> Decimal | int:
    """The number without the noise of binary fractions."""
    return value if isinstance(value, int) else Decimal(repr(value))
