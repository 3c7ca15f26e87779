"""``context``: the offline base map of a bounding box."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.commands.common import DONE, LAYERS, a_path, progress, tell

if TYPE_CHECKING:
    import argparse

SUMMARY = "make the offline base map of a bounding box from public datasets"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument(
        "--bbox",
        type=float,
        nargs=4,
        required=True,
        metavar=("W", "S", "E", "N"),
        help="west, south, east, north in degrees; W > E crosses the antimeridian",
    )
    parser.add_argument(
        "--to",
        type=a_path,
        default=LAYERS / "context",
        metavar="DIR",
        help="the folder to write (default: layers/context)",
    )


def run(options: argparse.Namespace) -> int:
    """Write the base map and name its files."""
    from geo.staff.basemap.context import make_context

    for path in make_context(tuple(options.bbox), options.to, progress=progress()):
        tell(path)
    return DONE
