"""``--set FORMAT.OPTION=VALUE``: what [layout.FORMAT] of _map.toml says, changed for once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from geo.errors import UsageError
from geo.layout import Layout
from geo.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable


def with_settings(layout: Layout, settings: Iterable[str]) -> Layout:
    """The layout with these settings; a path among them is one from the working folder.

    Raises UsageError for what can't be meant.
    """
    changed: dict[str, Any] = layout.model_dump()
    for setting in settings:
        where, equals, value = setting.partition("=")
        name, dot, option = where.strip().partition(".")
        if not (equals and dot):
            message = f"--set {setting}: write FORMAT.OPTION=VALUE, such as pdf.paper=a3"
            raise UsageError(message)
        if name not in changed:
            hint = did_you_mean(name, changed)
            message = f"--set {setting}: there are no options for {name!r}; {hint}"
            raise UsageError(message)
        if option not in changed[name]:
            hint = did_you_mean(option, changed[name])
            message = f"--set {setting}: {name} has no option {option!r}; {hint}"
            raise UsageError(message)
        changed[name][option] = _meant(option, value.strip())
        try:
            Layout.model_validate(changed)
        except ValidationError as error:
            message = f"--set {setting}: {error.errors(include_url=False)[0]['msg']}"
            raise UsageError(message) from None
    return Layout.model_validate(changed)


def _meant(option: str, value: str) -> str | None:
    """A value as the options take it; an empty one is none."""
    if option == "template":
        return str(Path(value).absolute()) if value else ""
    return value or None
