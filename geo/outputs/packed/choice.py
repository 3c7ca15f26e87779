"""Whether a page is packed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.layout import HtmlOptions
    from geo.model import MapModel

#: A plain page is slow beyond so many features, or so many bytes of layers.
MOST_FEATURES, MOST_BYTES = 2_000, 2_000_000


def is_packed(model: MapModel) -> bool:
    """Whether the page of a map in memory is packed: as its layout says, else by its size."""
    features = len(model.projects) + len(model.features)
    tiled = any(layer.tiles for layer in model.layers)
    return chosen(model.layout.html, features, model.layer_bytes, tiled=tiled)


def chosen(options: HtmlOptions, features: int, size: int, *, tiled: bool = False) -> bool:
    """Whether so many features in layers of ``size`` bytes are packed.

    ``tiled`` layers are drawn by a packed page alone: a plain one has their points.
    """
    if options.drawing != "auto":
        return options.drawing == "packed"
    return tiled or features > MOST_FEATURES or size > MOST_BYTES
