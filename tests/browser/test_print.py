"""The printed page: A4, in the reader's language, with nothing of the screen on it."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from geo.pipeline import load_map
from geo.words import words
from tests.browser.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.conftest import OpenPage

LANGUAGES = ("kk", "ru", "en")
MODEL = load_map(ROOT / "layers")
#: Printed parts, held for a look at them while the page believes that it is printed.
BEGIN = "dispatchEvent(new Event('beforeprint'))"
END = "dispatchEvent(new Event('afterprint'))"


def printed(page: Page) -> None:
    page.emulate_media(media="print")
    page.evaluate(BEGIN)


def text_of(page: Page, selector: str) -> str:
    return " ".join(page.locator(selector).first.inner_text().split())


def index(language: str) -> int:
    return MODEL.languages.index(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_paper_has_the_title_in_the_readers_language(open_page: OpenPage, language: str) -> None:
    page = open_page(f"lang={language}")
    printed(page)
    assert page.locator("h1:visible").all_inner_texts() == [MODEL.title[index(language)]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_paper_has_every_project_in_the_readers_language(
    open_page: OpenPage, language: str
) -> None:
    page = open_page(f"lang={language}")
    printed(page)
    names = page.locator("#static [id^=paper-] th[scope=row] > b:visible").all_inner_texts()
    assert names == [each.name[index(language)] for each in MODEL.projects]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_legend_on_paper_is_in_the_readers_language(open_page: OpenPage, language: str) -> None:
    page = open_page(f"lang={language}")
    printed(page)
    shown = text_of(page, "#static .s-legend")
    own = words(language)
    used = {f"status.{each.status}" for each in MODEL.projects}
    used |= {f"sector.{each.sector}" for each in MODEL.projects}
    assert [key for key in sorted(used) if own[key] not in shown] == []


@pytest.mark.parametrize(
    ("language", "place"), [("kk", "Талдықорған"), ("ru", "Талдыкорган"), ("en", "Taldykorgan")]
)
def test_places_on_the_drawn_map_are_in_the_readers_language(
    open_page: OpenPage, language: str, place: str
) -> None:
    page = open_page(f"lang={language}")
    printed(page)
    assert place in page.locator("#static svg.gm-drawing:visible text").all_text_contents()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("kk", "Шекаралар: GSHHG 2.3.6 құрамындағы WDBII, ресми емес"),
        ("ru", "Границы: WDBII в составе GSHHG 2.3.6, неофициальные"),
        ("en", "Borders: WDBII in GSHHG 2.3.6, not authoritative"),
    ],
)
def test_who_made_the_map_is_said_in_the_readers_language(
    open_page: OpenPage, language: str, said: str
) -> None:
    page = open_page(f"lang={language}")
    printed(page)
    assert said in text_of(page, "#static figcaption")
    assert said in text_of(page, "#static .s-data:visible")


@pytest.mark.parametrize(("language", "scale"), [("kk", "км"), ("ru", "км"), ("en", "km")])
def test_the_scale_on_paper_is_in_the_readers_language(
    open_page: OpenPage, language: str, scale: str
) -> None:
    page = open_page(f"lang={language}")
    printed(page)
    shown = page.locator("#static svg.gm-drawing:visible text").all_text_contents()
    assert [text for text in shown if re.fullmatch(rf"\d+\s{scale}", text)]


def test_numbers_on_the_map_are_those_of_the_table(open_page: OpenPage) -> None:
    page = open_page("lang=en")
    printed(page)
    on_map = {
        link.get_attribute("href"): link.locator("use").get_attribute("href")
        for link in page.locator("#static svg.gm-drawing:visible a[href]").all()
    }
    in_table = {
        f"#{row.get_attribute('id')}": row.locator(".s-number use").get_attribute("href")
        for row in page.locator("#static tr[id]:visible").all()
    }
    assert on_map
    assert on_map == {name: in_table[name or ""] for name in on_map}


def test_paper_shows_only_what_passes_the_filters(open_page: OpenPage) -> None:
    page = open_page("lang=en&status=design")
    printed(page)
    names = page.locator("#static [id^=paper-] th[scope=row] > b:visible").all_inner_texts()
    assert names == [each.name[index("en")] for each in MODEL.projects if each.status == "design"]


def test_the_drawn_map_shows_only_what_passes_the_filters(open_page: OpenPage) -> None:
    page = open_page("lang=en&status=design")
    printed(page)
    shown = page.locator("#static svg.gm-drawing:visible g[id^='s-w-p-']:visible")
    assert [each.get_attribute("id") for each in shown.all()] == ["s-w-p-balkhash-zone"]


def test_no_line_leads_to_a_number_that_is_left_out(open_page: OpenPage) -> None:
    page = open_page("lang=en&status=completed")
    printed(page)
    lines = page.locator("#static [id^='s-w-l-']")
    assert lines.count() > 0
    hidden = [each for each in MODEL.projects if each.status != "completed"]
    shown = {each.get_attribute("id") for each in lines.all() if each.is_visible()}
    assert not shown & {f"s-w-l-{each.id}" for each in hidden}


@pytest.mark.parametrize("language", LANGUAGES)
def test_paper_says_that_it_shows_a_part(open_page: OpenPage, language: str) -> None:
    page = open_page(f"lang={language}&status=design")
    printed(page)
    n = sum(each.status == "design" for each in MODEL.projects)
    said = words(language)["list.shown_of"]
    said = said.replace("{n}", str(n)).replace("{total}", str(len(MODEL.projects)))
    assert text_of(page, "#static .s-chosen") == said


def test_paper_lists_the_sources(open_page: OpenPage) -> None:
    page = open_page("lang=en")
    printed(page)
    assert page.locator("#static .s-sources:visible li").count() == len(MODEL.sources)


def test_nothing_of_the_screen_is_on_paper(open_page: OpenPage) -> None:
    page = open_page("lang=en")
    printed(page)
    assert not page.locator("#app").is_visible()


def test_paper_is_light_where_the_screen_is_dark(open_page: OpenPage) -> None:
    page = open_page("lang=en", color_scheme="dark")
    printed(page)
    color = page.locator("h1:visible").evaluate("h1 => getComputedStyle(h1).color")
    assert color == "rgb(0, 0, 0)"


def test_after_printing_the_page_without_script_is_as_before(open_page: OpenPage) -> None:
    page = open_page("lang=ru&status=design")
    before = page.locator("#static").inner_html()
    page.evaluate(BEGIN)
    page.evaluate(END)
    assert page.locator("#static").inner_html() == before


def test_a_browser_that_prints_without_telling_prints_the_same(open_page: OpenPage) -> None:
    page = open_page("lang=en")
    page.emulate_media(media="print")
    expect(page.locator("h1:visible")).to_have_text(MODEL.title[index("en")])


def test_the_print_button_prints(open_page: OpenPage) -> None:
    page = open_page("lang=en")
    page.evaluate("() => { window.print = () => { window.printed = true; }; }")
    page.locator('[data-icon="share"]').click()
    page.locator('[data-action="print"]').click()
    assert page.evaluate("window.printed") is True


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("turned", ["portrait", "landscape"])
def test_the_first_sheet_has_title_map_and_legend_and_the_last_one_sources(
    open_page: OpenPage, tmp_path: Path, language: str, turned: str
) -> None:
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("no pdftotext on this machine")
    page = open_page(f"lang={language}")
    page.pdf(path=tmp_path / "map.pdf", format="A4", landscape=turned == "landscape")
    done = subprocess.run(
        [tool, "-layout", tmp_path / "map.pdf", "-"], capture_output=True, check=True, text=True
    )
    sheets = [" ".join(sheet.split()) for sheet in done.stdout.strip("\f\n").split("\f")]
    own = words(language)
    first = (own["page.legend_status"], own["page.legend_precision"], own["page.legend_sector"])
    assert [word for word in first if word not in sheets[0]] == []
    assert own["table.data"] in sheets[-1]


@pytest.mark.parametrize("width_px", [718, 1047], ids=["portrait", "landscape"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_cut_at_the_edge_of_the_paper(
    open_page: OpenPage, language: str, width_px: int
) -> None:
    page = open_page(f"lang={language}", viewport={"width": width_px, "height": 1000})
    printed(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width_px
