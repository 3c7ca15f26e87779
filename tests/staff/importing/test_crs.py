"""Coordinates of other systems, against positions that are worked out here without PROJ."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.making import plain, project
from tests.staff.exchanging import ESRI_GK14, ESRI_WGS84, Office, shapefile

if TYPE_CHECKING:
    from pathlib import Path

#: Semi-major axis and inverse flattening of EPSG's ellipsoids 7030 and 7024.
WGS84, KRASSOWSKY = (6378137.0, 298.257223563), (6378245.0, 298.3)
#: EPSG:15865, Pulkovo 1942 to WGS 84 (16), coordinate frame rotation: metres and arc-seconds.
SHIFT_M, ROTATION_S = (25.0, -141.0, -78.5), (0.0, -0.35, -0.736)
USHARAL, TALDYKORGAN = (80.8314, 46.1903), (78.37, 45.02)


def cartesian(lon: float, lat: float, ellipsoid: tuple[float, float]) -> np.ndarray:
    a, rf = ellipsoid
    e2 = (2 - 1 / rf) / rf
    phi, lam = math.radians(lat), math.radians(lon)
    n = a / math.sqrt(1 - e2 * math.sin(phi) ** 2)
    flat = n * math.cos(phi)
    return np.array([flat * math.cos(lam), flat * math.sin(lam), n * (1 - e2) * math.sin(phi)])


def geodetic(xyz: np.ndarray, ellipsoid: tuple[float, float]) -> tuple[float, float]:
    a, rf = ellipsoid
    e2 = (2 - 1 / rf) / rf
    x, y, z = xyz
    p, phi = math.hypot(x, y), math.atan2(z, math.hypot(x, y))
    for _step in range(10):
        n = a / math.sqrt(1 - e2 * math.sin(phi) ** 2)
        phi = math.atan2(z + e2 * n * math.sin(phi), p)
    return math.degrees(math.atan2(y, x)), math.degrees(phi)


def to_pulkovo(lon: float, lat: float) -> tuple[float, float]:
    """WGS 84 to Pulkovo 1942 with the published parameters, the frame turned back exactly."""
    rx, ry, rz = (math.radians(second / 3600) for second in ROTATION_S)
    frame = np.array([[1, rz, -ry], [-rz, 1, rx], [ry, -rx, 1]])
    xyz = np.linalg.solve(frame, cartesian(lon, lat, WGS84) - np.array(SHIFT_M))
    return geodetic(xyz, KRASSOWSKY)


def transverse_mercator(
    lon: float, lat: float, ellipsoid: tuple[float, float], meridian: float, scale: float = 1.0
) -> tuple[float, float]:
    """Krüger's series to the fourth power of n: easting from the meridian, northing, in metres."""
    a, rf = ellipsoid
    n = 1 / (2 * rf - 1)
    e = math.sqrt((2 - 1 / rf) / rf)
    radius = a / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    alpha = (
        n / 2 - 2 * n**2 / 3 + 5 * n**3 / 16 + 41 * n**4 / 180,
        13 * n**2 / 48 - 3 * n**3 / 5 + 557 * n**4 / 1440,
        61 * n**3 / 240 - 103 * n**4 / 140,
        49561 * n**4 / 161280,
    )
    phi, lam = math.radians(lat), math.radians(lon - meridian)
    t = math.sinh(math.atanh(math.sin(phi)) - e * math.atanh(e * math.sin(phi)))
    xi, eta = math.atan2(t, math.cos(lam)), math.asinh(math.sin(lam) / math.hypot(t, math.cos(lam)))
    east = eta + sum(
        k * math.cos(2 * j * xi) * math.sinh(2 * j * eta) for j, k in enumerate(alpha, 1)
    )
    north = xi + sum(
        k * math.sin(2 * j * xi) * math.cosh(2 * j * eta) for j, k in enumerate(alpha, 1)
    )
    return scale * radius * east, scale * radius * north


def gauss_kruger(
    place: tuple[float, float], zone: int, *, prefix: bool = True
) -> tuple[float, ...]:
    east, north = transverse_mercator(*to_pulkovo(*place), KRASSOWSKY, zone * 6 - 3)
    return east + 500_000 + (1_000_000 * zone if prefix else 0), north


def utm(place: tuple[float, float], zone: int) -> tuple[float, float]:
    east, north = transverse_mercator(*place, WGS84, zone * 6 - 183, 0.9996)
    return east + 500_000, north


def points(office: Office, *places: tuple[float, ...], prj: str = "") -> Path:
    parts = (".shp", ".shx", ".dbf", *([".prj"] if prj else []))
    rows = [{b"NAME": b"a"}] * len(places)
    shapes = [(place[0], place[1]) for place in places]
    return shapefile(office.path / "a.shp", shapes, rows, prj=prj, parts=parts)


def place(office: Office, source: Path, *options: str) -> list[float]:
    (feature,) = office.taken(source, *options)
    found: list[float] = feature["geometry"]["coordinates"]
    return found


@pytest.mark.parametrize(("zone", "where"), [(13, (76.9, 43.3)), (14, USHARAL), (9, (51.4, 47.1))])
def test_gauss_kruger_zones_land_where_the_published_shift_puts_them(
    office: Office, zone: int, where: tuple[float, float]
) -> None:
    source = points(office, gauss_kruger(where, zone))
    assert place(office, source, "--crs", f"EPSG:{28400 + zone}") == pytest.approx(where, abs=1e-6)


def test_systems_without_the_zone_before_the_easting_land_too(office: Office) -> None:
    source = points(office, gauss_kruger(USHARAL, 14, prefix=False))
    assert place(office, source, "--crs", "2504") == pytest.approx(USHARAL, abs=1e-6)


def test_a_prj_of_esri_is_recognised(office: Office) -> None:
    source = points(office, gauss_kruger(USHARAL, 14), prj=ESRI_GK14)
    assert place(office, source) == pytest.approx(USHARAL, abs=1e-6)


def test_a_prj_of_a_system_of_its_own_keeps_the_datum(office: Office) -> None:
    own = ESRI_GK14.replace("Pulkovo_1942_GK_Zone_14", "Local_80_30")
    own = own.replace("14500000.0", "300000.0").replace("81.0", "80.5")
    east, north = transverse_mercator(*to_pulkovo(*USHARAL), KRASSOWSKY, 80.5)
    source = points(office, (east + 300_000, north), prj=own)
    assert place(office, source) == pytest.approx(USHARAL, abs=1e-6)


def test_utm_lands(office: Office) -> None:
    source = points(office, utm(TALDYKORGAN, 44))
    assert place(office, source, "--crs", "EPSG:32644") == pytest.approx(TALDYKORGAN, abs=1e-6)


def test_the_shift_is_named_with_its_accuracy(office: Office) -> None:
    said = office.look(points(office, gauss_kruger(USHARAL, 14), prj=ESRI_GK14))
    assert "Pulkovo 1942 to WGS 84 (16) (EPSG:15865), ±4.5 m; no grid is used" in said


def test_other_shifts_are_offered_with_how_far_they_lead(office: Office) -> None:
    said = office.look(points(office, gauss_kruger(USHARAL, 14), prj=ESRI_GK14))
    assert "else --operation EPSG:5044: Pulkovo 1942 to WGS 84 (20), ±3 m, " in said


def test_another_shift_can_be_taken(office: Office) -> None:
    source = points(office, gauss_kruger(USHARAL, 14), prj=ESRI_GK14)
    said = office.look(source, "--operation", "EPSG:1291")
    assert "datum shift: Pulkovo 1942 to WGS 84 (7) (EPSG:1291), ±44 m" in said


def test_a_coarse_shift_is_a_warning(office: Office) -> None:
    source = points(office, gauss_kruger(USHARAL, 14), prj=ESRI_GK14)
    said = office.look(source, "--operation", "1291")
    assert "WARNING: the datum shift is good to 44 m only" in said


def test_a_shift_that_is_not_there_is_refused_with_those_that_are(office: Office) -> None:
    source = points(office, gauss_kruger(USHARAL, 14), prj=ESRI_GK14)
    done = office.take(source, "--operation", "EPSG:1")
    assert (done.code, "EPSG:15865" in done.err) == (2, True)


def test_an_unknown_datum_is_a_warning(office: Office) -> None:
    unknown = ESRI_GK14.replace("D_Pulkovo_1942", "D_Of_Nobody").replace("GCS_Pulkovo_1942", "X")
    source = points(office, gauss_kruger(USHARAL, 14), prj=unknown.replace("Zone_14", "Nowhere"))
    assert "WARNING: the datum shift is not known to PROJ (ballpark)" in office.look(source)


def test_without_a_system_the_likely_ones_are_named_and_nothing_is_written(office: Office) -> None:
    done = office.take(points(office, gauss_kruger(USHARAL, 14)))
    assert done.code == 2
    assert "--crs EPSG:28414  Pulkovo 1942 / Gauss-Kruger zone 14: would land at 80.83" in done.err
    assert not (office.layers.path / "new.geojson").exists()


def test_candidates_are_those_that_lie_on_the_map(office: Office) -> None:
    office.layers.bounded((78, 42, 83.3, 50))
    done = office.take(points(office, utm(USHARAL, 44)))
    assert "EPSG:32644" in done.err
    assert "EPSG:32643" not in done.err


def test_north_before_east_is_refused_with_what_to_say(office: Office) -> None:
    east, north = gauss_kruger(USHARAL, 14)
    done = office.take(points(office, (north, east), prj=ESRI_GK14))
    assert (done.code, "--axes swap" in done.err) == (2, True)


def test_north_before_east_is_read_when_it_is_said(office: Office) -> None:
    east, north = gauss_kruger(USHARAL, 14)
    source = points(office, (north, east), prj=ESRI_GK14)
    assert place(office, source, "--axes", "swap") == pytest.approx(USHARAL, abs=1e-6)


def test_latitude_before_longitude_is_told_by_the_map(office: Office) -> None:
    office.layers.bounded()
    done = office.take(points(office, (45.5, 79.5), prj=ESRI_WGS84))
    assert (done.code, "the axes look swapped" in done.err) == (2, True)


def test_degrees_in_a_file_that_says_metres_are_refused(office: Office) -> None:
    done = office.take(points(office, USHARAL, prj=ESRI_GK14))
    assert (done.code, "are degrees; say --crs EPSG:4326" in done.err) == (2, True)


def test_metres_in_a_file_that_says_degrees_are_refused(office: Office) -> None:
    done = office.take(points(office, gauss_kruger(USHARAL, 14), prj=ESRI_WGS84))
    assert done.code == 2
    assert "EPSG:28414" in done.err


def test_the_wrong_zone_is_a_warning_that_names_the_right_one(office: Office) -> None:
    source = points(office, gauss_kruger(USHARAL, 14))
    said = office.look(source, "--crs", "EPSG:28404")
    assert "is it another zone or system?" in said
    assert "EPSG:28414" in said


@pytest.mark.parametrize("text", ["EPSG:999999", "nonsense", "http://127.0.0.1/x.prj", "EPSG:"])
def test_what_is_no_system_is_refused(office: Office, text: str) -> None:
    done = office.take(points(office, USHARAL), "--crs", text)
    assert (done.code, done.err.startswith("error: --crs")) == (2, True)


def test_a_prj_file_is_a_system(office: Office) -> None:
    prj = office.file("local.prj", ESRI_GK14)
    source = points(office, gauss_kruger(USHARAL, 14))
    assert place(office, source, "--crs", str(prj)) == pytest.approx(USHARAL, abs=1e-6)


def test_degrees_of_pulkovo_are_shifted(office: Office) -> None:
    source = points(office, to_pulkovo(*USHARAL))
    assert place(office, source, "--crs", "EPSG:4284") == pytest.approx(USHARAL, abs=1e-6)


def test_the_old_crs_member_of_geojson_is_obeyed(office: Office) -> None:
    member = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32644"}}
    shape = {"type": "Point", "coordinates": [*utm(USHARAL, 44)]}
    source = office.collection(plain(shape), crs=member)
    assert place(office, source) == pytest.approx(USHARAL, abs=1e-6)


def test_a_layer_in_degrees_keeps_every_digit(office: Office) -> None:
    shape = {"type": "Point", "coordinates": [79.123457, 45.1]}
    assert place(office, office.collection(plain(shape))) == [79.123457, 45.1]


def test_parameters_in_a_prj_are_used_and_said(office: Office) -> None:
    own = ESRI_GK14.replace(
        'SPHEROID["Krasovsky_1940",6378245.0,298.3]',
        'SPHEROID["Krasovsky_1940",6378245.0,298.3],TOWGS84[25,-141,-78.5,0,0.35,0.736,0]',
    )
    source = points(office, gauss_kruger(USHARAL, 14))
    prj = office.file("own.prj", own)
    assert place(office, source, "--crs", str(prj)) == pytest.approx(USHARAL, abs=1e-6)
    said = office.look(source, "--crs", str(prj))
    assert "WARNING: how good the datum shift is isn't stated" in said


def test_a_proj_text_is_a_system(office: Office) -> None:
    text = "+proj=tmerc +lat_0=0 +lon_0=81 +k=1 +x_0=14500000 +y_0=0 +ellps=krass +units=m "
    text += "+towgs84=25,-141,-78.5,0,0.35,0.736,0"
    source = points(office, gauss_kruger(USHARAL, 14))
    assert place(office, source, "--crs", text) == pytest.approx(USHARAL, abs=1e-6)


UTM_44 = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32644"}}


def test_a_layer_of_another_system_is_converted_in_its_place(office: Office) -> None:
    shape = {"type": "Point", "coordinates": [*utm(USHARAL, 44)]}
    office.layers.plain(plain(shape, name="A"), name="wells", crs=UTM_44, own=1)
    path = office.layers.path / "wells.geojson"
    (feature,) = office.taken(path, layer="wells")
    assert feature["geometry"]["coordinates"] == pytest.approx(USHARAL, abs=1e-6)
    text = path.read_text(encoding="utf-8")
    assert '"own": 1' in text
    assert '"crs"' not in text


def test_a_layer_of_another_system_takes_nothing_before_it_is_converted(office: Office) -> None:
    shape = {"type": "Point", "coordinates": [*utm(USHARAL, 44)]}
    office.layers.plain(plain(shape), name="wells", crs=UTM_44)
    before = (office.layers.path / "wells.geojson").read_bytes()
    done = office.take(office.collection(plain()), layer="wells")
    assert (done.code, (office.layers.path / "wells.geojson").read_bytes()) == (1, before)
    assert "convert it first: python make_map.py import" in done.err


def test_a_local_grid_is_said_and_not_read(office: Office) -> None:
    grid = 'LOCAL_CS["Местная",UNIT["Meter",1]]'
    source = shapefile(office.path / "a.shp", [(13751918.1, 5001093.7)], [{b"N": b"a"}], prj=grid)
    done = office.take(source)
    assert (done.code, "from which nothing leads to places on the Earth" in done.err) == (2, True)
    assert "--crs EPSG:28413" in done.err


@pytest.mark.parametrize("system", ["EPSG:5773", "EPSG:4978", "ESRI:104903"])
def test_a_system_without_places_on_the_earth_is_refused(office: Office, system: str) -> None:
    done = office.take(office.file("a.csv", "lon,lat\n78,45\n"), "--crs", system)
    assert (done.code, "nothing leads from" in done.err) == (2, True)


def test_a_layer_of_any_name_can_be_converted(office: Office) -> None:
    shape = {"type": "Point", "coordinates": [*utm(USHARAL, 44)]}
    office.layers.plain(plain(shape), name="мосты", crs=UTM_44)
    (feature,) = office.taken(office.layers.path / "мосты.geojson", layer="мосты")
    assert feature["geometry"]["coordinates"] == pytest.approx(USHARAL, abs=1e-6)


def test_a_converted_layer_of_projects_keeps_every_field(office: Office) -> None:
    shape = {"type": "Point", "coordinates": [*utm(USHARAL, 44)]}
    before = project(shape, own="mine")
    office.layers.projects(before, crs=UTM_44)
    (feature,) = office.taken(office.layers.path / "roads.geojson", layer="roads")
    assert (feature["id"], feature["properties"]) == (before["id"], before["properties"])
