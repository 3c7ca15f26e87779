"""``serve`` and ``check --watch`` as they are called, and how they end."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pytest

import geo.commands.common
from geo.cli import main
from geo.commands.watching import _Screen
from tests.making import project
from tests.serving import PATIENCE_S

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.making import Layers

MAP = Path(__file__).parents[1] / "make_map.py"


@contextmanager
def running(layers: Layers, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """The command in a process of its own, with its results and messages in pipes."""
    command = [sys.executable, str(MAP), *arguments, "--layers", "layers"]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, cwd=layers.path.parent, stdout=pipe, stderr=pipe, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def line(pipe: IO[str] | None) -> str:
    assert pipe
    return pipe.readline().rstrip("\n")


def interrupt(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Ctrl-C: the exit code, and the last that it says."""
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=PATIENCE_S)[1]
    return process.returncode, said.splitlines()[-1]


@pytest.fixture
def good(layers: Layers) -> Layers:
    return layers.projects(project())


def test_serve_prints_an_address_that_answers(good: Layers) -> None:
    with running(good, "serve", "--port", "0") as process:
        address = line(process.stdout)
        with urllib.request.urlopen(address, timeout=PATIENCE_S) as page:  # noqa: S310 - ours
            assert b"A road" in page.read()


def test_ctrl_c_ends_the_preview_well(good: Layers) -> None:
    with running(good, "serve", "--port", "0") as process:
        line(process.stdout)
        assert interrupt(process) == (0, "the preview has ended")


def test_serve_opens_in_the_language_that_is_asked_for(good: Layers) -> None:
    with running(good, "serve", "--port", "0", "--lang", "ru") as process:
        address = line(process.stdout)
        with urllib.request.urlopen(address, timeout=PATIENCE_S) as page:  # noqa: S310 - ours
            assert b'<html lang="ru">' in page.read()


def test_serve_opens_the_browser_that_the_person_has(
    good: Layers, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = good.path.with_name("seen")
    script = good.path.with_name("browser.py")
    script.write_text(f"import sys; open({str(seen)!r}, 'w').write(sys.argv[1])")
    monkeypatch.setenv("BROWSER", f"{sys.executable} {script} %s")
    with running(good, "serve", "--port", "0", "--open") as process:
        address = line(process.stdout)
        end = time.monotonic() + PATIENCE_S
        while not (seen.exists() and seen.read_text()) and time.monotonic() < end:
            time.sleep(0.05)
    assert seen.read_text() == address


def test_the_preview_goes_on_when_nobody_reads_its_messages(good: Layers) -> None:
    with running(good, "serve", "--port", "0") as process:
        address = line(process.stdout)
        assert process.stderr
        process.stderr.close()
        good.projects(project(name_en="Another road"))
        end = time.monotonic() + PATIENCE_S
        found = b""
        while b"Another road" not in found and time.monotonic() < end:
            # A busy machine may be slower than the server's limits; then it is asked again.
            with (
                contextlib.suppress(ConnectionError),
                urllib.request.urlopen(address, timeout=PATIENCE_S) as page,  # noqa: S310 - ours
            ):
                found = page.read()
        assert b"Another road" in found


def test_serve_says_errors_in_full(layers: Layers) -> None:
    layers.projects(project(status="plan"))
    with running(layers, "serve", "--port", "0") as process:
        assert "layers/roads.geojson:2:147: error: [a-road] status: 'plan'" in line(process.stderr)
        assert line(process.stderr).endswith("not built: 1 error, 0 warnings")


@pytest.mark.parametrize("port", ["65536", "-1", "x", "", "٣", "1e3"])
def test_what_is_no_port_is_wrong_use(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leave:
        main(["serve", f"--port={port}"])
    assert leave.value.code == 2
    assert "is no port: a number from 0 to 65535" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["serve"], ["check", "--watch"]])
def test_without_the_extra_one_message_says_how_to_get_it(
    command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(geo.commands.common, "find_spec", lambda _name: None)
    assert main(command) == 1
    assert capsys.readouterr().err == (
        f"error: {' '.join(command)} needs packages that are not installed; install them: "
        'python -m pip install -e ".[serve]"\n'
    )


def test_without_a_folder_there_is_nothing_to_preview(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", "--layers", str(tmp_path / "none")]) == 2
    assert "there is no such folder" in capsys.readouterr().err


def test_check_reports_again_on_each_save(good: Layers) -> None:
    with running(good, "check", "--watch") as process:
        assert line(process.stdout) == "no problems"
        assert line(process.stderr) == "watching for saves; Ctrl-C ends it"
        good.projects(project(status="plan"))
        assert set(line(process.stdout)) == {"-"}
        assert "layers/roads.geojson:2:147: error:" in line(process.stdout)
        assert line(process.stdout) == "1 error, 0 warnings"
        good.projects(project())
        assert set(line(process.stdout)) == {"-"}
        assert line(process.stdout) == "no problems"


def test_on_a_terminal_one_report_takes_the_place_of_the_other(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    screen = _Screen("text")
    screen.show([])
    screen.show([])
    assert capsys.readouterr().out == "\x1b[2J\x1b[Hno problems\n" * 2


def test_ctrl_c_ends_the_watch_well(good: Layers) -> None:
    with running(good, "check", "--watch") as process:
        line(process.stdout)
        line(process.stderr)
        assert interrupt(process) == (0, "no longer watching")


def test_reports_for_programs_are_a_json_sequence(good: Layers) -> None:
    with running(good, "check", "--watch", "--report", "json") as process:
        assert json.loads(line(process.stdout).removeprefix("\x1e")) == []
        line(process.stderr)
        good.projects(project(name_ru=""))
        assert line(process.stdout) == "\x1e["
        assert line(process.stdout) == " {"


def test_a_folder_that_goes_is_said_and_waited_for(good: Layers) -> None:
    with running(good, "check", "--watch") as process:
        assert line(process.stdout) == "no problems"
        line(process.stderr)
        away = good.path.with_name("away")
        good.path.rename(away)
        assert "layers: there is no such folder" in line(process.stderr)
        away.rename(good.path)
        assert set(line(process.stdout)) == {"-"}
        assert line(process.stdout) == "no problems"


def test_check_of_a_folder_that_isnt_there_doesnt_wait(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--watch", "--layers", str(tmp_path / "none")]) == 2
    assert "there is no such folder" in capsys.readouterr().err
