"""Rows of facts.csv as the facts of a project, worded in each language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.model import Fact, Statement, Text
from geo.schema import FACT_KEYS, PARTIAL_DATE, UNITS, UnitKind
from geo.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.catalogue import Catalogue
    from geo.tables import Row
    from geo.texts import Texts

#: As many digits as a page's script can tell apart.
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?")


def facts_of(
    project: str, catalogue: Catalogue, texts: Texts, numbers: Mapping[str, int]
) -> tuple[Fact, ...]:
    """The facts of a project, in the order of a card; statements in the order of the file.

    ``numbers`` are the footnotes of the sources.
    """
    said = catalogue.facts_by_project.get(project)
    if not said:
        return ()
    rows: dict[str, list[Row]] = {}
    for row in said:
        rows.setdefault(row["key"], []).append(row)
    order = {key: (index + 1) * 10 for index, key in enumerate(FACT_KEYS)}
    order |= {key: label.order for key, label in catalogue.settings.facts.items() if label.order}
    last = (len(FACT_KEYS) + 1) * 10
    return tuple(
        Fact(
            key,
            label(key, catalogue, texts),
            tuple(_statement(row, texts, numbers) for row in rows[key]),
        )
        for key in sorted(rows, key=lambda key: order.get(key, last))
    )


def label(key: str, catalogue: Catalogue, texts: Texts) -> Text:
    """What a key is called: as _map.toml says, else as the program does."""
    own = catalogue.settings.facts.get(key)
    if own and own.words:
        return texts.of(own.words, key)
    return texts.of({code: words(code).get(f"fact.{key}", "") for code in texts.languages}, key)


def _statement(row: Row, texts: Texts, numbers: Mapping[str, int]) -> Statement:
    unit = row["unit"]
    value, high = parse_value(row["value"], unit)
    if isinstance(value, str):
        text = texts.worded(lambda wording: wording.date(value))
    else:
        text = texts.worded(lambda wording: wording.quantity(value, high, unit))
    return Statement(
        text=text,
        value=value,
        high=high,
        unit=unit,
        as_of=texts.worded(lambda wording: wording.date(row["as_of"])),
        as_of_iso=row["as_of"],
        source=numbers.get(row["source"], 0),
        locator=texts.worded(lambda wording: wording.locator(row["locator"])),
        certainty=row["certainty"] or "stated",
        note=texts.column(row.cells, "note", row["note"]),
    )


def parse_value(text: str, unit: str) -> tuple[int | float | str, int | float | None]:
    """A cell's value and, for a range ``a/b``, its upper end.

    Raises ValueError with what is wrong and how it should look.
    """
    if UNITS[unit][0] is UnitKind.DATE:
        if not re.fullmatch(PARTIAL_DATE, text):
            message = f"{text!r} is no date: write 2025, 2025-08 or 2025-08-14"
            raise ValueError(message)
        return text, None
    low, slash, high = text.partition("/")
    if not slash:
        return _number(low, text), None
    ends = _number(low, text), _number(high, text)
    if ends[0] >= ends[1]:
        message = f"{text!r} is no range: the smaller number stands first, such as 2/3"
        raise ValueError(message)
    return ends


def _number(part: str, whole: str) -> int | float:
    if not _NUMBER.fullmatch(part):
        message = (
            f"{whole[:40]!r} is no number: at most 15 digits and a dot, such as 1682 or 302.4; "
            "a range is 2/3"
        )
        raise ValueError(message)
    return float(part) if "." in part else int(part)
