"""What check and format of G(N) cost, beside parsing the same file with `json`.

Whole processes in turn, imports included. The second file is what a GIS would save: no ids of
features, nulls, 15 decimals, rings the other way round.

    python -m tests.bench.editing --count 100000
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.bench.processes import Run, measured
from tests.bench.workload import features, write_folder, write_lines

_PARSE = "import json, sys; json.load(open(sys.argv[1], encoding='utf-8'))"
_DOOR = [sys.executable, "make_map.py"]


def saved_by_a_gis(count: int) -> Iterator[dict[str, Any]]:
    """The features as QGIS or GDAL may leave them."""
    for feature in features(count):
        del feature["id"]
        feature["properties"]["locator"] = None
        geometry = feature["geometry"]
        geometry["coordinates"] = _noisy(geometry["coordinates"])
        if geometry["type"] == "Polygon":
            geometry["coordinates"] = [ring[::-1] for ring in geometry["coordinates"]]
        yield feature


def _noisy(value: Any) -> Any:
    return [*map(_noisy, value)] if isinstance(value, list) else value + 1.23456789e-8


def _table(jobs: dict[str, Callable[[], list[str]]], runs: int) -> None:
    taken: dict[str, list[Run]] = {name: [] for name in jobs}
    for _run in range(runs):
        for name, command in jobs.items():
            taken[name].append(measured(command()))
    middle = {
        name: Run(
            *(statistics.median(getattr(r, k) for r in found) for k in ("wall", "cpu", "memory"))
        )
        for name, found in taken.items()
    }
    base = next(iter(middle.values()))
    print(f"{'':24}{'wall':>9}{'cpu':>9}{'ratio':>8}{'memory':>11}{'ratio':>8}")
    for name, run in middle.items():
        print(
            f"{name:24}{run.wall:7.2f} s{run.cpu:7.2f} s{run.cpu / base.cpu:8.2f}"
            f"{run.memory:7.0f} MiB{run.memory / base.memory:8.2f}"
        )


def main() -> None:
    """Print one table for the canonical file and one for that of a GIS."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.editing", description=__doc__)
    parser.add_argument("--count", type=int, default=100_000, help="features (default: 100000)")
    parser.add_argument("--runs", type=int, default=3, help="runs of each (default: 3)")
    parser.add_argument("--keep", type=Path, help="a folder that G(N) is kept in, or is already")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        clean = options.keep or Path(scratch) / "clean"
        path = clean / "sites.geojson"
        if not path.is_file():
            write_folder(clean, options.count)
        print(f"canonical, {path.stat().st_size / 1e6:.0f} MB, median of {options.runs} runs")
        where = ["--layers", str(clean)]
        parse = [sys.executable, "-c", _PARSE]
        _table(
            {
                "json.load": lambda: [*parse, str(path)],
                "check": lambda: [*_DOOR, "check", *where],
                "format --check": lambda: [*_DOOR, "format", "--check", str(clean)],
            },
            options.runs,
        )
        raw, work = Path(scratch) / "raw", Path(scratch) / "work"
        write_folder(raw, 0)
        with (raw / "sites.geojson").open("w", encoding="utf-8", newline="\n") as file:
            write_lines(file, saved_by_a_gis(options.count))
        shutil.copytree(raw, work)

        def format_anew() -> list[str]:
            shutil.copy(raw / "sites.geojson", work / "sites.geojson")
            return [*_DOOR, "format", str(work)]

        saved = raw / "sites.geojson"
        print(f"\nsaved by a GIS, {saved.stat().st_size / 1e6:.0f} MB")
        _table(
            {
                "json.load": lambda: [*parse, str(saved)],
                "check": lambda: [*_DOOR, "check", "--layers", str(raw), "--report", "json"],
                "format": format_anew,
            },
            options.runs,
        )


if __name__ == "__main__":
    main()
