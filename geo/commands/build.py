"""``build``: check the layers, then write the outputs."""

from __future__ import annotations

import importlib
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.commands.common import DONE, OUTPUT, Watch, a_path, layers_option, say, tell
from geo.errors import MapError
from geo.outputs import FORMATS, require
from geo.report import counted, line, summary

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from geo.catalogue import Catalogue
    from geo.errors import Problem
    from geo.model import MapModel

SUMMARY = "check the layers, then write output/map.FORMAT"
ALL = "all"
#: A map of more features is not drawn, listed or written but by the page.
MOST_WHOLE = 200_000
#: Outputs that have the page in them.
_PAGES = {"html", "site", "embed"}
#: What decimals of a degree come to on the ground.
_FINENESS = {5: "1 m", 6: "0.1 m"}


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

    from geo.catalogue import load_catalogue
    from geo.commands.settings import with_settings
    from geo.outputs.packed.choice import chosen
    from geo.pipeline import load_checked
    from geo.streaming.survey import survey

    catalogue = load_catalogue(options.layers)
    layout = with_settings(catalogue.settings.layout, options.set)
    found = survey(catalogue)
    packs = bool(_PAGES.intersection(names)) and chosen(
        layout.html, found.features, found.bytes, tiled=catalogue.is_tiled
    )
    # A site is its page alone where no documents are asked for.
    whole = [name for name in names if name != "html" or not packs]
    if packs and not layout.site.formats:
        whole = [name for name in whole if name != "site"]
    if whole and found.features > MOST_WHOLE:
        rather = "build html, or a site without documents (--to site --set site.formats=)"
        if "html" in whole:
            rather = 'let the page be packed: html.drawing = "auto"'
        message = (
            f"about {found.features:,} features are too many for {', '.join(whole)}: all of them "
            f"would have to be in memory, and {MOST_WHOLE:,} are the most; {rather}"
        )
        raise MapError(message)
    if packs:
        return _build_large(options, names, whole, catalogue)
    model, problems = load_checked(options.layers, language=options.lang)
    model = replace(model, layout=with_settings(model.layout, options.set))
    _write(options.output, _rendered(model, names))
    shown = len(model.projects) + len(model.features)
    _conclude(problems, counted(shown, "feature"), model)
    return DONE


def _build_large(
    options: argparse.Namespace, names: list[str], whole: list[str], catalogue: Catalogue
) -> int:
    """Write the packed page; the outputs named in ``whole`` are made of the map in memory."""
    from geo.commands.settings import with_settings
    from geo.large import load_large
    from geo.outputs.html import packed_page
    from geo.outputs.packed.spool import Spool
    from geo.pipeline import load_checked
    from geo.write import write_chunks

    with Spool() as spool, Watch() as watch:
        large = load_large(catalogue, spool, language=options.lang, progress=watch.features)
        model = replace(large.model, layout=with_settings(large.model.layout, options.set))
        count = large.packing.count
        watch.say(f"packing {count:,} features")
        said, _overview = large.packing.finish(model)
        # A site may have beside it what is too large for one file.
        page = packed_page(model, large.packing) if {"html", "embed"} & {*names} else None
        files: dict[str, bytes] = {}
        in_memory = model
        if whole:
            watch.say(f"reading all of it again for {', '.join(whole)}")
            in_memory, _problems = load_checked(options.layers, language=options.lang)
            in_memory = replace(in_memory, layout=model.layout)
            files |= _rendered(in_memory, [name for name in whole if name != "site"])
        if "site" in names:
            from geo.outputs import site

            watch.say("writing the site")
            files |= site.render(in_memory, large.packing)
        # The page of an embedded map is the packed one too.
        if page and ("html" in names or files.pop("map.html", b"")):
            watch.say("writing the page")
            write_chunks(options.output / "map.html", page.pieces())
    if "html" in names or "embed" in names:
        tell(options.output / "map.html")
    _write(options.output, files)
    grid = said["grid"]
    how = f": packed, {grid} decimals (about {_FINENESS[grid]})"
    _conclude(large.problems, f"{count:,} feature{'s' * (count != 1)}", model, how)
    return DONE


def _rendered(model: MapModel, names: list[str]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for name in names:
        files |= importlib.import_module(FORMATS[name]).render(model)
    return files


def _write(folder: Path, files: dict[str, bytes]) -> None:
    from geo.write import write_bytes

    for name, data in files.items():
        write_bytes(folder / name, data)
        tell(folder / name)


def _conclude(problems: list[Problem], features: str, model: MapModel, how: str = "") -> None:
    """Say what was found on the way."""
    for problem in problems:
        say(line(problem))
    layers = counted(len(model.layers), "layer")
    say(f"{features} in {layers}{how}; {summary(problems)}")
