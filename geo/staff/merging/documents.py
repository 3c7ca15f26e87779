"""A GeoJSON file in the pieces that a merge puts together anew, each as its text."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from geo.jsontext import Decoder, members, skip_space
from geo.read import read_collection
from geo.staff.merging.jsonvalues import members_of, object_text, string
from geo.staff.merging.sides import UnmergeableError

if TYPE_CHECKING:
    from pathlib import Path

    from geo.read import Collection

_SPACE = " \t\n\r"


@dataclass(frozen=True)
class Piece:
    """A feature: its text, the white space before it, and its ids as JSON: 1 and "1" differ."""

    text: str = ""
    space: str = ""
    own_id: str | None = None
    property_id: str | None = None

    @property
    def label(self) -> str:
        """What a message calls the feature; empty where it has no id."""
        found = json.loads(self.property_id or self.own_id or '""')
        return found if isinstance(found, str) else json.dumps(found)

    @cached_property
    def said(self) -> dict[str, Any]:
        """The feature as parsed."""
        found: dict[str, Any] = json.loads(self.text)
        return found

    @cached_property
    def meaning(self) -> str:
        """One text for all writings of this feature."""
        return json.dumps(self.said, sort_keys=True)

    @property
    def properties(self) -> dict[str, Any]:
        """The properties, empty where there are none."""
        found = self.said.get("properties")
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True)
class Document:
    """A FeatureCollection. ``head`` goes up to the array's bracket, ``tail`` starts behind it."""

    pieces: tuple[Piece, ...] = ()
    members: dict[str, str] | None = None
    head: str = ""
    tail: str = ""

    @property
    def space(self) -> str:
        """The white space that stands before a feature."""
        spaces = [piece.space for piece in self.pieces[:2]]
        return spaces[-1] if spaces else "\n"

    def text(self) -> str:
        """The whole file."""
        features = ",".join(piece.space + piece.text for piece in self.pieces)
        tail = self.tail if features else self.tail.lstrip(_SPACE)
        return f"{self.head}{features}{tail}"


def read_document(path: Path) -> Document:
    """Read a file. An empty one, which git gives for no common base, has nothing in it.

    Raises UnmergeableError for what isn't a FeatureCollection with at most one feature an id.
    """
    found = read_collection(path)
    if not found.text.strip() and not path.stat().st_size:
        return Document()
    for problem in found.problems:
        if problem.is_error or problem.code == "not-a-collection":
            message = f"line {problem.line}: {problem.message}"
            raise UnmergeableError(message)
    head, pieces, tail = _split(found)
    empty = f"{head}{tail.lstrip(_SPACE)}"
    held = {
        name: text for name, text in members_of(empty).items() if name not in {"type", "features"}
    }
    return Document(pieces, held, head, tail)


def canonical_head(held: dict[str, str]) -> str:
    """The start of a collection with these members."""
    return object_text({"type": string("FeatureCollection"), **held})[:-1] + ', "features": ['


def _split(found: Collection) -> tuple[str, tuple[Piece, ...], str]:
    """The text up to the array's bracket, the features, and the text behind the last one."""
    # Offsets are those of bytes where the file was read by lines.
    if found.by_lines:
        whole: str | bytes = found.data
    else:
        whole = found.text
    starts = [feature.start for feature in found.features]
    if not starts:
        return _split_empty(found.text)
    head = _text(whole[: starts[0]]).rstrip(_SPACE)
    space = _text(whole[: starts[0]])[len(head) :]
    pieces: list[Piece] = []
    for feature, stop in zip(found.features, [*starts[1:], None], strict=True):
        if not isinstance(feature.frame, dict):
            message = f"feature {feature.index + 1} is no JSON object"
            raise UnmergeableError(message)
        text = _text(whole[feature.start : stop])
        if stop is None:
            end = Decoder().value(text, 0)[1]
            own, behind = text[:end], text[end:]
        else:
            own, _comma, behind = text.rpartition(",")
        ids = (feature.id, feature.properties.get("id"))
        pieces.append(Piece(own.rstrip(_SPACE), space, *map(_id, ids)))
        space = behind
    own_ids = [piece.own_id for piece in pieces if piece.own_id is not None]
    if len({*own_ids}) < len(own_ids):
        twice = next(name for name in own_ids if own_ids.count(name) > 1)
        message = f"two features have the id {twice}"
        raise UnmergeableError(message)
    return head, tuple(pieces), space


def _split_empty(text: str) -> tuple[str, tuple[Piece, ...], str]:
    """The same of a collection without features."""
    array = next(m for m in members(text, skip_space(text, 0), Decoder()) if m.key == "features")
    return text[: array.value_start + 1], (), "\n" + text[array.end - 1 :]


def _text(part: str | bytes) -> str:
    return part.decode() if isinstance(part, bytes) else part


def _id(value: Any) -> str | None:
    return None if value is None else json.dumps(value, sort_keys=True)
