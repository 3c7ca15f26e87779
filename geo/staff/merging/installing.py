"""Tells a git repository to merge its layers with this program."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

from geo.errors import MapError, UsageError
from geo.staff.git import git_program
from geo.write import write_bytes

DRIVER = "projectmap"
#: The exit code of a merge with conflicts, by which the shell tells it from a failure.
CONFLICTS = 3
_PATTERNS = ("**/*.geojson", "*.csv")
_ATTRIBUTES = ".gitattributes"
_NAME = f"merge.{DRIVER}.name"
_COMMAND = f"merge.{DRIVER}.driver"
_SAID = "GeoJSON by feature and field, tables by row and column"


def install(layers: Path) -> list[str]:
    """Set the driver in the repository that a folder of layers lies in, and say what was done.

    What is right already stays as it is.

    Raises MapError where there is no git or no repository, UsageError for a folder outside it
    or none.
    """
    if not layers.is_dir():
        message = f"{layers}: there is no such folder; --layers DIR says where the layers are"
        raise UsageError(message)
    repository = _Repository(layers)
    done = []
    if repository.setting(_COMMAND) == driver_command() and repository.setting(_NAME) == _SAID:
        done.append("the merge driver is set in this clone already")
    else:
        repository.git("config", "--local", _NAME, _SAID)
        repository.git("config", "--local", _COMMAND, driver_command())
        done.append(f"set the merge driver in this clone (git config {_COMMAND})")
    missing = repository.missing_lines()
    if missing:
        repository.write_attributes([*repository.attributes(), *missing])
        done += [f"{_ATTRIBUTES}: added {line}" for line in missing]
        done.append(f"commit {_ATTRIBUTES}, so that all who have the driver use it")
    else:
        done.append(f"{_ATTRIBUTES}: names the driver already")
    for name in repository.overruled():
        done.append(f"{name}: other attributes of git overrule this driver; see git check-attr")
    return done


def uninstall(layers: Path) -> list[str]:
    """Take the driver out of this clone, and say what was done.

    Lines of .gitattributes that are committed are others' too, and stay.
    """
    repository = _Repository(layers)
    done = []
    if repository.setting(_COMMAND) or repository.setting(_NAME):
        repository.git("config", "--local", "--remove-section", f"merge.{DRIVER}")
        done.append("removed the merge driver from this clone; git merges the layers by lines")
    else:
        done.append("no merge driver is set in this clone")
    committed = repository.committed_attributes()
    lines = repository.attributes()
    own = [line for line in lines if line in repository.wanted_lines()]
    if own and not set(own) & set(committed):
        repository.write_attributes([line for line in lines if line not in own])
        done += [f"{_ATTRIBUTES}: removed {line}" for line in own]
    elif own:
        done.append(
            f"{_ATTRIBUTES} is as it was: its lines are committed, for all who have the driver"
        )
    return done


def driver_command() -> str:
    """The command line that git gives to a shell, on Windows too, from the top of the tree.

    Where this program can't run, or breaks down, lines are merged as git does by itself:
    otherwise git would take the file as it was on one side for a merged one.
    """
    script = Path(__file__).resolve().parents[3] / "make_map.py"
    program = [str(script)] if script.is_file() else ["-P", "-m", "geo"]
    command = [Path(sys.executable).as_posix(), *program, "merge", "--driver"]
    words = " ".join(shlex.quote(word.replace("\\", "/")) for word in command).replace("%", "%%")
    lines = "git merge-file --marker-size=%L -L ours -L base -L theirs %A %O %B || exit 1"
    warning = "echo 'projectmap could not merge this file: merging its lines' >&2"
    return (
        f"{words} --path=%P --marker-size=%L %O %A %B || case $? in {CONFLICTS}) exit 1;; "
        f"*) {warning}; {lines};; esac"
    )


class _Repository:
    """The repository that a folder lies in."""

    def __init__(self, folder: Path) -> None:
        self.program = git_program()
        self.start = folder.absolute()
        while not self.start.is_dir() and self.start != self.start.parent:
            self.start = self.start.parent
        self.top = self.start = Path(self.git("rev-parse", "--show-toplevel"))
        try:
            inside = folder.resolve().relative_to(self.top.resolve())
        except ValueError as error:
            message = f"{folder}: the folder is not in the repository {self.top}"
            raise UsageError(message) from error
        self.folder = "" if inside == Path() else f"{inside.as_posix()}/"

    def git(self, *arguments: str) -> str:
        """What a git command says. Raises MapError where it fails."""
        done = self._run(*arguments)
        if done.returncode:
            reason = os.fsdecode(done.stderr).strip().removeprefix("fatal: ").split("\n")[0]
            message = f"git {arguments[0]}: {reason or f'exit code {done.returncode}'}"
            raise MapError(message)
        return os.fsdecode(done.stdout).rstrip("\n")

    def setting(self, name: str) -> str:
        """A setting of this clone; empty where there is none."""
        return os.fsdecode(self._run("config", "--local", "--get", name).stdout).rstrip("\n")

    def wanted_lines(self) -> list[str]:
        """The lines of .gitattributes that name the driver."""
        return [
            f"{_quoted(f'/{_literal(self.folder)}{pattern}')} merge={DRIVER}"
            for pattern in _PATTERNS
        ]

    def missing_lines(self) -> list[str]:
        """Those that .gitattributes doesn't have."""
        present = {line.strip() for line in self.attributes()}
        return [line for line in self.wanted_lines() if line not in present]

    def attributes(self) -> list[str]:
        """The lines of .gitattributes."""
        try:
            data = (self.top / _ATTRIBUTES).read_bytes()
        except FileNotFoundError:
            return []
        return os.fsdecode(data).splitlines()

    def committed_attributes(self) -> list[str]:
        """The lines of .gitattributes as last committed."""
        return os.fsdecode(self._run("show", f"HEAD:{_ATTRIBUTES}").stdout).splitlines()

    def write_attributes(self, lines: list[str]) -> None:
        """Write .gitattributes; without lines there is none."""
        path = self.top / _ATTRIBUTES
        if not lines:
            path.unlink(missing_ok=True)
            return
        end = "\r\n" if path.is_file() and b"\r\n" in path.read_bytes() else "\n"
        write_bytes(path, os.fsencode("".join(line + end for line in lines)))

    def overruled(self) -> list[str]:
        """Names of layers for which git would not use the driver."""
        names = [f"{self.folder}layer.geojson", f"{self.folder}facts.csv"]
        said = self.git("check-attr", "-z", "merge", "--", *names).split("\0")
        return [name for name, value in zip(said[::3], said[2::3], strict=False) if value != DRIVER]

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(  # noqa: S603 - no shell, and no word of a user's is an option
            [self.program, *arguments],
            capture_output=True,
            cwd=self.start,
            env=os.environ | {"LC_ALL": "C"},
            check=False,
        )


def _literal(folder: str) -> str:
    """A folder in which no character is a wildcard."""
    return "".join(f"\\{char}" if char in "*?[]\\" else char for char in folder)


def _quoted(pattern: str) -> str:
    """A pattern as .gitattributes takes it, in quotes where it has white space."""
    if not any(char.isspace() or char == '"' for char in pattern):
        return pattern
    escaped = pattern.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    return f'"{escaped}"'
