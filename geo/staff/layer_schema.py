"""The JSON Schema of a projects layer, by which an editor completes and checks as one types.

It says no more than geo.check does: what is a matter of other files, such as whether a source
is there, is left to it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from geo.schema import REQUIRED_TEXTS, TEXTS, Project, field_order

if TYPE_CHECKING:
    from collections.abc import Iterable

#: The file beside the layers that editors are pointed at.
SCHEMA_FILE = "_schema.json"
_DIALECT = "http://json-schema.org/draft-07/schema#"
_TEXTS = {
    "name": "name of the project",
    "summary": "one to three short sentences; its figures stand in facts.csv",
    "note": "what a reader must know: a dispute, an inference, what the status refers to",
    "place": "short place for lists",
    "location_note": "how the drawn place was found",
}
_SOURCES = ("source", "location_source")


def layer_schema(languages: tuple[str, ...], sources: Iterable[str] = ()) -> dict[str, Any]:
    """The schema of the layers of a map in these languages.

    ``sources`` are ids that an editor may propose; others are not refused.
    """
    project = Project.model_json_schema()
    definitions = project.pop("$defs")
    properties = _properties(project["properties"], languages, [*sources])
    fields = {
        "title": "Project",
        "description": "the properties of a project; layers/README.md says more",
        "type": "object",
        "properties": properties,
        "required": project["required"],
        "allOf": [_some_language(text, languages) for text in REQUIRED_TEXTS],
        "additionalProperties": False,
    }
    return {
        "$schema": _DIALECT,
        "title": "Layer of projects",
        "description": "made by `python make_map.py schema`",
        "type": "object",
        "properties": {
            "type": {"const": "FeatureCollection"},
            "features": {"type": "array", "items": _feature(languages)},
        },
        "required": ["type", "features"],
        "$defs": {**definitions, "Properties": fields, **_geometries()},
    }


def schema_text(languages: tuple[str, ...], sources: Iterable[str] = ()) -> str:
    """The schema as it stands in its file."""
    found = layer_schema(languages, sources)
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _properties(
    own: dict[str, Any], languages: tuple[str, ...], sources: list[str]
) -> dict[str, Any]:
    """The fields in canonical order, in which an editor proposes them."""
    texts: dict[str, dict[str, Any]] = {
        f"{text}_{code}": {
            "type": ["string", "null"],
            "description": f"{_TEXTS[text]} ({code})",
        }
        for text in TEXTS
        for code in languages
    }
    required = {key for key, said in Project.model_fields.items() if said.is_required()}
    found: dict[str, Any] = {}
    for key in field_order(languages):
        said: dict[str, Any]
        said = texts.get(key) or {k: v for k, v in own[key].items() if k != "title"}
        if (
            key not in texts
            and key not in required
            and {"type": "null"} not in said.get("anyOf", ())
        ):
            said = {"description": said.pop("description"), "anyOf": [said, {"type": "null"}]}
        if key in _SOURCES and sources:
            said = said | {"examples": sources}
        found[key] = said
    return found


def _some_language(text: str, languages: tuple[str, ...]) -> dict[str, Any]:
    return {
        "anyOf": [
            {
                "required": [f"{text}_{code}"],
                "properties": {f"{text}_{code}": {"type": "string", "minLength": 1}},
            }
            for code in languages
        ]
    }


def _feature(languages: tuple[str, ...]) -> dict[str, Any]:
    return {
        "title": "Feature",
        "type": "object",
        "properties": {
            "type": {"const": "Feature"},
            "id": {"$ref": "#/$defs/Properties/properties/id"},
            "properties": {"$ref": "#/$defs/Properties"},
            "geometry": {"anyOf": [{"$ref": "#/$defs/Geometry"}, {"type": "null"}]},
        },
        "required": ["type", "properties", "geometry"],
        # VS Code proposes this where a feature may stand.
        "defaultSnippets": [
            {
                "label": "project",
                "description": "a feature with all that a project must have",
                "body": _snippet(languages),
            }
        ],
    }


def _snippet(languages: tuple[str, ...]) -> dict[str, Any]:
    required = {key for key, said in Project.model_fields.items() if said.is_required()}
    texts = {f"{text}_{code}" for text in REQUIRED_TEXTS for code in languages}
    properties = {key: "" for key in field_order(languages) if key in required | texts}
    properties |= {"id": "$1", "sector": "$2", "status": "$3", "status_date": "$4"}
    point = {"type": "Point", "coordinates": ["^$5", "^$6"]}
    return {"type": "Feature", "id": "$1", "properties": properties, "geometry": point}


def _geometries() -> dict[str, Any]:
    """The geometries of RFC 7946, in degrees."""
    position = {
        "description": "[longitude, latitude] in degrees, WGS 84",
        "type": "array",
        "items": {"type": "number"},
        "minItems": 2,
    }
    at = {"$ref": "#/$defs/Position"}
    line = {"type": "array", "items": at, "minItems": 2}
    ring = {"type": "array", "items": at, "minItems": 4}
    area = {"type": "array", "items": ring}
    shapes: dict[str, dict[str, Any]] = {
        "Point": at,
        "MultiPoint": {"type": "array", "items": at},
        "LineString": line,
        "MultiLineString": {"type": "array", "items": line},
        "Polygon": area,
        "MultiPolygon": {"type": "array", "items": area},
    }
    found: dict[str, Any] = {
        kind: _shape(kind, "coordinates", coordinates) for kind, coordinates in shapes.items()
    }
    members = {"type": "array", "items": {"$ref": "#/$defs/Geometry"}}
    found["GeometryCollection"] = _shape("GeometryCollection", "geometries", members)
    whole = {
        "type": "object",
        "properties": {"type": {"enum": [*found]}},
        "required": ["type"],
        "oneOf": [{"$ref": f"#/$defs/{kind}"} for kind in found],
    }
    return {"Position": position, **found, "Geometry": whole}


def _shape(kind: str, member: str, content: dict[str, Any]) -> dict[str, Any]:
    return {
        "properties": {"type": {"const": kind}, member: content},
        "required": ["type", member],
    }
