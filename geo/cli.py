"""The command line: arguments, progress, messages, exit codes."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from geo.errors import LayersError, MapError, Severity, UsageError
from geo.outputs import FORMATS
from geo.report import REPORTS, counted, line, printable, report, summary

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

DONE, PROBLEMS, WRONG_USE, INTERRUPTED = 0, 1, 2, 130
LAYERS, OUTPUT = Path("layers"), Path("output")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 problems, 2 wrong use."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    arguments = list(sys.argv[1:] if argv is None else argv)
    parser = _parser()
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in {"-h", "--help"}):
        arguments.insert(0, "build")
    options = parser.parse_args(arguments)
    try:
        code = _run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the results has gone, as in `make_map.py check | head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PROBLEMS
    except OSError as error:
        _say(f"error: {error}")
        return PROBLEMS
    except KeyboardInterrupt:
        _say("interrupted: nothing was written")
        return INTERRUPTED
    return code


def _run(options: argparse.Namespace) -> int:
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except LayersError as error:
        for problem in error.problems:
            _say(line(problem))
        _say(f"{summary(error.problems)}: nothing was written")
        return PROBLEMS
    except UsageError as error:
        _say(f"error: {error}")
        return WRONG_USE
    except MapError as error:
        _say(f"error: {error}")
        return PROBLEMS


class _Parser(argparse.ArgumentParser):
    """Shows an argument that it refuses as text, whatever a terminal would make of it."""

    def error(self, message: str) -> NoReturn:
        super().error(printable(message))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="make_map.py",
        description="Makes one HTML file with a map from a folder of GeoJSON layers. "
        "Without a command: build.",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    build = commands.add_parser("build", help="check the layers, then write output/map.FORMAT")
    build.add_argument(
        "--to",
        metavar="FORMAT",
        action="append",
        choices=sorted(FORMATS),
        help=f"what to write: {', '.join(sorted(FORMATS))} (may be given again; default: html)",
    )
    _layers_option(build)
    build.add_argument(
        "--output", type=Path, default=OUTPUT, metavar="DIR", help="where to (default: output)"
    )
    build.add_argument(
        "--lang", metavar="CODE", help="the language to open in (default: as _map.toml says)"
    )
    build.set_defaults(command=_build)

    check = commands.add_parser("check", help="say every problem of the layers at once")
    _layers_option(check)
    check.add_argument(
        "--report", choices=REPORTS, default="text", help="the form of the report (default: text)"
    )
    check.set_defaults(command=_check)

    context = commands.add_parser(
        "context", help="make the offline base map of a bounding box from public datasets"
    )
    context.add_argument(
        "--bbox",
        type=float,
        nargs=4,
        required=True,
        metavar=("W", "S", "E", "N"),
        help="west, south, east, north in degrees; W > E crosses the antimeridian",
    )
    context.add_argument(
        "--to",
        type=Path,
        default=LAYERS / "context",
        metavar="DIR",
        help="the folder to write (default: layers/context)",
    )
    context.set_defaults(command=_context)
    return parser


def _layers_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--layers", type=Path, default=LAYERS, metavar="DIR", help="the layers (default: layers)"
    )


def _build(options: argparse.Namespace) -> int:
    from geo.pipeline import load_checked  # noqa: PLC0415
    from geo.write import write_bytes  # noqa: PLC0415

    model, problems = load_checked(options.layers, language=options.lang)
    files: dict[str, bytes] = {}
    for name in dict.fromkeys(options.to or ["html"]):
        files |= importlib.import_module(FORMATS[name]).render(model)
    for name, data in files.items():
        write_bytes(options.output / name, data)
        print(options.output / name)
    for problem in problems:
        _say(line(problem))
    shown = len(model.projects) + len(model.features)
    features, layers = counted(shown, "feature"), counted(len(model.layers), "layer")
    _say(f"{features} in {layers}; {summary(problems)}")
    return DONE


def _check(options: argparse.Namespace) -> int:
    from geo.check import check  # noqa: PLC0415

    problems = check(options.layers)
    print(report(problems, options.report))
    return PROBLEMS if any(p.severity is Severity.ERROR for p in problems) else DONE


def _context(options: argparse.Namespace) -> int:
    from geo.staff.context import make_context  # noqa: PLC0415

    progress = _progress if sys.stderr.isatty() else None
    for path in make_context(tuple(options.bbox), options.to, progress=progress):
        print(path)
    return DONE


def _progress(message: str) -> None:
    """One line of a terminal that each message overwrites."""
    print(f"\r\x1b[K{printable(message)}", end="", file=sys.stderr, flush=True)


def _say(message: str) -> None:
    print(printable(message), file=sys.stderr)
