"""What the shipped map may weigh in its part without scripts, and as a drawing."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.model import MapModel
from geo.outputs.static import static_html
from geo.outputs.svg import render
from geo.pipeline import load_map


@pytest.fixture(scope="module")
def shipped() -> MapModel:
    return load_map(Path(__file__).parents[2] / "layers")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_part_without_scripts_is_light(shipped: MapModel, language: str) -> None:
    assert len(static_html(shipped, language).encode()) <= 105_000


def test_drawing_is_light(shipped: MapModel) -> None:
    assert len(render(shipped)["map.svg"]) <= 45_000
