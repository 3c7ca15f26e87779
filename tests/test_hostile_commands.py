"""What the commands say and write of a hostile folder: nothing that a terminal or a reader runs."""

from __future__ import annotations

import argparse
import json
import re
import shutil
import xml.etree.ElementTree as ET
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from geo.cli import main
from geo.commands import COMMANDS
from geo.report import REPORTS, report
from tests.hostile import ATTACKS, HARMLESS, Hostile, arrived, cell, core, folder, marked, refused
from tests.making import collection, plain
from tests.staff.exchanging import library
from tests.test_hostile import APART, READERS, Seen, of_html, of_markdown, of_xml, strings

if TYPE_CHECKING:
    from pathlib import Path

Folders = tuple[Hostile, Hostile, Hostile]

pytestmark = pytest.mark.xdist_group("hostile commands")

OTHERS = {name: f"innocent {n}" for n, name in enumerate(ATTACKS)}
#: A colour of ours, or its end.
COLOUR = re.compile(r"\x1b\[\d*m")
#: Attributes of a QGIS project that hold expressions.
RUN = ("expression", "exp", "filter", "fieldName")
EXPORTS = ("gpkg", "csv", "xlsx", "kml", "geojson", "fgb", "parquet", "zip")


def is_printable(text: str) -> bool:
    """Whether a terminal shows the text and does nothing else; a word joiner it may hold."""
    return all(line.isprintable() for line in text.replace("\u2060", "").split("\n"))


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    """Exit code, results and messages of a command."""
    try:
        code = main([str(argument) for argument in arguments])
    except SystemExit as leave:
        code = int(leave.code or 0)
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    return folder(tmp_path_factory.mktemp("bad") / "layers", ATTACKS)


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    return folder(tmp_path_factory.mktemp("good") / "layers", HARMLESS)


@pytest.fixture(scope="module")
def folders(
    tmp_path_factory: pytest.TempPathFactory, harmless: Hostile, hostile: Hostile
) -> Folders:
    """A harmless folder, the hostile one, and another harmless one."""
    return harmless, hostile, folder(tmp_path_factory.mktemp("other") / "layers", OTHERS)


@pytest.mark.parametrize("form", REPORTS)
def test_a_report_of_a_check_is_printable(hostile: Hostile, form: str) -> None:
    assert is_printable(report(hostile.layers.check(), form))


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_value_that_is_refused_is_named_with_its_place(tmp_path: Path, attack: str) -> None:
    layers, places = refused(tmp_path / "layers", ATTACKS[attack])
    problems = [problem for problem in layers.check() if problem.is_error]
    assert len(problems) >= places
    assert all(problem.line for problem in problems)


@pytest.mark.parametrize("form", REPORTS)
@pytest.mark.parametrize("attack", ATTACKS)
def test_a_refused_value_makes_nothing_but_a_line_of_a_report(
    tmp_path: Path, attack: str, form: str
) -> None:
    layers, _places = refused(tmp_path / "layers", ATTACKS[attack])
    problems = layers.check()
    said = report(problems, form)
    assert is_printable(said)
    if form in {"json", "sarif", "gitlab"}:
        found = json.loads(said)
        results = found["runs"][0]["results"] if form == "sarif" else found
        assert len(results) == len(problems)
    else:
        assert len(said.split("\n")) == len(problems) + 1
    if form == "github":
        options = [line.split("::")[1] for line in said.split("\n")[:-1]]
        assert all(re.fullmatch(r"(error|warning) file=[^,]+,title=[\w-]+.*", o) for o in options)


@pytest.mark.parametrize("options", [[], ["--color", "always"], ["--briefing"], ["--lang", "ru"]])
def test_a_difference_as_text_is_printable(
    capsys: pytest.CaptureFixture[str], harmless: Hostile, hostile: Hostile, options: list[str]
) -> None:
    code, out, err = run(capsys, "diff", harmless.layers.path, hostile.layers.path, *options)
    assert (code, is_printable(COLOUR.sub("", out)), is_printable(err)) == (0, True, True)


@pytest.mark.parametrize("form", ["markdown", "json", "map"])
def test_an_attack_is_text_in_a_difference(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, folders: Folders, form: str
) -> None:
    harmless, hostile, innocent = folders
    bad, good = (
        difference(capsys, tmp_path, form, harmless, other) for other in (hostile, innocent)
    )
    assert bad.names - good.names - APART == set()
    if form != "map":
        assert marked(innocent, good.text) - arrived(hostile, bad.text) == set()


def difference(
    capsys: pytest.CaptureFixture[str], path: Path, form: str, old: Hostile, new: Hostile
) -> Seen:
    page = path / "map.html"
    chosen = ["--map", page] if form == "map" else ["--report", form]
    code, out, err = run(capsys, "diff", old.layers.path, new.layers.path, *chosen)
    assert (code, is_printable(out), is_printable(err)) == (0, True, True)
    if form == "map":
        return of_html(page.read_bytes())
    return (
        of_markdown(out.encode())
        if form == "markdown"
        else Seen(texts=list(strings(json.loads(out))))
    )


def test_an_attack_is_text_in_a_project_of_qgis(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, hostile: Hostile, harmless: Hostile
) -> None:
    bad, good = (qgis(capsys, tmp_path, each) for each in (hostile, harmless))
    assert bad.names - good.names == set()
    own, others = ({skeleton(text) for text in each.texts} for each in (bad, good))
    assert own - others == set()


def qgis(capsys: pytest.CaptureFixture[str], path: Path, made: Hostile) -> Seen:
    file = path / "map.qgs"
    code, _out, err = run(capsys, "qgis", "--layers", made.layers.path, "--output", file, "--force")
    assert (code, err) == (0, "")
    return Seen(of_xml(file.read_bytes()).names, expressions(file))


def expressions(file: Path) -> list[str]:
    """What QGIS would run in a project."""
    return [
        text
        for item in ET.parse(file).iter()
        for text in (
            *(item.get(name, "") for name in RUN),
            *([item.text or ""] if item.tag in {"mapTip", "previewExpression"} else []),
            *([item.get("value", "")] if item.get("name") == "expression" else []),
        )
        if text
    ]


def skeleton(text: str) -> str:
    """An expression without what stands in quotes, and without numbers."""
    bare = re.sub(r"'(?:[^']|'')*'", "'…'", text)
    return re.sub(r"\d+", "N", re.sub(r'"(?:[^"]|"")*"', '"…"', bare))


@pytest.mark.parametrize("end", EXPORTS)
def test_an_attack_is_text_in_an_export(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    hostile: Hostile,
    harmless: Hostile,
    end: str,
) -> None:
    bad, good = (exported(capsys, tmp_path, each, end) for each in (hostile, harmless))
    assert bad.names - good.names == set()
    if end == "zip":  # a Shapefile cuts texts, and names of fields to ten letters
        return
    lost = marked(harmless, good.text) - arrived(hostile, bad.text)
    # Names of tables and sheets are shorter, without what databases and workbooks refuse.
    assert {where for where in lost if where[1] != "name of a file"} == set()


def exported(capsys: pytest.CaptureFixture[str], path: Path, made: Hostile, end: str) -> Seen:
    file = path / f"out.{end}"
    if end in {"xlsx", "parquet"}:
        library("openpyxl" if end == "xlsx" else "pyarrow")
    chosen = ["--layer", "roads"] if end in {"csv", "fgb", "parquet", "geojson"} else []
    code, out, err = run(capsys, "export", file, "--layers", made.layers.path, *chosen)
    assert (code, is_printable(out), is_printable(err)) == (0, True, True), err
    data = file.read_bytes()
    if end in {"fgb", "parquet", "zip"}:
        return table(file, end)
    return of_xml(data) if end == "kml" else READERS[f".{end}"](data)


def table(file: Path, end: str) -> Seen:
    """All texts of a file of GDAL's or Arrow's."""
    if end == "parquet":
        import pyarrow.parquet as pq

        return Seen(texts=list(strings(pq.read_table(file).drop(["geometry"]).to_pylist())))
    import pyogrio.raw

    seen = Seen()
    for name, _kind in pyogrio.list_layers(file):
        meta, _fids, _shapes, values = pyogrio.raw.read(file, layer=name, read_geometry=False)
        seen.texts += [*map(str, meta["fields"]), *(str(v) for column in values for v in column)]
    return seen


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("end", ["csv", "geojson"])
def test_an_import_takes_an_attack_as_text(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, attack: str, end: str
) -> None:
    text = ATTACKS[attack]
    source, layers = tmp_path / f"in.{end}", tmp_path / "layers"
    if end == "csv":
        head = ",".join(map(cell, ["lon", "lat", "name", text]))
        row = ",".join(map(cell, ["79.5", "45.5", text, text]))
        source.write_text(f"{head}\n{row}\n", encoding="utf-8", newline="")
    else:
        source.write_text(collection(plain(**{"name": text, text: text})), encoding="utf-8")
    options = ["--layer", "new", "--layers", str(layers)]
    code, out, err = run(capsys, "import", source, *options, "--dry-run")
    assert (code in {0, 1, 2}, is_printable(out), is_printable(err)) == (True, True, True)
    code, out, err = run(capsys, "import", source, *options, "--yes")
    assert (is_printable(out), is_printable(err)) == (True, True)
    if code == 0:
        data = json.loads((layers / "new.geojson").read_text(encoding="utf-8"))
        said = {core(each) for each in strings(data["features"][0]["properties"])}
        assert core(text.strip()) in said
    else:
        assert "error" in err


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_conflict_keeps_an_attack_as_text(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, attack: str
) -> None:
    text, key = ATTACKS[attack], f"{ATTACKS[attack]} key"
    sides = {"base": "old", "ours": text, "theirs": f"{text} too"}
    for side, said in sides.items():
        feature = {"id": text} | plain(**{key: said})
        (tmp_path / f"{side}.geojson").write_text(collection(feature), encoding="utf-8")
    files = [tmp_path / f"{side}.geojson" for side in sides]
    code, out, err = run(capsys, "merge", *files)
    assert (code, is_printable(out), is_printable(err)) == (1, True, True)
    (feature,) = json.loads(files[1].read_text(encoding="utf-8"))["features"]
    (mark,) = feature["conflict"].values()
    assert (mark["ours"], mark["theirs"]) == (sides["ours"], sides["theirs"])


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: Path) -> Path:
    """A working folder with the layers that ship."""
    shutil.copytree(root / "layers", tmp_path / "layers", ignore=shutil.ignore_patterns("guide"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def options_of(name: str) -> list[argparse.Action]:
    """The options and operands of a command that take a value."""
    parser = argparse.ArgumentParser()
    import_module(COMMANDS[name]).add_arguments(parser)
    return [each for each in parser._actions if each.nargs != 0]


#: All but the one that stays until it is stopped, and the one that needs its data.
OPTIONS = [
    (name, action.option_strings[0] if action.option_strings else "")
    for name in COMMANDS
    if name not in {"serve", "context"}
    for action in options_of(name)
]


@pytest.mark.usefixtures("copied")
@pytest.mark.parametrize(("command", "option"), OPTIONS)
def test_an_attack_in_an_option_is_refused_or_meant(
    capsys: pytest.CaptureFixture[str], command: str, option: str
) -> None:
    given: dict[str, list[str]] = {
        "import": ["layers/alakol.geojson", "--layer", "new", "--dry-run"],
        "export": ["out.csv", "--layer", "alakol"],
        "build": ["--output", "out", "--to", "csv"],
        "format": ["--check"],
    }
    for text in ATTACKS.values():
        said = text.replace("\0", "")
        own = [f"{option}={said}"] if option else ["--", said]
        code, out, err = run(capsys, command, *given.get(command, []), *own)
        assert code in {0, 1, 2}
        assert (is_printable(COLOUR.sub("", out)), is_printable(err)) == (True, True), err
        assert "Traceback" not in err
