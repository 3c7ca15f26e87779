"""The names on the base map: settlements with their dots, and lakes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.outputs.drawing.ground import lines, polygons, shown
from geo.outputs.drawing.labels import Box, Candidate, beside, shorten, text_width
from geo.outputs.drawing.paths import along, area, parts
from geo.outputs.markup import tag, xml

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.model import ContextShape, MapModel
    from geo.outputs.drawing.frame import Frame, Point
    from geo.outputs.drawing.ground import Ring
    from geo.outputs.drawing.labels import Placer
    from geo.outputs.markup import Reader

# Size of a settlement's name and radius of its dot, by rank.
_NAME_SIZES = (14.0, 12.5, 11.5, 11.0)
_DOT_RADII = (3.2, 2.5, 2.1, 1.8)
_WATER_NAME_SIZE = 12.0
_LONGEST_NAME_PX = 230
# A lake smaller than this has no name, in square pixels.
_SMALLEST_NAMED = 30
# A project's place within this of a settlement stands at it.
_NEAR_PX = 14
# How much a name may pay for its place before it is left out: see Placer.
_MOST_FOR_CITY, _MOST_FOR_TOWN, _MOST_FOR_WATER = 40.0, 12.0, 14.0
# What a name pays to lie on a river, for each stretch of it.
_RIVER_COST, _RIVER_STEP_PX = 0.5, 8.0


@dataclass(frozen=True, slots=True)
class Label:
    """A text, anchored on the side of its point, so that other fonts do not push it away."""

    text: str
    x: float
    y: float
    size: float
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """The names of waters and settlements, and the markup of the settlements' dots."""

    waters: tuple[Label, ...] = ()
    places: tuple[Label, ...] = ()
    dots: str = ""


class BaseMap:
    """The names in the context layers of a map, in a frame."""

    def __init__(self, model: MapModel, frame: Frame) -> None:
        self.frame = frame
        self._model = model

    def reserve_cities(self, reader: Reader, placer: Placer, marks: Sequence[Point]) -> Names:
        """Name the cities that every map of the region must name, before there are badges."""
        return self._names(reader, placer, marks, cities=True)

    def names(self, reader: Reader, placer: Placer, marks: Sequence[Point]) -> Names:
        """Name waters and the other settlements, where there is room."""
        waters = self._name_lakes(reader, placer)
        for shape in shown(self._model, "rivers", self.frame):
            for line in lines(shape, self.frame):
                for point in along(line, _RIVER_STEP_PX):
                    placer.add(Box.at(point, 2, 2), cost=_RIVER_COST)
        return replace(self._names(reader, placer, marks, cities=False), waters=waters)

    def _names(
        self, reader: Reader, placer: Placer, marks: Sequence[Point], *, cities: bool
    ) -> Names:
        """Names of settlements and their dots; first where a project stands at one of ``marks``."""
        places: list[tuple[float, bool, ContextShape, Point]] = []
        for shape in shown(self._model, "settlements", self.frame):
            for point in parts(shape.geometry, self.frame).points:
                near = any(abs(point[0] - x) + abs(point[1] - y) < _NEAR_PX for x, y in marks)
                if (shape.rank <= 1) == cities:
                    places.append((shape.rank - (1.5 if near else 0), near, shape, point))
        places.sort(key=lambda place: place[0])
        written: list[Label] = []
        dots: list[str] = []
        for _wish, near, shape, point in places:
            rank = max(0, min(shape.rank, len(_NAME_SIZES)) - 1)
            size, radius = _NAME_SIZES[rank], _DOT_RADII[rank]
            text = shorten(reader.of(shape.name), size, _LONGEST_NAME_PX)
            dot = Box.at(point, radius * 2 + 1, radius * 2 + 1)
            if not text or not (near or placer.cost(dot) < _MOST_FOR_CITY):
                continue
            rounds = (0, 5, 12) if near else (0, 5)
            width = text_width(text, size) + 2
            candidates = beside(point, width, size * 1.1, radius + 3, rounds=rounds)
            most = _MOST_FOR_CITY if near or cities else _MOST_FOR_TOWN
            box = placer.place(candidates, highest=most)
            if box is None:
                continue
            placer.add(dot, cost=4)
            written.append(_label(text, point, box, size))
            dots.append(tag("circle", cx=point[0], cy=point[1], r=radius))
        return Names(places=tuple(written), dots="".join(dots))

    def _name_lakes(self, reader: Reader, placer: Placer) -> tuple[Label, ...]:
        lakes = [
            (-abs(area(rings[0])), reader.of(shape.name), rings)
            for shape in shown(self._model, "lakes", self.frame)
            for rings in polygons(shape, self.frame)
        ]
        written: dict[str, Label] = {}
        for size, name, rings in sorted(lakes, key=lambda lake: lake[0]):
            text = shorten(name, _WATER_NAME_SIZE, _LONGEST_NAME_PX)
            if not text or text in written or -size < _SMALLEST_NAMED:
                continue
            width = text_width(text, _WATER_NAME_SIZE) + 2
            box = placer.place(
                _inside(rings, width, _WATER_NAME_SIZE * 1.1), highest=_MOST_FOR_WATER
            )
            if box is not None:
                written[text] = _label(text, box.middle, box, _WATER_NAME_SIZE)
        return tuple(written.values())


def _label(text: str, point: Point, box: Box, size: float) -> Label:
    x, y = box.middle
    anchor: str | None = "middle"
    if box.left >= point[0]:
        x, anchor = box.left + 1, None
    elif box.right <= point[0]:
        x, anchor = box.right - 1, "end"
    return Label(text, x, y + size * 0.35, size, anchor)


def labels(found: Iterable[Label]) -> str:
    """Names as text elements, those of a kind in one group; half a pixel is near enough."""
    kinds: dict[tuple[float, str], list[str]] = {}
    for each in found:
        text = tag("text", xml(each.text), x=round(each.x), y=round(each.y))
        kinds.setdefault((each.size, each.anchor or ""), []).append(text)
    return "".join(
        tag("g", *texts, font_size=size, text_anchor=anchor or None)
        for (size, anchor), texts in kinds.items()
    )


def _inside(rings: Sequence[Ring], width: float, height: float) -> list[Candidate]:
    """Places in a polygon, at nine heights, where it is widest; else just beside it."""
    ys = [point[1] for point in rings[0]]
    top, bottom = min(ys), max(ys)
    candidates: list[Candidate] = []
    for step in range(1, 10):
        y = top + (bottom - top) * step / 10
        spans = [_spans(rings, y + shift) for shift in (-height / 2, 0, height / 2)]
        for left, right in spans[1]:
            middle = ((left + right) / 2, y)
            clear = min(_room(row, middle[0]) for row in spans)
            # Off the middle costs little, ink on the shore a lot.
            cost = abs(step - 5) * 0.5 + max(0.0, width / 2 + 3 - clear) * 0.6
            candidates.append(Candidate(Box.at(middle, width, height), cost))
    xs = [point[0] for point in rings[0]]
    low, high = min(xs), max(xs)
    centre = (low + high) / 2, (top + bottom) / 2
    # Off the water: below or above, in the middle or to a side, else left or right.
    candidates += [
        Candidate(Box.at((centre[0] + shift * width, y), width, height), cost + abs(shift))
        for y, cost in ((bottom + height * 0.7, 6), (top - height * 0.7, 7))
        for shift in (0, -0.35, 0.35)
    ]
    candidates += [
        Candidate(Box.at((high + width / 2 + 4, centre[1]), width, height), 8),
        Candidate(Box.at((low - width / 2 - 4, centre[1]), width, height), 9),
    ]
    return candidates


def _spans(rings: Sequence[Ring], y: float) -> list[tuple[float, float]]:
    """The stretches of a horizontal line that lie in a polygon."""
    crossings = sorted(
        a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
        for ring in rings
        for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)
        if (a[1] > y) != (b[1] > y)
    )
    return list(zip(crossings[::2], crossings[1::2], strict=False))


def _room(spans: Sequence[tuple[float, float]], x: float) -> float:
    """How far the nearer end of the stretch around ``x`` is; 0 outside."""
    return next((min(x - left, right - x) for left, right in spans if left <= x <= right), 0.0)
