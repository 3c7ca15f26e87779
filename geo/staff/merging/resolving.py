"""Settles the conflicts that a merge marked, for one side."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.errors import MapError
from geo.staff.merging import marks
from geo.staff.merging.documents import Document, Piece, canonical_head, read_document
from geo.staff.merging.fields import Fields
from geo.staff.merging.jsonvalues import object_text, string
from geo.staff.merging.records import Record, read_records
from geo.staff.merging.sides import BASE, UnmergeableError
from geo.tables import conflict_mark, conflict_side

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Choice:
    """Which side holds, for which feature or row, and which of its fields; empty means each."""

    side: str
    feature: str = ""
    field: str = ""

    def covers(self, feature: str, field: str = "") -> bool:
        """Whether the choice is about this conflict."""
        return self.feature in ("", feature) and self.field in ("", field)


def resolve(path: Path, choice: Choice) -> tuple[str, int]:
    """The text of a file with conflicts settled, and how many were; nothing is written.

    Raises MapError where the file can't be read as a layer or a table.
    """
    try:
        if path.suffix.lower() == ".csv":
            return _resolve_table(path, choice)
        return _resolve_layer(read_document(path), choice)
    except OSError as error:
        message = f"{path}: the file can't be read: {error.strerror or error}"
        raise MapError(message) from error
    except UnmergeableError as error:
        message = f"{path}: {error}; settle it in a text editor"
        raise MapError(message) from error


def _resolve_layer(document: Document, choice: Choice) -> tuple[str, int]:
    settled = 0
    pieces: list[Piece] = []
    for piece in document.pieces:
        if f'"{marks.CONFLICT}"' not in piece.text:
            pieces.append(piece)
            continue
        fields = Fields.of_feature(piece.text)
        chosen, count = _chosen(fields, choice, piece.label)
        settled += count
        if not count:
            pieces.append(piece)
        elif chosen:
            pieces.append(replace(piece, text=object_text(chosen.all_members())))
    document = replace(document, pieces=tuple(pieces))
    if not choice.feature:
        fields = Fields.of_collection(document.members or {})
        chosen, count = _chosen(fields, choice, "")
        settled += count
        if count and chosen:
            document = replace(document, head=canonical_head(chosen.all_members()), tail="\n]}\n")
    return document.text(), settled


def _chosen(fields: Fields, choice: Choice, label: str) -> tuple[Fields | None, int]:
    """The fields as chosen, None for a feature that is deleted; how many conflicts are settled."""
    settled = 0
    for name, text in fields.marks.items():
        if not choice.covers(label, name):
            continue
        settled += 1
        left = {other: mark for other, mark in fields.marks.items() if other != name}
        deleted_by = marks.deleted_by(text)
        if deleted_by == choice.side:
            return None, len(fields.marks)
        fields = replace(fields, marks=left)
        if not deleted_by:
            fields = _with(fields, name, json.loads(text), choice.side)
    return fields, settled


def _with(fields: Fields, name: str, mark: dict[str, object], side: str) -> Fields:
    """The fields, one of them as it was on a side."""
    is_property, member = fields.place(name)
    held = dict((fields.properties or {}) if is_property else fields.members)
    if side in mark:
        held[member] = string(mark[side])
    else:
        held.pop(member, None)
    return replace(fields, properties=held) if is_property else replace(fields, members=held)


def _resolve_table(path: Path, choice: Choice) -> tuple[str, int]:
    if choice.field:
        message = f"{path}: the conflicts of a table are settled row by row, without --field"
        raise MapError(message)
    table = read_records(path)
    first = table.columns[0] if table.columns else ""
    records: list[Record] = []
    settled = 0
    for record in table.records:
        cell = record.cells[first].lstrip()
        side = conflict_side(cell)
        name = cell.removeprefix(conflict_mark(side))
        if not side or not choice.covers(name.strip()):
            records.append(record)
            continue
        # Each conflict has one form of a kind: a row of ours, or that ours deleted it.
        settled += side.startswith("ours")
        if side == choice.side or (choice.side == BASE and side.endswith("deleted")):
            cells = {**record.cells, first: name}
            records.append(Record(cells, table.row(cells), record.end, record.blank))
    return replace(table, records=tuple(records)).text(), settled
