from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from geo.errors import MapError
from geo.outputs import html
from tests.making import Layers, page_data, plain, project


@pytest.fixture
def region(layers: Layers) -> Layers:
    title = '[title]\nkk = "Жетісу & <К>"\nru = "Жетысу"\nen = "Jetisu"\n'
    summary = '[summary]\nkk = "Туралы"\nru = "О карте"\nen = "About"\n'
    return layers.projects(project()).write("_map.toml", title + summary)


class Page(HTMLParser):
    """The elements of a page, with their attributes, and the text in each kind of them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags:
            self.texts.setdefault(self.tags[-1][0], []).append(data)


def test_the_page_is_one_file_of_utf_8(region: Layers) -> None:
    ((name, data),) = html.render(region.model()).items()
    assert name == "map.html"
    assert data.decode().startswith("<!doctype html>")


def test_every_slot_of_the_template_is_filled(region: Layers) -> None:
    assert not re.search(r"<!--slot:|\{slot:", html.page(region.model()))


def test_title_language_and_description_are_those_of_the_map(region: Layers) -> None:
    page = Page(html.page(region.model("kk")))
    assert page.tags[0] == ("html", {"lang": "kk"})
    assert page.texts["title"][0] == "Жетісу & <К>"
    assert ("meta", {"name": "description", "content": "Туралы"}) in page.tags


def test_the_data_is_json_in_an_element_that_is_not_run(region: Layers) -> None:
    page = html.page(region.model())
    found = re.search(r'<script type="application/json" id="map-data">(.*?)</script>', page)
    assert found is not None
    assert page_data(found[1])["projects"][0]["id"] == "a-road"


def test_the_page_without_scripts_names_the_project_and_its_source(region: Layers) -> None:
    static = html.page(region.model("en")).partition('id="static"')[2].partition('id="app"')[0]
    assert "A road" in static
    assert "The report" in static


def test_the_page_asks_nothing_of_the_network(region: Layers) -> None:
    page = Page(html.page(region.model()))
    loads = [
        (tag, value)
        for tag, attributes in page.tags
        for name in ("src", "href", "srcset", "poster")
        if tag not in {"a", "use"} and (value := attributes.get(name))
    ]
    assert [value for _tag, value in loads if value and not value.startswith("data:")] == []


def test_additions_stand_in_head_body_and_at_the_end(region: Layers) -> None:
    more = html.Additions("<meta name=mine>", "<p>mine</p>", "<script>mine()</script>")
    page = html.page(region.model(), more)
    places = [page.index(part) for part in (more.head, "</head>", more.body, more.scripts)]
    assert places == sorted(places)


def test_all_of_leaflet_is_in_the_page_only_where_additions_may_need_it(region: Layers) -> None:
    own, more = html.page(region.model()), html.page(region.model(), html.Additions("<p>"))
    parts = [html.asset(name) for name in ("leaflet-core.js", "leaflet.js", "leaflet.css")]
    assert [part in own for part in parts] == [True, False, False]
    assert [part in more for part in parts] == [False, True, True]


def test_what_is_put_into_the_page_is_not_searched_for_slots(layers: Layers) -> None:
    text = "{slot:data}<!--slot:script-->"
    toml = f"[title]\nkk = '{text}'\nru = '{text}'\nen = '{text}'\n"
    layers.plain(plain(name=text)).write("_map.toml", toml)
    page = Page(html.page(layers.model(), html.Additions(body="{slot:title}")))
    assert page.texts["title"][0] == text
    assert [attributes.get("id") for _tag, attributes in page.tags].count("map-data") == 1


def test_half_a_letter_in_the_data_does_not_stop_the_page(layers: Layers) -> None:
    text = '{"type":"FeatureCollection","features":[{"properties":{"name":"a\\ud800"}}]}'
    layers.write("places.geojson", text.replace('{"prop', '{"geometry":null,"prop'))
    assert html.render(layers.model())["map.html"].decode()


def test_a_page_that_is_not_built_says_what_to_do(
    region: Layers, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    html.asset.cache_clear()
    monkeypatch.setattr(html, "_PAGE", tmp_path)
    with pytest.raises(MapError, match="install the project first"):
        html.render(region.model())
    html.asset.cache_clear()
