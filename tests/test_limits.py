"""Layers that are large in one way or another, and a build that is stopped: nothing is lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from geo.cli import main
from tests.making import Layers, collection, plain
from tests.outputs.packed.decoding import Decoded

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
PACKED = ("--set", "html.drawing=packed")
#: A thing of which each is far from its neighbour, so that a vertex takes many bytes.
VERTICES = 60_000
PROC = Path("/proc")
posix = pytest.mark.skipif(not hasattr(os, "fork"), reason="limits and signals are those of POSIX")


@pytest.fixture
def output(layers: Layers) -> Path:
    """Where the former map lies."""
    folder = layers.path.parent / "output"
    folder.mkdir()
    (folder / "map.html").write_text("former", encoding="utf-8")
    return folder


def build(layers: Layers, output: Path) -> int:
    return main(["build", "--layers", str(layers.path), "--output", str(output), *PACKED])


def page(layers: Layers, output: Path) -> Decoded:
    assert build(layers, output) == 0
    return Decoded((output / "map.html").read_bytes())


def wild(kind: str) -> dict[str, Any]:
    """A line all over the region, or a ring that is never as far from its middle."""
    chance = random.Random(1)  # noqa: S311 - a drawing
    if kind == "line":
        places = [
            [round(chance.uniform(76, 83), 6), round(chance.uniform(43, 50), 6)]
            for _vertex in range(VERTICES)
        ]
        return {"type": "LineString", "coordinates": places}
    from math import cos, sin, tau

    ring = [
        [round(79 + far * cos(tau * n / VERTICES), 6), round(46 + far * sin(tau * n / VERTICES), 6)]
        for n in range(VERTICES)
        for far in [2 + chance.uniform(0, 0.0001)]
    ]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


@pytest.mark.parametrize("kind", ["line", "area"])
@pytest.mark.parametrize("behind", [0, 3])
def test_a_shape_longer_than_a_part_is_there_to_its_last_vertex(
    layers: Layers, output: Path, kind: str, behind: int
) -> None:
    more = (plain({"type": "LineString", "coordinates": [[79, 45], [79.0001, 45]]}),) * behind
    layers.plain(plain(wild(kind)), *more)
    ((_kind, path),) = page(layers, output).shapes()[0]
    assert len(path) in {VERTICES, VERTICES + 1}


def test_each_of_many_layers_has_its_own(layers: Layers, output: Path) -> None:
    for number in range(300):
        layers.plain(plain(n=number), name=f"layer-{number:03}")
    found = page(layers, output)
    said = found.said["values"]["layer"]
    codes = found.column("layer").tolist()
    assert [said[code] for code in codes] == [f"layer-{n:03}" for n in range(300)]


@pytest.mark.parametrize(
    "text", ["long " * 200_000, "x" * 1_000_000, "".join(map(str, range(170_000)))]
)
def test_an_attribute_of_a_megabyte_arrives_whole(layers: Layers, output: Path, text: str) -> None:
    layers.plain(plain(note=text), plain(note="short"))
    found = page(layers, output)
    assert text in str(found.places()[0])


def test_a_word_of_a_megabyte_does_not_make_the_page_longer(layers: Layers, output: Path) -> None:
    layers.plain(plain(note="short"))
    page(layers, output)
    short = (output / "map.html").stat().st_size
    layers.plain(plain(note="x" * 1_000_000))
    page(layers, output)
    assert (output / "map.html").stat().st_size - short < 20_000


@pytest.mark.parametrize("part", [0, 1, 30, 0.5, 0.999])
def test_a_file_that_breaks_off_leaves_the_former_map(
    layers: Layers, output: Path, capsys: pytest.CaptureFixture[str], part: float
) -> None:
    data = collection(*(plain(n=n) for n in range(3000))).encode()
    layers.write("places.geojson", data[: int(part * len(data)) if part < 1 else int(part)])
    assert build(layers, output) == 1
    assert "places.geojson:" in capsys.readouterr().err
    assert left(output) == {"map.html": "former"}


@posix
@pytest.mark.parametrize("size", [0, 2_000, 300_000])
def test_a_disk_that_is_full_says_where(
    layers: Layers, output: Path, tmp_path: Path, size: int
) -> None:
    layers.plain(*(plain(n=n, text=f"{n * n:x}" * 9) for n in range(3000)))

    def limit() -> None:
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    process, scratch = started(layers, output, tmp_path, limit)
    _out, said = process.communicate(timeout=60)
    assert process.returncode == 1, said
    (line,) = said.splitlines()
    assert str(scratch) in line or str(output) in line
    assert left(output) == {"map.html": "former"}
    assert left(scratch) == {}


@posix
@pytest.mark.skipif(not PROC.is_dir(), reason="how far a build is, is seen by what it has open")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("step", ["reading", "packing"])
def test_a_build_that_is_ended_leaves_the_former_map(
    layers: Layers, output: Path, tmp_path: Path, how: signal.Signals, step: str
) -> None:
    layers.plain(*(plain(point(n), text=f"{n * n:x} of {n}") for n in range(30_000)))
    process, scratch = started(layers, output, tmp_path)
    path = layers.path / "places.geojson" if step == "reading" else scratch
    while process.poll() is None and not has_open(process.pid, path):
        time.sleep(0.001)
    process.send_signal(how)
    _out, said = process.communicate(timeout=60)
    assert process.returncode in {128 + how, -how}, said
    assert "Traceback" not in said
    assert left(output) == {"map.html": "former"}
    assert left(scratch) == {}


def has_open(pid: int, path: Path) -> bool:
    """Whether a process has a file open, or one in a folder in which something stands."""
    for file in (PROC / str(pid) / "fd").iterdir():
        with suppress(OSError):
            if file.readlink().is_relative_to(path) and file.stat().st_size:
                return True
    return False


def point(number: int) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [76 + number % 700 / 100, 43 + number / 4000]}


def started(
    layers: Layers, output: Path, tmp_path: Path, prepare: Callable[[], None] | None = None
) -> tuple[subprocess.Popen[str], Path]:
    """A build in a process of its own, and the folder that it has for what passes."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    where = ["--layers", str(layers.path), "--output", str(output)]
    process = subprocess.Popen(
        [sys.executable, "make_map.py", "build", *where, *PACKED],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(scratch)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=prepare,  # noqa: PLW1509 - no thread runs here
    )
    return process, scratch


def left(folder: Path) -> dict[str, str]:
    """The files of a folder, with their text."""
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
