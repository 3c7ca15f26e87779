"""``qgis``: a QGIS project of the layers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from geo.commands.common import DONE, a_path, layers_option, tell
from geo.errors import MapError, UsageError

if TYPE_CHECKING:
    import argparse

SUMMARY = "make a QGIS project: the layers styled as on the map, with forms"
NAME = "map.qgs"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    layers_option(parser)
    parser.add_argument(
        "--lang", metavar="CODE", help="the language of the forms (default: as _map.toml says)"
    )
    parser.add_argument(
        "--output",
        type=a_path,
        metavar="FILE",
        help=f"the project file, a .qgs (default: {NAME} in the folder of the layers)",
    )
    parser.add_argument(
        "--force", action="store_true", help="replace a project file that was changed in QGIS"
    )


def run(options: argparse.Namespace) -> int:
    """Write the project file and name it."""
    from geo.staff.qgis import project_text
    from geo.staff.qgis.project import is_untouched
    from geo.write import write_text

    output: Path = options.output or options.layers / NAME
    if output.suffix.lower() != ".qgs":
        message = f"--output {output}: the name of a project file ends in .qgs"
        raise UsageError(message)
    text = project_text(options.layers, output, language=options.lang)
    if not options.force and output.exists() and not is_untouched(_former(output)):
        message = (
            f"{output}: was changed in QGIS, so it is left as it is; "
            "--force replaces it, --output FILE writes another"
        )
        raise MapError(message)
    write_text(output, text)
    tell(output)
    return DONE


def _former(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except OSError as error:
        message = f"{path}: can't be read ({error.strerror or error})"
        raise MapError(message) from error
