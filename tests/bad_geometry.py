"""Geometry and numbers that are at the edge of what there is, or beyond it, as text of JSON."""

from __future__ import annotations

from tests.making import Layers

_DEEP = 10_000
_RING = "[[79, 45], [80, 45], [80, 46], [79, 45]]"
_HIGH_RING = _RING.replace("5]", "5, 1, 2]").replace("6]", "6, 1, 2]")


def shape(kind: str, coordinates: str) -> str:
    """A geometry."""
    return f'{{"type": "{kind}", "coordinates": {coordinates}}}'


def point(coordinates: str) -> str:
    """A point."""
    return shape("Point", f"[{coordinates}]")


#: What check refuses, with a place.
REFUSED = {
    "NaN": point("NaN, 45"),
    "infinity": point("Infinity, 45"),
    "minus infinity": point("79, -Infinity"),
    "1e308": point("1e308, 45"),
    "1e309": point("1e309, 45"),
    "-1e308": point("79, -1e308"),
    "400 digits": point("9" * 400 + ", 45"),
    "5000 digits": point("9" * 5000 + ", 45"),
    "400 digits and a point": point("9" * 400 + ".5, 45"),
    "an exponent of 400 digits": point("1e" + "9" * 400 + ", 45"),
    "no number": point('"79", 45'),
    "null in a position": point("null, 45"),
    "true in a position": point("true, 45"),
    "an object in a position": point("{}, 45"),
    "a lone number": point("79"),
    "nested arrays": point("[" * _DEEP + "]" * _DEEP),
    "nested objects": point('{"a":' * _DEEP + "1" + "}" * _DEEP),
    "nested collections": '{"type": "GeometryCollection", "geometries": [' * _DEEP
    + point("79, 45")
    + "]}" * _DEEP,
    "arrays that don't end": point("[" * _DEEP),
    "a line of one position": shape("LineString", "[[79, 45]]"),
    "a ring without positions": shape("Polygon", "[[]]"),
    "a ring and one without positions": shape("Polygon", f"[{_RING}, []]"),
    "an area without positions": shape("MultiPolygon", "[[[]]]"),
    "an area without rings among others": shape("MultiPolygon", f"[[{_RING}], []]"),
    "a ring of two": shape("Polygon", "[[[79, 45], [79, 45]]]"),
    "a ring of three": shape("Polygon", "[[[79, 45], [80, 45], [79, 45]]]"),
    "an open ring": shape("Polygon", "[[[79, 45], [80, 45], [80, 46], [79, 46]]]"),
    "a ring of one place": shape("Polygon", "[[[79, 45], [79, 45], [79, 45], [79, 45]]]"),
    "a flat ring": shape("Polygon", "[[[79, 45], [80, 45], [81, 45], [79, 45]]]"),
    "a bow tie": shape("Polygon", "[[[79, 45], [80, 46], [80, 45], [79, 46], [79, 45]]]"),
    "a hole outside": shape("Polygon", f"[{_RING}, [[9, 5], [9, 6], [8, 6], [9, 5]]]"),
    "areas on each other": shape("MultiPolygon", f"[[{_RING}], [{_RING}]]"),
    "beyond the antimeridian": shape("LineString", "[[179, 45], [181, 45]]"),
    "beyond the pole": point("79, 90.000001"),
    "metres": point("14500000, 5000000"),
    "no coordinates": '{"type": "Point"}',
    "coordinates of null": shape("Point", "null"),
    "a number for coordinates": shape("Point", "5"),
    "a point for a line": shape("LineString", "[79, 45]"),
    "a line for a point": shape("Point", "[[79, 45], [80, 46]]"),
    "no type": '{"coordinates": [79, 45]}',
    "a type of another kind": '{"type": ["Point"], "coordinates": [79, 45]}',
    "an unknown type": shape("Circle", "[79, 45]"),
    "an empty object": "{}",
    "a text": '"POINT (79 45)"',
    "a list": "[79, 45]",
    "a number": "5",
    "false": "false",
    "null in a collection": '{"type": "GeometryCollection", "geometries": [null]}',
    "a collection of null": '{"type": "GeometryCollection", "geometries": null}',
}
#: What is drawn, or has nothing to draw; whether check warns of it.
DRAWN = {
    "minus zero": point("-0, -0.0"),
    "null island": point("0, 0"),
    "the smallest number": point("5e-324, -5e-324"),
    "many decimals": point("79." + "1" * 400 + ", 45." + "9" * 400),
    "four dimensions": point("79, 45, 100, 7"),
    "four dimensions in a ring": shape("Polygon", f"[{_HIGH_RING}]"),
    "a height of 1e299": point("79, 45, 1e299"),
    "an empty point": shape("Point", "[]"),
    "no points": shape("MultiPoint", "[]"),
    "empty lines": shape("MultiLineString", "[]"),
    "an empty area": shape("MultiPolygon", "[]"),
    "an empty collection": '{"type": "GeometryCollection", "geometries": []}',
    "a collection of empty ones": '{"type": "GeometryCollection", "geometries": ['
    + shape("MultiPoint", "[]")
    + "]}",
    "null": "null",
    "the north pole": point("79, 90"),
    "the south pole": point("-79, -90"),
    "the antimeridian": point("180, 45"),
    "its other side": point("-180, 45"),
    "a line over the antimeridian": shape("LineString", "[[179, 45], [-179, 46]]"),
    "a line to the pole": shape("LineString", "[[79, 45], [79, 90]]"),
    "an area at the pole": shape("Polygon", "[[[-180, 80], [180, 80], [180, 90], [-180, 80]]]"),
    "the whole world": shape(
        "Polygon", "[[[-180, -90], [180, -90], [180, 90], [-180, 90], [-180, -90]]]"
    ),
    "a line that stands still": shape("LineString", "[[79, 45], [79, 45]]"),
    "a place twice": shape("MultiPoint", "[[79, 45], [79, 45]]"),
    "a very small area": shape(
        "Polygon", "[[[79, 45], [79.000001, 45], [79.000001, 45.000001], [79, 45]]]"
    ),
    "a line of many positions": shape(
        "LineString", str([[70 + n / 5000, 45 + n % 7 / 100] for n in range(50_000)])
    ),
    "collections in each other": '{"type": "GeometryCollection", "geometries": [' * 20
    + point("79, 45")
    + "]}" * 20,
    "a ring the other way": shape("Polygon", "[[[79, 45], [80, 46], [80, 45], [79, 45]]]"),
    "foreign members": '{"type": "Point", "bbox": [1e308, null], "x": {}, "coordinates": [79, 45]}',
}


def alone(layers: Layers, geometry: str) -> Layers:
    """A folder of one plain feature with the geometry."""
    return layers.write("places.geojson", _collection(geometry))


def among(layers: Layers, geometry: str) -> Layers:
    """A folder in which the feature stands beside a sound one."""
    return layers.write("places.geojson", _collection(point("79.5, 45.5"), geometry))


def _collection(*geometries: str) -> str:
    lines = ",\n".join(
        f'{{"type": "Feature", "id": "f{number}", "properties": {{"name": "Place {number}"}}, '
        f'"geometry": {geometry}}}'
        for number, geometry in enumerate(geometries)
    )
    return f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'
