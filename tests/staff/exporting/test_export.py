from __future__ import annotations

import csv
import io
import json
import sqlite3
import zipfile
from typing import TYPE_CHECKING, Any

import pyogrio
import pytest

from geo.read import read_collection
from tests.making import Layers, plain, project
from tests.staff.exchanging import Done, Office, library

if TYPE_CHECKING:
    from pathlib import Path

FORMATS = ["gpkg", "shp", "zip", "kml", "csv", "xlsx", "fgb", "parquet", "geojson"]
NEEDS = {"xlsx": "openpyxl", "parquet": "pyarrow"}
LINE = {"type": "LineString", "coordinates": [[79.123457, 45.5], [79.2, 45.654321]]}
AREA = {"type": "Polygon", "coordinates": [[[79, 45], [80, 45], [80, 46], [79, 45]]]}
BOTH = {
    "type": "GeometryCollection",
    "geometries": [{"type": "Point", "coordinates": [79, 45]}, LINE],
}


def needed(form: str) -> None:
    if form in NEEDS:
        library(NEEDS[form])


def export(office: Office, name: str, *options: str) -> Done:
    done = office.run("export", str(office.path / name), *options)
    assert done.code == 0, done.err
    return done


def full(**changes: Any) -> dict[str, Any]:
    """A project in which every field has a value."""
    return project(
        LINE,
        **{
            "locator": "item 1",
            "role": "project",
            "certainty": "inferred",
            "location_source": "report",
            "line_precision": "schematic",
            **{
                f"{text}_{code}": f"{text} ә {code}"
                for text in ("note", "place", "location_note")
                for code in ("kk", "ru", "en")
            },
            **changes,
        },
    )


@pytest.mark.parametrize("form", FORMATS)
def test_projects_come_back_as_they_went(office: Office, tmp_path: Path, form: str) -> None:
    needed(form)
    office.layers.projects(full(id="a"), project(LINE, id="b", note_ru="Примечание"))
    export(office, f"out.{form}", "--layer", "roads")
    other = Office(tmp_path, Layers(tmp_path / "other"))
    back = other.taken(office.path / f"out.{form}", "--kind", "projects", layer="roads")
    assert back == office.features("roads") or sorted_out(back) == sorted_out(
        office.features("roads")
    )


def sorted_out(features: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The features with their fields in any order: the fixture's is not the canonical one."""
    return [
        {**feature, "properties": dict(sorted(feature["properties"].items()))}
        for feature in features
    ]


@pytest.mark.parametrize("form", sorted(set(FORMATS) - {"shp", "zip"}))
def test_a_plain_layer_comes_back_as_it_went(office: Office, tmp_path: Path, form: str) -> None:
    needed(form)
    values = {"id": "a", "Название": "Мост", "n": 2024, "big": 2**40, "f": 1.5, "bin": "0012"}
    office.layers.plain({**plain(**values), "id": "a"})
    export(office, f"out.{form}", "--layer", "places")
    other = Office(tmp_path, Layers(tmp_path / "other"))
    (back,) = other.taken(office.path / f"out.{form}", layer="places")
    kml = {"name"} if form == "kml" else set()
    kept = {key: value for key, value in back["properties"].items() if key not in kml}
    assert (kept, back["id"]) == (values | ({"big": str(2**40)} if form == "kml" else {}), "a")


def test_a_shapefile_of_a_plain_layer_comes_back(office: Office, tmp_path: Path) -> None:
    office.layers.plain({**plain(id="a", Назв="Мост", n=2024, f=1.5), "id": "a"})
    export(office, "out.shp", "--layer", "places")
    other = Office(tmp_path, Layers(tmp_path / "other"))
    (back,) = other.taken(office.path / "out.shp", layer="places")
    assert back["properties"] == {"id": "a", "Назв": "Мост", "n": 2024, "f": 1.5}


@pytest.mark.parametrize("form", ["gpkg", "kml", "fgb", "parquet", "csv", "xlsx"])
def test_any_geometry_and_none_comes_back(office: Office, tmp_path: Path, form: str) -> None:
    needed(form)
    shapes = [LINE, AREA, BOTH, None]
    office.layers.plain(*(plain(shape, n=n) for n, shape in enumerate(shapes)))
    export(office, f"out.{form}", "--layer", "places")
    other = Office(tmp_path, Layers(tmp_path / "other"))
    back = other.taken(office.path / f"out.{form}", layer="places")
    assert [feature["geometry"] for feature in back] == shapes


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_layers_give_the_same_bytes(office: Office, form: str) -> None:
    needed(form)
    office.layers.projects(full(id="a"))
    export(office, f"one/out.{form}", "--layer", "roads")
    export(office, f"two/out.{form}", "--layer", "roads")
    one, two = (
        {f.name: f.read_bytes() for f in (office.path / n).iterdir()} for n in ("one", "two")
    )
    assert one == two


def test_a_geopackage_has_a_table_for_each_layer_and_for_facts_and_sources(office: Office) -> None:
    office.layers.projects(project()).plain(plain(n=1))
    office.layers.facts("a-road,length,27,km,2025,report,,")
    export(office, "out.gpkg")
    names = [name for name, _kind in pyogrio.list_layers(office.path / "out.gpkg")]
    assert names == ["places", "roads", "facts", "sources"]


def test_a_geopackage_says_no_day_of_its_making(office: Office) -> None:
    office.layers.plain(plain(n=1))
    export(office, "out.gpkg")
    base = sqlite3.connect(office.path / "out.gpkg")
    (day,) = base.execute("SELECT last_change FROM gpkg_contents").fetchone()
    base.close()
    assert day == "2000-01-01T00:00:00.000Z"


@pytest.mark.parametrize("form", ["gpkg", "shp", "kml", "csv", "xlsx", "fgb", "parquet"])
def test_an_id_that_is_no_property_comes_back(office: Office, tmp_path: Path, form: str) -> None:
    needed(form)
    office.layers.plain({**plain(n=1), "id": "here"})
    export(office, f"out.{form}")
    other = Office(tmp_path, Layers(tmp_path / "other"))
    (back,) = other.taken(office.path / f"out.{form}")
    assert (back["id"], "feature_id" in back["properties"]) == ("here", False)


def test_lists_become_texts_and_it_is_said(office: Office) -> None:
    office.layers.plain(plain(tags=["a", "b"]))
    done = export(office, "out.gpkg")
    assert "1 × tags: lists, objects or numbers written as text" in done.err
    assert office.taken(office.path / "out.gpkg")[0]["properties"] == {"tags": '["a", "b"]'}


def test_foreign_members_that_do_not_go_are_said(office: Office) -> None:
    office.layers.plain({**plain(n=1), "mine": 1})
    assert "1 × foreign members of features" in export(office, "out.gpkg").err


def test_long_names_of_a_shapefile_are_cut_alike_and_listed(office: Office) -> None:
    office.layers.plain(plain(construction_start=1, construction_finish=2))
    done = export(office, "out.shp")
    assert "field construction_start is named constructi" in done.err
    assert "field construction_finish is named construc_1" in done.err


def test_long_texts_of_a_shapefile_are_cut_between_letters_and_counted(office: Office) -> None:
    office.layers.plain(plain(text="ә" * 200))
    done = export(office, "out.shp")
    assert "1 × text: texts cut at 254 bytes" in done.err
    assert office.taken(office.path / "out.shp")[0]["properties"]["text"] == "ә" * 127


def test_a_cut_text_that_comes_back_changes_nothing(office: Office) -> None:
    office.layers.plain({**plain(id="a", text="ә" * 200), "id": "a"})
    export(office, "out.shp")
    (back,) = office.taken(office.path / "out.shp", layer="places")
    assert back["properties"]["text"] == "ә" * 200


def test_a_shapefile_is_in_utf_8_and_says_so(office: Office) -> None:
    office.layers.plain(plain(a="ә"))
    export(office, "out.shp")
    assert (office.path / "out.cpg").read_text() == "UTF-8"


def test_kinds_of_shapes_get_shapefiles_of_their_own(office: Office) -> None:
    office.layers.plain(plain(n=1), plain(LINE, n=2), plain(BOTH, n=3), plain(None, n=4))
    done = export(office, "out.zip")
    with zipfile.ZipFile(office.path / "out.zip") as made:
        names = sorted(name for name in made.namelist() if name.endswith(".shp"))
    assert names == ["places_lines.shp", "places_points.shp"]
    assert "kinds of shapes, each in a file of its own (points, lines)" in done.err


def cells(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1"])
def test_a_text_of_a_csv_is_no_formula(office: Office, text: str) -> None:
    office.layers.plain(plain(a=text))
    export(office, "out.csv")
    assert cells(office.path / "out.csv")[1][0] == f"'{text}"
    assert office.taken(office.path / "out.csv")[0]["properties"] == {"a": text}


def test_negative_numbers_of_a_csv_stay_numbers(office: Office) -> None:
    office.layers.plain(plain(a=-5, b=-1.5, c="-7"))
    export(office, "out.csv")
    assert cells(office.path / "out.csv")[1][:3] == ["-5", "-1.5", "-7"]


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "@SUM(A1)", "-1+1"])
def test_a_text_of_a_workbook_is_no_formula(office: Office, text: str) -> None:
    openpyxl = library("openpyxl")
    office.layers.plain(plain(a=text))
    export(office, "out.xlsx")
    book = openpyxl.load_workbook(office.path / "out.xlsx")
    cell = book["places"]["A2"]
    assert (cell.value, cell.data_type) == (text, "s")


def test_points_of_a_csv_have_two_columns(office: Office) -> None:
    office.layers.plain(plain(n=1))
    export(office, "out.csv")
    assert cells(office.path / "out.csv") == [["n", "longitude", "latitude"], ["1", "79.5", "45.5"]]


def test_another_system_is_reached_by_the_same_shift(office: Office) -> None:
    office.layers.plain(plain(n=1))
    done = export(office, "out.gpkg", "--crs", "EPSG:28414")
    assert "Pulkovo 1942 to WGS 84 (16) (EPSG:15865), ±4.5 m" in done.err
    back = office.taken(office.path / "out.gpkg")
    assert back[0]["geometry"] == {"type": "Point", "coordinates": [79.5, 45.5]}


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("out.docx", [], "told by the end of the name"),
        ("out.csv", [], "holds one layer; say which"),
        ("out.gpkg", ["--layer", "rods"], "did you mean 'roads'"),
        ("out.kml", ["--crs", "EPSG:28414"], "always in degrees"),
        ("out.gpkg", ["--lang", "de"], "has no such language"),
        ("out.gpkg", ["--crs", "EPSG:1"], "no such coordinate system"),
        ("out.gpkg", ["--crs", "EPSG:5773"], "nothing leads from EGM96 height"),
        ("out.gpkg", ["--operation", "EPSG:5044"], "say which: --crs"),
    ],
)
def test_what_can_not_be_is_refused(
    office: Office, name: str, options: list[str], said: str
) -> None:
    office.layers.projects(project()).plain(plain(n=1))
    done = office.run("export", str(office.path / name), *options)
    assert (done.code, said in done.err) == (2, True)


def test_the_shift_that_is_asked_for_is_taken(office: Office) -> None:
    office.layers.plain(plain(n=1))
    done = export(office, "out.gpkg", "--crs", "EPSG:28414", "--operation", "EPSG:5044")
    assert "Pulkovo 1942 to WGS 84 (20) (EPSG:5044), ±3 m" in done.err


@pytest.mark.parametrize("name", ["places.geojson", "facts.csv"])
def test_an_export_does_not_take_the_place_of_the_layers(office: Office, name: str) -> None:
    office.layers.plain(plain(n=1)).facts()
    file = office.layers.path / name
    before = file.read_bytes()
    done = office.run("export", str(file), "--layer", "places")
    assert (done.code, "belongs to the layers" in done.err) == (2, True)
    assert file.read_bytes() == before


def test_members_of_a_layer_go_into_geojson(office: Office) -> None:
    office.layers.plain(plain(n=1), crs=None, meta={"x": 1})
    export(office, "out.geojson")
    found = json.loads((office.path / "out.geojson").read_text(encoding="utf-8"))
    assert [*found] == ["type", "meta", "features"]


def test_a_broken_layer_is_not_exported(office: Office) -> None:
    office.layers.write("a.geojson", '{"type": "FeatureCollection", "features": [')
    done = office.run("export", str(office.path / "out.gpkg"))
    assert (done.code, (office.path / "out.gpkg").exists()) == (1, False)


def test_a_former_file_is_replaced_whole(office: Office) -> None:
    office.layers.plain(plain(n=1))
    (office.path / "out.gpkg").write_bytes(b"old")
    export(office, "out.gpkg")
    assert office.taken(office.path / "out.gpkg")[0]["properties"] == {"n": 1}


def test_letters_that_xml_can_not_hold_are_replaced(office: Office) -> None:
    office.layers.plain(plain(a="x\u0001y", name="<b>&"))
    export(office, "out.kml")
    assert office.taken(office.path / "out.kml")[0]["properties"]["a"] == "x\ufffdy"


def test_kml_is_named_in_the_language_that_is_asked_for(office: Office) -> None:
    office.layers.projects(project())
    export(office, "out.kml", "--lang", "ru")
    assert "<name>Дорога</name>" in (office.path / "out.kml").read_text(encoding="utf-8")


@pytest.mark.parametrize("form", ["gpkg", "zip", "kml"])
def test_the_shipped_layers_are_exported(root: Path, tmp_path: Path, form: str) -> None:
    office = Office(tmp_path, Layers(tmp_path / "other"))
    shipped = Office(tmp_path, office.layers)
    shipped.layers.path = root / "layers"
    done = export(shipped, f"out.{form}")
    features = sum(len(read_collection(p).features) for p in (root / "layers").glob("*.geojson"))
    assert f"{features} features of" in done.err
