"""Files and folders through the command: which change, what is said, what is left alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from geo.cli import main
from geo.read import Collection, read_collection
from geo.staff.formatting import files
from tests.bench.workload import write_folder
from tests.making import FACTS, Layers, collection, plain, project

ROOT = Path(__file__).parents[3]
BARE = {key: value for key, value in project().items() if key != "id"}


def test_a_folder_is_formatted_with_its_base_map(
    layers: Layers, capsys: pytest.CaptureFixture[str]
) -> None:
    layers.projects(BARE, BARE | {"properties": project(id="b")["properties"]})
    layers.plain(plain()).plain(plain(), name="context/lakes", crs=None)
    assert main(["format", str(layers.path)]) == 0
    said = capsys.readouterr()
    folder = layers.path.as_posix()
    assert said.out == (
        f"{folder}/context/lakes.geojson: 'crs' removed\n{folder}/roads.geojson: ids restored (2)\n"
    )
    assert said.err == "2 files changed, 1 as they should be\n"
    assert layers.check() == []


def test_what_is_formatted_is_not_written_again(layers: Layers) -> None:
    path = layers.plain(plain()).path / "places.geojson"
    os.utime(path, (1, 1))
    assert main(["format", str(layers.path)]) == 0
    assert path.stat().st_mtime == 1


def test_check_names_the_files_and_writes_nothing(
    layers: Layers, capsys: pytest.CaptureFixture[str]
) -> None:
    path = layers.projects(BARE).plain(plain()).path / "roads.geojson"
    before = path.read_bytes()
    assert main(["format", "--check", str(layers.path)]) == 1
    said = capsys.readouterr()
    assert said.out == f"{path.as_posix()}: ids restored (1)\n"
    assert said.err == "1 file would change, 1 as they should be\n"
    assert path.read_bytes() == before
    assert main(["format", str(layers.path)]) == 0
    assert main(["format", "--check", str(layers.path)]) == 0


def test_one_file_is_known_by_the_settings_beside_it(layers: Layers) -> None:
    path = layers.projects(BARE).path / "roads.geojson"
    assert main(["format", str(path)]) == 0
    assert path.read_text(encoding="utf-8") == collection(project())


def test_the_decimals_are_an_option(layers: Layers) -> None:
    path = layers.plain(plain({"type": "Point", "coordinates": [79.123456, 45]})).path
    assert main(["format", "--decimals", "2", str(path)]) == 0
    assert "[79.12, 45]" in (path / "places.geojson").read_text(encoding="utf-8")


@pytest.mark.parametrize("decimals", ["-1", "16", "six", "1.5", "٣٣"])
def test_decimals_that_make_no_sense_are_wrong_use(layers: Layers, decimals: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["format", "--decimals", decimals, str(layers.path)])
    assert stopped.value.code == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"type": "FeatureCollection",\n"features": [1,]}', ":2:"),
        ('{"type": "Topology"}', "no GeoJSON FeatureCollection"),
        ('{"type": "Feature", "properties": {"a": 1, "a": 2}, "geometry": null}', "stands twice"),
        (collection(plain(), 5), ":3:1: error: this is no GeoJSON Feature"),
        (collection(plain() | {"properties": 5}), "'properties' is no JSON object"),
        ("", "the file is empty"),
    ],
)
def test_a_file_that_can_not_be_kept_whole_is_left_and_the_others_are_done(
    layers: Layers, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    path = layers.projects(BARE).write("bad.geojson", text).path / "bad.geojson"
    assert main(["format", str(layers.path)]) == 1
    told = capsys.readouterr()
    assert "bad.geojson" in told.err
    assert said in told.err
    assert "1 file left alone" in told.err
    assert "roads.geojson: ids restored" in told.out
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("name", "code"),
    [("no.geojson", 2), ("no-folder", 2), ("empty", 1), ("_map.toml", 1), ("n" * 300, 1)],
)
def test_what_is_no_layer_is_one_message(
    layers: Layers, capsys: pytest.CaptureFixture[str], name: str, code: int
) -> None:
    layers.plain(plain()).bounded()
    (layers.path / "empty").mkdir()
    assert main(["format", str(layers.path / name)]) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("error:") == 1


def test_a_read_only_file_is_left(layers: Layers, capsys: pytest.CaptureFixture[str]) -> None:
    path = layers.projects(BARE).path / "roads.geojson"
    path.chmod(0o444)
    before = path.read_bytes()
    assert main(["format", str(layers.path)]) == 1
    assert "read-only" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_a_link_stays_a_link(layers: Layers, tmp_path: Path) -> None:
    path = layers.projects(BARE).path / "roads.geojson"
    real = tmp_path / "elsewhere.geojson"
    path.rename(real)
    path.symlink_to(real)
    assert main(["format", str(layers.path)]) == 0
    assert path.is_symlink()
    assert real.read_text(encoding="utf-8") == collection(project())


def test_a_file_that_somebody_else_writes_meanwhile_is_left(
    layers: Layers, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = layers.projects(BARE).path / "roads.geojson"

    def read_and_lose(given: Path) -> Collection:
        found = read_collection(given)
        path.write_text(collection(plain()), encoding="utf-8")
        return found

    monkeypatch.setattr(files, "read_collection", read_and_lose)
    assert main(["format", str(layers.path)]) == 1
    assert "somebody else" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == collection(plain())


def test_a_hostile_name_is_shown_as_text(
    layers: Layers, capsys: pytest.CaptureFixture[str]
) -> None:
    layers.plain(plain(), name="a\x1b[2Jb", crs=None)
    assert main(["format", str(layers.path)]) == 0
    assert "\x1b" not in "".join(capsys.readouterr())


def test_tables_of_a_folder_are_left_to_their_program(layers: Layers) -> None:
    text = f'\ufeff{FACTS.replace(",", ";")}\r\n"a-road";"x"\r\n'
    path = layers.projects(project()).write("facts.csv", text).path / "facts.csv"
    assert main(["format", str(layers.path)]) == 0
    assert path.read_bytes() == text.encode()


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_table_that_is_named_loses_quotes_and_line_ends_alone(layers: Layers, mark: str) -> None:
    text = f'{mark}"id";title\r\n"2025";"a;b"\r\n"x ";" say ""so"""\r\n'
    path = layers.plain(plain()).write("t.csv", text).path / "t.csv"
    assert main(["format", str(path)]) == 0
    assert path.read_text(encoding="utf-8") == f'{mark}id;title\n2025;"a;b"\nx ;" say ""so"""\n'


@pytest.mark.parametrize("data", [b'a,b\n"x', b"\xff\n", b'a\n"x"y\n'])
def test_a_broken_table_is_left(layers: Layers, data: bytes) -> None:
    path = layers.plain(plain()).write("t.csv", data).path / "t.csv"
    assert main(["format", str(path)]) == 1
    assert path.read_bytes() == data


def test_check_with_fix_says_what_was_done_and_what_is_left(
    layers: Layers, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = project(id="b", status="plan")
    del bad["id"]
    path = layers.projects(BARE, bad).path / "roads.geojson"
    assert main(["check", "--fix", "--layers", str(layers.path)]) == 1
    said = capsys.readouterr()
    assert said.err == f"fixed {path.as_posix()}: ids restored (2)\n1 file fixed\n"
    assert "'plan' is not allowed" in said.out
    assert said.out.endswith("1 error, 0 warnings\n")


def test_fix_and_watch_do_not_go_together(layers: Layers) -> None:
    layers.plain(plain())
    assert main(["check", "--fix", "--watch", "--layers", str(layers.path)]) == 2


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
@pytest.mark.parametrize("after", [0.0, 0.15, 0.3, 0.45])
def test_a_kill_at_any_moment_leaves_a_whole_file(tmp_path: Path, after: float) -> None:
    path = write_folder(tmp_path / "layers", 1500)
    old = path.read_bytes().replace(b", ", b",")
    path.write_bytes(old)
    door = [sys.executable, "make_map.py", "format", str(path)]
    process = subprocess.Popen(door, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(0.3 + after)
    process.send_signal(signal.SIGKILL)
    process.wait()
    killed = path.read_bytes()
    assert subprocess.run(door, cwd=ROOT, capture_output=True, check=False).returncode == 0
    new = path.read_bytes()
    assert killed in (old, new)


def test_a_link_in_a_circle_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.geojson"
    path.symlink_to(path)
    assert main(["format", str(path)]) == 1
    assert "can't be read" in capsys.readouterr().err
