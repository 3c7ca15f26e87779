"""Processes that work on slices: each is a Python of its own, fed through a pipe.

They end with the process that started them, whatever ends that: their pipe is closed then.
Nothing of the caller's program is run in them, as it would be by multiprocessing.
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import subprocess
import sys
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from geo.errors import MapError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future

_MAIN = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from geo.streaming.pool import serve; serve()"
)
#: How many results may wait for one that is still worked on, for each process.
_AHEAD = 2
#: Libraries that would start a thread for each core in each process.
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")


class WorkerDiedError(MapError):
    """A process that worked on slices is gone."""


class _Child:
    def __init__(self, job: bytes) -> None:
        path = json.dumps([each for each in sys.path if isinstance(each, str)])
        self.process = subprocess.Popen(  # noqa: S603 - this Python, this project
            [sys.executable, "-c", _MAIN, path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | dict.fromkeys(_THREADS, "1"),
        )
        self._write(job)

    def _write(self, data: bytes) -> None:
        assert self.process.stdin is not None  # noqa: S101 - it is a pipe
        self.process.stdin.write(len(data).to_bytes(8, "little") + data)
        self.process.stdin.flush()

    def ask(self, *call: Any) -> Any:
        """What the process makes of a call."""
        assert self.process.stdout is not None  # noqa: S101 - it is a pipe
        try:
            self._write(pickle.dumps(call, pickle.HIGHEST_PROTOCOL))
            said = _read(self.process.stdout)
        except OSError:
            said = None
        if said is None:
            code = self.process.wait()
            reason = f"signal {-code}" if code < 0 else f"exit code {code}"
            message = (
                f"a process that read the layers ended early ({reason}); "
                "if the machine ran out of memory, close other programs"
            )
            raise WorkerDiedError(message)
        good, value = pickle.loads(said)  # noqa: S301 - from our own process
        if not good:
            raise value
        return value

    def end(self) -> None:
        """End the process, at once."""
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()  # type: ignore[union-attr]
        self.process.wait()


def each(job: Any, calls: Iterable[tuple[Any, ...]], workers: int) -> Iterator[Any]:
    """The results of calls, in the order of the calls, made in so many processes.

    ``job`` makes what is called there: it is pickled, and so are the calls and their results.
    """
    made = pickle.dumps(job, pickle.HIGHEST_PROTOCOL)
    children: list[_Child] = []
    idle: SimpleQueue[_Child] = SimpleQueue()
    waiting: deque[Future[Any]] = deque()

    def run(call: tuple[Any, ...]) -> Any:
        child = idle.get()
        try:
            return child.ask(*call)
        finally:
            idle.put(child)

    threads = ThreadPoolExecutor(workers, "slices")
    try:
        for _worker in range(workers):
            children.append(_Child(made))
            idle.put(children[-1])
        for call in calls:
            waiting.append(threads.submit(run, call))
            if len(waiting) >= workers * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()
        for child in children:
            child.end()
        threads.shutdown(wait=True)


def serve() -> None:
    """Answer the calls of the process that started this one until its pipe is closed."""
    import signal  # noqa: PLC0415 - in the process that is started alone

    # Ctrl-C reaches all processes; the one that started this one ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    take = sys.stdin.buffer
    give = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    job = _read(take)
    if job is None:
        return
    make, value = pickle.loads(job)  # noqa: S301 - from our own process
    call = make(value)
    with contextlib.suppress(BrokenPipeError):
        while (data := _read(take)) is not None:
            part, options = pickle.loads(data)  # noqa: S301 - from our own process
            try:
                said = pickle.dumps((True, call(part, **options)), pickle.HIGHEST_PROTOCOL)
            except Exception as error:  # noqa: BLE001 - it is raised where it was asked for
                said = pickle.dumps((False, _carried(error)))
            give.write(len(said).to_bytes(8, "little"))
            give.write(said)
            give.flush()


def _carried(error: Exception) -> Exception:
    """The error, or what can be said of one that doesn't go through a pipe."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    except Exception:  # noqa: BLE001 - whatever an error is made of
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _read(file: Any) -> bytes | None:
    """What was written as a whole; None where nothing comes any more."""
    size = file.read(8)
    if len(size) < 8:  # noqa: PLR2004 - a length
        return None
    data: bytes = file.read(length := int.from_bytes(size, "little"))
    return data if len(data) == length else None
