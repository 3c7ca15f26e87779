"""What is found to differ, and what is not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.staff.changes.compare import compare
from geo.staff.changes.model import ADDED, CHANGED, REMOVED, Comparison, FeatureChange
from geo.staff.changes.sides import read_sides
from tests.making import ABSENT, Layers, collection, plain, project
from tests.staff.changes.making import Sides

FACT = "a-road,{key},{value},{unit},2025,{source},,"


def there(x: float = 79.5, y: float = 45.5) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [x, y]}


def kinds(found: Comparison) -> list[tuple[str, str]]:
    return [(change.kind, change.id) for change in found.features]


def keys(change: FeatureChange) -> list[tuple[str, Any, Any]]:
    return [(value.key, value.old, value.new) for value in change.values]


def fact(key: str, value: str, unit: str = "KZT", source: str = "report") -> str:
    return FACT.format(key=key, value=value, unit=unit, source=source)


def test_the_same_layers_do_not_differ(sides: Sides) -> None:
    for side in (sides.old, sides.new):
        side.projects(project()).facts(fact("cost", "5"))
    assert not sides.compare().differs


def test_a_project_that_came_and_one_that_went(sides: Sides) -> None:
    sides.old.projects(project(id="old-road", name_ru="Старая"))
    sides.new.projects(project(there(79), id="new-road"))
    assert kinds(sides.compare()) == [(ADDED, "new-road"), (REMOVED, "old-road")]


def test_a_status_that_changed(sides: Sides) -> None:
    sides.old.projects(project())
    sides.new.projects(project(status="completed"))
    assert keys(sides.change()) == [("status", "planned", "completed")]


def test_an_empty_field_of_a_project_is_none_at_all(sides: Sides) -> None:
    sides.old.projects(project())
    sides.new.projects(project(note_kk=None, note_ru=""))
    assert not sides.compare().differs


def test_a_whole_number_is_the_same_with_a_point_but_true_is_no_number(sides: Sides) -> None:
    sides.old.plain(plain(id="a", depth=1, deep=1))
    sides.new.plain(plain(id="a", depth=1.0, deep=True))
    assert keys(sides.change()) == [("deep", 1, True)]


def test_a_project_in_another_layer_has_moved(sides: Sides) -> None:
    sides.old.projects(project(), name="roads")
    sides.new.projects(project(), name="bridges")
    found = sides.compare()
    assert kinds(found) == [(CHANGED, "a-road")]
    assert found.features[0].changes_layer
    assert [(layer.kind, layer.id) for layer in found.layers] == [
        (ADDED, "bridges"),
        (REMOVED, "roads"),
    ]


def test_a_counted_id_in_another_layer_is_another_feature(sides: Sides) -> None:
    sides.old.plain(plain(there(79), id=1, what="well"), name="wells")
    sides.old.plain(plain(there(78), id=9), name="posts")
    sides.new.plain(plain(there(80), id=1, what="post"), name="posts")
    sides.new.plain(plain(there(77), id=7), name="wells")
    assert sorted(kinds(sides.compare())) == [
        (ADDED, "1"),
        (ADDED, "7"),
        (REMOVED, "1"),
        (REMOVED, "9"),
    ]


def test_another_id_with_the_same_place_and_name_is_taken_as_renamed(sides: Sides) -> None:
    sides.old.projects(project()).facts(fact("cost", "5"))
    sides.new.projects(project(id="the-road")).facts(
        fact("cost", "5").replace("a-road", "the-road")
    )
    change = sides.change()
    assert (change.is_renamed, change.old and change.old.id, change.id) == (
        True,
        "a-road",
        "the-road",
    )
    assert change.facts == ()


def test_with_another_name_it_is_not_taken_as_renamed(sides: Sides) -> None:
    sides.old.projects(project())
    sides.new.projects(project(id="the-road", name_en="Another road"))
    assert kinds(sides.compare()) == [(ADDED, "the-road"), (REMOVED, "a-road")]


def test_of_two_that_may_be_the_renamed_one_none_is(sides: Sides) -> None:
    sides.old.projects(project())
    sides.new.projects(project(id="one"), project(id="two"))
    assert kinds(sides.compare()) == [(ADDED, "one"), (ADDED, "two"), (REMOVED, "a-road")]


def test_a_feature_without_an_id_is_known_by_its_content(sides: Sides) -> None:
    wells = [plain(there(79 + n), name=f"Well {n}", depth=n) for n in range(4)]
    sides.old.plain(*wells)
    sides.new.plain(plain(there(90, 50), name="New"), wells[0], wells[2], wells[3])
    assert [change.kind for change in sides.compare().features] == [ADDED, REMOVED]


def test_a_feature_without_an_id_is_known_by_its_place_or_its_properties(sides: Sides) -> None:
    sides.old.plain(plain(there(79), name="A"), plain(there(80), name="B"))
    sides.new.plain(plain(there(80.5), name="B"), plain(there(79), name="A, deep"))
    found = sides.compare().features
    assert [(change.kind, bool(change.shape), bool(change.values)) for change in found] == [
        (CHANGED, True, False),
        (CHANGED, False, True),
    ]


def test_two_features_with_nothing_in_common_are_two(sides: Sides) -> None:
    sides.old.plain(plain(there(79), name="A", kind="well"))
    sides.new.plain(plain(there(81), name="B", kind="post"))
    assert [change.kind for change in sides.compare().features] == [ADDED, REMOVED]


def test_a_file_written_in_another_way_has_only_another_form(sides: Sides) -> None:
    sides.old.projects(project())
    sides.new.projects(project())
    text = (sides.new.path / "roads.geojson").read_text(encoding="utf-8")
    sides.new.write("roads.geojson", json.dumps(json.loads(text), indent=2))
    found = sides.compare()
    assert (found.differs, found.form) == (False, ("roads.geojson",))


def test_line_ends_are_not_even_another_form(sides: Sides) -> None:
    text = collection(project())
    sides.old.projects(project())
    sides.new.projects(project()).write("roads.geojson", text.replace("\n", "\r\n"))
    assert sides.compare().form == ()


def test_another_order_is_said_so(sides: Sides) -> None:
    a, b = project(id="a"), project(there(80), id="b", name_en="B")
    sides.old.projects(a, b)
    sides.new.projects(b, a)
    found = sides.compare()
    assert (found.features, found.order, found.form) == ((), ("roads",), ())


def test_a_foreign_member_of_a_feature_counts(sides: Sides) -> None:
    sides.old.plain(plain(id="a"))
    sides.new.plain(plain(id="a") | {"style": {"color": "red"}})
    assert keys(sides.change()) == [("(style)", None, {"color": "red"})]


def test_a_cost_that_grew(sides: Sides) -> None:
    sides.old.projects(project()).facts(fact("cost", "4000"))
    sides.new.projects(project()).facts(fact("cost", "4480"))
    (found,) = sides.change().facts
    assert (found.key, found.disagrees) == ("cost", False)
    assert found.percent == pytest.approx(12)


def test_a_finish_that_moved_to_a_later_year(sides: Sides) -> None:
    sides.old.projects(project()).facts(fact("planned_finish", "2025", "year"))
    sides.new.projects(project()).facts(fact("planned_finish", "2026", "year"))
    (found,) = sides.change().facts
    assert found.shift == 1


def test_a_date_said_more_exactly_is_neither_later_nor_earlier(sides: Sides) -> None:
    sides.old.projects(project()).facts(fact("planned_finish", "2026", "year"))
    sides.new.projects(project()).facts(fact("planned_finish", "2026-09", "date"))
    (found,) = sides.change().facts
    assert (found.changes_value, found.shift) == (True, 0)


def test_a_second_value_of_a_figure_is_a_disagreement(sides: Sides) -> None:
    sides.old.projects(project()).facts(fact("cost", "5"))
    sides.new.projects(project()).facts(fact("cost", "5"), fact("cost", "6", source="paper"))
    (found,) = sides.change().facts
    assert (found.old, found.new and found.new["value"], found.disagrees) == (None, "6", True)


def test_a_second_source_of_the_same_value_is_no_disagreement(sides: Sides) -> None:
    sides.old.projects(project()).facts(fact("cost", "5"))
    sides.new.projects(project()).facts(fact("cost", "5"), fact("cost", "5", source="paper"))
    assert [change.disagrees for change in sides.change().facts] == [False]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (("0", "KZT"), ("5", "KZT")),
        (("-5", "km"), ("5", "km")),
        (("5", "KZT"), ("5", "USD")),
        (("5", "%"), ("6", "%")),
        (("2/3", "km"), ("2/4", "km")),
        (("five", "km"), ("6", "km")),
        (("5", "leagues"), ("6", "leagues")),
        (("1", "km"), ("999999", "km")),
    ],
)
def test_growth_that_says_nothing_is_not_said(
    sides: Sides, old: tuple[str, str], new: tuple[str, str]
) -> None:
    sides.old.projects(project()).facts(fact("cost", *old))
    sides.new.projects(project()).facts(fact("cost", *new))
    assert [change.percent for change in sides.change().facts] == [None]


def test_figures_of_a_project_that_is_nowhere_are_still_told(sides: Sides) -> None:
    sides.old.projects(project())
    sides.new.projects(project()).facts(fact("cost", "5").replace("a-road", "no-road"))
    change = sides.change()
    assert (change.id, change.item, len(change.facts)) == ("no-road", None, 1)


def test_a_source_that_was_added(sides: Sides) -> None:
    sides.old.projects(project())
    sides.new.projects(project())
    sources = (sides.new.path / "sources.csv").read_text(encoding="utf-8")
    sides.new.write("sources.csv", sources + "paper,A paper,,,en,\n")
    assert [(s.kind, s.id) for s in sides.compare().sources] == [(ADDED, "paper")]


def test_a_title_that_changed(sides: Sides) -> None:
    sides.old.projects(project()).write("_map.toml", '[title]\nen = "Roads"\n')
    sides.new.projects(project()).write("_map.toml", '[title]\nen = "All roads"\n')
    (found,) = sides.compare().settings
    assert (found.id, [(v.key, v.old, v.new) for v in found.values]) == (
        "_map.toml",
        [("title.en", "Roads", "All roads")],
    )


def test_the_base_map_is_named_by_its_files(sides: Sides) -> None:
    for side, name in ((sides.old, "A"), (sides.new, "B")):
        side.projects(project()).write("context/lakes.geojson", collection(plain(name_en=name)))
    assert sides.compare().context == ("context/lakes.geojson",)


def test_a_broken_file_is_named_and_the_others_are_compared(sides: Sides) -> None:
    sides.old.projects(project(), name="roads").plain(plain(id="w"), name="wells")
    sides.old.write("wells.geojson", '{"type": "FeatureCollection", "features": [')
    sides.new.projects(project(status="completed"), name="roads").plain(plain(id="w"), name="wells")
    found = sides.compare()
    assert kinds(found) == [(CHANGED, "a-road")]
    assert [problem.path.as_posix() for problem in found.problems] == ["old/wells.geojson"]


def test_broken_tables_and_settings_are_left_out(sides: Sides) -> None:
    sides.old.projects(project()).facts(fact("cost", "5"), columns="project,key")
    sides.old.write("_map.toml", "languages = [")
    sides.new.projects(project()).facts(fact("cost", "6")).write("_map.toml", "")
    found = sides.compare()
    assert not found.differs
    assert sorted(problem.path.name for problem in found.problems) == ["_map.toml", "facts.csv"]


def test_what_is_no_feature_is_passed_over(sides: Sides) -> None:
    sides.old.write("a.geojson", collection(plain(id="a"), 5, None, "x"))
    sides.new.write("a.geojson", collection(plain(id="a"), [], {"type": "Feature"}))
    assert sides.compare().problems == ()


def test_twins_of_one_id_are_compared_one_by_one(sides: Sides) -> None:
    sides.old.projects(project(), project())
    sides.new.projects(project(), project(status="completed"))
    assert kinds(sides.compare()) == [(CHANGED, "a-road")]


properties = st.dictionaries(
    st.sampled_from(["name", "depth", "note_ru", "id"]),
    st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["", "a", "b c", "1"]),
    max_size=4,
)
coordinate = st.sampled_from([79.0, 79.1, 79.1000001, 80.0])
geometries = st.none() | st.one_of(
    st.builds(lambda x, y: {"type": "Point", "coordinates": [x, y - 34]}, coordinate, coordinate),
    st.builds(
        lambda points: {"type": "LineString", "coordinates": [[x, y - 34] for x, y in points]},
        st.lists(st.tuples(coordinate, coordinate), min_size=2, max_size=5),
    ),
    st.sampled_from([{"type": "Point"}, {"type": "Polygon", "coordinates": [[]]}, 5]),
)
features = st.lists(
    st.builds(plain, geometries).flatmap(
        lambda feature: properties.map(lambda said: feature | {"properties": said})
    ),
    max_size=6,
)


@given(features)
def test_nothing_differs_from_itself(tmp_path_factory: pytest.TempPathFactory, all_: Any) -> None:
    found = compared(tmp_path_factory, all_, all_)
    assert not found.differs


@given(features, features)
def test_there_and_back_again(
    tmp_path_factory: pytest.TempPathFactory, one: Any, other: Any
) -> None:
    forth, back = compared(tmp_path_factory, one, other), compared(tmp_path_factory, other, one)

    def count(found: Comparison) -> list[int]:
        all_ = [change.kind for change in found.features]
        return [all_.count(kind) for kind in (ADDED, REMOVED, CHANGED)]

    added, removed, changed = count(back)
    assert count(forth) == [removed, added, changed]


def compared(factory: pytest.TempPathFactory, old: Any, new: Any) -> Comparison:
    folder = factory.mktemp("sides")
    for name, found in (("old", old), ("new", new)):
        Layers(folder / name).plain(*found, name="places")
    return compare(*read_sides([str(folder / "old"), str(folder / "new")], Path("layers")))


def test_an_absent_geometry_is_none(sides: Sides) -> None:
    without = project()
    del without["geometry"]
    sides.old.projects(without)
    sides.new.projects(project(None, note_ru=ABSENT))
    assert not sides.compare().differs
