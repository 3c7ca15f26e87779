"""The map within its frame: ground, plain features, projects with their badges, names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.outputs.drawing import corners, features, marks
from geo.outputs.drawing.basemap import BaseMap, labels
from geo.outputs.drawing.labels import Placer
from geo.outputs.drawing.legend import Block
from geo.outputs.markup import tag
from geo.outputs.rows import MOST_PROJECTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.model import MapModel
    from geo.outputs.drawing.frame import Frame
    from geo.outputs.drawing.ground import Ground
    from geo.outputs.drawing.labels import Box
    from geo.outputs.drawing.look import Look
    from geo.outputs.drawing.marks import Drawn
    from geo.outputs.markup import Reader


@dataclass(frozen=True, slots=True)
class Framed:
    """What is drawn of a map within a frame.

    ``prefix`` begins every id. Badges lead to ``#{links}{project id}``; without ``links`` nowhere.
    Only with ``parts`` do the marks of a project have ids. ``more`` is markup that stands among
    the marks, each in a box that names keep off.
    """

    model: MapModel
    reader: Reader
    look: Look
    prefix: str
    links: str = ""
    parts: bool = True
    more: Sequence[tuple[Box, str]] = ()

    def draw(self, frame: Frame, ground: Ground) -> Block:
        """The map in its frame, from the ground up; its places are those of the badges."""
        reader, look, prefix = self.reader, self.look, self.prefix
        base = BaseMap(self.model, frame)
        drawn = marks.drawn_projects(self.model.projects[:MOST_PROJECTS], frame)
        placer = Placer(frame)
        for item in drawn:
            marks.keep_clear(item, placer)
        for box, _markup in self.more:
            placer.add(box)
        bar = corners.scale_bar(frame, reader, look, placer)
        north = corners.north_arrow(frame, reader, look, placer)
        anchors = [point for item in drawn for point in item.parts.points]
        cities = base.reserve_cities(reader, placer, anchors)
        places: list[tuple[str, Box]] = []
        badges = self._badges(drawn, placer, frame, places)
        names = base.names(reader, placer, anchors)
        dots = cities.dots + names.dots
        towns = labels([*cities.places, *names.places])
        inside = {"x": frame.left, "y": frame.top, "width": frame.width, "height": frame.height}
        content = (
            ground.draw(frame, look),
            self._labels(labels(names.waters), "waters", "watername", font_style="italic"),
            features.features(self.model, frame),
            *map(self._shape, drawn),
            tag("g", dots, **look.palette.both("paper", "quiet", 1.1)) if dots else "",
            self._labels(towns, "places", "quiet"),
            *badges,
            *(markup for _box, markup in self.more),
            tag("g", bar),
            north,
        )
        markup = (
            tag("clipPath", tag("rect", **inside), id=f"{prefix}frame"),
            tag("g", *content, clip_path=f"url(#{prefix}frame)"),
            tag("rect", **inside, **look.palette.stroke("border")),
        )
        return Block("".join(markup), frame.height, tuple(places))

    def _shape(self, item: Drawn) -> str:
        # A badge has the title too: where it is a link, once is enough.
        title = "" if self.links else marks.title(item.project, self.reader)
        return self._part("p", item, title + marks.shape(item, self.look))

    def _badges(
        self,
        drawn: Sequence[Drawn],
        placer: Placer,
        frame: Frame,
        places: list[tuple[str, Box]],
    ) -> list[str]:
        """Badges and the lines that lead to them, below all badges; as many as there is room.

        The boxes of the badges are noted in ``places``.
        """
        leaders: list[str] = []
        badges: list[str] = []
        # Those with least choice first: places before lines, projects before context.
        order = sorted(drawn, key=lambda item: (item.quiet, bool(item.parts.lines)))
        for item in order:
            box = marks.place_badge(item, placer, frame)
            if box is None:
                continue
            project = item.project
            places.append((project.id, box))
            line = marks.leader(item, box, self.look.palette)
            leaders.append(self._part("l", item, line))
            badges.append(
                tag(
                    "a" if self.links else "g",
                    marks.title(project, self.reader),
                    self.look.badge((box.left + 1, box.middle[1]), project),
                    id=self._id("n", item),
                    **self.look.link(f"{self.links}{project.id}") if self.links else {},
                )
            )
        tabs = [self._part("t", item, marks.tabs(item, self.look, placer)) for item in order]
        return [*leaders, *badges, *tabs]

    def _part(self, kind: str, item: Drawn, markup: str) -> str:
        """What belongs to a project, under an id by which the page leaves it out."""
        name = self._id(kind, item)
        return tag("g", markup, id=name) if markup and name else markup

    def _id(self, kind: str, item: Drawn) -> str | None:
        return f"{self.prefix}{kind}-{item.project.id}" if self.parts else None

    def _labels(self, texts: str, name: str, role: str, **more: str) -> str:
        """Texts with a halo: a second use of them, for not every program knows paint-order."""
        if not texts:
            return ""
        palette, name = self.look.palette, f"{self.prefix}{name}"
        halo = tag(
            "g",
            tag("use", **self.look.link(name)),
            aria_hidden="true",
            stroke_linejoin="round",
            stroke_opacity=0.85,
            **palette.both("land", "land", 3),
        )
        return halo + tag("g", tag("g", texts, id=name, **more), **palette.fill(role))
