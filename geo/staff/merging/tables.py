"""Three versions of a table merged into one, row by row and column by column.

A row in conflict is left in several forms, which differ in the columns in conflict alone and
whose first cells say whose they are: ``CONFLICT base: …``, ``CONFLICT ours: …``,
``CONFLICT theirs: …``, ``CONFLICT theirs deleted: …``. So the file stays a table, and no row in
conflict stands on the map.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from geo.staff.merging.matching import Level, Pairing, Trio, trios
from geo.staff.merging.records import Record, Table, read_records
from geo.staff.merging.sides import (
    BASE,
    OURS,
    THEIRS,
    ConflictError,
    UnmergeableError,
    merged_order,
    three_way,
)
from geo.tables import conflict_mark

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_T = TypeVar("_T")


def merge_tables(base: Path, ours: Path, theirs: Path) -> tuple[str, list[str]]:
    """The merged text, and what is in conflict: the first cells of the rows, and the columns.

    Raises UnmergeableError where a file can't be merged by rows.
    """
    tables = [read_records(path) for path in (base, ours, theirs)]
    if not tables[1].columns or not tables[2].columns:
        message = "the table is empty"
        raise UnmergeableError(message)
    return _Merge(*tables).merged()


class _Merge:
    def __init__(self, base: Table, ours: Table, theirs: Table) -> None:
        self.base, self.ours, self.theirs = base, ours, theirs
        self.conflicts: list[str] = []
        self.keys = _keys(ours.columns, [base, ours, theirs])
        form = ours if ours.form != base.form else theirs
        columns = self._columns()
        self.form = Table(
            start=three_way_or_ours(base.start, ours.start, theirs.start),
            delimiter=form.delimiter,
            columns=columns,
        )
        ends = (table.header.end or "\n" for table in (base, ours, theirs))
        #: Of a row that is written anew.
        self.end = three_way_or_ours(*ends)

    def _columns(self) -> tuple[str, ...]:
        """The columns of both sides, without those that one side dropped unedited."""
        base, ours, theirs = self.base, self.ours, self.theirs
        ordered = merged_order(base.columns, ours.columns, theirs.columns)
        dropped = {
            column
            for column in base.columns
            if column not in ours.columns or column not in theirs.columns
        }
        for side in (ours, theirs):
            for column in dropped.intersection(side.columns):
                if sorted(r.cell(column) for r in side.records if r.cell(column)) != sorted(
                    r.cell(column) for r in base.records if r.cell(column)
                ):
                    message = f"one side dropped the column {column!r}, the other edited it"
                    raise UnmergeableError(message)
        return tuple(column for column in ordered if column not in dropped)

    def merged(self) -> tuple[str, list[str]]:
        """The text and the conflicts."""
        found, orders = trios(
            self.base.records,
            Pairing(self.base.records, self.ours.records).by(*self.keys.kept),
            Pairing(self.base.records, self.theirs.records).by(*self.keys.kept),
            *self.keys.added,
        )
        rows = {node: self._rows(trio) for node, trio in found.items()}
        records = [record for node in merged_order(*orders) for record in rows[node]]
        return self._finished(records), self.conflicts

    def _finished(self, records: list[Record]) -> str:
        header = self._written(
            Trio(self.base.header, self.ours.header, self.theirs.header),
            {column: column for column in self.form.columns},
        )
        ends = [
            bool((table.records or [table.header])[-1].end)
            for table in (self.base, self.ours, self.theirs)
        ]
        if records and not three_way_or_ours(*ends):
            records[-1] = replace(records[-1], end="", blank="")
        elif records and not records[-1].end:
            records[-1] = replace(records[-1], end=self.end)
        return replace(self.form, header=header, records=tuple(records)).text()

    def _rows(self, trio: Trio[Record]) -> list[Record]:
        """What becomes of a row: none, one, or the forms of one in conflict."""
        base, ours, theirs = trio.base, trio.ours, trio.theirs
        if ours is None or theirs is None:
            return self._kept(base, ours or theirs, THEIRS if theirs is None else OURS)
        names: list[str] = []
        forms: dict[str, dict[str, str]] = {BASE: {}, OURS: {}, THEIRS: {}}
        for column in self.form.columns:
            one, two, three = (row.cells.get(column, "") if row else "" for row in trio)
            try:
                one = two = three = three_way(one, two, three, _same_cell)
            except ConflictError:
                names.append(column)
            for form, cell in zip(forms.values(), (one, two, three), strict=True):
                form[column] = cell
        if not names:
            return [self._written(trio, forms[OURS])]
        self._say(ours, ", ".join(names))
        if base is None:
            del forms[BASE]
        return [self._marked(side, cells, trio) for side, cells in forms.items()]

    def _kept(self, base: Record | None, left: Record | None, deleted_by: str) -> list[Record]:
        """What becomes of a row that at most one side has."""
        if left is None:
            return []
        kept_by = OURS if deleted_by == THEIRS else THEIRS
        trio = Trio(base, left, None) if kept_by == OURS else Trio(base, None, left)
        if base is None:
            return [self._written(trio, left.cells)]
        if all(_same_cell(base.cells.get(c, ""), left.cells.get(c, "")) for c in left.cells):
            return []
        self._say(left, f"{deleted_by} deleted it")
        return [
            self._marked(f"{deleted_by} deleted", base.cells, trio),
            self._marked(kept_by, left.cells, trio),
        ]

    def _written(self, trio: Trio[Record], cells: dict[str, str]) -> Record:
        """The row with these cells, in the words of a side that has them."""
        sides = [(trio.ours, self.ours), (trio.theirs, self.theirs)]
        if trio.base and trio.ours and trio.base.text == trio.ours.text:
            sides.reverse()
        for record, table in sides:
            is_header = record is table.header
            if record and table.form == self.form.form and (is_header or record.cells == cells):
                return record
        return Record(cells, self.form.row(cells), self.end)

    def _marked(self, side: str, cells: dict[str, str], trio: Trio[Record]) -> Record:
        first = self.form.columns[0]
        marked = {**cells, first: conflict_mark(side) + cells.get(first, "")}
        return self._written(trio, marked)

    def _say(self, row: Record, what: str) -> None:
        names = [row.cell(column) for column in ("project", "key", "id") if row.cell(column)]
        self.conflicts.append(f"[{' '.join(names) or next(iter(row.cells.values()))}] {what}")


def three_way_or_ours(base: _T, ours: _T, theirs: _T) -> _T:
    """As `three_way`, for what no one edits on purpose."""
    return theirs if base == ours else ours


def _same_cell(one: str, other: str) -> bool:
    return one.strip() == other.strip()


class _Keys(NamedTuple):
    """How the rows of a table are told apart: those of base, and those that both sides added."""

    kept: tuple[Level[Record], ...]
    added: tuple[Level[Record], ...]


def _keys(columns: tuple[str, ...], tables: Sequence[Table]) -> _Keys:
    """How rows are told apart, the surest way first.

    A fact is a figure of a project in a source, of which there may be several; a source has its
    id. Any other table is told by its first column, where no two rows have the same there.
    """
    whole: Level[Record] = Level(
        lambda row: tuple(
            sorted((column, row.cell(column)) for column in row.cells if row.cell(column))
        ),
        twins=True,
    )
    if {"project", "key", "source"} <= {*columns}:
        fact = "project", "key", "source"
        dated = _by(*fact, "as_of")
        return _Keys((whole, _by(*fact, "as_of", "value"), dated, _by(*fact)), (whole, dated))
    name = "id" if "id" in columns else columns[0]
    for table in tables:
        seen = [record.cell(name) for record in table.records]
        if len({*seen}) < len(seen):
            twice = next(each for each in seen if seen.count(each) > 1)
            message = f"two rows have {twice!r} in the column {name!r}"
            raise UnmergeableError(message)
    return _Keys((_by(name),), (_by(name),))


def _by(*columns: str) -> Level[Record]:
    return Level(lambda row: tuple(row.cell(column) for column in columns))
