"""The door: which command, its arguments, and what becomes of its errors."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from geo.commands import COMMANDS
from geo.commands.common import PROBLEMS, WRONG_USE, say
from geo.errors import LayersError, MapError, UsageError
from geo.report import line, printable, summary

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 problems, 2 wrong use."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed, as by `make_map.py >&-`
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - it stays open as long as the process
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in {"-h", "--help"}):
        arguments.insert(0, "build")
    try:
        parser = _parser()
        code = _run(parser.parse_args(arguments))
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the results has gone, as in `make_map.py check | head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PROBLEMS
    except OSError as error:
        say(f"error: {error}")
        return PROBLEMS
    except KeyboardInterrupt:
        say("interrupted: nothing was written")
        return INTERRUPTED
    return code


def _run(options: argparse.Namespace) -> int:
    command: Callable[[argparse.Namespace], int] = options.run
    try:
        return command(options)
    except LayersError as error:
        for problem in error.problems:
            say(line(problem))
        say(f"{summary(error.problems)}: nothing was written")
        return PROBLEMS
    except UsageError as error:
        say(f"error: {error}")
        return WRONG_USE
    except MapError as error:
        say(f"error: {error}")
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
    for name, module in COMMANDS.items():
        command = importlib.import_module(module)
        its = commands.add_parser(name, help=command.SUMMARY)
        command.add_arguments(its)
        its.set_defaults(run=command.run)
    return parser
