"""``merge`` as a person runs it: three files, and settling what it marked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from geo.cli import main
from tests.making import collection, project

FACTS = "project,key,value,unit,as_of,source,locator,note\n"


def write(folder: Path, suffix: str, *texts: str) -> list[str]:
    files = [folder / f"{name}.{suffix}" for name in ("base", "ours", "theirs")]
    for path, text in zip(files, texts, strict=True):
        path.write_bytes(text.encode())
    return [str(path) for path in files]


@pytest.fixture
def conflict(tmp_path: Path) -> str:
    """A layer with a conflict of two fields of ``a``, one of them deleted by ours, and of ``b``."""
    base = [project(id="a", place_en="Here"), project(id="b"), project(id="c")]
    ours = [project(id="a", status="design"), project(id="b", status="design"), project(id="c")]
    theirs = [
        project(id="a", status="completed", place_en="There"),
        project(id="b", status="completed"),
    ]
    texts = [collection(*side) for side in (base, ours, theirs)]
    files = write(tmp_path, "geojson", *texts)
    assert main(["merge", *files]) == 1
    return files[1]


def found(path: str) -> dict[str, dict[str, Any]]:
    held = json.loads(Path(path).read_bytes())["features"]
    return {feature["id"]: feature for feature in held}


def test_a_clean_merge_is_written_to_ours_in_silence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = [
        collection(project(**each)) for each in ({}, {"role": "context"}, {"status": "design"})
    ]
    files = write(tmp_path, "geojson", *texts)
    assert main(["merge", *files]) == 0
    assert capsys.readouterr() == ("", "")
    assert Path(files[1]).read_text(encoding="utf-8") == collection(
        project(role="context", status="design")
    )


def test_conflicts_are_named_one_a_line(
    capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    conflict = request.getfixturevalue("conflict")
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        f"{conflict}: conflict: [a] status, place_en",
        f"{conflict}: conflict: [b] status",
        "both versions stand in the file; check names the places, merge --resolve settles them",
    ]


@pytest.mark.parametrize(
    ("side", "status", "place"),
    [("ours", "design", None), ("theirs", "completed", "There"), ("base", "planned", "Here")],
)
def test_all_conflicts_are_settled_for_one_side(
    conflict: str, side: str, status: str, place: str | None
) -> None:
    assert main(["merge", "--resolve", side, conflict]) == 0
    layer = found(conflict)
    assert "conflict" not in layer["a"]
    assert layer["a"]["properties"]["status"] == layer["b"]["properties"]["status"] == status
    assert layer["a"]["properties"].get("place_en") == place


def test_one_field_of_one_feature_is_settled(
    conflict: str, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    options = ["--feature", "a", "--field", "status"]
    assert main(["merge", "--resolve", "theirs", *options, conflict]) == 0
    assert capsys.readouterr().err == (
        f"{conflict}: settled 1 for theirs; when all is settled: git add\n"
    )
    layer = found(conflict)
    assert layer["a"]["properties"]["status"] == "completed"
    assert layer["a"]["conflict"].keys() == {"place_en"}
    assert layer["b"]["conflict"].keys() == {"status"}


@pytest.mark.parametrize(("side", "ids"), [("ours", []), ("theirs", ["a"]), ("base", ["a"])])
def test_a_deleted_feature_goes_or_stays(tmp_path: Path, side: str, ids: list[str]) -> None:
    base, edited = project(id="a"), project(id="a", status="design")
    files = write(tmp_path, "geojson", collection(base), collection(), collection(edited))
    assert main(["merge", *files]) == 1
    assert main(["merge", "--resolve", side, files[1]]) == 0
    assert [*found(files[1])] == ids


def test_a_conflict_of_the_collection_is_settled(tmp_path: Path) -> None:
    files = write(tmp_path, "geojson", *(collection(name=name) for name in "abc"))
    assert main(["merge", *files]) == 1
    assert main(["merge", "--resolve", "theirs", files[1]]) == 0
    assert Path(files[1]).read_text(encoding="utf-8") == (
        '{"type": "FeatureCollection", "name": "c", "features": []}\n'
    )


@pytest.mark.parametrize(("side", "value"), [("ours", "2"), ("theirs", "3"), ("base", "1")])
def test_a_row_is_settled(tmp_path: Path, side: str, value: str) -> None:
    files = write(tmp_path, "csv", *(f"{FACTS}a,cost,{n},KZT,,report,,\n" for n in (1, 2, 3)))
    assert main(["merge", *files]) == 1
    assert main(["merge", "--resolve", side, files[1]]) == 0
    settled = Path(files[1]).read_text(encoding="utf-8")
    assert settled == f"{FACTS}a,cost,{value},KZT,,report,,\n"


@pytest.mark.parametrize(
    ("side", "rows"),
    [("ours", ""), ("theirs", "a,cost,2,KZT,,report,,\n"), ("base", "a,cost,1,KZT,,report,,\n")],
)
def test_a_deleted_row_goes_or_stays(tmp_path: Path, side: str, rows: str) -> None:
    one, two = (f"{FACTS}a,cost,{n},KZT,,report,,\n" for n in (1, 2))
    files = write(tmp_path, "csv", one, FACTS, two)
    assert main(["merge", *files]) == 1
    assert main(["merge", "--resolve", side, files[1]]) == 0
    assert Path(files[1]).read_text(encoding="utf-8") == FACTS + rows


def test_nothing_to_settle_is_said(conflict: str, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["merge", "--resolve", "ours", "--feature", "z", conflict]) == 1
    assert capsys.readouterr().err == f"{conflict}: no such conflict is marked there\n"


def test_the_driver_tells_a_conflict_by_its_own_exit_code(tmp_path: Path) -> None:
    texts = [collection(project(status=status)) for status in ("planned", "design", "completed")]
    files = write(tmp_path, "geojson", *texts)
    assert main(["merge", "--driver", *files]) == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["a", "b"], "merge takes three files: BASE OURS THEIRS"),
        ([], "merge takes three files"),
        (["--install", "a"], "--install and --uninstall take no files"),
        (["--resolve", "ours"], "--resolve needs the files"),
        (["a", "b", "c", "--marker-size", "0"], "--marker-size 0: it must be at least 1"),
    ],
)
def test_wrong_use_is_told(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main(["merge", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_name_that_a_terminal_would_obey_is_shown_as_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = [collection(project(id="\x1b[2J", n=n)) for n in (1, 2, 3)]
    assert main(["merge", *write(tmp_path, "geojson", *texts)]) == 1
    assert "\x1b" not in capsys.readouterr().err


def test_a_file_that_cannot_be_settled_is_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "roads.geojson"
    path.write_text("<<<<<<< ours\n", encoding="utf-8")
    assert main(["merge", "--resolve", "ours", str(path)]) == 1
    assert "settle it in a text editor" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == "<<<<<<< ours\n"
