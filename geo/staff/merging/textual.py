"""git's own merge, by lines: for files that can't be merged by what they hold."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from geo.errors import MapError
from geo.staff.git import git_program
from geo.staff.merging.sides import BASE, OURS, THEIRS

if TYPE_CHECKING:
    from pathlib import Path

#: git merge-file's exit code is the number of conflicts up to this; above, it couldn't merge.
_MOST_CONFLICTS = 127


def merge_lines(base: Path, ours: Path, theirs: Path, marker_size: int) -> tuple[bytes, bool]:
    """The merged bytes, and whether there are conflicts, which stand there between git's marks.

    Raises MapError where lines can't be merged either, or there is no git.
    """
    program = git_program()
    labels = [option for side in (OURS, BASE, THEIRS) for option in ("-L", side)]
    command = [program, "merge-file", "-p", "-q", f"--marker-size={marker_size}", *labels]
    files = [str(path.absolute()) for path in (ours, base, theirs)]
    done = subprocess.run([*command, *files], capture_output=True, check=False)  # noqa: S603 - no shell, whole paths
    if done.returncode < 0 or done.returncode > _MOST_CONFLICTS:
        reason = done.stderr.decode("utf-8", "replace").strip().removeprefix("error: ")
        message = f"git can't merge the lines either: {reason}"
        raise MapError(message)
    return done.stdout, done.returncode > 0
