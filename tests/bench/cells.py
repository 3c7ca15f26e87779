"""What was measured: one record a build or an opening, kept as lines of JSON."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

#: What is measured, in the order of the table, with its unit.
FIGURES = {
    "wall": ("build", "s"),
    "cpu": ("build, CPU", "s"),
    "memory": ("build, memory", "MiB"),
    "size": ("page", "MB"),
    "gzipped": ("page, gzipped", "MB"),
    "drawn": ("open", "ms"),
    "drawn_cpu": ("open, CPU", "ms"),
    "heap": ("script memory", "MiB"),
    "renderer": ("page's memory", "MiB"),
    "zoom": ("zoom step", "ms"),
    "zoom_cpu": ("zoom step, CPU", "ms"),
    "pan": ("pan", "ms"),
    "pan_cpu": ("pan, CPU", "ms"),
    "popup": ("popup", "ms"),
    "popup_cpu": ("popup, CPU", "ms"),
    "filter": ("filter", "ms"),
    "filter_cpu": ("filter, CPU", "ms"),
    "search": ("search, slowest key", "ms"),
    "search_cpu": ("search, CPU", "ms"),
}
#: What a build gives, and what only an open page does.
BUILD = ("wall", "cpu", "memory", "size", "gzipped")


@dataclass(frozen=True)
class Record:
    """One run: a build or an opening of one tool's page of one workload."""

    tool: str
    count: int
    kind: str
    figures: Mapping[str, float] = field(default_factory=dict)
    #: What went wrong, by what was being done.
    failed: Mapping[str, str] = field(default_factory=dict)


class Store:
    """The records of a folder, in a file that grows as they come."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.records: list[Record] = []
        if path.is_file():
            # The last line of a run that was stopped may be a part of one.
            for line in path.read_text(encoding="utf-8").split("\n")[:-1]:
                self.records.append(Record(**json.loads(line)))

    def add(self, record: Record) -> None:
        """Keep a record, at once."""
        self.records.append(record)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(record), ensure_ascii=False) + "\n")

    def drop(self, tools: Iterable[str], counts: Iterable[int]) -> None:
        """Forget what was measured of these."""
        gone = {(tool, count) for tool in tools for count in counts}
        kept = [each for each in self.records if (each.tool, each.count) not in gone]
        lines = [json.dumps(asdict(each), ensure_ascii=False) + "\n" for each in kept]
        self.path.write_text("".join(lines), encoding="utf-8")
        self.records = kept

    def of(self, tool: str, count: int, kind: str | None = None) -> list[Record]:
        """The records of one tool's page of one workload."""
        return [
            each
            for each in self.records
            if (each.tool, each.count) == (tool, count) and kind in {None, each.kind}
        ]

    def median(self, tool: str, count: int, figure: str) -> float | None:
        """The median of all runs that took the figure."""
        taken = [each.figures[figure] for each in self.of(tool, count) if figure in each.figures]
        return statistics.median(taken) if taken else None

    def failure(self, tool: str, count: int, figure: str) -> str | None:
        """Why there is no such figure, where something went wrong on the way to it."""
        for each in reversed(self.of(tool, count)):
            for doing, why in each.failed.items():
                if figure in stopped_by(doing):
                    return why
        return None


def stopped_by(doing: str) -> frozenset[str]:
    """The figures that there can't be if something went wrong while doing this."""
    if doing == "build":
        return frozenset(FIGURES)
    if doing == "open":
        return frozenset(FIGURES) - {*BUILD}
    if doing == "memory":
        return frozenset(("heap", "renderer"))
    return frozenset((doing, f"{doing}_cpu"))
