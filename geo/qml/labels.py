"""Names on the map in QGIS, of projects and of the base map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.qml.expressions import column, one_of
from geo.qml.symbols import KINDS, rgba
from geo.qml.xml import child, option

if TYPE_CHECKING:
    from collections.abc import Collection
    from xml.etree.ElementTree import Element

#: Where a label stands, by kind: where the mark does.
_PLACES = {
    "Point": "coalesce(geometry_n($geometry, 1), $geometry)",
    "Line": "line_interpolate_point($geometry, length($geometry) / 2)",
    "Polygon": "point_on_surface($geometry)",
}
_INK, _QUIET, _WATER = "#22272b", "#545b61", "#37647d"
#: Settlements of a rank are named from this scale on.
_SCALES = (("1", 20_000_000), ("2", 4_000_000), ("3", 1_800_000), ("4", 900_000))
_POINT = "Point"


def write_labels(
    layer: Element, name: str, kinds: Collection[str], *, ground: str = "", ranked: bool = False
) -> None:
    """Put the labels of a layer into its element.

    ``name`` is the expression of what they say, ``kinds`` are those of its geometries,
    ``ground`` is the name of a layer of the base map, ``ranked`` says that it has ranks.
    """
    places = [(kind, _PLACES[kind]) for kind in KINDS if kind in kinds]
    if not places:
        return
    color, size, italic = _INK, 8.5, 0
    if ground:
        water = ground in {"lakes", "rivers"}
        color, size, italic = _WATER if water else _QUIET, 7.5, int(water)
    labeling = child(layer, "labeling", type="simple")
    settings = child(labeling, "settings", calloutType="simple")
    style = child(
        settings, "text-style", fieldName=name, isExpression=1, fontSize=size,
        fontSizeUnit=_POINT, fontItalic=italic, fontWeight=50 if ground else 63,
        textColor=rgba(color), textOpacity=1, multilineHeight=1, useSubstitutions=0,
    )  # fmt: skip
    child(
        style, "text-buffer", bufferDraw=1, bufferSize=1.2, bufferSizeUnits=_POINT,
        bufferColor=rgba("#ffffff", 0.85), bufferOpacity=1, bufferJoinStyle=128,
    )  # fmt: skip
    child(settings, "text-format", wrapChar="", autoWrapLength=24, multilineAlign=3)
    child(
        settings, "placement", placement=6, dist=4 if ground else 11, distUnits=_POINT,
        predefinedPositionOrder="R,L,TR,BR,TL,BL,T,B", offsetType=0,
        priority=3 if ground else 8,
        geometryGeneratorEnabled=1, geometryGeneratorType="PointGeometry",
        geometryGenerator=one_of("geometry_type($geometry)", places, "$geometry"),
    )  # fmt: skip
    child(settings, "rendering", obstacle=1, displayAll=0, fontMinPixelSize=3)
    if ground and ranked:
        rank = f"to_string({column('rank')})"
        cases = [(rank_, f"@map_scale <= {scale}") for rank_, scale in _SCALES]
        shown = one_of(rank, cases, "false")
        driven = {"Show": {"active": True, "expression": shown, "type": 3}}
        option(
            child(settings, "dd_properties"),
            {"name": "", "properties": driven, "type": "collection"},
        )
