"""``serve``: a live preview at a loopback address."""

from __future__ import annotations

import argparse
import threading
import time
import webbrowser
from contextlib import suppress
from typing import TYPE_CHECKING

from geo.commands.common import DONE, layers_option, needs, say
from geo.report import line, printable, summary

if TYPE_CHECKING:
    from geo.staff.preview.building import State

SUMMARY = "show the map in the browser, anew on each save of a layer"

_LAST_PORT = 65535


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    layers_option(parser)
    parser.add_argument(
        "--port",
        type=_port,
        metavar="N",
        help="the port to listen at, 0 for any free one (default: 8000, else a free one)",
    )
    parser.add_argument(
        "--lang", metavar="CODE", help="the language to open in (default: as _map.toml says)"
    )
    parser.add_argument("--open", action="store_true", help="open the address in the browser")


def run(options: argparse.Namespace) -> int:
    """Print the address once it answers, and serve until Ctrl-C."""
    needs("serve", "serve", "uvicorn", "watchfiles")
    from geo.staff.preview.server import Preview, Voice

    def ready(address: str) -> None:
        print(address, flush=True)
        say("the preview is at this address; Ctrl-C ends it")
        if options.open:
            # Some browsers keep whoever opens them waiting until they are closed.
            threading.Thread(target=_open, args=(address,), daemon=True).start()

    with suppress(KeyboardInterrupt):
        voice = Voice(ready, _say_state)
        Preview(options.layers, voice, language=options.lang, port=options.port).run()
    say("the preview has ended")
    return DONE


def _port(text: str) -> int:
    """A port as an argument of the command."""
    if not text.isascii() or not text.isdigit() or int(text) > _LAST_PORT:
        message = f"{printable(text)!r} is no port: a number from 0 to {_LAST_PORT}"
        raise argparse.ArgumentTypeError(message)
    return int(text)


def _say_state(state: State) -> None:
    """Errors in full; warnings, which stay as they are from save to save, as a number."""
    for problem in state.problems:
        if problem.is_error:
            say(line(problem))
    outcome = "not built" if state.is_wrong else "built"
    say(f"{time.strftime('%H:%M:%S')} {outcome}: {summary(state.problems)}")


def _open(address: str) -> None:
    if not webbrowser.open(address):
        say("no browser was found to open; paste the address into one")
