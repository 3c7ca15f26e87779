"""Online base maps: nothing is asked before the reader chooses, and refusals are said."""

from __future__ import annotations

import base64
import re
import shutil
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, Route, expect

from geo.cli import main
from geo.words import words
from tests.browser.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

LANGUAGES = ("kk", "ru", "en")
OSM = '[data-basemap="OpenStreetMap.Mapnik"]'
BUILT_IN = '[data-basemap=""]'
HOST = "https://tile.openstreetmap.org/"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mM4cecEAATcAm0dmxNmAAAAAElFTkSuQmCC"
)


class Tiled:
    """The map with two online base maps, and the tile server that the test plays."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.status = 200
        self.requests: list[str] = []
        self.referrers: list[str | None] = []
        page.route(re.compile("^https://"), self._answer)

    def _answer(self, route: Route) -> None:
        self.requests.append(route.request.url)
        self.referrers.append(route.request.header_value("referer"))
        headers = {"access-control-allow-origin": "*"}
        if self.status == 0:
            route.abort()
        else:
            route.fulfill(status=self.status, body=PIXEL, content_type="image/png", headers=headers)

    def open(self, language: str = "en") -> None:
        """Open the page with its choice of base maps in sight."""
        self.page.goto(f"{self.url}#lang={language}")
        self.page.wait_for_selector("html[data-ready=true]")
        self.page.locator('[data-icon="layers"]').click()


@pytest.fixture(scope="module")
def tiled_map(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiled")
    layers = folder / "layers"
    shutil.copytree(ROOT / "layers", layers)
    settings = layers / "_map.toml"
    offered = 'basemaps = ["OpenStreetMap.Mapnik", "OpenTopoMap"]\n'
    settings.write_text(offered + settings.read_text(encoding="utf-8"), encoding="utf-8")
    assert main(["build", "--layers", str(layers), "--output", str(folder)]) == 0
    return folder / "map.html"


@pytest.fixture
def tiled(chromium: Browser, tiled_map: Path) -> Iterator[Tiled]:
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    yield Tiled(context.new_page(), tiled_map.as_uri())
    context.close()


def test_no_tile_is_asked_for_before_the_reader_chooses(tiled: Tiled) -> None:
    tiled.open()
    expect(tiled.page.locator(BUILT_IN)).to_be_checked()
    tiled.page.wait_for_timeout(300)
    assert tiled.requests == []


def test_the_choice_names_the_host_that_will_be_asked(tiled: Tiled) -> None:
    tiled.open()
    choices = tiled.page.locator(".basemaps")
    expect(choices).to_contain_text("tile.openstreetmap.org")
    expect(choices).to_contain_text("tile.opentopomap.org")


def test_a_chosen_base_map_is_shown_in_place_of_the_built_in_one(tiled: Tiled) -> None:
    tiled.open()
    tiled.page.locator(OSM).click()
    expect(tiled.page.locator(".leaflet-tile-loaded").first).to_be_visible()
    expect(tiled.page.locator(".leaflet-base-pane svg")).to_be_hidden()


def test_only_the_chosen_host_is_asked(tiled: Tiled) -> None:
    tiled.open()
    tiled.page.locator(OSM).click()
    expect(tiled.page.locator(".leaflet-tile-loaded").first).to_be_visible()
    assert {url.startswith(HOST) for url in tiled.requests} == {True}


def test_the_attribution_is_shown_with_its_link(tiled: Tiled) -> None:
    tiled.open()
    tiled.page.locator(OSM).click()
    credits_ = tiled.page.locator(".tile-credits")
    expect(credits_).to_have_text("© OpenStreetMap contributors")
    link = credits_.get_by_role("link", name="OpenStreetMap")
    expect(link).to_have_attribute("href", "https://www.openstreetmap.org/copyright")


def test_tiles_are_asked_for_with_the_site_and_not_the_page(tiled: Tiled, tiled_map: Path) -> None:
    tiled.url = "https://maps.example/region/map.html"
    served = tiled_map.read_text(encoding="utf-8")
    tiled.page.route(
        "https://maps.example/**/*",
        lambda route: route.fulfill(body=served, content_type="text/html"),
    )
    tiled.open()
    tiled.page.locator(OSM).click()
    expect(tiled.page.locator(".leaflet-tile-loaded").first).to_be_visible()
    assert set(tiled.referrers) == {"https://maps.example/"}


def test_going_back_to_the_built_in_map_asks_for_nothing_more(tiled: Tiled) -> None:
    tiled.open()
    tiled.page.locator(OSM).click()
    expect(tiled.page.locator(".leaflet-tile-loaded").first).to_be_visible()
    tiled.page.locator(BUILT_IN).check()
    expect(tiled.page.locator(".leaflet-tile")).to_have_count(0)
    before = len(tiled.requests)
    tiled.page.locator(".leaflet-control-zoom-in").click()
    tiled.page.wait_for_timeout(500)
    assert len(tiled.requests) == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_that_comes_as_a_picture_is_said(tiled: Tiled, language: str) -> None:
    tiled.status = 403
    tiled.open(language)
    tiled.page.locator(OSM).click()
    expect(tiled.page.locator(".notice")).to_contain_text(words(language)["tiles.failed"])


def test_tiles_that_do_not_come_are_said(tiled: Tiled) -> None:
    tiled.status = 0
    tiled.open()
    tiled.page.locator(OSM).click()
    expect(tiled.page.locator(".notice")).to_contain_text(words("en")["tiles.failed"])


@pytest.mark.parametrize("lose", ["refused", "cut", "offline"])
def test_after_a_failure_the_built_in_map_stands_again(tiled: Tiled, lose: str) -> None:
    steps: dict[str, Callable[[], None]] = {
        "refused": lambda: setattr(tiled, "status", 403),
        "cut": lambda: setattr(tiled, "status", 0),
        "offline": lambda: tiled.page.context.set_offline(offline=True),
    }
    tiled.open()
    steps[lose]()
    tiled.page.locator(OSM).click()
    expect(tiled.page.locator(".notice")).to_be_visible()
    expect(tiled.page.locator(BUILT_IN)).to_be_checked()
    expect(tiled.page.locator(".leaflet-base-pane svg")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_network_that_goes_away_is_said(tiled: Tiled, language: str) -> None:
    tiled.open(language)
    tiled.page.locator(OSM).click()
    expect(tiled.page.locator(".leaflet-tile-loaded").first).to_be_visible()
    tiled.page.context.set_offline(offline=True)
    expect(tiled.page.locator(".notice")).to_contain_text(words(language)["tiles.offline"])


def test_the_address_of_a_map_never_asks_for_tiles(tiled: Tiled) -> None:
    tiled.open()
    tiled.page.locator(OSM).click()
    expect(tiled.page.locator(".leaflet-tile-loaded").first).to_be_visible()
    assert "OpenStreetMap" not in tiled.page.url


def test_the_shipped_map_offers_no_online_base_map(tiled: Tiled, built: Path) -> None:
    tiled.url = built.as_uri()
    tiled.open()
    expect(tiled.page.locator("[data-layer]").first).to_be_visible()
    assert tiled.page.locator("[data-basemap]").count() == 0
