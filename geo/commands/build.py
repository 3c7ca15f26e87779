"""``build``: check the layers, then write the outputs."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

from geo.commands.common import DONE, OUTPUT, layers_option, say
from geo.outputs import FORMATS
from geo.report import counted, line, summary

if TYPE_CHECKING:
    import argparse

SUMMARY = "check the layers, then write output/map.FORMAT"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    known = ", ".join(sorted(FORMATS))
    parser.add_argument(
        "--to",
        metavar="FORMAT",
        action="append",
        choices=sorted(FORMATS),
        help=f"what to write: {known} (may be given again; default: html)",
    )
    layers_option(parser)
    parser.add_argument(
        "--output", type=Path, default=OUTPUT, metavar="DIR", help="where to (default: output)"
    )
    parser.add_argument(
        "--lang", metavar="CODE", help="the language to open in (default: as _map.toml says)"
    )


def run(options: argparse.Namespace) -> int:
    """Write the outputs, name them, and say what was found on the way."""
    from geo.pipeline import load_checked  # noqa: PLC0415 - pyproj and shapely take their time
    from geo.write import write_bytes  # noqa: PLC0415

    model, problems = load_checked(options.layers, language=options.lang)
    files: dict[str, bytes] = {}
    for name in dict.fromkeys(options.to or ["html"]):
        files |= importlib.import_module(FORMATS[name]).render(model)
    for name, data in files.items():
        write_bytes(options.output / name, data)
        print(options.output / name)
    for problem in problems:
        say(line(problem))
    shown = len(model.projects) + len(model.features)
    features, layers = counted(shown, "feature"), counted(len(model.layers), "layer")
    say(f"{features} in {layers}; {summary(problems)}")
    return DONE
