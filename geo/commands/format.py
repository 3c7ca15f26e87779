"""``format``: layers in canonical form, so that git shows what changed and nothing else."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from geo.commands.common import DONE, LAYERS, PROBLEMS, WRONG_USE, a_path, say
from geo.errors import MapError, UsageError
from geo.report import counted, line, printable

if TYPE_CHECKING:
    from geo.staff.formatting.files import Outcome

SUMMARY = "bring layers into canonical form: one feature a line, ids, rings, decimals"
_MOST_DECIMALS = 15
_INTERRUPTED = 130


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        type=a_path,
        help="files, or folders with their context/ (default: layers)",
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing, name the files that would change; exit code 1 if there are any",
    )
    parser.add_argument(
        "--decimals",
        type=_decimals,
        default=6,
        metavar="N",
        help="decimals of coordinates; a feature that needs more keeps them (default: 6)",
    )


def _decimals(text: str) -> int:
    if text.isdecimal() and int(text) <= _MOST_DECIMALS:
        return int(text)
    message = f"{text!r} is no number from 0 to {_MOST_DECIMALS}"
    raise argparse.ArgumentTypeError(message)


def run(options: argparse.Namespace) -> int:
    """Name the files that changed and say what was done to each."""
    from geo.staff.formatting.files import format_files

    changed = kept = failed = 0
    mistyped = interrupted = False
    try:
        for given in options.paths or [LAYERS]:
            try:
                for outcome in format_files([given], decimals=options.decimals, dry=options.check):
                    _tell(outcome)
                    failed += bool(outcome.problems)
                    changed += bool(outcome.done)
                    kept += not (outcome.problems or outcome.done)
            except MapError as error:
                say(f"error: {error}")
                failed += 1
                mistyped |= isinstance(error, UsageError)
    except KeyboardInterrupt:
        interrupted = True
        say("interrupted: each file is as it was, or as it should be")
    verb = "would change" if options.check else "changed"
    left = f", {counted(failed, 'file')} left alone" if failed else ""
    say(f"{counted(changed, 'file')} {verb}, {kept} as they should be{left}")
    if interrupted:
        return _INTERRUPTED
    if mistyped:
        return WRONG_USE
    return PROBLEMS if failed or (options.check and changed) else DONE


def _tell(outcome: Outcome) -> None:
    for problem in outcome.problems:
        say(line(problem))
    if outcome.done:
        print(done(outcome))


def done(outcome: Outcome) -> str:
    """One file on one line: its name and what was done to it."""
    return printable(f"{outcome.path.as_posix()}: {outcome.said}")
