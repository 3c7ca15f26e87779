"""What others build upon: the public names, and what is loaded with them."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import geo
from geo.outputs import FORMATS

ROOT = Path(__file__).parents[1]
HEAVY = ("folium", "pandas", "geopandas", "jinja2", "numpy", "shapely", "pyproj", "xyzservices")


def loaded(code: str) -> set[str]:
    """The heavy packages that a fresh process has imported after running the code."""
    script = f"import sys; {code}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(done.stdout.split()) & set(HEAVY)


def test_the_public_names() -> None:
    assert geo.__all__ == [
        "LayersError",
        "MapError",
        "NetworkWarning",
        "PolicyWarning",
        "Problem",
        "ProjectMap",
        "Severity",
        "UsageError",
        "build",
        "check",
        "load_map",
    ]


@pytest.mark.parametrize("name", geo.__all__)
def test_a_public_name_is_there_and_says_what_it_is(name: str) -> None:
    assert inspect.getdoc(getattr(geo, name))


def test_a_name_that_is_not_there_is_said_so() -> None:
    with pytest.raises(AttributeError, match="module 'geo' has no attribute 'buidl'"):
        geo.buidl  # noqa: B018 - it is the look-up that raises


@pytest.mark.parametrize(
    ("call", "parameters"),
    [
        ("build", ["layers", "language"]),
        ("check", ["layers"]),
        ("load_map", ["layers", "language"]),
    ],
)
def test_the_parameters_of_a_public_call(call: str, parameters: list[str]) -> None:
    assert [*inspect.signature(getattr(geo, call)).parameters] == parameters


def test_every_error_of_a_user_is_a_map_error() -> None:
    assert issubclass(geo.LayersError, geo.MapError)
    assert issubclass(geo.UsageError, geo.MapError)


@pytest.mark.parametrize("name", FORMATS)
def test_an_output_is_one_call_on_a_model(name: str) -> None:
    render = importlib.import_module(FORMATS[name]).render
    assert next(iter(inspect.signature(render).parameters)) == "model"


@pytest.mark.parametrize(
    "name", [module.name for module in pkgutil.walk_packages(geo.__path__, "geo.")]
)
def test_a_module_says_what_it_does(name: str) -> None:
    assert importlib.import_module(name).__doc__


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert loaded("import geo") == set()


def test_building_the_shipped_map_loads_no_folium_and_no_pandas(tmp_path: Path) -> None:
    build = f"from geo.cli import main; main(['--output', {str(tmp_path)!r}])"
    assert loaded(build) <= {"numpy", "shapely", "pyproj"}
    assert (tmp_path / "map.html").exists()
