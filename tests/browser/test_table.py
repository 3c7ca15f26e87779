"""The table of everything: what it shows, how it is ordered, how it opens and closes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

from geo.pipeline import load_map
from geo.words import words
from tests.browser.conftest import ROOT

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage
    from tests.making import Layers

from tests.making import plain, project

LANGUAGES = ("kk", "ru", "en")
MODEL = load_map(ROOT / "layers")
SIZES = ((1440, 900), (1024, 768), (390, 844), (320, 640))


def rows(page: Page) -> list[str]:
    found: list[str] = page.locator("#table [data-row]").evaluate_all(
        "rows => rows.map((row) => row.dataset.row)"
    )
    return found


def sort(page: Page, key: str) -> None:
    page.locator(f'#table [data-sort="{key}"]').click()


def cost(name: str) -> float | None:
    (found,) = (each for each in MODEL.projects if each.id == name)
    said = [each for fact in found.facts if fact.key == "cost" for each in fact.statements]
    return next((float(each.value) for each in said if each.unit == "KZT"), None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_shows_every_project_by_name(open_page: OpenPage, language: str) -> None:
    page = open_page(f"table=1&lang={language}")
    shown = page.locator("#table .table-open").all_text_contents()
    index = MODEL.languages.index(language)
    assert shown == [each.name[index] for each in MODEL.projects]


def test_features_from_elsewhere_have_a_table_with_their_properties(
    open_page: OpenPage, layers: Layers
) -> None:
    layers.plain(plain(name="Well", depth=12), plain(name="Pump", depth=9))
    page = open_page("table=1", layers=layers.path)
    sort(page, "property-1")
    expect(page.locator("#table tbody tr").first).to_contain_text("Pump")


def test_the_button_opens_the_table(open_page: OpenPage) -> None:
    page = open_page("lang=en")
    page.get_by_role("button", name="Table").click()
    expect(page.get_by_role("region", name="Table")).to_be_visible()


def test_an_open_table_stands_in_the_address(open_page: OpenPage) -> None:
    page = open_page("lang=en")
    page.get_by_role("button", name="Table").click()
    assert "table=1" in page.url


def test_the_back_button_closes_the_table(open_page: OpenPage) -> None:
    page = open_page("lang=en")
    page.get_by_role("button", name="Table").click()
    page.go_back()
    expect(page.locator("#table")).to_be_hidden()


def test_escape_closes_the_table(open_page: OpenPage) -> None:
    page = open_page("lang=en&table=1")
    page.keyboard.press("Escape")
    expect(page.locator("#table")).to_be_hidden()


def test_closing_the_table_gives_the_focus_back_to_its_button(open_page: OpenPage) -> None:
    page = open_page("lang=en")
    page.get_by_role("button", name="Table").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Table")).to_be_focused()


def test_an_opened_table_takes_the_focus(open_page: OpenPage) -> None:
    page = open_page("lang=en")
    page.get_by_role("button", name="Table").click()
    expect(page.get_by_role("heading", name="Table")).to_be_focused()


def test_the_map_under_the_table_takes_no_focus(open_page: OpenPage) -> None:
    page = open_page("lang=en&table=1")
    expect(page.locator("#map")).to_be_hidden()


def test_a_row_opens_its_project_on_the_map(open_page: OpenPage) -> None:
    page = open_page("lang=en&table=1")
    page.locator('[data-row="usharal-airport"] td').first.click()
    expect(page.locator('.leaflet-popup [data-popup="usharal-airport"]')).to_be_visible()
    expect(page.locator("#table")).to_be_hidden()


def test_a_row_opens_with_the_keyboard(open_page: OpenPage) -> None:
    page = open_page("lang=en&table=1")
    page.locator('[data-open-row="wind-plant"]').press("Enter")
    expect(page.locator('.leaflet-popup [data-popup="wind-plant"]')).to_be_visible()


def test_only_what_passes_the_filters_has_a_row(open_page: OpenPage) -> None:
    page = open_page("lang=en&table=1&status=completed")
    assert rows(page) == [each.id for each in MODEL.projects if each.status == "completed"]


def test_a_filter_changes_the_open_table(open_page: OpenPage) -> None:
    page = open_page("lang=en&table=1")
    page.evaluate("projectMap.filter({ sector: ['aviation'] })")
    assert rows(page) == [each.id for each in MODEL.projects if each.sector == "aviation"]


def test_a_choice_that_leaves_nothing_offers_all_again(open_page: OpenPage) -> None:
    page = open_page("lang=en&table=1&q=zzqqxx")
    page.locator("#table").get_by_role("button", name=words("en")["page.show_all"]).click()
    assert len(rows(page)) == len(MODEL.projects)


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_are_ordered_by_the_alphabet_of_the_language(
    open_page: OpenPage, layers: Layers, language: str
) -> None:
    alphabets = {
        "kk": ["Аял", "Әлем", "Гүл", "Ғарыш", "Қала", "Құм", "Лай", "Өзен"],
        "ru": ["Ёлка", "ель", "Жар", "Йод", "Яр"],
        "en": ["apple", "Banana", "Point 2", "Point 10"],
    }
    names = alphabets[language]
    features = [
        project(id=f"p-{place}", **{f"name_{language}": name})
        for place, name in enumerate(reversed(names))
    ]
    page = open_page(f"lang={language}&table=1", layers=layers.projects(*features).path)
    sort(page, "name")
    assert page.locator("#table .table-open").all_text_contents() == names


def test_costs_are_ordered_by_their_figures(open_page: OpenPage) -> None:
    page = open_page("lang=ru&table=1")
    sort(page, "cost")
    found = [value for name in rows(page) if (value := cost(name)) is not None]
    assert found == sorted(found)


@pytest.mark.parametrize("times", [1, 2])
def test_rows_without_the_figure_come_last_either_way(open_page: OpenPage, times: int) -> None:
    page = open_page("lang=ru&table=1")
    for _ in range(times):
        sort(page, "cost")
    known = [cost(name) is not None for name in rows(page)]
    assert known == sorted(known, reverse=True)


def test_a_second_press_turns_the_order(open_page: OpenPage) -> None:
    page = open_page("lang=en&table=1")
    sort(page, "name")
    before = rows(page)
    sort(page, "name")
    assert rows(page) == before[::-1]


def test_the_heading_says_how_the_table_is_ordered(open_page: OpenPage) -> None:
    page = open_page("lang=en&table=1")
    heads = page.locator("#table th[aria-sort]")
    orders: list[Any] = []
    for _ in range(2):
        sort(page, "name")
        orders.append((heads.text_content(), heads.get_attribute("aria-sort")))
    assert orders == [("Name", "ascending"), ("Name", "descending")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_order_is_announced(open_page: OpenPage, language: str) -> None:
    page = open_page(f"lang={language}&table=1")
    sort(page, "name")
    own = words(language)
    said = own["list.sorted_up"].replace("{column}", own["table.name"])
    expect(page.locator("#status")).to_have_text(said)


def test_the_focus_stays_on_the_heading_that_orders(open_page: OpenPage) -> None:
    page = open_page("lang=en&table=1")
    page.locator('[data-sort="name"]').press("Enter")
    expect(page.locator('[data-sort="name"]')).to_be_focused()


def test_headings_stay_in_sight(open_page: OpenPage) -> None:
    page = open_page("lang=en&table=1")
    page.locator(".table-scroll").evaluate("box => box.scrollTo(0, 600)")
    expect(page.locator('[data-sort="name"]')).to_be_in_viewport()


def test_the_table_speaks_the_chosen_language(open_page: OpenPage) -> None:
    page = open_page("lang=en&table=1")
    page.evaluate("projectMap.language('kk')")
    expect(page.locator("#table h2")).to_have_text(words("kk")["list.table"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_page_does_not_grow_wider_than_the_window(
    open_page: OpenPage, language: str, width: int, height: int
) -> None:
    page = open_page(f"lang={language}&table=1", viewport={"width": width, "height": height})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("width", "height"), SIZES[2:])
def test_on_a_phone_a_row_reads_without_scrolling_sideways(
    open_page: OpenPage, language: str, width: int, height: int
) -> None:
    page = open_page(f"lang={language}&table=1", viewport={"width": width, "height": height})
    wider = page.locator(".table-scroll").evaluate("box => box.scrollWidth - box.clientWidth")
    assert wider <= 0


def test_a_source_number_leads_to_the_source_below(open_page: OpenPage) -> None:
    page = open_page("lang=en&table=1")
    page.locator('[data-row="usharal-airport"] .cell-sources [data-note="10"]').click()
    expect(page.locator('#table [data-source="10"]')).to_be_in_viewport()


def test_markup_in_a_name_stays_text(open_page: OpenPage, layers: Layers) -> None:
    name = "<img src=x onerror=alert(1)>"
    made = layers.projects(project(name_en=name)).path
    page = open_page("lang=en&table=1", layers=made)
    assert page.locator("#table .table-open").text_content() == name


def test_dispute_is_shown_with_all_its_values(open_page: OpenPage) -> None:
    page = open_page("lang=en&table=1")
    cell = page.locator('[data-row="mining-plant"] .cell-planned_finish')
    assert json.dumps(cell.locator(".value").all_text_contents()).count("202") == 2
