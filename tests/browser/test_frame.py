"""The map inside another page: it scrolls with the host, tells its height, and leads out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Frame, Page, expect

from geo.words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.browser.conftest import OpenPage

LANGUAGES = ("kk", "ru", "en")
HOST = """<!doctype html><meta name="viewport" content="width=device-width">
<body style="margin:0"><iframe src="{src}" style="width:100%;height:500px;border:0"></iframe>
<p style="height:3000px"></p>
<script>var heights = []; addEventListener("message", function (event) {{
  heights.push(event.data); }});</script>"""


@dataclass
class Framed:
    """A page with the map in a frame."""

    page: Page
    frame: Frame

    @property
    def scrolled(self) -> float:
        found: float = self.page.evaluate("scrollY")
        return found

    @property
    def zoom(self) -> float:
        found: float = self.frame.evaluate("projectMap.leaflet.getZoom()")
        return found

    @property
    def heights(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.page.evaluate("heights")
        return found

    def point(self) -> None:
        """Put the pointer on the map."""
        self.frame.locator("#map").hover(position={"x": 450, "y": 250}, force=True)
        self.page.wait_for_timeout(100)

    def finger(self, count: int) -> None:
        """Move fingers upwards over the map."""
        session = self.page.context.new_cdp_session(self.page)
        for step in range(12):
            points = [{"x": 150 + 60 * n, "y": 400 - 20 * step, "id": n} for n in range(count)]
            kind = "touchMove" if step else "touchStart"
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
            self.page.wait_for_timeout(20)
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        self.page.wait_for_timeout(200)


@pytest.fixture
def framed(chromium: Browser, built: Path, tmp_path: Path) -> Iterator[Callable[..., Framed]]:
    contexts = []

    def open_(hash_: str = "lang=en", **options: Any) -> Framed:
        host = tmp_path / "host.html"
        host.write_text(HOST.format(src=f"{built.as_uri()}#{hash_}"), encoding="utf-8")
        context = chromium.new_context(**{"viewport": {"width": 900, "height": 700}, **options})
        contexts.append(context)
        page = context.new_page()
        page.goto(host.as_uri())
        frame = page.frames[1]
        frame.wait_for_selector("html[data-ready=true]")
        return Framed(page, frame)

    yield open_
    for context in contexts:
        context.close()


PHONE = {"viewport": {"width": 390, "height": 700}, "has_touch": True, "is_mobile": True}


def test_the_wheel_over_the_map_scrolls_the_host(framed: Callable[..., Framed]) -> None:
    found = framed()
    found.point()
    found.page.mouse.wheel(0, 200)
    found.page.wait_for_timeout(300)
    assert found.scrolled > 0


def test_the_wheel_over_the_map_does_not_zoom(framed: Callable[..., Framed]) -> None:
    found = framed()
    before = found.zoom
    found.point()
    found.page.mouse.wheel(0, -200)
    found.page.wait_for_timeout(500)
    assert found.zoom == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_wheel_brings_a_hint(framed: Callable[..., Framed], language: str) -> None:
    found = framed(f"lang={language}")
    found.point()
    found.page.mouse.wheel(0, 200)
    said = words(language)["frame.wheel"].replace("{key}", "Ctrl")
    expect(found.frame.locator(".hint.shown")).to_have_text(said)


def test_the_wheel_zooms_with_ctrl(framed: Callable[..., Framed]) -> None:
    found = framed()
    before = found.zoom
    found.point()
    found.page.keyboard.down("Control")
    found.page.mouse.wheel(0, -200)
    found.page.keyboard.up("Control")
    found.page.wait_for_timeout(600)
    assert found.zoom > before


def test_the_wheel_zooms_after_a_click(framed: Callable[..., Framed]) -> None:
    found = framed()
    before = found.zoom
    found.page.mouse.click(750, 440)
    found.page.mouse.wheel(0, -200)
    found.page.wait_for_timeout(600)
    assert found.zoom > before


def test_one_finger_on_the_map_scrolls_the_host(framed: Callable[..., Framed]) -> None:
    found = framed(**PHONE)
    found.finger(1)
    assert found.scrolled > 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_finger_on_the_map_brings_a_hint(framed: Callable[..., Framed], language: str) -> None:
    found = framed(f"lang={language}", **PHONE)
    found.finger(1)
    expect(found.frame.locator(".hint")).to_have_text(words(language)["frame.two_fingers"])


def test_two_fingers_move_the_map(framed: Callable[..., Framed]) -> None:
    found = framed(**PHONE)
    before = found.frame.evaluate("projectMap.leaflet.getCenter().lat")
    found.finger(2)
    assert found.frame.evaluate("projectMap.leaflet.getCenter().lat") < before
    assert found.scrolled == 0


def test_the_host_is_told_the_height(framed: Callable[..., Framed]) -> None:
    found = framed()
    assert found.heights[-1]["type"] == "projectmap:height"
    assert 380 <= found.heights[-1]["height"] <= 800


def test_the_host_is_told_the_height_again_on_a_new_size(framed: Callable[..., Framed]) -> None:
    found = framed()
    before = found.heights[-1]["height"]
    found.page.set_viewport_size({"width": 500, "height": 700})
    found.page.wait_for_function("heights.length > 2")
    assert found.heights[-1]["height"] < before


def test_the_host_is_told_the_height_again_in_a_new_language(
    framed: Callable[..., Framed],
) -> None:
    found = framed()
    before = len(found.heights)
    found.frame.evaluate("projectMap.language('ru')")
    found.page.wait_for_function(f"heights.length > {before}")


def test_a_host_that_obeys_is_not_chased(framed: Callable[..., Framed]) -> None:
    found = framed()
    height = found.heights[-1]["height"]
    found.page.evaluate(f"document.querySelector('iframe').style.height = '{height}px'")
    found.page.wait_for_timeout(300)
    assert found.heights[-1]["height"] == height


def test_the_list_waits_behind_a_button(framed: Callable[..., Framed]) -> None:
    found = framed()
    expect(found.frame.locator("#list")).to_be_hidden()
    found.frame.get_by_role("button", name="List").click()
    expect(found.frame.locator("#list")).to_be_visible()


def test_escape_closes_the_list_and_gives_the_focus_back(framed: Callable[..., Framed]) -> None:
    found = framed()
    button = found.frame.get_by_role("button", name="List")
    button.click()
    found.page.keyboard.press("Escape")
    expect(found.frame.locator("#list")).to_be_hidden()
    expect(button).to_be_focused()


@pytest.mark.parametrize("options", [{}, PHONE], ids=["wide", "phone"])
def test_a_card_opens_in_a_frame(framed: Callable[..., Framed], options: dict[str, Any]) -> None:
    found = framed("lang=en&project=usharal-airport", **options)
    expect(found.frame.locator('[data-popup="usharal-airport"]')).to_be_in_viewport()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_leads_to_the_full_map_as_it_is(
    framed: Callable[..., Framed], built: Path, language: str
) -> None:
    found = framed(f"frame=1&lang={language}&status=completed")
    link = found.frame.get_by_role("link", name=words(language)["frame.open_full"])
    expect(link).to_have_attribute("href", f"{built.as_uri()}#lang={language}&status=completed")
    expect(link).to_have_attribute("target", "_blank")


def test_the_address_can_ask_for_the_frame_mode(open_page: OpenPage) -> None:
    page = open_page("frame=1&lang=en")
    expect(page.get_by_role("button", name="List")).to_be_visible()


def test_a_page_of_its_own_is_not_in_frame_mode(open_page: OpenPage) -> None:
    page = open_page("lang=en")
    expect(page.locator("#list")).to_be_visible()


def test_the_table_opens_in_a_frame(framed: Callable[..., Framed]) -> None:
    found = framed()
    found.frame.get_by_role("button", name="Table").click()
    expect(found.frame.locator("#table")).to_be_in_viewport()
