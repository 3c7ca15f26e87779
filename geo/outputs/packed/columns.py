"""Columns: one value a row, or sparse ones of which each names its row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.model import MapProject, Statement

#: Stands for no value in columns of words, for no place, and for no day.
NONE, NO_PLACE, NO_DAY = 255, -(2**31), -(2**31)
#: Facts that are dates of the work itself.
DATES = ("start", "planned_finish", "actual_finish", "opened")
_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_MONTHS, _DAYS = 12, 31
#: What a statement without its date is dated, for comparison.
_NEVER = "9999"
_FNV_BASE, _FNV_PRIME = 2166136261, np.uint32(16777619)

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Dates:
    """Dated statements, by row. ``at`` is the middle of what is stated, in years."""

    row: Array
    first: Array
    last: Array
    at: Array
    planned: Array
    key: Array

    @staticmethod
    def of(projects: Iterable[MapProject]) -> Dates:
        """Those of projects, as `datesOf` in geo/page/src/facets.ts finds them."""
        found = [
            (row, *dated, DATES.index(fact.key))
            for row, project in enumerate(projects)
            for fact in project.facts
            if fact.key in DATES
            for statement in fact.statements
            if (dated := _dated(fact.key, statement))
        ]
        rows, first, last, at, planned, keys = zip(*found, strict=True) if found else [()] * 6
        return Dates(
            np.array(rows, np.uint32),
            np.array(first, np.uint16),
            np.array(last, np.uint16),
            np.array(at, np.float32),
            np.array(planned, np.uint8),
            np.array(keys, np.uint8),
        )


def _dated(key: str, statement: Statement) -> tuple[int, int, float, bool] | None:
    iso = str(statement.value)
    match = _ISO.fullmatch(iso)
    if not match:
        return None
    year = int(match[1])
    month, day = (int(part) if part else 0 for part in match.groups()[1:])
    last = year if month else max(year, int(statement.high or year))
    in_month = (day - 0.5) / _DAYS if day else 0.5
    at = year + (month - 1 + in_month) / _MONTHS if month else (year + last + 1) / 2
    planned = key == "planned_finish" or iso > (statement.as_of_iso or _NEVER)
    return year, last, at, planned


@dataclass(frozen=True, slots=True)
class Figures:
    """The first value of a fact in each of its units, by row."""

    row: Array
    value: Array
    unit: tuple[str, ...]

    @staticmethod
    def of(projects: Iterable[MapProject], key: str) -> Figures:
        """Numbers as they are, dates as `day_number`."""
        rows: list[int] = []
        values: list[float] = []
        units: list[str] = []
        for row, project in enumerate(projects):
            for fact in project.facts:
                if fact.key != key:
                    continue
                seen: set[str] = set()
                for statement in fact.statements:
                    if statement.unit not in seen:
                        seen.add(statement.unit)
                        said = statement.value
                        rows.append(row)
                        values.append(day_number(said) if isinstance(said, str) else float(said))
                        units.append(statement.unit)
        return Figures(np.array(rows, np.uint32), np.array(values, np.float64), tuple(units))


@dataclass(frozen=True, slots=True)
class Keys:
    """A key of each row: all of them one after the other, and how long each is."""

    text: bytes
    length: Array

    @staticmethod
    def of(keys: Sequence[bytes]) -> Keys:
        """Join keys."""
        return Keys(b"".join(keys), np.fromiter(map(len, keys), np.uint32, len(keys)))


def day_number(iso: str) -> int:
    """A day, a month or a year as a number that orders them: 2025-08 is 20250800."""
    digits = iso.replace("-", "")
    return (
        int(digits.ljust(8, "0"))
        if digits.isdecimal() and len(digits) <= len("20250814")
        else NO_DAY
    )


def hashes(words: Sequence[str]) -> Array:
    """FNV-1a with 32 bits of each word's UTF-8."""
    found = np.full(len(words), _FNV_BASE, np.uint32)
    if not words:
        return found
    raw = [word.encode("utf-8", "surrogatepass") for word in words]
    lengths = np.fromiter(map(len, raw), np.int64, len(raw))
    joined = np.frombuffer(b"".join(raw), np.uint8)
    starts = np.cumsum(lengths) - lengths
    alive = np.arange(len(raw))
    # Letter by letter, all words at once; those that have ended fall out.
    for place in range(int(lengths.max())):
        alive = alive[lengths[alive] > place]
        found[alive] = (found[alive] ^ joined[starts[alive] + place]) * _FNV_PRIME
    return found
