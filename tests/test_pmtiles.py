"""A base map of the map's own: which archives are taken, and what is said of the others."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import struct
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from geo.cli import main
from geo.errors import LayersError, MapError
from geo.outputs import html, tiles
from geo.pipeline import load_map
from geo.pmtiles import ArchiveError, entries, read_archive, zxy
from tests import tiling
from tests.making import project

if TYPE_CHECKING:
    from pathlib import Path

    from tests.making import Layers

GOOD = tiling.archive(
    tiling.PROTOMAPS,
    tiling.WHOLE,
    (0, 6),
    metadata={"name": "Ground", "attribution": '<a href="https://osm.example/">© OSM</a>'},
)


def having(layers: Layers, data: bytes = GOOD, more: str = "") -> Layers:
    layers.projects(project())
    layers.write("ground.pmtiles", data)
    bounds = "bounds = [76.3, 42.9, 83.3, 50.3]\n"
    return layers.write("_map.toml", f'{bounds}[basemap]\nfile = "ground.pmtiles"\n{more}')


def changed(at: int, value: int, data: bytes = GOOD) -> bytes:
    return data[:at] + bytes([value]) + data[at + 1 :]


def test_an_archive_says_what_it_is(tmp_path: Path) -> None:
    found = read_archive(tiling.written(tmp_path / "a.pmtiles", GOOD))
    assert (found.kind, found.min_zoom, found.max_zoom) == ("mvt", 0, 6)
    assert found.bounds == tiling.WHOLE
    assert found.layers == ("earth", "landuse", "water", "roads", "boundaries", "places")


def test_an_archive_that_gdal_has_made_is_read(tmp_path: Path) -> None:
    geopandas, pyogrio = pytest.importorskip("geopandas"), pytest.importorskip("pyogrio")
    frame = geopandas.GeoDataFrame(
        {"name": ["a"]}, geometry=[tiling.PROTOMAPS[2].geometry], crs=4326
    )
    path = tmp_path / "a.pmtiles"
    options = {"MINZOOM": "0", "MAXZOOM": "6"}
    pyogrio.write_dataframe(frame, path, layer="water", driver="PMTiles", dataset_options=options)
    assert read_archive(path).layers == ("water",)
    assert zxy(max(entry.tile for entry in entries(path)))[0] == 6


def test_tiles_have_the_numbers_that_the_format_gives_them() -> None:
    places = [(z, x, y) for z in range(6) for x in range(2**z) for y in range(2**z)]
    assert [zxy(tiling.number_of(*place)) for place in places] == places


def test_a_sound_archive_has_no_problem_and_is_in_the_model(layers: Layers) -> None:
    having(layers)
    assert layers.check() == []
    own = layers.model().own_basemap
    assert own is not None
    assert own.title == ("Ground", "Ground", "Ground")
    assert [(run.text, run.url) for run in own.credits] == [("© OSM", "https://osm.example/")]


def test_the_settings_have_the_last_word_on_whose_it_is(layers: Layers) -> None:
    own = having(layers, more='attribution = "Akimat"\nlicence = "CC BY"\n').model().own_basemap
    assert own is not None
    assert [run.text for run in own.credits] == ["Akimat"]
    assert own.licence == "CC BY"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no PMTiles archive"),
        (b"SQLite format 3\0" + bytes(200), "MBTiles"),
        (GOOD[:60], "cut off"),
        (GOOD[:-1], "cut off"),
        (changed(7, 2), "version 2"),
        (changed(97, tiling.BROTLI), "directories are packed with brotli"),
        (changed(98, tiling.ZSTD), "tiles are packed with zstd"),
        (changed(99, 6), "MapLibre"),
        (changed(100, 9), "zooms"),
        (changed(105, 0x7F), "no box"),
        (changed(20, 0xFF), "root directory"),
        (changed(140, 0), "damaged"),
    ],
)
def test_an_archive_that_cannot_be_drawn_is_an_error_with_the_reason(
    layers: Layers, data: bytes, reason: str
) -> None:
    (problem,) = [each for each in having(layers, data).check() if each.is_error]
    assert problem.code == "unusable-basemap"
    assert reason in problem.message


@pytest.mark.parametrize(
    "root",
    [
        b"\xff" * 60,
        tiling.varint(2**40) + b"\x01" * 12,
        tiling.directory([(0, 10_000, 10, 1)]),
        tiling.directory([(0, 0, 10, 0)]),
        tiling.directory([(0, 0, 0, 1)]),
        b"\x00",
        b"",
    ],
)
def test_a_directory_that_leads_astray_is_an_error(tmp_path: Path, root: bytes) -> None:
    data = tiling.assembled(root, b"{}", bytes(20), 1, (1, 1, 1), zooms=(0, 1), bounds=tiling.WHOLE)
    with pytest.raises(ArchiveError):
        read_archive(tiling.written(tmp_path / "a.pmtiles", data))


def test_what_unpacks_without_end_is_an_error(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(80_000_000), mtime=0)
    root = tiling.directory([(0, 0, 10, 1)])
    data = tiling.assembled(
        gzip.compress(root, mtime=0),
        bomb,
        bytes(20),
        1,
        (2, 1, 1),
        zooms=(0, 1),
        bounds=tiling.WHOLE,
    )
    with pytest.raises(ArchiveError, match="beyond"):
        read_archive(tiling.written(tmp_path / "a.pmtiles", data))


def test_a_name_that_is_not_there_is_an_error_with_the_nearest_one(layers: Layers) -> None:
    having(layers)
    layers.write("_map.toml", '[basemap]\nfile = "grund.pmtiles"\n')
    problem = layers.problem()
    assert problem.code == "unknown-basemap"
    assert "ground.pmtiles" in problem.hint


@pytest.mark.parametrize("name", ["../ground.pmtiles", "/etc/ground.pmtiles", "ground.mbtiles"])
def test_only_an_archive_of_the_folder_may_be_named(layers: Layers, name: str) -> None:
    having(layers)
    layers.write("_map.toml", f"[basemap]\nfile = {json.dumps(name)}\n")
    assert layers.problem().code == "settings"


def test_a_part_of_the_world_that_the_map_does_not_show_is_an_error(layers: Layers) -> None:
    data = tiling.packed({(0, 0, 0): b"x"}, (0.0, 0.0, 10.0, 10.0), (0, 8))
    codes = {problem.code for problem in having(layers, data).check() if problem.is_error}
    assert codes == {"unusable-basemap"}


@pytest.mark.parametrize(
    ("bounds", "zooms", "code"),
    [
        ((76.0, 42.0, 80.0, 51.0), (0, 8), "partial-basemap"),
        (tiling.WHOLE, (0, 2), "coarse-basemap"),
        (tiling.WHOLE, (9, 12), "deep-basemap"),
    ],
)
def test_what_the_archive_lacks_is_said(layers: Layers, bounds: Any, zooms: Any, code: str) -> None:
    data = tiling.packed({(zooms[0], 0, 0): b"x"}, bounds, zooms, metadata={"attribution": "x"})
    found = having(layers, data).check()
    assert [(problem.code, problem.is_error) for problem in found] == [(code, False)]


def test_a_base_map_of_nobody_is_a_warning(layers: Layers) -> None:
    data = tiling.archive(tiling.PROTOMAPS, tiling.WHOLE, (0, 6))
    assert having(layers, data).problem().code == "missing-attribution"


def test_the_archive_is_among_the_files_of_the_manifest(layers: Layers) -> None:
    having(layers)
    digests = {item.name: item.digest for item in layers.model().inputs}
    assert digests["ground.pmtiles"] == hashlib.sha256(GOOD).hexdigest()


def test_the_page_holds_the_archive_in_pieces_that_a_reader_takes_fast(
    layers: Layers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiles, "_PIECE", 3_000)
    page = html.page(having(layers).model())
    pieces = re.findall(r'<script [^>]*class="tiles t0">([^<]*)</script>', page)
    assert len(pieces) > 1
    assert b"".join(map(base64.b64decode, pieces)) == GOOD


def test_a_page_without_one_has_nothing_of_it(layers: Layers) -> None:
    page = html.page(layers.projects(project()).model())
    assert "pmtiles" not in page


def test_an_archive_too_large_for_one_file_says_what_to_do(
    layers: Layers, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    having(layers)
    monkeypatch.setattr("geo.rules.basemaps.MOST_INSIDE", 1_000)
    monkeypatch.setattr(tiles, "MOST_INSIDE", 1_000)
    assert layers.problem().code == "large-basemap"
    with pytest.raises(MapError, match=r"pmtiles extract ground\.pmtiles .*--bbox=76\.3,42\.9"):
        html.page(layers.model())
    options = ["--to", "site", "--set", "site.formats=csv", "--output", str(tmp_path)]
    assert main(["build", "--layers", str(layers.path), *options]) == 0


def test_a_site_has_the_archive_beside_the_page(layers: Layers, tmp_path: Path) -> None:
    having(layers)
    options = ["--to", "site", "--set", "site.formats=csv", "--output", str(tmp_path)]
    assert main(["build", "--layers", str(layers.path), *options]) == 0
    with zipfile.ZipFile(tmp_path / "map.site.zip") as site:
        assert site.read(tiles.name_of(0)) == GOOD
        page = site.read("index.html").decode()
    assert "connect-src 'self';" in page
    assert 'class="tiles' not in page


@pytest.mark.parametrize("beside", [False, True])
def test_verify_knows_a_page_with_a_base_map_of_its_own(
    layers: Layers, tmp_path: Path, beside: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    text = html.page(having(layers).model(), beside=beside)
    page = tiling.written(tmp_path / "map.html", text.encode())
    assert main(["verify", str(page), "--layers", str(layers.path)]) == 0, capsys.readouterr()


def test_verify_sees_a_script_among_the_pieces(layers: Layers, tmp_path: Path) -> None:
    text = html.page(having(layers).model())
    start = 'class="tiles t0">'
    other = text.replace(start, f"{start}</script><script>1</script><script>", 1)
    page = tiling.written(tmp_path / "map.html", other.encode())
    assert main(["verify", str(page)]) == 1


def test_one_that_is_broken_stops_the_build(layers: Layers) -> None:
    with pytest.raises(LayersError):
        load_map(having(layers, struct.pack("<7sB", b"PMTiles", 3)).path)
