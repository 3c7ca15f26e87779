"""What several commands share: options, exit codes, messages, progress."""

from __future__ import annotations

import argparse
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Self

from geo.errors import MapError
from geo.report import printable

if TYPE_CHECKING:
    from collections.abc import Callable

#: Seconds after which long work is reported on, and between two reports.
_MOMENT, _OFTEN = 2.0, 0.2
DONE, PROBLEMS, WRONG_USE = 0, 1, 2
LAYERS, OUTPUT = Path("layers"), Path("output")


def a_path(text: str) -> Path:
    """The path that an argument names. An empty one, as of an unset variable, is none."""
    if not text:
        message = "a path is empty"
        raise argparse.ArgumentTypeError(message)
    return Path(text)


def layers_option(parser: argparse.ArgumentParser) -> None:
    """Add ``--layers DIR``."""
    parser.add_argument(
        "--layers", type=a_path, default=LAYERS, metavar="DIR", help="the layers (default: layers)"
    )


def needs(command: str, extra: str, *packages: str) -> None:
    """Raise MapError where packages of an extra that a command needs are not installed."""
    if not all(map(find_spec, packages)):
        message = (
            f"{command} needs packages that are not installed; install them: "
            f'python -m pip install -e ".[{extra}]"'
        )
        raise MapError(message)


def say(message: str) -> None:
    """A message for the person at the terminal; results go to standard output instead."""
    print(printable(message), file=sys.stderr)


def tell(path: Path) -> None:
    """A file that was written, as a result of the command."""
    print(printable(str(path)))


def progress() -> Callable[[str], None] | None:
    """What long work reports to: one line of the terminal, or None in a pipe."""
    return _overwrite if sys.stderr.isatty() else None


class Watch:
    """Says on a terminal how far long work is, once it takes longer than a moment."""

    def __init__(self) -> None:
        self._say = progress()
        self._begun = time.monotonic()
        self._said = 0.0

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Leave the line of the terminal empty."""
        if self._said and self._say:
            self._say("")

    def say(self, message: str) -> None:
        """What is being done."""
        now = time.monotonic()
        if self._say and now > self._begun + _MOMENT:
            self._said = now
            self._say(f"{message} …")

    def features(self, done: int, total: int) -> None:
        """How many features have been read, a few times a second."""
        if self._say and time.monotonic() > self._said + _OFTEN:
            self.say(f"{done:,} of about {total:,} features")


def _overwrite(message: str) -> None:
    print(f"\r\x1b[K{printable(message)}", end="", file=sys.stderr, flush=True)
