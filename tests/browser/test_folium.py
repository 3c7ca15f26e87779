"""What an analyst adds with folium works on the page, and needs no network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

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


def test_styles_that_an_analyst_writes_hold_under_the_page_s_policy(
    open_page: OpenPage, tmp_path: Path, shipped: geo.ProjectMap
) -> None:
    popup = folium.Popup('<b style="color: rgb(1, 2, 3)">A popup</b>')
    folium.Marker([45.02, 78.37], popup=popup).add_to(shipped)
    shipped.save(tmp_path / "mine.html")
    page = open_page("lang=en", path=tmp_path / "mine.html")
    page.locator("#map img.leaflet-marker-icon").dispatch_event("click")
    text = page.locator(".leaflet-popup b", has_text="A popup")
    expect(text).to_be_visible()
    assert text.evaluate("text => getComputedStyle(text).color") == "rgb(1, 2, 3)"


def test_the_color_of_an_icon_holds_under_the_page_s_policy(
    open_page: OpenPage, tmp_path: Path, shipped: geo.ProjectMap
) -> None:
    icon = folium.Icon(icon="info-sign", icon_color="#010203")
    folium.Marker([45, 79], icon=icon).add_to(shipped)
    shipped.save(tmp_path / "mine.html")
    page = open_page("lang=en", path=tmp_path / "mine.html")
    color = page.locator(".awesome-marker i").evaluate("sign => getComputedStyle(sign).color")
    assert color == "rgb(1, 2, 3)"


def test_a_popup_with_a_page_in_it_is_shown(
    open_page: OpenPage, tmp_path: Path, shipped: geo.ProjectMap
) -> None:
    popup = folium.Popup(folium.IFrame("<p>A page</p>", width="200px", height="100px"))
    folium.Marker([45.02, 78.37], popup=popup).add_to(shipped)
    shipped.save(tmp_path / "mine.html")
    page = open_page("lang=en", path=tmp_path / "mine.html")
    page.locator("#map img.leaflet-marker-icon").dispatch_event("click")
    expect(page.frame_locator(".leaflet-popup iframe").get_by_text("A page")).to_be_visible()


def test_a_handler_in_an_attribute_works_only_where_the_analyst_allows_it(
    open_page: OpenPage, tmp_path: Path, shipped: geo.ProjectMap
) -> None:
    markup = '<button id="mine" onclick="window.pressed = 1">Mine</button>'
    root: Any = shipped.get_root()
    root.html.add_child(folium.Element(markup))
    with pytest.warns(geo.PolicyWarning, match="onclick of <button>"):
        shipped.save(tmp_path / "mine.html")
    shipped.allows.append(("script-src-attr", "'unsafe-inline'"))
    shipped.save(tmp_path / "mine.html")
    page = open_page("lang=en", path=tmp_path / "mine.html")
    page.locator("#mine").dispatch_event("click")
    assert page.evaluate("window.pressed") == 1
