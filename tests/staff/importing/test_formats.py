from __future__ import annotations

import re
import sqlite3
import struct
from typing import TYPE_CHECKING

import numpy as np
import pyogrio.raw
import pytest

from tests.making import plain
from tests.staff.exchanging import Office, archive, library, written

if TYPE_CHECKING:
    from pathlib import Path

KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document>
<Schema name="S" id="S"><SimpleField type="int" name="km"/></Schema>
<Folder><name>Жолдар</name>
<Placemark id="road-1"><name>Жол</name><styleUrl>#red</styleUrl><ExtendedData>
<Data name="Статус"><value>Завершено</value></Data>
<SchemaData schemaUrl="#S"><SimpleData name="km">27</SimpleData></SchemaData></ExtendedData>
<LineString><coordinates>79,45,300 79.1,45.1,310</coordinates></LineString></Placemark></Folder>
<Placemark><name>Зона</name><Polygon><outerBoundaryIs><LinearRing><coordinates>
79,45 79,46 80,46 80,45 79,45</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>
<Placemark><name>Две части</name><MultiGeometry><Point><coordinates>79,45</coordinates></Point>
<LineString><coordinates>79,45 80,46</coordinates></LineString></MultiGeometry></Placemark>
<GroundOverlay><name>Снимок</name></GroundOverlay>
<NetworkLink><Link><href>http://127.0.0.1:9/x.kml</href></Link></NetworkLink>
</Document></kml>
"""
GPX = """<?xml version="1.0"?>
<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">
<wpt lat="45" lon="79"><ele>350</ele><name>Мост</name></wpt>
<rte><name>План</name><rtept lat="45" lon="79"/><rtept lat="45.1" lon="79"/></rte>
<trk><name>След</name><trkseg><trkpt lat="45" lon="79"><time>2025-08-14T05:00:00Z</time></trkpt>
<trkpt lat="45.2" lon="79"/></trkseg><trkseg><trkpt lat="46" lon="79"/></trkseg></trk></gpx>
"""
DXF_ENTITIES = {
    "LINE": "8\nДорога\n10\n79.0\n20\n45.0\n11\n79.1\n21\n45.1\n",
    "TEXT": "8\nПодписи\n10\n79.0\n20\n45.0\n40\n1\n1\nкм 5\n",
    "CIRCLE": "8\nКолодцы\n10\n79.0\n20\n45.0\n40\n0.01\n",
    "IMAGE": "8\nСнимки\n",
}


def dxf(*kinds: str, end: str = "0\nEOF\n") -> bytes:
    head = "0\nSECTION\n2\nHEADER\n9\n$DWGCODEPAGE\n3\nANSI_1251\n0\nENDSEC\n"
    body = "".join(f"0\n{kind}\n{DXF_ENTITIES[kind]}" for kind in kinds)
    return f"{head}0\nSECTION\n2\nENTITIES\n{body}0\nENDSEC\n{end}".encode("cp1251")


def test_kml_keeps_folders_and_all_extended_data(office: Office) -> None:
    road, _zone, _parts = office.taken(office.file("a.kml", KML))
    assert road["properties"] == {
        "name": "Жол",
        "folder": "Жолдар",
        "Статус": "Завершено",
        "km": 27,
    }


def test_a_placemark_keeps_its_id(office: Office) -> None:
    assert office.taken(office.file("a.kml", KML))[0]["id"] == "road-1"


def test_areas_of_kml_run_counter_clockwise(office: Office) -> None:
    zone = office.taken(office.file("a.kml", KML))[1]
    assert zone["geometry"]["coordinates"] == [[[79, 45], [80, 45], [80, 46], [79, 46], [79, 45]]]


def test_several_kinds_of_geometry_become_a_collection(office: Office) -> None:
    parts = office.taken(office.file("a.kml", KML))[2]
    assert [p["type"] for p in parts["geometry"]["geometries"]] == ["Point", "LineString"]


@pytest.mark.parametrize(
    "line",
    [
        "1 × picture laid on the ground (GroundOverlay) (Снимок)",
        "1 × link to another file (NetworkLink), not followed",
        "1 × style (placemark 1 «Жол»)",
        "1 × height (Z), left out: --heights keeps it",
    ],
)
def test_what_kml_has_more_is_listed(office: Office, line: str) -> None:
    assert line in office.look(office.file("a.kml", KML))


def test_heights_are_kept_when_asked(office: Office) -> None:
    road = office.taken(office.file("a.kml", KML), "--heights")[0]
    assert road["geometry"]["coordinates"] == [[79, 45, 300], [79.1, 45.1, 310]]


def test_kmz_is_read_by_its_main_document(office: Office) -> None:
    inside = {"files/other.kml": b"<kml/>", "doc.kml": KML.encode(), "files/a.png": b"\x89PNG"}
    assert len(office.taken(archive(office.path / "a.kmz", inside))) == 3


def test_what_else_a_kmz_has_is_listed(office: Office) -> None:
    source = archive(office.path / "a.kmz", {"doc.kml": KML.encode(), "a.png": b"\x89PNG"})
    assert "other files: a.png" in office.look(source)


def test_a_cut_kml_is_refused_with_its_line(office: Office) -> None:
    done = office.take(office.file("a.kml", KML[:900]))
    assert (done.code, bool(re.search(r"a\.kml:\d+:\d+: ", done.err))) == (1, True)


def test_a_broken_geometry_is_listed_and_the_rest_taken(office: Office) -> None:
    broken = KML.replace("79,45 80,46", "79,north 80,46")
    assert "geometry that can't be read (LineString)" in office.look(office.file("a.kml", broken))


def test_gpx_says_what_is_what(office: Office) -> None:
    found = office.taken(office.file("a.gpx", GPX))
    assert [f["properties"]["gpx"] for f in found] == ["waypoint", "route", "track"]


def test_times_of_track_points_are_listed(office: Office) -> None:
    said = office.look(office.file("a.gpx", GPX))
    assert "1 × time or name of a single point of a line (track 1)" in said


def test_a_track_segment_of_one_point_is_listed(office: Office) -> None:
    assert "1 × line of a single point (track 1)" in office.look(office.file("a.gpx", GPX))


def test_dxf_keeps_layers_and_texts(office: Office) -> None:
    found = office.taken(office.file("a.dxf", dxf("LINE", "TEXT")), "--crs", "EPSG:4326")
    assert [f["properties"]["Layer"] for f in found] == ["Дорога", "Подписи"]
    assert found[1]["properties"]["Text"] == "км 5"


@pytest.mark.parametrize(
    "line", ["1 × curve, taken as short straight lines", "1 × raster image", "style: colours"]
)
def test_what_a_drawing_has_more_is_listed(office: Office, line: str) -> None:
    source = office.file("a.dxf", dxf("LINE", "CIRCLE", "IMAGE"))
    assert line in office.look(source, "--crs", "EPSG:4326")


def test_a_drawing_that_does_not_say_its_code_page_is_told_it(office: Office) -> None:
    source = office.file("a.dxf", dxf("TEXT").replace(b"ANSI_1251", b"ANSI_1252"))
    assert "WARNING: garbled letters" in office.look(source, "--crs", "EPSG:4326")
    (text,) = office.taken(source, "--crs", "EPSG:4326", "--encoding", "windows-1251")
    assert text["properties"]["Layer"] == "Подписи"


def test_a_cut_drawing_is_refused(office: Office) -> None:
    done = office.take(office.file("a.dxf", dxf("LINE", end="")), "--crs", "EPSG:4326")
    assert (done.code, "cut off" in done.err) == (1, True)


@pytest.mark.parametrize("driver", ["GPKG", "FlatGeobuf"])
def test_values_keep_their_types_beside_nulls(office: Office, driver: str) -> None:
    source = nulls(office.path, driver)
    first, second = office.taken(source)
    expected = {"big": 9007199254740993, "few": 2024, "yes": True, "text": "ә"}
    assert first["properties"] == expected
    assert [type(value) for value in first["properties"].values()] == [int, int, bool, str]
    assert second["properties"] == dict.fromkeys(expected)


def nulls(folder: Path, driver: str) -> Path:
    path = folder / ("a.gpkg" if driver == "GPKG" else "a.fgb")
    null = np.array([False, True])
    pyogrio.raw.write(
        path,
        np.array([struct.pack("<BI2d", 1, 1, 79, 45), struct.pack("<BI2d", 1, 1, 80, 46)], object),
        [
            np.array([9007199254740993, 0]),
            np.array([2024, 0], dtype="int32"),
            np.array([True, False]),
            np.array(["ә", None], dtype=object),
        ],
        np.array(["big", "few", "yes", "text"], dtype=object),
        field_mask=[null, null, null, None],
        layer="a",
        driver=driver,
        geometry_type="Point",
        crs="EPSG:4326",
        # An index would put the features in another order.
        layer_options={"SPATIAL_INDEX": "NO"},
    )
    return path


def test_dates_stay_what_they_say(office: Office) -> None:
    days = np.array(["2025-08-14"], dtype="datetime64[D]")
    source = written(office.path / "a.gpkg", "GPKG", ["POINT (79 45)"], day=days)
    assert office.taken(source)[0]["properties"] == {"day": "2025-08-14"}


def test_tables_of_a_geopackage_are_listed(office: Office) -> None:
    path = office.path / "a.gpkg"
    written(path, "GPKG", ["POINT (79 45)"], layer="roads", n=np.array([1]))
    written(path, "GPKG", ["POINT (79 45)"], layer="dams", n=np.array([2]), append=True)
    done = office.take(path)
    assert done.code == 2
    assert "\n  roads  (GeoPackage)\n  dams  (GeoPackage)\n" in done.err


def test_the_table_named_as_the_layer_is_taken_and_said(office: Office) -> None:
    path = office.path / "a.gpkg"
    written(path, "GPKG", ["POINT (79 45)"], layer="roads", n=np.array([1]))
    written(path, "GPKG", ["POINT (79 45)"], layer="dams", n=np.array([2]), append=True)
    assert office.taken(path, layer="dams")[0]["properties"] == {"n": 2}


def _put(path: Path, wkb: bytes) -> None:
    """Put a geometry into the first row of a GeoPackage as GDAL would not write it."""
    blob = b"GP\x00\x01" + struct.pack("<i", 4326) + wkb
    base = sqlite3.connect(path)
    for (trigger,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        base.execute(f'DROP TRIGGER "{trigger}"')
    base.execute("UPDATE roads SET geom = ?", (blob,))
    base.commit()
    base.close()


def test_curves_become_lines_and_are_counted(office: Office) -> None:
    path = written(
        office.path / "a.gpkg", "GPKG", ["POINT (79 45)"], layer="roads", n=np.array([1])
    )
    _put(path, struct.pack("<BII6d", 1, 8, 3, 79, 45, 79.1, 45.1, 79.2, 45))
    assert "1 × curve, taken as short straight lines" in office.look(path)


def test_measures_are_left_out_and_counted(office: Office) -> None:
    path = written(
        office.path / "a.gpkg", "GPKG", ["POINT (79 45)"], layer="roads", n=np.array([1])
    )
    _put(path, struct.pack("<BII6d", 1, 2002, 2, 79, 45, 0, 79.1, 45.1, 12))
    assert "1 × geometry with measures (M), left out" in office.look(path)


def test_surfaces_that_no_layer_holds_are_listed(office: Office) -> None:
    path = written(
        office.path / "a.gpkg", "GPKG", ["POINT (79 45)"], layer="roads", n=np.array([1])
    )
    _put(path, struct.pack("<BII", 1, 16, 0))
    assert "1 × geometry of a kind that can't be read (feature 1)" in office.look(path)


def test_a_geopackage_with_a_view_is_read_by_its_tables(office: Office) -> None:
    path = written(
        office.path / "a.gpkg", "GPKG", ["POINT (79 45)"], layer="roads", n=np.array([1])
    )
    base = sqlite3.connect(path)
    base.execute("CREATE VIEW wide AS SELECT n FROM roads")
    base.commit()
    base.close()
    assert office.taken(path)[0]["properties"] == {"n": 1}


@pytest.mark.parametrize("call", ["load_extension('x')", "gdal_get_pixel_value('/vsicurl/x')"])
def test_a_geopackage_whose_view_reaches_out_is_refused(office: Office, call: str) -> None:
    path = written(
        office.path / "a.gpkg", "GPKG", ["POINT (79 45)"], layer="roads", n=np.array([1])
    )
    base = sqlite3.connect(path)
    base.execute(f"CREATE VIEW evil AS SELECT {call} AS n")
    base.commit()
    base.close()
    done = office.take(path)
    assert (done.code, "reaches out of the database" in done.err) == (1, True)


def test_a_geopackage_with_a_virtual_table_is_refused(office: Office) -> None:
    path = written(
        office.path / "a.gpkg", "GPKG", ["POINT (79 45)"], layer="roads", n=np.array([1])
    )
    base = sqlite3.connect(path)
    base.execute("PRAGMA writable_schema = 1")
    base.execute(
        "INSERT INTO sqlite_master VALUES ('table', 'far', 'far', 0, "
        "'CREATE VIRTUAL TABLE far USING VirtualOGR(''/vsicurl/http://127.0.0.1:9/a'')')"
    )
    base.commit()
    base.close()
    done = office.take(path)
    assert (done.code, "is virtual" in done.err) == (1, True)


def test_another_database_is_no_geopackage(office: Office) -> None:
    path = office.path / "a.gpkg"
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE t (a)")
    base.commit()
    base.close()
    done = office.take(path)
    assert (done.code, "no GeoPackage" in done.err) == (1, True)


def test_a_cut_geopackage_is_refused(office: Office) -> None:
    path = written(
        office.path / "a.gpkg", "GPKG", ["POINT (79 45)"], layer="roads", n=np.array([1])
    )
    path.write_bytes(path.read_bytes()[:5000])
    assert office.take(path).code == 1


def test_a_cut_flatgeobuf_is_refused(office: Office) -> None:
    path = nulls(office.path, "FlatGeobuf")
    path.write_bytes(path.read_bytes()[:-60])
    assert office.take(path).code == 1


def test_geojson_keeps_foreign_members_and_deep_values(office: Office) -> None:
    feature = {"type": "Feature", "id": 7, "mine": [1, {"a": None}]}
    feature |= {"properties": {"l": [1, 2], "o": {"k": 1.5}, "n": None}, "geometry": None}
    assert office.taken(office.collection(feature)) == [feature]


def test_a_geometry_that_is_none_is_listed(office: Office) -> None:
    source = office.collection(plain({"type": "Point", "coordinates": ["a", "b"]}), plain())
    assert "1 × geometry that can't be read (feature 1)" in office.look(source)


def test_a_broken_geojson_is_refused_with_its_line(office: Office) -> None:
    done = office.take(office.file("a.geojson", '{"type": "FeatureCollection",\n "features": [}'))
    assert (done.code, "a.geojson:2:" in done.err) == (1, True)


def parquet(path: Path, geometry: bytes | None, described: str) -> Path:
    pa = library("pyarrow")
    import pyarrow.parquet as pq

    table = pa.table(
        {
            "n": pa.array([2**60, None]),
            "tags": pa.array([["a", "b"], None]),
            "day": pa.array([1, None], pa.date32()),
            "geometry": pa.array([geometry, None], pa.binary()),
        }
    )
    pq.write_table(table.replace_schema_metadata({b"geo": described.encode()}), path)
    return path


DESCRIBED = (
    '{"version": "1.1.0", "primary_column": "geometry", '
    '"columns": {"geometry": {"encoding": "WKB", "geometry_types": []}}}'
)


def test_geoparquet_keeps_large_numbers_lists_and_days(office: Office) -> None:
    point = struct.pack("<BI2d", 1, 1, 79, 45)
    first, _second = office.taken(parquet(office.path / "a.parquet", point, DESCRIBED))
    assert first["properties"] == {"n": 2**60, "tags": ["a", "b"], "day": "1970-01-02"}
    assert first["geometry"] == {"type": "Point", "coordinates": [79, 45]}


@pytest.mark.parametrize("described", ["null", "{", '{"primary_column": "x", "columns": {}}'])
def test_a_parquet_without_a_geometry_is_refused(office: Office, described: str) -> None:
    done = office.take(parquet(office.path / "a.parquet", None, described))
    assert (done.code, "no GeoParquet" in done.err) == (1, True)


def test_a_cut_parquet_is_refused(office: Office) -> None:
    path = parquet(office.path / "a.parquet", None, DESCRIBED)
    path.write_bytes(path.read_bytes()[:-30])
    assert office.take(path).code == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"AC1032...", "save it as DXF"),
        (b"\xd0\xcf\x11\xe0....", "save it as .xlsx"),
        (b"Rar!\x1a\x07", "unpack it"),
        (b"!table\n!version 300\n", "save it as GeoPackage"),
        (b"%PDF-1.7", "ask for the data"),
        (b"", "the file is empty"),
        (b"\x00\x01\x02", "none of the formats"),
        (b"<html><body>Sign in</body></html>", "this is a web page"),
        (b"<OGRVRTDataSource><x/></OGRVRTDataSource>", "neither KML nor GPX"),
        (b"PK\x03\x04broken", "can't be read"),
    ],
)
def test_what_is_no_layer_is_refused_with_what_to_do(
    office: Office, data: bytes, said: str
) -> None:
    done = office.take(office.file("a.shp", data))
    assert done.code == 1
    assert said in done.err or "broken" in done.err


def test_a_wrong_extension_is_said_and_the_content_counts(office: Office) -> None:
    source = office.file("a.gpx", KML)
    assert "a.gpx ends in .gpx, yet it is KML; it is read as KML" in office.look(source)


def test_a_geopackage_that_another_program_holds_is_said(office: Office) -> None:
    path = written(
        office.path / "a.gpkg", "GPKG", ["POINT (79 45)"], layer="roads", n=np.array([1])
    )
    base = sqlite3.connect(path)
    base.execute("BEGIN EXCLUSIVE")
    done = office.take(path)
    base.close()
    assert (done.code, "is it open elsewhere?" in done.err) == (1, True)


def test_a_geopackage_in_an_archive_is_read(office: Office) -> None:
    path = written(
        office.path / "a.gpkg", "GPKG", ["POINT (79 45)"], layer="roads", n=np.array([1])
    )
    source = archive(office.path / "a.zip", {"дороги/a.gpkg": path.read_bytes()})
    assert office.taken(source)[0]["properties"] == {"n": 1}


def test_heights_move_with_their_places(office: Office) -> None:
    path = written(
        office.path / "a.gpkg",
        "GPKG",
        ["POINT Z (500000 5000000 350)", "POINT (500000 5000000)"],
        crs="EPSG:32644",
        n=np.array([1, 2]),
    )
    high, low = office.taken(path, "--heights")
    assert high["geometry"]["coordinates"] == [*low["geometry"]["coordinates"], 350]


def test_settings_that_are_there_first_say_the_kind(office: Office) -> None:
    office.layers.write("new.toml", 'kind = "projects"\n')
    assert "a new layer of kind projects" in office.look(office.collection(plain(id="a")))
