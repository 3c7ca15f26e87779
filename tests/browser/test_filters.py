"""Filters: what is chosen acts on map, list, legend and counts alike, and is easily undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import violations
from tests.browser.test_search import listed
from tests.making import Layers, project

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
}
SMALL: dict[str, Any] = {
    "viewport": {"width": 320, "height": 640},
    "is_mobile": True,
    "has_touch": True,
}
LARGE: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
COMPLETED = "[data-choice='status.completed']"
ROADS = "[data-choice='sector.roads']"


def open_filters(page: Page) -> None:
    """Open the filters with a click."""
    page.click("[data-tool=filter]")
    expect(page.locator("#tool-filter")).to_be_visible()


def own(page: Page) -> int:
    """The number that heads the list."""
    return int("".join(filter(str.isdigit, page.locator(".list-count").inner_text())))


def test_filters_are_out_of_the_way_until_they_are_asked_for(open_page: OpenPage) -> None:
    page = open_page()
    expect(page.locator("[data-tool=filter]")).to_have_attribute("aria-expanded", "false")
    expect(page.locator("#tool-filter")).to_be_hidden()


@pytest.mark.parametrize("choice", ["status.completed", "sector.roads", "precision.schematic"])
def test_a_choice_narrows_the_list(open_page: OpenPage, choice: str) -> None:
    page = open_page("lang=en")
    open_filters(page)
    page.check(f"[data-choice='{choice}']")
    assert 0 < own(page) < 20


@pytest.mark.parametrize(
    ("kind", "gone"),
    [("point", "mining-plant"), ("line", "lepsi-aktogay-road"), ("area", "alakol")],
)
def test_a_choice_acts_on_each_kind_of_geometry(open_page: OpenPage, kind: str, gone: str) -> None:
    page = open_page()
    expect(page.locator(f"#map [data-open={gone}]"), kind).to_have_count(1)
    open_filters(page)
    page.check(COMPLETED)
    expect(page.locator(f"#map [data-open={gone}]"), kind).to_have_count(0)


def test_what_passes_stays_on_the_map(open_page: OpenPage) -> None:
    page = open_page()
    open_filters(page)
    page.check(COMPLETED)
    expect(page.locator("#map [data-open=usharal-airport]")).to_have_count(1)


def test_choices_of_one_kind_add_up(open_page: OpenPage) -> None:
    page = open_page("status=completed")
    completed = own(page)
    open_filters(page)
    page.check("[data-choice='status.design']")
    assert own(page) > completed


def test_choices_of_different_kinds_narrow(open_page: OpenPage) -> None:
    page = open_page()
    open_filters(page)
    page.check(COMPLETED)
    page.check(ROADS)
    assert listed(page) == ["lepsi-balkhash-road", "almaty-oskemen-highway"]


def test_a_count_says_how_many_its_choice_would_show(open_page: OpenPage) -> None:
    page = open_page("lang=en&status=completed,planned")
    open_filters(page)
    for choice in page.locator("#tool-filter .choice").all():
        box, count = choice.locator("input"), int(choice.locator(".choice-count").inner_text())
        if (box.get_attribute("data-choice") or "").startswith("status."):
            continue
        box.check()
        assert own(page) == count
        box.uncheck()


def test_counts_follow_the_other_choices(open_page: OpenPage) -> None:
    page = open_page()
    open_filters(page)
    count = page.locator(".choice", has=page.locator(ROADS)).locator(".choice-count")
    expect(count).to_have_text("2")
    page.check(COMPLETED)
    expect(count).to_have_text("1")


def test_a_choice_leaves_the_counts_of_its_own_kind(open_page: OpenPage) -> None:
    page = open_page()
    open_filters(page)
    planned = page.locator(".choice", has=page.locator("[data-choice='status.planned']"))
    expect(planned.locator(".choice-count")).to_have_text("7")
    page.check(COMPLETED)
    expect(planned.locator(".choice-count")).to_have_text("7")


def test_counts_follow_the_search(open_page: OpenPage) -> None:
    page = open_page("q=khorgos")
    open_filters(page)
    count = page.locator(".choice", has=page.locator(ROADS)).locator(".choice-count")
    expect(count).to_have_text("0")


def test_a_count_is_said_in_words(open_page: OpenPage) -> None:
    page = open_page("lang=ru")
    open_filters(page)
    expect(page.get_by_role("checkbox", name="Автодороги, 2 проекта")).to_have_count(1)


def test_the_legend_counts_what_is_left(open_page: OpenPage) -> None:
    page = open_page("lang=en&status=completed", **LARGE)
    assert page.locator(".legend-status li").all_text_contents() == ["Completed5"]


def test_the_table_shows_what_is_left(open_page: OpenPage) -> None:
    page = open_page("lang=en&status=design&table=1")
    rows = page.locator("[data-open-row]")
    shown = rows.evaluate_all("rows => rows.map(row => row.dataset.openRow)")
    assert set(shown) == {"balkhash-zone", "gas-supply"}


def test_the_change_is_said(open_page: OpenPage) -> None:
    page = open_page("lang=ru")
    open_filters(page)
    page.check("[data-choice='status.design']")
    expect(page.locator("#status")).to_have_text("Найдено 2 проекта")


def test_the_button_says_how_many_are_chosen(open_page: OpenPage) -> None:
    page = open_page("status=completed,planned&sector=roads")
    expect(page.locator("[data-tool=filter] .tool-badge")).to_have_text("3")


def test_one_click_clears_all(open_page: OpenPage) -> None:
    page = open_page("lang=en&status=completed&sector=roads&years=2024-2024&q=lepsi")
    page.click(".clear-all")
    expect(page.locator(".list-count")).to_have_text("20 projects")
    expect(page.locator(".clear-all")).to_be_hidden()
    assert page.evaluate("location.hash") == "#lang=en"


def test_the_address_holds_what_is_chosen(open_page: OpenPage) -> None:
    page = open_page("lang=en")
    open_filters(page)
    page.check(COMPLETED)
    page.check(ROADS)
    page.check("[data-choice='precision.schematic']")
    assert page.evaluate("location.hash") == (
        "#lang=en&status=completed&sector=roads&precision=schematic"
    )


def test_an_address_brings_its_choice_back(open_page: OpenPage) -> None:
    page = open_page("status=design")
    assert set(listed(page)) == {"balkhash-zone", "gas-supply"}
    open_filters(page)
    expect(page.locator("[data-choice='status.design']")).to_be_checked()


@pytest.mark.parametrize(
    "hash_", ["status=bogus", "sector=__proto__", "precision=,,", "years=abc", "years=2024"]
)
def test_an_unknown_value_does_no_harm(open_page: OpenPage, hash_: str) -> None:
    page = open_page(f"lang=en&{hash_}")
    expect(page.locator(".list-count")).to_have_text("20 projects")
    expect(page.locator("[data-tool=filter] .tool-badge")).to_have_count(0)


def test_an_unknown_value_beside_a_known_one_is_passed_over(open_page: OpenPage) -> None:
    page = open_page("status=bogus,design")
    assert set(listed(page)) == {"balkhash-zone", "gas-supply"}


def test_a_page_that_embeds_the_map_may_filter(open_page: OpenPage) -> None:
    page = open_page()
    page.evaluate("projectMap.filter({status: 'design', years: [2028, 2028]})")
    assert listed(page) == ["gas-supply"]


def test_a_line_known_less_well_than_its_point_is_found_by_its_own_precision(
    open_page: OpenPage, layers: Layers
) -> None:
    shapes = {
        "type": "GeometryCollection",
        "geometries": [
            {"type": "Point", "coordinates": [79.5, 45.5]},
            {"type": "LineString", "coordinates": [[79.5, 45.5], [80, 46]]},
        ],
    }
    mixed = project(shapes, id="mixed", location_precision="settlement", line_precision="schematic")
    page = open_page("precision=schematic", layers=layers.projects(project(), mixed).path)
    assert listed(page) == ["mixed"]


def test_nothing_left_names_each_choice(open_page: OpenPage) -> None:
    page = open_page("lang=en&q=sugar&status=completed&sector=roads")
    taken = page.locator("#list .taken")
    assert taken.all_text_contents() == ["sugar", "Completed", "Roads"]


def test_nothing_left_takes_one_choice_away(open_page: OpenPage) -> None:
    page = open_page("lang=en&status=design&sector=roads")
    page.get_by_role("button", name="Remove: Roads").click()
    assert set(listed(page)) == {"balkhash-zone", "gas-supply"}


def test_a_choice_is_made_with_the_keyboard(open_page: OpenPage) -> None:
    page = open_page()
    page.focus("[data-tool=filter]")
    page.keyboard.press("Enter")
    page.focus(COMPLETED)
    page.keyboard.press("Space")
    expect(page.locator(COMPLETED)).to_be_checked()
    expect(page.locator(COMPLETED)).to_be_focused()


def test_the_focus_on_a_choice_is_seen(open_page: OpenPage) -> None:
    page = open_page()
    page.focus("[data-tool=filter]")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    focused = "getComputedStyle(document.activeElement)"
    assert page.evaluate("document.activeElement.type") == "checkbox"
    assert page.evaluate(f"{focused}.outlineStyle") == "solid"
    assert page.evaluate(f"{focused}.opacity") == "1"


def test_escape_closes_the_filters(open_page: OpenPage) -> None:
    page = open_page()
    open_filters(page)
    page.press(COMPLETED, "Escape")
    expect(page.locator("#tool-filter")).to_be_hidden()
    expect(page.locator("[data-tool=filter]")).to_be_focused()


def test_the_words_change_with_the_language(open_page: OpenPage) -> None:
    page = open_page("lang=en")
    open_filters(page)
    page.evaluate("projectMap.language('kk')")
    expect(page.locator("#tool-filter")).to_contain_text("Автожолдар")


def test_a_value_that_all_projects_share_is_no_choice(open_page: OpenPage, layers: Layers) -> None:
    both = [project(), project(id="b-road", status="completed")]
    page = open_page(layers=layers.projects(*both).path)
    open_filters(page)
    names = page.locator("#tool-filter input").evaluate_all("all => all.map(b => b.dataset.choice)")
    assert names == ["status.planned", "status.completed"]


def test_a_phone_shows_the_filters_in_the_sheet(open_page: OpenPage) -> None:
    page = open_page("lang=en", **PHONE)
    page.tap("[data-tool=filter]")
    page.locator(".choice", has=page.locator(COMPLETED)).tap()
    expect(page.locator("#list")).to_be_hidden()
    page.get_by_role("button", name="Show 5 projects").tap()
    expect(page.locator("#list")).to_be_visible()
    assert own(page) == 5


@pytest.mark.parametrize("tool", ["filter", "timeline"])
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_nothing_is_wider_than_a_small_phone(open_page: OpenPage, language: str, tool: str) -> None:
    page = open_page(f"lang={language}&status=completed", **SMALL)
    page.tap(f"[data-tool={tool}]")
    wide = page.locator(f"#tool-{tool}").evaluate("box => box.scrollWidth > box.clientWidth")
    assert not wide
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_all_targets_are_large_enough(open_page: OpenPage) -> None:
    page = open_page("q=lepsi", **SMALL)
    for tool in ("filter", "timeline"):
        page.tap(f"[data-tool={tool}]")
        small = page.locator("#tools").evaluate(
            "box => [...box.querySelectorAll('button, input, select, [role=slider]')]"
            ".filter(one => one.offsetParent && Math.min(one.offsetWidth, one.offsetHeight) < 24)"
            ".map(one => one.outerHTML)"
        )
        assert small == []


@pytest.mark.parametrize(("scheme", "context"), [("light", LARGE), ("dark", PHONE)])
@pytest.mark.parametrize("tool", ["filter", "timeline"])
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_axe_finds_nothing(
    open_page: OpenPage, language: str, tool: str, context: dict[str, Any], scheme: str
) -> None:
    hash_ = f"lang={language}&status=completed,design&years=2024-2026"
    page = open_page(hash_, color_scheme=scheme, **context)
    page.click(f"[data-tool={tool}]")
    page.wait_for_timeout(300)
    assert violations(page) == []


def test_axe_finds_nothing_where_nothing_is_left(open_page: OpenPage) -> None:
    page = open_page("lang=ru&q=qqqq&status=completed", **LARGE)
    assert violations(page) == []
