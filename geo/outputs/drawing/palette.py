"""The colours of the drawing, light and dark, as attributes or as a style sheet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

FONT = "'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"

# Light and dark; style.toml may override them in [base].
_BASE: dict[str, tuple[str, str]] = {
    "paper": ("#ffffff", "#14181c"),
    "land": ("#f7f4ec", "#20262b"),
    "water": ("#d3e4ed", "#152f3f"),
    "shore": ("#93b6c7", "#3b6075"),
    "border": ("#857f74", "#7d858b"),
    "ink": ("#22272b", "#e9ecee"),
    "quiet": ("#545b61", "#b4bcc2"),
    "watername": ("#37647d", "#86b4cc"),
}
_UNKNOWN = ("#5a5a5a", "#b8b8b8")
_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}")

Attributes = dict[str, str | float | None]


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by role, and by status; ``fill(role)`` and the like are attributes of elements.

    With ``classes`` these name classes, for which `css` has the colours: a page has room
    for a style sheet, and is dark on a dark screen. Without, they are the colours on paper,
    which every program understands.
    """

    roles: Mapping[str, tuple[str, str]]
    classes: bool = False

    @classmethod
    def of(cls, style: Mapping[str, Any], *, classes: bool = False) -> Palette:
        """Take the colours of statuses, and of the base map where they are given."""
        roles = dict(_BASE)
        for table, prefix in (("base", ""), ("status", "status-")):
            for name, look in style.get(table, {}).items():
                light, dark = look.get("color", ""), look.get("dark", "")
                if _COLOUR.fullmatch(light):
                    roles[class_name(prefix + name)] = (
                        light,
                        dark if _COLOUR.fullmatch(dark) else light,
                    )
        return cls(roles, classes)

    def fill(self, role: str) -> Attributes:
        """Attributes that fill with a role's colour."""
        return self._paint(role, "")

    def stroke(self, role: str, width: float | None = None) -> Attributes:
        """Attributes that stroke with a role's colour and do not fill.

        Without a ``width`` it is that of the group in which the element stands, else 1.
        """
        return self._paint("", role) | {"stroke_width": width}

    def both(self, fill: str, stroke: str, width: float | None = None) -> Attributes:
        """Attributes that fill with one role's colour and stroke with another's."""
        return self._paint(fill, stroke) | {"stroke_width": width}

    def _paint(self, fill: str, stroke: str) -> Attributes:
        if not self.classes:
            return {
                "fill": self._colours(fill)[0] if fill else "none",
                "stroke": self._colours(stroke)[0] if stroke else None,
            }
        names = (f"gf-{class_name(fill)}" if fill else "", f"gs-{class_name(stroke)}")
        return {"class_": " ".join(names[: 2 if stroke else 1]).strip()}

    def _colours(self, role: str) -> tuple[str, str]:
        return self.roles.get(class_name(role), _UNKNOWN)

    def css(self, markup: str) -> str:
        """The style sheet of the classes in ``markup``; dark on dark screens, not on paper."""
        used = sorted(set(re.findall(r"\bg([fs])-([a-z0-9-]+)", markup)))
        light, dark = (
            "".join(
                f".g{kind}-{role}{{{'fill' if kind == 'f' else 'stroke'}:{colours[shade]}}}"
                for kind, role in used
                for colours in [self._colours(role)]
            )
            for shade in (0, 1)
        )
        # What has no class for its filling is not filled.
        return (
            f"[class^=gs-]{{fill:none}}{light}"
            f"@media screen and (prefers-color-scheme:dark){{{dark}}}"
        )


def class_name(name: str) -> str:
    """A name fit for a CSS class."""
    return re.sub(r"[^a-z0-9-]+", "-", name.lower())
