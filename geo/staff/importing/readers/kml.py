"""KML: every placemark of a document with its folder and all of its extended data.

Read here and not by GDAL, whose drivers drop untyped data where typed data stands beside it,
split a document by folders, and differ between builds.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import shapely

from geo.staff.importing.limits import MAX_DEPTH
from geo.staff.importing.readers.xml import child, local, parsed, text_of
from geo.staff.importing.table import Record, Table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from shapely.geometry.base import BaseGeometry

    from geo.staff.importing.source import Options
    from geo.staff.importing.table import Losses

_HOLDERS = {"kml", "Document", "Folder", "Create", "Delete", "Change", "Update"}
_GEOMETRIES = {
    "Point",
    "LineString",
    "LinearRing",
    "Polygon",
    "MultiGeometry",
    "Track",
    "MultiTrack",
    "Model",
}
_LOST = {
    "GroundOverlay": "picture laid on the ground (GroundOverlay)",
    "ScreenOverlay": "picture on the screen (ScreenOverlay)",
    "PhotoOverlay": "photo (PhotoOverlay)",
    "NetworkLink": "link to another file (NetworkLink), not followed",
    "Style": "style",
    "StyleMap": "style",
    "Tour": "tour",
}
_TEXTS = {"address": "address", "phoneNumber": "phone", "Snippet": "snippet", "snippet": "snippet"}
_MIN_LINE, _MIN_RING = 2, 4


def tables(path: Path, options: Options) -> list[str]:
    """A document is one table: its folders become a column."""
    del options
    return [path.stem]


def read(path: Path, table: str, options: Options) -> Table:
    """Every placemark of the document."""
    from pyproj import CRS

    root = parsed(path, options.encoding)
    found = Table(table, "kml", [], CRS.from_epsg(4326), "KML is always WGS 84")
    types = _types(root)
    for mark, folder in _placemarks(root, (), found.losses):
        found.records.append(_record(mark, folder, types, len(found.records) + 1, found.losses))
    return found


def _placemarks(
    holder: Element, folder: tuple[str, ...], losses: Losses, depth: int = 0
) -> Iterator[tuple[Element, tuple[str, ...]]]:
    for item in holder:
        name = local(item)
        if name == "Placemark":
            yield item, folder
        elif name in _LOST:
            losses.add(_LOST[name], text_of(child(item, "name")))
        elif name in _HOLDERS and depth >= MAX_DEPTH:
            losses.add("folder that is nested too deep")
        elif name in _HOLDERS:
            inner = (*folder, text_of(child(item, "name"))) if name == "Folder" else folder
            yield from _placemarks(item, inner, losses, depth + 1)


def _types(root: Element) -> dict[tuple[str, str], str]:
    """The types that schemas give to their fields, by schema and field."""
    return {
        (schema.get("id") or schema.get("name") or "", item.get("name") or ""): item.get("type")
        or ""
        for schema in root.iter()
        if local(schema) == "Schema"
        for item in schema
    }


def _record(
    mark: Element,
    folder: tuple[str, ...],
    types: dict[tuple[str, str], str],
    number: int,
    losses: Losses,
) -> Record:
    values: dict[str, Any] = {}
    name = text_of(child(mark, "name"))
    place = f"placemark {number}" + (f" «{name:.40}»" if name else "")
    for key in ("name", "description"):
        found = child(mark, key)
        if found is not None:
            values[key] = "".join(found.itertext()).strip()
    if folder:
        values["folder"] = " / ".join(folder)
    geometry = None
    for item in mark:
        kind = local(item)
        if kind in _TEXTS:
            values[_TEXTS[kind]] = text_of(item)
        elif kind in {"TimeStamp", "TimeSpan"}:
            values |= {local(moment): text_of(moment) for moment in item}
        elif kind == "ExtendedData":
            values |= _extended(item, types, place, losses)
        elif kind in _GEOMETRIES:
            geometry = _geometry(item, place, losses)
        elif kind in {"Style", "StyleMap", "styleUrl"}:
            losses.add("style", place)
    return Record(place, values, geometry, mark.get("id") or None)


def _extended(
    data: Element, types: dict[tuple[str, str], str], place: str, losses: Losses
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for item in data:
        if local(item) == "Data":
            values[item.get("name") or "data"] = text_of(child(item, "value"))
        elif local(item) == "SchemaData":
            schema = (item.get("schemaUrl") or "").removeprefix("#")
            for simple in item:
                name = simple.get("name") or "data"
                kind = types.get((schema, name), "")
                values[name] = _typed(text_of(simple), kind, place, losses)
        else:
            losses.add(f"extended data <{local(item)}>", place)
    return values


def _typed(text: str, kind: str, place: str, losses: Losses) -> Any:
    if not text:
        return None
    try:
        if kind in {"int", "uint", "short", "ushort"}:
            return int(text)
        if kind in {"float", "double"}:
            return float(text) if math.isfinite(float(text)) else None
        if kind == "bool":
            return text.lower() in {"1", "true"}
    except ValueError:
        losses.add(f"value that is no {kind}, taken as text", place)
    return text


def _geometry(item: Element, place: str, losses: Losses, depth: int = 0) -> BaseGeometry | None:
    kind = local(item)
    found: BaseGeometry | None = None
    try:
        if kind in {"MultiGeometry", "MultiTrack"} and depth < MAX_DEPTH:
            parts = [
                _geometry(part, place, losses, depth + 1)
                for part in item
                if local(part) in _GEOMETRIES
            ]
            return gathered([part for part in parts if part is not None])
        found = _simple(item, kind)
    except (ValueError, IndexError, shapely.errors.ShapelyError):
        losses.add(f"geometry that can't be read ({kind})", place)
        return None
    if found is None:
        losses.add(f"geometry of the kind {kind}", place)
    return found


def _simple(item: Element, kind: str) -> BaseGeometry | None:
    """A point, line, polygon or track; None for another kind, ValueError for a broken one."""
    if kind == "Point":
        return shapely.Point(_positions(child(item, "coordinates"))[0])
    if kind in {"LineString", "LinearRing"}:
        return _line(_positions(child(item, "coordinates")))
    if kind == "Track":
        return _line(_track(item))
    return _polygon(item) if kind == "Polygon" else None


def _line(positions: list[tuple[float, ...]]) -> BaseGeometry:
    if len(positions) < _MIN_LINE:
        raise ValueError
    return shapely.LineString(positions)


def _polygon(item: Element) -> BaseGeometry:
    outer: list[list[tuple[float, ...]]] = []
    inner: list[list[tuple[float, ...]]] = []
    for boundary in item:
        ring = child(boundary, "LinearRing")
        if ring is None:
            continue
        positions = _positions(child(ring, "coordinates"))
        if positions and positions[0] != positions[-1]:
            positions.append(positions[0])
        if len(positions) < _MIN_RING:
            raise ValueError
        (outer if local(boundary) == "outerBoundaryIs" else inner).append(positions)
    return shapely.Polygon(outer[0], inner)


def _positions(item: Element | None) -> list[tuple[float, ...]]:
    """The positions of a <coordinates>: x,y or x,y,z between white space."""
    found = []
    for chunk in text_of(item).split():
        numbers = tuple(float(part) for part in chunk.split(",")[:3] if part)
        if len(numbers) < 2 or not all(map(math.isfinite, numbers)):  # noqa: PLR2004 - longitude and latitude
            raise ValueError
        found.append(numbers)
    if len({len(position) for position in found}) > 1:
        return [position[:2] for position in found]
    return found


def _track(item: Element) -> list[tuple[float, ...]]:
    found = [
        tuple(float(part) for part in text_of(coord).split()[:3])
        for coord in item
        if local(coord) == "coord" and text_of(coord)
    ]
    return [position[:2] for position in found]


def gathered(parts: list[BaseGeometry]) -> BaseGeometry | None:
    """One geometry of several: of one kind where they are, else a collection."""
    if len(parts) < 2:  # noqa: PLR2004 - longitude and latitude
        return parts[0] if parts else None
    kinds = {part.geom_type for part in parts}
    makers = {
        "Point": shapely.MultiPoint,
        "LineString": shapely.MultiLineString,
        "Polygon": shapely.MultiPolygon,
    }
    kind = next(iter(kinds))
    if len(kinds) == 1 and kind in makers:
        return makers[kind](parts)
    return shapely.GeometryCollection(parts)
