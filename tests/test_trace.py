"""By which a copy of the map is traced to its data."""

from __future__ import annotations

import json

import pytest

from tests.making import FACTS, Layers, collection, plain, project


@pytest.fixture
def made(layers: Layers) -> Layers:
    layers.projects(project(), project(id="b", name_en="Ә")).plain(plain(name="well"))
    return layers.facts("a-road,cost,5,KZT,2025,report,,").write("_map.toml", 'report = "report"\n')


def data(layers: Layers) -> str:
    return layers.model().trace.hash


def test_the_hash_is_a_sha_256_and_its_short_form_begins_it(made: Layers) -> None:
    trace = made.model().trace
    assert len(trace.hash) == 64
    assert int(trace.hash, 16)
    assert trace.hash.startswith(trace.short)
    assert len(trace.short) == 12


def test_the_line_ends_and_the_mark_of_another_system_are_no_change(made: Layers) -> None:
    before = data(made)
    for path in made.path.iterdir():
        text = path.read_bytes().replace(b"\n", b"\r\n")
        path.write_bytes(b"\xef\xbb\xbf" + text if path.suffix == ".geojson" else text)
    assert data(made) == before


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("_map.toml", '# Said otherwise.\n\nreport   =  "report"\n'),
        ("_map.toml", 'report = "report"\n[layout.pdf]\npaper = "a3"\n'),
        ("_map.toml", 'report = "report"\naddress = "https://example.kz/map"\n'),
        ("facts.csv", f'{FACTS}\r\n\r\n"a-road","cost","5","KZT","2025","report","",""\r\n'),
    ],
)
def test_how_a_table_or_a_setting_is_written_is_no_change(
    made: Layers, name: str, text: str
) -> None:
    before = data(made)
    assert data(made.write(name, text)) == before


def test_the_language_of_a_build_is_no_change(made: Layers) -> None:
    assert made.model("ru").trace.hash == made.model("kk").trace.hash


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("facts.csv", f"{FACTS}\na-road,cost,6,KZT,2025,report,,\n"),
        ("_map.toml", 'report = "report"\n[title]\nkk = "Жол"\nru = "Путь"\nen = "Way"\n'),
        ("roads.toml", 'kind = "projects"\nattribution = "Akorda"\n'),
        ("places.geojson", collection(plain(name="spring"))),
        ("context/lakes.geojson", collection()),
    ],
)
def test_what_the_layers_say_is_a_change(made: Layers, name: str, text: str) -> None:
    before = data(made)
    assert data(made.write(name, text)) != before


def test_a_layer_of_another_name_is_a_change(made: Layers) -> None:
    before = data(made)
    (made.path / "places.geojson").rename(made.path / "wells.geojson")
    assert data(made) != before


def test_the_newest_source_is_the_newest_that_the_map_cites(layers: Layers) -> None:
    layers.projects(project(source="old"))
    rows = ["old,A,P,2024-03,en,", "report,B,P,2024,en,", "unused,C,P,2026-01-01,en,"]
    layers.write("sources.csv", "\n".join(["id,title,publisher,date,language,url", *rows, ""]))
    trace = layers.model().trace
    assert (trace.newest_iso, trace.newest[2]) == ("2024-03", "March 2024")


def test_without_sources_there_is_no_newest(layers: Layers) -> None:
    trace = layers.plain(plain()).model().trace
    assert (trace.newest_iso, trace.newest) == ("", ("", "", ""))


def test_the_page_carries_the_trace(made: Layers) -> None:
    from geo.outputs.payload import payload

    found = json.loads(payload(made.model()))
    assert found["trace"]["hash"] == data(made)
    assert "layout" not in found
