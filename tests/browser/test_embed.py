"""The snippet in a host page under a strict content policy, served over HTTP."""

from __future__ import annotations

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from geo.cli import main
from tests.browser.conftest import ROOT

pytest.importorskip("typst", reason="the extra 'pdf' is not installed")

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

POLICY = "default-src 'none'; script-src 'self'; frame-src 'self'; img-src 'self'"


class _Host(SimpleHTTPRequestHandler):
    """A site whose own pages have a strict policy; the map is a file as it is."""

    def end_headers(self) -> None:
        if self.path.startswith("/host"):
            self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("site")
    assert main(["build", "--to", "embed", "--layers", str(ROOT / "layers"), "--lang", "ru",
                 "--output", str(folder)]) == 0  # fmt: skip
    snippet = (folder / "map.embed.html").read_text(encoding="utf-8")
    head = '<!doctype html><html lang="ru"><title>Host</title><link rel="icon" href="map.svg">'
    (folder / "host.html").write_text(head + snippet, encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Host, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def host(chromium: Browser, site: str) -> Iterator[tuple[Page, list[str]]]:
    page = chromium.new_page(viewport={"width": 1000, "height": 900})
    faults: list[str] = []
    page.on(
        "console",
        lambda message: (
            faults.append(message.text) if message.type in {"error", "warning"} else None
        ),
    )
    page.on(
        "request",
        lambda r: None if r.url.startswith((site, "data:", "blob:")) else faults.append(r.url),
    )
    page.goto(f"{site}/host.html")
    yield page, faults
    page.close()


def test_the_map_opens_in_the_frame_without_a_complaint(host: tuple[Page, list[str]]) -> None:
    page, faults = host
    frame = page.frame_locator("iframe")
    frame.locator("html[data-ready=true]").wait_for()
    assert frame.locator("html").get_attribute("lang") == "ru"
    assert faults == []


def test_the_frame_takes_the_height_that_the_map_asks_for(host: tuple[Page, list[str]]) -> None:
    page, _faults = host
    expect(page.locator("iframe")).not_to_have_attribute("height", "600")
    before = int(page.locator("iframe").get_attribute("height") or 0)
    page.set_viewport_size({"width": 500, "height": 900})
    expect(page.locator("iframe")).not_to_have_attribute("height", str(before))
    assert int(page.locator("iframe").get_attribute("height") or 0) < before


def test_a_project_opens_in_the_sandboxed_frame(host: tuple[Page, list[str]]) -> None:
    page, faults = host
    frame = page.frame_locator("iframe")
    frame.locator("html[data-ready=true]").wait_for()
    frame.locator("html").evaluate("() => { projectMap.open('usharal-airport'); }")
    frame.locator("[data-popup=usharal-airport]").wait_for()
    assert faults == []


def test_without_scripts_the_host_shows_the_picture(chromium: Browser, site: str) -> None:
    page = chromium.new_page(java_script_enabled=False)
    page.goto(f"{site}/host.html")
    size = page.locator("noscript img, figure > a img").first.bounding_box()
    page.close()
    assert size is not None
    assert size["width"] > 300
