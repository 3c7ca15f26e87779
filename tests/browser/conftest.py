"""The real page in the machine's own Chromium, with the network cut.

Any request that leaves the page, any console error and any uncaught exception fails the
test that opened it.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from geo.cli import main
from tests.bench import workload

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NEEDED = "PROJECTMAP_NEEDS_BROWSER"
NAMED = "PROJECTMAP_CHROMIUM"


def until(page: Page, said: str, value: object = None) -> None:
    """Wait until a function of the page says yes.

    In place of ``wait_for_function``, which makes a script of a text as it waits: the page's
    policy refuses that, and should in tests too.
    """
    for _ in range(500):
        if page.evaluate(said, value):
            return
        page.wait_for_timeout(20)
    pytest.fail(f"never: {said} of {value!r}")


class OpenPage(Protocol):
    """Opens the map: the shipped one, or one built from another folder of layers."""

    def __call__(
        self,
        hash_: str = "",
        *,
        layers: Path | None = None,
        path: Path | None = None,
        ready: bool = True,
        **context: Any,
    ) -> Page: ...


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A running Chromium, the one named in PROJECTMAP_CHROMIUM or the machine's."""
    path = os.environ.get(NAMED) or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        reason = f"no Chromium on this machine: install it, or name it in {NAMED}"
        if os.environ.get(NEEDED):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped map, as README's first command makes it."""
    folder = tmp_path_factory.mktemp("map")
    assert main(["build", "--layers", str(ROOT / "layers"), "--output", str(folder)]) == 0
    return folder / "map.html"


@pytest.fixture(scope="session")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped map, drawn as maps of very many features are."""
    return _packed(ROOT / "layers", tmp_path_factory.mktemp("packed"))


@pytest.fixture(scope="session")
def thousands(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A packed map of 3,000 projects."""
    folder = tmp_path_factory.mktemp("thousands")
    workload.write_folder(folder / "layers", 3000)
    return _packed(folder / "layers", folder / "out")


def _packed(layers: Path, output: Path) -> Path:
    said = ["--layers", str(layers), "--output", str(output), "--set", "html.drawing=packed"]
    assert main(["build", *said]) == 0
    return output / "map.html"


@dataclass
class Watch:
    """What a page did that it must not do."""

    path: str
    faults: list[str] = field(default_factory=list)

    def attach(self, context: BrowserContext) -> None:
        """Listen to all pages of a context."""
        context.on("request", self._request)
        context.on("console", lambda message: self._console(message.type, message.text))
        context.on("weberror", lambda error: self.faults.append(f"uncaught: {error.error}"))

    def _request(self, request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme in {"data", "blob"} or (url.scheme, url.path) == ("file", self.path):
            return
        self.faults.append(f"request: {request.url}")

    def _console(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.faults.append(f"console {kind}: {text}")


@pytest.fixture
def open_page(chromium: Browser, built: Path, tmp_path: Path) -> Iterator[OpenPage]:
    """Opens pages and, when the test is done, fails it for what they did wrong."""
    watches: list[Watch] = []
    contexts: list[BrowserContext] = []

    def open_(
        hash_: str = "",
        *,
        layers: Path | None = None,
        path: Path | None = None,
        ready: bool = True,
        **context: Any,
    ) -> Page:
        if layers is not None:
            assert main(["build", "--layers", str(layers), "--output", str(tmp_path / "out")]) == 0
            path = tmp_path / "out" / "map.html"
        url = (path or built).resolve().as_uri()
        options = {"viewport": {"width": 1280, "height": 800}, "locale": "kk-KZ", **context}
        fresh = chromium.new_context(timezone_id="Asia/Almaty", **options)
        fresh.set_offline(True)
        fresh.set_default_timeout(10_000)
        contexts.append(fresh)
        watch = Watch(urlsplit(url).path)
        watch.attach(fresh)
        watches.append(watch)
        page = fresh.new_page()
        page.goto(url + (f"#{hash_.lstrip('#')}" if hash_ else ""))
        if ready and options.get("java_script_enabled", True):
            page.wait_for_selector("html[data-ready=true]")
        return page

    yield open_
    for opened in contexts:
        opened.close()
    faults = [fault for watch in watches for fault in watch.faults]
    assert not faults, "\n".join(faults)
