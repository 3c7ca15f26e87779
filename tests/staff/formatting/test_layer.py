"""What the canonical form is, and that nothing is lost on the way to it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.read import read_collection
from geo.schema import TEXTS, Project, field_order
from geo.staff.formatting.layer import formatted
from tests.making import collection, plain, project
from tests.rules.test_geometry import HOLE, SQUARE, group, shape
from tests.test_check import FEATURES
from tests.test_write import VALUES

LANGUAGES = ("kk", "ru", "en")
SHIPPED = sorted((Path(__file__).parents[3] / "layers").rglob("*.geojson"))


def format_text(
    path: Path, text: str | bytes, *, projects: bool = False, **options: Any
) -> tuple[str, dict[str, int]]:
    """The canonical form of a text, and what was done to it."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    read = read_collection(path)
    assert not [problem for problem in read.problems if problem.is_error]
    found = formatted(read, projects=projects, languages=LANGUAGES, **options)
    return b"".join(found.chunks).decode(), dict(found.done)


def mended(path: Path, feature: Any, *, projects: bool = False, **options: Any) -> Any:
    """A feature as it is after formatting, in any layout the same."""
    text = collection(feature)
    one = format_text(path, text, projects=projects, **options)
    other = format_text(path, json.dumps(json.loads(text), indent=1), projects=projects, **options)
    assert one[0] == other[0]
    return json.loads(one[0])["features"][0]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "roads.geojson"


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_a_shipped_layer_has_its_canonical_form(path: Path, file: Path) -> None:
    data = file.read_bytes()
    projects = file.parent.name == "layers"
    assert format_text(path, data, projects=projects) == (data.decode(), {})


@pytest.mark.parametrize(
    "spread",
    [
        json.dumps,
        lambda said: json.dumps(said, indent=2, ensure_ascii=False),
        lambda said: json.dumps(said, separators=(",", ":")),
        lambda said: json.dumps(said, indent=1).replace("\n", "\r\n"),
    ],
)
def test_any_layout_becomes_one_feature_a_line(path: Path, spread: Any) -> None:
    text = collection(project(), plain(), name="Жолдар")
    assert format_text(path, spread(json.loads(text)))[0] == text


def test_the_layout_alone_is_said_to_have_changed(path: Path) -> None:
    text = collection(plain())
    assert format_text(path, text.replace(", ", ","))[1] == {"laid out one feature a line": 1}


def test_a_byte_order_mark_goes(path: Path) -> None:
    text = collection(plain())
    found, done = format_text(path, b"\xef\xbb\xbf" + text.encode())
    assert (found, done) == (text, {"byte order mark removed": 1})


def test_line_ends_become_newlines(path: Path) -> None:
    text = collection(plain(), plain())
    found, done = format_text(path, text.replace("\n", "\r\n"))
    assert (found, done) == (text, {"line ends changed": 1})


def test_a_lone_feature_becomes_a_collection(path: Path) -> None:
    found, done = format_text(path, json.dumps(plain()))
    assert (found, done) == (collection(plain()), {"made a FeatureCollection": 1})


@pytest.mark.parametrize(
    "crs", ["EPSG:4326", "urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326"]
)
def test_a_crs_of_degrees_goes(path: Path, crs: str) -> None:
    member = {"type": "name", "properties": {"name": crs}}
    found, done = format_text(path, collection(plain(), crs=member))
    assert (found, done) == (collection(plain()), {"'crs' removed": 1})


def test_a_crs_of_another_system_stays_for_check_to_say(path: Path) -> None:
    member = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32644"}}
    text = collection(plain(), crs=member)
    assert format_text(path, text) == (text, {})


def test_the_name_that_gdal_takes_from_the_file_goes_and_another_stays(path: Path) -> None:
    assert format_text(path, collection(plain(), name="roads"))[0] == collection(plain())
    text = collection(plain(), name="Roads of 2025")
    assert format_text(path, text) == (text, {})


def test_foreign_members_stay_in_their_order(path: Path) -> None:
    feature = plain() | {"z": [1, {"b": None, "a": 1.50}], "conflict": {}, "a": "x"}
    text = collection(feature, generator="x", about={"z": 1, "a": 2})
    assert format_text(path, text) == (text, {})


def test_members_behind_the_features_stand_before_them(path: Path) -> None:
    text = json.dumps({"features": [plain()], "type": "FeatureCollection", "about": 1})
    assert format_text(path, text)[0] == collection(plain(), about=1)


def test_members_that_are_missing_are_added(path: Path) -> None:
    found, done = format_text(path, collection({"geometry": None}, {"type": "Feature"}))
    assert found == collection(plain(None), plain(None))
    assert done["members added"] == 4


def test_members_of_a_feature_are_put_in_order(path: Path) -> None:
    given = {"geometry": None, "id": 7, "properties": {"b": 1, "a": 2}, "type": "Feature"}
    found, done = format_text(path, collection(given))
    assert '{"type": "Feature", "id": 7, "properties": {"b": 1, "a": 2}, "geometry"' in found
    assert done == {"put in order": 1}


# Projects


def test_an_id_is_restored_in_either_place(path: Path) -> None:
    whole, bare, lost = project(), project(), project()
    del bare["id"], lost["properties"]["id"]
    for feature in (bare, lost):
        assert mended(path, feature, projects=True) == whole
    assert next(iter(mended(path, lost, projects=True)["properties"])) == "id"


@pytest.mark.parametrize("number", [0, 12, "0", "12", None])
def test_a_row_number_for_an_id_gives_way_to_the_id(path: Path, number: Any) -> None:
    assert mended(path, project() | {"id": number}, projects=True) == project()


@pytest.mark.parametrize("own", ["another-id", "A road", True, 1.5, {}])
def test_ids_that_differ_stay_for_check_to_say(path: Path, own: Any) -> None:
    feature = project() | {"id": own}
    assert mended(path, feature, projects=True) == feature


@pytest.mark.parametrize("own", [7, "7", "A road"])
def test_what_is_no_slug_is_not_made_an_id_of_a_project(path: Path, own: Any) -> None:
    feature = project()
    del feature["properties"]["id"]
    assert "id" not in mended(path, feature | {"id": own}, projects=True)["properties"]


def test_ids_of_a_plain_layer_stay_where_they_are(path: Path) -> None:
    features = [plain() | {"id": 7}, plain(id="a"), plain(id="b") | {"id": "c"}]
    for feature in features:
        assert mended(path, feature) == feature


def test_fields_are_put_in_order_and_unknown_ones_last(path: Path) -> None:
    feature = project(note_kk="x", zzz=1, role="context")
    wanted = [*project()["properties"], "role", "note_kk", "zzz"]
    backwards = dict(reversed(feature["properties"].items()))
    found = mended(path, feature | {"properties": backwards}, projects=True)
    assert [*found["properties"]] == wanted


def test_the_order_of_fields_names_each_field_once() -> None:
    order = field_order(LANGUAGES)
    texts = {f"{text}_{code}" for text in TEXTS for code in LANGUAGES}
    assert sorted(order) == sorted({*Project.model_fields} | texts)


def test_nulls_of_a_project_go_and_those_of_a_plain_layer_stay(path: Path) -> None:
    assert mended(path, project(locator=None, note_kk=None), projects=True) == project()
    feature = plain(a=None)
    assert mended(path, feature) == feature


@pytest.mark.parametrize(
    ("date", "wanted"),
    [
        ("2025/08/14", "2025-08-14"),
        ("2025-08-14T00:00:00", "2025-08-14"),
        ("2025-08-14 00:00:00", "2025-08-14"),
        ("2025-08-14T00:00:00.000Z", "2025-08-14"),
        ("2025/08/14 00:00:00+00", "2025-08-14"),
        (2025, "2025"),
        ("2025", "2025"),
        ("2025-08", "2025-08"),
        ("2025/13/14", "2025/13/14"),
        ("2025-08-14T10:30:00", "2025-08-14T10:30:00"),
        ("14.08.2025", "14.08.2025"),
        (25, 25),
        (True, True),
        (2025.0, 2025.0),
    ],
)
def test_a_date_that_an_editor_mangled_is_mended(path: Path, date: Any, wanted: Any) -> None:
    assert mended(path, project(status_date=date), projects=True) == project(status_date=wanted)


def test_a_date_of_a_plain_layer_is_a_text_like_any(path: Path) -> None:
    feature = plain(status_date="2025/08/14")
    assert mended(path, feature) == feature


# Geometry


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (shape("Polygon", [SQUARE[::-1], HOLE[::-1]]), shape("Polygon", [SQUARE, HOLE])),
        (shape("MultiPolygon", [[SQUARE[::-1]]]), shape("MultiPolygon", [[SQUARE]])),
        (
            group(group(shape("Polygon", [SQUARE[::-1]]))),
            group(group(shape("Polygon", [SQUARE]))),
        ),
        (
            shape("Polygon", [[[*p, 5.5] for p in SQUARE[::-1]]]),
            shape("Polygon", [[[*p, 5.5] for p in SQUARE]]),
        ),
    ],
)
def test_rings_are_turned(path: Path, given: Any, wanted: Any) -> None:
    assert mended(path, plain(given))["geometry"] == wanted


def test_rings_that_were_turned_are_counted(path: Path) -> None:
    text = collection(plain(shape("Polygon", [SQUARE[::-1], HOLE[::-1]])))
    assert format_text(path, text)[1] == {"rings turned": 2}


@pytest.mark.parametrize(
    "geometry",
    [
        shape("Polygon", [[[179, 10], [179, 12], [-179, 12], [-179, 10], [179, 10]]]),
        shape("Polygon", [[[-180, 80], [-180, 90], [180, 90], [180, 80], [-180, 80]]]),
        shape("Polygon", [SQUARE[:-1]]),
        shape("Polygon", [[[79, 45], [80, 45], [79, 45]]]),
        shape("Polygon", [[], [1], [["a", "b"]] * 4]),
        shape("Polygon", "text"),
        shape("Circle", [1.123456789]),
        {"type": "Polygon"},
        {"type": "GeometryCollection", "geometries": [None, 5]},
        {"type": ["x"], "coordinates": None},
        [1, 2],
        "text",
    ],
)
def test_what_nobody_can_mend_stays(path: Path, geometry: Any) -> None:
    found = mended(path, plain(geometry))["geometry"]
    assert found == geometry or geometry == shape("Circle", [1.123456789])


def test_decimals_are_rounded_and_counted_by_feature(path: Path) -> None:
    line = [[79.123456789, 45.5, 640.123456789], [80, 46, 641]]
    text = collection(plain(shape("LineString", line)), plain())
    found, done = format_text(path, text)
    assert json.loads(found)["features"][0]["geometry"]["coordinates"] == [
        [79.123457, 45.5, 640.123457],
        [80, 46, 641],
    ]
    assert done == {"coordinates rounded": 1}


@pytest.mark.parametrize(("decimals", "wanted"), [(0, 79), (3, 79.123), (9, 79.123456789)])
def test_the_decimals_can_be_chosen(path: Path, decimals: int, wanted: float) -> None:
    point = plain(shape("Point", [79.123456789, 45]))
    found = mended(path, point, decimals=decimals)
    assert found["geometry"]["coordinates"] == [wanted, 45]


def test_two_corners_of_a_thing_stay_two(path: Path) -> None:
    line = shape("LineString", [[79.12345671, 45], [79.12345674, 45]])
    assert mended(path, plain(line), decimals=3)["geometry"] == line


@pytest.mark.parametrize(
    ("box", "wanted"),
    [
        ([79, 45, 80, 46], [79, 45, 80, 46]),
        ([79.0, 45, 80, 46], [79, 45, 80, 46]),
        ([0, 0, 1, 1], [79, 45, 80, 46]),
        ("text", [79, 45, 80, 46]),
        ([170, -10, -170, 10], [170, -10, -170, 10]),
    ],
)
def test_a_box_fits_the_data(path: Path, box: Any, wanted: Any) -> None:
    square = shape("Polygon", [SQUARE])
    assert mended(path, plain(square) | {"bbox": box})["bbox"] == wanted
    assert mended(path, plain(square | {"bbox": box}))["geometry"]["bbox"] == wanted
    found = format_text(path, collection(plain(square), bbox=box))[0]
    assert json.loads(found)["bbox"] == wanted


def test_a_box_of_space_has_heights(path: Path) -> None:
    line = shape("LineString", [[79, 45, 3], [80, 46, 1]])
    feature = plain(line) | {"bbox": [0, 0, 0, 1, 1, 1]}
    assert mended(path, feature)["bbox"] == [79, 45, 1, 80, 46, 3]


@pytest.mark.parametrize("geometry", [None, shape("Point", []), {"type": "Circle"}])
def test_a_box_of_nothing_goes(path: Path, geometry: Any) -> None:
    assert "bbox" not in mended(path, plain(geometry) | {"bbox": [0, 0, 1, 1]})


# Nothing is lost


def test_numbers_keep_their_value_and_their_kind(path: Path) -> None:
    values = '{"a": 1, "b": 1.0, "c": 12500000000, "d": 0.1, "e": -0.0, "f": 100000000000000000001}'
    text = collection(plain()).replace("{}", values)
    assert format_text(path, text)[0] == text


def test_text_keeps_its_code_points(path: Path) -> None:
    texts = ["Ә\u0301", "\u00e9", "e\u0301", "\U0001f30d", "\u202e", "a\tb\n", "\\u0416", '"']
    text = collection(plain(texts=texts))
    assert format_text(path, json.dumps(json.loads(text)))[0] == text


@given(st.dictionaries(st.text(), VALUES), VALUES, st.dictionaries(st.text(), VALUES, max_size=3))
def test_any_data_is_the_same_after_formatting(
    tmp_path: Path, properties: dict[str, Any], own: Any, members: dict[str, Any]
) -> None:
    path = tmp_path / "any.geojson"
    taken = {"type", "features", "crs", "bbox", "name", "geometry", "properties", "id"}
    more = {key: value for key, value in members.items() if key not in taken}
    feature = {"type": "Feature", "id": own, "properties": properties, "geometry": None, **more}
    whole = {"type": "FeatureCollection", **more, "features": [feature]}
    text = format_text(path, json.dumps(whole))[0]
    read = json.loads(text)
    assert json.dumps(read) == json.dumps(whole)
    assert format_text(path, text) == (text, {})


@given(st.lists(FEATURES, max_size=3), st.booleans())
def test_formatting_twice_is_formatting_once(
    tmp_path: Path,
    features: list[Any],
    projects: bool,
) -> None:
    path = tmp_path / "any.geojson"
    path.write_text(collection(*features), encoding="utf-8")
    sound = [f for f in features if isinstance(f.get("properties"), dict | None)]
    sound = [f for f in sound if f.get("type") == "Feature"]
    once = format_text(path, collection(*sound), projects=projects)[0]
    assert format_text(path, once, projects=projects) == (once, {})
    spread = json.dumps(json.loads(collection(*sound)), indent=1)
    assert format_text(path, spread, projects=projects)[0] == once
