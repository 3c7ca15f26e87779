"""``merge --install`` and ``--uninstall`` in a repository."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from geo.errors import MapError, UsageError
from geo.staff.merging.installing import driver_command, install, uninstall
from tests.making import project
from tests.staff.merging.conftest import Repository, run

LINES = "/layers/**/*.geojson merge=projectmap\n/layers/*.csv merge=projectmap\n"


def config(git: Repository) -> str:
    return git.git("config", "--local", "--list")


def test_one_command_sets_the_driver_and_names_the_files(git: Repository) -> None:
    done = run("merge", "--install", folder=git.path)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.splitlines() == [
        "set the merge driver in this clone (git config merge.projectmap.driver)",
        ".gitattributes: added /layers/**/*.geojson merge=projectmap",
        ".gitattributes: added /layers/*.csv merge=projectmap",
        "commit .gitattributes, so that all who have the driver use it",
    ]
    assert git.text(".gitattributes") == LINES
    assert git.git("config", "merge.projectmap.driver").rstrip("\n") == driver_command()


@pytest.mark.parametrize("name", ["roads.geojson", "context/lakes.geojson", "facts.csv"])
def test_git_uses_the_driver_for_layers_and_tables(git: Repository, name: str) -> None:
    install(git.path / "layers")
    assert git.git("check-attr", "merge", f"layers/{name}").endswith(": merge: projectmap\n")


@pytest.mark.parametrize("name", ["layers/_map.toml", "README.md", "data.csv", "a.geojson"])
def test_git_merges_other_files_as_before(git: Repository, name: str) -> None:
    install(git.path / "layers")
    assert git.git("check-attr", "merge", name).endswith(": merge: unspecified\n")


def test_a_second_time_changes_nothing(git: Repository) -> None:
    install(git.path / "layers")
    before = git.text(".gitattributes"), config(git)
    assert install(git.path / "layers") == [
        "the merge driver is set in this clone already",
        ".gitattributes: names the driver already",
    ]
    assert (git.text(".gitattributes"), config(git)) == before


def test_a_driver_of_another_place_is_replaced(git: Repository) -> None:
    git.git("config", "merge.projectmap.driver", "old %O %A %B")
    install(git.path / "layers")
    assert git.git("config", "--get-all", "merge.projectmap.driver").count("\n") == 1
    assert "old" not in config(git)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("*.png binary\n", f"*.png binary\n{LINES}"),
        ("*.png binary", f"*.png binary\n{LINES}"),
        ("*.png binary\r\n", ("*.png binary\n" + LINES).replace("\n", "\r\n")),
        ("/layers/*.csv merge=projectmap\n", "\n".join(reversed(LINES.split("\n")[:2])) + "\n"),
    ],
)
def test_what_stands_in_gitattributes_stays(git: Repository, before: str, after: str) -> None:
    git.write(".gitattributes", before)
    install(git.path / "layers")
    assert git.text(".gitattributes") == after


@pytest.mark.parametrize("name", ["менің қабаттарым", "a [1]", 'so "named" *', "data/layers"])
def test_layers_may_lie_in_any_folder(git: Repository, name: str) -> None:
    try:
        git.write(f"{name}/roads.geojson", "")
    except OSError:
        pytest.skip("this system has no such names")
    said = install(git.path / name)
    assert not [line for line in said if "overrule" in line]
    assert (
        git.git("check-attr", "-z", "merge", f"{name}/x/y.geojson").split("\0")[2] == "projectmap"
    )
    assert git.git("check-attr", "-z", "merge", "a 1/y.geojson").split("\0")[2] == "unspecified"


def test_the_repository_may_be_the_folder_of_layers(git: Repository) -> None:
    install(git.path)
    assert git.text(".gitattributes").startswith("/**/*.geojson merge=projectmap\n")


def test_attributes_that_overrule_the_driver_are_named(git: Repository) -> None:
    git.write(".git/info/attributes", "*.csv -merge\n")
    said = install(git.path / "layers")
    assert said[-1].startswith("layers/facts.csv: other attributes of git overrule this driver")


def test_uninstalling_leaves_nothing_that_is_not_committed(git: Repository) -> None:
    before = config(git)
    install(git.path / "layers")
    said = uninstall(git.path / "layers")
    assert said[0] == "removed the merge driver from this clone; git merges the layers by lines"
    assert config(git) == before
    assert not (git.path / ".gitattributes").exists()


def test_uninstalling_leaves_what_others_use(git: Repository) -> None:
    install(git.path / "layers")
    git.commit("attributes")
    assert uninstall(git.path / "layers")[1].startswith(".gitattributes is as it was")
    assert git.text(".gitattributes") == LINES


def test_uninstalling_twice_is_no_error(git: Repository) -> None:
    uninstall(git.path / "layers")
    assert uninstall(git.path / "layers") == ["no merge driver is set in this clone"]


def test_a_folder_without_a_repository_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    (tmp_path / "nowhere").mkdir()
    with pytest.raises(MapError, match="not a git repository"):
        install(tmp_path / "nowhere")


def test_a_folder_of_another_place_is_refused(git: Repository, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    link = git.path / "link"
    try:
        link.symlink_to(tmp_path / "elsewhere")
    except OSError:
        pytest.skip("no links can be made here")
    with pytest.raises((UsageError, MapError)):
        install(link)


def test_without_git_there_is_one_message(git: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(MapError, match="there is no git command"):
        install(git.path / "layers")


def test_a_conflict_of_git_alone_is_left_to_git(git: Repository) -> None:
    """Whoever has the attributes and not the driver merges lines, as without either."""
    git.write(".gitattributes", LINES)
    git.features(project(id="a", status="design"))
    git.on_other()
    git.write(".gitattributes", LINES)
    git.features(project(id="a", status="completed"))
    git.meet(code=1)
    assert git.text().count("<<<<<<< ") == 1


def test_any_place_of_the_interpreter_can_be_said_to_git(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/100% mine/it's $HOME/python")
    words = shlex.split(driver_command().replace("%%", "%"))
    assert words[0] == "/100% mine/it's $HOME/python"
    assert driver_command().startswith("'/100%% mine/")
