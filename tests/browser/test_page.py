"""The page as a reader meets it: language, address, cards, layers, keyboard."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from geo.pipeline import load_map
from geo.words import words
from tests.browser.conftest import ROOT

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage

LANGUAGES = ("kk", "ru", "en")
TITLES = {
    "kk": "Жетісу облысының инфрақұрылымдық жобалары",
    "ru": "Инфраструктурные проекты области Жетысу",
    "en": "Infrastructure projects of Jetisu region",
}


def test_the_page_is_small_enough_to_send(built: Path) -> None:
    page = built.read_bytes()
    assert len(page) <= 500_000
    assert len(gzip.compress(page, 9)) <= 170_000


def test_the_page_holds_no_address_but_links_to_click(built: Path) -> None:
    text = built.read_text(encoding="utf-8")
    loading = re.findall(
        r"""(?:src|srcset|poster|data|action)\s*=\s*["']?(?!data:)\w""", text[:3000]
    )
    assert not loading
    assert '<link rel="stylesheet"' not in text
    assert not re.search(r"""<(?:img|script|iframe)[^>]+src\s*=""", text)
    assert "@import" not in text
    assert not re.search(r"url\(['\"]?(?!data:|#)", text)


@pytest.mark.parametrize(
    ("locale", "language"), [("kk-KZ", "kk"), ("ru-RU", "ru"), ("en-US", "en")]
)
def test_the_browser_chooses_the_language(open_page: OpenPage, locale: str, language: str) -> None:
    page = open_page(locale=locale)
    assert page.evaluate("document.documentElement.lang") == language
    expect(page).to_have_title(TITLES[language])


def test_a_reader_of_another_language_gets_kazakh(open_page: OpenPage) -> None:
    page = open_page(locale="de-DE")
    assert page.evaluate("document.documentElement.lang") == "kk"


def test_the_address_chooses_the_language_before_the_browser(open_page: OpenPage) -> None:
    page = open_page("lang=ru", locale="en-US")
    expect(page).to_have_title(TITLES["ru"])


def test_an_unknown_language_in_the_address_is_passed_over(open_page: OpenPage) -> None:
    page = open_page("lang=xx", locale="en-US")
    expect(page).to_have_title(TITLES["en"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_switch_of_language_changes_everything_without_reload(
    open_page: OpenPage, language: str
) -> None:
    page = open_page("lang=en&project=usharal-airport" if language != "en" else "lang=kk")
    page.evaluate("window.kept = true")
    page.locator(f'[data-language="{language}"]').click()
    expect(page).to_have_title(TITLES[language])
    assert page.evaluate("document.documentElement.lang") == language
    expect(page.locator("#top h1")).to_have_text(TITLES[language])
    lake = {"kk": "Балқаш", "ru": "Балхаш", "en": "Balkhash"}[language]
    expect(page.locator("#map .label-lake .label-name", has_text=lake).first).to_be_visible()
    expect(page.locator("#corner")).to_contain_text(words(language)["page.legend"])
    assert f"lang={language}" in page.url
    assert page.evaluate("window.kept")


def test_the_view_is_kept_in_the_address_and_restored_from_it(open_page: OpenPage) -> None:
    page = open_page("lang=en&view=9/46.190/80.831")
    state = page.evaluate(
        "() => { const m = projectMap.leaflet, c = m.getCenter();"
        " return [m.getZoom(), +c.lat.toFixed(2), +c.lng.toFixed(2)] }"
    )
    assert state == [9, 46.19, 80.83]
    page.locator("#map").press("ArrowRight")
    expect(page).not_to_have_url(re.compile(r"view=9/46\.190/80\.831"))
    assert re.search(r"view=9/46\.\d+/81\.", page.url)


def test_back_closes_the_project(open_page: OpenPage) -> None:
    page = open_page("lang=en")
    page.evaluate("projectMap.open('alakol-shore')")
    expect(page.locator('[data-popup="alakol-shore"]')).to_be_visible()
    page.go_back()
    expect(page.locator("[data-popup]")).to_have_count(0)


def test_an_unknown_project_in_the_address_opens_nothing(open_page: OpenPage) -> None:
    page = open_page("lang=en&project=%22%3E%3Cimg%20src%3Dx%3E")
    expect(page.locator("[data-popup]")).to_have_count(0)
    expect(page.locator("#list [data-project]").first).to_be_visible()


def test_the_embedding_interface_opens_filters_and_speaks(open_page: OpenPage) -> None:
    page = open_page("lang=en")
    page.evaluate("projectMap.open('gas-pipeline')")
    expect(page.locator('[data-popup="gas-pipeline"]')).to_be_visible()
    page.evaluate("projectMap.language('ru')")
    expect(page).to_have_title(TITLES["ru"])
    page.evaluate("projectMap.filter({status: ['design']})")
    shown = page.locator("#list [data-project]")
    expect(shown.filter(has_text=re.compile("."))).to_have_count(
        sum(1 for item in _properties() if item["status"] == "design")
    )


def _properties() -> list[dict[str, str]]:
    layers = Path(__file__).parents[2] / "layers"
    return [
        feature["properties"]
        for path in sorted(layers.glob("*.geojson"))
        for feature in json.loads(path.read_text(encoding="utf-8"))["features"]
    ]


@pytest.mark.parametrize(
    ("language", "shown"),
    [("kk", "4,7 млрд теңге"), ("ru", "4,7 млрд тенге"), ("en", "4.7 billion tenge")],
)
def test_a_figure_has_its_unit_in_the_readers_number_format(
    open_page: OpenPage, language: str, shown: str
) -> None:
    page = open_page(f"lang={language}&project=usharal-airport")
    text = page.locator("[data-popup]").inner_text().replace("\u00a0", " ")
    assert shown in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_year_has_no_thousands_separator(open_page: OpenPage, language: str) -> None:
    page = open_page(f"lang={language}&project=lepsi-aktogay-road")
    text = page.locator("[data-popup]").inner_text()
    assert "2026" in text
    assert not re.search(r"\b2[\s,.\u00a0\u202f]02[4-9]\b", text)


def test_a_disputed_finish_shows_both_dates_with_their_sources(open_page: OpenPage) -> None:
    page = open_page("lang=en&project=lepsi-aktogay-road")
    row = page.locator("[data-popup] tr", has_text="Planned finish")
    expect(row).to_contain_text("2025")
    expect(row).to_contain_text("2026")
    assert row.locator("[data-note]").count() == 2


def test_a_missing_value_is_absent(open_page: OpenPage) -> None:
    page = open_page("lang=en&project=heating-season")
    text = page.locator("[data-popup]").inner_text()
    assert not re.search(r"\b(undefined|null|NaN|None)\b", text)


def test_what_is_inferred_says_so(open_page: OpenPage) -> None:
    page = open_page("lang=en&project=mining-plant")
    expect(page.locator("[data-popup] .badge", has_text="Inferred")).to_be_visible()


def test_the_measured_area_stands_where_the_outline_is_good_enough(open_page: OpenPage) -> None:
    page = open_page("lang=en&project=alakol")
    expect(page.locator("[data-popup]")).to_contain_text("Area measured on the map")


def test_a_sketched_road_shows_the_official_length_alone(open_page: OpenPage) -> None:
    page = open_page("lang=en&project=lepsi-balkhash-road")
    expect(page.locator("[data-popup]")).to_contain_text("27 km")
    expect(page.locator("[data-popup]")).not_to_contain_text("measured on the map")


def test_a_schematic_line_is_dashed(open_page: OpenPage) -> None:
    page = open_page("lang=en")
    dashes = page.locator("#map path.line").evaluate_all(
        "paths => paths.map(path => path.getAttribute('stroke-dasharray'))"
    )
    assert dashes
    assert all(dashes)


def test_a_source_link_opens_apart_and_tells_nothing(open_page: OpenPage) -> None:
    page = open_page("lang=en&project=balkhash-zone")
    links = page.locator("[data-popup] [data-source] a")
    assert links.count() >= 1
    for link in links.all():
        assert (link.get_attribute("href") or "").startswith("https://")
        assert set((link.get_attribute("rel") or "").split()) >= {"noopener", "noreferrer"}
        assert link.get_attribute("target") == "_blank"


def test_a_layer_can_be_switched_off(open_page: OpenPage) -> None:
    page = open_page("lang=en")
    page.get_by_role("button", name="Layers").click()
    before = page.locator("#map .project-mark").count()
    page.locator('[data-layer="portfolio"]').uncheck()
    assert page.locator("#map .project-mark").count() < before
    assert "hide=portfolio" in page.url


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_layers_say_from_which_data_the_page_was_made(
    open_page: OpenPage, language: str
) -> None:
    page = open_page(f"lang={language}")
    page.get_by_role("button", name=words(language)["page.layers"], exact=True).click()
    expect(page.locator(".trace")).to_contain_text(load_map(ROOT / "layers").trace.short)


def test_each_line_and_area_can_be_reached_and_opened_with_the_keyboard(
    open_page: OpenPage,
) -> None:
    page = open_page("lang=en")
    for project in ("almaty-oskemen-highway", "alakol", "usharal-airport"):
        target = page.locator(f'#map [data-open="{project}"]')
        target.focus()
        target.press("Enter")
        expect(page.locator(f'[data-popup="{project}"]')).to_be_visible()
        assert page.evaluate("document.activeElement.closest('[data-popup]') !== null")
        page.keyboard.press("Escape")
        expect(page.locator("[data-popup]")).to_have_count(0)
        assert page.evaluate("document.activeElement.dataset.open") == project


def test_a_card_opened_from_the_list_gives_the_focus_back_to_it(open_page: OpenPage) -> None:
    page = open_page("lang=en")
    row = page.locator('#list [data-project="wind-plant"]')
    row.focus()
    row.press("Enter")
    expect(page.locator('[data-popup="wind-plant"]')).to_be_visible()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.project") == "wind-plant"


def test_a_card_is_no_wider_than_360_pixels_and_scrolls_inside(open_page: OpenPage) -> None:
    page = open_page(
        "lang=en&project=international-airport", viewport={"width": 1280, "height": 600}
    )
    box = page.locator("[data-popup]").bounding_box()
    assert box is not None
    assert box["width"] <= 360
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 600


@pytest.mark.parametrize("width", [320, 390])
def test_a_phone_shows_the_place_and_its_card_together(open_page: OpenPage, width: int) -> None:
    page = open_page(
        "lang=kk&project=usharal-airport",
        viewport={"width": width, "height": 700},
        is_mobile=True,
        has_touch=True,
    )
    expect(page.locator('[data-popup="usharal-airport"]')).to_be_visible()
    mark = page.locator(
        '#map [data-mark="usharal-airport"], #map [data-open="usharal-airport"]'
    ).last
    card = page.locator('[data-popup="usharal-airport"]').bounding_box()
    place = mark.bounding_box()
    assert card is not None
    assert place is not None
    assert place["y"] + place["height"] <= card["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_raised_sheet_leaves_the_title_in_sight(open_page: OpenPage, language: str) -> None:
    size = {"width": 320, "height": 640}
    page = open_page(f"lang={language}", viewport=size, is_mobile=True, has_touch=True)
    page.locator(".handle").tap()
    expect(page.locator("#panel.full")).to_be_visible()
    title, sheet = (page.locator(each).bounding_box() for each in ("#top h1", "#panel"))
    assert title is not None
    assert sheet is not None
    assert title["y"] + title["height"] <= sheet["y"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_scripts_the_page_shows_the_drawing_the_table_and_the_sources(
    open_page: OpenPage, tmp_path: Path, language: str
) -> None:
    from geo.cli import main

    assert main(["build", "--lang", language, "--output", str(tmp_path)]) == 0
    page = open_page(path=tmp_path / "map.html", java_script_enabled=False)
    expect(page.locator("#static svg").first).to_be_visible()
    expect(page.locator("#static")).to_contain_text(TITLES[language])
    names = [str(item[f"name_{language}"]) for item in _properties()]
    text = page.locator("#static").inner_text()
    assert [name for name in names if name not in text] == []
    assert page.locator("#static a[href^='https://']").count() > 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_of_a_word_shows_instead_of_the_word(open_page: OpenPage, language: str) -> None:
    page = open_page(f"lang={language}&project=lepsi-aktogay-road")
    sections = "|".join(sorted({key.split(".")[0] for key in words(language)}))
    for state in ("", "&table=1", "&status=design&sector=roads"):
        page.evaluate("hash => { location.hash = hash }", f"lang={language}{state}")
        page.wait_for_timeout(200)
        shown = page.evaluate(
            "[document.body.innerText, ...[...document.querySelectorAll('[aria-label],[title],"
            "[placeholder]')].flatMap(e => [e.ariaLabel, e.title, e.placeholder])].join('\\n')"
        )
        assert re.findall(rf"\b(?:{sections})\.[a-z_]+\b", shown) == []
