"""Power cuts, full disks, Ctrl-C, two at once: every file is the old one or the new one, whole."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.making import POINT, Layers, collection, plain, project

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="kills copies of itself, as POSIX can"),
]

ROOT = Path(__file__).parents[1]
CRASHING = ROOT / "tests" / "crashing.py"
#: A run that is ended by force leaves its unfinished file under such a name, which git ignores,
#: until the next run.
UNFINISHED = ".part"
#: What is said of a disturbance, by the first word of its name, and the exit codes then.
SAYS = {
    "SIGINT": "interrupted: each file is as it was, or as it should be",
    "SIGTERM": "interrupted: each file is as it was, or as it should be",
    "read-only": "Read-only file system",
    "open": "another program has it open: close it there and run this again",
    "disk": "",
    "killed": "",
}
ENDS = {1, 130, 143}
PLACES = "id,name,lon,lat\na,Жол,79.5,45.5\nb,Көпір,79.6,45.6\n"
BASE, OURS, THEIRS = (
    collection(*(project(id=f"p{i}", status=status) for i in range(40)))
    for status in ("planned", "design", "completed")
)

COMMANDS = {
    "build": ["build", "--to", "html", "--to", "svg"],
    "build packed": ["build", "--set", "html.drawing=packed"],
    "format": ["format"],
    "check --fix": ["check", "--fix"],
    "import": ["import", "places.csv", "--layer", "places", "--yes"],
    "import again": ["import", "places.csv", "--layer", "roads", "--yes"],
    "export csv": ["export", "out.csv", "--layer", "roads"],
    "export geojson": ["export", "out.geojson", "--layer", "roads"],
    "export gpkg": ["export", "out.gpkg"],
    "export shp": ["export", "out.zip"],
    "merge": ["merge", "base.geojson", "ours.geojson", "theirs.geojson"],
    "merge --resolve": ["merge", "--resolve", "theirs", "marked.geojson"],
    "qgis": ["qgis", "--force"],
    "schema": ["schema"],
    "diff --map": ["diff", "before", "layers", "--map", "out.html"],
}
#: Commands that say 1 where all is well: a conflict, or nothing left to settle.
TOLD = {"merge": {1}, "merge --resolve": {0, 1}}


@pytest.fixture
def scene(tmp_path: Path) -> Path:
    """A folder with layers that need formatting, and with outputs of another day."""
    folder = tmp_path / "scene"
    folder.mkdir()
    for name, status in (("layers", "design"), ("before", "planned")):
        layers = Layers(folder / name).bounded()
        layers.projects(*(project(id=f"p{i}", status=status) for i in range(40)))
        layers.write("roads.geojson", json.dumps(json.loads(_text(layers, "roads")), indent=1))
        layers.plain(*(plain(POINT, n=i) for i in range(40)), name="plain")
        layers.facts("p1,cost,100,KZT,2025,report,,")
    write(folder, "places.csv", PLACES)
    for name, text in (("base", BASE), ("ours", OURS), ("theirs", THEIRS)):
        write(folder, f"{name}.geojson", text)
    mark = {"conflict": {"status": {"base": "planned", "ours": "design", "theirs": "completed"}}}
    marked = collection(*(project(id=f"p{i}") | mark for i in range(40)))
    write(folder, "marked.geojson", marked)
    for name in ("output/map.html", "output/map.svg", "out.html", "out.csv", "out.geojson"):
        write(folder, name, "old")
    return folder


def _text(layers: Layers, name: str) -> str:
    return (layers.path / f"{name}.geojson").read_text(encoding="utf-8")


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_that_is_disturbed_leaves_whole_files(
    scene: Path, tmp_path: Path, command: str
) -> None:
    work = tmp_path / "work"
    temporary = tmp_path / "temporary"
    for path in (work, temporary):
        path.mkdir()
    asked = {"scene": str(scene), "work": str(work), "arguments": COMMANDS[command]}
    done = subprocess.run(
        [sys.executable, str(CRASHING)],
        input=json.dumps(asked).encode(),
        capture_output=True,
        cwd=tmp_path,
        env=os.environ
        | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": str(temporary)},
        check=False,
    )
    said = done.stderr.decode("utf-8", "replace")
    assert done.returncode == 0, said
    seen = json.loads(done.stdout)
    good = TOLD.get(command, {0})
    assert seen["code"] in good, said
    assert seen["steps"] > 1
    assert seen["new"] != seen["old"]
    assert not seen["old"].keys() & {*seen["opened"]}, "written in place"
    for trial in seen["trials"]:
        _is_whole(trial, seen["old"], seen["new"])
        _goes_on(trial, good, seen["new"])
    if command not in TOLD:
        _takes_turns(seen, good)


def _is_whole(trial: dict[str, Any], old: dict[str, str], new: dict[str, str]) -> None:
    """Whether each file that the command was ended in is as before, or as it should become."""
    files: dict[str, str] = trial["files"]
    killed = trial["code"] < 0
    for name in {*files, *old, *new}:
        if killed and name not in old and name.endswith(UNFINISHED):
            continue
        assert files.get(name) in (old.get(name), new.get(name)), (trial["name"], name)
    if killed:
        return
    assert "Traceback" not in trial["said"], trial
    told = [line for line in trial["said"].splitlines() if SAYS[trial["name"].split()[0]] in line]
    # What could be done all the same is done; else it is said in a line what could not.
    assert files == new or (trial["code"] in ENDS and told), trial


def _goes_on(trial: dict[str, Any], good: set[int], new: dict[str, str]) -> None:
    """Whether the next run does its work, and leaves nothing behind: neither has the one before."""
    again = trial["again"]
    assert again["code"] in good, (trial["name"], again["said"])
    assert again["files"] == new, trial["name"]
    assert again["temporary"] == [], trial["name"]


def _takes_turns(seen: dict[str, Any], good: set[int]) -> None:
    """Whether two at once leave the file of one of them; an import may find the other's."""
    codes = [run["code"] for run in seen["twice"]["runs"]]
    files, old, new = (seen["twice"]["files"], seen["old"], seen["new"])
    assert {*codes} <= good | {1}, seen["twice"]
    assert not [run for run in seen["twice"]["runs"] if "Traceback" in run["said"]]
    assert {*files} == {*new}
    assert {name for name in new if files[name] not in (old.get(name), new[name])} == set()
