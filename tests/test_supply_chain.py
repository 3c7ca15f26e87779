"""What comes from elsewhere is named, locked by its hash, and runs nothing unasked."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCKS = ("build.lock", "requirements.lock", "main.lock")
PIN = re.compile(r"^([\w.-]+)==(\S+)(?: ; (.+?))? \\$", re.MULTILINE)
PYTHONS = ("3.11", "3.12", "3.13", "3.14")

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
HOOK = (ROOT / "geo/page/hatch_build.py").read_text("utf-8")
DECLARED = sorted(
    {
        *PROJECT["build-system"]["requires"],
        *PROJECT["project"]["dependencies"],
        *(
            requirement
            for extra in PROJECT["project"]["optional-dependencies"].values()
            for requirement in extra
            if not requirement.startswith(PROJECT["project"]["name"])
        ),
        *re.findall(r'^NODE_WHEEL = "(.+)"$', HOOK, re.MULTILINE),
    }
)


@pytest.fixture(scope="module")
def locks() -> dict[str, str]:
    return {name: (ROOT / ".ci" / name).read_text("utf-8") for name in LOCKS}


@pytest.mark.parametrize("requirement", DECLARED)
def test_what_pyproject_asks_for_is_locked_in_a_version_that_it_allows(
    locks: dict[str, str], requirement: str
) -> None:
    wanted = Requirement(requirement)
    pinned = [
        version
        for text in locks.values()
        for name, version, _marker in PIN.findall(text)
        if canonicalize_name(name) == canonicalize_name(wanted.name)
    ]
    assert pinned, "run .ci/lock"
    assert [version for version in pinned if version not in wanted.specifier] == []


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("system", ["linux", "win32", "darwin"])
def test_no_package_is_locked_twice_on_one_machine(
    locks: dict[str, str], python: str, system: str
) -> None:
    machine = {
        "python_version": python,
        "python_full_version": f"{python}.1",
        "sys_platform": system,
        "platform_machine": "x86_64",
    }
    for text in locks.values():
        chosen = [
            name
            for name, _version, marker in PIN.findall(text)
            if not marker or Requirement(f"x ; {marker}").marker.evaluate(machine)  # type: ignore[union-attr] # it has one
        ]
        assert len(chosen) == len(set(chosen))


@pytest.mark.parametrize("name", LOCKS)
def test_each_locked_package_has_hashes_and_no_address(locks: dict[str, str], name: str) -> None:
    text = locks[name]
    assert "://" not in text
    assert not re.search(r"^-", text, re.MULTILINE)
    for block in re.split(r"\n(?=[\w])", text):
        assert re.search(r"^    --hash=sha256:[0-9a-f]{64}", block, re.MULTILINE), block[:80]


def test_packages_that_several_locks_name_have_one_version(locks: dict[str, str]) -> None:
    found: dict[tuple[str, str], set[str]] = {}
    for text in locks.values():
        for name, version, marker in PIN.findall(text):
            found.setdefault((name, marker), set()).add(version)
    assert {each for each, versions in found.items() if len(versions) > 1} == set()


def test_ci_installs_by_hash_and_builds_with_what_is_installed() -> None:
    lines = [
        line.strip()
        for line in (ROOT / ".ci/run").read_text("utf-8").splitlines()
        if "pip install" in line and "node" not in line
    ]
    readme = "python -m pip install -q -e '.[test]'"
    for line in lines:
        hashed = "--require-hashes" in line
        assert hashed or {"--no-deps", "--no-build-isolation"} <= {*line.split()} or line == readme


def test_each_package_of_the_page_is_locked_by_its_hash() -> None:
    packages = json.loads((ROOT / "geo/page/package-lock.json").read_text("utf-8"))["packages"]
    for name, package in packages.items():
        assert not name or package["integrity"].startswith("sha512-"), name


def test_scripts_of_npm_packages_do_not_run() -> None:
    assert '"--ignore-scripts"' in HOOK
    assert "npm ci --ignore-scripts" in (ROOT / ".ci/run").read_text("utf-8")
