"""Before and after, drawn: an overview with numbers, and each change of a shape close up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo import measure
from geo.outputs.drawing import corners
from geo.outputs.drawing.basemap import BaseMap, labels
from geo.outputs.drawing.frame import Frame, round_length_m
from geo.outputs.drawing.ground import Ground
from geo.outputs.drawing.labels import Box, Placer, beside, text_width
from geo.outputs.drawing.look import Look
from geo.outputs.drawing.paths import along, distance, parts, path_data
from geo.outputs.drawing.shapes import pill
from geo.outputs.markup import Reader, tag, xml
from geo.staff.changes.extents import (
    LEAST_WIDE,
    NEAR_A_POINT,
    Numbered,
    bounds_of,
    close_frame,
    detail_bounds,
    padded,
    union,
)
from geo.staff.changes.model import ADDED, CHANGED, REMOVED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.model import Geometry, MapModel
    from geo.outputs.drawing.frame import Point

PREFIX = "d-"
WIDE_PX, NARROW_PX, _HIGHEST_PX = 860, 400, 620
DETAIL_PX = (340, 220)
#: Colours on light and on dark ground, each 4.5:1 or better there.
COLOURS = {
    ADDED: ("#0b6b50", "#3fe0ab"),
    REMOVED: ("#b3261e", "#ff8a80"),
    CHANGED: ("#1f47d6", "#8db4ff"),
    "before": ("#5a5a5a", "#b8b8b8"),
}
SIGNS = {ADDED: "+", REMOVED: "−", CHANGED: ""}
# The base map says nothing of what is nearer than this, in degrees: it is no survey.
_GROUND_FROM = 0.08
_BADGE, _SIZE, _RADIUS = 20.0, 12.0, 5.0
_DASH = "5 4"
_LINE_COST, _LINE_STEP_PX = 1.5, 8.0
_ROUNDS = (0, 8, 18, 30, 44, 60, 80)
_LEADER_FROM_PX = 9.0


class Pictures:
    """Draws the changes of one comparison on the base map of its model."""

    def __init__(self, model: MapModel, numbered: Sequence[Numbered]) -> None:
        look = Look.of(model, PREFIX, inline=True)
        palette = replace(look.palette, roles={**look.palette.roles, **COLOURS})
        self.model = model
        self.look = replace(look, palette=palette)
        self.drawn = [each for each in numbered if any(each.shapes)]
        self.bounds = union(bounds_of(each) for each in self.drawn)
        self.ground = Ground.of(model, self._frame(WIDE_PX), self.look) if self.bounds else None

    def shared(self) -> str:
        """What all drawings use: the paths of the base map."""
        return "".join(self.ground.paths.values()) if self.ground else ""

    def _frame(self, width: int) -> Frame:
        around = padded(self.bounds or self.model.bounds, LEAST_WIDE)
        frame = Frame.around(around, 1, 1, width - 2)
        if frame.height > _HIGHEST_PX:
            frame = Frame.around(around, 1, 1, width - 2, _HIGHEST_PX)
        return frame

    def overview(self, width: int, language: str, name: str, title: str) -> str:
        """The map of all changes; its numbers have ids ``name-3`` and lead to the list."""
        if self.ground is None:
            return ""
        frame, reader, look = self._frame(width), Reader(self.model, language), self.look
        placer = Placer(frame)
        anchors = [(each, self._anchor(each, frame)) for each in self.drawn]
        for each in self.drawn:
            self._keep_clear(each, frame, placer)
        bar = corners.scale_bar(frame, reader, look, placer)
        base = BaseMap(self.model, frame)
        points = [anchor for _each, anchor in anchors]
        cities = base.reserve_cities(reader, placer, points)
        badges = [self._badge(each, anchor, placer, language, name) for each, anchor in anchors]
        names = base.names(reader, placer, points)
        dots = cities.dots + names.dots
        content = (
            self.ground.draw(frame, look),
            self._words(labels(names.waters), f"{name}waters", "watername", font_style="italic"),
            *(self._shape(each, frame) for each in self.drawn),
            tag("g", dots, **look.palette.both("paper", "quiet", 1.1)) if dots else "",
            self._words(labels([*cities.places, *names.places]), f"{name}places", "quiet"),
            *badges,
            tag("g", bar),
        )
        inside = {"x": frame.left, "y": frame.top, "width": frame.width, "height": frame.height}
        height = round(frame.height + 2)
        return tag(
            "svg",
            tag("title", xml(title)),
            tag("clipPath", tag("rect", **inside), id=f"{name}frame"),
            tag("g", *content, clip_path=f"url(#{name}frame)"),
            tag("rect", **inside, **look.palette.stroke("border")),
            width=width,
            height=height,
            viewBox=f"0 0 {width} {height}",
            role="group",
        )

    def detail(self, each: Numbered) -> tuple[str, float, float] | None:
        """A change close up as a symbol, with its scale bar's length in metres and in pixels."""
        bounds = detail_bounds(each)
        if bounds is None:
            return None
        width, height = DETAIL_PX
        frame = close_frame(bounds, width, height)
        span = (bounds[2] - bounds[0]) or NEAR_A_POINT
        look = self.look
        content = [tag("rect", width=width, height=height, **look.palette.fill("land"))]
        paths = ""
        if span >= _GROUND_FROM:
            close = replace(look, prefix=f"{PREFIX}{each.number}-")
            ground = Ground.of(self.model, frame, close)
            paths = "".join(ground.paths.values())
            content.append(ground.draw(frame, close))
        content.append(self._shape(each, frame))
        metres = round_length_m(frame, width / 3)
        long = metres / frame.metres_per_pixel()
        bar = path_data([[(8, height - 14), (8, height - 8), (8 + long, height - 8)]])
        bar += path_data([[(8 + long, height - 8), (8 + long, height - 14)]])
        content.append(tag("path", d=bar, **look.palette.stroke("paper", 4)))
        content.append(tag("path", d=bar, **look.palette.stroke("ink", 1.6)))
        symbol = tag(
            "symbol", *content, id=f"{PREFIX}i-{each.number}", viewBox=f"0 0 {width} {height}"
        )
        return paths + symbol, metres, long

    def _shape(self, each: Numbered, frame: Frame) -> str:
        """Before below, in grey and dashed; after above it, in the colour of what happened."""
        old, new = each.shapes
        kind = each.change.kind
        same = kind == CHANGED and not each.change.shape
        if same:
            return self._geometry(new, frame, "same", kind)
        before = self._geometry(old, frame, "before", kind)
        after = self._geometry(new, frame, "after", kind)
        return before + after + self._way(old, new, frame)

    def _geometry(self, geometry: Geometry | None, frame: Frame, when: str, kind: str) -> str:
        if geometry is None:
            return ""
        is_before = when == "before"
        role = kind if kind == REMOVED or not is_before else "before"
        palette, dash = self.look.palette, _DASH if is_before else None
        found = parts(geometry, frame)
        drawn = [
            tag(
                "path",
                d=path_data(rings, closed=True),
                fill_opacity=0.12,
                fill_rule="evenodd",
                stroke_dasharray=dash,
                **palette.both(role, role, 2),
            )
            for rings in found.polygons
        ]
        if found.lines:
            data = path_data(found.lines)
            casing = palette.stroke("paper", 5)
            drawn.append(tag("path", d=data, stroke_linejoin="round", stroke_opacity=0.7, **casing))
            line = palette.stroke(role, 2.6)
            drawn.append(
                tag("path", d=data, stroke_linejoin="round", stroke_dasharray=dash, **line)
            )
        look = palette.both("paper", role, 2) if is_before else palette.both(role, "paper", 1.4)
        drawn += [
            tag(
                "circle",
                cx=x,
                cy=y,
                r=_RADIUS,
                stroke_dasharray="3 2" if is_before else None,
                **look,
            )
            for x, y in found.points
        ]
        return tag("g", *drawn, class_=f"d-{when}")

    def _way(self, old: Geometry | None, new: Geometry | None, frame: Frame) -> str:
        """A line from where a point was to where it is."""
        if old is None or new is None or old["type"] != "Point" or new["type"] != "Point":
            return ""
        a, b = frame.project([old["coordinates"], new["coordinates"]])
        gap = distance(a, b)
        if gap < 2 * _RADIUS + 4:
            return ""
        share = (_RADIUS + 2) / gap
        step = (b[0] - a[0]) * share, (b[1] - a[1]) * share
        data = path_data([[(a[0] + step[0], a[1] + step[1]), (b[0] - step[0], b[1] - step[1])]])
        line = tag("path", d=data, **self.look.palette.stroke(CHANGED, 1.4))
        return tag("g", line, class_="d-way")

    def _anchor(self, each: Numbered, frame: Frame) -> Point:
        """Where the number belongs: at what differs, else on the feature."""
        old, new = each.shapes
        shape = each.change.shape
        points = parts(new or old, frame).points
        if not points and shape and shape.where:
            west, south, east, north = shape.where
            middle = frame.project([((west + east) / 2, (south + north) / 2)])[0]
            near = parts(new or old, frame)
            rings = [ring for polygon in near.polygons for ring in polygon]
            line = [point for run in (*near.lines, *rings) for point in run]
            return min(line, key=lambda point: distance(point, middle), default=middle)
        found = measure.anchor(new or old)
        return frame.project([found or (0.0, 0.0)])[0]

    def _keep_clear(self, each: Numbered, frame: Frame, placer: Placer) -> None:
        for geometry in filter(None, each.shapes):
            found = parts(geometry, frame)
            for point in found.points:
                placer.add(Box.at(point, 2 * _RADIUS, 2 * _RADIUS))
            rings = [[*ring, ring[0]] for polygon in found.polygons for ring in polygon]
            for line in (*found.lines, *rings):
                for point in along(line, _LINE_STEP_PX):
                    placer.add(Box.at(point, 4, 4), cost=_LINE_COST)

    def _badge(
        self, each: Numbered, anchor: Point, placer: Placer, language: str, name: str
    ) -> str:
        """The number at its place, with what happened as a sign, leading to the list."""
        kind = each.change.kind
        shown = f"{SIGNS[kind]}{each.number}"
        width = max(_BADGE, text_width(shown, _SIZE, bold=True) + 10)
        box = placer.place(beside(anchor, width + 2, _BADGE + 2, _RADIUS + 2, rounds=_ROUNDS))
        if box is None:
            return ""
        look, palette = self.look, self.look.palette
        x, y = box.middle
        body = pill(look, (x - width / 2, y), (width, _BADGE), kind, "paper")
        # The list is beside the map, so the link's name is the number and not a long title.
        text = tag(
            "text",
            xml(shown),
            x=x,
            y=y + 4.2,
            font_size=_SIZE,
            font_weight="bold",
            text_anchor="middle",
            **palette.fill("paper"),
        )
        leader = ""
        end = box.nearest(anchor)
        if distance(anchor, end) > _RADIUS + _LEADER_FROM_PX:
            leader = tag("path", d=path_data([[anchor, end]]), **palette.stroke(kind, 1.2))
        link = tag("a", body, text, id=f"{name}{each.number}", href=f"#{language}-c-{each.number}")
        return leader + link

    def _words(self, texts: str, name: str, role: str, **more: str) -> str:
        """Names with a halo, as on the other drawings of the map."""
        if not texts:
            return ""
        palette = self.look.palette
        halo = tag(
            "g",
            tag("use", **self.look.link(name)),
            aria_hidden="true",
            stroke_linejoin="round",
            stroke_opacity=0.85,
            **palette.both("land", "land", 3),
        )
        return halo + tag("g", tag("g", texts, id=name, **more), **palette.fill(role))
