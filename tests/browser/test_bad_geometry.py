"""Geometry at the edge of the world opens as a map, not as a blank page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.bad_geometry import DRAWN, alone, among
from tests.making import Layers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.browser.conftest import OpenPage


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("place", [alone, among])
def test_the_page_opens_and_shows_the_feature(
    open_page: OpenPage,
    tmp_path: Path,
    place: Callable[[Layers, str], Layers],
    name: str,
) -> None:
    layers = place(Layers(tmp_path / "layers"), DRAWN[name])
    page = open_page("lang=en", layers=layers.path)
    last = "f0" if place is alone else "f1"
    expect(page.get_by_text("Place 0").first).to_be_attached()
    page.evaluate("id => projectMap.open(id)", last)
    expect(page.locator("#app")).to_contain_text(f"Place {last[1]}")
    zoom, lat, lon = page.evaluate(
        """() => {
            const map = projectMap.leaflet, { lat, lng } = map.getCenter();
            return [map.getZoom(), lat, lng];
        }"""
    )
    assert all(isinstance(number, int | float) for number in (zoom, lat, lon))
