"""The door: which command, its arguments, and what becomes of its errors."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from geo.commands import COMMANDS
from geo.commands.common import PROBLEMS, WRONG_USE, say
from geo.errors import LayersError, MapError, UsageError
from geo.report import line, printable, summary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import FrameType

INTERRUPTED = 130
#: What ends a program from elsewhere: a service manager, a closed terminal.
_ENDING = ("SIGTERM", "SIGHUP")


class _EndedError(KeyboardInterrupt):
    """The system asked the program to end: as by Ctrl-C, so that nothing is left lying about."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.code = 128 + number


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
        with _tidy_end():
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
    except KeyboardInterrupt as interrupt:
        with contextlib.suppress(OSError):  # the terminal may be what has gone
            say("interrupted: each file is as it was, or as it should be")
        return interrupt.code if isinstance(interrupt, _EndedError) else INTERRUPTED
    return code


@contextlib.contextmanager
def _tidy_end() -> Iterator[None]:
    """Let the program end as by Ctrl-C where it would be ended without a word."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [getattr(signal, name) for name in _ENDING if hasattr(signal, name)]
    former = {number: signal.getsignal(number) for number in numbers}
    # Whoever has set it otherwise, as nohup does, means it.
    mine = [number for number in numbers if former[number] is signal.SIG_DFL]
    for number in mine:
        signal.signal(number, _ended)
    try:
        yield
    finally:
        for number in mine:
            signal.signal(number, former[number])


def _ended(number: int, _frame: FrameType | None) -> NoReturn:
    raise _EndedError(number)


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
