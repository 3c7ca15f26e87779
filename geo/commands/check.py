"""``check``: every problem of the layers at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.commands.common import DONE, PROBLEMS, layers_option, say
from geo.errors import UsageError
from geo.report import REPORTS, counted, line, report

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from geo.errors import Problem

SUMMARY = "say every problem of the layers at once"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    layers_option(parser)
    parser.add_argument(
        "--report", choices=REPORTS, default="text", help="the form of the report (default: text)"
    )
    parser.add_argument(
        "--fix", action="store_true", help="first put right what is safe, as format does"
    )
    parser.add_argument(
        "--watch", action="store_true", help="report again on each save, until Ctrl-C"
    )


def run(options: argparse.Namespace) -> int:
    """Print the report; an error among the problems is exit code 1."""
    unwritten = False
    if options.fix:
        if options.watch:
            message = "--fix and --watch don't go together: a file that is open would be rewritten"
            raise UsageError(message)
        unwritten = not _fix(options.layers)
    if options.watch:
        from geo.commands.watching import watch

        return watch(options)
    problems = _problems(options.layers)
    print(report(problems, options.report))
    wrong = unwritten or any(problem.is_error for problem in problems)
    return PROBLEMS if wrong else DONE


def _problems(layers: Path) -> list[Problem]:
    """All problems; large layers are looked through in slices, by several processes."""
    from geo.catalogue import load_catalogue
    from geo.check import check
    from geo.streaming.survey import is_large

    catalogue = load_catalogue(layers)
    if is_large(catalogue):
        from geo.streaming.flow import check as check_in_slices

        return check_in_slices(catalogue)
    return check(layers)


def _fix(layers: Path) -> bool:
    """Bring the layers into canonical form and say what was done; the rest is the report's.

    Returns whether every file that had to be written could be.
    """
    from geo.commands.format import done
    from geo.staff.formatting.files import format_files

    fixed, whole = 0, True
    for outcome in format_files([layers]):
        if outcome.done:
            fixed += 1
            say(f"fixed {done(outcome)}")
        for problem in outcome.problems:
            if problem.code == "unwritable":
                whole = False
                say(line(problem))
    say(f"{counted(fixed, 'file')} fixed")
    return whole
