"""What the tests share."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.making import Layers

# The same examples on each run, no verdict by the clock, and one folder for all examples of
# a test, which each of them writes anew.
settings.register_profile(
    "suite",
    derandomize=True,
    deadline=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("suite")


@pytest.fixture
def layers(tmp_path: Path) -> Layers:
    """An empty folder of layers."""
    return Layers(tmp_path / "layers")


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's own folder."""
    return Path(__file__).parents[1]
