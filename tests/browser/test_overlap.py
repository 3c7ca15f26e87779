"""Where a touch may mean several places, the reader chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Locator, Page, expect

from geo.words import words
from tests.making import plain, project

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage
    from tests.making import Layers

#: Two roads that share a stretch, in whose middle a school stands.
SHARED = [[79.0, 45.5], [80.0, 45.5]]
SCHOOL = [79.25, 45.5]
NORTH = {"type": "LineString", "coordinates": [[78.0, 46.2], *SHARED, [81.0, 46.2]]}
SOUTH = {"type": "LineString", "coordinates": [[78.0, 44.8], *SHARED, [81.0, 44.8]]}
AREA = {
    "type": "Polygon",
    "coordinates": [[[78, 44], [82, 44], [82, 47], [78, 47], [78, 44]]],
}
PHONE: dict[str, Any] = {
    "viewport": {"width": 320, "height": 640},
    "is_mobile": True,
    "has_touch": True,
}


@pytest.fixture
def roads(layers: Layers) -> Layers:
    """Two roads that overlap, and a school on the first of them."""
    return layers.bounded().projects(
        project(NORTH, id="north-road", name_en="North road", status="completed"),
        project(SOUTH, id="south-road", name_en="South road"),
        project(
            {"type": "Point", "coordinates": SCHOOL},
            id="school",
            name_en="School",
            sector="social",
        ),
    )


def spot(page: Page, lon: float, lat: float) -> tuple[float, float]:
    """Where a place is in the window."""
    x, y = page.evaluate(
        "([lon, lat]) => { const p = projectMap.leaflet.latLngToContainerPoint([lat, lon]);"
        " const r = document.getElementById('map').getBoundingClientRect();"
        " return [p.x + r.left, p.y + r.top] }",
        [lon, lat],
    )
    return x, y


def offered(page: Page) -> Locator:
    return page.locator(".here [data-pick]")


def test_a_click_on_two_lines_offers_both(open_page: OpenPage, roads: Layers) -> None:
    page = open_page("lang=en", layers=roads.path)
    page.mouse.click(*spot(page, 79.75, 45.5))
    expect(page.get_by_role("dialog", name=words("en")["page.here"])).to_be_visible()
    expect(offered(page)).to_contain_text(["South road", "North road"])
    expect(page.locator("[data-popup]")).to_have_count(0)


def test_what_is_offered_says_its_status_and_shows_its_sector(
    open_page: OpenPage, roads: Layers
) -> None:
    page = open_page("lang=en", layers=roads.path)
    page.mouse.click(*spot(page, 79.75, 45.5))
    second = offered(page).nth(1)
    expect(second).to_contain_text(words("en")["status.completed"])
    expect(second.locator(".sign.status-completed")).to_be_visible()
    expect(second.locator(".sector-sign")).to_be_visible()


def test_the_chosen_one_opens(open_page: OpenPage, roads: Layers) -> None:
    page = open_page("lang=en", layers=roads.path)
    page.mouse.click(*spot(page, 79.75, 45.5))
    offered(page).filter(has_text="North road").click()
    expect(page.locator('[data-popup="north-road"]')).to_be_visible()
    expect(page.locator(".here")).to_have_count(0)


def test_a_mark_on_a_line_offers_both(open_page: OpenPage, roads: Layers) -> None:
    page = open_page("lang=en", layers=roads.path)
    page.mouse.click(*spot(page, *SCHOOL))
    expect(offered(page)).to_contain_text(["School", "South road", "North road"])


def test_a_tap_on_a_phone_offers_them_in_the_sheet(open_page: OpenPage, roads: Layers) -> None:
    page = open_page("lang=en", layers=roads.path, **PHONE)
    page.touchscreen.tap(*spot(page, 79.75, 45.5))
    expect(offered(page)).to_have_count(2)
    offer, area = page.locator(".here").bounding_box(), page.locator("#map").bounding_box()
    assert offer is not None
    assert area is not None
    assert offer["y"] >= area["y"] + area["height"] - 14
    offered(page).filter(has_text="South road").tap()
    expect(page.locator('[data-popup="south-road"]')).to_be_visible()


def test_the_choice_is_made_with_the_keyboard(open_page: OpenPage, roads: Layers) -> None:
    page = open_page("lang=en", layers=roads.path)
    page.mouse.click(*spot(page, 79.75, 45.5))
    expect(offered(page).first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(offered(page).nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator('[data-popup="north-road"]')).to_be_visible()


def test_escape_takes_the_choice_away_and_gives_the_focus_back(
    open_page: OpenPage, roads: Layers
) -> None:
    page = open_page("lang=en", layers=roads.path)
    page.mouse.click(*spot(page, 79.75, 45.5))
    page.keyboard.press("Escape")
    expect(page.locator(".here")).to_have_count(0)
    expect(page.locator("#map")).to_be_focused()


def test_a_click_beside_takes_the_choice_away(open_page: OpenPage, roads: Layers) -> None:
    page = open_page("lang=en", layers=roads.path)
    page.mouse.click(*spot(page, 79.75, 45.5))
    page.mouse.click(*spot(page, 79.5, 44.9))
    expect(page.locator(".here")).to_have_count(0)


def test_where_there_is_one_line_it_opens_at_once(open_page: OpenPage, roads: Layers) -> None:
    page = open_page("lang=en", layers=roads.path)
    page.mouse.click(*spot(page, 80.75, 46.025))
    expect(page.locator('[data-popup="north-road"]')).to_be_visible()


def test_enter_on_a_line_opens_that_line(open_page: OpenPage, roads: Layers) -> None:
    page = open_page("lang=en", layers=roads.path)
    page.locator('#map [data-open="north-road"]').press("Enter")
    expect(page.locator('[data-popup="north-road"]')).to_be_visible()


def test_what_lies_on_a_large_area_opens_at_once(open_page: OpenPage, layers: Layers) -> None:
    made = layers.bounded().projects(
        project(AREA, id="zone", name_en="Zone"), project(NORTH, id="road")
    )
    page = open_page("lang=en", layers=made.path)
    page.mouse.click(*spot(page, 79.2, 45.5))
    expect(page.locator('[data-popup="road"]')).to_be_visible()


def test_two_areas_are_offered_where_they_overlap(open_page: OpenPage, layers: Layers) -> None:
    made = layers.bounded().projects(
        project(AREA, id="zone", name_en="Zone"), project(AREA, id="park", name_en="Park")
    )
    page = open_page("lang=en", layers=made.path)
    page.mouse.click(*spot(page, 78.5, 44.5))
    expect(offered(page)).to_contain_text(["Park", "Zone"])


def test_features_from_elsewhere_are_offered_too(open_page: OpenPage, layers: Layers) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    pipe: dict[str, Any] = plain(SOUTH, name=hostile)
    made = layers.bounded().projects(project(NORTH, id="road", name_en="Road")).plain(pipe)
    page = open_page("lang=en", layers=made.path)
    page.mouse.click(*spot(page, 79.25, 45.5))
    expect(offered(page).filter(has_text=hostile)).to_be_visible()
    expect(page.locator(".here img")).to_have_count(0)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_choice_speaks_the_readers_language(
    open_page: OpenPage, roads: Layers, language: str
) -> None:
    page = open_page(f"lang={language}", layers=roads.path)
    page.mouse.click(*spot(page, 79.75, 45.5))
    expect(page.locator(".here h2")).to_have_text(words(language)["page.here"])
