"""Two folders of layers to compare, and git repositories with a history of them."""

from __future__ import annotations

import subprocess
from pathlib import Path

from geo.staff.changes.compare import compare
from geo.staff.changes.model import Comparison, FeatureChange
from geo.staff.changes.sides import read_sides
from tests.making import Layers


class Sides:
    """An old and a new folder of layers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.old = Layers(folder / "old")
        self.new = Layers(folder / "new")

    def compare(self, old: str = "old", new: str = "new") -> Comparison:
        """What differs between the two."""
        return compare(*read_sides([old, new], Path("layers")))

    def change(self) -> FeatureChange:
        """The only feature that differs."""
        (found,) = self.compare().features
        return found


class Repo:
    """A git repository with a folder of layers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.layers = Layers(folder / "layers")
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str) -> str:
        """Run git in the repository."""
        done = subprocess.run(
            ["git", *arguments], cwd=self.folder, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def commit(self, message: str = "edit") -> str:
        """Commit all files as they are, and return the id of the commit."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", f"--message={message}")
        return self.git("rev-parse", "HEAD")
