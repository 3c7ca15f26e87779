"""The workload G(N): a folder of layers with N features round Jetisu, written as a stream.

60 % points, 25 % lines of about 200 vertices, 15 % areas of about 150, each with the twelve
fields that a project must have, in three languages: 2.45 kB a feature. The same N and seed
give the same bytes.

    python -m tests.bench.workload 100000 /tmp/g100k
"""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, TextIO

from geo.write import feature_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SEED = 20250814
BOUNDS = (76.3, 42.9, 83.3, 50.3)
_POINTS, _LINES = 0.60, 0.85  # what is left are areas
_LINE, _RING = (150, 250), (110, 190)
_SECTORS = ("roads", "railways", "aviation", "energy", "gas", "utilities", "water", "social")
_STATUSES = ("planned", "design", "under_construction", "completed", "suspended")
_PRECISIONS = ("exact", "approximate", "schematic", "settlement")
_WORDS = {
    "kk": "ауыл жол көпір су мектеп аудан құрылыс жөндеу желі орталық станция қала өзен егістік",
    "ru": "село дорога мост вода школа район стройка ремонт сеть центр станция город река поле",
    "en": "village road bridge water school district building repair grid centre station river",
}
_MAP = """\
bounds = [76.3, 42.9, 83.3, 50.3]
[title]
kk = "G(N)"
ru = "G(N)"
en = "G(N)"
"""


def features(count: int, seed: int = SEED) -> Iterator[dict[str, Any]]:
    """The features one by one; none of the rules of a projects layer is broken."""
    random = Random(seed)  # noqa: S311 - a workload, no secret
    words = {code: text.split() for code, text in _WORDS.items()}
    for number in range(count):
        name = f"site-{number}"
        properties: dict[str, Any] = {"id": name}
        properties |= {f"name_{code}": _text(random, words[code], 3) for code in words}
        properties |= {
            "sector": random.choice(_SECTORS),
            "status": random.choice(_STATUSES),
            "status_date": f"{random.randint(2015, 2025)}-{random.randint(1, 12):02}",
            "source": "report",
            "location_precision": random.choice(_PRECISIONS),
        }
        properties |= {f"summary_{code}": _text(random, words[code], 12) for code in words}
        geometry = _geometry(random)
        yield {"type": "Feature", "id": name, "properties": properties, "geometry": geometry}


def write_layer(file: TextIO, count: int, seed: int = SEED) -> None:
    """Write a canonical layer, feature by feature."""
    _write(file, map(feature_text, features(count, seed)))


def write_lines(file: TextIO, found: Iterable[dict[str, Any]]) -> None:
    """Write features as they are, one a line."""
    _write(file, (json.dumps(feature, ensure_ascii=False) for feature in found))


def _write(file: TextIO, lines: Iterable[str]) -> None:
    file.write('{"type": "FeatureCollection", "features": [')
    for number, line in enumerate(lines):
        file.write(",\n" if number else "\n")
        file.write(line)
    file.write("\n]}\n")


def write_folder(folder: Path, count: int, seed: int = SEED) -> Path:
    """Write a folder of layers that can be checked and built; return the layer's file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "_map.toml").write_text(_MAP, encoding="utf-8")
    (folder / "sites.toml").write_text('kind = "projects"\n', encoding="utf-8")
    sources = "id,title,publisher,date,language,url\nreport,G(N),bench,2025,en,\n"
    (folder / "sources.csv").write_text(sources, encoding="utf-8")
    path = folder / "sites.geojson"
    with path.open("w", encoding="utf-8", newline="\n") as file:
        write_layer(file, count, seed)
    return path


def _text(random: Random, words: list[str], length: int) -> str:
    return " ".join(random.choices(words, k=length)).capitalize()


def _geometry(random: Random) -> dict[str, Any]:
    west, south, east, north = BOUNDS
    x, y = random.uniform(west + 1, east - 1), random.uniform(south + 1, north - 1)
    share = random.random()
    if share < _POINTS:
        return {"type": "Point", "coordinates": _position(x, y)}
    if share < _LINES:
        return {"type": "LineString", "coordinates": _line(random, x, y)}
    return {"type": "Polygon", "coordinates": [_ring(random, x, y)]}


def _line(random: Random, x: float, y: float) -> list[list[float]]:
    heading, line = random.uniform(0, math.tau), []
    for _vertex in range(random.randint(*_LINE)):
        line.append(_position(x, y))
        heading += random.uniform(-0.4, 0.4)
        x += 0.003 * math.cos(heading)
        y += 0.003 * math.sin(heading)
    return line


def _ring(random: Random, x: float, y: float) -> list[list[float]]:
    """A star-shaped ring, so that it never crosses itself; counter-clockwise, closed."""
    count, size = random.randint(*_RING), random.uniform(0.02, 0.2)
    ring = []
    for vertex in range(count):
        angle, radius = math.tau * vertex / count, size * random.uniform(0.7, 1)
        ring.append(_position(x + radius * math.cos(angle), y + radius * math.sin(angle)))
    return [*ring, ring[0]]


def _position(x: float, y: float) -> list[float]:
    return [round(x, 6), round(y, 6)]


def main() -> None:
    """Write G(N) into a folder."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.workload", description=__doc__)
    parser.add_argument("count", type=int, help="how many features")
    parser.add_argument("folder", type=Path, help="where to write the layers")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    path = write_folder(options.folder, options.count, options.seed)
    print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
