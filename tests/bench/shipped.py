"""The shipped map against folium: build time and memory of whole processes, size, opening.

The two run in turn, so that a drift of the machine's speed meets both alike.
"""

from __future__ import annotations

import gzip
import statistics
import sys
import tempfile
from pathlib import Path

from tests.bench import opening
from tests.bench.processes import measured


def compare_opening(folder: Path, layers: Path, ours: Path, theirs: Path, runs: int) -> None:
    """Print how long the pages take to be drawn."""
    tuned = folder / "tuned.html"
    measured([sys.executable, "-m", "tests.bench.rival_tuned", str(layers), str(tuned)])
    opening.install(folder)
    copies = {"folium.GeoJson": folder / "geojson.html", "folium tuned": tuned}
    copies["folium.GeoJson"].write_bytes(theirs.read_bytes())
    for page in copies.values():
        opening.take_from_disk(page, folder / "node_modules")
    print(f"opening, median of {runs} runs in turn")
    print(opening.table(opening.openings({"this": ours, **copies}, runs)))


def compare(layers: Path, runs: int, *, pages: bool) -> None:
    """Print one table; ``pages`` are opened in Chromium too."""
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = Path(folder) / "map.html", Path(folder) / "folium.html"
        door = [sys.executable, "make_map.py", "build", "--layers", str(layers), "--output", folder]
        rival = [sys.executable, "-m", "tests.bench.rival_geojson", str(layers), str(theirs)]
        for command in (door, rival):
            measured(command)
        pairs = [(measured(door), measured(rival)) for _ in range(runs)]
        if pages:
            compare_opening(Path(folder), layers, ours, theirs, runs)
        sizes = {path: path.read_bytes() for path in (ours, theirs)}
    print(f"whole process, median of {runs} runs in turn")
    print(f"{'':14}{'this':>10}{'folium':>10}{'ratio':>8}")
    for name, unit in (("wall", "s"), ("cpu", "s"), ("memory", "MiB")):
        mine = statistics.median(getattr(pair[0], name) for pair in pairs)
        other = statistics.median(getattr(pair[1], name) for pair in pairs)
        ratio = statistics.median(getattr(a, name) / getattr(b, name) for a, b in pairs)
        print(f"{f'{name}, {unit}':14}{mine:10.2f}{other:10.2f}{ratio:8.2f}")
    print("page, bytes (folium's asks the network for about 1 MB more)")
    for name, data in (("this", sizes[ours]), ("folium", sizes[theirs])):
        print(f"{name:14}{len(data):10}{len(gzip.compress(data, 9)):10} gzipped")
