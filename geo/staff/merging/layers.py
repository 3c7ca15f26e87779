"""Three versions of a GeoJSON layer merged into one, feature by feature and field by field."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo.staff.merging import marks
from geo.staff.merging.documents import Document, Piece, canonical_head, read_document
from geo.staff.merging.fields import Fields, merged_fields, same_fields
from geo.staff.merging.identity import ADDED, paired
from geo.staff.merging.jsonvalues import object_text
from geo.staff.merging.matching import Trio, trios
from geo.staff.merging.sides import (
    OURS,
    THEIRS,
    ConflictError,
    UnmergeableError,
    merged_order,
    three_way,
)

if TYPE_CHECKING:
    from pathlib import Path

_CANONICAL_TAIL = "\n]}\n"


def merge_layers(base: Path, ours: Path, theirs: Path) -> tuple[str, list[str]]:
    """The merged text, and what is in conflict: the features' ids with the fields.

    Raises UnmergeableError where a file can't be merged by features.
    """
    documents = [read_document(path) for path in (base, ours, theirs)]
    if not documents[1].head or not documents[2].head:
        message = "the file is empty"
        raise UnmergeableError(message)
    return _merged(*documents)


def _merged(base: Document, ours: Document, theirs: Document) -> tuple[str, list[str]]:
    conflicts: list[str] = []
    members = _merged_members(base, ours, theirs, conflicts)
    found, orders = trios(
        base.pieces,
        paired(base.pieces, ours.pieces),
        paired(base.pieces, theirs.pieces),
        *ADDED,
    )
    # The layout is that of the side that changed it: after QGIS, say, or `format`.
    layouts = [(side.space, side.tail) for side in (base, ours, theirs)]
    layout = theirs if layouts[0] == layouts[1] else ours
    spaces = {id(piece): piece.space for piece in layout.pieces}
    placed: dict[tuple[str, int], Piece] = {}
    for node, trio in found.items():
        piece = _merged_piece(trio, conflicts)
        if piece is not None:
            own = [each for each in (trio.ours, trio.theirs) if id(each) in spaces]
            space = own[0].space if own and own[0] else layout.space
            placed[node] = replace(piece, space=space)
    pieces = tuple(placed[node] for node in merged_order(*orders) if node in placed)
    around = _around(layout, ours if layout is theirs else theirs, members)
    return replace(around, pieces=pieces).text(), conflicts


def _merged_members(
    base: Document, ours: Document, theirs: Document, conflicts: list[str]
) -> dict[str, str]:
    """The members of the collection beside its features."""
    sides = [Fields.of_collection(side.members or {}) for side in (base, ours, theirs)]
    merged, names = merged_fields(*sides)
    if names:
        conflicts.append(f"the collection: {', '.join(names)}")
    return merged.all_members()


def _around(layout: Document, other: Document, members: dict[str, str]) -> Document:
    """A document with these members, in the words of a side that has them."""
    for side in (layout, other):
        if side.members == members:
            return side
    end_of_line = "\r\n" if "\r\n" in layout.head + layout.space + layout.tail else "\n"
    tail = _CANONICAL_TAIL.replace("\n", end_of_line)
    return Document((), members, canonical_head(members), tail)


def _merged_piece(trio: Trio[Piece], conflicts: list[str]) -> Piece | None:
    """One feature merged; None where it is deleted."""
    base, ours, theirs = trio.base, trio.ours, trio.theirs
    if ours is None or theirs is None:
        return _kept(base, ours or theirs, THEIRS if theirs is None else OURS, conflicts)
    first = base or Piece()
    try:
        return three_way(first, ours, theirs, _same_text)
    except ConflictError:
        pass
    sides = [
        Fields.of_feature(piece.text) if piece.text else Fields() for piece in (first, ours, theirs)
    ]
    merged, names = merged_fields(*sides)
    if names:
        conflicts.append(f"[{ours.label}] {', '.join(names)}")
    for side, piece in zip(sides[1:], (ours, theirs), strict=True):
        if side == merged:
            return piece
    return Piece(object_text(merged.all_members()))


def _same_text(one: Piece, other: Piece) -> bool:
    return one.text == other.text


def _kept(
    base: Piece | None, left: Piece | None, deleted_by: str, conflicts: list[str]
) -> Piece | None:
    """What becomes of a feature that at most one side has."""
    if base is None or left is None:
        return left
    if _same_text(base, left):
        return None
    fields = Fields.of_feature(left.text)
    if same_fields(Fields.of_feature(base.text), fields):
        return None
    marked = {**fields.marks, marks.FEATURE: marks.deleted_mark(deleted_by)}
    conflicts.append(f"[{left.label}] {marks.deleted_by(marked[marks.FEATURE])} deleted it")
    return replace(left, text=object_text(replace(fields, marks=marked).all_members()))
