"""Disturbs a command at each step of its writing, in a copy of a folder each time. POSIX only.

Reads ``{"scene": FOLDER, "work": FOLDER, "arguments": [...]}`` from standard input and writes
what it saw to standard output. Run as a program of its own, because it forks.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import resource
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from _typeshed import HasFileno

#: The most steps at which a command is ended so; of more, so many are taken from all over.
MOST = {signal.SIGKILL: 10, signal.SIGINT: 4, signal.SIGTERM: 3}
#: How much of a file is written when it is cut off, in bytes.
CUTS = (0, 700, 40_000)
_CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.link", "os.symlink"}
#: What a system refuses: the error, and what of that is heard of here. That a file is open in
#: another program is what Windows says when one is to be put in its place.
REFUSALS = {
    "read-only folder": (errno.EROFS, ("open", *sorted(_CHANGES))),
    "open elsewhere": (errno.EACCES, ("os.rename",)),
}
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


class Steps:
    """Counts what changes something below a folder, and kills the process at one of these."""

    def __init__(self) -> None:
        self.folder = ""
        self.fatal = 0
        self.signal = signal.SIGKILL
        #: What is refused, by the name of what is heard, and how.
        self.refused: dict[str, OSError] = {}
        self.count = 0
        #: Files that were there and were opened to be written, instead of being replaced.
        self.opened: list[str] = []
        sys.addaudithook(self._hear)
        fsync = os.fsync

        def counted(fd: int | HasFileno) -> None:
            self._step()
            fsync(fd)

        os.fsync = counted

    def watch(self, folder: Path, fatal: int = 0, ending: signal.Signals = signal.SIGKILL) -> None:
        """Count from here on."""
        self.folder, self.fatal, self.signal, self.count = str(folder), fatal, ending, 0

    def refuse(self, folder: Path, error: OSError, *events: str) -> None:
        """Let what would change something in the folder fail from here on."""
        self.watch(folder)
        self.refused = dict.fromkeys(events, error)

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.folder:
            return
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITES
        if (writes or event in _CHANGES) and self._is_inside(arguments[0]):
            if writes and os.path.lexists(arguments[0]):
                self.opened.append(os.path.relpath(os.fsdecode(arguments[0]), self.folder))
            self._step()
            if event in self.refused:
                raise self.refused[event]

    def _is_inside(self, path: Any) -> bool:
        return isinstance(path, str | bytes | os.PathLike) and os.path.abspath(  # noqa: PTH100 - it takes bytes too
            os.fsdecode(path)
        ).startswith(self.folder)

    def _step(self) -> None:
        self.count += bool(self.folder)
        if self.folder and self.count == self.fatal:
            os.kill(os.getpid(), self.signal)


def listing(folder: Path) -> dict[str, str]:
    """The files below a folder, each with the hash of its content."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


class Trial:
    """Runs of one command."""

    def __init__(self, scene: Path, work: Path, arguments: list[str]) -> None:
        self.scene, self.work, self.arguments = scene, work, arguments
        self.steps = Steps()

    def _copy(self, name: str) -> Path:
        folder = self.work / name
        shutil.copytree(self.scene, folder)
        return folder

    def _watch(self, fatal: int, ending: signal.Signals, folder: Path) -> None:
        # As at a terminal, whatever started the tests.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        self.steps.watch(folder, fatal, ending)

    def _refuse(self, number: int, events: tuple[str, ...], folder: Path) -> None:
        from geo import write

        # As on Windows, but for the time that it is waited there.
        write._CLOSED_FIRST, write._WAITS_S = True, (0.001, 0.001)
        self.steps.refuse(folder, OSError(number, os.strerror(number)), *events)

    def _main(self, folder: Path) -> int:
        from geo.cli import main

        os.chdir(folder)
        try:
            return main(self.arguments)
        except SystemExit as leave:
            return int(leave.code or 0)

    def _forked(self, folder: Path, prepare: Callable[[], None]) -> dict[str, Any]:
        """Run the command in a process of its own; its exit code or signal, and what it said."""
        (found,) = self._together(folder, prepare, times=1)
        return {**found, "files": listing(folder)}

    def _together(
        self, folder: Path, prepare: Callable[[], None], *, times: int
    ) -> list[dict[str, Any]]:
        """The same so many times at once."""
        return [end() for end in [self._begun(folder, prepare) for _ in range(times)]]

    def _begun(self, folder: Path, prepare: Callable[[], None]) -> Callable[[], dict[str, Any]]:
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            self._child(folder, writing, prepare)
        os.close(writing)

        def end() -> dict[str, Any]:
            with os.fdopen(reading, "rb") as pipe:
                said = pipe.read().decode("utf-8", "replace")
            return {"code": os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), "said": said}

        return end

    def _child(self, folder: Path, writing: int, prepare: Callable[[], None]) -> NoReturn:
        code = 99
        try:
            os.dup2(writing, 1)
            os.dup2(writing, 2)
            prepare()
            code = self._main(folder)
            sys.stdout.flush()
        except BaseException:  # noqa: BLE001 - whatever it is, it is shown
            import traceback

            traceback.print_exc()
        finally:
            os._exit(code)

    def _trial(self, name: str, prepare: Callable[[Path], None]) -> dict[str, Any]:
        folder = self._copy(name)
        found = self._forked(folder, lambda: prepare(folder))
        again = self._forked(folder, lambda: None)
        again["temporary"] = os.listdir(tempfile.gettempdir())  # noqa: PTH208 - names only
        shutil.rmtree(folder)
        return {"name": name, **found, "again": again}

    def _twice(self) -> dict[str, Any]:
        """Two at once, in one folder."""
        folder = self._copy("twice")
        both = self._together(folder, lambda: None, times=2)
        files = listing(folder)
        shutil.rmtree(folder)
        return {"runs": both, "files": files}

    def run(self) -> dict[str, Any]:
        """What was there, what a run makes of it, and what was seen where one was ended."""
        clean = self._copy("clean")
        # In this process, so that those forked from it have all modules loaded.
        self.steps.watch(clean)
        code = self._main(clean)
        steps, self.steps.folder = self.steps.count, ""
        new = listing(clean)
        trials = []
        for ending, most in MOST.items():
            every = max(1, -(-steps // most))
            for step in sorted({*range(1, steps + 1, every), steps} - {0}):
                name = f"{ending.name} at step {step} of {steps}"
                trials.append(self._trial(name, partial(self._watch, step, ending)))
        for name, (number, events) in REFUSALS.items():
            trials.append(self._trial(name, partial(self._refuse, number, events)))
        for cut in CUTS:
            for what, kill in (("killed", True), ("disk full", False)):
                name = f"{what} behind {cut} bytes"
                trials.append(self._trial(name, partial(_limit, cut, kill=kill)))
        return {
            "code": code,
            "steps": steps,
            "opened": self.steps.opened,
            "old": listing(self.scene),
            "new": new,
            "trials": trials,
            "twice": self._twice(),
        }


def _limit(size: int, _folder: Path, *, kill: bool) -> None:
    """Let no file grow above a size: the write that would make it fails, or ends the process."""
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL if kill else signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    results = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    trial = Trial(Path(asked["scene"]), Path(asked["work"]), asked["arguments"])
    json.dump(trial.run(), results)
    results.close()
