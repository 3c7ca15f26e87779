"""A folder whose page is packed: how it is built, and what is said of it."""

from __future__ import annotations

import hashlib
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from geo.catalogue import load_catalogue
from geo.cli import main
from geo.errors import LayersError
from geo.large import load_large
from geo.outputs.html import packed_page
from geo.outputs.packed.spool import Spool
from geo.write import write_chunks
from tests.making import ABSENT, Layers, plain, project
from tests.outputs.packed.decoding import Decoded

if TYPE_CHECKING:
    from pathlib import Path

_LINE = {"type": "LineString", "coordinates": [[79.5, 45.5], [79.6, 45.6], [79.8, 45.5]]}


@pytest.fixture
def region(layers: Layers) -> Layers:
    """Two layers of projects, and a plain one that stands before them in the catalogue."""
    layers.projects(*(project(id=f"b-{n}", geometry=_LINE) for n in range(40)), name="bridges")
    layers.projects(
        *(project(id=f"r-{n}", name_en=f"Road {n}") for n in range(300)),
        project(None, id="r-whole", location_precision="region"),
    )
    return layers.plain(*(plain(id=f"w-{n}", depth=n) for n in range(30)), name="a-wells")


def built(region: Layers, workers: int) -> bytes:
    with Spool() as spool:
        large = load_large(load_catalogue(region.path), spool, language="en", workers=workers)
        return b"".join(packed_page(large.model, large.packing).pieces())


def run(region: Layers, *more: str) -> int:
    output = ["--output", str(region.path.parent / "output")]
    return main(["build", "--layers", str(region.path), *output, *more])


def packed(region: Layers, *more: str) -> int:
    return run(region, "--set", "html.drawing=packed", *more)


def test_processes_make_no_difference_to_a_byte(region: Layers) -> None:
    alone = built(region, 0)
    assert hashlib.sha256(built(region, 2)).digest() == hashlib.sha256(alone).digest()


def test_projects_of_all_layers_come_first(region: Layers) -> None:
    page = Decoded(built(region, 0))
    ids = [each["id"] for each in page.places()]
    projects = [*(f"b-{n}" for n in range(40)), *(f"r-{n}" for n in range(300)), "r-whole"]
    assert ids == [*projects, *(f"w-{n}" for n in range(30))]
    assert page.said["first_feature"] == 341


def test_the_command_writes_the_same_page(
    region: Layers, capsys: pytest.CaptureFixture[str]
) -> None:
    assert packed(region, "--lang", "en") == 0
    said = capsys.readouterr()
    assert said.err == "371 features in 3 layers: packed, 6 decimals (about 0.1 m); no problems\n"
    path = region.path.parent / "output" / "map.html"
    assert said.out == f"{path}\n"
    assert path.read_bytes() == built(region, 0)


def test_what_else_is_asked_for_is_made_of_the_whole_map(
    region: Layers, capsys: pytest.CaptureFixture[str]
) -> None:
    assert packed(region, "--to", "html", "--to", "csv", "--to", "geojson") == 0
    names = sorted(path.name for path in (region.path.parent / "output").iterdir())
    assert names == ["map.csv", "map.geojson", "map.html"]
    assert len(capsys.readouterr().out.splitlines()) == 3


def test_a_map_is_packed_by_how_much_it_holds(
    region: Layers, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("geo.outputs.packed.choice.MOST_FEATURES", 370)
    assert run(region) == 0
    assert "packed" in capsys.readouterr().err
    assert run(region, "--set", "html.drawing=plain") == 0
    assert "packed" not in capsys.readouterr().err
    monkeypatch.setattr("geo.outputs.packed.choice.MOST_FEATURES", 371)
    assert run(region) == 0
    assert "packed" not in capsys.readouterr().err


def test_an_error_leaves_the_former_page(region: Layers) -> None:
    assert packed(region) == 0
    output = region.path.parent / "output"
    before = (output / "map.html").read_bytes()
    region.projects(project(id="bad", status=ABSENT), name="bridges")
    assert packed(region) == 1
    assert [path.name for path in output.iterdir()] == ["map.html"]
    assert (output / "map.html").read_bytes() == before
    with pytest.raises(LayersError):
        built(region, 0)


def test_a_disk_that_is_full_leaves_nothing_behind(
    region: Layers, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert packed(region) == 0
    output = region.path.parent / "output"
    before = (output / "map.html").read_bytes()

    def full(path: Path, chunks: object) -> None:
        def some() -> object:
            for number, chunk in enumerate(chunks):  # type: ignore[arg-type, var-annotated]
                if number == 2:
                    raise OSError(28, "No space left on device")
                yield chunk

        write_chunks(path, some())  # type: ignore[arg-type]

    monkeypatch.setattr("geo.write.write_chunks", full)
    region.plain(plain(id="new"), name="more")
    assert packed(region) == 1
    assert [path.name for path in output.iterdir()] == ["map.html"]
    assert (output / "map.html").read_bytes() == before


def test_a_language_that_the_map_has_not_is_refused(
    region: Layers, capsys: pytest.CaptureFixture[str]
) -> None:
    assert packed(region, "--lang", "de") == 2
    assert "--lang de: the map has no such language" in capsys.readouterr().err


def test_a_map_too_large_for_a_format_says_so_before_it_is_read(
    region: Layers, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("geo.commands.build.MOST_WHOLE", 370)
    assert packed(region, "--to", "html", "--to", "csv") == 1
    assert "about 371 features are too many for csv" in capsys.readouterr().err
    assert not (region.path.parent / "output").exists()
    assert packed(region, "--to", "html") == 0


def test_a_site_without_documents_needs_no_more_memory_than_the_page(
    region: Layers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.commands.build.MOST_WHOLE", 370)
    assert packed(region, "--to", "site", "--set", "site.formats=") == 0
    with zipfile.ZipFile(region.path.parent / "output" / "map.site.zip") as archive:
        assert "map.parts" in archive.namelist()


def test_a_terminal_is_told_how_far_it_is(
    region: Layers, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("geo.commands.common._MOMENT", -1)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert packed(region) == 0
    lines = capsys.readouterr().err.split("\r\x1b[K")
    assert lines[1].endswith("of about 371 features …")
    assert lines[-1].startswith("371 features in 3 layers")
