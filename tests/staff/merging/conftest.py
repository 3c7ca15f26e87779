"""A git repository with layers, of which nothing of this machine's settings is known."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from geo.staff.merging.installing import install
from tests.making import collection, project

ROOT = Path(__file__).parents[3]
NEEDED = "CI"
BASE = (project(id="a"), project(id="b"), project(id="c"))


class Repository:
    """Two branches: ``main``, which is checked out, and ``other``; each starts at one commit."""

    layer = "layers/roads.geojson"

    def __init__(self, path: Path, home: Path) -> None:
        self.path = path
        kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
        self.environment = kept | {
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "A",
            "GIT_AUTHOR_EMAIL": "a@example.org",
            "GIT_COMMITTER_NAME": "A",
            "GIT_COMMITTER_EMAIL": "a@example.org",
            "LC_ALL": "C.UTF-8",
        }
        (path / "layers").mkdir(parents=True)
        self.git("init", "-q", "-b", "main")
        self.git("config", "core.autocrlf", "false")
        self.git("config", "merge.conflictStyle", "merge")

    def git(self, *arguments: str, code: int | None = 0, folder: Path | None = None) -> str:
        done = subprocess.run(
            ["git", *arguments],
            cwd=folder or self.path,
            env=self.environment,
            capture_output=True,
            check=False,
        )
        said = (done.stdout + done.stderr).decode("utf-8", "replace")
        assert code is None or done.returncode == code, said
        return said

    def write(self, name: str, data: str | bytes) -> None:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)

    def features(self, *features: Any, **members: Any) -> None:
        self.write(self.layer, collection(*features, **members))

    def commit(self, message: str = "edit") -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)

    def on_other(self) -> None:
        """From here on edits are those of the other branch."""
        self.commit("ours")
        self.git("checkout", "-q", "other")

    def meet(self, *command: str, code: int = 0) -> str:
        """Commit the other branch's edits, and merge them into main."""
        self.commit("theirs")
        self.git("checkout", "-q", "main")
        return self.git(*(command or ("merge", "--no-edit", "other")), code=code)

    def text(self, name: str = "") -> str:
        return (self.path / (name or self.layer)).read_bytes().decode()

    def found(self, name: str = "") -> dict[str, dict[str, Any]]:
        """The features of the layer by their ids."""
        held = json.loads(self.text(name))["features"]
        return {feature["id"]: feature for feature in held}

    def unmerged(self) -> list[str]:
        listed = self.git("diff", "--name-only", "-z", "--diff-filter=U")
        return [name for name in listed.split("\0") if name]


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository without the driver, in a folder that is hard to name."""
    if shutil.which("git") is None:
        if os.environ.get(NEEDED):
            pytest.fail("there is no git on this machine")
        pytest.skip("there is no git on this machine")
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    repository = Repository(tmp_path / "менің карталарым 100%", home)
    for name in ("HOME", "XDG_CONFIG_HOME", "GIT_CONFIG_NOSYSTEM"):
        monkeypatch.setenv(name, repository.environment[name])
    repository.features(*BASE)
    repository.commit("base")
    repository.git("branch", "other")
    return repository


@pytest.fixture
def repository(git: Repository) -> Repository:
    """The same with the driver installed."""
    install(git.path / "layers")
    git.commit("attributes")
    git.git("branch", "-f", "other")
    return git


def run(*arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """The program as a person runs it."""
    command = [sys.executable, str(ROOT / "make_map.py"), *map(str, arguments)]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
