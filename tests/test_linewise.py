from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.linewise import read_by_lines
from geo.read import read_collection
from tests.making import collection, plain, project
from tests.test_write import VALUES

HEAD, FOOT = '{"type": "FeatureCollection", "features": [', "]}"
ONE = '{"type": "Feature", "properties": {"name": "Жол"}, "geometry": null}'
POINT = '{"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": %s}}'


def raws(data: bytes) -> list[Any] | None:
    found = read_by_lines(data)
    return None if found is None else [feature.raw for feature in found[1]]


def lines(*features: str, head: str = HEAD, foot: str = FOOT) -> bytes:
    return "\n".join([head, ",\n".join(features), foot, ""]).encode()


@pytest.mark.parametrize(
    "data",
    [
        lines(ONE, POINT % "[79.5, 45.5]"),
        lines(ONE, POINT % "[ 79.5,45.5 ,1e2]", foot="]\n}"),
        lines(f"  {ONE} ", f"\t{POINT % '[[1, 2], [3.25, -4]]'} "),
        lines(ONE, ONE).replace(b"\n", b"\r\n"),
        lines(ONE, head='{\n"type": "FeatureCollection",\n"name": "a",\n"features": ['),
        lines(POINT % "[1, 2]" + "", ONE)[:-1],
        lines(POINT % '[1, "]}"]'),
        lines(POINT % "[18446744073709551616, 1]"),
        lines(POINT % "[-0, -0.0]"),
        lines(POINT.replace("{}", r'{"coordinates": [1, 2]}', 1) % "[3, 4]"),
        lines(POINT.replace("{}", r'{"a": "\"coordinates\": [1, 2]}"}', 1) % "[3, 4]"),
        lines(POINT.replace("}}", '}, "coordinates": 0}') % "[3, 4]"),
        lines('{"type": "Feature", "coordinates": [1, 2], "geometry": null}'),
        lines(POINT.replace('"coordinates": %s', '"coordinates": %s, "bbox": [1, 2]') % "[1, 2]"),
    ],
)
def test_a_file_of_lines_says_what_json_says(data: bytes) -> None:
    said = json.loads(data)["features"]
    found = raws(data)
    assert found is not None
    assert found == said
    assert [json.dumps(item) for item in found] == [json.dumps(item) for item in said]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        json.dumps(json.loads(lines(ONE))).encode(),
        json.dumps(json.loads(lines(ONE)), indent=1).encode(),
        lines(ONE, foot="]"),
        lines(ONE, foot="]}}"),
        lines(ONE, foot=""),
        lines(ONE + ","),
        lines(ONE).replace(b"]}", b'], "name": "a"}'),
        lines(ONE + ONE),
        lines(ONE + " 1"),
        lines(ONE[:-1]),
        lines(ONE, "null"),
        f"{HEAD}\n{ONE}\n{ONE}\n]}}".encode(),
        f"{HEAD}\n{ONE},,\n{ONE}\n]}}".encode(),
        lines(POINT % "[1, 2"),
        lines(POINT % "[1, 02]"),
        lines(POINT % "[1, 1e999]"),
        lines(POINT % "[1, NaN]"),
        lines(POINT % ("[" * 200 + "]" * 200)),
        lines(ONE.replace("Жол", "Жол").replace("null", '{"a": 1, "a": 2}')),
        lines(ONE).replace("Жол".encode(), b"\xff"),
        lines(ONE, head='{"type": "x", "features": ['),
        lines(ONE, head='{"type": "FeatureCollection", "type": "FeatureCollection", "features": ['),
        lines(ONE, head='{"type": "FeatureCollection", "a": []}, "features": ['),
        lines(ONE, head='{"type": "FeatureCollection", "a": {"features": [').replace(b"]}", b"]}}"),
    ],
)
def test_what_is_unusual_or_wrong_is_left_to_the_thorough_reader(data: bytes) -> None:
    assert read_by_lines(data) is None


NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers()
COORDINATES = st.recursive(
    st.lists(NUMBERS, max_size=4), lambda inner: st.lists(inner, max_size=3), max_leaves=6
)
FEATURES = st.builds(
    lambda properties, coordinates, more: (
        {
            "type": "Feature",
            "properties": properties,
            "geometry": {"type": "LineString", "coordinates": coordinates},
        }
        | more
    ),
    st.dictionaries(st.text(), VALUES, max_size=3),
    COORDINATES | VALUES,
    st.dictionaries(st.text() | st.just("coordinates"), VALUES, max_size=2),
)


@given(st.lists(FEATURES, max_size=3))
def test_any_feature_is_read_as_json_reads_it(tmp_path: Path, features: list[Any]) -> None:
    path = tmp_path / "any.geojson"
    path.write_bytes(lines(*map(json.dumps, features)))
    found = [feature.raw for feature in read_collection(path).features]
    assert json.dumps(found) == json.dumps(features)


def test_a_position_is_the_same_whichever_way_a_file_was_read(tmp_path: Path) -> None:
    text = collection(project(), plain(None, a="Ж", b=[1, {"c": 2}]), name="x", crs=None)
    by_lines, whole = tmp_path / "a.geojson", tmp_path / "b.geojson"
    by_lines.write_text(text, encoding="utf-8")
    whole.write_text(text.replace("\n]", "]"), encoding="utf-8")
    one, other = read_collection(by_lines), read_collection(whole)
    assert (one.by_lines, other.by_lines) == (True, False)
    paths: list[tuple[Any, ...]] = [
        (None,),
        (None, "crs"),
        (None, "features"),
        *((f,) for f in (0, 1)),
        (0, "geometry", "coordinates", 1),
        (1, "properties", "b", 1, "c"),
        (1, "properties", "no"),
    ]
    for first, *rest in paths:
        of_one = None if first is None else one.features[first]
        of_other = None if first is None else other.features[first]
        assert one.position(of_one, *rest) == other.position(of_other, *rest)


def test_coordinates_are_parsed_when_they_are_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(collection(plain()), encoding="utf-8")
    (feature,) = read_collection(path).features
    assert feature.numbers == b"[79.5, 45.5]"
    assert feature.glance() == {"type": "Point", "coordinates": [79.5, 45.5]}
    assert feature.numbers is not None
    assert feature.geometry == feature.glance()
    assert feature.numbers is None
