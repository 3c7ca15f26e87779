from __future__ import annotations

import json
from itertools import accumulate, chain
from math import atan, degrees, pi, sinh
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.outputs.payload import payload
from tests.making import ABSENT, Layers, page_data, plain, project


def shown(layers: Layers) -> dict[str, Any]:
    return page_data(payload(layers.model()))


def decoded(text: str, bits: int) -> list[list[float]]:
    """Positions in degrees from the string in which a line of the base map is written."""
    numbers, number, shift = [], 0, 0
    for letter in text:
        number |= (ord(letter) - 63 & 31) << shift
        shift += 5
        if ord(letter) - 63 < 32:
            numbers.append(~(number >> 1) if number & 1 else number >> 1)
            number, shift = 0, 0
    columns, rows = accumulate(numbers[::2]), accumulate(numbers[1::2])
    cells = 2**bits
    return [
        [(x / cells - 0.5) * 360, degrees(atan(sinh((0.5 - y / cells) * 2 * pi)))]
        for x, y in zip(columns, rows, strict=True)
    ]


def test_a_project_stands_in_the_page_s_data_with_the_names_of_its_fields(layers: Layers) -> None:
    layers.projects(project(status_date="2025")).facts("a-road,length,0,km,2025,report,page 4,")
    (found,) = shown(layers)["projects"]
    (fact,) = found.pop("facts")
    assert found == {
        "number": 1,
        "id": "a-road",
        "layer": "roads",
        "name": ["Жол", "Дорога", "A road"],
        "summary": ["Жол салынады.", "Построят дорогу.", "A road will be built."],
        "sector": "roads",
        "status": "planned",
        "status_date": "2025",
        "status_date_iso": "2025",
        "status_source": 1,
        "precision": "exact",
        "geometry": {"type": "Point", "coordinates": [79.5, 45.5]},
        "anchor": [79.5, 45.5],
        "bounds": [79.5, 45.5, 79.5, 45.5],
        "sources": [1],
    }
    (said,) = fact["statements"]
    assert (said["value"], said["as_of"], said["locator"][2]) == (0, "2025", "page 4")
    assert "high" not in said
    assert "note" not in said


def test_a_text_that_is_the_same_in_all_languages_stands_once(layers: Layers) -> None:
    layers.projects(project(name_kk=ABSENT, name_ru=ABSENT))
    assert shown(layers)["projects"][0]["name"] == "A road"


def test_a_text_that_occurs_again_is_a_number_of_the_list_of_texts(layers: Layers) -> None:
    names = {f"name_{code}": word for code, word in (("kk", "Ж"), ("ru", "Д"), ("en", "R"))}
    places = {f"place_{code}": word for code, word in (("kk", "О"), ("ru", "М"), ("en", "P"))}
    layers.projects(project(id="a", **names, **places), project(id="b", **names))
    found = shown(layers)
    first, second = found["projects"]
    assert found["texts"][first["name"]] == found["texts"][second["name"]] == ["Ж", "Д", "R"]
    assert first["place"] == ["О", "М", "P"]


def test_what_is_absent_is_absent(layers: Layers) -> None:
    found = shown(layers.plain(plain(None)))
    assert {"projects", "sources", "context", "headlines", "report", "summary"}.isdisjoint(found)
    assert found["features"] == [{"id": "places-0", "layer": "places", "name": "places-0"}]


def test_the_base_map_stands_by_the_names_of_its_layers(layers: Layers) -> None:
    layers.plain(plain()).plain(plain(name_kk="Көл"), name="context/lakes")
    lakes = shown(layers)["context"]["lakes"]
    ((rank, name, points),) = lakes["shapes"]
    assert (rank, name) == (1, "Көл")
    assert decoded(points, lakes["bits"]) == [pytest.approx([79.5, 45.5], abs=0.001)]


def numbers(most: int) -> st.SearchStrategy[float]:
    return st.integers(-most * 1_000_000, most * 1_000_000).map(lambda number: number / 1_000_000)


def decimals(number: float) -> int:
    return next(n for n in range(7) if round(number, n) == number)


LINES = st.lists(st.lists(st.tuples(numbers(180), numbers(85)), min_size=2), min_size=1)


@given(LINES)
def test_positions_of_the_base_map_come_back_to_the_last_decimal(
    tmp_path_factory: pytest.TempPathFactory, lines: list[Any]
) -> None:
    layers = Layers(tmp_path_factory.mktemp("any") / "layers").plain(plain())
    layers.plain(plain({"type": "MultiLineString", "coordinates": lines}), name="context/rivers")
    rivers = shown(layers)["context"]["rivers"]
    ((_rank, _name, _points, found),) = rivers["shapes"]
    shown_lines = [decoded(line, rivers["bits"]) for line in found.split(" ")]
    for was, now in zip(lines, shown_lines, strict=True):
        step = 360 / 2 ** rivers["bits"]
        assert step <= 10 ** -max(map(decimals, chain.from_iterable(was)))
        assert [pytest.approx(position, abs=step) for position in was] == now


@pytest.mark.parametrize(
    "text",
    [
        "</script><script>alert(1)</script>",
        "<!-- <script>",
        "]]>",
        "\u2028\u2029",
        "\\u003c",
        "{slot:title}<!--slot:title-->",
        "\0\x1b\u007f",
        "a\ud800b",
    ],
)
def test_hostile_text_cannot_end_the_element_and_comes_back_as_it_was(
    layers: Layers, text: str
) -> None:
    name = json.dumps(text)
    layers.write(
        "places.geojson",
        f'{{"type":"FeatureCollection","features":[{{"type":"Feature","geometry":null,'
        f'"properties":{{"name":{name},{name}:1}}}}]}}',
    )
    data = payload(layers.model())
    assert "<" not in data
    (feature,) = page_data(data)["features"]
    assert (feature["name"], feature["properties"][1]) == (text, [text, "1"])


@given(st.dictionaries(st.text(min_size=1), st.text(min_size=1)))
def test_any_properties_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, properties: dict[str, str]
) -> None:
    layers = Layers(tmp_path_factory.mktemp("any") / "layers")
    layers.plain(plain() | {"id": "a", "properties": properties})
    found = shown(layers)["features"][0].get("properties", [])
    assert found == [[key, value] for key, value in properties.items()]
