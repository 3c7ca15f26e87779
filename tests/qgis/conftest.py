"""Real QGIS, headless, on copies of the layers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, Protocol

import pytest

ROOT = Path(__file__).parents[2]
DRIVER = Path(__file__).with_name("driver.py")
NEEDED = "PROJECTMAP_NEEDS_QGIS"
NAMED = "PROJECTMAP_QGIS_PYTHON"
#: As long as a slow machine may take for all of it.
_PATIENCE = 300


class Qgis(Protocol):
    """Runs jobs of the driver in one QGIS: the results of each, in order."""

    def __call__(self, *jobs: dict[str, Any]) -> list[Any]: ...


def job(project: Path, *do: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    """A job of the driver: a project to open, and what to do in it."""
    return {"project": str(project), "do": [list(step) for step in do]}


class QgisPython(Protocol):
    """Runs a script in the Python that has QGIS: the JSON of its last line."""

    def __call__(self, script: Path, *arguments: str, given: str = "") -> Any: ...


@pytest.fixture(scope="session")
def qgis_python(tmp_path_factory: pytest.TempPathFactory) -> QgisPython:
    """The machine's own Python, or the one that PROJECTMAP_QGIS_PYTHON names."""
    python = os.environ.get(NAMED, "/usr/bin/python3")
    home = tmp_path_factory.mktemp("home")
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home),
        "QT_QPA_PLATFORM": "offscreen",
        "LANG": "C.UTF-8",
    }
    if not _has_qgis(python, environment):
        reason = f"no QGIS on this machine: install python3-qgis, or name its Python in {NAMED}"
        if os.environ.get(NEEDED):
            pytest.fail(reason)
        pytest.skip(reason)

    def run(script: Path, *arguments: str, given: str = "") -> Any:
        done = subprocess.run(
            [python, str(script), *arguments],
            input=given,
            capture_output=True,
            text=True,
            env=environment,
            timeout=_PATIENCE,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    return run


@pytest.fixture(scope="session")
def qgis(qgis_python: QgisPython) -> Qgis:
    """The driver in real QGIS."""

    def run(*jobs: dict[str, Any]) -> list[Any]:
        results: list[Any] = qgis_python(DRIVER, given=json.dumps(jobs))
        return results

    return run


def _has_qgis(python: str, environment: dict[str, str]) -> bool:
    if shutil.which(python) is None:
        return False
    asked = [python, "-c", "import qgis.core"]
    return subprocess.run(asked, env=environment, capture_output=True, check=False).returncode == 0
