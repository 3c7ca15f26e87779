"""Whatever stands in a folder of layers is text on the page, never an element of it."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pytest

from geo.outputs import html, svg
from geo.outputs.payload import payload
from tests.making import FACTS, SOURCES, Layers, page_data, plain, project

#: An element and an attribute that no page of ours has.
MARK = "xmark"
ATTACKS = (
    f"<{MARK} {MARK}=1>",
    f'"><{MARK}>',
    f"' {MARK}='1",
    f"</script><{MARK}>",
    f"</title></style></textarea><{MARK}>",
    f"<!-- {MARK}",
    f"--><{MARK}>",
    f"]]><{MARK}>",
    f"&lt;{MARK}&gt;&#60;{MARK}>",
    f"{{slot:data}}<!--slot:script-->{MARK}",
    f"{{{{ 7*7 }}}}{{% raw %}}{{# {MARK}",
    f"${{{MARK}}}`\\",
    f"<\0{MARK}>\x1b\u202e",
)


class Elements(HTMLParser):
    """Names of all elements and attributes, and how many comments and declarations."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.ids: list[str] = []
        self.others: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names |= {tag, *(name for name, _value in attrs)}
        self.ids += [value or "" for name, value in attrs if name == "id"]

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    def handle_decl(self, decl: str) -> None:
        self.others.append(decl)

    def unknown_decl(self, data: str) -> None:
        self.others.append(data)


def cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def hostile(layers: Layers, text: str) -> Layers:
    """A folder in which the text stands wherever a text may stand."""
    fields = ("name", "summary", "note", "place", "location_note")
    texts = {f"{field}_{code}": text for field in fields for code in ("kk", "ru", "en")}
    quoted = json.dumps(text).replace("\\u0000", "\\u0001")
    words = "".join(f"{code} = {quoted}\n" for code in ("kk", "ru", "en"))
    credits_ = f"attribution = {quoted}\nlicence = {quoted}\n"
    layers.projects(project(**texts, locator=text))
    layers.write(
        "roads.toml", f'kind = "projects"\n{credits_}[title]\n{words}[description]\n{words}'
    )
    layers.plain({"id": text} | plain(**{text: text, "name": text, "list": [text]}))
    layers.write("places.toml", f"{credits_}")
    layers.plain(plain(), name=text.replace("/", "∕").replace("\0", ""))
    layers.plain(plain(name_kk=text), name="context/settlements")
    layers.write("context/settlements.toml", f'kind = "context"\n{credits_}[title]\n{words}')
    url = f"https://example.kz/{''.join(text.split())}"
    source = ["report", text, text, "2025", text, url, text]
    layers.write("sources.csv", f"{SOURCES},licence\n{','.join(map(cell, source))}\n")
    fact = ["a-road", "own", "1", "km", "", "report", text, text]
    layers.facts(",".join(map(cell, fact)), columns=FACTS)
    layers.write("_map.toml", f"[title]\n{words}[summary]\n{words}[facts.own]\n{words}")
    return layers


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_element_or_attribute_of_the_page_comes_from_data(layers: Layers, attack: str) -> None:
    folder = hostile(layers, attack)
    assert [problem for problem in folder.check() if problem.is_error] == []
    text = html.page(folder.model())
    harmless = hostile(Layers(layers.path / "b"), "b\u202e")
    page, plain_page = Elements(text), Elements(html.page(harmless.model()))
    assert MARK not in page.names
    assert page.names <= plain_page.names
    assert page.others == plain_page.others
    assert page.ids.count("map-data") == 1
    assert MARK in text


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_element_of_the_drawing_comes_from_data(layers: Layers, attack: str) -> None:
    drawing = ET.fromstring(svg.render(hostile(layers, attack).model())["map.svg"])  # noqa: S314
    assert not [item.tag for item in drawing.iter() if MARK in item.tag or MARK in item.attrib]


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_text_is_shown_as_it_stands(layers: Layers, attack: str) -> None:
    shown = page_data(payload(hostile(layers, attack).model()))
    assert shown["projects"][0]["name"] == attack
    (feature,) = [item for item in shown["features"] if item["id"] == attack]
    assert [attack, attack] in feature["properties"]


def test_the_folder_s_own_name_is_text_too(tmp_path: Path) -> None:
    layers = Layers(tmp_path / f"<{MARK} {MARK}=1>").plain(plain())
    assert MARK not in Elements(html.page(layers.model())).names
