"""The map of changes in a browser: no scripts, three languages, before and after."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from geo.cli import main
from tests.browser.conftest import ROOT, OpenPage
from tests.making import Layers, project

ROAD = [[78.9, 45.0], [79.5, 45.2], [80.0, 45.0]]


@pytest.fixture
def review(tmp_path: Path) -> Path:
    """A map of one road that goes on, one place that moved and one status that changed."""
    context = [*(ROOT / "layers" / "context").glob("*.*")]
    for name, road, x, status in (
        ("old", ROAD, 78.4, "planned"),
        ("new", [*ROAD, [80.5, 45.4]], 78.6, "completed"),
    ):
        made = Layers(tmp_path / name)
        made.projects(
            project({"type": "LineString", "coordinates": road}),
            project({"type": "Point", "coordinates": [x, 45.6]}, id="b", name_ru="Площадка"),
            project({"type": "Point", "coordinates": [79.6, 44.6]}, id="c", status=status),
        )
        for path in context:
            made.write(f"context/{path.name}", path.read_bytes())
    target = tmp_path / "changes.html"
    sides = [str(tmp_path / "old"), str(tmp_path / "new")]
    assert main(["diff", *sides, "--map", str(target)]) == 0
    return target


@pytest.fixture
def page(open_page: OpenPage, review: Path) -> Page:
    return open_page(path=review, ready=False)


def test_the_page_opens_in_the_language_of_the_map_and_turns_to_others(page: Page) -> None:
    expect(page.locator("main:visible h1")).to_contain_text("Не өзгерді")
    page.get_by_text("Русский", exact=True).click()
    expect(page.locator("main:visible h1")).to_contain_text("Что изменилось")
    page.get_by_text("English", exact=True).click()
    expect(page.locator("main:visible h1")).to_contain_text("What changed")


def test_languages_are_chosen_by_keyboard(page: Page) -> None:
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(page.locator("main:visible")).to_have_attribute("lang", "ru")


def test_before_and_after_are_shown_apart(page: Page) -> None:
    drawing = page.locator("main:visible .wide")
    before, after = drawing.locator(".d-before").first, drawing.locator(".d-after").first
    expect(before).to_be_visible()
    expect(after).to_be_visible()
    page.locator("label[for=at-before]:visible").click()
    expect(before).to_be_visible()
    expect(after).to_be_hidden()
    page.locator("label[for=at-after]:visible").click()
    expect(before).to_be_hidden()
    expect(after).to_be_visible()


def test_a_place_that_stayed_is_shown_at_all_times(page: Page) -> None:
    stayed = page.locator("main:visible .wide .d-same")
    for time in ("before", "both", "after"):
        page.locator(f"label[for=at-{time}]:visible").click()
        expect(stayed).to_be_visible()


def test_a_number_on_the_map_leads_to_the_list_and_back(page: Page) -> None:
    page.locator("#kk-w-2").click()
    expect(page.locator("#kk-c-2")).to_be_in_viewport()
    page.locator("#kk-c-2 a:visible").click()
    expect(page.locator("#kk-w-2")).to_be_in_viewport()


@pytest.mark.parametrize("width", [320, 390, 760, 1280])
def test_nothing_is_wider_than_the_screen(open_page: OpenPage, review: Path, width: int) -> None:
    page = open_page(path=review, ready=False, viewport={"width": width, "height": 800})
    for code in ("kk", "ru", "en"):
        page.locator(f"label[for=in-{code}]").click()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_it_is_dark_on_a_dark_screen(open_page: OpenPage, review: Path) -> None:
    page = open_page(path=review, ready=False, color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 24, 28)"


def test_it_needs_no_scripts(open_page: OpenPage, review: Path) -> None:
    page = open_page(path=review, ready=False, java_script_enabled=False)
    page.get_by_text("English", exact=True).click()
    expect(page.locator("main[lang=en]")).to_be_visible()
    expect(page.locator("main[lang=kk]")).to_be_hidden()
