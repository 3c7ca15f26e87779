"""Which saves are noticed in a folder of layers, and when what is wrong is shown."""

from __future__ import annotations

import shutil
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import watchfiles

from geo.staff.watching import Watch, follow
from tests.making import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.making import Layers

#: Longer than it takes to see that nothing happened, and far longer than any save takes.
NOTHING_S, PATIENCE_S = 0.7, 60


def _in_place(folder: Path) -> None:
    (folder / "places.geojson").write_text("{}")


def _by_renaming(folder: Path) -> None:
    (folder / ".places.part").write_text("{}")
    (folder / ".places.part").replace(folder / "places.geojson")


def _deleted(folder: Path) -> None:
    (folder / "places.geojson").unlink()


def _new(folder: Path) -> None:
    (folder / "facts.csv").write_text("")


def _renamed(folder: Path) -> None:
    (folder / "places.geojson").rename(folder / "others.geojson")


def _settings(folder: Path) -> None:
    (folder / "_map.toml").write_text("")


def _base_map(folder: Path) -> None:
    (folder / "context" / "lakes.geojson").write_text("{}")


def _without_base_map(folder: Path) -> None:
    shutil.rmtree(folder / "context")


def _folder_gone(folder: Path) -> None:
    shutil.rmtree(folder)


def _folder_renamed(folder: Path) -> None:
    folder.rename(folder.with_name("away"))


def _folder_replaced(folder: Path) -> None:
    shutil.copytree(folder, folder.with_name("other"))
    folder.rename(folder.with_name("away"))
    folder.with_name("other").rename(folder)


SAVES = [
    _in_place,
    _by_renaming,
    _deleted,
    _new,
    _renamed,
    _settings,
    _base_map,
    _without_base_map,
    _folder_gone,
    _folder_renamed,
    _folder_replaced,
]


@pytest.fixture
def folder(layers: Layers) -> Path:
    return layers.plain(plain()).write("context/rivers.geojson", "{}").path


@pytest.fixture
def watch(folder: Path) -> Iterator[Watch]:
    with closing(Watch(folder)) as found:
        # The system's notices come from the first wait on.
        assert not found.wait(0)
        yield found


@pytest.mark.parametrize("save", SAVES)
def test_a_save_is_noticed(watch: Watch, folder: Path, save: Callable[[Path], None]) -> None:
    save(folder)
    assert watch.wait(PATIENCE_S)


@pytest.mark.parametrize("save", SAVES)
@pytest.mark.parametrize("error", [OSError, RuntimeError])
def test_a_save_is_noticed_where_the_system_sends_no_notices(
    monkeypatch: pytest.MonkeyPatch,
    folder: Path,
    save: Callable[[Path], None],
    error: type[Exception],
) -> None:
    def refuse(*_paths: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr(watchfiles, "watch", refuse)
    watch = Watch(folder)
    save(folder)
    assert watch.wait(PATIENCE_S)


def test_a_save_between_two_waits_is_noticed(watch: Watch, folder: Path) -> None:
    _in_place(folder)
    assert watch.wait(PATIENCE_S)
    _deleted(folder)
    assert watch.wait(PATIENCE_S)


def test_a_save_before_the_first_wait_is_noticed(folder: Path) -> None:
    with closing(Watch(folder)) as watch:
        _in_place(folder)
        assert watch.wait(PATIENCE_S)


def test_a_folder_that_came_back_is_watched(watch: Watch, folder: Path) -> None:
    _folder_renamed(folder)
    assert watch.wait(PATIENCE_S)
    folder.with_name("away").rename(folder)
    assert watch.wait(PATIENCE_S)
    _in_place(folder)
    assert watch.wait(PATIENCE_S)


def test_a_base_map_that_is_new_is_watched(watch: Watch, folder: Path) -> None:
    _without_base_map(folder)
    assert watch.wait(PATIENCE_S)
    (folder / "context").mkdir()
    assert watch.wait(PATIENCE_S)
    _base_map(folder)
    assert watch.wait(PATIENCE_S)


@pytest.mark.parametrize(
    "name", [".places.geojson.x1.part", "places.geojson~", "map.qgz", "places.geojson.lock", "4913"]
)
def test_what_programs_put_beside_a_file_is_no_save(watch: Watch, folder: Path, name: str) -> None:
    (folder / name).write_text("x")
    assert not watch.wait(NOTHING_S)


def test_reading_is_no_save(watch: Watch, folder: Path) -> None:
    (folder / "places.geojson").read_bytes()
    assert not watch.wait(NOTHING_S)


def test_a_burst_of_writes_is_one_save(watch: Watch, folder: Path) -> None:
    with (folder / "places.geojson").open("w") as file:
        for _ in range(50):
            file.write("x" * 1000)
            file.flush()
    assert watch.wait(PATIENCE_S)
    assert not watch.wait(NOTHING_S)


def test_waiting_can_be_stopped(folder: Path) -> None:
    stop = threading.Event()
    threading.Timer(0.1, stop.set).start()
    with closing(Watch(folder, stop)) as watch:
        assert not watch.wait()


class Saves(Watch):
    """Saves by a script: whether one comes, for each wait in turn."""

    def __init__(self, *script: bool) -> None:
        self.script = [*script]

    def wait(self, patience_s: float | None = None) -> bool:
        del patience_s
        return self.script.pop(0) if self.script else False


@pytest.mark.parametrize(
    ("saves", "looks", "shown"),
    [
        ([True], ["good"], ["good"]),
        ([True, True], ["good", "better"], ["good", "better"]),
        ([True, False], ["bad"], ["bad"]),
        # Half written at first.
        ([True, True], ["bad", "good"], ["good"]),
        ([True, True, True, False], ["bad", "bad", "bad again"], ["bad again"]),
        ([True, False, True], ["bad", "good"], ["bad", "good"]),
    ],
)
def test_what_is_wrong_is_shown_when_it_lasts(
    saves: list[bool], looks: list[str], shown: list[str]
) -> None:
    found: list[str] = []
    left = iter(looks)
    follow(Saves(*saves), lambda: next(left), lambda seen: seen.startswith("bad"), found.append)
    assert found == shown
