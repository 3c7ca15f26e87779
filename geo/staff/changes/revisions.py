"""What the operands of ``diff`` mean: folders, files, and git revisions laid out as folders."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from geo import unfinished
from geo.catalogue import CONTEXT_FOLDER
from geo.errors import MapError, Problem, Severity, UsageError
from geo.staff.git import Repository
from geo.suffixes import LAYERS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import ExitStack

WORKING_TREE = "working tree"
#: What a folder of layers consists of.
SUFFIXES = (*LAYERS, ".toml", ".csv")
_COMPARED = (*LAYERS, ".csv")
# Characters by which a name could lead out of its folder, on one system or another.
_UNSAFE = re.compile(r"[/\\:\x00]")


@dataclass(frozen=True)
class Place:
    """Where one side stands: a folder, or with ``only`` one file of it.

    ``label`` is what the user called it, ``said`` what stands in place of the folder where
    one of its files is named.
    """

    label: str
    folder: Path
    said: str
    only: str = ""
    problems: tuple[Problem, ...] = ()


def places(operands: Sequence[str], layers: Path, stack: ExitStack) -> tuple[Place, Place]:
    """The old and the new side. Revisions live in temporary folders until ``stack`` closes.

    Without operands it is HEAD against ``layers``, with one it is that against ``layers``;
    ``OLD..NEW`` is two, and ``OLD...NEW`` what NEW changed since it left OLD.

    Raises UsageError for an operand that means nothing, MapError where it can't be read.
    """
    finder = _Finder(layers, stack)
    if len(operands) == 1 and ".." in operands[0] and not Path(operands[0]).exists():
        pair = finder.range(operands[0])
        if pair:
            return _alike(*pair)
    if len(operands) == 2:  # noqa: PLR2004 - old and new
        return _alike(finder.place(operands[0]), finder.place(operands[1]))
    old = finder.place(operands[0] if operands else "HEAD", is_default=not operands)
    if old.only and not (layers / old.only).is_file():
        message = f"{old.label}: {layers} has no {old.only} to compare it with; name the other file"
        raise UsageError(message)
    label = WORKING_TREE if layers == Path("layers") else _label(str(layers))
    return _alike(old, Place(label, layers, str(layers)))


class _Finder:
    def __init__(self, layers: Path, stack: ExitStack) -> None:
        self.layers = layers
        self.stack = stack
        self._repository: Repository | None = None

    @property
    def repository(self) -> Repository:
        if self._repository is None:
            self._repository = Repository(self.layers)
        return self._repository

    def place(self, operand: str, *, is_default: bool = False) -> Place:
        path = Path(operand)
        if not is_default and not operand.startswith("-") and _exists(path):
            self._must_be_plain(operand)
            if path.is_dir():
                return Place(_label(operand), path, operand)
            return Place(
                _label(operand), path.parent, str(path.parent), _compared(path.name, operand)
            )
        try:
            found = self.repository.find(operand)
        except UsageError:
            raise
        except MapError as error:
            if is_default:
                raise
            message = f"{operand}: no such folder or file, and no revision: {error}"
            raise MapError(message) from error
        if found is None:
            message = (
                f"{operand}: neither a folder or a file here nor a revision of git "
                "(git log shows them; a shallow clone lacks older ones)"
            )
            raise UsageError(message)
        return self._revision(operand, found)

    def range(self, operand: str) -> tuple[Place, Place] | None:
        """The two ends of ``A..B``; None where it is no range."""
        is_fork = "..." in operand
        left, _dots, right = operand.partition("..." if is_fork else "..")
        left, right = left or "HEAD", right or "HEAD"
        old, new = self.repository.find(left), self.repository.find(right)
        if old is None or new is None:
            return None
        label = left
        if is_fork:
            old, label = self.repository.common(old, new), f"{left}...{right}"
            if old is None:
                message = f"{operand}: the two histories have nothing in common"
                raise UsageError(message)
        return self._revision(left, old, label), self._revision(right, new)

    def _must_be_plain(self, operand: str) -> None:
        """Refuse a name that is a path and a revision too, as git does."""
        if "/" in operand or "\\" in operand or "." in operand:
            return
        try:
            found = self.repository.find(operand)
        except MapError:
            return
        if found:
            message = (
                f"{operand}: this is both a folder and a revision; "
                f"write ./{operand} or {operand}^{{commit}}"
            )
            raise UsageError(message)

    def _revision(self, operand: str, found: str, label: str = "") -> Place:
        repository = self.repository
        label = label or operand
        kind = repository.kind(found)
        if kind == "blob":
            revision, _colon, path = operand.partition(":")
            above, _slash, name = path.rpartition("/")
            said = f"{revision}:{above}"
            folder = repository.find(said) if revision else None
            return self._laid_out(
                label, said, {name: found}, folder, only=_compared(name or path, operand)
            )
        if kind != "tree" and not repository.is_inside:
            message = f"--layers {self.layers}: the folder lies outside the repository"
            raise UsageError(message)
        folder = repository.folder(found)
        said = label if kind == "tree" else f"{label}:{repository.path}"
        if folder is None:
            where = repository.path or "."
            message = f"{operand}: the revision has no folder {where}; --layers DIR names another"
            raise MapError(message)
        return self._laid_out(label, said, {}, folder)

    def _laid_out(
        self, label: str, said: str, files: dict[str, str], folder: str | None, *, only: str = ""
    ) -> Place:
        """Write what belongs to the layers into a temporary folder."""
        repository = self.repository
        said = said.rstrip("/")
        # The folder's name is the title of a map that has none.
        name = said.rpartition("/")[2].rpartition(":")[2] or "layers"
        target = self.stack.enter_context(unfinished.folder("diff"))
        target /= name if not _UNSAFE.search(name) and name not in {".", ".."} else "layers"
        problems: list[Problem] = []
        wanted = {target / path: identity for path, identity in files.items()}
        if folder is not None:
            context = repository.below(folder, CONTEXT_FOLDER)
            for below, tree in (("", folder), (CONTEXT_FOLDER, context)):
                for entry in repository.entries(tree) if tree else ():
                    shown = f"{said}/{below}/{entry.name}" if below else f"{said}/{entry.name}"
                    if not entry.name.lower().endswith(SUFFIXES) or entry.name.startswith("."):
                        continue
                    if entry.is_link or _UNSAFE.search(entry.name):
                        problems.append(_unread(shown, is_link=entry.is_link))
                        continue
                    wanted.setdefault(target / below / entry.name, entry.id)
        target.mkdir()
        for path, data in zip(wanted, repository.contents([*wanted.values()]), strict=True):
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
        return Place(label, target, said, only, tuple(problems))


def _alike(old: Place, new: Place) -> tuple[Place, Place]:
    """Where one side is a file and the other a folder, the file of that name in the folder."""
    if bool(old.only) == bool(new.only):
        if Path(old.only).suffix.lower() != Path(new.only).suffix.lower():
            message = f"{old.only} and {new.only} are files of two kinds"
            raise UsageError(message)
        return old, new
    only = old.only or new.only
    folder = new if old.only else old
    if not (folder.folder / only).is_file():
        message = f"{folder.label}: there is no {only} to compare with"
        raise UsageError(message)
    return replace(old, only=only), replace(new, only=only)


def _unread(shown: str, *, is_link: bool) -> Problem:
    message = (
        "the file is a symbolic link, which is not followed in a revision"
        if is_link
        else "the file's name can't be one on every system"
    )
    return Problem(Severity.ERROR, "unreadable", Path(shown), 0, 0, "", message)


def _compared(name: str, operand: str) -> str:
    if name.lower().endswith(_COMPARED):
        return name
    message = f"{operand}: of single files, only layers (.geojson) and tables (.csv) are compared"
    raise UsageError(message)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _label(operand: str) -> str:
    """What a folder or file is called in a report: as typed, but for where this machine has it."""
    path = Path(operand)
    return path.name if path.is_absolute() else path.as_posix()
