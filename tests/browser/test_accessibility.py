"""axe-core finds nothing, in the three languages, light and dark, desktop and phone."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import OpenPage

AXE = Path(__file__).parents[2] / "geo/page/node_modules/axe-core/axe.min.js"
TOUCH: dict[str, Any] = {"is_mobile": True, "has_touch": True}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PHONE: dict[str, Any] = {**TOUCH, "viewport": {"width": 390, "height": 844}}
SMALL: dict[str, Any] = {**TOUCH, "viewport": {"width": 320, "height": 640}}


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',"
        " 'best-practice']})"
    )
    return [
        f"{item['id']}: {item['help']}: {[node['target'] for node in item['nodes']][:5]}"
        for item in found["violations"]
    ]


@pytest.fixture(autouse=True)
def _axe() -> None:
    if not AXE.is_file():
        reason = "axe-core is not there: cd geo/page && npm ci"
        if os.environ.get("PROJECTMAP_NEEDS_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)


# Each state, light and dark: what it is made of doesn't depend on the language, which takes turns.
@pytest.mark.parametrize(
    ("state", "context", "scheme", "language"),
    [
        ("", DESKTOP, "light", "kk"),
        ("", DESKTOP, "dark", "ru"),
        ("", PHONE, "light", "en"),
        ("", PHONE, "dark", "kk"),
        ("project=lepsi-aktogay-road", DESKTOP, "light", "ru"),
        ("project=lepsi-aktogay-road", DESKTOP, "dark", "en"),
        ("project=lepsi-aktogay-road", PHONE, "light", "kk"),
        ("project=lepsi-aktogay-road", PHONE, "dark", "ru"),
        ("project=wind-plant", DESKTOP, "light", "en"),
        ("project=wind-plant", DESKTOP, "dark", "kk"),
    ],
)
def test_axe_finds_nothing(
    open_page: OpenPage, state: str, context: dict[str, Any], language: str, scheme: str
) -> None:
    page = open_page(f"lang={language}&{state}", color_scheme=scheme, **context)
    page.wait_for_timeout(400)
    assert violations(page) == []


@pytest.mark.parametrize(
    ("state", "context", "scheme"),
    [
        ("lang=kk", DESKTOP, "dark"),
        ("lang=ru&q=river", PHONE, "light"),
        ("lang=en&table=1", DESKTOP, "light"),
        ("lang=kk&table=1", PHONE, "dark"),
    ],
)
def test_axe_finds_nothing_in_a_packed_page(
    open_page: OpenPage, thousands: Path, state: str, context: dict[str, Any], scheme: str
) -> None:
    page = open_page(state, path=thousands, color_scheme=scheme, **context)
    page.wait_for_timeout(400)
    assert violations(page) == []


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_nothing_is_cut_off_at_320_pixels(open_page: OpenPage, language: str) -> None:
    page = open_page(f"lang={language}", **SMALL)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_page_without_scripts(
    open_page: OpenPage, built: Path, tmp_path: Path, scheme: str
) -> None:
    scripts = re.compile("<script>.*?</script>", re.DOTALL)
    text = scripts.sub("", built.read_text(encoding="utf-8"), count=1)
    start, end = text.index('<div id="app">'), text.rindex("</body>")
    still = tmp_path / "still.html"
    still.write_text(text[:start] + text[end:], encoding="utf-8")
    page = open_page(path=still, color_scheme=scheme, java_script_enabled=True, ready=False)
    assert violations(page) == []
