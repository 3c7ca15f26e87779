"""The drawn map as a picture for a page or a slide, with the text that stands for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.outputs.raster import png
from geo.outputs.svg import Sheet, picture

if TYPE_CHECKING:
    from geo.outputs.markup import Reader

#: Enough for print.
_DPI = 300
_CSS_PER_MM = 96 / 25.4


@dataclass(frozen=True, slots=True)
class MapPicture:
    """A PNG at 300 dots per inch, its size on paper, and its alternative text."""

    png: bytes
    width_mm: float
    height_mm: float
    description: str


def map_picture(
    reader: Reader, width_mm: float, height_mm: float, *, scale: float = 1.0
) -> MapPicture:
    """Draw the map with its legend into a box; ``scale`` enlarges what is written on it.

    The title stands beside the picture, so it isn't on it.
    """
    width, height = width_mm * _CSS_PER_MM / scale, height_mm * _CSS_PER_MM / scale
    natural = picture(reader.model, reader.language, Sheet(width, None, 2, title=False, key=False))
    drawn = natural
    if natural.height > height:
        limited = Sheet(width, height, 2, title=False, key=False)
        drawn = picture(reader.model, reader.language, limited)
    painted = png(drawn.svg, drawn.width, drawn.height, _DPI * scale)
    per_mm = _CSS_PER_MM / scale
    described = _description(reader)
    return MapPicture(painted, drawn.width / per_mm, drawn.height / per_mm, described)


def _description(reader: Reader) -> str:
    """What the map shows, and what its numbers stand for."""
    projects = reader.model.projects
    about = reader.word("drawing.description", n=len(projects))
    names = "; ".join(f"{each.number} {reader.of(each.name)}" for each in projects[:60])
    return f"{about} {names}" if names else about
