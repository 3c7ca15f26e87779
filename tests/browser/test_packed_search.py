"""Search of a packed page: what the plain page finds, out of shards of terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from geo.words import words
from tests.browser.conftest import until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.conftest import OpenPage

QUERIES = (
    # spellings and scripts
    "Үшарал", "Ушарал", "Üşaral", "usharal", "USHARAL", "Лепсі", "Lepsy", "Балқаш", "Балхаш",
    "Balqash", "Хоргос", "Qorghas", "Талдықорған", "жагажай", "zhagazhai",
    # beginnings, short ones in names only
    "а", "ж", "ал", "аэро", "аэропо", "sug",
    # typing errors
    "usharl", "ushraal", "ushatal", "usharial", "uzhatal", "аэрпор", "sugra", "промышлность",
    # several words, sectors and statuses in any language
    "Лепсі utility", "substation capacity", "koksu sugar plant", "tourism", "туризм", "завершено",
    "completed roads", "анықтама", "тенге", "2026", "тнге 2026",
    # nothing
    "qqqq", "!!!",
)  # fmt: skip
TALL = {"width": 1280, "height": 5000}


def find(page: Page, text: str) -> list[str]:
    page.fill("#search", text)
    # Does not wait until the typing rests.
    page.press("#search", "ArrowDown")
    until(page, "q => (new URLSearchParams(location.hash.slice(1)).get('q') ?? '') === q", text)
    until(page, "() => !document.querySelector('[aria-busy]')")
    found: list[str] = page.locator("#list .row").evaluate_all(
        "rows => rows.map(({dataset: d}) => d.project ?? d.feature)"
    )
    return found


def test_it_finds_what_the_plain_page_finds(open_page: OpenPage, packed: Path) -> None:
    plain = open_page("lang=en", viewport=TALL)
    made = open_page("lang=en", path=packed, viewport=TALL)
    wanted = {text: sorted(find(plain, text)) for text in QUERIES}
    assert {text: sorted(find(made, text)) for text in QUERIES} == wanted


@pytest.mark.parametrize(
    ("text", "best"),
    [("koksu sugar plant", "sugar-koksu"), ("aksu sugar plant", "sugar-aksu")],
)
def test_the_best_hit_is_first(open_page: OpenPage, packed: Path, text: str, best: str) -> None:
    assert find(open_page("lang=en", path=packed), text)[0] == best


def test_enter_opens_the_best_hit(open_page: OpenPage, packed: Path) -> None:
    page = open_page("lang=en", path=packed)
    page.fill("#search", "aksu sugar plant")
    page.press("#search", "Enter")
    expect(page.locator("[data-popup=sugar-aksu]")).to_be_visible()


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("en", "khorgos", "2 projects found"),
        ("ru", "completed", "Найдено 5 проектов, ещё 1 объект"),
        ("kk", "qqqq", words("kk")["page.no_match"]),
    ],
)
def test_the_count_is_said(
    open_page: OpenPage, packed: Path, language: str, text: str, said: str
) -> None:
    page = open_page(f"lang={language}", path=packed)
    find(page, text)
    expect(page.locator("#status[aria-live=polite]")).to_have_text(said)


def test_an_address_brings_its_search_back(open_page: OpenPage, packed: Path) -> None:
    page = open_page("lang=en&q=khorgos", path=packed)
    expect(page.locator("#list .row")).to_have_count(2)
    expect(page.locator("#search")).to_have_value("khorgos")


def test_an_answer_that_nobody_waits_for_is_dropped(open_page: OpenPage, thousands: Path) -> None:
    page = open_page("lang=en", path=thousands)
    page.evaluate("['bridge', 'school', 'zzzz'].forEach(q => projectMap.filter({ q }))")
    expect(page.locator("#list .empty")).to_be_visible()
    page.evaluate("['zzzz', 'bridge'].forEach(q => projectMap.filter({ q }))")
    expect(page.locator("#list .row").first).to_contain_text("ridge")


def test_what_is_typed_is_found_among_thousands(open_page: OpenPage, thousands: Path) -> None:
    page = open_page("lang=en", path=thousands)
    found = find(page, "brigde river")
    assert found
    names = page.locator(".row-name").all_text_contents()
    assert "bridge" in names[0].lower()
    assert "river" in names[0].lower()


def test_nothing_found_offers_the_way_back(open_page: OpenPage, packed: Path) -> None:
    page = open_page("lang=en&q=qqqq", path=packed, viewport=TALL)
    page.click("#list .empty .plain-button")
    expect(page.locator("#list .row")).to_have_count(22)
