"""Files that others leave, hold or change: nothing of theirs is lost, nothing of ours stays."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from geo import unfinished, write
from geo.cli import main
from geo.errors import MapError
from geo.outputs.html import page
from geo.pipeline import load_map
from geo.write import write_bytes
from tests.making import Layers, collection, plain, project

LEFT = ".map.html.abcdefgh.part"
POSIX = pytest.mark.skipif(os.name == "nt", reason="who is at work is told by locks of POSIX")
HOLD = (
    "import fcntl, os, sys; handle = os.open(sys.argv[1], os.O_RDONLY);"
    "fcntl.flock(handle, fcntl.LOCK_EX); print(flush=True); sys.stdin.read()"
)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's folder of temporary files."""
    path = tmp_path / "temporary"
    path.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(path))
    return path


def holder(path: Path) -> subprocess.Popen[str]:
    """Another process that is at work on a file or a folder."""
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=pipe, stdout=pipe, text=True
    )
    assert process.stdout
    process.stdout.readline()
    return process


@POSIX
def test_what_a_killed_run_left_is_removed_by_the_next(tmp_path: Path) -> None:
    (tmp_path / LEFT).write_bytes(b"half")
    write_bytes(tmp_path / "map.html", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["map.html"]


@POSIX
def test_what_another_run_is_at_work_on_stays(tmp_path: Path) -> None:
    (tmp_path / LEFT).write_bytes(b"half")
    with holder(tmp_path / LEFT) as other:
        write_bytes(tmp_path / "map.html", b"new")
        assert (tmp_path / LEFT).read_bytes() == b"half"
        other.communicate()
    write_bytes(tmp_path / "map.html", b"new")
    assert not (tmp_path / LEFT).exists()


@pytest.mark.parametrize(
    "name", [".map.html.old.part", "map.html.part", ".map.svg.abcdefgh.part", ".a.map.html.part"]
)
def test_files_of_other_names_are_nobodys_business(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"mine")
    write_bytes(tmp_path / "map.html", b"new")
    assert (tmp_path / name).read_bytes() == b"mine"


@POSIX
def test_a_link_with_such_a_name_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "mine").write_bytes(b"mine")
    (tmp_path / LEFT).symlink_to(tmp_path / "mine")
    write_bytes(tmp_path / "map.html", b"new")
    assert (tmp_path / "mine").read_bytes() == b"mine"


@POSIX
def test_folders_of_killed_runs_are_removed_and_others_stay(temporary: Path) -> None:
    for name in ("projectmap-export-abcdefgh", "projectmap-diff-12345678", "other-export-abcdefgh"):
        (temporary / name).mkdir()
        (temporary / name / "a").write_bytes(b"a")
    with (
        holder(temporary / "projectmap-diff-12345678") as other,
        unfinished.folder("import") as made,
    ):
        assert [*made.iterdir()] == []
        names = {path.name for path in temporary.iterdir()}
        assert names == {"projectmap-diff-12345678", "other-export-abcdefgh", made.name}
        other.communicate()
    assert not made.exists()


def test_a_file_that_somebody_saved_meanwhile_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_bytes(b"theirs")
    with pytest.raises(MapError, match="somebody has saved the file meanwhile"):
        write_bytes(path, b"ours", instead_of=b"as it was read")
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b"theirs"]


def test_a_layer_saved_while_its_import_is_looked_at_stays(
    layers: Layers,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    layers.plain({"id": "a"} | plain(name="before"))
    (tmp_path / "in.csv").write_text("id,name,lon,lat\nb,new,79,45\n", encoding="utf-8")
    saved = layers.path / "places.geojson"

    def thinking(_plan: object) -> bool:
        layers.plain({"id": "a"} | plain(name="saved meanwhile"))
        return True

    monkeypatch.setattr("geo.commands.import_._agreed", thinking)
    source = ["import", str(tmp_path / "in.csv"), "--layer", "places"]
    assert main([*source, "--layers", str(layers.path)]) == 1
    assert "somebody has saved the file meanwhile; it stays" in capsys.readouterr().err
    assert "saved meanwhile" in saved.read_text(encoding="utf-8")


@POSIX
def test_who_reads_the_former_file_reads_it_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    write_bytes(path, b"old" * 1000)
    with path.open("rb") as reader:
        assert reader.read(3) == b"old"
        write_bytes(path, b"new")
        assert reader.read() == b"old" * 999
    assert path.read_bytes() == b"new"


@pytest.mark.parametrize("moments", [0, 1, 4])
def test_a_file_that_is_open_elsewhere_for_a_moment_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moments: int
) -> None:
    refusals = iter([True] * moments)
    replace = os.replace

    def refuse(source: str, target: Path) -> None:
        if next(refusals, False):
            raise PermissionError(13, "Access is denied")
        replace(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    monkeypatch.setattr(write, "_CLOSED_FIRST", True)
    monkeypatch.setattr(write, "_WAITS_S", (0.001,) * 4)
    write_bytes(tmp_path / "map.html", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["map.html"]


def test_a_layer_that_changes_while_it_is_read_is_one_of_both_or_a_problem(layers: Layers) -> None:
    layers.projects(project())
    versions = [collection(project(name_en=name * 50)) for name in ("one", "two")]
    pages = []
    for text in versions:
        layers.write("roads.geojson", text)
        pages.append(page(load_map(layers.path)))
    done = threading.Event()

    def saving() -> None:
        """As an editor that writes in place, in two steps."""
        while not done.is_set():
            for text in versions:
                with (layers.path / "roads.geojson").open("w", encoding="utf-8") as file:
                    file.write(text[: len(text) // 2])
                    file.flush()
                    file.write(text[len(text) // 2 :])

    editor = threading.Thread(target=saving)
    editor.start()
    try:
        for _turn in range(15):
            with contextlib.suppress(MapError):
                assert page(load_map(layers.path)) in pages
    finally:
        done.set()
        editor.join()
