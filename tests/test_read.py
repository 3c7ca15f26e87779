from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import Severity
from geo.read import Collection, read_collection
from tests.making import collection

FEATURE = '{"type":"Feature","id":1,"properties":{"name":"Жол"},"geometry":null}'
HEAD = '{"type":"FeatureCollection","features":['


def read(path: Path, data: str | bytes) -> Collection:
    file = path / "layer.geojson"
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_collection(file)


def here(text: str, line: int, column: int) -> str:
    return text.split("\n")[line - 1][column - 1 :]


@pytest.mark.parametrize(
    "value",
    [
        0,
        -1,
        2025,
        12_500_000_000,
        10**30,
        1.5,
        2.0,
        1e-7,
        True,
        None,
        "",
        'Жетісу \U0001f3d4 \u2028 \\ " / \u0000',
        [],
        {},
        [1, [2, {"deep": [None, {"er": 3.0}]}]],
    ],
)
def test_a_value_comes_out_as_it_went_in(tmp_path: Path, value: Any) -> None:
    feature = {"type": "Feature", "properties": {"value": value}, "geometry": None}
    found = read(tmp_path, collection(feature)).features[0].properties["value"]
    assert (type(found), found) == (type(value), value)


def test_a_value_of_2_0_stays_a_float_and_2_an_integer(tmp_path: Path) -> None:
    text = HEAD + '{"properties":{"a":2.0,"b":2}}]}'
    assert str(read(tmp_path, text).features[0].properties) == "{'a': 2.0, 'b': 2}"


def test_keys_keep_their_order(tmp_path: Path) -> None:
    text = HEAD + '{"z":1,"geometry":null,"properties":{"b":1,"a":2},"id":3,"type":"Feature"}]}'
    raw = read(tmp_path, text).features[0].raw
    assert [*raw] == ["z", "geometry", "properties", "id", "type"]
    assert [*raw["properties"]] == ["b", "a"]


def test_foreign_members_of_the_collection_are_kept(tmp_path: Path) -> None:
    members = {"name": "roads", "crs": {"type": "name"}, "links": [1, None]}
    assert read(tmp_path, collection(**members)).members == {"type": "FeatureCollection"} | members


@pytest.mark.parametrize("name", [7, 0, "seven", "", 1.5, None, True, [1], {"a": 1}])
def test_an_id_of_any_type_is_kept(tmp_path: Path, name: Any) -> None:
    feature = {"type": "Feature", "id": name, "properties": {}, "geometry": None}
    assert read(tmp_path, collection(feature)).features[0].id == name


@pytest.mark.parametrize("indent", [None, 2])
def test_each_feature_knows_where_it_stands(tmp_path: Path, indent: int | None) -> None:
    features = [
        {"type": "Feature", "id": f"ә{index}", "properties": {"n": [index]}, "geometry": None}
        for index in range(3)
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, indent=indent)
    layer = read(tmp_path, text)
    for feature in layer.features:
        assert here(text, *layer.position(feature)).startswith("{")
        assert here(text, *layer.position(feature, "id")).startswith(
            f'"id": "\\u04d9{feature.index}'
        )
        assert here(text, *layer.position(feature, "properties", "n")).startswith('"n": [')
    lines = {layer.position(feature)[0] for feature in layer.features}
    assert len(lines) == (3 if indent else 1)


def test_a_column_counts_letters_not_bytes(tmp_path: Path) -> None:
    text = HEAD + '{"properties":{"name":"Жетісу","n":1}}]}'
    layer = read(tmp_path, text)
    _line, column = layer.position(layer.features[0], "properties", "n")
    assert text[column - 1 :].startswith('"n":1')


def test_a_position_counts_lines_of_windows_files_once(tmp_path: Path) -> None:
    layer = read(tmp_path, f"{HEAD}\r\n{FEATURE},\r\n{FEATURE}\r\n]}}")
    assert [layer.position(feature) for feature in layer.features] == [(2, 1), (3, 1)]


def test_the_way_to_a_member_that_is_not_there_ends_at_the_last_that_is(tmp_path: Path) -> None:
    layer = read(tmp_path, HEAD + FEATURE + "]}")
    (feature,) = layer.features
    assert layer.position(feature, "properties", "no") == layer.position(feature, "properties")


@pytest.mark.parametrize(
    ("text", "key", "stands_at"),
    [
        ('{"name":1,"type":"FeatureCollection","name":2,"features":[]}', "name", '"name":2'),
        ('{"type":"FeatureCollection","features":[],"features":[]}', "features", '"features":[]}'),
        (HEAD + '{"id":1,"properties":{},"id":2}]}', "id", '"id":2'),
        (HEAD + '{"properties":{"a":1,"b":{},"a":2}}]}', "a", '"a":2'),
        (HEAD + '{"properties":{"list":[0,{"x":1},{"x":1,"x":2}]}}]}', "x", '"x":2'),
        (HEAD + '{"geometry":{"geometries":[{"type":1,"type":2}]}}]}', "type", '"type":2'),
        ('{"crs":{"a":{"b":1,"b":2}},"type":"FeatureCollection","features":[]}', "b", '"b":2'),
    ],
)
def test_a_key_that_stands_twice_is_found(
    tmp_path: Path, text: str, key: str, stands_at: str
) -> None:
    (problem,) = read(tmp_path, text).problems
    assert (problem.code, problem.severity) == ("duplicate-key", Severity.ERROR)
    assert repr(key) in problem.message
    assert here(text, problem.line, problem.column).startswith(stands_at)


def test_one_key_in_two_objects_is_no_problem(tmp_path: Path) -> None:
    text = HEAD + '{"id":1,"properties":{"id":1,"list":[{"id":1},{"id":1}]}}]}'
    assert read(tmp_path, text).problems == ()


def test_a_byte_order_mark_is_a_warning_and_the_layer_is_read(tmp_path: Path) -> None:
    layer = read(tmp_path, b"\xef\xbb\xbf" + (HEAD + FEATURE + "]}").encode())
    assert [(p.code, p.severity) for p in layer.problems] == [("bom", Severity.WARNING)]
    assert layer.position(layer.features[0]) == (1, len(HEAD) + 1)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_with_its_mark_is_named(tmp_path: Path, encoding: str) -> None:
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    (problem,) = read(tmp_path, mark + FEATURE.encode(encoding)).problems
    assert (problem.code, problem.line, problem.column) == ("encoding", 1, 1)
    assert "UTF-16" in problem.message


def test_windows_1251_is_found_at_its_first_letter(tmp_path: Path) -> None:
    text = f'{HEAD}\n{{"properties":{{"name":"Жол"}}}}]}}'
    (problem,) = read(tmp_path, text.encode("cp1251", "replace")).problems
    assert problem.code == "encoding"
    assert "Windows-1251" in problem.hint
    assert here(text, problem.line, problem.column).startswith("Жол")


def test_a_file_cut_off_anywhere_is_an_error_with_a_position(tmp_path: Path) -> None:
    point = '{"type":"Point","coordinates":[79.5,-45e0]}'
    last = f'{{"type":"Feature","geometry":{point},"properties":null,"ok":true}}'
    whole = f"{HEAD}\n{FEATURE},\n{last}\n]}}".encode()
    for size in range(len(whole)):
        problems = read(tmp_path, whole[:size]).problems
        assert any(p.is_error and p.line and p.column for p in problems), whole[:size]
    assert read(tmp_path, whole).problems == ()


def test_a_file_cut_off_inside_a_letter_is_said_to_be_cut_off(tmp_path: Path) -> None:
    cut = (HEAD + '{"properties":{"name":"Ж').encode()[:-1]
    (problem,) = read(tmp_path, cut).problems
    assert "ends too early" in problem.message


@pytest.mark.parametrize(
    ("text", "code", "stands_at"),
    [
        ("", "json", ""),
        (" \n", "json", ""),
        ("[]", "not-geojson", "[]"),
        ("null", "not-geojson", "null"),
        ("5", "not-geojson", "5"),
        ('"text"', "not-geojson", '"text"'),
        ("{}", "not-geojson", "{}"),
        ('{"type":"Topology"}', "not-geojson", "{"),
        ('{"type":[]}', "not-geojson", "{"),
        ('{"type":{"a":1},"features":[]}', "not-geojson", "{"),
        ('{"type":"FeatureCollection"}', "not-geojson", "{"),
        ('{"type":"FeatureCollection","features":{}}', "not-geojson", "{}}"),
        ('{"type":"FeatureCollection","features":null}', "not-geojson", "null"),
        ('{"type":"FeatureCollection","features":[]} extra', "json", "extra"),
        ('{"type":"FeatureCollection","features":[],}', "json", ",}"),
        (HEAD + '{"properties":{"a":1,}}]}', "json", ",}"),
        (HEAD + FEATURE + ",]}", "json", ",]"),
        (HEAD + '{"properties":{"a":[1,2,]}}]}', "json", ",]"),
        (HEAD + "{'properties':1}]}", "json", "'properties'"),
        (HEAD + '{"n":NaN}]}', "json", "NaN"),
        (HEAD + '{"s":"NaN","n":-Infinity}]}', "json", "-Infinity"),
        (HEAD + '{"n":[1,1e999]}]}', "json", "1e999"),
        (HEAD + '{"n":-1e999}]}', "json", "-1e999"),
        (HEAD + '{"a":"9","n":' + "9" * 5000 + "}]}", "json", "999"),
        (HEAD + '{"n":01}]}', "json", "1}"),
        (HEAD + '{"n":"a\0b"}]}', "json", "\0b"),
        (HEAD + '{"n":"a\tb"}]}', "json", "\tb"),
        ("\0", "json", "\0"),
        ("// roads\n{}", "json", "//"),
    ],
)
def test_what_is_no_layer_is_an_error_that_says_where(
    tmp_path: Path, text: str, code: str, stands_at: str
) -> None:
    layer = read(tmp_path, text)
    (problem,) = layer.problems
    assert (problem.code, problem.severity, layer.features) == (code, Severity.ERROR, ())
    assert here(text, problem.line, problem.column).startswith(stands_at)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"type":"Topology"}', "its type is 'Topology'"),
        ("{}", "it has no type"),
        (HEAD + '{"n":NaN}]}', "NaN is no JSON number"),
        (HEAD + '{"n":1e999}]}', "1e999 is a number too large to be read"),
    ],
)
def test_what_is_no_layer_is_said_in_words(tmp_path: Path, text: str, message: str) -> None:
    assert read(tmp_path, text).problems[0].message.endswith(message)


@pytest.mark.parametrize("depth", [99, 500, 990, 10_000, 100_000])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_nesting_too_deep_is_an_error_at_its_feature(
    tmp_path: Path, depth: int, opening: str, closing: str
) -> None:
    deep = f'{{"properties":{{"a":{opening * depth}1{closing * depth}}}}}'
    (problem,) = read(tmp_path, f"{HEAD}\n{FEATURE},\n{deep}]}}").problems
    assert (problem.code, problem.line, problem.column) == ("json", 3, 1)
    assert "deep" in problem.message


def test_a_column_of_json_in_a_layer_from_elsewhere_is_not_too_deep(tmp_path: Path) -> None:
    deep = "[" * 98 + "]" * 98
    assert read(tmp_path, f'{HEAD}{{"properties":{{"a":{deep}}}}}]}}').problems == ()


@pytest.mark.parametrize(
    "text",
    [
        FEATURE,
        '{"type":"Point","coordinates":[79.5,45.5]}',
        '{"type":"GeometryCollection","geometries":[]}',
    ],
)
def test_a_lone_feature_or_geometry_is_read_as_one_feature_with_a_warning(
    tmp_path: Path, text: str
) -> None:
    layer = read(tmp_path, text)
    assert [(p.code, p.severity) for p in layer.problems] == [
        ("not-a-collection", Severity.WARNING)
    ]
    given = json.loads(text)
    expected = given if given["type"] == "Feature" else {"type": "Feature", "geometry": given}
    assert [feature.raw for feature in layer.features] == [expected]


def test_items_that_are_no_objects_are_kept_for_check_to_name(tmp_path: Path) -> None:
    layer = read(tmp_path, HEAD + 'null,1,"a",[],{}]}')
    assert [feature.raw for feature in layer.features] == [None, 1, "a", [], {}]
    assert [feature.properties for feature in layer.features] == [{}] * 5


def test_half_a_letter_in_an_escape_is_kept(tmp_path: Path) -> None:
    layer = read(tmp_path, HEAD + r'{"properties":{"\ud800":"\udfff"}}]}')
    assert layer.features[0].properties == {"\ud800": "\udfff"}


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    (problem,) = read_collection(tmp_path / "no.geojson").problems
    assert problem.message == "the file can't be read: No such file or directory"


def test_a_folder_that_is_named_as_a_layer_is_an_error(tmp_path: Path) -> None:
    (problem,) = read_collection(tmp_path).problems
    assert (problem.code, problem.line) == ("unreadable", 0)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(VALUES)
def test_any_json_is_read_without_an_exception(tmp_path: Path, value: Any) -> None:
    for problem in read(tmp_path, json.dumps(value)).problems:
        assert problem.line
        assert problem.column


@given(st.lists(VALUES))
def test_the_features_of_any_collection_come_out_as_json_reads_them(
    tmp_path: Path, features: list[Any]
) -> None:
    text = json.dumps({"type": "FeatureCollection", "features": features}, allow_nan=True)
    layer = read(tmp_path, text)
    if not layer.problems:
        assert [feature.raw for feature in layer.features] == features


@given(st.binary())
def test_any_bytes_are_read_without_an_exception(tmp_path: Path, data: bytes) -> None:
    assert any(problem.is_error for problem in read(tmp_path, data).problems)


@given(st.lists(st.sampled_from([*'{}[]:,"\\ \n10.eE-ntfua', '"type"', '"features"', "\ufeff"])))
def test_any_heap_of_json_tokens_is_read_without_an_exception(
    tmp_path: Path, tokens: list[str]
) -> None:
    assert any(problem.is_error for problem in read(tmp_path, "".join(tokens)).problems)
