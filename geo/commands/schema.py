"""``schema``: the JSON Schema of projects layers, for editors that complete and check by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.commands.common import DONE, PROBLEMS, a_path, layers_option, say, tell
from geo.errors import UsageError

if TYPE_CHECKING:
    import argparse

SUMMARY = "write the JSON Schema of projects layers, by which editors complete and check"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    layers_option(parser)
    parser.add_argument(
        "--to", type=a_path, metavar="FILE", help="where to write it (default: DIR/_schema.json)"
    )
    parser.add_argument(
        "--sources",
        action="store_true",
        help="let the editor propose the ids of sources.csv; a copy of your own then, with --to",
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; exit code 1 if the file isn't what would be written",
    )


def run(options: argparse.Namespace) -> int:
    """Write the schema and name the file."""
    if options.sources and options.to is None:
        message = "--sources makes a copy of your own; say where: --to FILE"
        raise UsageError(message)
    from geo.catalogue import load_catalogue
    from geo.staff.layer_schema import SCHEMA_FILE, schema_text
    from geo.write import write_text

    catalogue = load_catalogue(options.layers)
    path = options.to or options.layers / SCHEMA_FILE
    sources = catalogue.sources if options.sources else ()
    text = schema_text(catalogue.settings.languages, sources)
    if not options.check:
        write_text(path, text)
        tell(path)
        return DONE
    try:
        same = path.read_bytes() == text.encode()
    except OSError:
        same = False
    if same:
        return DONE
    say(f"{path}: not the schema of these layers; python make_map.py schema writes it")
    return PROBLEMS
