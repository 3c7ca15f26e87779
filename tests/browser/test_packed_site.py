"""A packed map on a web server: its parts lie beside the page, which asks for what it needs."""

from __future__ import annotations

import functools
import http.server
import io
import re
import threading
import zipfile
from typing import TYPE_CHECKING

import pytest

from geo.cli import main
from tests.browser.conftest import until
from tests.making import Layers, project

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

_COUNT = 700


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site, given by ranges, or whole where ``?whole`` is asked for."""
    folder = tmp_path_factory.mktemp("site")
    roads = (
        project(
            {
                "type": "LineString",
                "coordinates": [
                    [77 + n % 30 / 6, 43 + n / 120],
                    [77.4 + n % 30 / 6, 43.2 + n / 120],
                ],
            },
            id=f"road-{n}",
            name_en=f"Road {n}",
        )
        for n in range(_COUNT)
    )
    layers = Layers(folder / "layers").projects(*roads)
    asked = ["--to", "site", "--set", "site.formats=", "--set", "html.drawing=packed"]
    more = ["--lang", "en", "--output", str(folder)]
    assert main(["build", "--layers", str(layers.path), *asked, *more]) == 0
    with zipfile.ZipFile(folder / "map.site.zip") as files:
        files.extractall(folder / "site")
    handler = functools.partial(_Ranges, directory=str(folder / "site"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/index.html"
        server.shutdown()


class _Ranges(http.server.SimpleHTTPRequestHandler):
    def send_head(self) -> io.BytesIO | None:
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range") or "")
        whole = "whole" in (self.headers.get("Referer") or "")
        if not asked or whole:
            return super().send_head()  # type: ignore[return-value]
        with open(self.translate_path(self.path), "rb") as file:  # noqa: PTH123 - a text
            data = file.read()
        first, last = int(asked[1]), int(asked[2] or len(data) - 1)
        part = data[first : last + 1]
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
        self.send_header("Content-Length", str(len(part)))
        self.end_headers()
        return io.BytesIO(part)

    def log_message(self, *_said: object) -> None:
        """Nothing."""


@pytest.mark.parametrize("query", ["", "?whole"])
def test_a_project_is_shown_from_parts_that_the_server_gives(
    chromium: Browser, site: str, query: str
) -> None:
    page = chromium.new_page()
    faults: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site}{query}#lang=en&project=road-650")
    until(page, "() => document.documentElement.dataset.ready === 'true'")
    until(page, "() => document.querySelector('[data-popup=\"road-650\"], #card h2') !== null")
    assert "Road 650" in page.inner_text("body")
    parts = site.replace("index.html", "map.parts")
    assert {url for url in asked if not url.startswith((site, "data:", "blob:"))} == {parts}
    assert faults == []
    page.close()
