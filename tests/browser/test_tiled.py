"""A layer that another engine has tiled: its shapes are those of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import shapely
from playwright.sync_api import expect

from tests import tiling
from tests.browser.conftest import until
from tests.making import Layers

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.conftest import OpenPage

pytest.importorskip("pyarrow")

AREA = shapely.box(77.5, 45, 79, 46.5)
CSV = "code,name,lon,lat\nnorth,North plot,78,45.2\nsouth,South plot,82,48\n"
DRAWN = "() => document.querySelector('canvas.tiled')?.dataset.drawn === 'true'"
SHOWN = "n => document.querySelector('canvas.tiled')?.dataset.shown === n"
#: Within the area, far from its mark.
INSIDE = (78.8, 46.3)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    things = [
        tiling.Thing("plots", AREA, {"code": "north"}),
        tiling.Thing("plots", shapely.Point(82, 48).buffer(0.3), {"code": "south"}),
        tiling.Thing("plots", shapely.box(80, 44, 81, 45), {"code": "of no row"}),
    ]
    layers = Layers(tmp_path / "layers")
    layers.write("plots.pmtiles", tiling.archive(things, tiling.WHOLE, (5, 6)))
    layers.write("plots.csv", CSV).write("plots.toml", 'table = "plots.csv"\nkey = "code"\n')
    return layers.bounded().path


def place(page: Page, lon: float, lat: float) -> tuple[float, float]:
    """Where a position stands in the window."""
    x, y = page.evaluate(
        """([lon, lat]) => {
          const map = window.projectMap.leaflet;
          const { left, top } = map.getContainer().getBoundingClientRect();
          const { x, y } = map.latLngToContainerPoint([lat, lon]);
          return [left + x, top + y];
        }""",
        [lon, lat],
    )
    return x, y


def test_shapes_of_rows_are_drawn_and_open_their_cards(open_page: OpenPage, folder: Path) -> None:
    page = open_page("lang=en&view=7/46.5/80", layers=folder)
    until(page, DRAWN)
    shapes = page.locator("canvas.tiled")
    assert int(shapes.get_attribute("data-shown") or 0) >= 2
    page.mouse.move(*place(page, *INSIDE))
    expect(page.locator(".tip")).to_have_text("North plot")
    page.mouse.click(*place(page, *INSIDE))
    expect(page.locator('.leaflet-popup [data-popup="north"]')).to_contain_text("North plot")


def test_what_belongs_to_no_row_is_not_drawn(open_page: OpenPage, folder: Path) -> None:
    page = open_page("lang=en&view=7/46.5/80", layers=folder)
    until(page, DRAWN)
    page.mouse.click(*place(page, 80.5, 44.5))
    expect(page.locator(".leaflet-popup")).to_have_count(0)


def test_a_layer_that_is_switched_off_has_no_shapes(open_page: OpenPage, folder: Path) -> None:
    page = open_page("lang=en&view=7/46.5/80", layers=folder)
    until(page, DRAWN)
    page.locator('[data-icon="layers"]').click()
    page.locator('[data-layer="plots"]').uncheck()
    until(page, SHOWN, "0")
    page.locator('[data-layer="plots"]').check()
    until(page, "() => Number(document.querySelector('canvas.tiled').dataset.shown) >= 2")
