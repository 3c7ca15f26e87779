"""What the tests of comparing share."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.staff.changes.making import Repo, Sides

NEEDED = "PROJECTMAP_NEEDS_BROWSER"


@pytest.fixture
def sides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sides:
    """Two empty folders, from whose parent the comparison runs."""
    monkeypatch.chdir(tmp_path)
    return Sides(tmp_path)


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """An empty repository, which no settings of this machine reach."""
    if shutil.which("git") is None:
        reason = "no git on this machine"
        if os.environ.get(NEEDED):
            pytest.fail(reason)
        pytest.skip(reason)
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for name, value in {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CEILING_DIRECTORIES": str(tmp_path),
        **{
            f"GIT_{who}_{what}": said
            for who in ("AUTHOR", "COMMITTER")
            for what, said in (
                ("NAME", "Editor"),
                ("EMAIL", "editor@example.org"),
                ("DATE", "2026-01-05T10:00:00Z"),
            )
        },
    }.items():
        monkeypatch.setenv(name, value)
    folder = tmp_path / "repo"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return Repo(folder)
