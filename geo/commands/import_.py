"""``import``: features from a file of another format into a layer."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from geo.commands.common import DONE, PROBLEMS, WRONG_USE, layers_option, say, tell
from geo.errors import UsageError
from geo.report import printable

if TYPE_CHECKING:
    import argparse

    from geo.staff.importing.job import Plan, Request

SUMMARY = "take features from a GeoPackage, Shapefile, KML, DXF, GPX, CSV, XLSX, … into a layer"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument(
        "source",
        metavar="SOURCE",
        help="a file, a folder or a ZIP: GeoPackage, Shapefile, KML, KMZ, DXF, GPX, CSV, XLSX, "
        "FlatGeobuf, GeoParquet, GeoJSON",
    )
    parser.add_argument(
        "--layer", required=True, metavar="NAME", help="the layer to write: DIR/NAME.geojson"
    )
    layers_option(parser)
    parser.add_argument(
        "--kind",
        choices=("plain", "projects"),
        default="",
        help="what a new layer is (default: plain); one that exists stays what it is",
    )
    parser.add_argument(
        "--table", default="", metavar="NAME", help="which of several tables, layers or sheets"
    )
    parser.add_argument(
        "--map",
        dest="maps",
        metavar="OLD=NEW",
        action="append",
        default=[],
        help="the column OLD goes to the field NEW; nothing behind = leaves it out (repeatable)",
    )
    parser.add_argument(
        "--encoding", default="", metavar="NAME", help="the code page of the texts, cp1251 say"
    )
    parser.add_argument(
        "--crs",
        default="",
        metavar="EPSG:CODE",
        help="the coordinate system where the file doesn't say it (EPSG:28413) or says it wrong",
    )
    parser.add_argument(
        "--operation",
        default="",
        metavar="EPSG:CODE",
        help="another datum shift than the one that is chosen for the place",
    )
    parser.add_argument(
        "--axes",
        choices=("keep", "swap"),
        default="",
        help="swap: the file has north before east; keep: it only looks so",
    )
    parser.add_argument("--heights", action="store_true", help="keep heights (Z)")
    parser.add_argument(
        "--remove-missing",
        action="store_true",
        help="remove from the layer what the source doesn't have (never without this)",
    )
    ask = parser.add_mutually_exclusive_group()
    ask.add_argument("--yes", action="store_true", help="write without asking")
    ask.add_argument("--dry-run", action="store_true", help="only show what would be written")


def run(options: argparse.Namespace) -> int:
    """Show the preview, and write after a yes."""
    from geo.staff.importing.choice import ChoiceError
    from geo.staff.importing.job import planned
    from geo.staff.importing.preview import preview, summary
    from geo.staff.importing.writing import write

    try:
        plan = planned(_request(options))
    except ChoiceError as error:
        say(f"error: {error}")
        for row in error.rows:
            say(f"  {row}")
        return WRONG_USE
    if options.dry_run:
        print(preview(plan))
        say("nothing was written (--dry-run)")
        return DONE
    for line in preview(plan).split("\n"):
        say(line)
    if not options.yes and not _agreed(plan):
        say("nothing was written")
        return PROBLEMS
    for path in write(plan):
        tell(path)
    say(f"{summary(plan)}. {_next(plan)}")
    return DONE


def _request(options: argparse.Namespace) -> Request:
    from geo.staff.importing.job import Request

    return Request(
        options.source,
        options.layer,
        options.layers,
        crs=options.crs,
        operation=options.operation,
        axes=options.axes,
        encoding=options.encoding,
        maps=tuple(options.maps),
        table=options.table,
        kind=options.kind,
        heights=options.heights,
        remove=options.remove_missing,
    )


def _agreed(plan: Plan) -> bool:
    """The answer to the question; where no one can be asked, say what to say instead."""
    if not sys.stdin or not sys.stdin.isatty():
        message = "nothing was written: there is no terminal to ask on"
        message = f"{message}; say --yes to write, or --dry-run to look only"
        raise UsageError(message)
    print(printable(f"write {plan.target.path}? [y/N] "), end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in {"y", "yes"}


def _next(plan: Plan) -> str:
    if plan.target.collection is not None:
        return "Run `check` next"
    settings = plan.target.path.with_suffix(".toml").name
    return (
        f"Who to name for the data and on what terms isn't known: add attribution and licence "
        f"to {settings}, and its titles; then run `check`"
    )
