"""The coordinate system of a table: what the file or the user says, never a silent guess."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import shapely

from geo.errors import UsageError
from geo.staff.importing.candidates import candidate_rows, degrees_of
from geo.staff.importing.choice import ChoiceError
from geo.staff.importing.datum import Shift, shift

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyproj import CRS

    from geo.model import Bounds
    from geo.staff.importing.table import Table

_MAX_LON, _MAX_LAT = 180, 90
_SURE = 70
_MARGIN_DEGREES = 2


@dataclass(frozen=True)
class Placed:
    """How coordinates become degrees: the system, the shift, and what to say of both."""

    crs: CRS
    shift: Shift
    swap: bool
    lines: tuple[str, ...]
    warnings: tuple[str, ...] = field(default=())

    @cached_property
    def is_wgs84(self) -> bool:
        """Whether the coordinates are longitudes and latitudes of WGS 84 as they stand."""
        from pyproj import CRS

        return bool(self.crs.equals(CRS.from_epsg(4326), ignore_axis_order=True))


def placed(
    table: Table, said: str, box: Bounds | None, *, axes: str = "", operation: str = ""
) -> Placed | None:
    """How the coordinates of a table become degrees; None where it has none.

    ``said`` is the user's ``--crs``, ``axes`` "swap" or "keep". Raises UsageError where the
    system isn't known, with those that it may be and where each would put the data.
    """
    shapes = [r.geometry for r in table.records if r.geometry is not None]
    bounds = _bounds(shapes)
    if bounds is None:
        return None
    crs, lines, notes = _system(table, said, bounds, box)
    crs, more = _known(crs)
    lines += more
    swap = _swap(crs, bounds, box, axes)
    west, south, east, north = degrees_of(crs, _turned(bounds) if swap else bounds)
    if not all(map(math.isfinite, (west, south, east, north))):
        message = f"{table.name}: coordinates such as {_pair(bounds)} are outside of {_named(crs)}"
        message = f"{message}; is it another system?"
        raise ChoiceError(message, candidate_rows(bounds, box))
    way = shift(crs, (west, south, east, north), operation)
    lines.insert(
        0, f"coordinate system: {_named(crs)}" + (f", {said_by}" if (said_by := notes) else "")
    )
    if swap:
        lines.append("axes: swapped, as asked (--axes swap): the file has north before east")
    lines += way.lines()
    warnings = [*way.warnings(), *_misplaced(crs, bounds, (west, south, east, north), box)]
    return Placed(crs, way, swap, tuple(lines), tuple(warnings))


def from_text(text: str, option: str = "--crs") -> CRS:
    """A coordinate system that a person named: EPSG:28414, 28414, a .prj file, WKT, +proj=….

    Raises UsageError for anything else, and for a system that has no places on the Earth.
    """
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    wanted = text.strip()
    if re.fullmatch(r"\d{4,6}", wanted):
        wanted = f"EPSG:{wanted}"
    try:
        if Path(wanted).suffix.lower() in {".prj", ".wkt", ".qpj"} and Path(wanted).is_file():
            wanted = Path(wanted).read_bytes()[:100_000].decode("utf-8", "replace")
        elif not re.match(r"(?i)[a-z]+:[\w.]+$|\+proj=|\+init=|[A-Z]{3,}\w*\[", wanted):
            message = f"{option} {text:.80}: name the system as EPSG:28414, or give a .prj file"
            raise UsageError(message)
        crs = CRS.from_user_input(wanted)
    except (CRSError, OSError) as error:
        message = f"{option} {text:.80}: there is no such coordinate system"
        message = f"{message}; look its EPSG code up, 28414 say"
        raise UsageError(message) from error
    if not _leads_to_degrees(crs):
        message = f"{option} {text:.80}: nothing leads from {crs.name} to places on the Earth"
        raise UsageError(message)
    return crs


def _leads_to_degrees(crs: CRS) -> bool:
    """Whether there is a way to WGS 84: from heights, local grids and other planets is none."""
    from pyproj import Transformer
    from pyproj.exceptions import ProjError

    if not (crs.is_geographic or crs.is_projected):
        return False
    try:
        Transformer.from_crs(crs, 4326, always_xy=True)
    except ProjError:
        return False
    return True


def _system(
    table: Table, said: str, bounds: Bounds, box: Bounds | None
) -> tuple[CRS, list[str], str]:
    """The system, lines on how it is known, and who says it."""
    from pyproj import CRS

    if said:
        crs = from_text(said)
        if table.crs is not None and not table.crs.equals(crs, ignore_axis_order=True):
            return crs, [f"  the file says another: {_named(table.crs)}"], "said by --crs"
        return crs, [], "said by --crs"
    if table.crs is not None:
        if not _leads_to_degrees(table.crs):
            message = (
                f"{table.name}: the file says {_named(table.crs)}, from which nothing leads to "
                "places on the Earth; say which system it is: --crs EPSG:…"
            )
            raise ChoiceError(message, candidate_rows(bounds, box))
        _refuse_mistaken(table, table.crs, bounds, box)
        return table.crs, [], table.crs_said
    if _are_degrees(bounds):
        line = "  assumed: nothing says the system, and the numbers are degrees (else: --crs)"
        return CRS.from_epsg(4326), [line], ""
    message = (
        f"{table.name}: nothing says which coordinate system {_pair(bounds)} are in; "
        "say it: --crs EPSG:…"
    )
    raise ChoiceError(message, candidate_rows(bounds, box))


def _refuse_mistaken(table: Table, crs: CRS, bounds: Bounds, box: Bounds | None) -> None:
    """Raise UsageError where the numbers can't be in the system that the file says."""
    degrees = _are_degrees(bounds)
    if crs.is_projected and degrees:
        message = (
            f"{table.name}: the file says {_named(crs)}, yet {_pair(bounds)} are degrees; "
            "say --crs EPSG:4326 (or EPSG:4284 for degrees of Pulkovo 1942), "
            f"or --crs {_code(crs)} if it is right"
        )
        raise UsageError(message)
    if crs.is_geographic and not degrees:
        message = f"{table.name}: the file says {_named(crs)}, yet {_pair(bounds)} are no degrees"
        message = f"{message}; say which system it is: --crs EPSG:…"
        raise ChoiceError(message, candidate_rows(bounds, box))


def _known(crs: CRS) -> tuple[CRS, list[str]]:
    """The system as EPSG has it where it is surely the same, else with its known datum.

    A .prj names neither the datum's shift nor its code; EPSG's own system has both.
    """
    import pyproj
    from pyproj.crs import ProjectedCRS

    if crs.is_bound:
        return crs, []
    code = crs.to_epsg(_SURE)
    if code is not None:
        sure = crs.to_epsg(100) is not None
        return pyproj.CRS.from_epsg(code), [] if sure else [f"  recognised as EPSG:{code}"]
    base = crs.geodetic_crs
    datum = base.to_epsg(25) if base is not None else None
    conversion = crs.coordinate_operation if crs.is_projected else None
    if base is not None and datum is not None and conversion is not None:
        line = f"  a system of its own, on the datum of {base.name} (EPSG:{datum})"
        return ProjectedCRS(conversion, crs.name, geodetic_crs=datum), [line]
    return crs, []


def _swap(crs: CRS, bounds: Bounds, box: Bounds | None, axes: str) -> bool:
    """Whether the axes are to be swapped; UsageError where they look it and no one said."""
    if axes:
        return axes == "swap"
    as_is, turned = _inside(crs, bounds, box), _inside(crs, _turned(bounds), box)
    if as_is or not turned:
        return False
    message = (
        f"the axes look swapped: {_pair(bounds)} is in {_named(crs)} with north before east; "
        "say --axes swap, or --axes keep if they are right"
    )
    raise UsageError(message)


def _inside(crs: CRS, bounds: Bounds, box: Bounds | None) -> bool:
    """Whether data would lie in the map's box, or where the system is used."""
    found = degrees_of(crs, bounds)
    if not all(map(math.isfinite, found)):
        return False
    area = box or (crs.area_of_use.bounds if crs.area_of_use else (-180, -90, 180, 90))
    lon, lat = (found[0] + found[2]) / 2, (found[1] + found[3]) / 2
    margin = 0 if box else _MARGIN_DEGREES
    sound = abs(lon) <= _MAX_LON and abs(lat) <= _MAX_LAT
    return (
        sound
        and area[0] - margin <= lon <= area[2] + margin
        and area[1] - margin <= lat <= area[3] + margin
    )


def _misplaced(crs: CRS, bounds: Bounds, degrees: Bounds, box: Bounds | None) -> Iterator[str]:
    """What is odd about where the data lands."""
    west, south, east, north = degrees
    area = crs.area_of_use
    middle = ((west + east) / 2, (south + north) / 2)
    if area and not crs.is_geographic:
        margin = _MARGIN_DEGREES
        inside = (
            area.west - margin <= middle[0] <= area.east + margin
            and area.south - margin <= middle[1] <= area.north + margin
        )
        if not inside:
            yield (
                f"the data lands at {middle[0]:.2f}, {middle[1]:.2f}, far from where {_named(crs)} "
                f"is used ({area.name:.80}): is it another zone or system?"
            )
            yield from (f"  {row}" for row in candidate_rows(bounds, box))
    if box and (west > box[2] or east < box[0] or south > box[3] or north < box[1]):
        yield "all of it lies outside of the map's bounds (_map.toml)"


def _bounds(shapes: list[object]) -> Bounds | None:
    if not shapes:
        return None
    west, south, east, north = (float(value) for value in shapely.total_bounds(shapes))
    return None if math.isnan(west) else (west, south, east, north)


def _are_degrees(bounds: Bounds) -> bool:
    west, south, east, north = bounds
    longitudes = west >= -_MAX_LON and east <= _MAX_LON
    turned = south >= -_MAX_LON and north <= _MAX_LON and west >= -_MAX_LAT and east <= _MAX_LAT
    return (longitudes and south >= -_MAX_LAT and north <= _MAX_LAT) or turned


def _turned(bounds: Bounds) -> Bounds:
    return bounds[1], bounds[0], bounds[3], bounds[2]


def _pair(bounds: Bounds) -> str:
    return f"{bounds[0]:.10g}, {bounds[1]:.10g}"


def _code(crs: CRS) -> str:
    return ":".join(crs.to_authority(min_confidence=100) or ("EPSG", "…"))


def _named(crs: CRS) -> str:
    code = crs.to_authority(min_confidence=100)
    return f"{crs.name} ({':'.join(code)})" if code else f"{crs.name} (no EPSG code)"
