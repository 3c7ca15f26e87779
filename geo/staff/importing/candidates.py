"""The coordinate systems that numbers may be in, and where each would put them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyproj import CRS

    from geo.model import Bounds

_GK_ZONES = range(2, 33)
_MILLION, _CENTRE_M, _HALF_ZONE_M = 1_000_000, 500_000, 400_000
_NORTH_M = (1_000_000, 9_500_000)
_MERCATOR_EDGE = 20_037_509
_SHOWN = 16


def candidate_rows(bounds: Bounds, box: Bounds | None) -> list[str]:
    """The candidates as lines that say the option and where the middle would land."""
    return [
        f"--crs {code}  {name}: would land at {lon:.3f}°E {lat:.3f}°N"
        for code, name, lon, lat in candidates(bounds, box)[:_SHOWN]
    ]


def candidates(bounds: Bounds, box: Bounds | None) -> list[tuple[str, str, float, float]]:
    """Systems that the numbers may be in: code, name, and where the middle would land.

    Those that put the data on the map, or, where none does, all.
    """
    return _tried(bounds, box) or (_tried(bounds, None) if box else [])


def _tried(bounds: Bounds, box: Bounds | None) -> list[tuple[str, str, float, float]]:
    from pyproj import CRS

    found = []
    for x, y, mark in _ways(bounds):
        for code in _codes(x, y, box):
            crs = CRS.from_user_input(code)
            lon, lat, *_rest = degrees_of(crs, (x, y, x, y))
            area = crs.area_of_use
            if area is None or not (math.isfinite(lon) and math.isfinite(lat)):
                continue
            if area.west - 1 <= lon <= area.east + 1 and _in(lon, lat, box):
                found.append((code + mark, crs.name, lon, lat))
    return list(dict.fromkeys(found))


def _ways(bounds: Bounds) -> list[tuple[float, float, str]]:
    x, y = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    return [(x, y, ""), (y, x, " --axes swap")]


def _codes(x: float, y: float, box: Bounds | None) -> Iterator[str]:
    """EPSG codes whose numbers look like these. Zones are tried where the map lies."""
    if not _NORTH_M[0] < y < _NORTH_M[1]:
        return
    zone = int(x // _MILLION)
    if zone in _GK_ZONES and abs(x % _MILLION - _CENTRE_M) < _HALF_ZONE_M:
        yield f"EPSG:{28400 + zone}"
        yield f"EPSG:{20000 + zone}"
        return
    if abs(x - _CENTRE_M) < _HALF_ZONE_M:
        first, last = (box[0], box[2]) if box else (46.0, 88.0)
        zones = range(math.floor(first / 6) + 1, math.floor(last / 6) + 2)
        yield from (f"EPSG:{32630 + zone}" for zone in zones if zone in _GK_ZONES)
        # «CM» systems: no zone before the easting. 2494 is the one of 21°E.
        yield from (f"EPSG:{2490 + zone}" for zone in zones if 4 <= zone <= 32)  # noqa: PLR2004 - the zones that EPSG numbers so
    if abs(x) < _MERCATOR_EDGE and abs(y) < _MERCATOR_EDGE:
        yield "EPSG:3857"


def _in(lon: float, lat: float, box: Bounds | None) -> bool:
    return not box or (box[0] <= lon <= box[2] and box[1] <= lat <= box[3])


def degrees_of(crs: CRS, bounds: Bounds) -> Bounds:
    """Bounds in degrees, roughly: by the corners and the middles of the sides."""
    from pyproj import Transformer

    transformer = Transformer.from_crs(crs, 4326, always_xy=True)
    west, south, east, north = bounds
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    xs = [west, middle_x, east] * 3
    ys = [south] * 3 + [middle_y] * 3 + [north] * 3
    lons, lats = transformer.transform(np.array(xs, dtype=float), np.array(ys, dtype=float))
    return float(np.min(lons)), float(np.min(lats)), float(np.max(lons)), float(np.max(lats))
