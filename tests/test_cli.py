from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import geo.pipeline
from geo.cli import main
from tests.making import Layers, plain, project

MAP = Path(__file__).parents[1] / "make_map.py"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, in which ``layers`` are made and ``output`` is looked for."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def good(layers: Layers) -> Layers:
    return layers.projects(project())


@pytest.fixture
def bad(layers: Layers) -> Layers:
    return layers.projects(project(status="plan"))


def run(*arguments: str) -> int:
    try:
        return main(arguments)
    except SystemExit as leave:
        return int(leave.code or 0)


def output(path: Path = Path("output")) -> list[str]:
    return sorted(file.name for file in path.iterdir()) if path.exists() else []


def process(*arguments: str | bytes, **options: int) -> subprocess.CompletedProcess[bytes]:
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
    return subprocess.run([sys.executable, MAP, *arguments], check=False, **pipes)  # type: ignore[call-overload,no-any-return]


@pytest.mark.usefixtures("good")
def test_without_a_command_the_map_is_built(capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 0
    assert output() == ["map.html"]
    assert capsys.readouterr() == (
        "output/map.html\n",
        "1 feature in 1 layer; no problems\n",
    )


@pytest.mark.usefixtures("good")
@pytest.mark.parametrize(
    ("arguments", "files"),
    [
        (["build"], ["map.html"]),
        (["--to", "svg"], ["map.svg"]),
        (["build", "--to", "html", "--to", "svg"], ["map.html", "map.svg"]),
        (["--to", "svg", "--to", "svg"], ["map.svg"]),
    ],
)
def test_what_is_asked_for_is_written_and_named(
    capsys: pytest.CaptureFixture[str], arguments: list[str], files: list[str]
) -> None:
    assert run(*arguments) == 0
    assert output() == files
    assert capsys.readouterr().out.splitlines() == [f"output/{name}" for name in files]


@pytest.mark.usefixtures("good")
def test_layers_and_output_may_be_elsewhere(here: Path) -> None:
    Path("layers").rename("elsewhere")
    assert run("--to", "svg", "--layers", "elsewhere", "--output", "made/here") == 0
    assert output(here / "made" / "here") == ["map.svg"]


@pytest.mark.usefixtures("good")
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_map_opens_in_the_language_that_is_asked_for(language: str) -> None:
    assert run("--lang", language) == 0
    assert f'<html lang="{language}">' in Path("output/map.html").read_text()


@pytest.mark.usefixtures("good")
def test_a_language_that_the_map_does_not_have_is_wrong_use(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("--lang", "de") == 2
    assert output() == []
    assert capsys.readouterr().err == (
        "error: --lang de: the map has no such language; it has kk, ru, en\n"
    )


@pytest.mark.usefixtures("bad")
def test_bad_layers_leave_the_old_output_and_say_all_problems(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("output").mkdir()
    Path("output/map.svg").write_text("old")
    assert run("--to", "svg") == 1
    assert output() == ["map.svg"]
    assert Path("output/map.svg").read_text() == "old"
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == (
        "layers/roads.geojson:2:147: error: [a-road] status: 'plan' is not allowed"
        " -- did you mean 'planned'? (bad-value)\n"
        "1 error, 0 warnings: nothing was written\n"
    )


def test_warnings_are_said_and_the_map_is_built(
    layers: Layers, capsys: pytest.CaptureFixture[str]
) -> None:
    layers.projects(project(name_ru=""))
    assert run("--to", "svg") == 0
    assert output() == ["map.svg"]
    said = capsys.readouterr().err.splitlines()
    assert ": warning: [a-road] the text 'name_ru' is missing" in said[0]
    assert said[1] == "1 feature in 1 layer; 0 errors, 1 warning"


@pytest.mark.usefixtures("good")
def test_check_of_good_layers(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check") == 0
    assert capsys.readouterr() == ("no problems\n", "")


@pytest.mark.usefixtures("bad")
@pytest.mark.parametrize("form", ["text", "json", "sarif"])
def test_check_of_bad_layers_reports_to_standard_output(
    capsys: pytest.CaptureFixture[str], form: str
) -> None:
    assert run("check", "--report", form) == 1
    said = capsys.readouterr()
    assert "'plan' is not allowed" in said.out
    assert said.err == ""
    if form != "text":
        json.loads(said.out)


def test_check_passes_where_there_are_only_warnings(layers: Layers) -> None:
    layers.projects(project(name_ru=""))
    assert run("check") == 0


@pytest.mark.parametrize("command", [[], ["build"], ["check"], ["context"]])
def test_help_is_given(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*command, "--help") == 0
    assert capsys.readouterr().out.startswith(" ".join(["usage: make_map.py", *command]))


@pytest.mark.usefixtures("good")
@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["biuld"], 2, "invalid choice: 'biuld'"),
        (["--to", "docs"], 2, "invalid choice: 'docs'"),
        (["--to"], 2, "expected one argument"),
        (["--colour", "red"], 2, "unrecognized arguments: --colour red"),
        (["check", "--report", "xml"], 2, "invalid choice: 'xml'"),
        (["check", "layers"], 2, "unrecognized arguments: layers"),
        (["context"], 2, "--bbox"),
        (["context", "--bbox", "1", "2", "3"], 2, "expected 4 arguments"),
        (["context", "--bbox", "a", "2", "3", "4"], 2, "invalid float value: 'a'"),
        (["--lang", ""], 2, "the map has no such language"),
        (["--layers", "no"], 2, "no: there is no such folder; --layers DIR says where"),
        (["--layers", "empty"], 1, "empty: the folder has no layers"),
        (["--layers", "file"], 2, "file: there is no such folder"),
        (["--layers", "x" * 5000], 1, "the folder can't be read: File name too long"),
        (["check", "--layers", "no"], 2, "no: there is no such folder"),
        (["import", "no.shp", "--layer", "a", "--layers", "empty"], 2, "there is no such file"),
        (["--to", "svg", "--output", "file"], 1, "file/map.svg: can't be written"),
        (["--to", "svg", "--output", "file/in"], 1, "can't be written"),
        (["--to", "svg", "--output", "x" * 300], 1, "File name too long"),
        (["--to", "svg", "--output", "taken"], 1, "taken/map.svg: can't be written"),
    ],
)
def test_what_a_user_gets_wrong_is_one_message(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, message: str
) -> None:
    (here / "empty").mkdir()
    (here / "file").write_text("old")
    (here / "taken" / "map.svg").mkdir(parents=True)
    assert run(*arguments) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert message in said.err.splitlines()[-1]
    assert output() == []
    assert (here / "file").read_text() == "old"


@pytest.mark.usefixtures("good")
def test_an_interrupted_build_says_how_the_files_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_arguments: object, **_options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(geo.pipeline, "load_checked", interrupt)
    assert run() == 130
    assert capsys.readouterr().err == ("interrupted: each file is as it was, or as it should be\n")


@pytest.mark.parametrize("command", ["build", "check"])
@pytest.mark.parametrize(
    "name", [b"\x1b[2J.geojson", b"\xff\xfe.geojson", "\u202e\n.geojson".encode()]
)
def test_a_hostile_file_name_or_text_is_printed_as_an_escape(
    layers: Layers, capsys: pytest.CaptureFixture[str], command: str, name: bytes
) -> None:
    layers.plain({"type": "\x1b]0;owned\x07", "geometry": {"type": "\x9b31m"}})
    (layers.path / "places.geojson").rename(layers.path / os.fsdecode(name))
    assert run(command) == 1
    said = "".join(capsys.readouterr())
    assert "geojson" in said
    assert all(char.isprintable() or char == "\n" for char in said)


def test_a_hostile_argument_is_printed_as_an_escape(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", "\x1b[2J") == 2
    assert "\x1b" not in capsys.readouterr().err


def test_layers_that_lead_to_themselves_are_a_problem(layers: Layers) -> None:
    (layers.path / "loop.geojson").symlink_to("loop.geojson")
    assert run("check") == 1


@pytest.mark.usefixtures("good")
def test_the_script_builds_from_any_working_folder() -> None:
    done = process("build", "--to", "svg")
    assert (done.returncode, done.stdout) == (0, b"output/map.svg\n")
    assert output() == ["map.svg"]


@pytest.mark.usefixtures("bad")
@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["--to", "svg"], 1), (["check"], 1), (["--lang", "de"], 2), (["--layers", "no"], 2)],
)
def test_the_process_ends_with_its_code_and_no_traceback(arguments: list[str], code: int) -> None:
    done = process(*arguments)
    assert done.returncode == code
    assert b"Traceback" not in done.stderr


@pytest.mark.usefixtures("good")
def test_python_m_geo_is_the_same_program() -> None:
    root = {**os.environ, "PYTHONPATH": str(MAP.parent)}
    command = [sys.executable, "-m", "geo", "check"]
    assert subprocess.check_output(command, env=root) == b"no problems\n"


def test_a_reader_of_the_results_that_goes_away_causes_no_traceback(layers: Layers) -> None:
    layers.plain(*[plain({"type": "Circle"})] * 2000)
    reader, writer = os.pipe()
    os.close(reader)
    done = process("check", stdout=writer)
    os.close(writer)
    assert done.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.usefixtures("good")
def test_a_full_disk_for_the_results_is_one_message() -> None:
    with Path("/dev/full").open("wb") as full:
        done = process("check", stdout=full.fileno())
    assert done.returncode == 1
    assert done.stderr == b"error: [Errno 28] No space left on device\n"


@pytest.mark.skipif(os.name == "nt", reason="a shell of Unix closes the streams")
@pytest.mark.usefixtures("good")
def test_closed_streams_are_no_crash() -> None:
    command = '"$0" "$1" check >&- 2>&-'
    done = subprocess.run(["sh", "-c", command, sys.executable, MAP], check=False)
    assert done.returncode == 0


@pytest.mark.parametrize("command", ["format", "check --layers", "diff --map", "export"])
def test_an_empty_path_is_no_path(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leave:
        main([*command.split(), ""])
    assert leave.value.code == 2
    assert "a path is empty" in capsys.readouterr().err


def test_what_is_no_file_is_named_and_not_waited_for(layers: Layers) -> None:
    os.mkfifo(layers.path / "a.geojson")
    assert main(["check", "--layers", str(layers.path)]) == 1
