"""``diff``: what changed between two folders, files or git revisions."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from geo.commands.common import DONE, PROBLEMS, a_path, layers_option, say

if TYPE_CHECKING:
    import argparse

    from geo.staff.changes.model import Comparison

SUMMARY = "say what changed between two folders, files or git revisions"
REPORTS = ("text", "markdown", "json")
LANGUAGES = ("kk", "ru", "en")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the operands and options of the command."""
    parser.description = (
        "Compares by feature id. Without operands: HEAD with the layers as they are; with one: "
        "that with the layers as they are. OLD...NEW is what NEW changed since it left OLD."
    )
    parser.add_argument(
        "operands",
        nargs="*",
        metavar="OLD [NEW]",
        help="a folder, a .geojson or .csv file, a git revision (HEAD~1, v1.2, main:layers), "
        "or two of them as OLD..NEW",
    )
    layers_option(parser)
    parser.add_argument(
        "--report", choices=REPORTS, default=None, help="the form of the report (default: text)"
    )
    parser.add_argument(
        "--briefing",
        action="store_true",
        help="one paragraph in each language of the map; with --report, above the report",
    )
    parser.add_argument(
        "--map", type=a_path, metavar="FILE", help="also write an HTML map of before and after"
    )
    parser.add_argument(
        "--lang", choices=LANGUAGES, default="en", help="language of the report (default: en)"
    )
    parser.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="colours in the text (default: on a terminal, unless NO_COLOR is set)",
    )
    parser.add_argument(
        "--exit-code", action="store_true", help="leave with 1 where anything differs"
    )


def run(options: argparse.Namespace) -> int:
    """Print the report, write the map, and name what could not be compared."""
    from geo.errors import UsageError
    from geo.report import line
    from geo.staff.changes.compare import compare
    from geo.staff.changes.sides import read_sides

    if len(options.operands) > 2:  # noqa: PLR2004 - old and new
        message = "diff compares two: OLD and NEW"
        raise UsageError(message)
    comparison = compare(*read_sides(options.operands, options.layers))
    for problem in comparison.problems:
        say(line(problem))
    shown = _report(comparison, options)
    if options.map:
        from geo.staff.changes.page import page
        from geo.write import write_bytes

        write_bytes(options.map, page(comparison))
        say(f"{options.map}: written")
    print(shown)
    incomplete = bool(comparison.problems)
    return PROBLEMS if incomplete or (options.exit_code and comparison.differs) else DONE


def _report(comparison: Comparison, options: argparse.Namespace) -> str:
    from geo.staff.changes.briefing import briefing
    from geo.staff.changes.voice import shown
    from geo.words import words

    said = briefing(comparison) if options.briefing else {}
    if options.report == "json":
        from geo.staff.changes.data import data

        return data(comparison, said if options.briefing else None)
    if options.report == "markdown":
        from geo.staff.changes.markdown import markdown

        named = [(words(code)["language.name"], text) for code, text in said.items()]
        return markdown(comparison, options.lang, named)
    paragraphs = "\n\n".join(shown(text) for text in said.values())
    if options.briefing and options.report is None:
        return paragraphs
    from geo.staff.changes.text import text

    report = text(comparison, options.lang, colour=_in_colour(options.color))
    return f"{paragraphs}\n\n{report}" if paragraphs else report


def _in_colour(wish: str) -> bool:
    """Whether the text goes to a terminal that shows colours, and its user wants them."""
    if wish != "auto":
        return wish == "always"
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    # An older console of Windows shows the codes themselves.
    told = ("WT_SESSION", "ANSICON", "ConEmuANSI", "TERM")
    able = sys.platform != "win32" or any(os.environ.get(name) for name in told)
    return able and sys.stdout.isatty()
