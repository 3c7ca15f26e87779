"""Temporary files and folders that go with the process that made them, whatever ends it.

One that is killed can't tidy up. What it leaves is removed by the next run: a file by the next
write in its place, a folder by the next one that is asked for. What another process is still
at work on is told by its lock, which the system lets go of when the process ends.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Iterator

SUFFIX = ".part"
_PREFIX = "projectmap-"
#: What the tempfile module puts into a name.
_RANDOM = "[a-z0-9_]{8}"
#: Where locks can't tell, what is older than this is abandoned.
_OLD_S = 24 * 3600


@contextlib.contextmanager
def beside(path: Path) -> Iterator[tuple[int, str]]:
    """A new file in the folder of ``path``: its descriptor, to be closed, and its name."""
    for left in _abandoned(path.parent, rf"\.{re.escape(path.name)}\.{_RANDOM}\{SUFFIX}"):
        if left.is_file(follow_symlinks=False):
            _unlink(left.path)
    while True:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=SUFFIX, dir=path.parent)
        if _claimed(handle, name):
            break
        os.close(handle)
    try:
        yield handle, name
    finally:
        _unlink(name)


@contextlib.contextmanager
def folder(purpose: str) -> Iterator[Path]:
    """A new, empty folder among the system's temporary ones."""
    for left in _abandoned(Path(tempfile.gettempdir()), rf"{_PREFIX}[a-z]+-{_RANDOM}"):
        if left.is_dir(follow_symlinks=False):
            shutil.rmtree(left.path, ignore_errors=True)
    while True:
        made = tempfile.mkdtemp(prefix=f"{_PREFIX}{purpose}-")
        handle = os.open(made, os.O_RDONLY) if fcntl else None
        if handle is None or _claimed(handle, made):
            break
        os.close(handle)
    try:
        yield Path(made)
    finally:
        shutil.rmtree(made, ignore_errors=True)
        if handle is not None:
            os.close(handle)


def _unlink(name: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(name)  # noqa: PTH108 - the names here are no Path


def _claimed(handle: int, name: str) -> bool:
    """Lock what was made; whether it is still there, since another may just have tidied up."""
    if fcntl:
        with contextlib.suppress(OSError):  # some network drives have no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
    return os.path.lexists(name)


def _abandoned(parent: Path, names: str) -> list[os.DirEntry[str]]:
    """What processes that have ended left in a folder."""
    with contextlib.suppress(OSError), os.scandir(parent) as entries:
        return [each for each in entries if re.fullmatch(names, each.name) and _is_left(each)]
    return []


def _is_left(entry: os.DirEntry[str]) -> bool:
    status = entry.stat(follow_symlinks=False)
    if fcntl is None:
        return time.time() - status.st_mtime > _OLD_S
    if status.st_uid != os.getuid():
        return False
    try:
        handle = os.open(entry.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    else:
        return True
    finally:
        os.close(handle)
