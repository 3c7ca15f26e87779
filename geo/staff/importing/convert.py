"""Values of a row as a field of a project holds them: codes for words, ISO for dates, slugs."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from geo.schema import PARTIAL_DATE
from geo.staff.importing.slugs import slug
from geo.staff.importing.words import CODED, folded, value_words

_REFERENCES = {"source", "location_source"}
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})(?:\s*(?:г|ж|г\.|ж\.))?")
_MONTH_FIRST = re.compile(r"(\d{1,2})[./](\d{4})")


class Unknown:
    """Values that no code is known for, by field."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()

    def add(self, field: str, value: str) -> None:
        """Note one."""
        self._counts[field, value] += 1

    def lines(self) -> list[str]:
        """One line for each value."""
        return [
            f"{field}: {value!r} is not known ({count} ×); left as it is, and `check` will say it"
            for (field, value), count in self._counts.most_common(20)
        ]


def converted(field: str, value: Any, unknown: Unknown) -> Any:
    """A value for a field; None where there is none. What isn't known stays as it is."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    text = _text(value)
    if field in CODED:
        code = value_words(field).get(folded(text))
        if code is None:
            unknown.add(field, text[:60])
            return text
        return code
    if field == "status_date":
        return _date(text, unknown)
    if field == "id":
        return slug(text) or None
    return text.strip() if field in _REFERENCES else text


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _date(text: str, unknown: Unknown) -> str:
    """A date as ISO: 14.08.2025, 08.2025, 2025; an ISO moment is its day."""
    plain = text.strip()
    day = _DAY_FIRST.fullmatch(plain)
    month = _MONTH_FIRST.fullmatch(plain)
    if day:
        plain = f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}"
    elif month:
        plain = f"{month[2]}-{int(month[1]):02}"
    elif re.match(r"\d{4}-\d{2}-\d{2}[T ]", plain):
        plain = plain[:10]
    elif re.fullmatch(r"\d{4}\s*(?:г|ж|год|жыл)\.?", plain):
        plain = plain[:4]
    if not re.fullmatch(PARTIAL_DATE, plain):
        unknown.add("status_date", text[:60])
        return text
    return plain
