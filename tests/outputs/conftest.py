"""Maps made by hand, so that outputs are tested without reading a file."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from geo.model import (
    ContextLayer,
    ContextShape,
    Fact,
    Geometry,
    Headline,
    MapFeature,
    MapLayer,
    MapModel,
    MapProject,
    Measure,
    Source,
    Statement,
    Text,
)
from geo.words import words

LANGUAGES = ("kk", "ru", "en")
HOSTILE = (
    "{{ 7*7 }}",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    "]]>",
    'Tom & "Jerry\'s" <b>',
    "nul\x00 bell\x07 surrogate\ud800 end\uffff",
    "\u202eeltit desrever",
    "--> <!-- &#0; &lt;",
)
LONG_NAME = "«Қазақстан – Қытай халықаралық өнеркәсіп қаласы» индустриалды паркінің құрылысы"


def same(text: str) -> Text:
    return (text, text, text)


def statement(text: str, source: int, certainty: str = "stated") -> Statement:
    return Statement(
        text=same(text),
        value=1,
        high=None,
        unit="km",
        as_of=("2025 ж. тамыз", "август 2025 г.", "August 2025"),
        as_of_iso="2025-08",
        source=source,
        locator=("2-абзац", "абзац 2", "paragraph 2"),
        certainty=certainty,
        note=same(""),
    )


PROJECT = MapProject(
    number=1,
    id="airport",
    layer="projects",
    name=("Үшарал әуежайы", "Аэропорт Ушарал", "Usharal airport"),
    summary=("Жөнделді.", "Отремонтирован.", "Repaired."),
    sector="aviation",
    status="completed",
    status_date=("2025 ж. 14 тамыз", "14 августа 2025 г.", "14 August 2025"),
    status_date_iso="2025-08-14",
    status_source=1,
    status_locator=("3-абзац", "абзац 3", "paragraph 3"),
    precision="exact",
    line_precision="exact",
    role="project",
    certainty="stated",
    note=same(""),
    place=("Алакөл ауданы", "Алакольский район", "Alakol district"),
    location_note=same(""),
    location_source=2,
    geometry={"type": "Point", "coordinates": [80.83, 46.19]},
    anchor=(80.83, 46.19),
    bounds=(80.83, 46.19, 80.83, 46.19),
    measures=(),
    facts=(
        Fact("length", ("Ұзындығы", "Длина", "Length"), (statement("2,700 m", 1),)),
        Fact(
            "cost",
            ("Құны", "Стоимость", "Cost"),
            (statement("4.7 billion", 1), statement("5.1 billion", 2, "inferred")),
        ),
    ),
    sources=(1, 2),
)


def at(number: int, identifier: str, geometry: Geometry | None, **other: object) -> MapProject:
    anchor = None
    if geometry:
        place = geometry["coordinates"]
        while isinstance(place[0], list):
            place = place[0]
        anchor = (place[0], place[1])
    changes = {"number": number, "id": identifier, "geometry": geometry, "anchor": anchor}
    return replace(PROJECT, bounds=None, facts=(), **(changes | other))  # type: ignore[arg-type]


ROAD: Geometry = {
    "type": "LineString",
    "coordinates": [[78.31, 45.45], [78.72, 45.9], [78.94, 46.23]],
}
AREA: Geometry = {
    "type": "Polygon",
    "coordinates": [[[80.2, 44.1], [80.6, 44.1], [80.6, 44.4], [80.2, 44.1]]],
}
PLACE: Geometry = {"type": "Point", "coordinates": [80.38, 44.22]}
PROJECTS = (
    PROJECT,
    at(
        2,
        "road",
        ROAD,
        precision="schematic",
        line_precision="schematic",
        sector="roads",
        status="under_construction",
        measures=(Measure("length", 99000, ("99 км", "99 км", "99 km")),),
    ),
    at(3, "park", PLACE, precision="district", name=same(LONG_NAME), status="planned"),
    at(4, "field", AREA, precision="approximate", sector="agriculture", status="design"),
    at(5, "plant", PLACE, precision="settlement", certainty="inferred", status="suspended"),
    at(6, "portfolio", None, precision="region", sector="investment", name=same(HOSTILE[0])),
    at(7, "highway", ROAD, precision="schematic", role="context", name=same(HOSTILE[2])),
)

SOURCES = (
    Source(
        1,
        "report",
        same("Есеп & ]]>"),
        "Ақорда",
        ("2025 ж. 14 тамыз", "14 августа 2025 г.", "14 August 2025"),
        "2025-08-14",
        "kk",
        "https://example.org/a?b=1&c=2",
        "",
    ),
    Source(2, "gazetteer", ("Тізім", "Список", "Gazetteer"), "", same(""), "", "en", "", "CC BY"),
    Source(3, "trap", same("Trap"), "", same(""), "", "en", "javascript:alert(3)", ""),
)


def lake() -> ContextShape:
    ring = [[79.9, 45.8], [79.9, 45.1], [80.6, 45.1], [80.6, 45.8], [79.9, 45.8]]
    name = ("Алакөл", "Алаколь", "Alakol")
    return ContextShape(name, 1, {"type": "Polygon", "coordinates": [ring]})


def town(name: str, longitude: float, latitude: float, rank: int) -> ContextShape:
    return ContextShape(same(name), rank, {"type": "Point", "coordinates": [longitude, latitude]})


TOWNS = (
    town("Талдықорған", 78.37, 45.02, 1),
    town("Үшарал", 80.94, 46.17, 2),
    town("Лепсі", 78.94, 46.23, 3),
    town(HOSTILE[1], 79.5, 45.4, 3),
)


@pytest.fixture(scope="session")
def made_map() -> MapModel:
    root = Path(__file__).parents[2]
    return MapModel(
        languages=LANGUAGES,
        language="kk",
        title=("Жетісу жобалары", "Проекты Жетысу", "Projects of Jetisu"),
        summary=same("Summary"),
        bounds=(76.4, 43.6, 83.0, 47.4),
        report=1,
        headlines=(Headline("portfolio", "jobs", same("Jobs"), same("10 600"), 1),),
        layers=(
            MapLayer("projects", "projects", same("Projects"), same(""), same(""), same(""), "", 0),
            MapLayer(
                "wells",
                "plain",
                same("Wells"),
                same(""),
                same("Wells: A & B"),
                same("CC0"),
                "#336699",
                2,
            ),
        ),
        projects=PROJECTS,
        features=(),
        sources=SOURCES,
        context=(
            ContextLayer("lakes", same("Lakes"), same("Lakes: GSHHG"), same("LGPL"), (lake(),)),
            ContextLayer(
                "settlements", same("Towns"), same("Towns: GeoNames"), same("CC BY"), TOWNS
            ),
        ),
        words={language: words(language) for language in LANGUAGES},
        style=tomllib.loads((root / "geo" / "style.toml").read_text(encoding="utf-8")),
    )


@pytest.fixture(scope="session")
def hostile_map(made_map: MapModel) -> MapModel:
    """The map with a hostile string in every place where a text may stand."""
    projects = tuple(
        replace(
            PROJECT,
            number=number,
            id=f"p{number}",
            name=same(text),
            summary=same(text),
            note=same(text),
            place=same(text),
            location_note=same(text),
            sector=text,
            status=text,
            facts=(Fact("x", same(text), (statement(text, 1, text),)),),
        )
        for number, text in enumerate(HOSTILE, 1)
    )
    features = tuple(
        MapFeature(text, "wells", same(text), ((text, text),), PLACE, (80.38, 44.22), None)
        for text in HOSTILE
    )
    sources = tuple(
        Source(number, text, same(text), text, same(text), "", text, text, text)
        for number, text in enumerate(HOSTILE, 1)
    )
    return replace(
        made_map,
        title=same(HOSTILE[1]),
        summary=same(HOSTILE[2]),
        projects=projects,
        features=features,
        sources=sources,
    )


@pytest.fixture(scope="session")
def hostile_texts() -> tuple[str, ...]:
    return HOSTILE
