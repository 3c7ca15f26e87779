"""The drawing as part of an HTML page, which lays out its legend and its table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.outputs.drawing.frame import Frame, frame_bounds
from geo.outputs.drawing.framed import Framed
from geo.outputs.drawing.remarks import name_and_description
from geo.outputs.markup import tag

if TYPE_CHECKING:
    from geo.model import MapModel
    from geo.outputs.drawing.ground import Ground
    from geo.outputs.drawing.look import Look
    from geo.outputs.markup import Reader


@dataclass(frozen=True, slots=True)
class Inline:
    """A drawing as part of an HTML page, whose ids begin with ``name``.

    Its badges lead to ``#{links}{project id}``. Only with ``parts`` do the marks of a
    project have ids, by which the page's script leaves them out on paper.
    """

    name: str
    width: int
    links: str
    parts: bool

    def frame(self, model: MapModel) -> Frame:
        """The map's frame, which is all that is drawn."""
        return Frame.around(frame_bounds(model), 1, 1, self.width - 2)

    def draw(self, model: MapModel, reader: Reader, look: Look, ground: Ground) -> str:
        """Draw the map on a base map that the page has already, as it has `shapes`."""
        frame = self.frame(model)
        height = round(frame.height + 2)
        name, about = name_and_description(model, reader)
        framed = Framed(model, reader, look, self.name, self.links, self.parts)
        return tag(
            "svg",
            f"<title>{name}</title><desc>{about}</desc>",
            framed.draw(frame, ground).markup,
            class_="gm-drawing",
            width=self.width,
            height=height,
            viewBox=f"0 0 {self.width} {height}",
            # A picture would hide the links in it from screen readers.
            role="group",
        )
