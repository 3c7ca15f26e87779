"""What the operands of diff mean, with real repositories."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from geo.errors import MapError, UsageError
from geo.staff.changes.compare import compare
from geo.staff.changes.model import Comparison
from geo.staff.changes.sides import read_sides
from tests.making import Layers, collection, plain, project
from tests.staff.changes.making import Repo

LAYERS = Path("layers")


def diff(*operands: str, layers: Path = LAYERS) -> Comparison:
    return compare(*read_sides(operands, layers))


def statuses(found: Comparison) -> list[tuple[str, object, object]]:
    return [
        (change.id, value.old, value.new)
        for change in found.features
        for value in change.values
        if value.key == "status"
    ]


@pytest.fixture
def history(repo: Repo) -> Repo:
    """Planned in v1, design in v2, completed in the working tree."""
    repo.layers.projects(project(status="planned"))
    repo.commit()
    repo.git("tag", "v1")
    repo.layers.projects(project(status="design"))
    repo.commit()
    repo.git("tag", "--annotate", "v2", "--message=two")
    repo.layers.projects(project(status="completed"))
    return repo


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize(
    ("operands", "old", "new"),
    [
        ((), "design", "completed"),
        (("HEAD",), "design", "completed"),
        (("v1",), "planned", "completed"),
        (("HEAD~1", "HEAD"), "planned", "design"),
        (("v2", "v1"), "design", "planned"),
        (("v1..v2",), "planned", "design"),
        (("v1..",), "planned", "design"),
        (("main", "layers"), "design", "completed"),
        (("layers", "v1"), "completed", "planned"),
        (("v1:layers", "v2:layers"), "planned", "design"),
        (("v1:layers/roads.geojson",), "planned", "completed"),
        (("v1:layers/roads.geojson", "v2:layers/roads.geojson"), "planned", "design"),
        (("v1", "layers/roads.geojson"), "planned", "completed"),
        (("layers/roads.geojson", "v1"), "completed", "planned"),
    ],
)
def test_an_operand_is_a_revision_a_folder_or_a_file(
    operands: tuple[str, ...], old: str, new: str
) -> None:
    assert statuses(diff(*operands)) == [("a-road", old, new)]


def test_three_dots_are_what_the_other_branch_did(history: Repo) -> None:
    history.git("stash", "--quiet")
    history.git("checkout", "--quiet", "-b", "review", "v1")
    history.layers.projects(project(status="suspended"))
    history.commit()
    assert statuses(diff("main...review")) == [("a-road", "planned", "suspended")]
    assert statuses(diff("main..review")) == [("a-road", "design", "suspended")]


@pytest.mark.usefixtures("history")
def test_the_sides_are_called_as_the_user_called_them() -> None:
    found = diff("v1")
    assert (found.old.label, found.new.label) == ("v1", "working tree")


def test_the_folder_may_be_anywhere_in_the_repository(
    history: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = [("a-road", "design", "completed")]
    monkeypatch.chdir(history.layers.path)
    assert statuses(diff("HEAD", layers=Path())) == expected
    monkeypatch.chdir(history.folder.parent)
    assert statuses(diff("HEAD", layers=Path("repo/layers"))) == expected
    assert statuses(diff("HEAD", layers=history.layers.path)) == expected


@pytest.mark.usefixtures("history")
def test_a_folder_that_is_gone_is_still_found_in_the_past(repo: Repo) -> None:
    (repo.folder / "layers").rename(repo.folder / "moved")
    assert statuses(diff("v1", "v2")) == [("a-road", "planned", "design")]


@pytest.mark.usefixtures("history")
def test_nothing_is_checked_out(repo: Repo) -> None:
    before = repo.git("status", "--porcelain")
    # Later, since status itself may write the index anew.
    index = (repo.folder / ".git/index").read_bytes()
    diff("v1", "v2")
    assert (repo.folder / ".git/index").read_bytes() == index
    assert repo.git("status", "--porcelain") == before


def test_a_bare_repository_named_by_git_dir(
    history: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    history.git("clone", "--quiet", "--bare", ".", str(tmp_path / "bare.git"))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "bare.git"))
    assert statuses(diff("v1", "v2")) == [("a-road", "planned", "design")]


def test_a_broken_file_is_named_with_its_revision(repo: Repo) -> None:
    repo.layers.projects(project()).plain(plain(id="w")).write("places.geojson", '{"type": ')
    repo.commit()
    repo.layers.projects(project(status="completed")).plain(plain(id="w"))
    found = diff("HEAD")
    assert statuses(found) == [("a-road", "planned", "completed")]
    (problem,) = found.problems
    assert (problem.path.as_posix(), problem.line) == ("HEAD:layers/places.geojson", 1)


def test_a_link_in_a_revision_is_not_followed(repo: Repo) -> None:
    repo.layers.projects(project())
    secret = repo.folder.parent / "secret.geojson"
    secret.write_text(collection(plain(id="secret")), encoding="utf-8")
    (repo.layers.path / "link.geojson").symlink_to(secret)
    repo.commit()
    (repo.layers.path / "link.geojson").unlink()
    found = diff("HEAD")
    assert found.features == ()
    assert [problem.path.as_posix() for problem in found.problems] == ["HEAD:layers/link.geojson"]


def test_names_of_any_letters_are_read(repo: Repo) -> None:
    repo.layers.projects(project(), name="жол дар")
    repo.commit()
    repo.layers.projects(project(status="design"), name="жол дар")
    assert statuses(diff()) == [("a-road", "planned", "design")]


@pytest.mark.parametrize(
    "operand",
    [
        "nothing",
        "v9",
        "HEAD~99",
        "v1:nowhere",
        "../nowhere",
        "v1..v9",
        "-",
        "--help",
        "-n1",
        "\x1b[31m",
    ],
)
@pytest.mark.usefixtures("history")
def test_what_is_neither_is_refused(operand: str) -> None:
    with pytest.raises(UsageError):
        diff(operand)


def test_no_option_reaches_git(history: Repo) -> None:
    with pytest.raises(UsageError):
        diff("--output=stolen", "HEAD")
    assert not (history.folder / "stolen").exists()


def test_a_revision_without_the_folder_says_so(repo: Repo) -> None:
    repo.commit()
    repo.layers.projects(project())
    with pytest.raises(MapError, match="HEAD: the revision has no folder layers"):
        diff()


@pytest.mark.usefixtures("history")
def test_layers_outside_the_repository_are_said_so(tmp_path: Path) -> None:
    Layers(tmp_path / "outside").projects(project())
    with pytest.raises(MapError, match="no git repository"):
        diff("HEAD", layers=tmp_path / "outside")


def test_without_a_repository_folders_are_compared_and_revisions_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    Layers(tmp_path / "one").projects(project())
    Layers(tmp_path / "layers").projects(project(status="design"))
    assert statuses(diff("one")) == [("a-road", "planned", "design")]
    with pytest.raises(MapError, match="HEAD~1: no such folder or file, and no revision"):
        diff("HEAD~1")


@pytest.mark.usefixtures("history")
def test_without_git_folders_are_compared(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Layers(tmp_path / "one").projects(project())
    # A git that lies beside the layers is never run.
    fake = repo.folder / "git"
    fake.write_text("#!/bin/sh\ntouch stolen\n", encoding="utf-8")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", os.pathsep.join([".", "", str(tmp_path)]))
    assert statuses(diff(str(tmp_path / "one"))) == [("a-road", "planned", "completed")]
    with pytest.raises(MapError, match="no git command"):
        diff("v1")
    assert not (repo.folder / "stolen").exists()


def test_a_name_that_is_a_folder_and_a_revision_is_refused(history: Repo) -> None:
    Layers(history.folder / "v1").projects(project(status="suspended"))
    with pytest.raises(UsageError, match=r"both a folder and a revision; write \./v1 or v1\^"):
        diff("v1")
    assert statuses(diff("./v1")) == [("a-road", "suspended", "completed")]
    assert statuses(diff("v1^{commit}")) == [("a-road", "planned", "completed")]


def test_two_tables_of_facts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    side = Layers(tmp_path / "x")
    side.facts("a-road,cost,5,KZT,2025,report,,")
    (side.path / "facts.csv").rename(tmp_path / "one.csv")
    side.facts("a-road,cost,6,KZT,2025,report,,")
    (side.path / "facts.csv").rename(tmp_path / "two.csv")
    (change,) = diff("one.csv", "two.csv").features
    assert [
        (fact.old and fact.old["value"], fact.new and fact.new["value"]) for fact in change.facts
    ] == [("5", "6")]


@pytest.mark.parametrize("name", ["notes.txt", "roads.toml", "table.csv"])
def test_a_file_of_another_kind_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(UsageError):
        diff(name, name)


def test_two_files_of_other_names_are_one_layer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, what in (("a.geojson", "x"), ("b.geojson", "y")):
        (tmp_path / name).write_text(collection(plain(id="w", what=what)), encoding="utf-8")
    (change,) = diff("a.geojson", "b.geojson").features
    assert [(value.key, value.old, value.new) for value in change.values] == [("what", "x", "y")]
