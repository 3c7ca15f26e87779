"""The command: what it prints, writes and leaves with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geo.cli import main
from tests.making import plain, project
from tests.staff.changes.making import Sides


def run(*arguments: str) -> int:
    try:
        return main(["diff", *arguments])
    except SystemExit as leave:
        return int(leave.code or 0)


@pytest.fixture
def edited(sides: Sides) -> Sides:
    sides.old.projects(project())
    sides.new.projects(project(status="completed"))
    return sides


@pytest.mark.usefixtures("edited")
def test_a_difference_is_no_failure_unless_it_is_asked_for() -> None:
    assert run("old", "new") == 0
    assert run("old", "new", "--exit-code") == 1
    assert run("old", "old", "--exit-code") == 0


@pytest.mark.usefixtures("edited")
def test_the_report_is_text_without_colours_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    run("old", "new")
    assert capsys.readouterr() == (
        "old → new: changed: 1\n~ a-road  A road  [roads]\n    Status: Planned → Completed\n",
        "",
    )


@pytest.mark.usefixtures("edited")
@pytest.mark.parametrize(
    ("options", "colour"), [([], False), (["--color", "always"], True), (["--color=never"], False)]
)
def test_colours(capsys: pytest.CaptureFixture[str], options: list[str], colour: bool) -> None:
    run("old", "new", *options)
    assert ("\x1b[" in capsys.readouterr().out) == colour


@pytest.mark.usefixtures("edited")
def test_a_terminal_has_colours_unless_its_user_wants_none(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    run("old", "new")
    assert "\x1b[" in capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    run("old", "new")
    assert "\x1b[" not in capsys.readouterr().out


@pytest.mark.usefixtures("edited")
def test_the_briefing_alone_is_a_paragraph_for_each_language(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run("old", "new", "--briefing")
    assert capsys.readouterr().out == (
        "1 жоба аяқталды: Жол.\n\nЗавершён 1 проект: Дорога.\n\n1 project completed: A road.\n"
    )


@pytest.mark.usefixtures("edited")
def test_the_briefing_may_stand_in_a_report(capsys: pytest.CaptureFixture[str]) -> None:
    run("old", "new", "--briefing", "--report", "json")
    assert json.loads(capsys.readouterr().out)["briefing"]["en"] == "1 project completed: A road."
    run("old", "new", "--briefing", "--report", "markdown", "--lang", "ru")
    assert "**English.** 1 project completed: A road." in capsys.readouterr().out


@pytest.mark.usefixtures("edited")
def test_the_map_is_written_beside_the_report(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run("old", "new", "--map", "review/map.html")
    assert (tmp_path / "review/map.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    found = capsys.readouterr()
    assert "Status: Planned → Completed" in found.out
    assert found.err == "review/map.html: written\n"


def test_what_could_not_be_read_is_said_and_counts_as_a_difference(
    sides: Sides, capsys: pytest.CaptureFixture[str]
) -> None:
    sides.old.projects(project()).plain(plain(id="w")).write("places.geojson", "[")
    sides.new.projects(project()).plain(plain(id="w"))
    assert run("old", "new", "--exit-code") == 1
    found = capsys.readouterr()
    assert found.err.startswith("old/places.geojson:1:2: error:")
    assert "since it can't be read: old/places.geojson" in found.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["old", "new", "third"], "diff compares two"),
        (["nowhere", "new"], "nowhere: "),
        (["old", "old", "--report", "sarif"], "invalid choice"),
    ],
)
@pytest.mark.usefixtures("edited")
def test_wrong_use_is_one_message(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    arguments: list[str],
    message: str,
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert run(*arguments) in {1, 2}
    assert message in capsys.readouterr().err


def test_a_folder_without_layers_is_said_so(
    sides: Sides, capsys: pytest.CaptureFixture[str]
) -> None:
    sides.new.projects(project())
    assert run("old", "new") == 1
    assert capsys.readouterr().err.startswith("error: old: the folder has no layers")
