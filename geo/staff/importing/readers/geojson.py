"""GeoJSON from elsewhere: features with all that they have, foreign members included."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import shapely

from geo.errors import MapError
from geo.measure import level
from geo.read import read_collection
from geo.staff.importing.limits import MAX_TEXT_BYTES
from geo.staff.importing.table import Record, Table

if TYPE_CHECKING:
    from pathlib import Path

    from geo.staff.importing.source import Options
    from geo.staff.importing.table import Losses

_CODE = re.compile(r"(EPSG|CRS84)[:\d.]*?:?(\d{4,6})?$", re.IGNORECASE)


def tables(path: Path, options: Options) -> list[str]:
    """A collection is one table."""
    del options
    return [path.stem]


def read(path: Path, table: str, options: Options) -> Table:
    """Every feature, in any coordinate system that the member `crs` names."""
    del options
    if path.stat().st_size > 2 * MAX_TEXT_BYTES:
        message = f"{path.name}: larger than {2 * MAX_TEXT_BYTES // 1024**2} MB; cut it first"
        raise MapError(message)
    collection = read_collection(path)
    errors = [problem for problem in collection.problems if problem.is_error]
    if errors:
        first = errors[0]
        place = f"{path.name}:{first.line}:{first.column}" if first.line else path.name
        raise MapError(f"{place}: {first.message}" + (f"; {first.hint}" if first.hint else ""))
    found = Table(table, "geojson", [])
    found.crs, found.crs_said = _crs(collection.members, path)
    for feature in collection.features:
        raw = feature.raw if isinstance(feature.raw, dict) else {}
        name = feature.id if feature.id is not None else feature.properties.get("id", "")
        place = f"feature {feature.index + 1}" + (f" [{name}]" if name != "" else "")
        if not raw:
            found.losses.add("member of the collection that is no feature", place)
            continue
        foreign = {
            key: value
            for key, value in raw.items()
            if key not in {"type", "id", "properties", "geometry", "bbox"}
        }
        shape = _shape(feature.geometry, place, found.losses)
        found.records.append(Record(place, dict(feature.properties), shape, feature.id, foreign))
    return found


def _crs(members: dict[str, Any], path: Path) -> tuple[Any, str]:
    """The system of the old member `crs`, else WGS 84, as GeoJSON is."""
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    member = members.get("crs")
    name = ""
    if isinstance(member, dict) and isinstance(member.get("properties"), dict):
        name = str(member["properties"].get("name") or "")
    if not name:
        return CRS.from_epsg(4326), "GeoJSON is always WGS 84"
    match = _CODE.search(name.strip())
    try:
        if match and match[1].upper() == "EPSG" and match[2]:
            return CRS.from_epsg(int(match[2])), f"said by the member crs of {path.name}"
        if match:
            return CRS.from_epsg(4326), f"said by the member crs of {path.name}"
        return CRS.from_user_input(name), f"said by the member crs of {path.name}"
    except CRSError as error:
        message = f"{path.name}: its member crs names {name!r}, which is not known"
        message = f"{message}; remove it and say --crs EPSG:…"
        raise MapError(message) from error


def _shape(geometry: Any, place: str, losses: Losses) -> Any:
    if geometry is None:
        return None
    try:
        return shapely.geometry.shape(level(geometry))
    except (
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        OverflowError,  # a number that no float can hold
        RecursionError,
        shapely.errors.ShapelyError,
    ):
        losses.add("geometry that can't be read", place)
        return None
