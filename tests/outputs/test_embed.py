from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("typst", reason="the extra 'pdf' is not installed")

from geo.outputs.embed import render

if TYPE_CHECKING:
    from geo.model import MapModel


class _Elements(HTMLParser):
    """The elements of a snippet with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def one(self, name: str) -> dict[str, str | None]:
        (attributes,) = [found for tag, found in self.found if tag == name]
        return attributes


@pytest.fixture(scope="module")
def files(made_map: MapModel) -> dict[str, str]:
    return {
        name: data.decode() for name, data in render(made_map).items() if not name.endswith("png")
    }


def test_all_that_the_snippets_name_stands_beside_them(made_map: MapModel) -> None:
    assert {"map.html", "map.svg", "map.png", "map.embed.js"} <= set(render(made_map))


def test_the_frame_has_a_title_and_loads_when_it_is_seen(files: dict[str, str]) -> None:
    frame = _Elements(files["map.embed.html"]).one("iframe")
    assert frame["title"] == "Жетісу жобалары"
    assert frame["loading"] == "lazy"


def test_the_frame_is_not_of_the_hosts_origin(files: dict[str, str]) -> None:
    sandbox = _Elements(files["map.embed.html"]).one("iframe")["sandbox"] or ""
    assert "allow-same-origin" not in sandbox.split()
    assert "allow-scripts" in sandbox.split()


def test_a_strict_policy_of_the_host_refuses_nothing(files: dict[str, str]) -> None:
    elements = _Elements(files["map.embed.html"]).found
    inline = [
        (tag, name)
        for tag, attributes in elements
        for name in attributes
        if name == "style" or name.startswith("on")
    ]
    assert inline == []
    assert all(attributes.get("src") for tag, attributes in elements if tag == "script")


def test_where_scripts_are_off_there_are_a_link_and_a_picture(files: dict[str, str]) -> None:
    picture = _Elements(files["map.embed.html"]).one("img")
    assert picture["src"] == "map.svg"
    assert (picture["alt"] or "").startswith("Жетісу жобалары")


def test_the_map_opens_in_the_language_of_the_build(made_map: MapModel) -> None:
    snippet = render(replace(made_map, language="ru"))["map.embed.html"].decode()
    assert _Elements(snippet).one("iframe")["src"] == "map.html#lang=ru&frame=1"


def test_an_address_leads_to_where_the_map_is_published(made_map: MapModel) -> None:
    at = replace(made_map, address="https://example.org/maps/jetisu.html")
    elements = _Elements(render(at)["map.embed.html"].decode())
    assert elements.one("iframe")["src"] == "https://example.org/maps/jetisu.html#lang=kk&frame=1"
    assert elements.one("img")["src"] == "https://example.org/maps/map.svg"


def test_markdown_is_a_picture_that_leads_to_the_map(files: dict[str, str]) -> None:
    assert files["map.embed.md"].startswith("[![Жетісу жобалары")
    assert files["map.embed.md"].count("](map.html)") == 2


def test_quarto_takes_the_frame_on_the_web_and_the_picture_on_paper(files: dict[str, str]) -> None:
    web, paper = files["map.embed.qmd"].split(":::\n\n")
    assert "<iframe" in web
    assert "](map.png)" in paper
    assert "<" not in paper


@pytest.mark.parametrize(
    "title",
    [
        '"><script>alert(1)</script>',
        "]( javascript:alert(1) ) `x` <b>",
        "```\n:::\n# x",
        "{{< x >}}",
    ],
)
def test_a_hostile_title_stays_text(made_map: MapModel, title: str) -> None:
    files = render(replace(made_map, title=(title,) * 3))
    snippet = files["map.embed.html"].decode()
    assert [tag for tag, _ in _Elements(snippet).found].count("script") == 1
    markdown = files["map.embed.md"].decode()
    assert "<b>" not in markdown
    assert "](" not in markdown.replace("](map.svg)", "").replace("](map.html)", "")
    assert not any(
        line.startswith(("# ", "{{<")) for line in files["map.embed.qmd"].decode().splitlines()
    )


def test_the_same_map_gives_the_same_bytes(made_map: MapModel) -> None:
    assert render(made_map) == render(made_map)
