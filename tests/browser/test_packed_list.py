"""The list, the table, filters and files of a packed page: what the plain one has, of any size."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

from geo.words import words
from tests.browser.conftest import until

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage

#: So tall that all of the shipped map is in sight.
TALL = {"width": 1280, "height": 5000}
STATES = (
    "lang=en",
    "lang=ru&status=completed,design",
    "lang=kk&sector=tourism,roads&precision=district",
    "lang=en&years=2026-2027",
    "lang=en&q=khorgos",
    "lang=en&status=planned&hide=projects",
)
LIST = "#list .row"
TABLE = "#table [data-row]"
KEYS = ("name", "sector", "status", "place", "cost", "planned_finish")


def ids(page: Page, selector: str = LIST) -> list[str]:
    """What stands there, in its order, once all of it is there."""
    until(page, "() => !document.querySelector('[aria-busy]')")
    found: list[str] = page.locator(selector).evaluate_all(
        "rows => rows.map(({dataset: d}) => d.project ?? d.feature ?? d.row)"
    )
    return found


def texts(page: Page, selector: str) -> list[str]:
    return page.locator(selector).all_text_contents()


def downloaded(page: Page, name: str) -> str:
    page.locator('[data-icon="share"]').click()
    with page.expect_download() as waiting:
        page.locator(f'[data-action="{name}"]').click()
    return Path(waiting.value.path()).read_text(encoding="utf-8")


def focused(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(
        "() => ({...document.activeElement.dataset,"
        " place: Number(document.activeElement.parentElement.getAttribute('aria-posinset'))})"
    )
    return found


def chosen(page: Page) -> dict[str, Any]:
    """What list, filters and legend say of a choice."""
    found: dict[str, Any] = {"list": sorted(ids(page)), "legend": texts(page, ".corner-body li")}
    page.click("[data-tool=filter]")
    found["counts"] = texts(page, ".choice")
    found["total"] = texts(page, ".list-title .list-count, .year-choice small")
    return found


@pytest.mark.parametrize("state", STATES)
def test_a_choice_leaves_what_it_leaves_on_the_plain_page(
    open_page: OpenPage, packed: Path, state: str
) -> None:
    plain = chosen(open_page(state, viewport=TALL))
    assert chosen(open_page(state, path=packed, viewport=TALL)) == plain


def test_the_list_has_the_order_of_the_plain_page(open_page: OpenPage, packed: Path) -> None:
    plain = ids(open_page("lang=kk", viewport=TALL))
    assert ids(open_page("lang=kk", path=packed, viewport=TALL)) == plain


@pytest.mark.parametrize("state", ["lang=en", "lang=ru&years=2026-2027"])
def test_the_timeline_is_that_of_the_plain_page(
    open_page: OpenPage, packed: Path, state: str
) -> None:
    shown = []
    for path in (None, packed):
        page = open_page(state, path=path)
        page.click("[data-tool=timeline]")
        expect(page.locator(".timeline-row").first).to_be_visible()
        rows = ".timeline-rows li"
        shown.append(
            page.locator(rows).evaluate_all(
                "rows => rows.map(row => [row.className, row.firstChild.dataset.dated,"
                " row.firstChild.getAttribute('aria-label')])"
            )
        )
    assert shown[0] == shown[1]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_table_is_ordered_as_on_the_plain_page(
    open_page: OpenPage, packed: Path, language: str
) -> None:
    """What rows say, since equals stand in the order of their numbers, which differ."""
    cell = (
        "cells => cells.map(cell => (cell.querySelector('.value') ?? cell).firstChild?.textContent)"
    )
    orders = []
    for path in (None, packed):
        page = open_page(f"lang={language}&table=1", path=path, viewport=TALL)
        found = {}
        for key in KEYS:
            for way in ("ascending", "descending"):
                page.locator(f'#table [data-sort="{key}"]').click()
                expect(page.locator(f"#table .cell-{key}[aria-sort={way}]")).to_be_visible()
                ids(page, TABLE)
                said = page.locator(f"#table tbody .cell-{key}").evaluate_all(cell)
                found[key, way] = said
        orders.append(found)
    assert orders[0] == orders[1]


def test_the_table_says_what_the_plain_page_says(open_page: OpenPage, packed: Path) -> None:
    said = []
    for path in (None, packed):
        page = open_page("lang=ru&table=1", path=path, viewport=TALL)
        ids(page, TABLE)
        said.append(sorted(texts(page, "#table tbody :is(td:not(.cell-number), th)")))
    assert said[0] == said[1]


@pytest.mark.parametrize("state", ["lang=ru", "lang=en&status=design"])
def test_the_table_file_is_that_of_the_plain_page(
    open_page: OpenPage, packed: Path, state: str
) -> None:
    """But for the numbers: context stands where its layer does."""
    files = []
    for path in (None, packed):
        text = downloaded(open_page(state, path=path), "csv")
        between = ";" if "ru" in state else ","
        rows = csv.reader(io.StringIO(text), delimiter=between)
        files.append(sorted(row[1:] for row in rows))
    assert files[0] == files[1]


def test_the_layer_file_is_that_of_the_plain_page(open_page: OpenPage, packed: Path) -> None:
    layers = []
    for path in (None, packed):
        layer = json.loads(downloaded(open_page("lang=kk", path=path), "geojson"))
        for each in layer["features"]:
            del each["properties"]["number"]
        layers.append({each["id"]: each for each in layer["features"]})
    assert layers[0] == layers[1]


def test_only_rows_in_sight_are_made(open_page: OpenPage, thousands: Path) -> None:
    page = open_page("lang=en", path=thousands)
    assert 5 < page.locator(LIST).count() < 60


def test_rows_far_down_come_with_their_names(open_page: OpenPage, thousands: Path) -> None:
    page = open_page("lang=en", path=thousands)
    page.locator("#list").evaluate("list => list.scrollTo(0, list.scrollHeight / 2)")
    assert ids(page)
    assert all(texts(page, ".row-name"))


def test_each_row_says_its_place_among_all_of_its_group(
    open_page: OpenPage, thousands: Path
) -> None:
    page = open_page("lang=en", path=thousands)
    row = page.locator("#list li").first
    expect(row).to_have_attribute("aria-posinset", "1")
    count = page.locator(".way-title .list-count").first.text_content()
    expect(row).to_have_attribute("aria-setsize", str(count).replace(",", ""))


def test_keys_move_through_the_whole_list(open_page: OpenPage, thousands: Path) -> None:
    page = open_page("lang=en", path=thousands)
    page.locator("#search").press("ArrowDown")
    first = focused(page)
    places = []
    for key in ("ArrowDown", "PageDown", "End", "PageUp", "Home"):
        page.keyboard.press(key)
        until(page, "() => document.activeElement.matches('.row:not([aria-busy])')")
        places.append(focused(page))
    down, page_down, end, page_up, home = places
    assert (first["place"], down["place"], home) == (1, 2, first)
    assert page_down["place"] > 5
    assert end["place"] > page_up["place"] > 100


def test_up_from_the_first_row_is_the_search_field(open_page: OpenPage, thousands: Path) -> None:
    page = open_page("lang=en", path=thousands)
    page.locator("#search").press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#search")).to_be_focused()


def test_enter_opens_the_row(open_page: OpenPage, thousands: Path) -> None:
    page = open_page("lang=en", path=thousands)
    page.locator("#search").press("ArrowDown")
    page.keyboard.press("End")
    until(page, "() => document.activeElement.matches('.row:not([aria-busy])')")
    name = focused(page)["project"]
    page.keyboard.press("Enter")
    expect(page.locator(f'[data-popup="{name}"]')).to_be_visible()


def test_one_row_takes_the_tab_key(open_page: OpenPage, thousands: Path) -> None:
    page = open_page("lang=en", path=thousands)
    expect(page.locator('#list .row[tabindex="0"]')).to_have_count(1)


def test_the_row_of_the_open_project_is_brought_into_sight(
    open_page: OpenPage, thousands: Path
) -> None:
    page = open_page("lang=en", path=thousands)
    page.evaluate("projectMap.open('site-2500')")
    row = page.locator('#list [data-project="site-2500"]')
    expect(row).to_be_in_viewport()
    expect(row).to_have_attribute("aria-current", "true")


def test_the_table_has_the_rows_in_sight_and_says_how_many_there_are(
    open_page: OpenPage, thousands: Path
) -> None:
    page = open_page("lang=en&table=1", path=thousands)
    expect(page.locator("#table table")).to_have_attribute("aria-rowcount", "3001")
    assert page.locator(TABLE).count() < 60


def test_the_last_row_of_a_long_table_is_reached(open_page: OpenPage, thousands: Path) -> None:
    page = open_page("lang=en&table=1", path=thousands)
    expect(page.locator(TABLE).first).to_be_visible()
    page.locator(".table-scroll").evaluate("box => box.scrollTo(0, box.scrollHeight)")
    expect(page.locator('#table [data-row="site-2999"]')).to_have_attribute("aria-rowindex", "3001")


def test_the_focus_stays_on_the_heading_that_orders(open_page: OpenPage, thousands: Path) -> None:
    page = open_page("lang=en&table=1", path=thousands)
    page.locator('[data-sort="name"]').press("Enter")
    expect(page.locator('[aria-sort] [data-sort="name"]')).to_be_focused()


def test_the_file_of_thousands_has_all_that_passes(open_page: OpenPage, thousands: Path) -> None:
    page = open_page("lang=en&status=planned", path=thousands)
    shown = str(page.locator(".list-count").first.text_content())
    features = json.loads(downloaded(page, "geojson"))["features"]
    assert len(features) == int(shown.split(maxsplit=1)[0])
    assert all(each["geometry"] for each in features)


def test_a_file_that_is_called_off_is_not_made(open_page: OpenPage, thousands: Path) -> None:
    page = open_page("lang=en", path=thousands)
    page.locator('[data-icon="share"]').click()
    page.evaluate(
        """() => {
            document.querySelector("[data-action=geojson]").click();
            document.querySelector(".share-said button").click();
        }"""
    )
    expect(page.locator(".share-said")).to_have_text(words("en")["packed.cancelled"])


def test_an_address_opens_a_project_far_down_the_list(open_page: OpenPage, thousands: Path) -> None:
    page = open_page("lang=en&project=site-2500", path=thousands)
    expect(page.locator('#list [data-project="site-2500"]')).to_be_in_viewport()


def test_paper_lists_the_first_of_what_is_in_view(open_page: OpenPage, thousands: Path) -> None:
    page = open_page("lang=en", path=thousands)
    page.keyboard.press("Control")
    page.wait_for_timeout(200)
    page.emulate_media(media="print")
    expect(page.locator("#paper-projects tbody tr")).to_have_count(100)
    expect(page.locator(".s-page")).to_contain_text(
        words("en")["table.more"].replace("{n}", "2,900")
    )


@pytest.mark.parametrize(
    ("language", "width", "table"), [("kk", 320, ""), ("ru", 390, "1"), ("en", 1024, "1")]
)
def test_the_page_does_not_grow_wider_than_the_window(
    open_page: OpenPage, packed: Path, language: str, width: int, table: str
) -> None:
    view = {"width": width, "height": 700}
    page = open_page(f"lang={language}&table={table}", path=packed, viewport=view)
    wider = "() => [document.documentElement, document.getElementById('list')]"
    wider += ".map(box => box.scrollWidth - box.clientWidth)"
    assert page.evaluate(wider) == [0, 0]
