"""Projects on the drawing: which are in the frame, and where their badges go."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from geo.outputs.drawing.labels import Box, Candidate, beside
from geo.outputs.drawing.look import (
    BADGE_HEIGHT,
    DOT_RADIUS,
    RING_RADIUS,
    TAB_HEIGHT,
    badge_width,
    tab_width,
)
from geo.outputs.drawing.paths import Parts, along, distance, parts, path_data
from geo.outputs.markup import tag, xml

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.model import MapProject
    from geo.outputs.drawing.frame import Frame, Point
    from geo.outputs.drawing.labels import Placer
    from geo.outputs.drawing.look import Look
    from geo.outputs.drawing.palette import Palette
    from geo.outputs.markup import Reader

# A badge nearer to its place than this needs no line to it.
_LEADER_FROM_PX = 9.0
# What a label pays to lie on a project's line, for each stretch of it; see Placer.
_LINE_COST, _LINE_STEP_PX = 1.5, 8.0
_BADGE_ROUNDS = (0, 8, 18, 30, 44, 60)
# A project of more places than this has no number at each.
_MOST_TABS = 24
_MOST_FOR_TAB = 30.0


@dataclass(frozen=True, slots=True)
class Drawn:
    """A project in the frame: its parts in pixels, and where its badge belongs."""

    project: MapProject
    parts: Parts
    anchor: Point

    @property
    def quiet(self) -> bool:
        """Context helps to read the map, it is not what the map is about."""
        return self.project.role == "context"


def drawn_projects(projects: Sequence[MapProject], frame: Frame) -> list[Drawn]:
    """Those projects that the frame shows, context first so that it lies below."""
    found: list[Drawn] = []
    for project in sorted(projects, key=lambda project: project.role != "context"):
        if project.geometry is None:
            continue
        shapes = parts(project.geometry, frame)
        anchor = frame.project([project.anchor])[0] if project.anchor else None
        if anchor is None or not frame.holds(anchor):
            visible = chain(shapes.lines, chain.from_iterable(shapes.polygons))
            anchor = next((line[len(line) // 2] for line in visible), None)
        if anchor is not None and frame.holds(anchor):
            found.append(Drawn(project, shapes, anchor))
    return found


def shape(drawn: Drawn, look: Look) -> str:
    """The areas, lines and points of a project."""
    project, status = drawn.project, drawn.project.status
    written = [
        look.area(project.precision, status, path_data(rings, closed=True), quiet=drawn.quiet)
        for rings in drawn.parts.polygons
    ]
    if drawn.parts.lines:
        precision = project.line_precision or project.precision
        data = path_data(drawn.parts.lines)
        written.append(look.line(precision, status, data, quiet=drawn.quiet))
    written += [look.point(project.precision, status, point) for point in drawn.parts.points]
    return "".join(written)


def keep_clear(drawn: Drawn, placer: Placer) -> None:
    """Keep names and badges off a project's points, and make them shun its lines."""
    halo = drawn.project.precision in {"district", "region"}
    for point in drawn.parts.points:
        radius = RING_RADIUS + 1 if drawn.project.precision == "settlement" else DOT_RADIUS + 1
        cost = 1.0 if halo else float("inf")
        placer.add(Box.at(point, radius * 2, radius * 2), cost=cost)
    outlines = [[*ring, ring[0]] for rings in drawn.parts.polygons for ring in rings]
    for line in [*drawn.parts.lines, *outlines]:
        for point in along(line, _LINE_STEP_PX):
            placer.add(Box.at(point, 4, 4), cost=_LINE_COST, owner=drawn.project.id)


def place_badge(drawn: Drawn, placer: Placer, frame: Frame) -> Box | None:
    """Find room for a project's badge near its place; None where there is none."""
    width = badge_width(str(drawn.project.number)) + 2
    height = BADGE_HEIGHT + 4
    project, anchor = drawn.project, drawn.anchor
    ring = project.precision == "settlement"
    at_point = bool(drawn.parts.points) and project.precision not in {"district", "region"}
    candidates = beside(
        anchor, width, height, (RING_RADIUS if ring else DOT_RADIUS) + 2, rounds=_BADGE_ROUNDS
    )
    if not at_point:
        # As a shield on a road: on the line itself, or in the middle of the area.
        on = [anchor] + [
            point
            for line in drawn.parts.lines
            for point in along(line, max(30.0, frame.width / 12))
            if frame.holds(point, 12)
        ]
        candidates += [
            Candidate(Box.at(point, width, height), -5 + 0.4 * min(index, 12))
            for index, point in enumerate(sorted(on, key=lambda point: distance(point, anchor)))
        ]
    return placer.place(candidates, owner=project.id)


def tabs(drawn: Drawn, look: Look, placer: Placer) -> str:
    """Small numbers at the further places of a project, where there is room."""
    label = str(drawn.project.number)
    further = [point for point in drawn.parts.points if distance(point, drawn.anchor) > 1]
    if drawn.quiet or len(further) > _MOST_TABS:
        return ""
    gap = (RING_RADIUS if drawn.project.precision == "settlement" else DOT_RADIUS) + 1
    boxes = [
        placer.place(
            beside(point, tab_width(label) + 2, TAB_HEIGHT + 2, gap),
            owner=drawn.project.id,
            highest=_MOST_FOR_TAB,
        )
        for point in further
    ]
    return "".join(look.tab(box.middle, drawn.project) for box in boxes if box)


def leader(drawn: Drawn, box: Box, palette: Palette) -> str:
    """A thin line from a badge to its place, where they stand apart."""
    end = box.nearest(drawn.anchor)
    on_line = any(
        distance(point, box.middle) < _LINE_STEP_PX * 2
        for line in drawn.parts.lines
        for point in along(line, _LINE_STEP_PX)
    )
    gap = distance(end, drawn.anchor)
    start = RING_RADIUS if drawn.project.precision == "settlement" else DOT_RADIUS
    if on_line or gap < start + _LEADER_FROM_PX:
        return ""
    share = start / gap if drawn.parts.points else 0
    x, y = (drawn.anchor[i] + (end[i] - drawn.anchor[i]) * share for i in (0, 1))
    data = path_data([[(x, y), end]])
    return tag("path", d=data, **palette.stroke(f"status-{drawn.project.status}", 1.2))


def title(project: MapProject, reader: Reader) -> str:
    """The name that a pointer or a screen reader is told."""
    status = reader.word(f"status.{project.status}")
    return tag("title", xml(f"{project.number}. {reader.of(project.name)} ({status})"))
