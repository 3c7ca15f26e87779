"""Data is hostile: whatever stands in it is shown as text, everywhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.conftest import OpenPage

ATTACKS = (
    "{{ 7*7 }}",
    "{# x",
    "{% raw %}",
    "</script><script>window.hit=1</script>",
    "<img src=x onerror=window.hit=1>",
    "${window.hit=1}",
    '"><svg onload=window.hit=1>',
    "<!--slot:data-->",
    "javascript:window.hit=1",
    "__proto__",
)


def _projects_folder(folder: Path, attack: str) -> Path:
    """A folder whose every text is the attack, between two letters that stay in place."""
    text = f"A {attack} Z"
    properties = {"id": "victim"}
    properties |= {f"{name}_{code}": text for name in ("name",) for code in ("kk", "ru", "en")}
    properties |= {
        "sector": "roads",
        "status": "planned",
        "status_date": "2025",
        "source": "s",
        "locator": text,
        "location_precision": "schematic",
    }
    for name in ("summary", "note", "place", "location_note"):
        properties |= {f"{name}_{code}": text for code in ("kk", "ru", "en")}
    line = {"type": "LineString", "coordinates": [[79, 45], [80, 46]]}
    feature = {"type": "Feature", "id": "victim", "properties": properties, "geometry": line}
    plain = {
        "type": "Feature",
        "id": text,
        "properties": {text: text, "name": text},
        "geometry": {"type": "Point", "coordinates": [79.5, 45.2]},
    }
    folder.mkdir()
    for name, item in (("roads", feature), ("plain", plain)):
        data = {"type": "FeatureCollection", "features": [item]}
        (folder / f"{name}.geojson").write_text(json.dumps(data), encoding="utf-8")
    quoted = json.dumps(text)
    words = "\n".join(f"{code} = {quoted}" for code in ("kk", "ru", "en"))
    (folder / "roads.toml").write_text(
        f'kind = "projects"\nattribution = {quoted}\nlicence = {quoted}\n'
        f"[title]\n{words}\n[description]\n{words}\n",
        encoding="utf-8",
    )
    (folder / "plain.toml").write_text(f"[title]\n{words}\n", encoding="utf-8")
    (folder / "_map.toml").write_text(
        f'report = "s"\nheadline = [["victim", "cost"]]\n[title]\n{words}\n[summary]\n{words}\n'
        f"[facts.cost]\n{words}\n",
        encoding="utf-8",
    )
    cell = '"' + text.replace('"', '""') + '"'
    (folder / "sources.csv").write_text(
        f"id,title,publisher,date,language,url,licence\ns,{cell},{cell},2025,{cell},,{cell}\n",
        encoding="utf-8",
    )
    (folder / "facts.csv").write_text(
        "project,key,value,unit,as_of,source,locator,note\n"
        f"victim,cost,5,KZT,2025,s,{cell},{cell}\n",
        encoding="utf-8",
    )
    return folder


def _assert_text_only(page: Page, attack: str) -> None:
    expect(page.locator("#app")).to_contain_text(attack)
    assert page.evaluate("window.hit") is None
    assert page.locator("#app img").count() == 0
    assert page.locator("#app script").count() == 0
    assert "A 49 Z" not in page.content()


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_in_every_text_is_shown_as_text(
    open_page: OpenPage, tmp_path: Path, attack: str
) -> None:
    layers = _projects_folder(tmp_path / "layers", attack)
    page = open_page("lang=en&project=victim", layers=layers)
    expect(page.locator('[data-popup="victim"]')).to_contain_text(f"A {attack} Z")
    _assert_text_only(page, attack)
    page.get_by_role("button", name="Layers").click()
    _assert_text_only(page, attack)
    page.evaluate("id => projectMap.open(id)", f"A {attack} Z")
    expect(page.locator("[data-popup]")).to_contain_text(f"A {attack} Z")
    _assert_text_only(page, attack)


@pytest.mark.parametrize(
    "attack", ["{{ 7*7 }}", "{# x", "<img src=x onerror=window.hit=1>", "${7}"]
)
def test_an_attack_in_a_file_name_is_shown_as_text(
    open_page: OpenPage, tmp_path: Path, attack: str
) -> None:
    folder = tmp_path / "layers"
    folder.mkdir()
    point = {"type": "Point", "coordinates": [79, 45]}
    feature = {"type": "Feature", "properties": {"a": 1}, "geometry": point}
    data = {"type": "FeatureCollection", "features": [feature]}
    (folder / f"{attack}.geojson").write_text(json.dumps(data), encoding="utf-8")
    page = open_page("lang=en", layers=folder)
    page.get_by_role("button", name="Layers").click()
    _assert_text_only(page, attack)


@pytest.mark.parametrize("attack", ATTACKS)
def test_without_scripts_an_attack_is_text_too(
    open_page: OpenPage, tmp_path: Path, attack: str
) -> None:
    layers = _projects_folder(tmp_path / "layers", attack)
    page = open_page(layers=layers, java_script_enabled=False)
    expect(page.locator("#static")).to_contain_text(f"A {attack} Z")
    assert page.locator("#static img").count() == 0
    assert page.locator("#static script").count() == 0


def test_a_link_of_another_kind_than_the_web_is_no_link(
    open_page: OpenPage, tmp_path: Path
) -> None:
    folder = tmp_path / "layers"
    folder.mkdir()
    links = {"web": "https://example.org/a", "script": "javascript:alert(1)", "file": "file:///etc"}
    point = {"type": "Point", "coordinates": [79, 45]}
    feature = {"type": "Feature", "id": "x", "properties": links, "geometry": point}
    data = {"type": "FeatureCollection", "features": [feature]}
    (folder / "a.geojson").write_text(json.dumps(data), encoding="utf-8")
    page = open_page("lang=en&project=x", layers=folder)
    hrefs = page.locator("[data-popup] a").evaluate_all("all => all.map(a => a.href)")
    assert hrefs == ["https://example.org/a"]
