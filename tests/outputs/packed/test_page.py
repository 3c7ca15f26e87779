"""A packed page says everything that the map knows, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo import measure
from geo.layout import HtmlOptions, Layout
from geo.outputs import html
from geo.outputs.packed.columns import day_number
from geo.outputs.packed.folding import fold, words
from geo.pipeline import load_map
from tests.making import Layers, plain, project
from tests.outputs.packed.decoding import NOWHERE, Decoded

if TYPE_CHECKING:
    from geo.model import MapFeature, MapModel, MapProject

_HTML = HtmlOptions(drawing="packed")


def packed(model: MapModel, **options: Any) -> Decoded:
    chosen = _HTML.model_copy(update=options)
    model = replace(model, layout=model.layout.model_copy(update={"html": chosen}))
    return Decoded(html.render(model)["map.html"])


@cache
def _shipped() -> tuple[MapModel, Decoded]:
    model = load_map(Path(__file__).parents[3] / "layers", language="en")
    return model, packed(model)


@pytest.fixture
def shipped() -> tuple[MapModel, Decoded]:
    """The map that ships, and its packed page."""
    return _shipped()


def test_every_field_of_every_project_is_in_the_details(shipped: tuple[MapModel, Decoded]) -> None:
    model, page = shipped
    for own, said in zip(model.projects, page.places(), strict=True):
        assert _told(page, said) == _known(own)


def _told(page: Decoded, said: dict[str, Any]) -> dict[str, Any]:
    """Details with all that was left out filled in again."""
    found = {
        name: said.get(name)
        for name in ("id", "layer", "sector", "status", "precision", "status_date_iso")
    }
    for name in ("name", "summary", "status_date", "status_locator", "note", "place"):
        found[name] = page.text(said.get(name))
    found["location_note"] = page.text(said.get("location_note"))
    found["line_precision"] = said.get("line_precision", said["precision"])
    found["certainty"] = said.get("certainty", "stated")
    found["role"] = said.get("role", "project")
    found["numbers"] = [
        *(said.get(name, 0) for name in ("status_source", "location_source")),
        *said.get("sources", []),
    ]
    found["measures"] = [
        (each["key"], each["value"], page.text(each["text"])) for each in said.get("measures", [])
    ]
    found["facts"] = [
        (
            fact["key"],
            page.text(fact["label"]),
            [
                (
                    page.text(each["text"]),
                    each["value"],
                    each.get("high"),
                    each.get("unit", ""),
                    page.text(each.get("as_of")),
                    each.get("as_of_iso", ""),
                    each.get("source", 0),
                    page.text(each.get("locator")),
                    each.get("certainty", "stated"),
                    page.text(each.get("note")),
                )
                for each in fact["statements"]
            ],
        )
        for fact in said.get("facts", [])
    ]
    return found


_SAME = (
    *("id", "layer", "name", "summary", "note", "place", "location_note"),
    *("sector", "status", "status_date", "status_date_iso", "status_locator"),
    *("precision", "line_precision", "certainty", "role"),
)


def _known(own: MapProject) -> dict[str, Any]:
    found = {name: getattr(own, name) for name in _SAME}
    found["numbers"] = [own.status_source, own.location_source, *own.sources]
    found["measures"] = [(each.key, each.value, each.text) for each in own.measures]
    found["facts"] = [
        (
            fact.key,
            fact.label,
            [
                (
                    each.text,
                    each.value,
                    each.high,
                    each.unit,
                    each.as_of,
                    each.as_of_iso,
                    each.source,
                    each.locator,
                    each.certainty,
                    each.note,
                )
                for each in fact.statements
            ],
        )
        for fact in own.facts
    ]
    return found


def test_columns_say_the_same_as_the_details(shipped: tuple[MapModel, Decoded]) -> None:
    model, page = shipped
    days = page.column("status_day")
    for row, own in enumerate(model.projects):
        for facet in ("sector", "status", "precision"):
            assert page.word(facet, row) == getattr(own, facet)
        assert page.word("precision", row, "line_precision") == own.line_precision
        assert page.word("layer", row) == own.layer
        assert days[row] == day_number(own.status_date_iso)
        assert bool(page.column("kind")[row] & 8) == (own.role == "context")
        assert int(page.column("id_hash")[row]) == _fnv(own.id)


def _fnv(word: str) -> int:
    found = 2166136261
    for byte in word.encode():
        found = (found ^ byte) * 16777619 % 2**32
    return found


def test_dates_are_those_that_the_timeline_shows(shipped: tuple[MapModel, Decoded]) -> None:
    model, page = shipped
    rows = page.column("date_row")
    keys = [page.said["values"]["date_key"][code] for code in page.column("date_key")]
    first = page.column("date_from")
    stated = [
        (row, fact.key, int(str(each.value)[:4]))
        for row, own in enumerate(model.projects)
        for fact in own.facts
        if fact.key in page.said["values"]["date_key"]
        for each in fact.statements
    ]
    assert list(zip(rows.tolist(), keys, first.tolist(), strict=True)) == stated
    assert (np.diff(rows.astype(int)) >= 0).all()
    at = page.column("date_at")
    assert ((at >= first) & (at <= page.column("date_to").astype(int) + 1)).all()


def test_search_finds_a_row_by_each_of_its_words(shipped: tuple[MapModel, Decoded]) -> None:
    model, page = shipped
    index = page.search()
    for row, own in enumerate(model.projects):
        names = {fold(word) for text in (*own.name, *own.place) for word in words(text)} - {""}
        assert names == {term for term, (rows, _others) in index.items() if row in rows}
        facts = [
            text
            for fact in own.facts
            for text in (*fact.label, *(word for each in fact.statements for word in each.note))
        ]
        texts = (*own.summary, *own.note, *facts)
        others = {fold(word) for text in texts for word in words(text)} - names - {""}
        assert others == {term for term, (_names, rows) in index.items() if row in rows}


def test_terms_stand_in_the_order_of_their_code_units(shipped: tuple[MapModel, Decoded]) -> None:
    terms = list(shipped[1].search())
    assert terms == sorted(terms, key=lambda term: term.encode("utf-16-be"))


def test_ranks_are_the_order_of_names(tmp_path: Path) -> None:
    layers = Layers(tmp_path / "layers").projects(
        *(
            project(id=f"p-{n}", name_en=name, name_ru=name, name_kk=name)
            for n, name in enumerate(
                ("Road 10", "road 9", "Ёлка", "Éa", "жол", "Road 9", "Eb", "Қала", "кала", "Лес")
            )
        )
    )
    page = packed(layers.model("en"))
    names = [page.text(each["name"])[0] for each in page.places()]
    assert _ordered(page, "en", names)[:5] == ["Éa", "Eb", "Road 9", "road 9", "Road 10"]
    assert _ordered(page, "kk", names)[:5] == ["Ёлка", "жол", "кала", "Қала", "Лес"]


def _ordered(page: Decoded, language: str, names: list[str]) -> list[str]:
    return [names[row] for row in np.argsort(page.column(f"rank_name_{language}"))]


_NUMBERS = st.integers(-80_000_000, 80_000_000).map(lambda number: number / 1e6)
_POSITION = st.tuples(_NUMBERS, _NUMBERS).map(list)
_LINE = st.lists(_POSITION, min_size=2, max_size=12)
_RING = st.lists(_POSITION, min_size=3, max_size=8).map(lambda ring: [*ring, ring[0]])
_GEOMETRY = st.deferred(
    lambda: st.one_of(
        st.none(),
        st.builds(_geometry, st.just("Point"), _POSITION),
        st.builds(_geometry, st.just("MultiPoint"), st.lists(_POSITION, max_size=4)),
        st.builds(_geometry, st.just("LineString"), _LINE),
        st.builds(_geometry, st.just("MultiLineString"), st.lists(_LINE, max_size=3)),
        st.builds(_geometry, st.just("Polygon"), st.lists(_RING, min_size=1, max_size=3)),
        st.builds(
            _geometry,
            st.just("MultiPolygon"),
            st.lists(st.lists(_RING, min_size=1, max_size=2), max_size=2),
        ),
    )
)


def _geometry(kind: str, coordinates: Any) -> dict[str, Any]:
    return {"type": kind, "coordinates": coordinates}


@pytest.mark.parametrize("decimals", [5, 6])
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(geometries=st.lists(_GEOMETRY, max_size=6))
def test_each_vertex_comes_back(decimals: int, geometries: list[Any]) -> None:
    model = _of(_shipped()[0], geometries)
    page = packed(model, decimals=decimals)
    shapes = page.shapes()
    for row, own in enumerate(model.projects):
        parts = list(measure.parts(own.geometry))
        if len(parts) == 1 and parts[0][0] == "Point":
            assert row not in shapes
            assert page.column("kind")[row] & 16
            parts = []
        assert _same(shapes.get(row, []), _paths(parts), 0.51 / 10**decimals)
        assert (page.column("lon")[row] == NOWHERE) == (own.anchor is None)


def _of(model: MapModel, geometries: list[Any]) -> MapModel:
    first = model.projects[0]
    made = tuple(
        replace(
            first,
            id=f"p-{row}",
            geometry=geometry,
            anchor=next(((p[0], p[1]) for p in measure.positions(geometry)), None),
            bounds=measure.bounds(geometry),
        )
        for row, geometry in enumerate(geometries)
    )
    return replace(model, projects=made, headlines=(), context=())


def _paths(parts: list[tuple[str, Any]]) -> list[tuple[int, list[Any]]]:
    found: list[tuple[int, list[Any]]] = []
    for kind, coordinates in parts:
        if kind == "Point":
            found.append((0, [coordinates]))
        elif kind == "LineString":
            found.append((1, coordinates))
        else:
            found += [(3 if n else 2, ring[:-1]) for n, ring in enumerate(coordinates)]
    return found


def _same(one: list[Any], other: list[Any], most: float) -> bool:
    return [kind for kind, _line in one] == [kind for kind, _line in other] and all(
        len(a) == len(b) and np.allclose(a, [each[:2] for each in b], rtol=0, atol=most)
        for (_kind, a), (_other, b) in zip(one, other, strict=True)
    )


def test_collections_heights_and_far_ends_of_the_world(tmp_path: Path) -> None:
    collection = {
        "type": "GeometryCollection",
        "geometries": [
            _geometry("Point", [179.999999, -89.5, 12.0]),
            _geometry("LineString", [[-180.0, 10.0, 3.0], [180.0, 10.5, 4.0]]),
        ],
    }
    layers = Layers(tmp_path / "layers").plain(plain(collection, id="a", name="A"), plain(None))
    page = packed(layers.model("en"))
    assert page.shapes() == {0: [(0, [(179.999999, -89.5)]), (1, [(-180.0, 10.0), (180.0, 10.5)])]}
    assert page.said["first_feature"] == 0


def test_large_features_stand_whole_in_one_part(shipped: tuple[MapModel, Decoded]) -> None:
    generator = np.random.default_rng(1)
    lines = [
        _geometry("LineString", generator.uniform(-80, 80, (size, 2)).round(6).tolist())
        for size in (3, 60_000, 3, 30_000, 3)
    ]
    model = _of(shipped[0], lines)
    page = packed(model)
    assert page.said["shapes"]["count"] >= 2
    shapes = page.shapes()
    for row, own in enumerate(model.projects):
        assert _same(shapes[row], _paths(list(measure.parts(own.geometry))), 1e-6)
    for number in range(page.said["shapes"]["count"]):
        rows = np.flatnonzero(page.column("shape") == number + 1)
        boxes = np.array([model.projects[row].bounds for row in rows])
        sides = ("w", "s", "e", "n")
        said = [page.column(f"shape_{side}")[number] / 1e6 for side in sides]
        expected = [*boxes[:, :2].min(0), *boxes[:, 2:].max(0)]
        assert np.allclose(said, expected, atol=1e-6)
        assert page.column("shape_size")[number] == page.column("size")[rows].max()


def test_projects_and_features_of_many_blocks_keep_their_order(tmp_path: Path) -> None:
    layers = (
        Layers(tmp_path / "layers")
        .projects(*(project(id=f"p-{n}") for n in range(300)))
        .plain(*(plain(id=f"f-{n}", note="x") for n in range(600)))
    )
    model = layers.model("en")
    page = packed(model)
    own: list[MapProject | MapFeature] = [*model.projects, *model.features]
    assert [each["id"] for each in page.places()] == [each.id for each in own]
    assert page.said["first_feature"] == 300
    assert page.said["details"][1] == 4
    block = page.part(page.said["details"][0] + 1)
    assert block.count(b'["f-') == 212


def test_parts_are_short(shipped: tuple[MapModel, Decoded]) -> None:
    assert max(map(len, shipped[1].parts)) <= 75_000


def test_two_builds_are_the_same(shipped: tuple[MapModel, Decoded]) -> None:
    model = replace(shipped[0], layout=Layout(html=_HTML))
    assert html.render(model) == html.render(model)


@pytest.mark.parametrize(
    "text",
    [
        "</script><script>window.hit=1</script>",
        "<!-- <script>",
        "{slot:title}",
        "\u202eabc",
        "a\x00b",
    ],
)
def test_hostile_text_stays_data(tmp_path: Path, text: str) -> None:
    hostile = project(name_en=text, name_ru=text, name_kk=text, summary_en=text)
    layers = Layers(tmp_path / "layers").projects(hostile).plain(plain(id="x", key=text))
    model = replace(layers.model("en"), layout=Layout(html=_HTML))
    page = html.render(model)["map.html"]
    project_row, feature_row = Decoded(page).places()
    assert project_row["name"] == text
    assert feature_row["properties"] == [["id", "x"], ["key", text]]
    assert b"window.hit" not in page
