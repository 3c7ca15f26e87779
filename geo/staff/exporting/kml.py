"""KML: a folder for each of several layers, a placemark for each feature, its data typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from geo.sheets.sheet import Sheet

_SPACE = "http://www.opengis.net/kml/2.2"
_TYPES = {"bool": "bool", "int": "int", "float": "double", "str": "string"}
#: What XML 1.0 can't hold.
_ILLEGAL = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: KML's int is one of 32 bits.
_INT = 2**31


def kml_bytes(sheets: list[Sheet], language: str, title: str) -> bytes:
    """A document. Names and descriptions are those of ``language``, where there are any."""
    root = ET.Element("kml", xmlns=_SPACE)
    document = ET.SubElement(root, "Document")
    _add(document, "name", title)
    for number, sheet in enumerate(sheets, 1):
        _schema(document, sheet, f"s{number}")
    for number, sheet in enumerate(sheets, 1):
        folder = document
        if len(sheets) > 1:
            folder = ET.SubElement(document, "Folder")
            _add(folder, "name", sheet.title)
        for index in range(len(sheet)):
            _placemark(folder, sheet, index, f"s{number}", language)
    ET.indent(root, " ")
    text: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _schema(document: ET.Element, sheet: Sheet, name: str) -> None:
    schema = ET.SubElement(document, "Schema", name=_clean(sheet.name), id=name)
    for column in sheet.columns:
        large = column.kind == "int" and any(abs(v or 0) >= _INT for v in column.values)
        kind = "string" if large else _TYPES[column.kind]
        sheet.losses[f"{column.name}: large numbers as texts"] += large
        ET.SubElement(schema, "SimpleField", type=kind, name=_clean(column.name))


def _placemark(folder: ET.Element, sheet: Sheet, index: int, schema: str, language: str) -> None:
    row = sheet.row(index)
    mark = ET.SubElement(folder, "Placemark")
    name = _first(row, [f"name_{language}", "name_kk", "name_ru", "name_en", "name", "title", "id"])
    if name:
        _add(mark, "name", name)
    summary = _first(row, [f"summary_{language}", "description"])
    if summary:
        _add(mark, "description", summary)
    data = ET.SubElement(ET.SubElement(mark, "ExtendedData"), "SchemaData", schemaUrl=f"#{schema}")
    for key, value in row.items():
        if value is not None:
            shown = str(value).lower() if isinstance(value, bool) else str(value)
            _add(data, "SimpleData", shown, name=_clean(key))
    shape = (sheet.shapes or [])[index] if sheet.shapes else None
    if shape is not None and not shape.is_empty:
        _geometry(mark, shape)


def _first(row: dict[str, Any], names: list[str]) -> str:
    return next((str(row[name]) for name in names if row.get(name)), "")


def _add(parent: ET.Element, tag: str, text: str, **attributes: str) -> ET.Element:
    found = ET.SubElement(parent, tag, attributes)
    found.text = _clean(text)
    return found


def _clean(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", text)


def _geometry(parent: ET.Element, shape: Any) -> None:
    kind = shape.geom_type
    if hasattr(shape, "geoms"):
        holder = ET.SubElement(parent, "MultiGeometry")
        for part in shape.geoms:
            _geometry(holder, part)
    elif kind == "Polygon":
        polygon = ET.SubElement(parent, "Polygon")
        for tag, ring in [("outerBoundaryIs", shape.exterior)] + [
            ("innerBoundaryIs", inner) for inner in shape.interiors
        ]:
            boundary = ET.SubElement(ET.SubElement(polygon, tag), "LinearRing")
            _add(boundary, "coordinates", _positions(ring))
    else:
        _add(ET.SubElement(parent, kind), "coordinates", _positions(shape))


def _positions(shape: Any) -> str:
    return " ".join(",".join(_number(value) for value in point) for point in shape.coords)


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(float(value))
