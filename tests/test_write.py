from __future__ import annotations

import json
import os
import stat
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import MapError
from geo.read import read_collection
from geo.write import collection_text, feature_text, write_bytes, write_collection, write_text
from tests.making import plain, project


def test_a_layer_is_written_one_feature_a_line() -> None:
    assert collection_text([plain(name="Жол"), plain(None)]) == (
        '{"type": "FeatureCollection", "features": [\n'
        '{"type": "Feature", "properties": {"name": "Жол"}, "geometry": '
        '{"type": "Point", "coordinates": [79.5, 45.5]}},\n'
        '{"type": "Feature", "properties": {}, "geometry": null}\n'
        "]}\n"
    )


def test_an_empty_layer_is_one_line() -> None:
    assert collection_text([]) == '{"type": "FeatureCollection", "features": []}\n'


def test_members_of_the_collection_stand_before_the_features() -> None:
    text = collection_text([], members={"name": "roads"})
    assert text == '{"type": "FeatureCollection", "name": "roads", "features": []}\n'


def test_the_members_of_a_feature_have_one_order() -> None:
    given = {"foreign": 1, "geometry": None, "properties": {"b": 1, "a": 2}, "id": 7}
    assert feature_text(given) == (
        '{"type": "Feature", "id": 7, "properties": {"b": 1, "a": 2}, '
        '"geometry": null, "foreign": 1}'
    )


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (79.123456789, "79.123457"),
        (79.5, "79.5"),
        (79.0, "79"),
        (79, "79"),
        (-0.0, "0"),
        (1e-9, "0"),
        (0.1 + 0.2, "0.3"),
    ],
)
def test_a_coordinate_is_rounded_to_six_decimals(number: float, written: str) -> None:
    point = {"type": "Point", "coordinates": [number, 45]}
    group = {"type": "GeometryCollection", "geometries": [point]}
    assert f"[{written}, 45]" in feature_text(plain(point))
    assert f"[{written}, 45]" in feature_text(plain(group))


def test_no_number_but_a_coordinate_is_touched() -> None:
    point = {"type": "Point", "coordinates": [79, 45], "accuracy": 0.123456789}
    written = json.loads(feature_text(plain(point, length=302.40000001, whole=2.0)))
    assert written["properties"] == {"length": 302.40000001, "whole": 2.0}
    assert written["geometry"]["accuracy"] == 0.123456789


def test_half_a_letter_is_written_as_its_escape() -> None:
    assert r'"\ud800"' in feature_text(plain(name="\ud800"))


def test_a_number_that_json_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        feature_text(plain(name=float("inf")))


def test_what_is_written_is_read_again_and_written_the_same(tmp_path: Path) -> None:
    path = tmp_path / "roads.geojson"
    write_collection(path, [project(), plain()])
    first = path.read_bytes()
    read = read_collection(path)
    assert read.problems == ()
    members = {key: value for key, value in read.members.items() if key != "type"}
    write_collection(path, [feature.raw for feature in read.features], members=members)
    assert path.read_bytes() == first


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=[])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), VALUES), st.none() | VALUES)
def test_any_properties_and_ids_survive_writing_and_reading(
    tmp_path: Path, properties: dict[str, Any], name: Any
) -> None:
    path = tmp_path / "any.geojson"
    feature = {"type": "Feature", "id": name, "properties": properties, "geometry": None}
    write_collection(path, [feature])
    (found,) = read_collection(path).features
    assert found.raw == feature
    assert [*found.properties] == [*properties]


def test_text_is_written_with_its_own_line_ends(tmp_path: Path) -> None:
    write_text(tmp_path / "a.csv", "a\r\nb\n")
    assert (tmp_path / "a.csv").read_bytes() == b"a\r\nb\n"


def test_folders_on_the_way_are_made(tmp_path: Path) -> None:
    write_bytes(tmp_path / "a" / "b" / "map.html", b"new")
    assert (tmp_path / "a" / "b" / "map.html").read_bytes() == b"new"


def test_nothing_but_the_file_is_left(tmp_path: Path) -> None:
    write_bytes(tmp_path / "map.html", b"old")
    write_bytes(tmp_path / "map.html", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("map.html", b"new")]


@pytest.mark.parametrize("step", ["fsync", "replace", "chmod", "fdopen"])
def test_a_write_that_fails_midway_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "map.html"
    path.write_bytes(b"old")

    def fail(*_arguments: Any, **_options: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(MapError, match=r"map\.html: can't be written \(No space left on device\)"):
        write_bytes(path, b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("map.html", b"old")]


def test_an_interrupted_write_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "map.html").write_bytes(b"old")

    def interrupt(*_arguments: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_bytes(tmp_path / "map.html", b"new")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


@pytest.mark.parametrize("place", ["file/map.html", "folder", "n" * 300])
def test_a_place_that_can_not_be_written_is_said_in_one_message(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("old")
    (tmp_path / "folder").mkdir()
    with pytest.raises(MapError, match="can't be written"):
        write_bytes(tmp_path / place, b"new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]


def test_a_folder_that_may_not_be_written_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_options: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    with pytest.raises(MapError, match="Permission denied"):
        write_bytes(tmp_path / "map.html", b"new")


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600)])
def test_a_new_file_has_the_permissions_that_the_umask_leaves(
    tmp_path: Path, umask: int, mode: int
) -> None:
    before = os.umask(umask)
    try:
        write_bytes(tmp_path / "map.html", b"new")
        assert os.umask(umask) == umask
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "map.html").stat().st_mode) == mode


def test_a_file_that_is_replaced_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write_bytes(path, b"new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_read_only_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o444)
    with pytest.raises(MapError, match="read-only"):
        write_bytes(path, b"new")
    assert path.read_text(encoding="utf-8") == "old"
