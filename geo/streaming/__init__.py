"""Maps that are larger than memory: layers go through in slices, none of which is kept.

`survey.survey` says cheaply how much there is; `stream` reads, checks, composes and encodes
slice by slice, in several processes where that pays. What a small map is made of goes through
geo.pipeline; both find the same problems and say the same of each feature.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geo.places import Composed
    from geo.streaming.flow import Stream, stream

__all__ = ["Composed", "Stream", "stream"]

_FLOW = "geo.streaming.flow"
_HOMES = {"Composed": "geo.places", "Stream": _FLOW, "stream": _FLOW}


def __getattr__(name: str) -> Any:
    """What is asked for; a map that is only surveyed needs no numpy."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(importlib.import_module(_HOMES[name]), name)
