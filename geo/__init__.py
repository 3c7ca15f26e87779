"""Infrastructure projects on a map: a folder of GeoJSON layers in, one HTML file out.

`load_map` reads a folder, `check` says what is wrong with it, `build` makes the map.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.check import check
from geo.errors import (
    LayersError,
    MapError,
    NetworkWarning,
    PolicyWarning,
    Problem,
    Severity,
    UsageError,
)
from geo.pipeline import load_map

if TYPE_CHECKING:
    from pathlib import Path

    from geo.project_map import ProjectMap

__all__ = [
    "LayersError",
    "MapError",
    "NetworkWarning",
    "PolicyWarning",
    "Problem",
    "ProjectMap",
    "Severity",
    "UsageError",
    "build",
    "check",
    "load_map",
]


def build(layers: str | Path = "layers", *, language: str | None = None) -> ProjectMap:
    """The map of a folder of layers, as a folium.Map to show, to add to and to save.

    ``language`` is the one that it opens in, else what _map.toml says.

    Raises LayersError with all problems where the layers have an error, MapError where the
    folder can't be read.
    """
    from geo.project_map import ProjectMap  # noqa: PLC0415 - folium takes half a second

    return ProjectMap(load_map(layers, language=language))


def __getattr__(name: str) -> Any:
    """ProjectMap on demand, since folium takes half a second to import."""
    if name == "ProjectMap":
        from geo.project_map import ProjectMap  # noqa: PLC0415 - folium takes half a second

        return ProjectMap
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
