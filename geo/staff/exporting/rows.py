"""The features of a layer as typed columns, the same for each format."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from geo.errors import MapError
from geo.measure import level
from geo.sheets.sheet import Sheet, columns_of
from geo.staff.importing.fields import OWN_ID

if TYPE_CHECKING:
    from pyproj import CRS
    from shapely.geometry.base import BaseGeometry

    from geo.read import Collection


def sheet_of(collection: Collection, title: str, crs: CRS, *, move: Any = None) -> Sheet:
    """A layer's features. ``move`` takes shapes from degrees to ``crs``.

    Raises MapError for a layer in which a geometry can't be read.
    """
    import shapely

    losses: Counter[str] = Counter()
    rows: list[dict[str, Any]] = []
    shapes: list[BaseGeometry | None] = []
    for feature in collection.features:
        values = dict(feature.properties)
        if feature.id is not None and feature.id != values.get("id"):
            values = {OWN_ID: feature.id, **values}
        losses["foreign members of features"] += len(
            set(feature.raw) - {"type", "id", "properties", "geometry"}
        )
        rows.append(values)
        try:
            said = feature.geometry
            shape = None if said is None else shapely.geometry.shape(level(said))
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            line, column = collection.position(feature, "geometry")
            message = f"{collection.path}:{line}:{column}: the geometry can't be read"
            message = f"{message}; run check"
            raise MapError(message) from error
        shapes.append(shape if shape is None or move is None else move(shape))
    columns = columns_of(rows, losses)
    return Sheet(collection.name, title, columns, shapes, crs, losses)
