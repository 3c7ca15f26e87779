from __future__ import annotations

from typing import Any

import pytest

from geo.errors import Severity
from geo.schema import Certainty, Precision, Role, Sector, Status
from tests.making import ABSENT, POINT, Layers, collection, project


def test_a_good_project_has_no_problem(layers: Layers) -> None:
    assert layers.projects(project()).check() == []


@pytest.mark.parametrize("empty", [None, ""])
def test_what_may_be_missing_may_also_be_empty(layers: Layers, empty: Any) -> None:
    optional = ("role", "certainty", "locator", "location_source", "line_precision", "note_kk")
    assert layers.projects(project(**dict.fromkeys(optional, empty))).check() == []


@pytest.mark.parametrize(
    ("changes", "message", "hint", "stands_at"),
    [
        ({"staus": "planned"}, "'staus' is not known", "did you mean 'status'? Or", '"staus"'),
        ({"name_kz": "Жол"}, "'name_kz' is not known", "did you mean 'name_kk'?", '"name_kz"'),
    ],
)
def test_a_field_that_is_not_known_is_an_error_with_the_nearest_one(
    layers: Layers, changes: dict[str, Any], message: str, hint: str, stands_at: str
) -> None:
    problem = layers.projects(project(**changes)).problem()
    assert (problem.code, problem.severity) == ("unknown-field", Severity.ERROR)
    assert message in problem.message
    assert hint in problem.hint
    assert layers.at(problem).startswith(stands_at)


def test_half_a_letter_in_a_key_is_shown_as_its_escape(layers: Layers) -> None:
    text = collection(project(halved=1)).replace("halved", r"\ud800")
    problem = layers.projects().write("roads.geojson", text).problem()
    assert problem.message == r"the field '\\ud800' is not known"


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("sector", "one of roads, railways"),
        ("status", "one of planned, design"),
        ("status_date", "a date: 2025, 2025-08 or 2025-08-14"),
        ("source", "the id of a row of sources.csv"),
        ("location_precision", "one of exact, approximate"),
    ],
)
@pytest.mark.parametrize("value", [ABSENT, None, ""])
def test_a_field_that_is_missing_is_an_error(
    layers: Layers, key: str, hint: str, value: Any
) -> None:
    problem = layers.projects(project(**{key: value})).problem()
    assert (problem.code, problem.severity, problem.feature) == (
        "missing-field",
        Severity.ERROR,
        "a-road",
    )
    assert problem.message == f"the field {key!r} is missing or empty"
    assert problem.hint.startswith(f"add it: {hint}")


def test_a_project_without_an_id_is_an_error(layers: Layers) -> None:
    problem = layers.projects(project(id=ABSENT)).problem()
    assert problem.message == "the field 'id' is missing or empty"


@pytest.mark.parametrize(
    ("key", "value", "nearest"),
    [
        ("sector", "road", "roads"),
        ("sector", "Roads", "roads"),
        ("status", "plan", "planned"),
        ("status", "under construction", "under_construction"),
        ("location_precision", "exakt", "exact"),
        ("line_precision", "shematic", "schematic"),
        ("certainty", "infered", "inferred"),
        ("role", "contex", "context"),
    ],
)
def test_a_bad_choice_is_an_error_with_the_nearest_good_one(
    layers: Layers, key: str, value: str, nearest: str
) -> None:
    problem = layers.projects(project(**{key: value})).problem()
    assert (problem.code, problem.severity) == ("bad-value", Severity.ERROR)
    assert problem.message == f"{key}: {value!r} is not allowed"
    assert problem.hint == f"did you mean {nearest!r}?"
    assert layers.at(problem).startswith(f'"{key}": "{value}"')


def test_a_choice_near_to_nothing_is_answered_with_all(layers: Layers) -> None:
    problem = layers.projects(project(status="???")).problem()
    assert problem.hint == ("it can be: planned, design, under_construction, completed, suspended")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("sector", value) for value in Sector),
        *(("status", value) for value in Status),
        *(("line_precision", value) for value in Precision),
        *(("certainty", value) for value in Certainty),
        *(("role", value) for value in Role),
        *(("location_precision", value) for value in Precision if value != "region"),
        *(("status_date", value) for value in ("2025", "2025-08", "2025-08-14", "2024-02-29")),
        ("locator", "paragraph 3"),
        ("location_source", "report"),
    ],
)
def test_a_good_value_is_taken(layers: Layers, key: str, value: str) -> None:
    assert layers.projects(project(**{key: value})).check() == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", "A Road"),
        ("id", "дорога"),
        ("id", "-a"),
        ("id", 7),
        ("source", "The report"),
        ("location_source", 5),
        ("sector", 5),
        ("sector", ["roads"]),
        ("status", {"a": 1}),
        ("location_precision", []),
        ("locator", 3),
        ("status_date", 2025),
        ("status_date", "14.08.2025"),
        ("status_date", "2025-8"),
        ("status_date", "2025-13"),
        ("status_date", "2025-02-31"),
        ("status_date", "2025-02-29"),
        ("status_date", "0000"),
        ("status_date", "٢٠٢٥"),
        ("status_date", "2025-08-14T10:00"),
        ("name_kk", 5),
        ("note_ru", ["x"]),
        ("summary_en", True),
    ],
)
def test_a_bad_value_is_an_error_at_its_key(layers: Layers, key: str, value: Any) -> None:
    layers.projects(project(**{key: value}))
    found = [problem for problem in layers.check() if problem.code == "bad-value"]
    assert [(p.severity, layers.at(p).startswith(f'"{key}": ')) for p in found] == [
        (Severity.ERROR, True)
    ]


@pytest.mark.parametrize("text", ["name", "summary"])
def test_a_text_missing_in_one_language_is_a_warning(layers: Layers, text: str) -> None:
    problem = layers.projects(project(**{f"{text}_ru": ABSENT})).problem()
    assert (problem.code, problem.severity) == ("missing-text", Severity.WARNING)
    assert f"'{text}_ru'" in problem.message


@pytest.mark.parametrize("text", ["name", "summary"])
def test_a_text_missing_in_every_language_is_an_error(layers: Layers, text: str) -> None:
    gone = {f"{text}_{code}": "" for code in ("kk", "ru", "en")}
    problem = layers.projects(project(**gone)).problem()
    assert (problem.code, problem.severity) == ("missing-field", Severity.ERROR)
    assert problem.hint == f"add {text}_kk, {text}_ru, {text}_en"


@pytest.mark.parametrize("text", ["note", "place", "location_note"])
def test_a_remark_in_one_language_asks_for_the_others(layers: Layers, text: str) -> None:
    layers.projects(project(**{f"{text}_kk": "Ескерту"}))
    assert [problem.code for problem in layers.check()] == ["missing-text"] * 2


def test_only_the_languages_of_the_map_are_asked_for(layers: Layers) -> None:
    layers.write("_map.toml", 'languages = ["kk"]\n')
    changes = {f"{text}_{code}": ABSENT for text in ("name", "summary") for code in ("ru", "en")}
    assert layers.projects(project(**changes)).check() == []


def test_an_id_only_among_the_properties_is_a_warning(layers: Layers) -> None:
    feature = project()
    del feature["id"]
    problem = layers.projects(feature).problem()
    assert (problem.code, problem.severity) == ("missing-id", Severity.WARNING)
    path = layers.path / "roads.geojson"
    assert problem.hint == f"put it there: python make_map.py format {path}"


def test_many_features_without_their_ids_are_counted(layers: Layers) -> None:
    features = [project(id=f"road-{n}") for n in range(9)]
    for feature in features:
        del feature["id"]
    *named, counted = layers.projects(*features).check()
    assert [each.feature for each in named] == ["road-0", "road-1", "road-2"]
    assert counted.message == "6 more features have no id of their own, only the property"
    assert (counted.code, counted.line, counted.hint) == ("missing-id", 5, named[0].hint)


def test_two_ids_that_differ_are_an_error(layers: Layers) -> None:
    problem = layers.projects(project() | {"id": "a-rail"}).problem()
    assert (problem.code, problem.severity) == ("id-mismatch", Severity.ERROR)
    assert problem.message == "the feature's id 'a-rail' and its property id 'a-road' differ"


@pytest.mark.parametrize("key", ["source", "location_source"])
def test_a_source_that_is_not_in_the_table_is_an_error(layers: Layers, key: str) -> None:
    problem = layers.projects(project(**{key: "raport"})).problem()
    assert (problem.code, problem.severity) == ("unknown-source", Severity.ERROR)
    assert problem.message == f"{key}: there is no source 'raport' in sources.csv"
    assert problem.hint == "did you mean 'report'?"


@pytest.mark.parametrize(("precision", "geometry"), [("region", POINT), ("exact", None)])
def test_a_place_and_its_precision_that_contradict_are_a_warning(
    layers: Layers, precision: str, geometry: Any
) -> None:
    problem = layers.projects(project(geometry, location_precision=precision)).problem()
    assert (problem.code, problem.severity) == ("precision", Severity.WARNING)


def test_a_project_of_the_whole_region_needs_no_geometry(layers: Layers) -> None:
    assert layers.projects(project(None, location_precision="region")).check() == []
