"""Land, water and borders, once drawn for all drawings of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.outputs.drawing.paths import GRID_PX, parts, path_data
from geo.outputs.markup import number, tag

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geo.model import ContextShape, MapModel
    from geo.outputs.drawing.frame import Frame, Point
    from geo.outputs.drawing.look import Look

# A frame narrower than this shows fewer settlements, rivers and lakes.
_NARROW_PX = 560
_FINE_RANK = 3
_SHORE_PX, _BORDER_PX = 0.9, 1.1
_BORDER_DASH_PX = (7, 3, 1.5, 3)

Ring = list["Point"]


def shown(model: MapModel, layer: str, frame: Frame) -> Iterator[ContextShape]:
    """The shapes of a context layer that a frame of this width has room for."""
    deepest = _FINE_RANK - 1 if frame.width < _NARROW_PX else _FINE_RANK
    for context in model.context:
        if context.id == layer:
            yield from (shape for shape in context.shapes if shape.rank <= deepest)


def polygons(shape: ContextShape, frame: Frame) -> list[list[Ring]]:
    """The polygons of a shape, each with its holes, in pixels."""
    return parts(shape.geometry, frame).polygons


def lines(shape: ContextShape, frame: Frame) -> list[Ring]:
    """The lines of a shape in pixels; of a border given as an area, its outline."""
    found = parts(shape.geometry, frame)
    return found.lines + [[*ring, ring[0]] for rings in found.polygons for ring in rings]


@dataclass(frozen=True, slots=True)
class Ground:
    """The paths of the base map in a frame by their names, from the bottom up."""

    frame: Frame
    colour: str
    paths: Mapping[str, str]

    @classmethod
    def of(cls, model: MapModel, frame: Frame, look: Look) -> Ground:
        """Draw the context layers of a map."""
        palette = look.palette
        looks = {
            "land": palette.both("land", "shore"),
            "rivers": palette.stroke("shore"),
            "lakes": palette.both("water", "shore"),
            "borders": palette.stroke("border"),
        }
        paths: dict[str, str] = {}
        for layer, attributes in looks.items():
            closed = layer in {"land", "lakes"}
            for fine in (False, True):
                drawn = [
                    ring
                    for shape in shown(model, layer, frame)
                    if (shape.rank >= _FINE_RANK) == fine
                    for rings in (polygons(shape, frame) if closed else [lines(shape, frame)])
                    for ring in rings
                ]
                name = f"{layer}-fine" if fine else layer
                if drawn:
                    data = path_data(drawn, closed=closed, unit=GRID_PX)
                    paths[name] = tag("path", id=f"{look.prefix}{name}", d=data, **attributes)
        return cls(frame, "water" if "land" in paths else "land", paths)

    def draw(self, frame: Frame, look: Look) -> str:
        """The base map in a frame of these bounds: the paths themselves, or uses of them."""
        narrow = frame.width < _NARROW_PX
        zoom = frame.scale / self.frame.scale
        scale = zoom * GRID_PX
        x, y = (
            frame.left + (self.frame.west - frame.west) * frame.scale - self.frame.left * zoom,
            frame.top + (frame.north - self.frame.north) * frame.scale - self.frame.top * zoom,
        )
        drawn = {
            name: look.use(name) if look.inline else path
            for name, path in self.paths.items()
            if not (narrow and name.endswith("-fine"))
        }
        borders = [drawn.pop(name) for name in list(drawn) if name.startswith("borders")]
        # The paths have the width and the dashes of the group in which they stand.
        dash = " ".join(number(step / scale) for step in _BORDER_DASH_PX)
        inside = {"x": frame.left, "y": frame.top, "width": frame.width, "height": frame.height}
        return tag("rect", **inside, **look.palette.fill(self.colour)) + tag(
            "g",
            tag("g", *drawn.values(), stroke_width=_SHORE_PX / scale) if drawn else "",
            tag("g", *borders, stroke_width=_BORDER_PX / scale, stroke_dasharray=dash)
            if borders
            else "",
            transform=f"translate({number(x)} {number(y)})scale({scale:.6g})",
            fill_rule="evenodd",
            stroke_linejoin="round",
        )
