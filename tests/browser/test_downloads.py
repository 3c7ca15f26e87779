"""Files and links that a reader takes along, made in the page without a network."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

from geo.pipeline import load_map
from geo.words import words
from tests.browser.conftest import ROOT
from tests.making import plain, project

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage
    from tests.making import Layers

LANGUAGES = ("kk", "ru", "en")
MODEL = load_map(ROOT / "layers")
CLIPBOARD = ["clipboard-read", "clipboard-write"]


def fetched(page: Page, name: str) -> tuple[str, bytes]:
    """The name and the bytes of a file that the page hands out."""
    page.locator('[data-icon="share"]').click()
    with page.expect_download() as waiting:
        page.locator(f'[data-action="{name}"]').click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def table(page: Page) -> list[dict[str, str]]:
    text = fetched(page, "csv")[1].decode("utf-8-sig")
    between = "," if page.evaluate("document.documentElement.lang") == "en" else ";"
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=between))


def layer(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(fetched(page, "geojson")[1])
    return found


def named(layers: Layers, **properties: Any) -> Path:
    return layers.projects(project(**properties)).path


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_file_has_a_row_for_each_project(open_page: OpenPage, language: str) -> None:
    own, index = words(language), MODEL.languages.index(language)
    found = [row[own["table.name"]] for row in table(open_page(f"lang={language}"))]
    assert found == [each.name[index] for each in MODEL.projects]


def test_excel_takes_the_table_file_for_utf_8(open_page: OpenPage) -> None:
    assert fetched(open_page("lang=kk"), "csv")[1].startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    ("language", "longitude"), [("ru", "-3,5"), ("kk", "-3,5"), ("en", "-3.5")]
)
def test_excel_of_the_readers_region_finds_columns_and_numbers(
    open_page: OpenPage, layers: Layers, language: str, longitude: str
) -> None:
    made = layers.projects(project({"type": "Point", "coordinates": [-3.5, 40.5]})).path
    (row,) = table(open_page(f"lang={language}", layers=made))
    assert row[words(language)["download.longitude"]] == longitude


def test_lines_of_the_table_file_end_as_the_standard_says(
    open_page: OpenPage, layers: Layers
) -> None:
    data = fetched(open_page(layers=named(layers)), "csv")[1]
    assert data.endswith(b"\r\n")


def test_commas_quotes_and_line_breaks_stay_in_their_cell(
    open_page: OpenPage, layers: Layers
) -> None:
    name = 'A "road", north\nand south'
    (row,) = table(open_page("lang=en", layers=named(layers, name_en=name)))
    assert row["Name"] == name


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_no_cell_of_the_table_file_is_a_formula(
    open_page: OpenPage, layers: Layers, start: str
) -> None:
    name = f"{start}HYPERLINK()"
    (row,) = table(open_page("lang=en", layers=named(layers, name_en=name)))
    assert row["Name"] == f"'{name}"


def test_costs_of_the_table_file_can_be_added_up(open_page: OpenPage) -> None:
    rows = {row["Identifier"]: row for row in table(open_page("lang=en"))}
    assert rows["mining-plant"]["Cost, number"] == "1300000000000"
    assert rows["mining-plant"]["Currency"] == "KZT"


def test_each_row_of_the_table_file_names_its_sources(open_page: OpenPage) -> None:
    assert all(row["Sources"] for row in table(open_page("lang=en")))


@pytest.mark.parametrize("name", ["csv", "geojson"])
def test_a_file_holds_only_what_passes_the_filters(open_page: OpenPage, name: str) -> None:
    page = open_page("lang=en&status=design")
    if name == "csv":
        found = [row["Identifier"] for row in table(page)]
    else:
        found = [each["id"] for each in layer(page)["features"]]
    assert found == [each.id for each in MODEL.projects if each.status == "design"]


def test_the_layer_has_the_geometry_as_it_was(open_page: OpenPage) -> None:
    found = {each["id"]: each["geometry"] for each in layer(open_page("lang=en"))["features"]}
    assert found == {each.id: each.geometry for each in MODEL.projects}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_layer_speaks_the_readers_language(open_page: OpenPage, language: str) -> None:
    index = MODEL.languages.index(language)
    found = [each["properties"] for each in layer(open_page(f"lang={language}"))["features"]]
    assert [each["summary"] for each in found] == [each.summary[index] for each in MODEL.projects]


def test_the_layer_has_each_figure_with_its_source(open_page: OpenPage) -> None:
    found = {each["id"]: each["properties"] for each in layer(open_page("lang=en"))["features"]}
    costs = [each for each in found["mining-plant"]["facts"] if each["key"] == "cost"]
    assert [(each["value"], each["unit"], each["source"]) for each in costs] == [
        (1300000000000, "KZT", 28)
    ]


@pytest.mark.parametrize("name", ["csv", "geojson"])
def test_features_from_elsewhere_are_in_the_file(
    open_page: OpenPage, layers: Layers, name: str
) -> None:
    made = layers.plain(plain(name="Well", depth=12)).path
    assert "Well" in fetched(open_page(layers=made), name)[1].decode()


def test_a_property_of_any_name_stays_a_property(open_page: OpenPage, layers: Layers) -> None:
    made = layers.plain(plain(name="Well", __proto__="x")).path
    (found,) = layer(open_page(layers=made))["features"]
    assert found["properties"]["__proto__"] == "x"


def test_a_file_is_named_after_the_map(open_page: OpenPage) -> None:
    assert fetched(open_page("lang=en"), "csv")[0] == "infrastructure-projects-of-jetisu-region.csv"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_when_a_file_is_ready(open_page: OpenPage, language: str) -> None:
    page = open_page(f"lang={language}")
    name, _ = fetched(page, "geojson")
    said = words(language)["download.ready"].replace("{name}", name)
    expect(page.locator("#status")).to_have_text(said)


def test_the_link_is_copied_with_the_state(open_page: OpenPage) -> None:
    page = open_page("lang=en&status=completed", permissions=CLIPBOARD)
    page.locator('[data-icon="share"]').click()
    page.locator('[data-action="copy"]').click()
    expect(page.locator(".share-said")).to_contain_text(words("en")["share.copied"])
    assert page.evaluate("navigator.clipboard.readText()") == page.url


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_copied_link_is_announced(open_page: OpenPage, language: str) -> None:
    page = open_page(f"lang={language}", permissions=CLIPBOARD)
    page.locator('[data-icon="share"]').click()
    page.locator('[data-action="copy"]').click()
    expect(page.locator("#status")).to_contain_text(words(language)["share.copied"])


def test_a_link_to_a_file_says_that_it_works_here_only(open_page: OpenPage) -> None:
    page = open_page("lang=en", permissions=CLIPBOARD)
    page.locator('[data-icon="share"]').click()
    page.locator('[data-action="copy"]').click()
    expect(page.locator(".share-said")).to_contain_text(words("en")["share.local"])


def test_where_the_clipboard_is_shut_the_link_is_shown(open_page: OpenPage) -> None:
    page = open_page("lang=en")
    page.evaluate(
        "() => { navigator.clipboard.writeText = () => Promise.reject(new Error('shut'));"
        " document.execCommand = () => false; }"
    )
    page.locator('[data-icon="share"]').click()
    page.locator('[data-action="copy"]').click()
    expect(page.locator(".share-said input")).to_have_value(page.url)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("width", "height"), [(390, 844), (320, 640)])
def test_the_bar_over_the_map_fits_on_a_phone(
    open_page: OpenPage, language: str, width: int, height: int
) -> None:
    page = open_page(f"lang={language}", viewport={"width": width, "height": height})
    bar = page.locator(".corner-bar").bounding_box()
    assert bar is not None
    assert bar["x"] >= 0
    assert bar["height"] < 60
