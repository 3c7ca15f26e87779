"""``check``: every problem of the layers at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.commands.common import DONE, PROBLEMS, layers_option
from geo.report import REPORTS, report

if TYPE_CHECKING:
    import argparse

SUMMARY = "say every problem of the layers at once"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    layers_option(parser)
    parser.add_argument(
        "--report", choices=REPORTS, default="text", help="the form of the report (default: text)"
    )


def run(options: argparse.Namespace) -> int:
    """Print the report; an error among the problems is exit code 1."""
    from geo.check import check  # noqa: PLC0415 - pyproj and shapely take their time

    problems = check(options.layers)
    print(report(problems, options.report))
    return PROBLEMS if any(problem.is_error for problem in problems) else DONE
