"""A table of values in one language, and the words that head its columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from geo.outputs.markup import Reader

#: A value of a cell. None is not known; a text of kind ``date`` is a partial ISO date.
Value = int | float | str | None
#: Units of what is merely counted: the name of the figure says it all.
_COUNTED = {"", "count", "jobs", "visitors", "rooms", "date", "year"}


@dataclass(frozen=True, slots=True)
class Field:
    """A column.

    ``key`` is the same in all languages. ``kind`` is ``text``, ``long`` for texts of several
    lines, ``code``, ``number``, ``index`` for small whole numbers, ``date``, ``link`` or
    ``degrees``.
    """

    key: str
    label: str
    kind: str
    values: tuple[Value, ...]

    @property
    def is_filled(self) -> bool:
        """Whether any row has something in it."""
        return any(value not in {None, ""} for value in self.values)


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of the same length under a title."""

    name: str
    title: str
    fields: tuple[Field, ...]

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.fields[0].values) if self.fields else 0

    def trimmed(self, always: frozenset[str]) -> Table:
        """The table without the columns that are empty, but for those named."""
        kept = tuple(each for each in self.fields if each.key in always or each.is_filled)
        return Table(self.name, self.title, kept)

    def without(self, keys: Collection[str]) -> Table:
        """The table without some of its columns."""
        kept = tuple(each for each in self.fields if each.key not in keys)
        return Table(self.name, self.title, kept)


def unit_name(reader: Reader, unit: str) -> str:
    """What a column of a unit is headed with; empty where things are merely counted."""
    if unit in _COUNTED:
        return ""
    words = reader.model.words.get(reader.language, {})
    return words.get(f"unit_name.{unit}", unit)


def with_unit(reader: Reader, label: str, unit: str) -> str:
    """``Cost, tenge``."""
    named = unit_name(reader, unit)
    return reader.word("sheet.with_unit", name=label, unit=named) if named else label
