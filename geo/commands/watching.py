"""``check --watch``: the report again on each save."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from typing import TYPE_CHECKING

from geo.commands.common import DONE, needs, say
from geo.errors import MapError
from geo.report import report

if TYPE_CHECKING:
    import argparse

    from geo.errors import Problem

_RULE = "-" * 72
#: What a record of a JSON text sequence begins with (RFC 7464).
_RECORD = "\x1e"


def watch(options: argparse.Namespace) -> int:
    """Report now and after each save, until Ctrl-C, which is how it ends well.

    Raises MapError where there are no layers to begin with.
    """
    needs("check --watch", "serve", "watchfiles")
    from geo.check import check
    from geo.staff.watching import Watch, follow

    def look() -> list[Problem] | MapError:
        try:
            return check(options.layers)
        except MapError as error:
            return error

    screen = _Screen(options.report)
    try:
        with closing(Watch(options.layers)) as saves:
            screen.show(check(options.layers))
            say("watching for saves; Ctrl-C ends it")
            follow(saves, look, _is_wrong, screen.show)
    except KeyboardInterrupt:
        say("no longer watching")
    return DONE


def _is_wrong(seen: list[Problem] | MapError) -> bool:
    return isinstance(seen, MapError) or any(problem.is_error for problem in seen)


class _Screen:
    """Where one report takes the place of the other, or follows it."""

    def __init__(self, form: str) -> None:
        self._form = form
        self._is_first = True

    def show(self, seen: list[Problem] | MapError) -> None:
        """A report on a clean screen; in a pipe, behind a line or a mark for programs."""
        if sys.stdout.isatty():
            _clear()
        if isinstance(seen, MapError):
            say(f"error: {seen}")
            return
        if not sys.stdout.isatty():
            self._divide()
        print(report(seen, self._form), flush=True)

    def _divide(self) -> None:
        if self._form != "text":
            print(_RECORD, end="")
        elif not self._is_first:
            print(_RULE)
        self._is_first = False


def _clear() -> None:
    if os.name == "nt":
        # Not every console there takes the sequence; this is what its own command is for.
        os.system("cls")  # noqa: S605, S607 - a fixed word for the console of Windows
    else:
        print("\x1b[2J\x1b[H", end="", flush=True)
