from __future__ import annotations

from typing import Any

import pytest

from geo.model import MapFeature, MapProject
from tests.making import ABSENT, POINT, SOURCES, Layers, plain, project

LINE = {"type": "LineString", "coordinates": [[79, 45], [80, 45]]}
AREA = {"type": "Polygon", "coordinates": [[[79, 45], [80, 45], [80, 46], [79, 45]]]}
BOTH = {"type": "GeometryCollection", "geometries": [AREA, LINE]}


def only_project(layers: Layers) -> MapProject:
    (found,) = layers.model().projects
    return found


def only_feature(layers: Layers) -> MapFeature:
    (found,) = layers.model().features
    return found


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({"kk": "к", "ru": "р", "en": "e"}, ("к", "р", "e")),
        ({"kk": "к"}, ("к", "к", "к")),
        ({"ru": "р"}, ("р", "р", "р")),
        ({"kk": "к", "en": "e"}, ("к", "e", "e")),
        ({"ru": "р", "en": "e"}, ("р", "р", "e")),
        ({"kk": "к", "ru": "р"}, ("к", "р", "к")),
    ],
)
def test_a_text_that_is_missing_falls_back_to_the_next_language(
    layers: Layers, given: dict[str, str], shown: tuple[str, ...]
) -> None:
    texts = {f"name_{code}": given.get(code, ABSENT) for code in ("kk", "ru", "en")}
    assert only_project(layers.projects(project(**texts))).name == shown


def test_texts_stand_in_the_languages_of_the_map(layers: Layers) -> None:
    layers.write("_map.toml", 'languages = ["en", "kk"]\nlanguage = "kk"\n')
    texts = {f"{text}_ru": ABSENT for text in ("name", "summary")}
    model = layers.projects(project(**texts)).model()
    assert (model.languages, model.language) == (("en", "kk"), "kk")
    assert model.projects[0].name == ("A road", "Жол")
    assert [*model.words] == ["en", "kk"]


def test_a_map_opens_in_the_language_that_is_asked_for(layers: Layers) -> None:
    assert layers.plain(plain()).model("ru").language == "ru"


def test_projects_come_first_then_those_without_a_place_then_context(layers: Layers) -> None:
    layers.projects(
        project(id="context-nowhere", geometry=None, location_precision="region", role="context"),
        project(id="context-here", role="context"),
        project(id="nowhere", geometry=None, location_precision="region"),
        project(id="here"),
        project(id="there"),
    )
    assert [(item.number, item.id) for item in layers.model().projects] == [
        (1, "here"),
        (2, "there"),
        (3, "nowhere"),
        (4, "context-here"),
        (5, "context-nowhere"),
    ]


def test_projects_stand_in_the_order_of_their_layers(layers: Layers) -> None:
    layers.projects(project(id="second"), name="a").projects(project(id="first"), name="b")
    layers.write("b.toml", 'kind = "projects"\norder = -1\n')
    model = layers.model()
    assert [item.id for item in model.projects] == ["first", "second"]
    assert [layer.id for layer in model.layers] == ["b", "a"]


def test_a_project_has_all_that_its_feature_says(layers: Layers) -> None:
    layers.projects(
        project(
            certainty="inferred",
            locator="paragraph 3",
            location_source="report",
            line_precision="schematic",
            note_kk="н",
            place_kk="п",
            location_note_kk="л",
        )
    )
    found = only_project(layers)
    assert (found.layer, found.sector, found.status) == ("roads", "roads", "planned")
    assert (found.precision, found.line_precision, found.certainty) == (
        "exact",
        "schematic",
        "inferred",
    )
    assert (found.status_date_iso, found.status_date[2]) == ("2025-08-14", "14 August 2025")
    assert (found.status_source, found.status_locator[2], found.location_source) == (
        1,
        "paragraph 3",
        1,
    )
    assert (found.note, found.place, found.location_note) == (
        ("н",) * 3,
        ("п",) * 3,
        ("л",) * 3,
    )
    assert (found.geometry, found.anchor, found.bounds) == (
        POINT,
        (79.5, 45.5),
        (79.5, 45.5, 79.5, 45.5),
    )


def test_what_a_project_does_not_say_is_empty(layers: Layers) -> None:
    found = only_project(layers.projects(project(None, location_precision="region")))
    assert (found.role, found.certainty, found.line_precision) == ("project", "stated", "region")
    assert found.note == found.place == found.location_note == ("", "", "")
    assert (found.geometry, found.anchor, found.bounds) == (None, None, None)
    assert (found.measures, found.facts, found.location_source) == ((), (), 0)


@pytest.mark.parametrize(
    ("geometry", "changes", "measured"),
    [
        (LINE, {}, ["length"]),
        (LINE, {"location_precision": "approximate"}, ["length"]),
        (LINE, {"location_precision": "schematic"}, []),
        (LINE, {"line_precision": "schematic"}, []),
        (AREA, {}, ["area"]),
        (AREA, {"location_precision": "district"}, []),
        (BOTH, {}, ["length", "area"]),
        (BOTH, {"line_precision": "schematic"}, ["area"]),
        (POINT, {}, []),
    ],
)
def test_only_what_is_drawn_well_enough_is_measured(
    layers: Layers, geometry: Any, changes: dict[str, str], measured: list[str]
) -> None:
    found = only_project(layers.projects(project(geometry, **changes)))
    assert [measure.key for measure in found.measures] == measured


def test_footnotes_count_the_report_first_then_what_is_cited_in_its_order(
    layers: Layers,
) -> None:
    layers.projects(project(source="c", location_source="b"))
    sources = [f"{name},T,P,,en," for name in ("unused", "a", "b", "c", "report")]
    layers.write("sources.csv", "\n".join([SOURCES, *sources]))
    layers.write("_map.toml", 'report = "report"\n').facts("a-road,length,1,km,,a,,")
    model = layers.model()
    assert [(item.number, item.id) for item in model.sources] == [
        (1, "report"),
        (2, "a"),
        (3, "b"),
        (4, "c"),
    ]
    assert (model.report, model.projects[0].sources) == (1, (2, 3, 4))


def test_a_source_shows_its_title_in_the_reader_s_language_where_there_is_one(
    layers: Layers,
) -> None:
    layers.projects(project())
    layers.write("sources.csv", f"{SOURCES},title_ru\nreport,Есеп,P,2025-08,kk,,Отчёт\n")
    (source,) = layers.model().sources
    assert source.title == ("Отчёт", "Отчёт", "Отчёт")
    assert (source.date_iso, source.date[2]) == ("2025-08", "August 2025")


def test_a_headline_is_the_first_statement_of_its_figure(layers: Layers) -> None:
    layers.projects(project()).write("_map.toml", 'headline = [["a-road", "cost"]]\n')
    layers.facts("a-road,cost,5,KZT,,report,,", "a-road,cost,7,KZT,,report,,")
    (headline,) = layers.model().headlines
    assert (headline.project, headline.fact, headline.text[2], headline.source) == (
        "a-road",
        "cost",
        "5 tenge",
        1,
    )


@pytest.mark.parametrize(
    ("feature", "shown"),
    [
        ({"id": "own", "properties": {"id": "said"}}, "own"),
        ({"id": 7, "properties": {"id": "said"}}, "7"),
        ({"id": 0, "properties": {}}, "0"),
        ({"properties": {"id": "said"}}, "said"),
        ({"properties": {"id": 12}}, "12"),
        ({"id": "", "properties": {"id": "said"}}, "said"),
        ({"id": None, "properties": {"id": None}}, "places-0"),
        ({"id": True, "properties": {"id": False}}, "places-0"),
        ({"id": 1.5, "properties": {"id": ["x"]}}, "places-0"),
        ({"properties": None}, "places-0"),
        ({}, "places-0"),
    ],
)
def test_the_id_of_a_feature_from_elsewhere(
    layers: Layers, feature: dict[str, Any], shown: str
) -> None:
    layers.plain({"type": "Feature", "geometry": POINT} | feature)
    assert only_feature(layers).id == shown


@pytest.mark.parametrize(
    ("properties", "shown"),
    [
        ({"name_kk": "Ж", "name_ru": "Д", "name": "N"}, ("Ж", "Д", "Ж")),
        ({"name": "N", "title": "T"}, ("N", "N", "N")),
        ({"NAME": "N"}, ("N", "N", "N")),
        ({"name": "", "label": "L"}, ("L", "L", "L")),
        ({"name": 5}, ("5", "5", "5")),
        ({"name": {"a": 1}}, ("places-0", "places-0", "places-0")),
        ({}, ("places-0", "places-0", "places-0")),
    ],
)
def test_the_name_of_a_feature_from_elsewhere(
    layers: Layers, properties: dict[str, Any], shown: tuple[str, ...]
) -> None:
    assert only_feature(layers.plain(plain(**properties))).name == shown


def test_properties_from_elsewhere_are_shown_as_they_stand(layers: Layers) -> None:
    said = {
        "z": "text",
        "year": 2025,
        "cost": 12_500_000_000,
        "share": 0.5,
        "open": False,
        "none": None,
        "empty": "",
        "zero": 0,
        "list": ["а", 1],
        "object": {"k": None},
    }
    assert only_feature(layers.plain(plain(**said))).properties == (
        ("z", "text"),
        ("year", "2025"),
        ("cost", "12500000000"),
        ("share", "0.5"),
        ("open", "false"),
        ("zero", "0"),
        ("list", '["а", 1]'),
        ("object", '{"k": null}'),
    )


def test_a_layer_from_elsewhere_has_its_title_and_its_style(layers: Layers) -> None:
    layers.plain(plain()).write(
        "places.toml", "[title]\nkk='Т'\nru='Т'\nen='T'\n[style]\ncolor='#112233'\nweight=4\n"
    )
    (layer,) = layers.model().layers
    assert (layer.kind, layer.title, layer.color, layer.weight) == (
        "plain",
        ("Т", "Т", "T"),
        "#112233",
        4,
    )


def test_a_layer_without_a_title_is_called_by_its_file(layers: Layers) -> None:
    assert layers.plain(plain(), name="Қала").model().layers[0].title == ("Қала",) * 3


def test_a_map_without_a_title_is_called_by_its_folder(layers: Layers) -> None:
    assert layers.plain(plain()).model().title == ("layers",) * 3


@pytest.mark.parametrize(
    ("geometry", "bounds"),
    [
        (None, (-180.0, -60.0, 180.0, 75.0)),
        (POINT, (79.49, 45.49, 79.51, 45.51)),
        (AREA, (78.95, 44.95, 80.05, 46.05)),
        ({"type": "Point", "coordinates": [180, 90]}, (179.99, 89.99, 180.0, 90.0)),
    ],
)
def test_a_map_without_bounds_opens_on_its_data(
    layers: Layers, geometry: Any, bounds: tuple[float, ...]
) -> None:
    assert layers.plain(plain(geometry)).model().bounds == bounds


def test_a_map_with_bounds_opens_on_them(layers: Layers) -> None:
    assert layers.bounded().plain(plain()).model().bounds == (76.3, 42.9, 83.3, 50.3)


@pytest.mark.parametrize(
    ("rank", "shown"), [(3, 3), (0, 1), (-1, 1), (None, 1), ("2", 1), (True, 1)]
)
def test_a_shape_of_the_base_map_is_always_shown_unless_it_has_a_rank(
    layers: Layers, rank: Any, shown: int
) -> None:
    layers.plain(plain())
    layers.plain(plain(AREA, rank=rank, name_ru="Озеро"), plain(None), name="context/lakes")
    (layer,) = layers.model().context
    (shape,) = layer.shapes
    assert (layer.id, shape.name, shape.geometry, shape.rank) == (
        "lakes",
        ("Озеро",) * 3,
        AREA,
        shown,
    )
    assert type(shape.rank) is int


def test_two_maps_share_nothing_that_can_be_changed(layers: Layers) -> None:
    first, second = layers.plain(plain()).model(), layers.model()
    first.words["kk"]["page.map"] = "changed"  # type: ignore[index]
    first.style["status"]["planned"]["color"] = "changed"
    first.features[0].geometry["type"] = "changed"  # type: ignore[index]
    assert second.words["kk"]["page.map"] != "changed"
    assert second.style["status"]["planned"]["color"] != "changed"
    assert second.features[0].geometry == POINT
