"""The wheel and the sdist carry the built page: they install and work without Node or network."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.xdist_group("packaging")


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist of this tree."""
    folder = tmp_path_factory.mktemp("dist")
    command = [
        sys.executable,
        "-m",
        "hatchling",
        "build",
        "-t",
        "sdist",
        "-t",
        "wheel",
        "-d",
        str(folder),
    ]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def _only(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found


def _without_node(**more: str) -> dict[str, str]:
    """The environment with nothing on the path, no network for pip, and no trace of this tree."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return {**environment, "PATH": "", "PIP_NO_INDEX": "1", **more}


def _install(package: Path, target: Path) -> None:
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--target", str(target)]
    command = [sys.executable, "-m", "pip", "install", "-q", *options, str(package)]
    done = subprocess.run(
        command, env=_without_node(), cwd=target.parent, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_wheel_holds_what_a_map_needs_and_nothing_of_how_the_page_is_built(
    packed: Path,
) -> None:
    names = set(zipfile.ZipFile(_only(packed, "*.whl")).namelist())
    needed = {
        "geo/cli.py",
        "geo/style.toml",
        "geo/page/template.html",
        "geo/staff/basemap/context.toml",
    }
    needed |= {f"geo/page/dist/{name}" for name in ("page.js", "page.css", "leaflet-core.js")}
    needed |= {"geo/outputs/report.typ", "geo/staff/basemap/context.toml"}
    needed |= {f"geo/locale/{language}.toml" for language in ("kk", "ru", "en")}
    assert needed <= names
    assert [
        name for name in names if "node_modules" in name or name.endswith((".ts", ".mjs"))
    ] == []
    assert not any(name.startswith(("tests/", "layers/")) for name in names)


def test_the_sdist_holds_the_built_page_its_sources_and_the_layers(packed: Path) -> None:
    with tarfile.open(_only(packed, "*.tar.gz")) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    needed = {"geo/page/dist/page.js", "geo/page/src/main.ts", "geo/page/package-lock.json"}
    assert needed | {"layers/alakol.geojson", "make_map.py", "README.md", "LICENSE"} <= names
    assert not any("node_modules" in name or name.startswith("output/") for name in names)


@pytest.mark.parametrize("pattern", ["*.whl", "*.tar.gz"])
def test_it_installs_and_makes_the_map_elsewhere_without_node_or_network(
    packed: Path, tmp_path: Path, pattern: str
) -> None:
    target = tmp_path / "site"
    target.mkdir()
    _install(_only(packed, pattern), target)
    shutil.copytree(ROOT / "layers", tmp_path / "layers")
    done = subprocess.run(
        [sys.executable, "-m", "geo"],
        env=_without_node(PYTHONPATH=str(target)),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "output" / "map.html").stat().st_size > 100_000


def test_the_lock_file_records_no_addresses_but_checksums() -> None:
    text = (ROOT / "geo/page/package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in text
    assert "http" not in text.replace("https://opencollective", "").replace(
        "https://github.com", ""
    )
    assert '"integrity"' in text


def test_each_dependency_has_its_reason_beside_it() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    lines = text.splitlines()
    for requirement in project["dependencies"]:
        index = next(i for i, line in enumerate(lines) if f'"{requirement}"' in line)
        assert lines[index - 1].strip().startswith("#"), requirement


def _bill(packed: Path) -> dict[str, Any]:
    """The bill of materials of the wheel."""
    with zipfile.ZipFile(_only(packed, "*.whl")) as wheel:
        (name,) = [name for name in wheel.namelist() if ".dist-info/sboms/" in name]
        found: dict[str, Any] = json.loads(wheel.read(name))
    return found


def test_the_wheel_says_what_is_in_it(packed: Path) -> None:
    bill = _bill(packed)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert bill["metadata"]["component"]["purl"].startswith("pkg:pypi/projectmap@")
    references = [part["bom-ref"] for part in bill["components"]]
    assert bill["dependencies"][0]["dependsOn"] == references


def test_each_package_in_the_page_has_its_version_licence_and_hash(packed: Path) -> None:
    inside = [part for part in _bill(packed)["components"] if part["purl"].startswith("pkg:npm/")]
    locked = json.loads((ROOT / "geo/page/package-lock.json").read_text("utf-8"))["packages"]
    wanted = {
        (f"node_modules/{name}", locked[f"node_modules/{name}"]["version"])
        for name in locked[""]["dependencies"]
    }
    named = {
        (
            f"node_modules/{'/'.join(filter(None, (part.get('group'), part['name'])))}",
            part["version"],
        )
        for part in inside
    }
    assert named == wanted
    for part in inside:
        assert part["licenses"]
        (digest,) = part["hashes"]
        assert (digest["alg"], len(bytes.fromhex(digest["content"]))) == ("SHA-512", 64)


def test_what_the_page_imports_is_said_to_be_in_it(packed: Path) -> None:
    imported = {
        name
        for path in (ROOT / "geo/page/src").rglob("*.*s")
        for name in re.findall(
            r'^@?import(?! type)(?:[^";]*\bfrom)? "((?:@[\w-]+/)?[\w.-]+)',
            path.read_text("utf-8"),
            re.MULTILINE,
        )
        if not name.startswith(".")
    }
    inside = {
        "/".join(filter(None, (part.get("group"), part["name"])))
        for part in _bill(packed)["components"]
        if part["scope"] == "required" and part["purl"].startswith("pkg:npm/")
    }
    locked = json.loads((ROOT / "geo/page/package-lock.json").read_text("utf-8"))["packages"]
    brought = {
        name
        for each in imported - {"glyphicons"}
        for name in locked[f"node_modules/{each}"].get("dependencies", {})
    }
    # A part of Bootstrap, by the name that build.mjs gives it.
    assert imported - {"glyphicons"} == inside - {"bootstrap"} - (brought - imported)


def test_what_pip_installs_beside_the_project_is_named_with_its_versions(packed: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    beside = {
        Requirement(part["name"] + part["properties"][0]["value"])
        for part in _bill(packed)["components"]
        if part["purl"].startswith("pkg:pypi/")
    }
    assert beside == set(map(Requirement, project["dependencies"]))
