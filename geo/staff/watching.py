"""A folder of layers, looked at again after each save.

The system's notices of changes say when to look; what stands in the folder says whether
anything changed. So a shared folder that sends no notices is followed too, a moment later.
"""

from __future__ import annotations

import os
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import watchfiles

from geo.catalogue import CONTEXT_FOLDER
from geo.suffixes import LAYERS, TILES

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

_T = TypeVar("_T")

#: A save is over when nothing was written for so long: editors and QGIS write in bursts.
_QUIET_MS = 50
#: A burst that doesn't end is looked at after so long.
_LONGEST_BURST_MS = 1600
#: How often the folder is looked at where no notice comes.
_TICK_MS = 300
#: How long what is wrong must last before it is shown: a file may be half written.
_HALF_WRITTEN_S = 0.3

_SUFFIXES = {*LAYERS, TILES, ".toml", ".csv"}


@dataclass(frozen=True, slots=True)
class _Seen:
    """Which folders are there, by identity, and which files, by identity, size and time."""

    folders: tuple[tuple[str, int, int], ...]
    files: tuple[tuple[str, int, int, int, int], ...]


class Watch:
    """The saves in a folder of layers, from now on.

    The folder may be renamed, replaced or deleted meanwhile, and may come back.
    ``stop`` ends all waiting.
    """

    def __init__(self, folder: Path, stop: threading.Event | None = None) -> None:
        self._folder = folder
        self._stop = stop or threading.Event()
        self._seen = _look(folder)
        self._notices: Generator[object, None, None] | None = None

    def wait(self, patience_s: float | None = None) -> bool:
        """Wait for a save. False where time is up, or waiting was stopped."""
        until = None if patience_s is None else time.monotonic() + patience_s
        while not self._stop.is_set():
            noticed = self._notice()
            now = _look(self._folder)
            changed = noticed or now != self._seen
            if now.folders != self._seen.folders:
                self.close()
            self._seen = now
            if changed and not self._stop.is_set():
                return True
            if until is not None and time.monotonic() >= until:
                break
        return False

    def close(self) -> None:
        """Let go of the folder; a further wait takes hold of it again."""
        if self._notices is not None:
            self._notices.close()
            self._notices = None

    def _notice(self) -> bool:
        """Whether the system told of a change within a tick."""
        try:
            if self._notices is None:
                self._notices = _notices([place for place, *_ in self._seen.folders], self._stop)
            return bool(next(self._notices, None))
        except (OSError, RuntimeError):
            # No folder at the moment, no more watches to be had, a file system that sends no
            # notices: looking is enough.
            self.close()
            self._stop.wait(_TICK_MS / 1000)
            return False


def follow(
    watch: Watch,
    look: Callable[[], _T],
    is_wrong: Callable[[_T], bool],
    show: Callable[[_T], None],
) -> None:
    """Look and show after each save, until the watch is stopped.

    What is wrong is shown when it has lasted for a moment, what is right at once.
    """
    while watch.wait():
        seen = look()
        while is_wrong(seen) and watch.wait(_HALF_WRITTEN_S):
            seen = look()
        show(seen)


def _notices(places: list[str], stop: threading.Event) -> Generator[object, None, None]:
    """The changes to files of layers, as sets; an empty one after each tick without any."""
    if not places:
        raise FileNotFoundError
    return watchfiles.watch(
        *places,
        watch_filter=lambda _change, path: _is_of_layers(Path(path).name),
        debounce=_LONGEST_BURST_MS,
        step=_QUIET_MS,
        stop_event=stop,
        rust_timeout=_TICK_MS,
        yield_on_timeout=True,
        recursive=False,
    )


def _look(folder: Path) -> _Seen:
    folders, files = [], []
    for place in (folder, folder / CONTEXT_FOLDER):
        with suppress(OSError):
            its = place.stat()
            folders.append((str(place), its.st_dev, its.st_ino))
            for name in sorted(filter(_is_of_layers, os.listdir(place))):  # noqa: PTH208 - names
                with suppress(OSError):
                    now = (place / name).stat()
                    files.append(
                        (f"{place}/{name}", now.st_dev, now.st_ino, now.st_size, now.st_mtime_ns)
                    )
    return _Seen(tuple(folders), tuple(files))


def _is_of_layers(name: str) -> bool:
    """Not what editors and programs put beside a file while they save it."""
    return not name.startswith(".") and Path(name).suffix.lower() in _SUFFIXES
