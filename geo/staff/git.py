"""What a git repository holds at a revision, read through the git command.

Nothing is checked out, and nothing in the repository is run or changed: a revision is
resolved to the id of an object, and from there on only ids are passed to git.
"""

from __future__ import annotations

import os
import posixpath
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import MapError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SYMLINK = "120000"


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in a folder of a revision. ``name`` has no folder in it."""

    name: str
    id: str
    is_link: bool


class Repository:
    """The repository that a folder of layers lies in, or would.

    ``folder`` need not be there in the working tree: an older revision may have it.
    GIT_DIR and the other variables of git hold as they do for git itself.

    Raises MapError where there is no git command or no repository.
    """

    def __init__(self, folder: Path) -> None:
        self._program = git_program()
        self._start, rest = _nearest(folder)
        done = self._run("rev-parse", "--show-prefix")
        if done.returncode:
            reason = _said(done)
            hint = f" ({reason})" if "not a git repository" not in reason else ""
            message = f"{self._start}: there is no git repository here to read revisions from{hint}"
            raise MapError(message)
        prefix = os.fsdecode(done.stdout).rstrip("\n")
        #: The folder from the top of the repository, with slashes; empty for the top itself.
        self.path = posixpath.normpath(posixpath.join(prefix, rest.as_posix()))
        if self.path == ".":
            self.path = ""
        self.is_inside = not (self.path == ".." or self.path.startswith(("../", "/")))

    def find(self, revision: str) -> str | None:
        """The id of what a revision names: a commit, or with a colon a folder or a file."""
        if revision.startswith("-") or not revision.isprintable() or not revision.strip():
            message = f"{revision!r} is no name of a revision"
            raise UsageError(message)
        # What a tag stands for; behind a colon, what seems to ask for that is part of a path.
        return self._verified(f"{revision}^{{}}") or self._verified(revision)

    def _verified(self, name: str) -> str | None:
        done = self._run("rev-parse", "--verify", "--quiet", "--end-of-options", name)
        return done.stdout.decode("ascii").strip() if done.returncode == 0 else None

    def common(self, one: str, other: str) -> str | None:
        """The id of the last commit that two histories share."""
        done = self._run("merge-base", one, other)
        return done.stdout.decode("ascii").split("\n")[0] if done.returncode == 0 else None

    def kind(self, identity: str) -> str:
        """What an id is of: a commit, a tree, which is a folder, or a blob, which is a file."""
        return self._must("cat-file", "-t", identity).decode("ascii").strip()

    def folder(self, identity: str) -> str | None:
        """The id of the layers' folder in a commit or, where it is one already, of a folder."""
        return identity if self.kind(identity) == "tree" else self.below(identity, self.path)

    def below(self, identity: str, path: str) -> str | None:
        """The id of a folder at a path from a commit or a folder; None where it is not there."""
        name = f"{identity}^{{tree}}" if not path else f"{identity}:{path}"
        found = self._verified(name)
        return found if found and self.kind(found) == "tree" else None

    def entries(self, folder: str) -> list[Entry]:
        """The files of a folder, in the order of their names; not the folders in it."""
        listed = self._must("ls-tree", "-z", "--full-tree", folder)
        found = []
        for line in filter(None, listed.split(b"\0")):
            about, _tab, name = line.partition(b"\t")
            mode, kind, identity = about.decode("ascii").split()
            if kind == "blob":
                found.append(Entry(os.fsdecode(name), identity, mode == _SYMLINK))
        return sorted(found, key=lambda entry: entry.name)

    def contents(self, identities: Sequence[str]) -> Iterator[bytes]:
        """The bytes of files, in the order of the ids."""
        if not identities:
            return
        data = self._must("cat-file", "--batch", text="".join(f"{each}\n" for each in identities))
        at = 0
        for identity in identities:
            end = data.index(b"\n", at)
            about = data[at:end].split()
            if len(about) != 3:  # noqa: PLR2004 - id, kind, size
                message = f"the repository lacks the object {identity}: git fsck tells more"
                raise MapError(message)
            size = int(about[2])
            yield data[end + 1 : end + 1 + size]
            at = end + 1 + size + 1

    def _must(self, *arguments: str, text: str = "") -> bytes:
        done = self._run(*arguments, text=text)
        if done.returncode:
            message = f"git {arguments[0]}: {_said(done)}"
            raise MapError(message)
        return done.stdout

    def _run(self, *arguments: str, text: str = "") -> subprocess.CompletedProcess[bytes]:
        # Never asks, never waits for a lock, and says its messages in one language.
        quiet = {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}
        try:
            return subprocess.run(  # noqa: S603 - no shell; a user's words come behind --end-of-options
                [self._program, *arguments],
                input=text.encode("ascii"),
                capture_output=True,
                cwd=self._start,
                env=os.environ | quiet,
                check=False,
            )
        except OSError as error:
            message = f"git can't be run: {error.strerror or error}"
            raise MapError(message) from error


def git_program() -> str:
    """The git command, from the folders of PATH alone: never a file that lies beside layers.

    Raises MapError where there is none.
    """
    for folder in os.get_exec_path():
        found = shutil.which(str(Path(folder) / "git")) if Path(folder).is_absolute() else None
        if found:
            return found
    message = "there is no git command on this machine"
    raise MapError(message)


def _nearest(folder: Path) -> tuple[Path, Path]:
    """The nearest folder that is there, from which git is run, and the way on from it."""
    if "GIT_DIR" in os.environ:
        # Then git takes the folder that it is run from for the top of the tree.
        here = Path.cwd()
        return here, Path(os.path.relpath(folder, here))
    start, rest = folder, Path()
    while not start.is_dir() and start != start.parent:
        start, rest = start.parent, start.name / rest
    return start, rest


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    text = done.stderr.decode("utf-8", "replace").strip()
    lines = text.removeprefix("fatal: ").split("\n")
    return lines[0] or f"exit code {done.returncode}"
