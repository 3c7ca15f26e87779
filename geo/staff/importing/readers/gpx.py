"""GPX: waypoints, routes and tracks of a receiver, in one table that says which is which."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import shapely

from geo.errors import MapError
from geo.staff.importing.readers.kml import gathered
from geo.staff.importing.readers.xml import child, local, parsed, text_of
from geo.staff.importing.table import Record, Table

if TYPE_CHECKING:
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from geo.staff.importing.source import Options
    from geo.staff.importing.table import Losses

_KINDS = {"wpt": "waypoint", "rte": "route", "trk": "track"}
_NUMBERS = {"ele", "magvar", "geoidheight", "hdop", "vdop", "pdop", "sat", "number"}
_PARTS = {"rtept", "trkseg", "trkpt"}
_LEAST = 2


def tables(path: Path, options: Options) -> list[str]:
    """All of a file is one table."""
    del options
    return [path.stem]


def read(path: Path, table: str, options: Options) -> Table:
    """Every waypoint, route and track with what is said of it."""
    from pyproj import CRS

    root = parsed(path, options.encoding)
    if local(root) != "gpx":
        message = f"{path.name}: no GPX"
        raise MapError(message)
    found = Table(table, "gpx", [], CRS.from_epsg(4326), "GPX is always WGS 84")
    for item in root:
        if local(item) in _KINDS:
            kind = _KINDS[local(item)]
            place = f"{kind} {sum(r.values['gpx'] == kind for r in found.records) + 1}"
            found.records.append(_record(item, kind, place, found.losses))
    return found


def _record(item: Element, kind: str, place: str, losses: Losses) -> Record:
    values: dict[str, Any] = {"gpx": kind}
    for part in item:
        name = local(part)
        if name == "link":
            values["link"] = part.get("href") or ""
        elif name == "extensions":
            losses.add("extension of a receiver", place)
        elif name not in _PARTS:
            values[name] = _value(name, text_of(part))
    try:
        return Record(place, values, _geometry(item, kind, place, losses))
    except (ValueError, TypeError):
        losses.add("geometry that can't be read", place)
        return Record(place, values, None)


def _value(name: str, text: str) -> Any:
    try:
        number = float(text) if name in _NUMBERS else math.nan
    except ValueError:
        return text
    if not math.isfinite(number):
        return text
    return int(number) if number.is_integer() and "." not in text else number


def _geometry(item: Element, kind: str, place: str, losses: Losses) -> Any:
    if kind == "waypoint":
        return shapely.Point(_position(item))
    lines = [item] if kind == "route" else [s for s in item if local(s) == "trkseg"]
    parts = []
    for line in lines:
        points = [point for point in line if local(point) in {"rtept", "trkpt"}]
        timed = sum(child(p, "time") is not None or child(p, "name") is not None for p in points)
        losses.add("time or name of a single point of a line", place, timed)
        positions = [_position(point) for point in points]
        if len({len(position) for position in positions}) > 1:
            positions = [position[:2] for position in positions]
        if len(positions) >= _LEAST:
            parts.append(shapely.LineString(positions))
        elif positions:
            losses.add("line of a single point", place)
    return gathered(parts)


def _position(item: Element) -> tuple[float, ...]:
    position = [float(item.get("lon") or "nan"), float(item.get("lat") or "nan")]
    height = text_of(child(item, "ele"))
    if height:
        position.append(float(height))
    if not all(map(math.isfinite, position)):
        raise ValueError
    return tuple(position)
