"""Three versions of a file merged into one, by what the file holds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from geo.errors import MapError
from geo.staff.merging.layers import merge_layers
from geo.staff.merging.sides import UnmergeableError
from geo.staff.merging.tables import merge_tables
from geo.staff.merging.textual import merge_lines

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_MERGES: dict[str, Callable[[Path, Path, Path], tuple[str, list[str]]]] = {
    ".geojson": merge_layers,
    ".json": merge_layers,
    ".csv": merge_tables,
}
MARKER_SIZE = 7


@dataclass(frozen=True, slots=True)
class Outcome:
    """The merged file, what is in conflict in it, and why it was merged by lines if it was."""

    data: bytes
    conflicts: tuple[str, ...] = ()
    by_lines: str = ""


def merge_files(
    base: Path, ours: Path, theirs: Path, *, name: str = "", marker_size: int = MARKER_SIZE
) -> Outcome:
    """Merge two versions of a file that come from ``base``; nothing is written.

    ``name`` is the file's own name, where those of the versions don't tell its kind. What can't
    be merged by features or rows is merged by lines, as git does without this.

    Raises MapError where a file can't be read, or lines can't be merged either.
    """
    versions = [_bytes(path) for path in (base, ours, theirs)]
    if versions[1] in (versions[0], versions[2]):
        return Outcome(versions[2])
    if versions[0] == versions[2]:
        return Outcome(versions[1])
    merge = _MERGES.get(PurePath(name or ours.name).suffix.lower())
    if merge is None:
        reason = "it is neither a GeoJSON file nor a table"
    else:
        try:
            text, conflicts = merge(base, ours, theirs)
        except UnmergeableError as error:
            reason = str(error)
        else:
            return Outcome(text.encode(), tuple(conflicts))
    data, has_conflicts = merge_lines(base, ours, theirs, marker_size)
    conflicts = []
    if has_conflicts:
        conflicts.append("lines between git's marks")
    elif merge is merge_layers and not _is_json(data):
        conflicts.append("the merged lines are no GeoJSON")
    return Outcome(data, tuple(conflicts), reason)


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"{path}: the file can't be read: {error.strerror or error}"
        raise MapError(message) from error
