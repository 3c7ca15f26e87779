from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from geo.catalogue import load_catalogue
from geo.errors import LayersError
from geo.pipeline import load_checked
from geo.streaming import cutting, flow, stream
from tests.making import Layers, collection, plain, project
from tests.streaming.encoders import dies, kept

if TYPE_CHECKING:
    from geo.errors import Problem
    from geo.model import MapModel

ROADS = [
    project(id=f"road-{n}", geometry={"type": "Point", "coordinates": [79 + n / 100, 45.5]})
    for n in range(40)
]
LINE = {"type": "LineString", "coordinates": [[79.1, 45.1], [79.2, 45.3], [79.4, 45.2]]}
FACTS = "project,key,value,unit,as_of,source,locator,note\nroad-7,length,12,km,2025,report,,\n"


@pytest.fixture(autouse=True)
def _small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """A layer of a few kilobytes is cut as one of gigabytes is."""
    monkeypatch.setattr(cutting, "SLICE", 3000)
    monkeypatch.setattr(flow, "SLICE", 3000)


def streamed(folder: Path, workers: int = 0) -> tuple[list[Any], list[Problem], MapModel | None]:
    """Projects and features, problems, and the model unless there are errors."""
    found = stream(load_catalogue(folder), kept, workers=workers)
    try:
        slices = list(found)
    except LayersError as error:
        return [], error.problems, None
    return [each for part in slices for each in part], found.problems, found.model


def whole(folder: Path) -> tuple[list[Any], list[Problem], MapModel | None]:
    """The same as geo.pipeline has it, projects without their numbers."""
    try:
        model, problems = load_checked(folder)
    except LayersError as error:
        return [], error.problems, None
    return [*(replace(p, number=0) for p in model.projects), *model.features], problems, model


def same(folder: Path) -> list[Problem]:
    """Hold the two ways to each other; the problems that both find."""
    places, problems, model = streamed(folder)
    expected, said, other = whole(folder)
    assert problems == said
    assert sorted(map(repr, places)) == sorted(map(repr, expected))
    if model is not None and other is not None:
        empty: dict[str, Any] = {"projects": (), "features": ()}
        assert replace(model, **empty) == replace(other, **empty)
    return problems


def test_a_map_in_slices_says_what_it_says_as_a_whole(layers: Layers) -> None:
    layers.projects(*ROADS, project(LINE, id="line", location_precision="approximate"))
    layers.plain(*(plain(name=f"Ж {n}", n=n) for n in range(60)))
    layers.write("facts.csv", FACTS)
    layers.write("_map.toml", 'headline = [["road-7", "length"]]\nreport = "report"\n')
    assert [problem.code for problem in same(layers.path)] == []


@pytest.mark.parametrize("indent", [None, 1])
def test_a_file_of_any_form_is_cut(layers: Layers, indent: int | None) -> None:
    layers.plain()
    features = [plain(name='a } " { \\', n=n) for n in range(60)]
    text = json.dumps({"type": "FeatureCollection", "features": features}, indent=indent)
    layers.write("places.geojson", text)
    assert len(streamed(layers.path)[0]) == 60
    same(layers.path)


def test_slices_are_no_larger_than_they_should_be(layers: Layers) -> None:
    layers.projects(*ROADS)
    path = layers.path / "roads.geojson"
    parts = list(cutting.Cutter(path, 0, path.stat().st_size).slices())
    assert len(parts) > 5
    assert all((part.end or 0) - part.start <= cutting.SLICE for part in parts)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"id": "road-3"}, "duplicate-id"),
        ({"id": "roаd-3"}, "lookalike"),
        ({"status": "no"}, "bad-value"),
        ({"geometry": {"type": "Point", "coordinates": [300, 45]}}, "not-degrees"),
        ({"geometry": {"type": "Point", "coordinates": [79.123456789, 45.5]}}, "decimals"),
        ({"source": "nobody"}, "unknown-source"),
    ],
)
def test_what_is_wrong_far_into_a_file_is_found_at_its_place(
    layers: Layers, changes: dict[str, Any], code: str
) -> None:
    layers.projects(*ROADS, project(**({"id": "last"} | changes)))
    problems = same(layers.path)
    assert code in [problem.code for problem in problems]
    assert {problem.line for problem in problems} == {42}


def test_a_fact_of_a_project_that_is_nowhere_is_a_problem(layers: Layers) -> None:
    layers.projects(*ROADS).write("facts.csv", FACTS.replace("road-7", "road-x"))
    assert [problem.code for problem in same(layers.path)] == ["unknown-project"]


@pytest.mark.parametrize(
    "broken",
    [
        lambda text: text[: len(text) // 2],
        lambda text: text.replace("\n]}", ",\n]}"),
        lambda text: text.replace("},\n{", "}\n{", 1),
        lambda text: text + "{}",
        lambda text: text.replace('"road-30"', '"road-30', 1),
        lambda text: text.replace("]}\n", '], "crs": {"type": "name"}, "crs": null}\n'),
    ],
)
def test_a_broken_file_is_told_as_if_it_were_small(layers: Layers, broken: Any) -> None:
    layers.projects(*ROADS)
    path = layers.path / "roads.geojson"
    path.write_text(broken(path.read_text("utf-8")), "utf-8")
    assert any(problem.is_error for problem in same(layers.path))


def test_a_broken_file_too_large_to_be_read_as_a_whole_has_its_place(
    layers: Layers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flow, "_READABLE", 10)
    layers.projects(*ROADS)
    path = layers.path / "roads.geojson"
    data = path.read_bytes()
    path.write_bytes(data[: data.index(b'"road-30"')])
    _places, problems, _model = streamed(layers.path)
    (problem,) = problems
    assert (problem.line, problem.column) == (32, 1)
    assert "ends too early" in problem.message


def test_processes_change_nothing(layers: Layers) -> None:
    layers.projects(*ROADS).plain(*(plain(name=f"n {n}") for n in range(40)))
    assert streamed(layers.path, 2) == streamed(layers.path)


def test_a_process_that_dies_is_said_once(layers: Layers) -> None:
    layers.projects(*ROADS)
    with pytest.raises(Exception, match=r"ended early \(exit code 3\)"):
        list(stream(load_catalogue(layers.path), dies, workers=2))


def test_how_far_it_is_is_told(layers: Layers) -> None:
    layers.projects(*ROADS)
    told: list[tuple[int, int]] = []
    list(stream(load_catalogue(layers.path), kept, progress=lambda *said: told.append(said)))
    assert told[-1] == (40, 40)
    assert told == sorted(told)
    assert len(told) > 5


_RUN = """
import sys
from pathlib import Path
from geo.catalogue import load_catalogue
from geo.streaming import cutting, flow, stream
from tests.streaming.encoders import slow
cutting.SLICE = flow.SLICE = 3000
for done in stream(load_catalogue(Path(sys.argv[1])), slow, workers=2):
    print(done, flush=True)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked for in /proc")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGKILL])
def test_no_process_outlives_the_one_that_started_it(
    layers: Layers, ending: signal.Signals
) -> None:
    layers.projects(*ROADS)
    with subprocess.Popen(
        [sys.executable, "-c", _RUN, str(layers.path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
        start_new_session=True,
    ) as run:
        assert run.stdout is not None
        run.stdout.readline()
        run.send_signal(ending)
        run.wait(10)
        limit = time.monotonic() + 10
        while _of_session(run.pid) and time.monotonic() < limit:
            time.sleep(0.05)
        assert _of_session(run.pid) == []


def _of_session(session: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                if os.getsid(int(entry.name)) == session:
                    found.append(int(entry.name))
            except ProcessLookupError:
                continue
    return found


def test_a_feature_larger_than_a_slice_goes_through(layers: Layers) -> None:
    line = {"type": "LineString", "coordinates": [[79 + n / 1e5, 45.5] for n in range(2000)]}
    layers.projects(*ROADS[:5], project(line, id="long"), *ROADS[5:])
    assert same(layers.path) == []


def test_an_empty_layer_has_nothing(layers: Layers) -> None:
    layers.projects(*ROADS).write("empty.geojson", collection())
    layers.write("none.geojson", '{"type": "FeatureCollection", "features": []}' + " " * 4000)
    assert same(layers.path) == []
