"""Every project of the shipped map opens from its address, in every language."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from geo.words import words

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import OpenPage

LAYERS = Path(__file__).parents[2] / "layers"
LANGUAGES = ("kk", "ru", "en")


def _projects() -> dict[str, dict[str, Any]]:
    found = {}
    for path in sorted(LAYERS.glob("*.geojson")):
        for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
            found[feature["properties"]["id"]] = feature["properties"]
    return found


PROJECTS = _projects()


@pytest.mark.parametrize("project", PROJECTS)
def test_a_project_opens_from_its_address(open_page: OpenPage, project: str) -> None:
    # Each language is the first one of some, and the others are gone to from there.
    start = [*PROJECTS].index(project)
    first, *others = (LANGUAGES[(start + n) % len(LANGUAGES)] for n in range(len(LANGUAGES)))
    page = open_page(f"lang={first}&project={project}")
    assert_open(page, project, first)
    for language in others:
        page.evaluate("hash => { location.hash = hash }", f"lang={language}&project={project}")
        assert_open(page, project, language)


def assert_open(page: Page, project: str, language: str) -> None:
    expect(page.locator("html")).to_have_attribute("lang", language)
    popup = page.locator(f'.leaflet-popup [data-popup="{project}"]')
    expect(popup).to_be_visible()
    said = PROJECTS[project]
    expect(popup).to_contain_text(said[f"name_{language}"])
    expect(popup).to_contain_text(said[f"summary_{language}"])
    expect(popup).to_contain_text(words(language)[f"status.{said['status']}"])
    expect(popup).to_contain_text(words(language)[f"precision_note.{said['location_precision']}"])
    assert popup.locator("[data-source]").count() >= 1


@pytest.mark.parametrize("project", PROJECTS)
def test_a_project_stands_in_the_list_and_opens_from_it(open_page: OpenPage, project: str) -> None:
    page = open_page("lang=en")
    page.locator(f'[data-project="{project}"]').first.click()
    expect(page.locator(f'.leaflet-popup [data-popup="{project}"]')).to_be_visible()
    assert f"project={project}" in page.url
