"""Rules for the base maps that _map.toml names: online ones, and one of the map's own."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from geo.basemaps import basemap, credits_of, providers
from geo.catalogue import MAP_FILE
from geo.errors import Problem, Severity
from geo.pmtiles import MOST_INSIDE, ArchiveError, extract_command, read_archive
from geo.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.catalogue import Catalogue
    from geo.model import Bounds
    from geo.pmtiles import Archive

#: About how wide a map is on a screen, in pixels, and how wide the whole world is at zoom 0.
_SCREEN = 1000
_WORLD = 256
#: What of the map's bounds, in shares, may lie beyond the base map without a word.
_BEYOND = 0.02


def basemap_problems(catalogue: Catalogue) -> Iterator[Problem]:
    """Names that xyzservices doesn't know or the page can't use; what is wrong with an archive."""
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
    yield from _own_problems(catalogue)


def _own_problems(catalogue: Catalogue) -> Iterator[Problem]:
    said = catalogue.settings.basemap
    if said is None:
        return
    path = catalogue.folder / said.file

    def problem(severity: Severity, code: str, message: str, hint: str = "") -> Problem:
        return Problem(severity, code, path, 0, 0, "", message, hint)

    try:
        archive = read_archive(path)
    except FileNotFoundError:
        others = [each.name for each in sorted(catalogue.folder.glob("*.pmtiles"))]
        hint = did_you_mean(said.file, others) if others else "put the archive beside _map.toml"
        message = f"[basemap] of {MAP_FILE} names it, and there is no such file"
        yield problem(Severity.ERROR, "unknown-basemap", message, hint)
        return
    except OSError as error:
        message = f"the file can't be read: {error.strerror or error}"
        yield problem(Severity.ERROR, "unusable-basemap", message)
        return
    except ArchiveError as error:
        message = f"this base map can't be drawn: {error}"
        yield problem(Severity.ERROR, "unusable-basemap", message, error.hint)
        return
    if archive.size > MOST_INSIDE:
        deepest = max(archive.min_zoom, archive.max_zoom - 2)
        message = (
            f"the base map has {archive.size / 1e6:.0f} MB, and a page in one file holds "
            f"{MOST_INSIDE / 1e6:.0f} MB of it at most"
        )
        cut = extract_command(path, catalogue.settings.box or archive.bounds, deepest)
        hint = f"put it beside the page with --to site, or cut an extract: {cut}"
        yield problem(Severity.WARNING, "large-basemap", message, hint)
    if not said.attribution and not credits_of(archive.attribution):
        message = "neither the archive nor [basemap] says whose data this is"
        hint = 'write attribution = "© OpenStreetMap contributors", or whose it is'
        yield problem(Severity.WARNING, "missing-attribution", message, hint)
    if box := catalogue.settings.box:
        for severity, code, message, hint in _coverage(archive, box):
            yield problem(severity, code, message, hint)


def _coverage(archive: Archive, box: Bounds) -> Iterator[tuple[Severity, str, str, str]]:
    """What of the map the archive doesn't show, by its bounds and by its zooms."""
    west, south, east, north = box
    left, low, right, high = archive.bounds
    wide, tall = min(east, right) - max(west, left), min(north, high) - max(south, low)
    said = ", ".join(f"{value:g}" for value in archive.bounds)
    cut = extract_command(archive.path, box, archive.max_zoom).replace(archive.path.name, "WHOLE")
    if wide <= 0 or tall <= 0:
        message = f"the base map shows another part of the world: {said}"
        yield Severity.ERROR, "unusable-basemap", message, f"cut one of the map's bounds: {cut}"
        return
    share = wide * tall / ((east - west) * (north - south))
    if share < 1 - _BEYOND:
        message = (
            f"the base map covers {share:.0%} of the map's bounds ({said}); beyond it the "
            "built-in one is drawn"
        )
        yield Severity.WARNING, "partial-basemap", message, f"cut a larger one: {cut}"
    start = math.log2(360 * _SCREEN / _WORLD / (east - west))
    if archive.max_zoom + 2 < start:
        message = (
            f"the base map ends at zoom {archive.max_zoom}, and the map opens at about "
            f"{start:.0f}: it will be coarse"
        )
        yield Severity.WARNING, "coarse-basemap", message, f"cut one that goes deeper: {cut}"
    if archive.min_zoom > start:
        message = (
            f"the base map begins at zoom {archive.min_zoom}, and the map opens at about "
            f"{start:.0f}: till there the built-in one is drawn"
        )
        yield Severity.WARNING, "deep-basemap", message, f"cut one from zoom 0 on: {cut}"
