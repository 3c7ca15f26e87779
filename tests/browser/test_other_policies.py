"""The same attacks as in test_policy, on the other pages: packed, the site's files, a review."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Error, expect

from geo.cli import main
from tests.browser.conftest import ROOT
from tests.browser.test_policy import EVIL, INJECTED, MAKE, WATCH, WRITTEN, Tried

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

LAYERS = str(ROOT / "layers")
#: What leaves the page for another one. Scripts that run there are the page's own or none, and
#: the pages without scripts have none of which a string could be made markup.
LEAVING = {"a document written anew", "an address that is a script"}
STILL = ("files", "changes")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    build = ["build", "--layers", LAYERS, "--output", str(folder)]
    packed = ["--set", "html.drawing=packed", "--set", "site.formats=csv"]
    assert main([*build, "--to", "html", "--to", "site", *packed]) == 0
    with zipfile.ZipFile(folder / "map.site.zip") as files:
        files.extractall(folder / "site")
    review = folder / "changes.html"
    assert main(["diff", LAYERS, LAYERS, "--map", str(review)]) == 0
    return {
        "packed": folder / "map.html",
        "files": folder / "site" / "files.html",
        "changes": review,
    }


@pytest.fixture
def tried(chromium: Browser) -> Iterator[Tried]:
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    context.add_init_script(WATCH)
    yield Tried(context)
    context.close()


def assert_whole(page: Page, tried: Tried, name: str, why: object) -> None:
    assert page.evaluate("window.hit") is None, why
    assert page.evaluate("getComputedStyle(document.body).color") != "rgb(1, 2, 3)", why
    assert page.evaluate("document.baseURI").startswith("file:"), why
    assert tried.requests == [], why
    assert page.url.startswith("file:"), why
    if name == "packed":
        page.evaluate("projectMap.open('usharal-airport')")
        expect(page.locator('[data-popup="usharal-airport"]')).to_be_visible()
    else:
        seen = "[...document.querySelectorAll('h1')].some((each) => each.checkVisibility())"
        assert page.evaluate(seen), why


def ready(page: Page, name: str) -> None:
    if name == "packed":
        page.wait_for_selector("html[data-ready=true]")


@pytest.mark.parametrize("name", ["packed", *STILL])
def test_what_is_injected_is_shut_off(tried: Tried, pages: dict[str, Path], name: str) -> None:
    page = tried.open(pages[name])
    ready(page, name)
    for what, (code, _directive) in INJECTED.items():
        if name in STILL and what in LEAVING:
            continue
        page.evaluate(
            f"() => new Promise((done) => setTimeout(() => {{ {MAKE} "
            f"try {{ {code} }} catch {{}} done() }}))"
        )
        page.wait_for_timeout(50)
        page.evaluate("document.querySelectorAll('#bad').forEach((each) => each.remove())")
        assert page.evaluate("window.hit") is None, what
        assert tried.requests == [], what
    assert_whole(page, tried, name, page.evaluate("window.stopped"))


@pytest.mark.parametrize("name", ["packed", *STILL])
def test_what_is_written_into_the_file_is_shut_off(
    tried: Tried, pages: dict[str, Path], name: str
) -> None:
    text = pages[name].read_text(encoding="utf-8")
    assert text.count("<body") == text.count("</body>") == 1
    changed = pages[name].with_name(f"{name}-changed.html")
    before, _, after = text.rpartition("</body>")
    changed.write_text(f"{before}{''.join(WRITTEN.values())}</body>{after}", encoding="utf-8")
    page = tried.open(changed)
    ready(page, name)
    page.wait_for_timeout(200)
    assert_whole(page, tried, name, "written")


def test_the_packed_page_asks_for_nothing_that_is_shut_off(
    tried: Tried, pages: dict[str, Path]
) -> None:
    page = tried.open(pages["packed"])
    ready(page, "packed")
    page.evaluate("projectMap.open('gas-pipeline')")
    expect(page.locator('[data-popup="gas-pipeline"]')).to_be_visible()
    assert tried.stopped(page) == []
    assert tried.said == []


def test_a_page_of_a_site_may_ask_its_own_server_and_no_other(
    tried: Tried, pages: dict[str, Path]
) -> None:
    site = pages["files"].with_name("index.html")
    tried.context.route(
        "http://site.example/**",
        lambda route: route.fulfill(
            path=site.with_name(route.request.url.rpartition("/")[2].split("#")[0])
        ),
    )
    page = tried.context.new_page()
    page.goto("http://site.example/index.html", wait_until="load")
    with pytest.raises(Error):
        page.evaluate(f"fetch('{EVIL}/')")
    assert page.evaluate("fetch('files.html').then((answer) => answer.ok)")
    assert tried.stopped(page) == ["connect-src"]
