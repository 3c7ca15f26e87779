"""The map in the cell of a notebook, over a picture of it for where scripts aren't trusted."""

from __future__ import annotations

from base64 import b64encode

from geo.outputs.markup import tag

#: Height of the cell in CSS pixels.
HEIGHT = 600
_BOX = f"position:relative;width:100%;height:{HEIGHT}px;overflow:hidden"
_BEHIND = "width:100%;height:100%;object-fit:contain"
_OVER = "position:absolute;inset:0;width:100%;height:100%;border:0"


def cell(page: str, drawing: str, title: str) -> str:
    """HTML of a cell: the page in a frame that covers its drawing.

    A notebook that isn't trusted, and a converter that takes frames out, leave the drawing.
    """
    source = "data:image/svg+xml;base64," + b64encode(drawing.encode("utf-8", "replace")).decode()
    picture = tag("img", src=source, alt=title, style=_BEHIND)
    frame = tag("iframe", "", srcdoc=page, title=title, style=_OVER, allow="fullscreen")
    return tag("div", picture, frame, style=_BOX)
