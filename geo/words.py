"""The words of the interface: geo/locale/*.toml, one file a language."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOLDER = Path(__file__).parent / "locale"


@cache
def available_languages() -> tuple[str, ...]:
    """The codes of the languages that there are words for."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


@cache
def words(language: str) -> dict[str, str]:
    """The words of a language, keys joined with dots: ``status.planned``, ``page.search``."""
    tables = tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return dict(_flat("", tables))


def _flat(prefix: str, table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(f"{prefix}{key}.", value)
        else:
            yield f"{prefix}{key}", str(value)
