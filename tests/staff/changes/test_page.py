"""The HTML map of the changes, as text; tests/browser looks at it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from geo.staff.changes.compare import compare
from geo.staff.changes.page import page
from geo.staff.changes.sides import read_sides
from tests.making import collection, plain, project
from tests.staff.changes.making import Sides
from tests.staff.changes.test_reports import HOSTILE

ROAD = {"type": "LineString", "coordinates": [[79, 45], [79.5, 45.2], [80, 45]]}
LONGER = {"type": "LineString", "coordinates": [*ROAD["coordinates"], [80.4, 45.3]]}


class Found(HTMLParser):
    """All elements of a page, and the text of each kind."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def values(self, attribute: str) -> list[str]:
        return [found for _tag, attrs in self.elements if (found := attrs.get(attribute))]


@pytest.fixture
def edited(sides: Sides) -> Sides:
    sides.old.projects(project(ROAD), project(id="gone", name_en="Gone"))
    sides.new.projects(project(LONGER), project(None, id="regionwide", location_precision="region"))
    return sides


def text_of(sides: Sides) -> str:
    return page(sides.compare()).decode()


def test_the_page_has_each_language_of_the_map(edited: Sides) -> None:
    found = Found(text_of(edited))
    mains = [attrs.get("lang") for tag, attrs in found.elements if tag == "main"]
    assert mains == ["kk", "ru", "en"]


def test_what_came_went_and_differs_stands_in_the_list(edited: Sides) -> None:
    found = Found(text_of(edited))
    entries = [
        attrs["class"]
        for tag, attrs in found.elements
        if tag == "li" and (attrs.get("id") or "").startswith("en-c-")
    ]
    assert entries == ["change changed", "change added", "change removed"]


def test_every_link_leads_to_a_place_on_the_page(edited: Sides) -> None:
    found = Found(text_of(edited))
    ids = found.values("id")
    assert len(ids) == len({*ids})
    links = [href for href in found.values("href") if href != ""]
    assert {href for href in links if not href.startswith("#")} == set()
    assert {href[1:] for href in links} - {*ids} == set()


def test_the_page_runs_nothing_and_asks_for_nothing(edited: Sides) -> None:
    text = text_of(edited)
    found = Found(text)
    assert "script" not in {tag for tag, _attrs in found.elements}
    assert found.values("src") == []
    assert not re.search(r"url\((?!#)|@import|https?://(?!www\.w3\.org)", text)
    assert "default-src 'none'" in text


def test_the_same_sides_give_the_same_bytes(edited: Sides) -> None:
    assert page(edited.compare()) == page(edited.compare())


def test_no_path_of_this_machine_is_in_it(edited: Sides, tmp_path: Path) -> None:
    found = page(
        compare(*read_sides([str(edited.old.path), str(edited.new.path)], Path("layers")))
    ).decode()
    assert str(tmp_path) not in found


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_word_of_the_data_is_markup(sides: Sides, hostile: str) -> None:
    harmless = page_with(sides, "harmless")
    assert elements(page_with(sides, hostile)) == elements(harmless)


def page_with(sides: Sides, words: str) -> str:
    sides.old.plain(plain(ROAD, id="a", name="x", key="x"))
    text = collection(plain(LONGER, id="a", name=words, key=f"x{words}"))
    sides.new.write("places.geojson", text.replace("\ud800", "\\ud800"))
    sides.new.write("_map.toml", "")
    return text_of(sides)


def elements(text: str) -> set[str]:
    """The kinds of elements and attributes, without those that hold a direction apart."""
    found = Found(text)
    names = {f"{tag} {name}" for tag, attrs in found.elements for name in attrs}
    return names | {tag for tag, _attrs in found.elements if tag not in {"bdi", "span"}}


def test_changes_without_a_place_are_listed_without_a_map(sides: Sides) -> None:
    sides.old.projects(project(None))
    sides.new.projects(project(None, status="completed"))
    text = text_of(sides)
    assert "Nothing that changed has a place on the map." in text
    assert 'id="en-map"' not in text


def test_nothing_is_said_to_have_changed(sides: Sides) -> None:
    sides.old.projects(project())
    sides.new.projects(project())
    assert "Nothing has changed." in text_of(sides)


def test_of_very_many_changes_the_first_are_shown_and_the_rest_counted(sides: Sides) -> None:
    many = [plain({"type": "Point", "coordinates": [79 + n / 1e3, 45]}, id=n) for n in range(250)]
    sides.old.plain(plain(id="a"))
    sides.new.plain(plain(id="a"), *many)
    text = text_of(sides)
    assert text.count('id="en-c-') == 200
    assert "Further changes, not shown here: 50" in text


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": ["x", 1]},
        {"type": "Polygon", "coordinates": []},
        {"type": "GeometryCollection", "geometries": []},
        {"type": "Point", "coordinates": [500000, 5000000]},
        {"type": "Point", "coordinates": [180, 90]},
        {"type": "MultiPoint", "coordinates": [[-180, -90], [180, 90]]},
    ],
)
def test_no_geometry_breaks_the_page(sides: Sides, geometry: dict[str, object]) -> None:
    sides.old.plain(plain(id="a"), plain(geometry, id="b"))
    sides.new.plain(plain(geometry, id="a"), plain(id="b"))
    assert "<main" in text_of(sides)


def test_two_tables_have_a_list_and_no_map(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    head = "project,key,value,unit,as_of,source,locator,note\n"
    (tmp_path / "one.csv").write_text(f"{head}a,cost,5,KZT,,,,\n", encoding="utf-8")
    (tmp_path / "two.csv").write_text(f"{head}a,cost,6,KZT,,,,\n", encoding="utf-8")
    found = page(compare(*read_sides(["one.csv", "two.csv"], Path("layers")))).decode()
    assert "5 tenge" in found.replace("\u00a0", " ")
