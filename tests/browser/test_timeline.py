"""The timeline: planned against actual years, and years chosen on its axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_search import listed
from tests.making import Layers, project

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage

YEARS = (2023, 2028)


def open_timeline(page: Page) -> None:
    """Open the timeline with a click."""
    page.click("[data-tool=timeline]")
    expect(page.locator("#tool-timeline")).to_be_visible()


def row(page: Page, project_id: str) -> Locator:
    """The row of a project."""
    return page.locator(f"[data-dated={project_id}]")


def at(page: Page, year: int) -> tuple[float, float]:
    """Where the middle of a year stands on the axis."""
    box = page.locator(".axis").bounding_box()
    assert box is not None
    first, last = YEARS
    share = (year + 0.5 - first) / (last + 1 - first)
    return box["x"] + share * box["width"], box["y"] + 8


def drag(page: Page, start: int, end: int) -> None:
    """Drag from one year to another."""
    page.mouse.move(*at(page, start))
    page.mouse.down()
    page.mouse.move(*at(page, end), steps=5)
    page.mouse.up()


def years(page: Page) -> str | None:
    """The years in the address."""
    found: str | None = page.evaluate("new URLSearchParams(location.hash.slice(1)).get('years')")
    return found


def test_each_project_with_a_date_has_a_row(open_page: OpenPage) -> None:
    page = open_page()
    open_timeline(page)
    rows = page.locator("[data-dated]").evaluate_all("all => all.map(one => one.dataset.dated)")
    assert sorted(rows) == [
        "almaty-oskemen-highway",
        "balkhash-zone",
        "gas-pipeline",
        "gas-supply",
        "international-airport",
        "lepsi-aktogay-road",
        "lepsi-balkhash-road",
        "mining-plant",
        "sugar-koksu",
    ]


def test_without_dates_there_is_no_timeline(open_page: OpenPage, layers: Layers) -> None:
    page = open_page("years=2024-2025", layers=layers.projects(project()).path)
    expect(page.locator("[data-tool=filter]")).to_be_visible()
    expect(page.locator("[data-tool=timeline]")).to_have_count(0)
    assert listed(page) == ["a-road"]


def test_what_is_planned_is_hollow(open_page: OpenPage) -> None:
    page = open_page()
    open_timeline(page)
    marks = row(page, "international-airport").locator(".date-mark")
    expect(marks).to_have_count(1)
    fill = "mark => getComputedStyle(mark).backgroundColor"
    assert marks.evaluate(fill) == page.locator("#panel").evaluate(fill)


def test_what_took_place_is_filled(open_page: OpenPage) -> None:
    page = open_page()
    open_timeline(page)
    mark = row(page, "gas-pipeline").locator(".date-mark").first
    look = mark.evaluate(
        "mark => [getComputedStyle(mark).backgroundColor, getComputedStyle(mark).borderTopColor]"
    )
    assert look[0] == look[1]


def test_a_line_leads_from_the_start_to_the_end(open_page: OpenPage) -> None:
    page = open_page()
    open_timeline(page)
    expect(row(page, "gas-pipeline").locator(".work.actual")).to_have_count(1)


def test_a_disputed_date_shows_both_and_a_wave(open_page: OpenPage) -> None:
    page = open_page()
    open_timeline(page)
    expect(row(page, "mining-plant").locator(".date-mark.planned")).to_have_count(2)
    expect(row(page, "mining-plant").locator(".wave")).to_be_visible()


def test_a_date_that_is_agreed_on_has_no_wave(open_page: OpenPage) -> None:
    page = open_page()
    open_timeline(page)
    expect(row(page, "gas-pipeline").locator(".wave")).to_have_count(0)


def test_a_row_says_its_dates_in_words(open_page: OpenPage) -> None:
    page = open_page("lang=ru")
    open_timeline(page)
    expect(row(page, "mining-plant")).to_have_attribute(
        "aria-label",
        "Горно-обогатительный комбинат. Плановое завершение: 2028; 2027 (Источники расходятся)",
    )


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("kk", ["жоспар бойынша", "іске асты", "дереккөздерде әртүрлі"]),
        ("ru", ["по плану", "состоялось", "источники расходятся"]),
        ("en", ["planned", "took place", "sources differ"]),
    ],
)
def test_the_marks_are_explained(open_page: OpenPage, language: str, text: list[str]) -> None:
    page = open_page(f"lang={language}")
    open_timeline(page)
    assert page.locator(".timeline-legend li").all_inner_texts() == text


def test_a_mark_stands_at_its_year(open_page: OpenPage) -> None:
    page = open_page()
    open_timeline(page)
    box = row(page, "international-airport").locator(".date-mark").bounding_box()
    assert box is not None
    assert box["x"] + box["width"] / 2 == pytest.approx(at(page, 2027)[0], abs=2)


def test_an_opening_later_than_its_statement_is_a_plan(open_page: OpenPage, layers: Layers) -> None:
    layers.projects(project()).facts(
        "a-road,opened,2030,year,2025-01-01,report,,", "a-road,start,2024,year,2025-01-01,report,,"
    )
    page = open_page(layers=layers.path)
    open_timeline(page)
    expect(row(page, "a-road").locator(".date-mark.planned")).to_have_count(1)
    expect(row(page, "a-road").locator(".date-mark.actual")).to_have_count(1)


def test_dragging_chooses_years(open_page: OpenPage) -> None:
    page = open_page("lang=en")
    open_timeline(page)
    drag(page, 2027, 2028)
    assert years(page) == "2027-2028"
    assert sorted(listed(page)) == ["gas-supply", "international-airport", "mining-plant"]


def test_dragging_to_the_left_chooses_the_same(open_page: OpenPage) -> None:
    page = open_page()
    open_timeline(page)
    drag(page, 2028, 2027)
    assert years(page) == "2027-2028"


def test_an_end_is_dragged(open_page: OpenPage) -> None:
    page = open_page("years=2025-2026")
    open_timeline(page)
    box = page.locator("[data-knob=to]").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 12, box["y"] + 12)
    page.mouse.down()
    page.mouse.move(*at(page, 2028), steps=4)
    page.mouse.up()
    assert years(page) == "2025-2028"


def test_the_axis_stays_under_the_pointer_while_it_is_dragged(open_page: OpenPage) -> None:
    page = open_page("lang=ru", viewport={"width": 1024, "height": 768})
    open_timeline(page)
    before = at(page, 2024)
    drag(page, 2027, 2028)
    assert at(page, 2024) == before


def test_a_click_chooses_one_year(open_page: OpenPage) -> None:
    page = open_page()
    open_timeline(page)
    page.mouse.click(*at(page, 2028))
    assert years(page) == "2028-2028"


def test_a_second_click_lets_the_year_go(open_page: OpenPage) -> None:
    page = open_page("years=2028-2028")
    open_timeline(page)
    page.mouse.click(*at(page, 2028))
    assert years(page) is None


def test_a_click_beside_the_range_extends_it(open_page: OpenPage) -> None:
    page = open_page("years=2025-2026")
    open_timeline(page)
    page.mouse.click(*at(page, 2028))
    assert years(page) == "2025-2028"


@pytest.mark.parametrize(
    ("knob", "key", "chosen"),
    [
        ("from", "ArrowRight", "2026-2027"),
        ("from", "ArrowLeft", "2024-2027"),
        ("from", "Home", "2023-2027"),
        ("to", "ArrowLeft", "2025-2026"),
        ("to", "End", "2025-2028"),
        ("to", "PageDown", "2025-2025"),
    ],
)
def test_keys_move_an_end(open_page: OpenPage, knob: str, key: str, chosen: str) -> None:
    page = open_page("years=2025-2027")
    open_timeline(page)
    page.press(f"[data-knob={knob}]", key)
    assert years(page) == chosen


def test_an_end_says_its_year(open_page: OpenPage) -> None:
    page = open_page("lang=en&years=2025-2027")
    open_timeline(page)
    end = page.get_by_role("slider", name="From year")
    expect(end).to_have_attribute("aria-valuenow", "2025")
    end.press("ArrowRight")
    expect(end).to_have_attribute("aria-valuenow", "2026")


def test_all_years_are_no_choice(open_page: OpenPage) -> None:
    page = open_page("years=2024-2028")
    open_timeline(page)
    page.press("[data-knob=from]", "Home")
    assert years(page) is None


def test_years_are_chosen_from_menus(open_page: OpenPage) -> None:
    page = open_page()
    page.click("[data-tool=filter]")
    page.select_option("[data-years=from]", "2027")
    assert sorted(listed(page)) == ["gas-supply", "international-airport", "mining-plant"]


def test_years_of_an_address_come_in_any_order(open_page: OpenPage) -> None:
    page = open_page("years=2028-2027")
    assert sorted(listed(page)) == ["gas-supply", "international-airport", "mining-plant"]


def test_any_of_the_disputed_dates_is_enough(open_page: OpenPage) -> None:
    page = open_page("years=2027-2027")
    assert "mining-plant" in listed(page)
    page.evaluate("projectMap.filter({years: [2028, 2028]})")
    assert "mining-plant" in listed(page)


def test_a_month_belongs_to_its_year_only(open_page: OpenPage, layers: Layers) -> None:
    layers.projects(project(), project(id="b-road")).facts(
        "a-road,opened,2023-12,date,2025-01-01,report,,",
        "b-road,opened,2024-01,date,2025-01-01,report,,",
    )
    page = open_page("years=2024-2024", layers=layers.path)
    assert listed(page) == ["b-road"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("kk", "Жылдар таңдалды: мерзімі көрсетілмеген 12 жоба жасырылды."),
        ("ru", "Выбраны годы: 12 проектов без дат скрыты."),
        ("en", "Years are chosen: 12 projects without dates are hidden."),
    ],
)
def test_it_says_that_projects_without_dates_are_hidden(
    open_page: OpenPage, language: str, said: str
) -> None:
    page = open_page(f"lang={language}&years=2025-2026")
    open_timeline(page)
    expect(page.locator(".timeline-note")).to_have_text(said)


def test_rows_outside_the_years_stay_but_step_back(open_page: OpenPage) -> None:
    page = open_page("years=2027-2028")
    open_timeline(page)
    expect(page.locator(".outside [data-dated=gas-pipeline]")).to_be_visible()
    expect(page.locator(".outside [data-dated=mining-plant]")).to_have_count(0)


def test_rows_follow_the_other_filters(open_page: OpenPage) -> None:
    page = open_page("sector=mining")
    open_timeline(page)
    expect(page.locator("[data-dated]")).to_have_count(1)


def test_a_row_opens_its_project(open_page: OpenPage) -> None:
    page = open_page()
    open_timeline(page)
    row(page, "gas-pipeline").click()
    expect(page.locator("[data-popup=gas-pipeline]")).to_be_visible()


def test_a_row_lights_its_project_on_the_map(open_page: OpenPage) -> None:
    page = open_page()
    open_timeline(page)
    row(page, "mining-plant").hover()
    expect(page.locator("#map .project-mark.lit[data-open=mining-plant]")).to_be_visible()
