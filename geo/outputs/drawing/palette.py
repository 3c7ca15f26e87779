"""The colours of the drawing, light and dark, and the style sheet that swaps them."""

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


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by role, and by status; ``ink(role)`` and the like are attributes of elements."""

    roles: Mapping[str, tuple[str, str]]

    @classmethod
    def of(cls, style: Mapping[str, Any]) -> Palette:
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
        return cls(roles)

    def light(self, role: str) -> str:
        """The colour on paper."""
        return self.roles.get(class_name(role), _UNKNOWN)[0]

    def fill(self, role: str) -> dict[str, str]:
        """Attributes that fill with a role's colour."""
        return {"class_": f"gm-f-{class_name(role)}", "fill": self.light(role)}

    def stroke(self, role: str, width: float = 1) -> dict[str, str | float]:
        """Attributes that stroke with a role's colour and do not fill."""
        return {
            "class_": f"gm-s-{class_name(role)}",
            "fill": "none",
            "stroke": self.light(role),
            "stroke_width": width,
        }

    def both(self, fill: str, stroke: str, width: float = 1) -> dict[str, str | float]:
        """Attributes that fill with one role's colour and stroke with another's."""
        return {
            "class_": f"gm-f-{class_name(fill)} gm-s-{class_name(stroke)}",
            "fill": self.light(fill),
            "stroke": self.light(stroke),
            "stroke_width": width,
        }

    def dark_css(self) -> str:
        """Rules that turn the drawing dark on a dark screen; print stays light."""
        rules = "".join(
            f".gm-f-{role}{{fill:{dark}}}.gm-s-{role}{{stroke:{dark}}}"
            for role, (_light, dark) in self.roles.items()
        )
        return f"@media screen and (prefers-color-scheme:dark){{{rules}}}"


def class_name(name: str) -> str:
    """A name fit for a CSS class."""
    return re.sub(r"[^a-z0-9-]+", "-", name.lower())
