"""``build``: check the layers, then write the outputs."""

from __future__ import annotations

import importlib
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.commands.common import DONE, OUTPUT, a_path, layers_option, say, tell
from geo.outputs import FORMATS, require
from geo.report import counted, line, summary

if TYPE_CHECKING:
    import argparse

SUMMARY = "check the layers, then write output/map.FORMAT"
ALL = "all"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument(
        "--to",
        metavar="FORMAT",
        action="append",
        choices=[*FORMATS, ALL],
        help=f"what to write: {', '.join(FORMATS)} or {ALL} (may be given again; default: html)",
    )
    layers_option(parser)
    parser.add_argument(
        "--output", type=a_path, default=OUTPUT, metavar="DIR", help="where to (default: output)"
    )
    parser.add_argument(
        "--lang", metavar="CODE", help="the language to open in (default: as _map.toml says)"
    )
    parser.add_argument(
        "--set",
        metavar="FORMAT.OPTION=VALUE",
        action="append",
        default=[],
        help="an option of [layout.FORMAT] in _map.toml for this once, such as pdf.paper=a3 "
        "(may be given again)",
    )


def run(options: argparse.Namespace) -> int:
    """Write the outputs, name them, and say what was found on the way."""
    asked = dict.fromkeys(options.to or ["html"])
    names = list(FORMATS) if ALL in asked else list(asked)
    require(names)

    from geo.commands.settings import with_settings
    from geo.pipeline import load_checked
    from geo.write import write_bytes

    model, problems = load_checked(options.layers, language=options.lang)
    model = replace(model, layout=with_settings(model.layout, options.set))
    files: dict[str, bytes] = {}
    for name in names:
        files |= importlib.import_module(FORMATS[name]).render(model)
    for name, data in files.items():
        write_bytes(options.output / name, data)
        tell(options.output / name)
    for problem in problems:
        say(line(problem))
    shown = len(model.projects) + len(model.features)
    features, layers = counted(shown, "feature"), counted(len(model.layers), "layer")
    say(f"{features} in {layers}; {summary(problems)}")
    return DONE
