"""Rows as typed columns, with or without shapes: what GeoPackage, XLSX and CSV are made of."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyproj import CRS
    from shapely.geometry.base import BaseGeometry

_LONG = 2**63
#: What GDAL lets no name of a table begin with, and what no database's name should hold.
_SIGNS = "`~!@#$%^&*()+-={}|[]\\:\";'<>?,./"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``kind`` is bool, int, float, str or moment; what is absent or null is None."""

    name: str
    kind: str
    values: list[Any]


@dataclass(slots=True)
class Sheet:
    """A layer or a table. ``shapes`` is None for a table without geometry.

    ``kind`` is what all shapes are, empty where the shapes tell; ``key`` is the column of row
    numbers in formats that have one.
    """

    name: str
    title: str
    columns: list[Column]
    shapes: list[BaseGeometry | None] | None
    crs: CRS | None
    losses: Counter[str] = field(default_factory=Counter)
    kind: str = ""
    key: str = "fid"

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.columns[0].values) if self.columns else len(self.shapes or [])

    def row(self, index: int) -> dict[str, Any]:
        """The values of a row by column."""
        return {column.name: column.values[index] for column in self.columns}


def table_name(name: str) -> str:
    """A name that a table of a GeoPackage may have."""
    seen = "".join(char if char.isprintable() else "_" for char in name)
    return f"_{seen}" if seen.startswith(tuple(_SIGNS)) else seen


def table_of(name: str, rows: Iterable[dict[str, Any]]) -> Sheet:
    """A table without geometry, of texts."""
    return Sheet(name, name, columns_of(list(rows), Counter()), None, None)


def columns_of(rows: list[dict[str, Any]], losses: Counter[str]) -> list[Column]:
    """The properties of all rows as columns, each of the one type that holds its values."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    found = []
    for name in names:
        values = [row.get(name) for row in rows]
        kind = _kind(values)
        if kind == "str":
            mixed = sum(v is not None and not isinstance(v, str) for v in values)
            losses[f"{name}: lists, objects or numbers written as text"] += mixed
            values = [_text(value) for value in values]
        elif kind == "float":
            values = [None if value is None else float(value) for value in values]
        found.append(Column(name, kind, values))
    return found


def _kind(values: list[Any]) -> str:
    full = [value for value in values if value is not None]
    if full and all(isinstance(value, bool) for value in full):
        return "bool"
    if full and all(isinstance(v, int) and not isinstance(v, bool) for v in full):
        return "int" if all(-_LONG <= value < _LONG for value in full) else "str"
    numbers = all(isinstance(v, int | float) and not isinstance(v, bool) for v in full)
    exact = all(not isinstance(v, int) or abs(v) <= 2**53 for v in full)
    return "float" if full and numbers and exact else "str"


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
