"""Rules for geometry: its coordinates, its rings, its validity."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from geo import measure
from geo.errors import Problem, Severity
from geo.rings import runs_wrong
from geo.rounding import DECIMALS, is_fine
from geo.rules.hints import command, convert
from geo.rules.projections import likely_systems
from geo.rules.screen import LARGE
from geo.rules.structure import FaultError, Path, check_structure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path as FilePath

    from geo.model import Bounds
    from geo.read import Collection, Feature

_MAX_LON, _MAX_LAT = 180, 90
_MIN_RING = 4
#: How a number with more decimals is written; a file without any need not be looked through.
_FINE_NUMBERS = (re.compile(rb"\.[0-9]{7}"), re.compile(rb"[0-9][eE]-"))


class _Say(Protocol):
    """Makes a problem of the feature at hand; ``path`` leads on from its geometry."""

    def __call__(
        self,
        code: str,
        message: str,
        hint: str = "",
        path: Path = (),
        severity: Severity = Severity.ERROR,
    ) -> Problem: ...


def geometry_problems(
    collection: Collection, feature: Feature, box: Bounds | None
) -> Iterator[Problem]:
    """What is wrong with the geometry of one feature. ``box`` is the map's, where it has one."""

    def say(
        code: str,
        message: str,
        hint: str = "",
        path: Path = (),
        severity: Severity = Severity.ERROR,
    ) -> Problem:
        line, column = collection.position(feature, "geometry", *path)
        name = str(feature.id if feature.id is not None else feature.properties.get("id", ""))
        return Problem(severity, code, collection.path, line, column, name, message, hint)

    geometry = feature.geometry
    if geometry is None:
        if "geometry" not in feature.raw:
            hint = 'add "geometry": null where there is no place'
            yield say("geometry", "the feature has no member 'geometry'", hint)
        return
    try:
        check_structure(geometry, ())
    except FaultError as fault:
        yield say("geometry", fault.message, fault.hint, fault.path)
        return
    positions = list(measure.positions(geometry))
    if not positions:
        message = "the geometry is empty; it will not be seen"
        hint = 'write "geometry": null, or draw it'
        yield say("empty-geometry", message, hint, severity=Severity.WARNING)
        return
    wrong = next((p for p in positions if abs(p[0]) > _MAX_LON or abs(p[1]) > _MAX_LAT), None)
    if wrong is not None:
        yield _out_of_range(say, wrong, positions, box, collection)
        return
    if box:
        yield from _against_box(say, positions, box)
    yield from _rings(say, geometry, (), collection.path)
    yield from _validity(say, geometry)


@dataclass(frozen=True, slots=True)
class Fine:
    """How many features have more decimals than mean anything, and the first one of them."""

    count: int
    line: int
    column: int
    name: str


def fine_ones(collection: Collection, features: Iterable[Feature]) -> Fine | None:
    """Those of the features, whose geometry is built as it should be, that are too fine."""
    if collection.is_numbered:  # it was rounded as it was read
        return None
    small = collection.size < LARGE
    if small and not any(pattern.search(collection.data) for pattern in _FINE_NUMBERS):
        return None
    count, first = 0, None
    for feature in features:
        if _is_needlessly_fine(feature.glance()):
            count += 1
            first = first or feature
    if first is None:
        return None
    return Fine(count, *collection.position(first, "geometry"), str(first.id or ""))


def decimals_problem(path: FilePath, fine: Fine) -> Problem:
    """One warning a file."""
    message = f"coordinates of {fine.count} feature(s) have more than {DECIMALS} decimals (0.1 m)"
    hint = f"round them: {command('format', path)}"
    place = (path, fine.line, fine.column, fine.name)
    return Problem(Severity.WARNING, "decimals", *place, message, hint)


def _is_needlessly_fine(geometry: Any) -> bool:
    """Whether longitudes and latitudes could be shorter and still draw the same."""
    if geometry is None:
        return False
    if geometry["type"] == "GeometryCollection":
        return any(map(_is_needlessly_fine, geometry["geometries"]))
    return any(
        value != round(value, DECIMALS)
        for position in measure.positions(geometry)
        for value in position[:2]
    ) and is_fine(geometry["coordinates"], geometry["type"])


def _out_of_range(
    say: _Say,
    wrong: list[float],
    positions: list[list[float]],
    box: Bounds | None,
    collection: Collection,
) -> Problem:
    place = f"[{wrong[0]}, {wrong[1]}]"
    swapped = [[p[1], p[0]] for p in positions]
    fits = all(abs(p[0]) <= _MAX_LON and abs(p[1]) <= _MAX_LAT for p in swapped)
    if fits and (not box or _share_inside(swapped, box)):
        message = f"latitude and longitude are swapped: {place}"
        return say("swapped", message, "GeoJSON has longitude first: [longitude, latitude]")
    message = f"{place} is no longitude and latitude"
    if all(abs(p[0]) <= 2 * _MAX_LON and abs(p[1]) <= _MAX_LAT for p in positions):
        hint = "longitudes go from -180 to 180; cut what crosses the antimeridian in two there"
        return say("not-degrees", message, hint)
    systems = likely_systems(wrong[0], wrong[1], box)
    if not systems:
        hint = (
            "GeoJSON is in degrees, WGS 84; if you know the coordinate system, convert it: "
            + convert(collection, "EPSG:CODE")
        )
        return say("not-degrees", message, hint)
    named = " or ".join(f"{name} ({code})" for code, name in systems)
    if len(systems) > 1:
        hint = (
            "say in _map.toml which bounds the map has, and it can be told which; or convert it "
            f"from the right one: {convert(collection, 'EPSG:CODE')}"
        )
    else:
        hint = f"convert it: {convert(collection, systems[0][0])}"
    return say("projected", f"{message}; these look like {named}", hint)


def _against_box(say: _Say, positions: list[list[float]], box: Bounds) -> Iterator[Problem]:
    if _share_inside(positions, box):
        return
    swapped = [[p[1], p[0]] for p in positions]
    place = f"[{positions[0][0]}, {positions[0][1]}]"
    if _share_inside(swapped, box):
        message = f"latitude and longitude are swapped: {place}"
        yield say("swapped", message, "GeoJSON has longitude first: [longitude, latitude]")
        return
    message = f"the feature lies outside the map's bounds: {place}"
    hint = "correct the coordinates, or widen bounds in _map.toml"
    yield say("outside", message, hint, severity=Severity.WARNING)


def _share_inside(positions: list[list[float]], box: Bounds) -> bool:
    """Whether any of the positions lies in the box."""
    west, south, east, north = box
    return any(west <= p[0] <= east and south <= p[1] <= north for p in positions)


def _rings(say: _Say, geometry: dict[str, Any], path: Path, file: FilePath) -> Iterator[Problem]:
    if geometry["type"] == "GeometryCollection":
        for index, member in enumerate(geometry["geometries"]):
            yield from _rings(say, member, (*path, "geometries", index), file)
        return
    here = (*path, "coordinates")
    polygons: list[tuple[Path, Any]] = []
    if geometry["type"] == "Polygon":
        polygons = [(here, geometry["coordinates"])]
    elif geometry["type"] == "MultiPolygon":
        polygons = [((*here, index), rings) for index, rings in enumerate(geometry["coordinates"])]
    for polygon_path, rings in polygons:
        for index, ring in enumerate(rings):
            yield from _ring(say, ring, (*polygon_path, index), file, outer=index == 0)


def _ring(
    say: _Say, ring: list[list[float]], path: Path, file: FilePath, *, outer: bool
) -> Iterator[Problem]:
    if len(ring) < _MIN_RING:
        yield say("ring", "a ring has fewer than four positions", "draw the area again", path)
    elif ring[0][:2] != ring[-1][:2]:
        message = f"a ring is not closed: it starts at {ring[0]} and ends at {ring[-1]}"
        yield say("ring", message, "repeat the first position at its end", path)
    elif runs_wrong(ring, outer=outer):
        which = "outer ring runs clockwise" if outer else "hole runs counter-clockwise"
        rule = "outer rings run counter-clockwise, holes clockwise"
        hint = f"{rule}: {command('format', file)}"
        yield say("winding", f"the {which}", hint, path, Severity.WARNING)


def _validity(say: _Say, geometry: dict[str, Any]) -> Iterator[Problem]:
    """Shapely's verdict on the polygons, with its reason and the coordinate.

    The members of a collection may overlap, the polygons of a MultiPolygon may not.
    """
    if geometry["type"] == "GeometryCollection":
        for member in geometry["geometries"]:
            yield from _validity(say, member)
        return
    polygons = [
        rings
        for kind, rings in measure.parts(geometry)
        if kind == "Polygon" and all(len(r) >= _MIN_RING and r[0][:2] == r[-1][:2] for r in rings)
    ]
    if not polygons:
        return
    import numpy as np  # noqa: PLC0415 - a layer of points and lines needs none of it
    import shapely  # noqa: PLC0415 - where there is an area to judge

    arrays = [[np.array([p[:2] for p in ring], float) for ring in rings] for rings in polygons]
    made = [shapely.Polygon(rings[0], rings[1:]) for rings in arrays if rings]
    whole = made[0] if len(made) == 1 else shapely.MultiPolygon(made)
    if not whole.is_valid:
        reason = shapely.is_valid_reason(whole)
        kind, _bracket, where = reason.partition("[")
        message = f"the area is not valid: {kind.strip()}"
        if where:
            message += f" at [{where.rstrip(']').replace(' ', ', ')}]"
        yield say("invalid", message, "mend it there; in QGIS: Processing, Fix geometries")
