"""The live preview in the browser: an edit is shown, and the person stays where they were."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import ROOT, Watch
from tests.making import Layers, project
from tests.serving import served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.serving import Served

pytestmark = pytest.mark.xdist_group("preview")

PATIENCE_MS = 60_000
NAME = "Взлётно-посадочная полоса аэропорта Ушарал"
EDITED = "Полоса аэропорта"
VIEW = """(() => {
  const { lat, lng } = projectMap.leaflet.getCenter();
  return [projectMap.leaflet.getZoom(), lat.toFixed(6), lng.toFixed(6)];
})()"""

#: A page that was marked, and one that was made anew since.
MARKED, ANEW = "html[data-former]", "html[data-ready=true]:not([data-former])"


@dataclass
class Shown:
    """The shipped layers in a preview, and a page that shows it."""

    preview: Served
    page: Page
    folder: Path

    @property
    def bar(self) -> Locator:
        return self.page.locator("#projectmap-preview")

    def edit(self, old: str, new: str, name: str = "usharal_airport.geojson") -> None:
        """Put one text for another in a layer."""
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def edited(self, old: str, new: str) -> None:
        """Edit, and wait until the page has been made anew."""
        mark(self.page)
        self.edit(old, new)
        self.page.wait_for_selector(ANEW)


def mark(page: Page) -> None:
    """Make the page known from the next one."""
    page.evaluate("document.documentElement.dataset.former = ''")


class PreviewWatch(Watch):
    """Lets the page ask the preview, and nothing else."""

    def __init__(self, address: str) -> None:
        super().__init__("")
        self.address = address

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.faults.append(f"request: {request.url}")


@pytest.fixture(autouse=True)
def _patient() -> Iterator[None]:
    """A build takes as long as the machine takes."""
    expect.set_options(timeout=PATIENCE_MS)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def open_preview(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a preview and, when the test is done, fails it for what the page did wrong."""
    contexts, watches = [], []

    def open_(preview: Served, hash_: str = "", **options: Any) -> Page:
        size = {"width": 1280, "height": 800}
        context = chromium.new_context(**{"viewport": size, "locale": "kk-KZ", **options})
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        watch = PreviewWatch(preview.preview.address)
        watch.attach(context)
        watches.append(watch)
        page = context.new_page()
        page.goto(f"{preview.preview.address}#{hash_}")
        return page

    yield open_
    for context in contexts:
        context.close()
    faults = [fault for watch in watches for fault in watch.faults]
    assert not faults, "\n".join(faults)


@pytest.fixture
def shown(open_preview: Callable[..., Page], tmp_path: Path) -> Iterator[Shown]:
    folder = tmp_path / "layers"
    shutil.copytree(ROOT / "layers", folder)
    with served(folder) as preview:
        page = open_preview(preview, "lang=ru&project=usharal-airport")
        page.wait_for_selector("html[data-ready=true]")
        yield Shown(preview, page, folder)
        # Before the server ends, so that the page doesn't miss it.
        page.context.close()


def test_without_problems_the_page_is_as_it_will_be_built(shown: Shown) -> None:
    expect(shown.bar).to_be_hidden()


def test_the_page_isnt_framed(shown: Shown) -> None:
    assert not shown.page.evaluate("document.documentElement.classList.contains('framed')")


def test_an_edit_is_shown_in_the_open_card_and_the_chosen_language(shown: Shown) -> None:
    shown.edited(NAME, EDITED)
    card = shown.page.locator('.leaflet-popup [data-popup="usharal-airport"]')
    expect(card).to_contain_text(EDITED)


def test_after_an_edit_the_view_is_the_same_to_the_pixel(shown: Shown) -> None:
    # Such that the open card reaches beyond the map.
    shown.page.evaluate("projectMap.leaflet.setView([45.123456, 79.123456], 8, {reset: true})")
    before = shown.page.evaluate(VIEW)
    shown.edited(NAME, EDITED)
    shown.page.wait_for_timeout(500)
    assert shown.page.evaluate(VIEW) == before


def test_after_an_edit_the_list_stands_where_it_was(shown: Shown) -> None:
    shown.page.evaluate("document.querySelector('#list').scrollTop = 300")
    shown.edited(NAME, EDITED)
    shown.page.wait_for_timeout(500)
    assert shown.page.evaluate("document.querySelector('#list').scrollTop") == 300


def test_after_an_edit_what_was_open_is_open(shown: Shown) -> None:
    button = shown.page.locator("[data-icon=layers]")
    button.click()
    shown.edited(NAME, EDITED)
    expect(button).to_have_attribute("aria-expanded", "true")


def test_after_an_edit_the_focus_is_where_it_was(shown: Shown) -> None:
    shown.page.keyboard.press("Escape")
    shown.page.locator("#tools input").first.focus()
    shown.edited(NAME, EDITED)
    shown.page.wait_for_timeout(500)
    assert shown.page.evaluate("document.activeElement.closest('#tools') !== null")


def test_an_edit_waits_while_the_pointer_is_down(shown: Shown) -> None:
    mark(shown.page)
    shown.page.mouse.move(500, 400)
    shown.page.mouse.down()
    shown.edit(NAME, EDITED)
    shown.preview.until(lambda state: not state.building)
    shown.page.wait_for_timeout(500)
    expect(shown.page.locator(MARKED)).to_be_attached()
    shown.page.mouse.up()
    shown.page.wait_for_selector(ANEW)


def test_a_save_that_changes_nothing_leaves_the_page_alone(shown: Shown) -> None:
    mark(shown.page)
    states = shown.preview.states
    while not states.empty():
        states.get()
    (shown.folder / "usharal_airport.geojson").touch()
    shown.preview.until(lambda _state: True)
    shown.page.wait_for_timeout(500)
    expect(shown.page.locator(MARKED)).to_be_attached()


def test_a_broken_edit_keeps_the_map(shown: Shown) -> None:
    mark(shown.page)
    shown.edit('"aviation"', '"aviatoin"')
    expect(shown.bar.get_by_role("status")).to_have_text(
        "1 errorThe map is the last good one, from before your last edit."
    )
    expect(shown.page.locator(MARKED)).to_be_attached()


def test_a_broken_edit_is_said_with_its_place(shown: Shown) -> None:
    shown.edit('"aviation"', '"aviatoin"')
    shown.bar.locator(".toggle").click()
    item = shown.bar.locator("li")
    line = (shown.folder / "usharal_airport.geojson").read_text(encoding="utf-8").split("\n")[1]
    column = line.index('"sector"') + 1
    expect(item.locator(".place")).to_have_text(f"usharal_airport.geojson:2:{column}")
    expect(item.locator(".message")).to_contain_text("sector: 'aviatoin' is not allowed")
    expect(item.locator(".hint")).to_have_text("did you mean 'aviation'?")


def test_a_mended_edit_takes_the_message_away(shown: Shown) -> None:
    shown.edit('"aviation"', '"aviatoin"')
    expect(shown.bar).to_be_visible()
    shown.edit('"aviatoin"', '"aviation"')
    expect(shown.bar).to_be_hidden()


def test_a_problem_leads_to_its_feature(shown: Shown) -> None:
    shown.edit('"mining"', '"minnig"', "portfolio.geojson")
    shown.bar.locator(".toggle").click()
    shown.bar.locator("button.feature").click()
    expect(shown.page.locator('.leaflet-popup [data-popup="mining-plant"]')).to_be_visible()


def test_escape_closes_the_list_and_not_the_card(shown: Shown) -> None:
    shown.edit('"aviation"', '"aviatoin"')
    shown.bar.locator(".toggle").click()
    shown.page.keyboard.press("Escape")
    expect(shown.bar.locator(".list")).to_be_hidden()
    expect(shown.page.locator("[data-popup]")).to_be_visible()


def test_an_open_list_stays_open(shown: Shown) -> None:
    shown.edit(f'"{NAME}"', '""')
    shown.bar.locator(".toggle").click()
    shown.edited("Runway of", "The runway of")
    expect(shown.bar.locator("li")).to_have_count(1)
    expect(shown.bar.locator("li")).to_be_visible()


def test_a_hostile_problem_is_text(shown: Shown) -> None:
    shown.edit('"aviation"', '"<img src=x onerror=alert(1)>"')
    shown.bar.locator(".toggle").click()
    expect(shown.bar.locator(".message")).to_contain_text("<img src=x onerror=alert(1)>")


def test_several_pages_are_kept_up_to_date(shown: Shown, open_preview: Callable[..., Page]) -> None:
    pages = [shown.page, *(open_preview(shown.preview, "lang=ru") for _ in range(3))]
    for page in pages:
        page.wait_for_selector("html[data-ready=true]")
    shown.edit(NAME, EDITED)
    for page in pages:
        expect(page.locator('#list [data-project="usharal-airport"]')).to_contain_text(EDITED)


def test_on_a_phone_the_sheet_keeps_its_height(
    shown: Shown, open_preview: Callable[..., Page]
) -> None:
    phone = {"viewport": {"width": 390, "height": 800}, "has_touch": True, "is_mobile": True}
    page = open_preview(shown.preview, "lang=ru", **phone)
    page.wait_for_selector("html[data-ready=true]")
    page.locator(".handle").tap()
    before = page.locator("#panel").bounding_box()
    mark(page)
    shown.edit(NAME, EDITED)
    page.wait_for_selector(ANEW)
    page.wait_for_timeout(500)
    assert page.locator("#panel").bounding_box() == before


def test_without_a_map_the_problems_are_the_page(
    open_preview: Callable[..., Page], tmp_path: Path
) -> None:
    layers = Layers(tmp_path / "layers").projects(project(status="plan"))
    with served(layers.path) as preview:
        page = open_preview(preview)
        item = page.locator("#projectmap-preview li")
        expect(item.locator(".place")).to_have_text("roads.geojson:2:147")
        layers.projects(project())
        page.wait_for_selector("html[data-ready=true]")
        page.context.close()


def test_the_end_of_the_preview_is_said(chromium: Browser, tmp_path: Path) -> None:
    layers = Layers(tmp_path / "layers").projects(project())
    with served(layers.path) as preview:
        page = chromium.new_page()
        page.goto(preview.preview.address)
        page.wait_for_selector("html[data-ready=true]")
    said = page.locator("#projectmap-preview").get_by_role("status")
    expect(said).to_contain_text("The preview has ended")
    page.close()
