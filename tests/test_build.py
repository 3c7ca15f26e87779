"""The command ``build``: formats, extras and options of outputs."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

import geo.outputs
from geo.cli import main
from geo.outputs import EXTRAS, FORMATS
from tests.making import Layers, project


@pytest.fixture(autouse=True)
def made(layers: Layers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layers:
    monkeypatch.chdir(tmp_path)
    return layers.projects(project())


def run(*arguments: str) -> int:
    try:
        return main(("build", *arguments))
    except SystemExit as leave:
        return int(leave.code or 0)


def without(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    def find(name: str) -> Any:
        return None if name in names else find_spec(name)

    monkeypatch.setattr(geo.outputs, "find_spec", find)


def test_all_asks_for_each_format() -> None:
    lacking = [name for name in FORMATS if not all(map(find_spec, EXTRAS.get(name, ("", ()))[1]))]
    if lacking:
        pytest.skip(f"not installed: what {', '.join(lacking)} need")
    # A site with all formats makes each of them in each language.
    assert run("--to", "all", "--set", "site.formats=csv") == 0
    written = {path.name.partition(".")[2] for path in Path("output").rglob("map.*")}
    assert {"html", "svg", "png", "pdf", "xlsx", "csv", "gpkg", "geojson", "site.zip"} <= written


def test_several_formats_come_from_one_build(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--to", "pdf", "--to", "png", "--to", "pdf") == 0
    assert capsys.readouterr().out.split() == ["output/map.pdf", "output/map.png"]


@pytest.mark.parametrize(
    ("formats", "needs"), [(["pdf"], "pdf needs"), (["png", "pdf"], "png, pdf need")]
)
def test_what_is_not_installed_is_named_at_once_and_nothing_is_written(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    formats: list[str],
    needs: str,
) -> None:
    without(monkeypatch, "typst")
    assert run(*(part for name in formats for part in ("--to", name))) == 1
    assert not Path("output").exists()
    assert capsys.readouterr().err == (
        f"error: {needs} packages that are not installed; install them: "
        'python -m pip install -e ".[pdf]"\n'
    )


def test_the_page_needs_no_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, *(name for _extra, names in EXTRAS.values() for name in names))
    assert run("--to", "html", "--to", "svg") == 0


def test_an_option_of_an_output_can_be_set_for_once(made: Layers) -> None:
    made.write("_map.toml", "[layout.svg]\nwidth = 700\nheight = 500\n")
    assert run("--to", "svg", "--set", "svg.height=600") == 0
    assert 'width="700" height="600"' in Path("output/map.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("pdf.paper=a5", "--set pdf.paper=a5: Input should be 'a4' or 'a3'"),
        ("pdf.papr=a3", "--set pdf.papr=a3: pdf has no option 'papr'; did you mean 'paper'?"),
        ("pfd.paper=a3", "--set pfd.paper=a3: there are no options for 'pfd'; did you mean 'pdf'?"),
        ("paper=a3", "--set paper=a3: write FORMAT.OPTION=VALUE, such as pdf.paper=a3"),
        ("pdf.paper", "--set pdf.paper: write FORMAT.OPTION=VALUE, such as pdf.paper=a3"),
        ("png.dpi=1e9", "--set png.dpi=1e9: Input should be a valid integer"),
    ],
)
def test_an_option_that_can_not_be_meant_is_wrong_use(
    capsys: pytest.CaptureFixture[str], setting: str, message: str
) -> None:
    assert run("--to", "svg", "--set", setting) == 2
    assert not Path("output").exists()
    assert capsys.readouterr().err.startswith(f"error: {message}")
