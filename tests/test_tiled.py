"""Layers that another engine has tiled: an archive, and a table whose rows are the features."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Any

import pytest
import shapely

from geo.cli import main
from geo.outputs.packed.choice import is_packed
from tests import tiling
from tests.making import project

pa = pytest.importorskip("pyarrow")
pytest.importorskip("pyarrow.parquet")

if TYPE_CHECKING:
    from pathlib import Path

    from geo.model import MapFeature
    from tests.making import Layers

AREA, LINE = shapely.box(78, 45, 78.5, 45.5), shapely.LineString([(80, 46), (81, 47), (82, 46)])
THINGS = [
    tiling.Thing("plots", AREA, {"code": "north"}, id=0),
    tiling.Thing("plots", LINE, {"code": "south"}, id=1),
]
ARCHIVE = tiling.archive(THINGS, tiling.WHOLE, (0, 8))
CSV = "code,name,lon,lat\nnorth,North plot,78.25,45.25\nsouth,South line,81,47\n"


def tiled(layers: Layers, name: str, table: bytes | str, more: str = 'key = "code"\n') -> Layers:
    layers.write("plots.pmtiles", ARCHIVE).write(name, table)
    return layers.write("plots.toml", f'table = "{name}"\n{more}')


def features(layers: Layers) -> dict[str, MapFeature]:
    return {feature.id: feature for feature in layers.model().features}


def parquet(**columns: list[Any]) -> bytes:
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(columns), sink)
    return bytes(sink.getvalue())


def test_rows_of_a_table_are_features_of_the_layer(layers: Layers) -> None:
    tiled(layers, "plots.csv", CSV)
    assert layers.check() == []
    found = features(layers)
    assert {(one.layer, one.name[0]) for one in found.values()} == {
        ("plots", "North plot"),
        ("plots", "South line"),
    }
    assert found["north"].anchor == (78.25, 45.25)


def test_the_archive_is_with_the_layer(layers: Layers) -> None:
    (layer,) = tiled(layers, "plots.csv", CSV).model().layers
    assert layer.tiles is not None
    assert (layer.tiles.key, layer.tiles.max_zoom) == ("code", 8)
    assert layer.tiles.size == len(ARCHIVE)


def test_such_a_map_is_packed(layers: Layers) -> None:
    assert is_packed(tiled(layers, "plots.csv", CSV).model())


@pytest.mark.parametrize(
    "box",
    [
        {"west": [78.0], "south": [45.0], "east": [78.5], "north": [45.5]},
        {"XMin": [78.0], "YMin": [45.0], "XMax": [78.5], "YMax": [45.5]},
    ],
)
def test_a_row_with_bounds_stands_in_their_middle(layers: Layers, box: dict[str, Any]) -> None:
    tiled(layers, "plots.parquet", parquet(code=["north"], **box))
    assert features(layers)["north"].anchor == (78.25, 45.25)


def test_without_columns_of_a_place_the_deepest_tiles_say_where_it_is(layers: Layers) -> None:
    tiled(layers, "plots.parquet", parquet(code=["north", "south", "nowhere"]))
    found = features(layers)
    assert AREA.contains(shapely.Point(found["north"].anchor))
    assert LINE.distance(shapely.Point(found["south"].anchor)) < 0.01
    assert found["nowhere"].anchor is None


def test_the_number_of_a_thing_in_a_tile_may_be_its_key(layers: Layers) -> None:
    tiled(layers, "plots.parquet", parquet(id=[0, 1]), more="")
    found = features(layers)
    assert AREA.distance(shapely.Point(found["0"].anchor)) < 0.01
    assert LINE.distance(shapely.Point(found["1"].anchor)) < 0.01


def test_rows_may_be_projects(layers: Layers) -> None:
    said = project(id="north")["properties"]
    columns = {key: [value] for key, value in said.items() if key != "id"}
    table = parquet(id=["north"], lon=[78.25], lat=[45.25], **columns)
    layers.projects(project(id="other"))
    tiled(layers, "plots.parquet", table, more='kind = "projects"\n')
    assert layers.check() == []
    assert {item.id for item in layers.model().projects} == {"north", "other"}


def test_the_table_is_no_layer_of_its_own(layers: Layers) -> None:
    table = parquet(code=["north"])
    assert [layer.id for layer in tiled(layers, "plots.parquet", table).model().layers] == ["plots"]


def test_an_archive_without_a_table_is_no_layer(layers: Layers) -> None:
    layers.projects(project()).write("ground.pmtiles", ARCHIVE)
    assert [layer.id for layer in layers.model().layers] == ["roads"]


def test_archive_and_table_are_among_the_files_of_the_manifest(layers: Layers) -> None:
    names = {item.name for item in tiled(layers, "plots.csv", CSV).model().inputs}
    assert {"plots.pmtiles", "plots.csv", "plots.toml"} <= names


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("missing.csv", "no table 'missing.csv'"),
        ("../plots.csv", "none that can be read"),
        ("plots.docx", "none that can be read"),
    ],
)
def test_a_table_that_cannot_be_taken_is_an_error(layers: Layers, table: str, reason: str) -> None:
    tiled(layers, "plots.csv", CSV)
    layers.write("plots.toml", f'table = "{table}"\n')
    problems = [problem for problem in layers.check() if problem.is_error]
    assert any(reason in problem.message for problem in problems)


def test_images_are_no_layer(layers: Layers) -> None:
    tiled(layers, "plots.csv", CSV)
    images = tiling.packed({(0, 0, 0): b"x"}, tiling.WHOLE, (0, 0), kind=tiling.PNG)
    layers.write("plots.pmtiles", images)
    assert "images" in layers.problem().message


def test_a_site_has_the_archive_beside_the_page(layers: Layers, tmp_path: Path) -> None:
    tiled(layers, "plots.csv", CSV)
    options = ["--to", "site", "--set", "site.formats=", "--output", str(tmp_path)]
    assert main(["build", "--layers", str(layers.path), *options]) == 0
    with zipfile.ZipFile(tmp_path / "map.site.zip") as site:
        assert site.read("layer-1.pmtiles") == ARCHIVE


def test_an_archive_too_large_to_be_packed_is_to_be_copied(
    layers: Layers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.outputs.tiles.MOST_BESIDE", 100)
    tiled(layers, "plots.csv", CSV)
    options = ["--to", "site", "--set", "site.formats=", "--output", str(tmp_path)]
    assert main(["build", "--layers", str(layers.path), "--lang", "en", *options]) == 0
    with zipfile.ZipFile(tmp_path / "map.site.zip") as site:
        assert "layer-1.pmtiles" not in site.namelist()
        said = site.read("README.txt").decode()
    assert "Copy plots.pmtiles beside index.html as layer-1.pmtiles" in said


def test_verify_proves_a_page_with_a_tiled_layer(
    layers: Layers, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tiled(layers, "plots.csv", CSV)
    assert main(["build", "--layers", str(layers.path), "--output", str(tmp_path)]) == 0
    page = str(tmp_path / "map.html")
    code = main(["verify", page, "--layers", str(layers.path)])
    assert code == 0, capsys.readouterr()
