"""Where words and marks go: how wide a text is, and places that do not collide."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.outputs.drawing.frame import Frame, Point

# Widths of characters in ems: each class is the widest that Arial, Noto Sans and DejaVu
# Sans make it, so a text is never wider than it is taken for, whichever the reader has.
_WIDTHS: dict[str, float] = {
    character: width
    for width, characters in (
        (0.3, " '.,’|!ijlіїІ"),
        (0.36, "fI:;/-()[]"),
        (0.43, 'rt"*'),
        (0.53, "cszгзсэJL–"),
        (0.61, "aekovxyFTабвеёкотухчьяәғқөұүГТҰҮ«»"),
        (0.65, "bdghnpquEKPSYийлнпрңһЕЁЗРУҒ0123456789"),
        (0.7, "ABCRVXZАБВКСХЧЬЭЯҚҺцдъ"),
        (0.75, "DHNUмИЙЛНПҢ&"),
        (0.8, "wGOQыДОЦӘӨ+=<>"),
        (0.88, "фюmФЪM"),
        (0.95, "жшщМЫW%"),
        (1.1, "ЖШЩЮ№—…@"),
    )
    for character in characters
}
# Other letters are taken as wide ones; from the CJK blocks on, characters are square.
_OTHER, _SQUARE, _FIRST_SQUARE = 0.75, 1.0, "\u2e80"
_BOLDER = 1.1
# Cells of the grid in which boxes are looked up, in pixels.
_CELL = 40


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Estimate the width of a text in pixels, on the wide side."""
    ems = sum(
        _WIDTHS.get(character) or (_SQUARE if character >= _FIRST_SQUARE else _OTHER)
        for character in text
    )
    return ems * size * (_BOLDER if bold else 1)


def wrap(text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    """Break a text into lines no wider than ``width``; a word that is wider is cut."""
    lines = [""]
    # Not at no-break spaces, which hold a number and its unit together.
    for word in re.split(r"[ \t\r\n]+", text.strip()):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if text_width(longer, size, bold=bold) <= width:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for character in word:
            if lines[-1] and text_width(lines[-1] + character, size, bold=bold) > width:
                lines.append("")
            lines[-1] += character
    return lines


def shorten(text: str, size: float, width: float) -> str:
    """Cut a text to a width, with an ellipsis where something is lost."""
    text = " ".join(text.split())
    if text_width(text, size) <= width:
        return text
    while text and text_width(text + "…", size) > width:
        text = text[: min(len(text) - 1, int(width))]
    return text.rstrip() + "…"


class Box(NamedTuple):
    """A rectangle in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def at(cls, middle: Point, width: float, height: float) -> Box:
        """A box around a point."""
        x, y = middle
        return cls(x - width / 2, y - height / 2, x + width / 2, y + height / 2)

    def meets(self, other: Box) -> bool:
        """Tell whether the two overlap."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def grown(self, by: float) -> Box:
        """The box with ``by`` pixels more on each side."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def nearest(self, point: Point) -> Point:
        """The point of the box that is nearest to another."""
        return (
            max(self.left, min(self.right, point[0])),
            max(self.top, min(self.bottom, point[1])),
        )

    @property
    def middle(self) -> Point:
        """The centre."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


class Candidate(NamedTuple):
    """A place that a label may take; the one of least cost wins."""

    box: Box
    cost: float


class Placer:
    """Gives out places in a frame, first come first served."""

    def __init__(self, frame: Frame, margin: float = 3) -> None:
        self._room = Box(
            frame.left + margin, frame.top + margin, frame.right - margin, frame.bottom - margin
        )
        self._boxes: list[tuple[Box, float, str]] = []
        self._cells: dict[tuple[int, int], list[int]] = {}

    def add(self, box: Box, *, cost: float = float("inf"), owner: str = "") -> None:
        """Keep others off a box, or make them pay ``cost``; its owner may cover it."""
        for cell in self._around(box):
            self._cells.setdefault(cell, []).append(len(self._boxes))
        self._boxes.append((box, cost, owner))

    def place(
        self, candidates: Iterable[Candidate], *, owner: str = "", highest: float = float("inf")
    ) -> Box | None:
        """Find the cheapest place below ``highest`` cost and take it; None where there is none."""
        best: Box | None = None
        for box, cost in sorted(candidates, key=lambda candidate: candidate.cost):
            if cost >= highest:
                break
            total = cost + self.cost(box, owner)
            if total < highest:
                best, highest = box, total
        if best is not None:
            self.add(best, owner=owner)
        return best

    def cost(self, box: Box, owner: str = "") -> float:
        """What it costs to take a place; infinite where it is taken or outside."""
        room = self._room
        if (
            box.left < room.left
            or box.right > room.right
            or box.top < room.top
            or box.bottom > room.bottom
        ):
            return float("inf")
        near = {index for cell in self._around(box) for index in self._cells.get(cell, ())}
        return sum(
            cost
            for other, cost, its_owner in (self._boxes[index] for index in near)
            if (not owner or owner != its_owner) and box.meets(other)
        )

    @staticmethod
    def _around(box: Box) -> list[tuple[int, int]]:
        return [
            (column, row)
            for column in range(int(box.left // _CELL), int(box.right // _CELL) + 1)
            for row in range(int(box.top // _CELL), int(box.bottom // _CELL) + 1)
        ]


def beside(
    anchor: Point, width: float, height: float, gap: float, *, rounds: Sequence[float] = (0,)
) -> list[Candidate]:
    """Places round a point, right of it first, then farther off by each of ``rounds``."""
    x, y = anchor
    found: list[Candidate] = []
    for off in rounds:
        reach_x, reach_y = width / 2 + gap + off, height / 2 + gap + off
        # On the diagonal a corner may come nearer than a side.
        corner_x, corner_y = width / 2 + gap * 0.6 + off * 0.8, height / 2 + gap * 0.6 + off * 0.8
        found += [
            Candidate(Box.at(middle, width, height), cost + off)
            for cost, middle in (
                (0.0, (x + reach_x, y)),
                (1.0, (x + corner_x, y - corner_y)),
                (1.5, (x + corner_x, y + corner_y)),
                (2.0, (x - reach_x, y)),
                (2.5, (x - corner_x, y - corner_y)),
                (3.0, (x - corner_x, y + corner_y)),
                (3.5, (x, y - reach_y)),
                (4.0, (x, y + reach_y)),
            )
        ]
    return found
