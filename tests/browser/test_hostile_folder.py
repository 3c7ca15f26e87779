"""A folder with an attack wherever a text may stand: the page, and the drawing opened alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from geo.outputs import svg
from tests.hostile import ATTACKS, MARK, folder
from tests.making import Layers, plain

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.conftest import OpenPage

#: Fails a test through the console, which is watched.
TRAP = f"void (window.{MARK} = () => console.error('an attack ran'))"


@pytest.mark.parametrize("drawing", ["plain", "packed"])
def test_nothing_runs_on_the_page_of_a_hostile_folder(
    open_page: OpenPage, tmp_path: Path, drawing: str
) -> None:
    layers = folder(tmp_path / "layers", ATTACKS).layers
    with (layers.path / "_map.toml").open("a", encoding="utf-8") as settings:
        settings.write(f'[layout.html]\ndrawing = "{drawing}"\n')
    page = open_page("lang=en", layers=layers.path)
    page.evaluate(TRAP)
    for number in range(len(ATTACKS)):
        page.evaluate("id => projectMap.open(id)", f"p{number}")
        expect(page.locator(f'[data-popup="p{number}"]')).to_be_attached()
    assert page.locator(f"{MARK}, [{MARK}], #app img[src=x]").count() == 0


def test_nothing_runs_in_the_drawing_opened_alone(open_page: OpenPage, tmp_path: Path) -> None:
    file = tmp_path / "map.svg"
    model = folder(tmp_path / "layers", ATTACKS).layers.model()
    file.write_bytes(svg.render(model)["map.svg"])
    page = open_page(path=file, ready=False)
    page.evaluate(TRAP)
    assert page.evaluate("document.documentElement.localName") == "svg"
    assert (
        page.locator(f"script, foreignObject, {MARK}, [{MARK}], [onload], [onerror]").count() == 0
    )


def test_what_turns_letters_round_is_shown_by_its_name(open_page: OpenPage, tmp_path: Path) -> None:
    layers = Layers(tmp_path / "layers").plain({"id": "a"} | plain(name="x\u202efdp.exe"))
    page = open_page("lang=en&project=a", layers=layers.path)
    expect(page.locator("[data-popup]")).to_contain_text("x[U+202E]fdp.exe")
