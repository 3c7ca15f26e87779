"""Builds pages and opens them, each run in a process of its own, and keeps what they took."""

from __future__ import annotations

import gzip
import json
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.bench import opening
from tests.bench.cells import Record, Store
from tests.bench.processes import ROOT, Failed, end, measured
from tests.bench.tools import THIS, Tool
from tests.bench.workload import features, write_folder

#: Seconds that a build, and any one thing that is asked of a page, may take.
BUILD_LIMIT, PAGE_LIMIT = 1800, 120
#: At 328 MB the slowest level takes minutes and gains little.
_GZIP_LEVEL = 6


class Bench:
    """A folder with workloads, pages and results."""

    def __init__(self, folder: Path, say: Callable[[str], None]) -> None:
        self.folder, self.say = folder, say
        folder.mkdir(parents=True, exist_ok=True)
        self.store = Store(folder / "results.jsonl")

    def workload(self, count: int) -> Path:
        """G(N), made once."""
        folder = self.folder / "layers" / str(count)
        if not (folder / "sites.geojson").is_file():
            self.say(f"writing G({count:,})")
            half = folder.with_suffix(".part")
            shutil.rmtree(half, ignore_errors=True)
            write_folder(half, count)
            half.rename(folder)
        return folder

    def run(self, tools: Sequence[Tool], count: int, runs: int) -> None:
        """Measure what has not been: builds in turn, then openings in turn."""
        for kind, once in (("build", self.build), ("page", self.open)):
            missing = {
                tool.name: runs - len(self.store.of(tool.name, count, kind)) for tool in tools
            }
            for run in range(runs):
                # Each comes first in its turn, after each other one.
                turn = run % len(tools)
                for tool in [*tools[turn:], *tools[:turn]]:
                    if missing[tool.name] > 0:
                        missing[tool.name] -= 1
                        self.store.add(self._said(once(tool, count)))

    def _said(self, record: Record) -> Record:
        figures = ", ".join(f"{name} {value:.4g}" for name, value in record.figures.items())
        failed = "; ".join(f"{doing}: {why}" for doing, why in record.failed.items())
        parts = [part for part in (figures, failed) if part]
        self.say(f"{record.count:,} {record.kind} {record.tool}: {' – '.join(parts)}")
        return record

    def build(self, tool: Tool, count: int) -> Record:
        """Build a page once."""
        page = tool.page(self.folder / "pages" / str(count))
        page.parent.mkdir(parents=True, exist_ok=True)
        page.unlink(missing_ok=True)
        try:
            run = measured(tool.command(self.workload(count), page), BUILD_LIMIT)
        except Failed as error:
            return Record(tool.name, count, "build", failed={"build": str(error)})
        figures = {"wall": run.wall, "cpu": run.cpu, "memory": run.memory}
        figures["size"] = page.stat().st_size / 1e6
        if not any("gzipped" in each.figures for each in self.store.of(tool.name, count)):
            figures["gzipped"] = gzipped(page) / 1e6
        if tool.name != THIS:
            opening.take_from_disk(page, self._linked())
        return Record(tool.name, count, "build", figures)

    def open(self, tool: Tool, count: int) -> Record:
        """Open a page once, and act on it."""
        page = tool.page(self.folder / "pages" / str(count))
        if not page.is_file():
            known = self.store.failure(tool.name, count, "wall")
            return Record(tool.name, count, "page", failed={"open": known or "there is no page"})
        latitude, longitude = spot(count)
        command = [sys.executable, "-m", "tests.bench.acting", str(page)]
        command += ["--spot", str(latitude), str(longitude), "--lift", str(tool.lift)]
        lines = said_by([*command, *(["--ours"] if tool.name == THIS else [])], PAGE_LIMIT)
        return record_of(tool, count, lines)

    def _linked(self) -> Path:
        """What rivals' pages link to, on disk."""
        modules = self.folder / "node_modules"
        if not modules.is_dir():
            self.say("installing what the rivals' pages link to")
            opening.install(self.folder)
        return modules


def spot(count: int) -> tuple[float, float]:
    """Latitude and longitude of the workload's first point."""
    for feature in features(count):
        if feature["geometry"]["type"] == "Point":
            longitude, latitude = feature["geometry"]["coordinates"]
            return latitude, longitude
    message = f"G({count}) has no point"
    raise ValueError(message)


def record_of(tool: Tool, count: int, lines: Sequence[str]) -> Record:
    """What an opening said, line by line."""
    figures: dict[str, float] = {}
    failed: dict[str, str] = {}
    for line in lines:
        said = json.loads(line)
        failed |= said.pop("failed", {})
        figures |= said
    return Record(tool.name, count, "page", figures, failed)


def said_by(command: list[str], limit: float) -> list[str]:
    """The lines that a process prints, none of which may take longer than a limit, in seconds."""
    lines: list[str] = []
    with (
        tempfile.TemporaryFile("w+") as errors,
        subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        printed: queue.Queue[str | None] = queue.Queue()

        def read() -> None:
            for line in process.stdout or ():
                printed.put(line)
            printed.put(None)

        reader = threading.Thread(target=read)
        reader.start()
        try:
            while (line := printed.get(timeout=limit)) is not None:
                lines.append(line)
        except queue.Empty:
            lines.append(json.dumps({"failed": {_next(lines): f"nothing after {limit:.0f} s"}}))
        finally:
            end(process.pid)
            reader.join()
        if not lines:
            errors.seek(0)
            last = errors.read().strip().rpartition("\n")[2]
            lines.append(json.dumps({"failed": {"open": last or "nothing said why"}}))
    return lines


def _next(lines: Sequence[str]) -> str:
    """What a page was being asked when it said these lines and no more."""
    ours = ("open", "memory", "zoom", "pan", "filter", "search", "popup")
    return ours[min(len(lines), len(ours) - 1)]


def gzipped(path: Path) -> int:
    """The size of a file as a web server would send it, in bytes."""

    class Counting:
        size = 0

        def write(self, data: bytes) -> int:
            self.size += len(data)
            return len(data)

        def flush(self) -> None:
            pass

    counting = Counting()
    with (
        path.open("rb") as file,
        gzip.GzipFile("", "wb", _GZIP_LEVEL, counting, 0) as packed,
    ):
        shutil.copyfileobj(file, packed, 1 << 20)
    return counting.size
