"""What is drawn, as layers of one kind of geometry each, which is what GIS takes best."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from geo.measure import level
from geo.outputs.data.projects import ALWAYS, projects_table
from geo.outputs.markup import clean
from geo.sheets.sheet import Column, Sheet, table_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.model import ContextLayer, Geometry, MapProject, Text
    from geo.outputs.data.table import Field, Table
    from geo.outputs.markup import Reader

#: Kinds of geometry as QGIS styles name them, and the ends of the names of their layers.
KINDS = {"Point": "points", "Line": "lines", "Polygon": "areas"}
_OF_TYPE = {"Point": "Point", "LineString": "Line", "LinearRing": "Line", "Polygon": "Polygon"}
_MULTI = {"Point": "MultiPoint", "Line": "MultiLineString", "Polygon": "MultiPolygon"}
_KINDS_OF_COLUMNS = {"number": "float", "degrees": "float", "index": "int"}
_OWN = ("number", "id", "name", "sector", "status", "location_precision", "line_precision", "role")


def project_sheets(reader: Reader) -> list[Sheet]:
    """``projects``, a point and all columns for each, then what is drawn of them besides.

    Those that concern the whole region are rows without a point.
    """
    import shapely  # noqa: PLC0415 - only for what is drawn

    model = reader.model
    table = projects_table(reader, model.layout.gpkg.figures, alone=True).trimmed(ALWAYS)
    parts = [split(project.geometry) for project in model.projects]
    texts = {
        "line_precision": [project.line_precision for project in model.projects],
        "role": [project.role for project in model.projects],
        "certainty": [project.certainty for project in model.projects],
        "drawn_as": [", ".join(KINDS[kind] for kind in found) for found in parts],
    }
    columns = [
        *(column(field) for field in table.fields),
        *(Column(name, "str", [*map(clean, values)]) for name, values in texts.items()),
    ]
    places = [p.anchor and shapely.Point(p.anchor) for p in model.projects]
    found = [sheet("projects", table.title, columns, places, "Point")]
    own = [each for each in columns if each.name in _OWN]
    for kind, end in KINDS.items():
        rows = [
            index
            for index, shapes in enumerate(parts)
            if kind in shapes and not _is_badge(model.projects[index], kind, shapes[kind])
        ]
        if rows:
            taken = [Column(c.name, c.kind, [c.values[row] for row in rows]) for c in own]
            drawn = [parts[row][kind] for row in rows]
            found.append(sheet(f"project_{end}", table.title, taken, drawn, _MULTI[kind]))
    return found


def _is_badge(project: MapProject, kind: str, shape: BaseGeometry) -> bool:
    """Whether a shape is the very point at which the badge stands."""
    if kind != "Point" or project.anchor is None or len(shape.geoms) != 1:
        return False
    return bool(shape.geoms[0].coords[0][:2] == tuple(project.anchor))


def object_sheets(reader: Reader, taken: Iterable[str]) -> list[tuple[str, str, Sheet]]:
    """Layers from elsewhere, as (id of the layer, kind, its features of that kind)."""
    used = {name.casefold() for name in taken}
    found = []
    for layer in reader.model.layers:
        features = [each for each in reader.model.features if each.layer == layer.id]
        parts = [split(each.geometry) for each in features]
        drawn_kinds = [kind for kind in KINDS if any(kind in shapes for shapes in parts)]
        kinds = drawn_kinds or ["Point"] * bool(features)
        for kind in kinds:
            rows = [i for i, p in enumerate(parts) if kind in p or (not p and kind == kinds[0])]
            own = table_name(layer.id)
            name = own if len(kinds) == 1 else f"{own}_{KINDS[kind]}"
            while name.casefold() in used:
                name += "_"
            used.add(name.casefold())
            said = [features[row] for row in rows]
            columns = [
                Column("id", "str", [clean(each.id) for each in said]),
                Column("name", "str", [reader.of(each.name) for each in said]),
                *_properties([each.properties for each in said]),
            ]
            title = reader.of(layer.title) or layer.id
            drawn = [parts[row].get(kind) for row in rows]
            found.append((layer.id, kind, sheet(name, title, columns, drawn, _MULTI[kind])))
    return found


def _properties(rows: Sequence[Sequence[tuple[str, str]]]) -> list[Column]:
    """Properties as columns; a name that differs from another only by case gets a mark."""
    names = dict.fromkeys(key for row in rows for key, _value in row)
    used = Counter({"id": 1, "name": 1})
    found = []
    for name in names:
        folded = clean(name).casefold()
        marked = f"{clean(name)}_{used[folded] + 1}" if used[folded] else clean(name)
        used[folded] += 1
        values = [next((clean(v) for k, v in row if k == name), None) for row in rows]
        found.append(Column(marked or "_", "str", values))
    return found


def ground_sheets(reader: Reader, taken: Iterable[str]) -> list[tuple[str, str, Sheet]]:
    """The base map, as (id of the layer, kind, its shapes of that kind)."""
    used = {name.casefold() for name in taken}
    found = []
    for layer in reader.model.context:
        parts = [split(shape.geometry) for shape in layer.shapes]
        for kind in KINDS:
            rows = [index for index, shapes in enumerate(parts) if kind in shapes]
            if not rows:
                continue
            name = layer.id
            while name.casefold() in used:
                name += "_"
            used.add(name.casefold())
            drawn = [parts[row][kind] for row in rows]
            title = reader.of(layer.title) or layer.id
            columns = _named(reader, layer, rows)
            found.append((layer.id, kind, sheet(name, title, columns, drawn, _MULTI[kind])))
    return found


def _named(reader: Reader, layer: ContextLayer, rows: Sequence[int]) -> list[Column]:
    shapes = [layer.shapes[row] for row in rows]

    def said(text: Text, index: int) -> str:
        return clean(text[index]) if text else ""

    return [
        Column("name", "str", [reader.of(shape.name) for shape in shapes]),
        *(
            Column(f"name_{code}", "str", [said(shape.name, index) for shape in shapes])
            for index, code in enumerate(reader.model.languages)
        ),
        Column("rank", "int", [shape.rank for shape in shapes]),
    ]


def sheet(
    name: str, title: str, columns: list[Column], shapes: list[Any] | None, kind: str = ""
) -> Sheet:
    """A layer in degrees, or a table without shapes."""
    from pyproj import CRS  # noqa: PLC0415 - only for what is drawn

    crs = CRS.from_epsg(4326) if shapes is not None else None
    if kind == "MultiPoint" and all(not each or len(each.geoms) == 1 for each in shapes or []):
        shapes, kind = [each and each.geoms[0] for each in shapes or []], "Point"
    return Sheet(name, title, columns, shapes, crs, kind=kind)


def columns_of(table: Table) -> list[Column]:
    """A table's columns by their keys."""
    return [column(field) for field in table.fields]


def column(field: Field) -> Column:
    """A column by its key; one that holds texts among numbers is of texts."""
    kind = _KINDS_OF_COLUMNS.get(field.kind, "str")
    values = [None if value == "" else value for value in field.values]
    if kind != "str" and any(isinstance(value, str) for value in values):
        kind = "str"
    if kind == "str":
        values = [None if value is None else clean(str(value)) for value in values]
    elif kind == "float":
        values = [None if value is None else float(value) for value in values]
    return Column(field.key, kind, values)


def split(geometry: Geometry | None) -> dict[str, BaseGeometry]:
    """The parts of a geometry by their kind, each kind as one shape of several parts."""
    if geometry is None:
        return {}
    import shapely  # noqa: PLC0415 - only for what is drawn

    shape = shapely.force_2d(shapely.geometry.shape(level(geometry)))
    parts: dict[str, list[BaseGeometry]] = {}
    for part in _singles(shape):
        if not part.is_empty:
            parts.setdefault(_OF_TYPE[part.geom_type], []).append(part)
    make = {
        "Point": shapely.MultiPoint,
        "Line": shapely.MultiLineString,
        "Polygon": shapely.MultiPolygon,
    }
    return {kind: make[kind](parts[kind]) for kind in KINDS if kind in parts}


def _singles(shape: BaseGeometry) -> Iterable[BaseGeometry]:
    if not hasattr(shape, "geoms"):
        yield shape
        return
    for part in shape.geoms:
        yield from _singles(part)
