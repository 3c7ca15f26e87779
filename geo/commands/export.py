"""``export``: layers as a file of another format, for other programs and offices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.commands.common import DONE, a_path, layers_option, say, tell
from geo.report import counted

if TYPE_CHECKING:
    import argparse

SUMMARY = "write layers as GeoPackage, Shapefile, KML, CSV, XLSX, FlatGeobuf or GeoParquet"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument(
        "file",
        type=a_path,
        metavar="OUTFILE",
        help="the file to write; its end says the format: .gpkg .shp .zip (Shapefiles) .kml .csv "
        ".xlsx .fgb .parquet .geojson",
    )
    layers_option(parser)
    parser.add_argument(
        "--layer",
        dest="names",
        metavar="NAME",
        action="append",
        default=[],
        help="which layer (repeatable; default: all that the format can hold)",
    )
    parser.add_argument(
        "--lang", default="", metavar="CODE", help="the language of titles, and of names in KML"
    )
    parser.add_argument(
        "--crs",
        default="",
        metavar="EPSG:CODE",
        help="the coordinate system of the export (default: WGS 84)",
    )
    parser.add_argument(
        "--operation",
        default="",
        metavar="EPSG:CODE",
        help="another datum shift than the one that is chosen for the place",
    )


def run(options: argparse.Namespace) -> int:
    """Write the files, name them, and say what they don't hold."""
    from geo.staff.exporting.job import Wish, exported, write

    export = exported(
        Wish(
            options.file,
            options.layers,
            tuple(options.names),
            options.lang,
            options.crs,
            options.operation,
        )
    )
    for path in write(export):
        tell(path)
    for note in export.notes:
        say(note)
    layers = counted(export.layers, "layer")
    say(f"{counted(export.features, 'feature')} of {layers} written")
    return DONE
