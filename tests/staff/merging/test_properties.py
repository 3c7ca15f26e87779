"""Merging never loses an edit, whatever two people do to a layer or a table."""

from __future__ import annotations

import copy
import csv
import io
import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from geo.errors import MapError
from geo.staff.merging.documents import read_document
from geo.staff.merging.files import merge_files
from geo.staff.merging.layers import merge_layers
from geo.staff.merging.tables import merge_tables
from geo.write import collection_text

ABSENT = object()
IDS = st.sampled_from("abcdef")
KEYS = st.sampled_from(["n", "status", "name_kk", "geometry", "feature", "feature.x"])
#: Values of which Python takes some for equal, and QGIS for nothing.
VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [0, 0.0, -0.0, 1, 1.0, True, False, "1", "", "Жол", None, [1], [1.0], {}]
)
PLACES = st.none() | st.builds(
    lambda x, y: {"type": "Point", "coordinates": [x, y]},
    st.sampled_from([79, 79.5, 79.123456]),
    st.sampled_from([45, 45.5]),
)

Layer = dict[str, Any]


@st.composite
def a_layer(draw: st.DrawFn) -> Layer:
    features = []
    for name in draw(st.lists(IDS, unique=True)):
        properties = draw(st.dictionaries(KEYS, VALUES, max_size=3))
        feature = {"type": "Feature", "id": name, "properties": properties}
        features.append({**feature, "geometry": draw(PLACES)})
    return {"features": features, "members": draw(st.dictionaries(KEYS, VALUES, max_size=1))}


@st.composite
def an_edit_of(draw: st.DrawFn, layer: Layer) -> Layer:
    """The layer after some edits; its features may have moved, too."""
    edited = copy.deepcopy(layer)
    features = edited["features"]
    for _ in range(draw(st.integers(0, 4))):
        if features:
            feature = draw(st.sampled_from(features))
            match draw(st.integers(0, 5)):
                case 0:
                    feature["geometry"] = draw(PLACES)
                case 1:
                    feature["properties"].pop(draw(KEYS), None)
                case 2:
                    feature["style"] = draw(VALUES)
                case 3:
                    features.remove(feature)
                case _:
                    feature["properties"][draw(KEYS)] = draw(VALUES)
    for name in draw(st.lists(IDS, unique=True, max_size=2)):
        if name not in {feature["id"] for feature in features}:
            properties = draw(st.dictionaries(KEYS, VALUES, max_size=2))
            place = draw(st.integers(0, len(features)))
            added = {"type": "Feature", "id": name, "properties": properties, "geometry": None}
            features.insert(place, added)
    if draw(st.booleans()):
        edited["features"] = draw(st.permutations(features))
    edited["members"] |= draw(st.dictionaries(KEYS, VALUES, max_size=1))
    return edited


@st.composite
def versions(draw: st.DrawFn) -> tuple[Layer, Layer, Layer]:
    base = draw(a_layer())
    return base, draw(an_edit_of(base)), draw(an_edit_of(base))


def exact(value: Any) -> str:
    return "absent" if value is ABSENT else json.dumps(value, sort_keys=True)


def fields(feature: dict[str, Any]) -> dict[tuple[str, str], Any]:
    """What a feature says, without the mark of a conflict."""
    own = {("member", k): v for k, v in feature.items() if k not in {"properties", "conflict"}}
    return own | {("property", k): v for k, v in feature["properties"].items()}


def named(field: tuple[str, str]) -> str:
    kind, name = field
    if kind == "property":
        return f"properties.{name}" if name in {"geometry", "feature", "feature.x"} else name
    return name if name in {"type", "id", "geometry"} else f"feature.{name}"


def by_id(layer: Layer) -> dict[str, dict[str, Any]]:
    return {feature["id"]: feature for feature in layer["features"]}


class Merged:
    def __init__(self, folder: Path, *layers: Layer) -> None:
        self.files = [folder / f"{name}.geojson" for name in ("base", "ours", "theirs")]
        for path, layer in zip(self.files, layers, strict=True):
            text = collection_text(layer["features"], members=layer["members"])
            path.write_text(text, encoding="utf-8")
        self.text, self.conflicts = merge_layers(*self.files)
        self.layer = json.loads(self.text)


def expected_field(base: Any, ours: Any, theirs: Any, *, is_property: bool) -> Any:
    """What three versions of a field should become; None in a tuple is a conflict."""
    one, two, three = exact(base), exact(ours), exact(theirs)
    if one == two:
        return (theirs,)
    if three in (one, two):
        return (ours,)
    if is_property:
        # QGIS writes null where there is nothing: no edit of what was absent.
        one, two, three = ("absent" if each == "null" else each for each in (one, two, three))
        if three in (one, two):
            return (ours,)
        if one == two:
            return (theirs,)
    return None


@given(versions())
def test_every_edit_is_in_the_result_and_every_conflict_has_both(
    tmp_path: Path, three: tuple[Layer, Layer, Layer]
) -> None:
    merged = Merged(tmp_path, *three)
    base, ours, theirs = map(by_id, three)
    found = by_id(merged.layer)
    assert len(found) == len(merged.layer["features"])
    conflicts = 0
    for name in {*base, *ours, *theirs}:
        feature = found.get(name)
        if name not in ours or name not in theirs:
            left = ours.get(name) or theirs.get(name)
            if left is None or (name in base and same_feature(left, base[name])):
                assert feature is None
            elif name not in base:
                assert exact(feature) == exact(left)
            else:
                who = "ours" if name not in ours else "theirs"
                assert feature is not None
                assert feature.pop("conflict") == {"feature": f"deleted by {who}"}
                assert exact(feature) == exact(left)
                conflicts += 1
            continue
        assert feature is not None
        marks = feature.get("conflict", {})
        sides = [fields(side[name]) if name in side else {} for side in (base, ours, theirs)]
        said = fields(feature)
        expected_marks = {}
        for field in {**sides[0], **sides[1], **sides[2]}:
            values = [side.get(field, ABSENT) for side in sides]
            expected = expected_field(*values, is_property=field[0] == "property")
            if expected is None:
                expected = (values[1],)
                expected_marks[named(field)] = {
                    side: value
                    for side, value in zip(("base", "ours", "theirs"), values, strict=True)
                    if value is not ABSENT
                }
            assert exact(said.pop(field, ABSENT)) == exact(expected[0])
        assert said == {}
        assert exact(marks) == exact(expected_marks)
        conflicts += bool(marks)
    conflicts += "conflict" in merged.layer
    assert len(merged.conflicts) == conflicts


def same_feature(one: dict[str, Any], other: dict[str, Any]) -> bool:
    here, there = fields(one), fields(other)
    return all(
        exact(here.get(field, ABSENT)) == exact(there.get(field, ABSENT))
        or (
            field[0] == "property"
            and {exact(here.get(field, ABSENT)), exact(there.get(field, ABSENT))}
            == {"null", "absent"}
        )
        for field in {**here, **there}
    )


@given(versions())
def test_members_of_the_collection_merge_like_fields(
    tmp_path: Path, three: tuple[Layer, Layer, Layer]
) -> None:
    merged = Merged(tmp_path, *three).layer
    marks = merged.get("conflict", {})
    for name in {*three[0]["members"], *three[1]["members"], *three[2]["members"]}:
        values = [layer["members"].get(name, ABSENT) for layer in three]
        expected = expected_field(*values, is_property=False)
        if expected is None:
            assert exact(marks[name]["theirs"]) == exact(values[2])
            expected = (values[1],)
        assert exact(merged.get(name, ABSENT)) == exact(expected[0])


@given(versions())
def test_one_sided_edits_come_out_to_the_byte(
    tmp_path: Path, three: tuple[Layer, Layer, Layer]
) -> None:
    base, edited, _other = three
    for layers in ((base, edited, base), (base, base, edited), (base, edited, edited)):
        merged = Merged(tmp_path, *layers)
        text = collection_text(edited["features"], members=edited["members"])
        assert (merged.text, merged.conflicts) == (text, [])


@given(versions())
def test_the_sides_may_change_places(tmp_path: Path, three: tuple[Layer, Layer, Layer]) -> None:
    base, ours, theirs = three
    one, other = Merged(tmp_path, base, ours, theirs), Merged(tmp_path, base, theirs, ours)
    assert sorted(_neutral(one.layer)) == sorted(_neutral(other.layer))


def _neutral(layer: Layer) -> list[str]:
    """The features without what depends on which side is called ours."""
    found = []
    for feature in layer["features"]:
        held = copy.deepcopy(feature)
        marks = held.pop("conflict", {})
        for field, mark in marks.items():
            if isinstance(mark, dict):
                held["properties"].pop(field.removeprefix("properties."), None)
                held.pop(field.removeprefix("feature."), None)
                sides = [exact(mark.get(side, ABSENT)) for side in ("ours", "theirs")]
                marks[field] = [exact(mark.get("base", ABSENT)), sorted(sides)]
            else:
                marks[field] = "deleted"
        found.append(exact([held, marks]))
    return found


@given(versions())
def test_merging_again_changes_nothing(tmp_path: Path, three: tuple[Layer, Layer, Layer]) -> None:
    """The same merge run again on its result: it finds its own marks, and no new conflicts."""
    merged = Merged(tmp_path, *three)
    base, ours, theirs = merged.files
    ours.write_text(merged.text, encoding="utf-8")
    assert json.loads(merge_layers(base, ours, theirs)[0]) == merged.layer


@given(versions())
def test_the_order_is_that_of_a_side(tmp_path: Path, three: tuple[Layer, Layer, Layer]) -> None:
    merged = Merged(tmp_path, *three).layer["features"]
    orders = [[feature["id"] for feature in layer["features"]] for layer in three]
    found = [feature["id"] for feature in merged]
    assert any(
        [name for name in found if name in side] == [name for name in side if name in found]
        for side in orders[1:]
    )


SPACE = st.text(" \t\r\n", max_size=3)


@given(st.lists(st.tuples(SPACE, st.integers(), SPACE), max_size=4), SPACE, SPACE)
def test_a_file_is_put_together_as_it_was(
    tmp_path: Path, features: list[tuple[str, int, str]], before: str, behind: str
) -> None:
    lines = ",".join(
        f'{space}{{"type":"Feature","properties":{{"n":{number}}},\n"geometry":null}}{after}'
        for space, number, after in features
    )
    head = f'{before}{{"features":[{lines}]{behind},"type" : "FeatureCollection","name":"Жол"}}'
    path = tmp_path / "any.geojson"
    path.write_bytes(head.encode())
    text = read_document(path).text()
    assert json.loads(text) == json.loads(head)
    assert text.split() == head.split() or "".join(text.split()) == "".join(head.split())


@given(st.data())
def test_edits_of_features_without_ids_merge(tmp_path: Path, data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 6))
    base = [
        {
            "type": "Feature",
            "properties": {"name": f"place {i}", "n": 0},
            "geometry": {"type": "Point", "coordinates": [70 + i, 45]},
        }
        for i in range(count)
    ]
    sides: list[list[dict[str, Any]]] = [copy.deepcopy(base), copy.deepcopy(base)]
    expected: list[dict[str, Any]] = copy.deepcopy(base)
    dropped = set()
    for i in range(count):
        side = data.draw(st.sampled_from(sides))
        match data.draw(st.integers(0, 3)):
            case 0:
                side[i]["properties"]["n"] = expected[i]["properties"]["n"] = i + 1
            case 1:
                side[i]["geometry"] = expected[i]["geometry"] = None
            case 2:
                side[i] = {}
                dropped.add(i)
    kept = [[feature for feature in side if feature] for side in sides]
    layers = [{"features": features, "members": {}} for features in (base, *kept)]
    merged = Merged(tmp_path, *layers)
    assert merged.conflicts == []
    assert sorted(map(exact, merged.layer["features"])) == sorted(
        exact(feature) for i, feature in enumerate(expected) if i not in dropped
    )


COLUMNS = ["project", "key", "value", "source", "note"]
CELLS = st.sampled_from(["", "1", "2", "1.0", "Жол, көл", 'so "named"', "two\nlines"])
FACTS = st.tuples(st.sampled_from("ab"), st.sampled_from(["cost", "area"]), st.sampled_from("rs"))


@st.composite
def a_table(draw: st.DrawFn) -> dict[tuple[str, ...], list[str]]:
    return {key: [draw(CELLS), draw(CELLS)] for key in draw(st.lists(FACTS, unique=True))}


@st.composite
def a_table_after(
    draw: st.DrawFn, table: dict[tuple[str, ...], list[str]]
) -> dict[tuple[str, ...], list[str]]:
    edited = copy.deepcopy(table)
    for key in draw(st.lists(FACTS, max_size=3)):
        if key in edited and draw(st.booleans()):
            del edited[key]
        else:
            cells = edited.setdefault(key, ["", ""])
            cells[draw(st.integers(0, 1))] = draw(CELLS)
    return edited


def table_text(table: dict[tuple[str, ...], list[str]]) -> str:
    out = io.StringIO(newline="")
    rows = [[key[0], key[1], cells[0], key[2], cells[1]] for key, cells in table.items()]
    csv.writer(out, lineterminator="\r\n").writerows([COLUMNS, *rows])
    return out.getvalue()


@given(st.data())
def test_every_edit_of_a_table_is_in_the_result(tmp_path: Path, data: st.DataObject) -> None:
    base = data.draw(a_table())
    ours, theirs = data.draw(a_table_after(base)), data.draw(a_table_after(base))
    files = [tmp_path / f"{name}.csv" for name in ("base", "ours", "theirs")]
    for path, table in zip(files, (base, ours, theirs), strict=True):
        path.write_bytes(table_text(table).encode())
    text, conflicts = merge_tables(*files)
    rows = [*csv.reader(io.StringIO(text, newline=""), strict=True)]
    assert all(len(row) == len(COLUMNS) for row in rows)
    found: dict[tuple[str, ...], list[str]] = {}
    marked: dict[tuple[str, ...], dict[str, list[str]]] = {}
    for first, key, value, source, note in rows[1:]:
        if first.startswith("CONFLICT "):
            side, _colon, project = first.removeprefix("CONFLICT ").partition(": ")
            marked.setdefault((project, key, source), {})[side] = [value, note]
        else:
            assert (first, key, source) not in found
            found[first, key, source] = [value, note]
    assert not found.keys() & marked.keys()
    assert len(marked) == len(conflicts)
    for key in {**base, **ours, **theirs}:
        one, two, three = (table.get(key) for table in (base, ours, theirs))
        if two in (one, three):
            assert found.pop(key, None) == three
        elif one == three:
            assert found.pop(key, None) == two
        elif two is None or three is None:
            gone, kept = ("ours", "theirs") if two is None else ("theirs", "ours")
            assert marked.pop(key) == {f"{gone} deleted": one, kept: two or three}
        else:
            cells = [
                expected_field(*each, is_property=False)
                for each in zip(one or ["", ""], two, three, strict=True)
            ]
            if None not in cells:
                assert found.pop(key) == [cell[0] for cell in cells]
                continue
            forms = marked.pop(key)
            assert forms.keys() == ({"base", "ours", "theirs"} if one else {"ours", "theirs"})
            for side, row in (("base", one), ("ours", two), ("theirs", three)):
                expected = [
                    row[i] if cell is None else cell[0] for i, cell in enumerate(cells) if row
                ]
                assert forms.get(side, []) == expected
    assert not found
    assert not marked


@given(st.data())
def test_rows_that_nobody_edited_keep_their_bytes(tmp_path: Path, data: st.DataObject) -> None:
    base = data.draw(a_table())
    edited = data.draw(a_table_after(base))
    files = [tmp_path / f"{name}.csv" for name in ("base", "ours", "theirs")]
    for table, order in (
        ((base, edited, base), "one"),
        ((base, base, edited), "other"),
        ((base, edited, edited), "both"),
    ):
        for path, each in zip(files, table, strict=True):
            path.write_bytes(table_text(each).encode())
        assert merge_tables(*files) == (table_text(edited), []), order


@given(st.binary(max_size=60), st.binary(max_size=60), st.binary(max_size=60))
def test_any_bytes_are_merged_or_refused_in_words(
    tmp_path: Path, base: bytes, ours: bytes, theirs: bytes
) -> None:
    for suffix in (".geojson", ".csv"):
        files = [tmp_path / f"{name}{suffix}" for name in ("base", "ours", "theirs")]
        for path, content in zip(files, (base, ours, theirs), strict=True):
            path.write_bytes(content)
        try:
            outcome = merge_files(*files)
        except MapError:
            continue
        if ours == base:
            assert outcome.data == theirs
