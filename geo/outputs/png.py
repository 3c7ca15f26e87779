"""The drawn map as a PNG of a given size and resolution."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.outputs.markup import Reader
from geo.outputs.raster import css_pixels, png
from geo.outputs.rows import trace_line
from geo.outputs.svg import Sheet, picture

if TYPE_CHECKING:
    from geo.model import MapModel


def render(model: MapModel) -> dict[str, bytes]:
    """Draw the map in its first language, of the size that its layout says."""
    size, reader = model.layout.png, Reader(model, model.language)
    height = None if size.height is None else css_pixels(size.height, size.dpi)
    drawn = picture(model, model.language, Sheet(css_pixels(size.width, size.dpi), height))
    said = {"Title": reader.of(model.title), "Description": trace_line(reader)}
    written = {keyword: text for keyword, text in said.items() if text}
    return {"map.png": png(drawn.svg, drawn.width, drawn.height, size.dpi, written)}
