"""What differs in the tables and settings beside the layers: facts, sources, TOML files."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from geo.facts import parse_value
from geo.schema import UNITS, UnitKind
from geo.staff.changes.model import ADDED, CHANGED, REMOVED, FactChange, RecordChange, Side
from geo.staff.changes.values import flat, value_changes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from geo.tables import Row

# Growth beyond this is no longer said as a percentage.
_MOST_PERCENT = 1000.0


def fact_changes(
    old: Iterable[Row], new: Iterable[Row], renamed: Mapping[str, str]
) -> dict[str, list[FactChange]]:
    """The changes of facts.csv by project, as its id is now. ``renamed`` has new ids by old."""
    groups: dict[tuple[str, str], tuple[list[Row], list[Row]]] = defaultdict(lambda: ([], []))
    before = list(old)
    for row in new:
        groups[row["project"], row["key"]][1].append(row)
    for row in before:
        groups[renamed.get(row["project"], row["project"]), row["key"]][0].append(row)
    found: dict[str, list[FactChange]] = {}
    for (project, key), (was, now) in groups.items():
        changes = list(_group(key, was, now))
        if changes:
            found.setdefault(project, []).extend(changes)
    return found


def _group(key: str, old: list[Row], new: list[Row]) -> Iterator[FactChange]:
    """The changes among the rows of one figure."""
    left_old, left_new = list(old), list(new)
    couples: list[tuple[Row, Row]] = []
    for same_in in (_ALL, ("source", "as_of"), ("source",), ()):
        # Rows of other sources are paired only where there is no doubt which became which.
        if same_in == () and (len(left_old) != 1 or len(left_new) != 1):
            break
        for row in list(left_new):
            other = next((each for each in left_old if _agree(each, row, same_in)), None)
            if other is not None:
                left_old.remove(other)
                left_new.remove(row)
                couples.append((other, row))
    disagrees = len(_said(new)) > max(1, len(_said(old)))
    order = {id(row): index for index, row in enumerate(new)}
    couples.sort(key=lambda couple: order[id(couple[1])])
    for was, now in couples:
        if list(value_changes(_cells(was), _cells(now), empty_is_nothing=True)):
            yield FactChange(
                key, was, now, disagrees, percent=_percent(was, now), shift=_shift(was, now)
            )
    for row in left_new:
        yield FactChange(key, None, row, disagrees)
    for row in left_old:
        yield FactChange(key, row, None)


_ALL = ("*",)


def _agree(old: Row, new: Row, columns: tuple[str, ...]) -> bool:
    if columns == _ALL:
        return not list(value_changes(_cells(old), _cells(new), empty_is_nothing=True))
    return all(old[column] == new[column] for column in columns)


def _cells(row: Row) -> dict[str, str]:
    return {key: value for key, value in row.cells.items() if key != "project"}


def _said(rows: Sequence[Row]) -> set[tuple[Any, str]]:
    """The different values that rows give."""
    return {(_value(row) or row["value"], row["unit"]) for row in rows}


def _value(row: Row) -> tuple[int | float | str, int | float | None] | None:
    """The value of a row with the upper end of a range; None where it is not sound."""
    try:
        return parse_value(row["value"], row["unit"])
    except (ValueError, KeyError):
        return None


def _percent(old: Row, new: Row) -> float | None:
    """By how much a number grew, in percent of what it was; None where that says nothing."""
    before, after = _value(old), _value(new)
    if before is None or after is None or old["unit"] != new["unit"] or old["unit"] == "%":
        return None
    (low, high), (now, now_high) = before, after
    if isinstance(low, str) or isinstance(now, str) or high is not None or now_high is not None:
        return None
    if low <= 0 or now < 0 or low == now:
        return None
    percent = (now - low) / low * 100
    return percent if abs(percent) <= _MOST_PERCENT else None


def _shift(old: Row, new: Row) -> int:
    """1 where a date is later now, -1 where earlier, 0 where it is only said more exactly."""
    before, after = _value(old), _value(new)
    if before is None or after is None or not (_is_date(old) and _is_date(new)):
        return 0
    was, now = str(before[0]), str(after[0])
    length = min(len(was), len(now))
    was, now = was[:length], now[:length]
    return (now > was) - (now < was)


def _is_date(row: Row) -> bool:
    return row["unit"] in UNITS and UNITS[row["unit"]][0] is UnitKind.DATE


def source_changes(old: Iterable[Row], new: Iterable[Row]) -> tuple[RecordChange, ...]:
    """The changes of sources.csv by id."""
    before, after = ({row["id"]: row.cells for row in rows} for rows in (old, new))
    return tuple(_records(before, after))


def setting_changes(old: Side, new: Side) -> tuple[RecordChange, ...]:
    """The changes of the TOML files; one that can't be read on either side is left out."""
    broken = {
        name
        for side in (old, new)
        for name in side.digests
        if name.lower().endswith(".toml") and "/" not in name and name not in side.settings
    }
    before, after = (
        {name: flat(side.settings[name]) for name in side.settings if name not in broken}
        for side in (old, new)
    )
    return tuple(_records(before, after))


def _records(
    old: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]]
) -> Iterator[RecordChange]:
    nothing: dict[str, Any] = {}
    for name in (*new, *(name for name in old if name not in new)):
        kind = ADDED if name not in old else REMOVED if name not in new else CHANGED
        values = tuple(
            value_changes(old.get(name, nothing), new.get(name, nothing), empty_is_nothing=True)
        )
        if values or kind != CHANGED:
            yield RecordChange(kind, name, values)
