"""A base map of the map's own, drawn from its archive: inside the page and beside it."""

from __future__ import annotations

import functools
import http.server
import io
import threading
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
import shapely
from playwright.sync_api import expect

from geo.cli import main
from geo.outputs.tiles import name_of
from geo.words import words
from tests import tiling
from tests.browser.conftest import until
from tests.making import Layers, project

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.conftest import OpenPage

LAND, WATER, DARK_LAND = (247, 244, 236), (211, 228, 237), (32, 38, 43)
ON_LAND, ON_WATER = (82.0, 46.5), (78.8, 46.6)
PLACE = {"type": "Point", "coordinates": [81.6, 49.6]}
VIEW = "view=7/46/79.8"
#: Of names on a canvas nothing can be read but how they look: what was written is listened to.
LISTEN = """
window.written = [];
const write = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, ...where) {
  window.written.push(text);
  return write.call(this, text, ...where);
};
"""
DRAWN = "() => document.querySelector('canvas.own-base')?.dataset.drawn === 'true'"


def folder(path: Path, data: bytes, more: str = "") -> Path:
    layers = Layers(path)
    layers.projects(project(PLACE))
    layers.write("ground.pmtiles", data)
    settings = 'bounds = [76.3, 42.9, 83.3, 50.3]\n[basemap]\nfile = "ground.pmtiles"\n'
    return layers.write("_map.toml", settings + more).path


def archive(things: tuple[tiling.Thing, ...] = tiling.PROTOMAPS, **options: Any) -> bytes:
    said = {"name": "Ground", "attribution": '<a href="https://osm.example/">© OSM</a>'}
    return tiling.archive(things, tiling.WHOLE, (0, 7), metadata=said, **options)


def colour(page: Page, at: tuple[float, float]) -> tuple[int, ...]:
    """What the canvas has at a longitude and latitude."""
    found = page.evaluate(
        """([lon, lat]) => {
          const map = window.projectMap.leaflet;
          const canvas = document.querySelector('canvas.own-base');
          const box = canvas.getBoundingClientRect();
          const frame = map.getContainer().getBoundingClientRect();
          const { x, y } = map.latLngToContainerPoint([lat, lon]);
          const ratio = canvas.width / box.width;
          const [left, top] = [frame.left + x - box.left, frame.top + y - box.top];
          const one = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
          one.drawImage(canvas, -Math.round(left * ratio), -Math.round(top * ratio));
          return [...one.getImageData(0, 0, 1, 1).data];
        }""",
        list(at),
    )
    return tuple(found[:3])


def listening(open_page: OpenPage, layers: Path, hash_: str, **options: Any) -> Page:
    """The page, opened once more with an ear on what is written on its canvases."""
    page = open_page(f"{VIEW}&{hash_}", layers=layers, **options)
    page.add_init_script(LISTEN)
    page.reload()
    until(page, DRAWN)
    return page


@pytest.mark.parametrize("things", [tiling.PROTOMAPS, tiling.OPENMAPTILES])
def test_land_and_water_are_drawn_in_both_schemas(
    open_page: OpenPage, tmp_path: Path, things: tuple[tiling.Thing, ...]
) -> None:
    page = open_page(VIEW, layers=folder(tmp_path / "layers", archive(things)))
    until(page, DRAWN)
    assert (colour(page, ON_LAND), colour(page, ON_WATER)) == (LAND, WATER)


def test_tiles_need_not_be_packed(open_page: OpenPage, tmp_path: Path) -> None:
    data = archive(packing=tiling.NONE, inner=tiling.NONE)
    page = open_page(VIEW, layers=folder(tmp_path / "layers", data))
    until(page, DRAWN)
    assert colour(page, ON_WATER) == WATER


@pytest.mark.parametrize(
    ("language", "city", "town"),
    [
        ("kk", "Талдықорған", "Жаркент"),
        ("ru", "Талдыкорган", "Жаркент"),
        ("en", "Taldykorgan", "Zharkent"),
    ],
)
def test_names_are_in_the_readers_language_or_as_the_place_has_them(
    open_page: OpenPage, tmp_path: Path, language: str, city: str, town: str
) -> None:
    page = listening(open_page, folder(tmp_path / "layers", archive()), f"lang={language}")
    assert {city, town} <= set(page.evaluate("window.written"))


def test_names_change_with_the_language(open_page: OpenPage, tmp_path: Path) -> None:
    page = listening(open_page, folder(tmp_path / "layers", archive()), "lang=kk")
    page.evaluate("window.written = []; window.projectMap.language('en')")
    until(page, "() => window.written.includes('Taldykorgan')")


def test_dark_dims_it(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(VIEW, layers=folder(tmp_path / "layers", archive()), color_scheme="dark")
    until(page, DRAWN)
    assert colour(page, ON_LAND) == DARK_LAND


def test_whose_data_it_is_stands_on_the_map(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(VIEW, layers=folder(tmp_path / "layers", archive(), 'licence = "ODbL 1.0"\n'))
    credit = page.locator(".tile-credits")
    expect(credit).to_have_text("© OSM · ODbL 1.0")
    expect(credit.get_by_role("link")).to_have_attribute("href", "https://osm.example/")


def test_the_built_in_map_can_be_chosen_and_left_again(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(VIEW, layers=folder(tmp_path / "layers", archive()))
    page.locator('[data-icon="layers"]').click()
    expect(page.locator('[data-basemap=""]')).to_be_checked()
    page.locator('[data-basemap="-"]').check()
    expect(page.locator("canvas.own-base")).to_be_hidden()
    expect(page.locator(".tile-credits")).to_have_count(0)
    page.locator('[data-basemap=""]').check()
    expect(page.locator("canvas.own-base")).to_be_visible()


def test_it_follows_the_map(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(VIEW, layers=folder(tmp_path / "layers", archive()))
    until(page, DRAWN)
    page.evaluate("window.projectMap.leaflet.setView([46.2, 78.4], 10, { animate: false })")
    until(page, DRAWN)
    assert colour(page, (78.4, 46.2)) == WATER


@pytest.mark.parametrize(("kind", "name"), [(tiling.PNG, "PNG"), (tiling.WEBP, "WEBP")])
def test_images_are_drawn(open_page: OpenPage, tmp_path: Path, kind: int, name: str) -> None:
    image = pytest.importorskip("PIL.Image")
    file = io.BytesIO()
    image.new("RGB", (256, 256), (10, 120, 40)).save(file, name, lossless=True)
    places = [(z, x, y) for z in range(3) for x in range(2**z) for y in range(2**z)]
    tiles = dict.fromkeys(places, file.getvalue())
    data = tiling.packed(tiles, (-180.0, -85.0, 180.0, 85.0), (0, 2), kind=kind)
    page = open_page(VIEW, layers=folder(tmp_path / "layers", data))
    until(page, DRAWN)
    assert colour(page, ON_LAND) == (10, 120, 40)


HOSTILE = '<img src=x onerror="document.title=1">\u202e{{7*7}}'


def test_a_hostile_name_is_only_drawn(open_page: OpenPage, tmp_path: Path) -> None:
    thing = tiling.Thing("places", shapely.Point(80, 47), {"kind": "city", "name": HOSTILE})
    said = {"name": HOSTILE, "attribution": HOSTILE}
    data = tiling.archive([*tiling.PROTOMAPS, thing], tiling.WHOLE, (0, 7), metadata=said)
    layers = folder(tmp_path / "layers", data)
    page = listening(open_page, layers, "lang=en")
    page.locator('[data-icon="layers"]').click()
    written = [text for text in page.evaluate("window.written") if "<img" in text]
    assert written
    assert not any("\u202e" in text for text in written)
    assert page.locator("img").count() == 0
    assert page.title() != "1"


def test_a_tile_that_is_broken_leaves_the_rest_as_it_is(
    open_page: OpenPage, tmp_path: Path
) -> None:
    places = [(4, x, y) for x in range(16) for y in range(16)]
    sound = {at: tiling.tile(tiling.PROTOMAPS, *at) for at in places}
    tiles = {at: data if at[2] == 5 else b"\x1a\xff\x7f" for at, data in sound.items() if data}
    data = tiling.packed(tiles, tiling.WHOLE, (4, 4))
    page = open_page(VIEW, layers=folder(tmp_path / "layers", data))
    until(page, DRAWN)
    assert colour(page, ON_WATER) == WATER


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """The address of a site that a plain web server of Python's gives, without ranges."""
    layers = folder(tmp_path / "layers", archive())
    options = ["--to", "site", "--set", "site.formats=csv", "--output", str(tmp_path)]
    assert main(["build", "--layers", str(layers), *options]) == 0
    with zipfile.ZipFile(tmp_path / "map.site.zip") as files:
        files.extractall(tmp_path / "site")
    quiet = type("Quiet", (Ranges,), {"log_message": lambda *_: None})
    handler = functools.partial(quiet, directory=str(tmp_path / "site"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/index.html"
        server.shutdown()


class Ranges(http.server.SimpleHTTPRequestHandler):
    """Gives ranges of the archive, unless ``?whole`` stands in the address of the page."""

    def do_GET(self) -> None:
        asked = self.headers.get("Range")
        if not asked or "whole" in self.headers.get("Referer", ""):
            return super().do_GET()
        first, _, last = asked.removeprefix("bytes=").partition("-")
        with open(self.translate_path(self.path), "rb") as file:  # noqa: PTH123 - a text
            data = file.read()[int(first) : int(last) + 1]
        self.send_response(206)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        return None


@pytest.mark.parametrize("query", ["", "?whole"])
def test_beside_the_page_it_is_asked_of_the_same_server(
    chromium: Any, site: str, query: str
) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site}{query}#{VIEW}")
    until(page, DRAWN)
    assert colour(page, ON_WATER) == WATER
    archive_ = site.replace("index.html", name_of(0))
    assert {url for url in asked if not url.startswith(site)} == {archive_}
    context.close()


def test_a_page_from_a_disk_says_that_its_base_map_needs_a_server(
    open_page: OpenPage, site: str, tmp_path: Path
) -> None:
    assert site
    page = open_page("lang=en", path=tmp_path / "site" / "index.html")
    expect(page.locator(".notice")).to_contain_text(words("en")["pmtiles.on_disk"])
    expect(page.locator(".leaflet-base-pane svg")).to_be_visible()
