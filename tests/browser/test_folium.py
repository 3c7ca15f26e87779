"""What an analyst adds with folium works on the page, and needs no network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import folium
import pytest
from playwright.sync_api import expect

import geo

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage

LAYERS = Path(__file__).parents[2] / "layers"


@pytest.fixture
def shipped() -> geo.ProjectMap:
    """The shipped map as an object to add to."""
    return geo.build(LAYERS)


def test_a_marker_with_a_popup_and_a_tooltip_works(
    open_page: OpenPage, tmp_path: Path, shipped: geo.ProjectMap
) -> None:
    marker = folium.Marker([45.02, 78.37], popup="A popup", tooltip="A tooltip")
    marker.add_to(shipped)
    shipped.save(tmp_path / "mine.html")
    page = open_page("lang=en", path=tmp_path / "mine.html")
    icon = page.locator("#map img.leaflet-marker-icon")
    expect(icon).to_have_count(1)
    assert icon.evaluate("image => image.complete && image.naturalWidth > 0")
    icon.dispatch_event("click")
    expect(page.locator(".leaflet-popup", has_text="A popup")).to_be_visible()


def test_an_icon_a_circle_and_a_layer_of_geojson_work(
    open_page: OpenPage, tmp_path: Path, shipped: geo.ProjectMap
) -> None:
    folium.Marker([45, 79], icon=folium.Icon(color="red", icon="info-sign")).add_to(shipped)
    folium.CircleMarker([46, 79], radius=9, color="#123456").add_to(shipped)
    line = {"type": "LineString", "coordinates": [[79, 45], [80, 46]]}
    folium.GeoJson({"type": "Feature", "properties": {}, "geometry": line}).add_to(shipped)
    shipped.save(tmp_path / "mine.html")
    page = open_page("lang=en", path=tmp_path / "mine.html")
    expect(page.locator("#map .awesome-marker-icon-red")).to_have_count(1)
    assert page.locator('#map path[stroke="#123456"]').count() == 1


def test_the_projects_are_there_beside_what_was_added(
    open_page: OpenPage, tmp_path: Path, shipped: geo.ProjectMap
) -> None:
    folium.CircleMarker([46, 79]).add_to(shipped)
    shipped.save(tmp_path / "mine.html")
    page = open_page("lang=en&project=gas-pipeline", path=tmp_path / "mine.html")
    expect(page.locator('[data-popup="gas-pipeline"]')).to_be_visible()


def test_a_feature_group_stands_in_foliums_layer_control(
    open_page: OpenPage, tmp_path: Path, shipped: geo.ProjectMap
) -> None:
    group = folium.FeatureGroup("My group").add_to(shipped)
    folium.CircleMarker([46, 79]).add_to(group)
    folium.LayerControl(collapsed=False).add_to(shipped)
    shipped.save(tmp_path / "mine.html")
    page = open_page("lang=en", path=tmp_path / "mine.html")
    expect(page.locator(".leaflet-control-layers", has_text="My group")).to_be_visible()
