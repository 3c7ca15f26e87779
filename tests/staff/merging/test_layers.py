"""What becomes of a layer, as whoever opens it sees it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from geo.errors import MapError
from geo.staff.merging.files import Outcome, merge_files
from geo.write import collection_text
from tests.making import POINT, Layers, collection, plain, project

MOVED = {"type": "Point", "coordinates": [80.5, 46.5]}


def outcome_of(folder: Path, *texts: str | bytes, name: str = "") -> Outcome:
    files = [folder / f"{side}.geojson" for side in ("base", "ours", "theirs")]
    for path, text in zip(files, texts, strict=True):
        path.write_bytes(text.encode() if isinstance(text, str) else text)
    return merge_files(*files, name=name)


def clean(folder: Path, *texts: str) -> str:
    outcome = outcome_of(folder, *texts)
    assert (outcome.conflicts, outcome.by_lines) == ((), "")
    return outcome.data.decode()


def marked(folder: Path, *texts: str) -> list[dict[str, Any]]:
    """The features' marks."""
    outcome = outcome_of(folder, *texts)
    assert outcome.conflicts
    assert outcome.by_lines == ""
    return [feature.get("conflict") for feature in json.loads(outcome.data)["features"]]


def feature(text: str) -> str:
    """A layer with one feature, written as it is."""
    return f'{{"type": "FeatureCollection", "features": [\n{text}\n]}}\n'


@pytest.mark.parametrize(
    "number",
    ["1e2", "1.50", "-0.0", "12345678901234567890123", "0.1000000000000000055", r'"\u0416"'],
)
def test_a_value_that_is_merged_keeps_its_writing(tmp_path: Path, number: str) -> None:
    text = feature('{"type": "Feature", "id": 1, "properties": {"n": %s, "a": 1, "b": 1}}') % number
    merged = clean(
        tmp_path, text, text.replace('"a": 1', '"a": 2'), text.replace('"b": 1', '"b": 2')
    )
    assert merged == text.replace('"a": 1', '"a": 2').replace('"b": 1', '"b": 2')


@pytest.mark.parametrize(
    ("ours", "theirs"), [(1.0, True), (2, 2.0), ("1", 1.0), (-0.0, 0.0), ([1], [1.0])]
)
def test_values_that_python_takes_for_equal_are_in_conflict(
    tmp_path: Path, ours: Any, theirs: Any
) -> None:
    layers = [collection(project(n=value)) for value in (1, ours, theirs)]
    (mark,) = marked(tmp_path, *layers)
    assert json.dumps(mark) == json.dumps({"n": {"base": 1, "ours": ours, "theirs": theirs}})


@pytest.mark.parametrize(("ours", "theirs"), [(1, 1.0), (1.0, 1), (True, 1), (1, True)])
def test_a_change_of_kind_is_an_edit(tmp_path: Path, ours: Any, theirs: Any) -> None:
    base = collection(project(n=1))
    merged = clean(
        tmp_path,
        base,
        collection(project(n=ours, place_en="Here")),
        collection(project(n=theirs, place_kk="Мұнда")),
    )
    edited = ours if isinstance(ours, bool | float) else theirs
    assert json.dumps(json.loads(merged)["features"][0]["properties"]["n"]) == json.dumps(edited)


def test_features_without_ids_are_told_by_what_they_say(tmp_path: Path) -> None:
    one, two = plain(name="one", n=1), plain(MOVED, name="two", n=1)
    merged = clean(
        tmp_path,
        collection(one, two),
        collection(plain(name="one", n=2), two),
        collection(plain(name="new"), one, plain(MOVED, name="two", n=3)),
    )
    assert merged == collection(
        plain(name="new"), plain(name="one", n=2), plain(MOVED, name="two", n=3)
    )


def test_two_edits_of_a_feature_without_an_id_meet(tmp_path: Path) -> None:
    marks = marked(
        tmp_path,
        collection(plain(name="one", n=1), plain(name="two", n=1)),
        collection(plain(name="one", n=2), plain(name="two", n=1)),
        collection(plain(name="one", n=3), plain(name="two", n=1)),
    )
    assert marks == [{"n": {"base": 1, "ours": 2, "theirs": 3}}, None]


def test_twins_without_ids_are_counted(tmp_path: Path) -> None:
    twin, other = plain(name="twin"), plain(MOVED, name="other")
    assert clean(
        tmp_path, collection(twin, twin), collection(twin, twin, other), collection(twin)
    ) == collection(twin, other)


def test_ids_that_one_side_gave_are_no_new_features(tmp_path: Path) -> None:
    bare = [plain(name=f"place {i}") for i in range(3)]
    named = [{"type": "Feature", "id": i} | each for i, each in enumerate(bare)]
    edited = [*bare[:2], plain(name="place 2", n=1)]
    found = json.loads(clean(tmp_path, *(collection(*each) for each in (bare, named, edited))))
    assert [each["id"] for each in found["features"]] == [0, 1, 2]
    assert found["features"][2]["properties"] == {"name": "place 2", "n": 1}


def test_ids_are_told_by_their_kind(tmp_path: Path) -> None:
    one, two = {"id": 1} | plain(n=1), {"id": "1"} | plain(n=1)
    ours, theirs = {"id": 1} | plain(n=2), {"id": "1"} | plain(n=3)
    assert clean(
        tmp_path, collection(one, two), collection(ours, two), collection(one, theirs)
    ) == collection(ours, theirs)


def test_a_feature_whose_id_changed_is_not_lost(tmp_path: Path) -> None:
    base = project(id="a")
    outcome = outcome_of(
        tmp_path, *map(collection, (base, project(id="b"), project(id="a", status="design")))
    )
    found = {each["id"]: each for each in json.loads(outcome.data)["features"]}
    assert found["b"] == project(id="b")
    assert found["a"]["properties"]["status"] == "design"
    assert found["a"]["conflict"] == {"feature": "deleted by ours"}


def test_the_keys_of_a_feature_keep_their_order(tmp_path: Path) -> None:
    base = collection(plain(a=1, z=1))
    merged = clean(
        tmp_path, base, collection(plain(a=1, m=1, z=1)), collection(plain(k=1, a=1, z=2))
    )
    assert merged == collection(plain(k=1, a=1, m=1, z=2))


def test_other_layouts_than_the_canonical_one_are_kept(tmp_path: Path) -> None:
    base = json.dumps(json.loads(collection(project(id="a"), project(id="b"))), indent=2)
    merged = clean(
        tmp_path,
        base,
        base.replace(
            '"id": "a",\n        "name_kk": "Жол"', '"id": "a",\n        "name_kk": "Бір"'
        ),
        base.replace(
            '"id": "b",\n        "name_kk": "Жол"', '"id": "b",\n        "name_kk": "Екі"'
        ),
    )
    assert merged.count("\n") == base.count("\n")


def test_members_of_the_collection_merge(tmp_path: Path) -> None:
    one = collection(plain(), name="roads")
    merged = clean(
        tmp_path, one, collection(plain(), name="жол"), collection(plain(), name="roads", v=1)
    )
    assert merged == collection(plain(), name="жол", v=1)


def test_a_conflict_of_the_collection_is_marked_in_its_head(tmp_path: Path) -> None:
    outcome = outcome_of(tmp_path, *(collection(plain(), name=name) for name in "abc"))
    assert outcome.conflicts == ("the collection: name",)
    assert outcome.data.decode() == collection(
        plain(), name="b", conflict={"name": {"base": "a", "ours": "b", "theirs": "c"}}
    )


def test_a_field_that_is_called_like_a_member_is_told_from_it(tmp_path: Path) -> None:
    def version(number: int) -> str:
        point = {"type": "Point", "coordinates": [number, 1]}
        named = {"properties": {"geometry": number, "feature.style": number}}
        return collection(plain(point) | named | {"id": "a", "style": number})

    (mark,) = marked(tmp_path, *map(version, (1, 2, 3)))
    assert mark.keys() == {
        "geometry",
        "properties.geometry",
        "feature.style",
        "properties.feature.style",
    }


def test_a_conflict_that_nobody_settled_keeps_all_its_values(tmp_path: Path) -> None:
    base = collection(project(status="planned"))
    first = outcome_of(
        tmp_path, base, *(collection(project(status=s)) for s in ("design", "completed"))
    )
    (mark,) = marked(tmp_path, base, first.data.decode(), collection(project(status="suspended")))
    assert mark["status"]["theirs"] == "suspended"
    assert mark["status"]["earlier"] == [
        {"base": "planned", "ours": "design", "theirs": "completed"}
    ]


def test_a_conflict_that_one_side_settled_is_settled(tmp_path: Path) -> None:
    open_mark = {"status": {"base": "planned", "ours": "design", "theirs": "completed"}}
    base = project(status="design") | {"conflict": open_mark}
    elsewhere = project(status="design", place_en="Here") | {"conflict": open_mark}
    settled = project(status="completed")
    merged = clean(tmp_path, *map(collection, (base, elsewhere, settled)))
    assert merged == collection(project(status="completed", place_en="Here"))


def test_a_layers_own_member_conflict_is_not_taken_for_a_mark(tmp_path: Path) -> None:
    versions = [plain(n=n) | {"id": 1, "conflict": "border"} for n in (1, 2, 3)]
    outcome = outcome_of(tmp_path, *map(collection, versions))
    assert "marks no conflict of a merge" in outcome.by_lines
    assert b"<<<<<<< ours" in outcome.data


def test_properties_that_are_no_object_merge_as_a_whole(tmp_path: Path) -> None:
    base = {"type": "Feature", "id": 1} | plain(n=1)
    assert clean(
        tmp_path,
        collection(base),
        collection(base | {"properties": [1]}),
        collection(base | {"geometry": MOVED}),
    ) == collection(base | {"properties": [1], "geometry": MOVED})


def test_properties_that_were_null_merge_one_by_one(tmp_path: Path) -> None:
    base = {"id": 1, "type": "Feature", "properties": None, "geometry": POINT}
    ours, theirs = ({"id": 1} | plain(**{key: 1}) for key in "ab")
    found = json.loads(clean(tmp_path, *map(collection, (base, ours, theirs))))
    assert found["features"][0]["properties"] == {"a": 1, "b": 1}


@pytest.mark.parametrize(
    ("base", "reason"),
    [
        ('{"type": "FeatureCollection", "features": [1]}', "feature 1 is no JSON object"),
        ('{"type": "Feature", "properties": {}, "geometry": null}', "single Feature"),
        ('{"type": "FeatureCollection", "features": [', "ends too early"),
        ("[]", "no JSON object"),
        (b"\xff\xfe", "UTF-16"),
    ],
)
def test_why_a_file_is_merged_by_lines_is_said(
    tmp_path: Path, base: str | bytes, reason: str
) -> None:
    outcome = outcome_of(
        tmp_path, base, collection(project(id="a")), collection(project(id="a", status="design"))
    )
    assert reason in outcome.by_lines
    assert outcome.conflicts


def test_merged_lines_that_are_no_geojson_are_a_conflict(tmp_path: Path) -> None:
    """git put the lines together without a word, and nobody can read what came out."""
    places = [{"id": f"p{i}"} | plain(n=i) for i in range(9)]
    base = collection(*places)
    broken = base.replace('"p0"', "'p0'")
    outcome = outcome_of(tmp_path, base, collection(*places[:8], plain()), broken)
    assert b"<<<<<<<" not in outcome.data
    assert outcome.conflicts == ("the merged lines are no GeoJSON",)


def test_a_file_of_another_kind_is_merged_by_lines(tmp_path: Path) -> None:
    outcome = outcome_of(tmp_path, "1\n2\n3\n4\n", "0\n2\n3\n4\n", "1\n2\n3\n5\n", name="_map.toml")
    assert outcome.data == b"0\n2\n3\n5\n"
    assert outcome.by_lines == "it is neither a GeoJSON file nor a table"


def test_a_file_that_is_not_there_is_one_message(tmp_path: Path) -> None:
    with pytest.raises(MapError, match=r"nowhere\.geojson: the file can't be read: No such file"):
        merge_files(*[tmp_path / "nowhere.geojson"] * 3)


def test_a_layer_in_conflict_still_draws_in_a_gis(layers: Layers) -> None:
    versions = [collection(project(status=status)) for status in ("planned", "design", "completed")]
    layers.projects().write("roads.geojson", outcome_of(layers.path.parent, *versions).data)
    held = json.loads((layers.path / "roads.geojson").read_bytes())
    assert held["features"][0]["geometry"] == POINT
    assert held["features"][0]["properties"]["status"] == "design"


def test_an_area_whose_rings_were_turned_merges_with_its_move(tmp_path: Path) -> None:
    ring = [[79, 45], [79, 46], [80, 46], [80, 45], [79, 45]]
    areas = [
        {"type": "Polygon", "coordinates": [each]}
        for each in (ring, ring[::-1], [[x + 1, y] for x, y in ring])
    ]
    base, turned, moved = (collection(project(area)) for area in areas)
    assert clean(tmp_path, base, turned, moved) == moved


@pytest.mark.parametrize("geometry", [1, "x", [], {}, {"type": "Point", "coordinates": "x"}])
def test_a_geometry_that_is_none_is_carried_over(tmp_path: Path, geometry: Any) -> None:
    base, ours, theirs = project(), project(geometry), project(MOVED)
    (mark,) = marked(tmp_path, *map(collection, (base, ours, theirs)))
    assert mark == {"geometry": {"base": POINT, "ours": geometry, "theirs": MOVED}}


def test_check_names_a_conflict(layers: Layers) -> None:
    versions = [collection(project(status=status)) for status in ("planned", "design", "completed")]
    layers.projects().write("roads.geojson", outcome_of(layers.path.parent, *versions).data)
    problem = layers.problem()
    assert (problem.code, problem.feature) == ("merge-conflict", "a-road")
    assert layers.at(problem).startswith('"status": {"base"')


def test_a_feature_without_an_id_that_changed_all_over_is_told_by_its_neighbours(
    tmp_path: Path,
) -> None:
    one, two, three = (plain(name=name, a=1, b=1) for name in ("one", "two", "three"))
    merged = clean(
        tmp_path,
        collection(one, two, three),
        collection(one, plain(MOVED, name="two", a=2, b=1), three),
        collection(one, plain(name="two", a=1, b=2), three),
    )
    assert merged == collection(one, plain(MOVED, name="two", a=2, b=2), three)


def test_a_feature_without_an_id_is_not_taken_for_another_at_its_place(tmp_path: Path) -> None:
    one, two = plain(name="one", a=1, b=1), plain(name="two", a=1, b=1)
    merged = clean(
        tmp_path,
        collection(one, two),
        collection(plain(name="two", a=2, b=1)),
        collection(one, plain(name="two", a=1, b=2)),
    )
    assert merged == collection(plain(name="two", a=2, b=2))


@pytest.mark.parametrize("order", [1, -1])
def test_an_empty_value_and_an_absent_one_are_one(tmp_path: Path, order: int) -> None:
    base = plain(a=1, note="x") | {"id": 1}
    sides = [plain(a=2, note=None) | {"id": 1}, plain(a=1) | {"id": 1}][::order]
    found = json.loads(clean(tmp_path, *map(collection, (base, *sides))))
    assert found["features"][0]["properties"].get("note") is None


def test_a_deleted_feature_that_was_only_written_anew_goes(tmp_path: Path) -> None:
    written = feature(json.dumps(project(), separators=(",", ":"))).replace("79.5", "79.50000001")
    assert clean(tmp_path, collection(project()), written, collection_text([])) == (
        collection_text([])
    )


def test_a_layout_that_theirs_changed_is_taken(tmp_path: Path) -> None:
    one, two = project(id="a"), project(id="b")
    wide = "{\n'type': 'FeatureCollection',\n'features': [\n\n".replace("'", '"')
    theirs = f"{wide}{json.dumps(one)},\n\n{json.dumps(two)}\n\n]\n}}\n"
    edited = project(id="b", status="design")
    merged = clean(tmp_path, collection(one, two), collection(one, edited), theirs)
    assert merged == f"{wide}{json.dumps(one)},\n\n{json.dumps(edited)}\n\n]\n}}\n"


def test_an_edit_keeps_the_writing_of_whoever_made_it(tmp_path: Path) -> None:
    base = feature('{"type": "Feature", "id": 1, "properties": {"a": 1, "b": 1}, "geometry": null}')
    ours = feature('{"type": "Feature", "id": 1, "geometry": null, "properties": {"b": 1, "a": 1}}')
    theirs = feature('{"type":"Feature","id":1,"properties":{"a":2,"b":1},"geometry":null}')
    assert clean(tmp_path, base, ours, theirs) == theirs


def test_a_field_that_one_side_settled_and_the_other_edited_is_in_conflict(tmp_path: Path) -> None:
    open_mark = {
        "conflict": {"status": {"base": "planned", "ours": "design", "theirs": "completed"}}
    }
    base = project(status="design") | open_mark
    settled, edited = project(status="design"), project(status="suspended") | open_mark
    (mark,) = marked(tmp_path, *map(collection, (base, settled, edited)))
    assert mark["status"]["ours"] == "design"
    assert mark["status"]["theirs"] == "suspended"


@pytest.mark.parametrize("where", ["id", "property", "both"])
def test_row_numbers_that_moved_up_are_no_ids(tmp_path: Path, where: str) -> None:
    """Without A, an editor numbers B and C anew; an edit of B is no edit of C."""

    def layer(*features: dict[str, Any]) -> str:
        numbered = []
        for number, each in enumerate(features, 1):
            properties = each["properties"] | ({"id": number} if where != "id" else {})
            own = {"id": number} if where != "property" else {}
            numbered.append({**own, **each, "properties": properties})
        return collection(*numbered)

    a, b, c = (plain(name=name, n=1) for name in "ABC")
    found = json.loads(
        clean(tmp_path, layer(a, b, c), layer(b, c), layer(a, plain(name="B", n=5), c))
    )
    said = [(f["properties"]["name"], f["properties"]["n"]) for f in found["features"]]
    assert said == [("B", 5), ("C", 1)]


def test_row_numbers_do_not_overrule_an_id_that_somebody_gave(tmp_path: Path) -> None:
    a, b, c = (project(id=name) for name in "abc")
    edited = project(id="b", status="design")
    found = json.loads(
        clean(
            tmp_path,
            collection(a | {"id": 1}, b | {"id": 2}, c | {"id": 3}),
            collection(project(id="b", role="context") | {"id": 1}, c | {"id": 2}),
            collection(a | {"id": 1}, edited | {"id": 2}, c | {"id": 3}),
        )
    )
    said = [(f["properties"]["id"], f["properties"]["status"]) for f in found["features"]]
    assert said == [("b", "design"), ("c", "planned")]


def test_two_new_features_with_one_row_number_are_both_there(tmp_path: Path) -> None:
    ours, theirs = project(id="x") | {"id": 4}, project(id="y") | {"id": 4}
    found = json.loads(clean(tmp_path, collection(), collection(ours), collection(theirs)))
    assert [feature["properties"]["id"] for feature in found["features"]] == ["x", "y"]
