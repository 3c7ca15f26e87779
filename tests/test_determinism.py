"""The same layers give the same bytes, wherever and under whatever settings."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = ROOT / "layers"


def built(layers: Path, output: Path, cwd: Path, **settings: str) -> dict[str, bytes]:
    """What a process of its own makes of the layers."""
    names = ("html", "svg", "png", "pdf", "xlsx", "csv", "gpkg", "geojson", "site")
    formats = [part for name in names for part in ("--to", name)]
    # What else is in the site is asked for by itself.
    formats += ["--set", "site.formats=csv,gpkg"]
    command = [sys.executable, str(ROOT / "make_map.py"), *formats]
    places = ["--layers", os.path.relpath(layers, cwd), "--output", os.path.relpath(output, cwd)]
    subprocess.run(
        [*command, *places], check=True, capture_output=True, cwd=cwd, env=os.environ | settings
    )
    return {path.name: path.read_bytes() for path in output.iterdir()}


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("expected")
    return built(LAYERS, folder / "out", folder)


@pytest.mark.parametrize(
    "settings",
    [
        {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "4294967295", "TZ": "Asia/Almaty", "LC_ALL": "C.UTF-8"},
        {"PYTHONHASHSEED": "random", "TZ": "America/Lima", "LC_ALL": "POSIX", "PYTHONUTF8": "0"},
        {"PYTHONHASHSEED": "1", "LANGUAGE": "ru", "LANG": "kk_KZ.UTF-8", "PYTHONOPTIMIZE": "2"},
    ],
)
def test_settings_of_the_machine_change_nothing(
    tmp_path: Path, expected: dict[str, bytes], settings: dict[str, str]
) -> None:
    assert built(LAYERS, tmp_path / "out", tmp_path, **settings) == expected


def test_another_folder_with_files_in_another_order_changes_nothing(
    tmp_path: Path, expected: dict[str, bytes]
) -> None:
    copy = tmp_path / "elsewhere" / "карта"
    for path in sorted(LAYERS.rglob("*"), reverse=True):
        if path.is_file():
            to = copy / path.relative_to(LAYERS)
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, to)
            os.utime(to, (0, 0))
    assert built(copy, tmp_path / "out", copy.parent) == expected


def _pythons() -> list[str]:
    """Other Pythons at hand that have the project's packages; .ci/run makes some ready."""
    named = os.environ.get("PROJECTMAP_PYTHONS", "").split(os.pathsep)
    on_path = [shutil.which(f"python3.{minor}") for minor in range(11, 15)]
    needs = "import sys, babel, orjson, pydantic, pyproj, shapely; print(sys.version_info.minor)"
    found: dict[str, str] = {}
    for path in filter(None, [*named, *on_path]):
        asked = subprocess.run([path, "-c", needs], capture_output=True, text=True, check=False)
        if asked.returncode == 0:
            found.setdefault(asked.stdout.strip(), path)
    found.pop(str(sys.version_info.minor), None)
    return [*found.values()]


def test_another_python_changes_nothing(tmp_path: Path, expected: dict[str, bytes]) -> None:
    pythons = _pythons()
    if not pythons:
        pytest.skip("no other Python from 3.11 to 3.14 with the project's packages on this machine")
    for drawing in ("plain", "packed"):
        pages = {}
        for number, python in enumerate([sys.executable, *pythons]):
            to = tmp_path / f"{drawing}-{number}"
            said = [python, str(ROOT / "make_map.py"), "--layers", str(LAYERS), "--output", str(to)]
            said += ["--set", f"html.drawing={drawing}"]
            subprocess.run(said, check=True, capture_output=True, cwd=tmp_path)
            pages[python] = (to / "map.html").read_bytes()
        assert len({*pages.values()}) == 1, [*pages]
        assert (expected["map.html"] in pages.values()) is (drawing == "plain")
