"""Commands that a hint tells, ready to be pasted."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.read import Collection

_PLAIN = re.compile(r"[\w@%+=:,./\\-]+", re.ASCII)


def command(name: str, *arguments: str | Path) -> str:
    """The command line of this program; quoted as the shell of the machine wants it."""
    words = [_named(item) if isinstance(item, Path) else item for item in arguments]
    return " ".join(["python make_map.py", name, *map(_quoted, words)])


def convert(collection: Collection, system: str = "") -> str:
    """The command that reads a layer anew from the coordinate system that it is in."""
    path = collection.path
    options = ["--crs", system] if system else []
    if path.parent.as_posix() != "layers":
        options += ["--layers", path.parent.as_posix()]
    return command("import", path, "--layer", path.stem, *options)


def _named(path: Path) -> str:
    """The path, never to be mistaken for an option."""
    name = path.as_posix()
    return f"./{name}" if name.startswith("-") else name


def _quoted(word: str) -> str:
    if os.name == "nt" and not _PLAIN.fullmatch(word):
        return '"' + word.replace('"', '\\"') + '"'
    return shlex.quote(word)
