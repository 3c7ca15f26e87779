"""README says what the program does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from geo.cli import main
from geo.commands import COMMANDS
from geo.layout import Layout
from geo.outputs import FORMATS

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def readme(root: Path) -> str:
    return (root / "README.md").read_text(encoding="utf-8")


def rows(readme: str) -> dict[str, str]:
    """The first cells of the table of commands, by command."""
    table = readme.partition("| command | does |")[2].partition("\n\n")[0]
    cells = re.findall(r"^\| (.*?) \| ", table, re.MULTILINE)
    return {cell.strip("`").split()[0]: cell for cell in cells if cell.startswith("`")}


def helped(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit):
        main([command, "--help"])
    return capsys.readouterr().out


def test_every_command_is_listed(readme: str) -> None:
    assert set(rows(readme)) == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_named_is_one_of_the_command(
    readme: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    known = set(re.findall(r"--[a-z-]+", helped(command, capsys)))
    assert set(re.findall(r"--[a-z-]+", rows(readme)[command])) <= known


@pytest.mark.parametrize("command", [c for c in COMMANDS if c not in {"import", "diff", "merge"}])
def test_no_option_is_left_out(
    readme: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    known = set(re.findall(r"--[a-z-]+", helped(command, capsys).partition("\n\n")[0]))
    assert known <= set(re.findall(r"--[a-z-]+", rows(readme)[command]))


def test_every_format_is_listed(readme: str) -> None:
    table = readme.partition("| format | what |")[2].partition("\n\n")[0]
    named = {name for cell in re.findall(r"^\| (.*?) \|", table, re.MULTILINE)
             for name in re.findall(r"`(\w+)`", cell)}  # fmt: skip
    assert named == set(FORMATS)


def test_every_layout_of_an_output_is_in_the_staff_guide(root: Path) -> None:
    guide = (root / "layers" / "README.md").read_text(encoding="utf-8")
    missing = [
        f"{name}.{option}"
        for name, field in Layout.model_fields.items()
        for option in field.default.model_fields_set or type(field.default).model_fields
        if f"`[layout.{name}]`" not in guide
        or f"`{option}`" not in guide.partition(f"`[layout.{name}]`")[2].partition("\n")[0]
    ]
    assert missing == []


def test_links_between_the_guides_lead_somewhere(root: Path) -> None:
    found = [
        (path, target)
        for path in [*root.glob("*.md"), *(root / "layers").rglob("*.md")]
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
        if "://" not in target
    ]
    broken = [f"{path.name}: {to}" for path, to in found if not (path.parent / to).exists()]
    assert found
    assert broken == []


def test_the_two_commands_come_first(readme: str) -> None:
    blocks = re.findall(r"```sh\n(.*?)```", readme, re.DOTALL)
    assert blocks[0].strip() == "python -m pip install -e . && python make_map.py"
    assert blocks[1].strip() == 'python -m pip install -e ".[test]" && python -m pytest'
