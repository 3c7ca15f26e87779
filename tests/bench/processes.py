"""What a process and all that it starts cost: wall and CPU time, and memory together."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROC = Path("/proc")
#: Seconds between two looks at the memory, and how many times as long as a look takes.
_PAUSE, _SHARE = 0.05, 20


class Failed(SystemExit):
    """A measured process failed; ends the benchmark with a message where nobody catches it."""


@dataclass(frozen=True)
class Run:
    """One process with all that it starts: wall and CPU seconds, peak memory in MiB."""

    wall: float
    cpu: float
    memory: float


def measured(command: list[str], limit: float | None = None) -> Run:
    """Run a command from the project's root, for at most ``limit`` seconds.

    The CPU time is the system's own account of the process and of those that it waited for.
    The memory is the most that they held at one time: each page once, however many of them
    share it (PSS), looked at some times a second; for one process, the system's exact peak.
    """
    with tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=errors)
        done = threading.Event()
        held = [0.0]
        watch = threading.Thread(target=_watch, args=(process.pid, done, held, limit))
        watch.start()
        _pid, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        done.set()
        watch.join()
        process.returncode = os.waitstatus_to_exitcode(status)
        if status:
            errors.seek(0)
            last = errors.read().decode(errors="replace").strip().rpartition("\n")[2]
            raise Failed(failure(command, process.returncode, last, wall, limit))
    return Run(wall, usage.ru_utime + usage.ru_stime, max(usage.ru_maxrss / 1024, held[0]))


def failure(command: list[str], code: int, last: str, wall: float, limit: float | None) -> str:
    """Why a process failed, in one line."""
    if limit is not None and wall >= limit:
        return f"not done after {limit:.0f} s"
    if code == -signal.SIGKILL:
        return "killed, as the system does where memory runs out"
    if last.startswith("MemoryError"):
        return "out of memory"
    return f"{' '.join(command)} failed ({code}): {last}"


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    parents: dict[int, list[int]] = {}
    for path in PROC.glob("[0-9]*/stat"):
        with suppress(OSError, ValueError):
            # The name stands in parentheses and may hold anything.
            fields = path.read_text(errors="replace").rpartition(")")[2].split()
            parents.setdefault(int(fields[1]), []).append(int(path.parent.name))
    found = [pid]
    for each in found:
        found += parents.get(each, [])
    return found


def held_mib(pids: list[int]) -> float:
    """The memory that processes hold together, what they share counted once."""
    total = 0.0
    for pid in pids:
        # One may have ended meanwhile.
        with suppress(OSError, IndexError, ValueError):
            lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
    return total


def end(pid: int) -> None:
    """End a process and all that descend from it."""
    for each in family(pid):
        with suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)


def _watch(pid: int, done: threading.Event, held: list[float], limit: float | None) -> None:
    start = time.perf_counter()
    pause = _PAUSE
    while not done.wait(pause):
        before = time.perf_counter()
        if limit is not None and before - start > limit:
            end(pid)
            return
        pids = family(pid)
        # One alone has its exact peak in the system's account.
        if len(pids) > 1:
            held[0] = max(held[0], held_mib(pids))
        pause = max(_PAUSE, _SHARE * (time.perf_counter() - before))
