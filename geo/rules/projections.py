"""Which projected coordinate system a pair of numbers is likely to be in."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.model import Bounds

_MERCATOR_EDGE = 20_037_508.4
_UTM_EAST = (100_000, 900_000)
_UTM_NORTH = (0, 10_000_000)
#: Zones of Pulkovo 1942 / Gauss-Kruger with the zone before the easting: EPSG:28402 to 28432.
_GK_ZONES = range(2, 33)
_MILLION = 1_000_000
#: Numbers nearer to zero than this are no metres of a map of anywhere.
_LEAST_M = 1000


def likely_systems(x: float, y: float, box: Bounds | None) -> list[tuple[str, str]]:
    """EPSG code and name of the first candidate that puts (x, y) in ``box``.

    Without a box, all whose range the numbers are in. Empty where nothing fits.
    """
    if max(abs(x), abs(y)) < _LEAST_M:
        return []
    candidates = list(_candidates(x, y, box))
    if box is None:
        return candidates
    from pyproj import Transformer  # noqa: PLC0415 - only where something is wrong

    for code, name in candidates:
        lon, lat = Transformer.from_crs(code, "EPSG:4326", always_xy=True).transform(x, y)
        if box[0] <= lon <= box[2] and box[1] <= lat <= box[3]:
            return [(code, name)]
    return []


def _candidates(x: float, y: float, box: Bounds | None) -> Iterator[tuple[str, str]]:
    zone = int(x // _MILLION)
    if zone in _GK_ZONES and _UTM_NORTH[0] < y < _UTM_NORTH[1]:
        yield f"EPSG:{28400 + zone}", f"Pulkovo 1942 / Gauss-Krüger zone {zone}"
    if _UTM_EAST[0] < x < _UTM_EAST[1] and _UTM_NORTH[0] < y < _UTM_NORTH[1]:
        if box is None:
            yield "EPSG:326xx", "WGS 84 / UTM, some zone"
        else:
            first, last = (math.floor((lon + 180) / 6) + 1 for lon in (box[0], box[2]))
            for number in range(first, min(last, 60) + 1):
                if box[3] > 0:
                    yield f"EPSG:{32600 + number}", f"WGS 84 / UTM zone {number}N"
                if box[1] < 0:
                    yield f"EPSG:{32700 + number}", f"WGS 84 / UTM zone {number}S"
    if abs(x) <= _MERCATOR_EDGE and abs(y) <= _MERCATOR_EDGE:
        yield "EPSG:3857", "Web Mercator"
