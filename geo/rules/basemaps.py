"""Rules for the online base maps that _map.toml offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.basemaps import basemap, providers
from geo.catalogue import MAP_FILE
from geo.errors import Problem, Severity
from geo.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.catalogue import Catalogue


def basemap_problems(catalogue: Catalogue) -> Iterator[Problem]:
    """Names that xyzservices doesn't know, or that the page can't use."""
    path = catalogue.folder / MAP_FILE
    for name in dict.fromkeys(catalogue.settings.basemaps):
        try:
            basemap(name)
        except KeyError:
            message = f"basemaps: xyzservices knows no base map {name!r}"
            hint = did_you_mean(name, providers())
            yield Problem(Severity.ERROR, "unknown-basemap", path, 1, 1, "", message, hint)
        except ValueError as error:
            message = f"basemaps: {name!r} can't be offered: {error}"
            hint = "OpenStreetMap.Mapnik and OpenTopoMap need no key"
            yield Problem(Severity.ERROR, "unusable-basemap", path, 1, 1, "", message, hint)
