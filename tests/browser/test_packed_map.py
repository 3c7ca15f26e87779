"""The map of a packed page: what the plain one shows, and what only very many features need."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

from geo.cli import main
from geo.words import words
from tests.browser.conftest import until
from tests.browser.test_accessibility import AXE, violations
from tests.making import Layers, project

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.conftest import OpenPage

CARD = ".leaflet-popup [data-popup]"
CLUSTER = ".cluster"
MARK = ".project-mark"
ROAD = "lepsi-aktogay-road"
#: On the road, between its ends: zoom, latitude, longitude.
ON_ROAD = "9/45.675/78.518"
#: Whether a canvas of shapes has anything at this place of the map, [latitude, longitude].
DRAWN = """([lat, lon]) => {
  const {x, y} = projectMap.leaflet.latLngToContainerPoint([lat, lon]);
  const map = document.querySelector('#map').getBoundingClientRect();
  return [...document.querySelectorAll('canvas.shapes:not(.shapes-over, [hidden])')].some((c) => {
    const box = c.getBoundingClientRect();
    const sharp = c.width / box.width;
    const [left, top] = [(map.x + x - box.x) * sharp, (map.y + y - box.y) * sharp];
    const { data } = c.getContext('2d').getImageData(left - 6, top - 6, 13, 13);
    return data.some((value, i) => i % 4 === 3 && value > 80);
  });
}"""
#: Where a place of the map stands in the window.
WINDOW = """([lat, lon]) => {
  const {x, y} = projectMap.leaflet.latLngToContainerPoint([lat, lon]);
  const map = document.querySelector('#map').getBoundingClientRect();
  return [map.x + x, map.y + y];
}"""


def counted(page: Page) -> int:
    """How many places the marks and the clusters stand for that are in sight or near it."""
    found: int = page.evaluate(
        "() => document.querySelectorAll('.project-mark').length"
        " + [...document.querySelectorAll('.cluster')].reduce("
        "(sum, each) => sum + Number(each.getAttribute('aria-label').replace(/\\D/g, '')), 0)"
    )
    return found


def zoom(page: Page) -> float:
    found: float = page.evaluate("projectMap.leaflet.getZoom()")
    return found


def marks(page: Page, selector: str) -> dict[str, str]:
    found: dict[str, str] = page.locator(selector).evaluate_all(
        "all => Object.fromEntries(all.map(each => [each.dataset.open ?? each.dataset.mark,"
        " each.querySelector('.glyph')?.getAttribute('d') ?? '']))"
    )
    return found


def pack(folder: Path) -> Path:
    """The packed page of a folder of layers."""
    output = folder.parent / "packed"
    said = ["--layers", str(folder), "--output", str(output), "--set", "html.drawing=packed"]
    assert main(["build", *said]) == 0
    return output / "map.html"


def test_marks_are_those_of_the_plain_page(open_page: OpenPage, packed: Path) -> None:
    plain = marks(open_page("lang=en"), MARK)
    page = open_page("lang=en", path=packed)
    until(page, "() => !document.querySelector('.project-mark:not([data-open])')")
    assert marks(page, MARK) == plain


@pytest.mark.parametrize("language", ["kk", "en"])
def test_cards_say_what_those_of_the_plain_page_say(
    open_page: OpenPage, packed: Path, language: str
) -> None:
    pages = [open_page(f"lang={language}"), open_page(f"lang={language}", path=packed)]
    for name in (ROAD, "alakol", "gas-pipeline", "wind-plant", "networks-renewal"):
        said = []
        for page in pages:
            page.evaluate("name => projectMap.open(name)", name)
            said.append(page.locator(f'[data-popup="{name}"]').inner_text())
        assert said[0] == said[1]


def test_an_address_opens_its_project(open_page: OpenPage, thousands: Path) -> None:
    page = open_page("lang=ru&project=site-2345", path=thousands)
    card = page.locator('[data-popup="site-2345"]')
    expect(card).to_be_visible()
    expect(card.locator(".card-sources li")).to_have_count(1)
    expect(page.locator(f"{MARK}.lit")).to_have_attribute("data-open", "site-2345")
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    assert "project=" not in page.evaluate("location.hash")


def test_an_unknown_project_opens_nothing(open_page: OpenPage, thousands: Path) -> None:
    page = open_page("project=no-such-site", path=thousands)
    expect(page.locator(CARD)).to_have_count(0)


def test_clusters_count_what_passes(open_page: OpenPage, thousands: Path) -> None:
    page = open_page("lang=en", path=thousands)
    assert counted(page) == 3000
    page.evaluate("projectMap.filter({status: 'completed', sector: ['roads', 'water']})")
    shown = page.locator(".list-title .list-count").first.inner_text()
    assert counted(page) == int(re.sub(r"\D", "", shown))
    page.evaluate("location.hash = 'hide=sites'")
    expect(page.locator(f"{CLUSTER}, {MARK}")).to_have_count(0)


def test_a_cluster_says_what_it_holds(open_page: OpenPage, thousands: Path) -> None:
    page = open_page("lang=en", path=thousands)
    cluster = page.locator(CLUSTER).first
    number = cluster.locator(".cluster-count").inner_text()
    expect(cluster).to_have_attribute("aria-label", f"{number} places: zoom in")
    page.evaluate("projectMap.language('kk')")
    expect(cluster).to_have_attribute("aria-label", f"{number} нысан: жақындату")


def test_a_click_on_a_cluster_shows_its_members(open_page: OpenPage, thousands: Path) -> None:
    page = open_page("lang=en", path=thousands, reduced_motion="reduce")
    before = zoom(page)
    page.locator(CLUSTER).nth(20).click()
    until(page, "before => projectMap.leaflet.getZoom() > before", before)
    assert counted(page) < 3000


def test_keys_lead_from_a_cluster_to_a_card_and_back(open_page: OpenPage, thousands: Path) -> None:
    page = open_page("lang=en", path=thousands, reduced_motion="reduce")
    page.locator(CLUSTER).nth(20).focus()
    for _ in range(12):
        page.keyboard.press("Enter")
        if page.evaluate("document.activeElement.matches('.card')"):
            break
        until(page, "() => document.activeElement.matches('.cluster, .project-mark')")
    name = page.locator(CARD).get_attribute("data-popup")
    page.keyboard.press("Escape")
    expect(page.locator(":focus")).to_have_attribute("data-open", str(name))


def test_what_lies_on_one_spot_is_offered_as_a_list(open_page: OpenPage, tmp_path: Path) -> None:
    layers = Layers(tmp_path / "layers").bounded()
    layers.projects(
        *(
            project({"type": "Point", "coordinates": [78.5, 45.5]}, id=f"site-{number}")
            for number in range(60)
        )
    )
    page = open_page("lang=en", path=pack(layers.path), reduced_motion="reduce")
    page.locator(CLUSTER).click()
    expect(page.locator(".here [data-pick]")).to_have_count(60)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(CARD)).to_have_attribute("data-popup", "site-1")


def test_lines_and_areas_are_drawn(open_page: OpenPage, packed: Path) -> None:
    page = open_page(f"lang=en&view={ON_ROAD}", path=packed)
    until(page, DRAWN, [45.675, 78.518])
    assert not page.evaluate(DRAWN, [45.3, 78.9])
    page.evaluate("projectMap.filter({status: 'planned'})")
    until(page, f"at => !({DRAWN})(at)", [45.675, 78.518])
    page.evaluate("projectMap.filter({status: []}); projectMap.leaflet.setView([46.1, 81.7], 9)")
    until(page, DRAWN, [46.086, 81.3775])


def test_a_line_has_a_name_and_opens(open_page: OpenPage, packed: Path) -> None:
    page = open_page(f"lang=en&view={ON_ROAD}", path=packed)
    until(page, DRAWN, [45.675, 78.518])
    x, y = page.evaluate(WINDOW, [45.56275, 78.41625])
    page.mouse.move(x, y)
    expect(page.locator(".tip")).to_be_visible()
    assert (
        page.locator(".tip").inner_text()
        == page.locator(f"[data-project={ROAD}] .row-name").inner_text()
    )
    page.mouse.click(x, y)
    expect(page.locator(CARD)).to_have_attribute("data-popup", ROAD)


def test_shapes_follow_the_map_while_it_zooms(open_page: OpenPage, packed: Path) -> None:
    page = open_page(f"view={ON_ROAD}", path=packed)
    until(page, DRAWN, [45.675, 78.518])
    style = page.evaluate(
        "() => new Promise((said) => { const { leaflet } = projectMap;"
        " leaflet.once('zoomanim', () => setTimeout(() =>"
        " said(document.querySelector('canvas.shapes:not([hidden])').style.transform)));"
        " leaflet.setZoom(10); })"
    )
    assert "scale(2)" in style


def test_a_damaged_part_is_said_in_the_readers_language(
    open_page: OpenPage, thousands: Path, tmp_path: Path
) -> None:
    text = thousands.read_text(encoding="utf-8")
    found = re.search(r'id="map-data">(.*?)</script>', text, re.DOTALL)
    assert found
    packed = json.loads(found[1])["packed"]
    parts = [match.span(1) for match in re.finditer(r'class="part">([^<]*)<', text)]
    start, end = parts[packed["details"][0] + packed["details"][1] - 1]
    damaged = tmp_path / "map.html"
    damaged.write_text(text[:start] + "A" * (end - start) + text[end:], encoding="utf-8")
    page = open_page("lang=ru&project=site-2999", path=damaged)
    said = words("ru")["packed.unread"]
    expect(page.locator(".notice p")).to_have_text(said)
    page.evaluate("projectMap.open('site-1')")
    expect(page.locator(CARD)).to_have_attribute("data-popup", "site-1")


def test_an_old_browser_shows_what_needs_no_script(open_page: OpenPage, thousands: Path) -> None:
    page = open_page(path=thousands, ready=False)
    page.add_init_script("delete window.DecompressionStream")
    page.reload()
    expect(page.locator(".broken [lang=kk]")).to_have_text(words("kk")["packed.old_browser"])
    expect(page.locator("#static")).to_be_visible()


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not there: cd geo/page && npm ci")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", ["", "project=site-7"])
def test_axe_finds_nothing(open_page: OpenPage, thousands: Path, state: str, scheme: Any) -> None:
    page = open_page(f"lang=ru&{state}", path=thousands, color_scheme=scheme)
    until(page, "() => !document.querySelector('.project-mark:not([data-open])')")
    assert violations(page) == []
