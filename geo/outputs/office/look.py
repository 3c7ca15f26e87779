"""The colours of statuses as office files write them: six hexadecimal digits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from geo.outputs.drawing.palette import Palette, class_name

if TYPE_CHECKING:
    from geo.model import MapModel

_UNKNOWN = "5A5A5A"
_SHORT = 3


def look_of(model: MapModel) -> Mapping[str, str]:
    """The colour of each status on white paper."""
    roles = Palette.of(model.style).roles
    return {
        project.status: _six(roles.get(class_name(f"status-{project.status}"), (_UNKNOWN, ""))[0])
        for project in model.projects
    }


def _six(colour: str) -> str:
    digits = colour.lstrip("#").upper()
    if len(digits) == _SHORT:
        digits = "".join(digit * 2 for digit in digits)
    return digits[:6] if len(digits) >= 6 else _UNKNOWN  # noqa: PLR2004 - the digits of a colour
