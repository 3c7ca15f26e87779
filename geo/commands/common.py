"""What several commands share: options, exit codes, messages, progress."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from geo.report import printable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

DONE, PROBLEMS, WRONG_USE = 0, 1, 2
LAYERS, OUTPUT = Path("layers"), Path("output")


def layers_option(parser: argparse.ArgumentParser) -> None:
    """Add ``--layers DIR``."""
    parser.add_argument(
        "--layers", type=Path, default=LAYERS, metavar="DIR", help="the layers (default: layers)"
    )


def say(message: str) -> None:
    """A message for the person at the terminal; results go to standard output instead."""
    print(printable(message), file=sys.stderr)


def progress() -> Callable[[str], None] | None:
    """What long work reports to: one line of the terminal, or None in a pipe."""
    return _overwrite if sys.stderr.isatty() else None


def _overwrite(message: str) -> None:
    print(f"\r\x1b[K{printable(message)}", end="", file=sys.stderr, flush=True)
