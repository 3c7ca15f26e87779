"""Land, lakes, rivers and borders of a window, thinned to what a map of a box can show."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.staff.basemap.frame import KM_PER_DEGREE, Frame, Outline, Thinness, size_rank
from geo.staff.basemap.gshhg import (
    ICE_FRONT,
    ISLAND,
    LAKE,
    LAND,
    POND,
    TURNS,
    WORLD,
    Index,
    Window,
    read_index,
    read_shapes,
)
from geo.staff.basemap.joining import join_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from numpy.typing import NDArray

    Geometry = Any

AREA = 2

#: A lake that is cut by the window stays whole where it lies within this many more windows.
_WHOLE_WITHIN = 0.5
#: Rivers and borders are some km off in the data, so they may be simplified more than shores.
_LINES_COARSER = 1.6
#: How much larger a thing must be to be shown, where it is wholly outside the box.
_OUTSIDE = 2.5
_RIVER_RANKS = {1: 1, 2: 1, 3: 2, 4: 3}
_OUTERMOST_RIVER_LEVEL = 2


def read_land(folder: Path, frame: Frame) -> list[Outline]:
    """Land polygons of the window, cut at its edge."""
    least = Thinness(frame.span_km).island_km
    outlines = _areas(folder, frame, (LAND, ICE_FRONT), least)
    return [_clipped(outline, frame.window) for outline in outlines]


def read_lakes(folder: Path, frame: Frame) -> list[Outline]:
    """Lake polygons of the window with islands as holes; ponds on islands are lakes of their own.

    Lakes at the edge of the window stay whole unless they go far beyond it, so that
    no straight edge looks like a shore.
    """
    thinness = Thinness(frame.span_km)
    wider = _grown(frame.window, _WHOLE_WITHIN)
    lakes = _areas(folder, frame, (LAKE, POND), thinness.lake_km)
    islands = [outline.geometry for outline in _areas(folder, frame, (ISLAND,), thinness.island_km)]
    tree = shapely.STRtree(islands)
    whole = []
    for lake in lakes:
        within = [
            islands[number] for number in sorted(tree.query(lake.geometry, "intersects").tolist())
        ]
        geometry = (
            shapely.difference(lake.geometry, shapely.union_all(within))
            if within
            else lake.geometry
        )
        whole.append(_clipped(replace(lake, geometry=geometry), wider))
    return whole


def read_rivers(folder: Path, frame: Frame) -> list[Outline]:
    """River lines of the window, pieces joined; rank from the level of importance."""
    index = read_index(folder / f"riversmeta_{frame.resolution}.dat")
    path = folder / f"rivers_{frame.resolution}.dat"
    levels = index.river_levels()
    least_km = Thinness(frame.span_km).river_km
    rivers = []
    for level, rank in _RIVER_RANKS.items():
        rivers += [
            river
            for river in _lines(path, index, frame, levels == level, rank)
            if river.size_km >= least_km and (river.inside or level <= _OUTERMOST_RIVER_LEVEL)
        ]
    return rivers


def read_borders(folder: Path, frame: Frame) -> list[Outline]:
    """National borders of the window, pieces joined."""
    index = read_index(folder / f"countriesmeta_{frame.resolution}.dat")
    path = folder / f"countries_{frame.resolution}.dat"
    return _lines(path, index, frame, np.ones(len(index.kind), dtype=np.bool_), rank=1)


def thinned(
    outlines: Iterable[Outline], frame: Frame, thinness: Thinness, least_km: float
) -> list[Outline]:
    """Drop what has no name and is smaller than ``least_km``; simplify the rest."""
    left = []
    for outline in outlines:
        farther = 1.0 if outline.inside else _OUTSIDE
        if outline.size_km >= least_km * farther or outline.names:
            tolerance = thinness.tolerance_degrees * farther
            if shapely.get_dimensions(outline.geometry) == 1:
                tolerance *= _LINES_COARSER
            geometry = _simplified(outline.geometry, frame.narrowing, tolerance, thinness.island_km)
            left.append(replace(outline, geometry=geometry))
    return [outline for outline in left if not outline.geometry.is_empty]


def on_the_globe(geometry: Geometry) -> Geometry:
    """The geometry within -180 to 180 degrees, cut at the antimeridian (RFC 7946, 3.1.9)."""
    west, _, east, _ = geometry.bounds
    if west >= WORLD.west and east <= WORLD.east:
        return geometry
    parts = []
    for turn in TURNS:
        part = _cut(geometry, WORLD._replace(west=WORLD.west - turn, east=WORLD.east - turn))
        if not part.is_empty:
            parts.append(shapely.transform(part, _turned(turn)))
    return shapely.union_all(parts)


def vertices(outlines: Iterable[Outline]) -> int:
    """Number of points of all outlines."""
    return sum(int(shapely.get_num_coordinates(outline.geometry)) for outline in outlines)


def _areas(folder: Path, frame: Frame, kinds: tuple[int, ...], least_km: float) -> list[Outline]:
    index = read_index(folder / f"gshhsmeta_{frame.resolution}.dat")
    wanted = np.isin(index.kind, kinds) & (index.area_km2 >= least_km**2)
    window = _grown(frame.window, _WHOLE_WITHIN)
    rings: dict[tuple[int, float], list[Geometry]] = defaultdict(list)
    for shape in read_shapes(folder / f"gshhs_{frame.resolution}.dat", index, window, wanted):
        ring = _polygon(shape.lonlat)
        size_km = math.sqrt(float(index.area_km2[shape.row]))
        # Halves of a shape cut at 180 degrees share kind and area.
        rings[(int(index.kind[shape.row]), size_km)].append(_cut(ring, window))
    outlines = []
    for (_, size_km), parts in rings.items():
        geometry = shapely.union_all(parts) if len(parts) > 1 else parts[0]
        if not geometry.is_empty and frame.window.touches(Window(*geometry.bounds)):
            inside = frame.box.touches(Window(*geometry.bounds))
            outlines.append(Outline(geometry, size_km, size_rank(size_km, frame.span_km), inside))
    return outlines


def _lines(
    path: Path, index: Index, frame: Frame, wanted: NDArray[np.bool_], rank: int
) -> list[Outline]:
    """Lines of the window; closed ones, wide rivers that the shores have too, are left out."""
    shapes = [shape.lonlat for shape in read_shapes(path, index, frame.window, wanted)]
    lines = [line for line in shapes if len(line) > 1 and not (line[0] == line[-1]).all()]
    outlines = []
    for line, system_km in join_lines(lines, frame.narrowing):
        inside = not _cut(line, frame.box).is_empty
        outlines.append(Outline(_cut(line, frame.window), system_km, rank, inside))
    return [outline for outline in outlines if not outline.geometry.is_empty]


def _polygon(lonlat: NDArray[np.float64]) -> Geometry:
    polygon = shapely.polygons(lonlat)
    return polygon if polygon.is_valid else shapely.make_valid(polygon)


def _clipped(outline: Outline, window: Window) -> Outline:
    return replace(outline, geometry=_cut(outline.geometry, window))


def _cut(geometry: Geometry, window: Window) -> Geometry:
    """The part of a geometry in a window, of the same dimension."""
    part = shapely.clip_by_rect(geometry, window.west, window.south, window.east, window.north)
    whole = part if part.is_valid else shapely.make_valid(part)
    if whole.geom_type != "GeometryCollection":
        return whole
    dimension = shapely.get_dimensions(geometry)
    return shapely.union_all([p for p in whole.geoms if shapely.get_dimensions(p) == dimension])


def _turned(turn: float) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    return lambda lonlat: np.add(lonlat, (turn, 0.0))


def _grown(window: Window, share: float) -> Window:
    x, y = window.width * share, window.height * share
    return Window(
        window.west - x, max(-90.0, window.south - y), window.east + x, min(90.0, window.north + y)
    )


def _simplified(
    geometry: Geometry, narrowing: float, tolerance: float, least_km: float
) -> Geometry:
    """Simplify in a plane where a degree is as long in each direction; ``tolerance`` in degrees."""
    plane = shapely.transform(geometry, lambda lonlat: lonlat * (narrowing, 1.0))
    if shapely.get_dimensions(plane) == AREA:
        # Drops the corner that cuts off the least area, over and over: less jagged than `simplify`.
        plane = _without_specks(plane, (least_km / KM_PER_DEGREE) ** 2)
        simple = shapely.coverage_simplify(plane, tolerance)
    else:
        simple = shapely.simplify(plane, tolerance)
    return shapely.transform(simple, lambda lonlat: lonlat / (narrowing, 1.0))


def _without_specks(geometry: Geometry, least_area: float) -> Geometry:
    """Without holes that are smaller than what would be drawn as an island (area in the plane)."""
    polygons = []
    for polygon in shapely.get_parts(geometry):
        holes = [ring for ring in polygon.interiors if shapely.Polygon(ring).area >= least_area / 2]
        polygons.append(shapely.Polygon(polygon.exterior, holes))
    return shapely.union_all(polygons) if len(polygons) > 1 else polygons[0]
