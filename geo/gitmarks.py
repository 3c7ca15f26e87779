"""The marks that git leaves in a file which it could not merge."""

from __future__ import annotations

import re
from typing import NamedTuple

_START = re.compile(r"^<{7}(?: .*)?\r?$", re.MULTILINE)
_END = re.compile(r"^>{7}(?: .*)?\r?$", re.MULTILINE)


class GitMark(NamedTuple):
    """Where git's mark stands, as an offset, and what to say about it."""

    offset: int
    message: str
    hint: str


def git_mark(text: str) -> GitMark | None:
    """The first conflict that git has marked in a file."""
    start = _START.search(text)
    end = _END.search(text, start.end()) if start else None
    if start is None or end is None:
        return None
    message = "a merge is not finished: two versions of these lines stand here, between git's marks"
    hint = (
        "keep the lines that are right and remove the marks <<<<<<<, ======= and >>>>>>>; "
        "or take one side whole: git checkout --ours FILE, git checkout --theirs FILE"
    )
    return GitMark(start.start(), message, hint)
