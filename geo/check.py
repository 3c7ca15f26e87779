"""Every problem of a folder of layers at once: Catalogue, Collections -> list of Problem.

Never raises for what stands in a layer, and changes nothing.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from geo.catalogue import load_catalogue
from geo.compose import plain_id
from geo.errors import Problem, Severity
from geo.read import read_collection
from geo.rules.fields import field_problems
from geo.rules.geometry import decimals_problem, geometry_problems
from geo.rules.references import fact_problems, settings_problems, source_problems

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from geo.catalogue import Catalogue
    from geo.read import Collection, Feature

#: What the legacy member `crs` may name and still be degrees of WGS 84.
_DEGREES = re.compile(r"\b(?:CRS84|EPSG:[\d.]*:?4326)\b", re.IGNORECASE)


def check(layers: str | Path = "layers") -> list[Problem]:
    """All problems of the layers in a folder, errors and warnings, in the order of the files.

    Raises MapError where there is no such folder or no layer in it.
    """
    catalogue = load_catalogue(Path(layers))
    collections = [read_collection(layer.path) for layer in catalogue.layers]
    context = [read_collection(layer.path) for layer in catalogue.context]
    return problems_of(catalogue, collections, context)


def problems_of(
    catalogue: Catalogue, collections: Sequence[Collection], context: Sequence[Collection] = ()
) -> list[Problem]:
    """All problems of layers that have been read, by file and line."""
    kinds = {layer.path: layer.settings.kind for layer in catalogue.layers}
    problems = list(catalogue.problems)
    for collection in collections:
        projects = kinds[collection.path] == "projects"
        problems += _collection_problems(collection, catalogue, projects=projects)
    for collection in context:
        problems += _collection_problems(collection, None, projects=False)
    problems += _duplicate_ids(collections, kinds)
    ids = {
        str(feature.properties["id"])
        for collection in collections
        if kinds[collection.path] == "projects"
        for feature in collection.features
        if "id" in feature.properties
    }
    problems += source_problems(catalogue)
    unread = any(p.is_error for collection in collections for p in collection.problems)
    # Of projects in a file that can't be read it is not known whether they are there.
    known = dict.fromkeys(sorted(ids))
    problems += fact_problems(catalogue, None if unread else known)
    problems += settings_problems(catalogue, known)
    return sorted(problems, key=lambda p: (str(p.path), p.line, p.column, p.code))


def _collection_problems(
    collection: Collection, catalogue: Catalogue | None, *, projects: bool
) -> Iterator[Problem]:
    """What is wrong with one file. The base map is checked without a catalogue."""
    yield from collection.problems
    yield from _crs_problems(collection)
    sound = []
    for feature in collection.features:
        found = list(_feature_problems(collection, feature, catalogue, projects=projects))
        yield from found
        if not any(problem.code in {"geometry", "not-a-feature"} for problem in found):
            sound.append(feature)
    yield from decimals_problem(collection, sound)


def _feature_problems(
    collection: Collection, feature: Feature, catalogue: Catalogue | None, *, projects: bool
) -> Iterator[Problem]:
    raw = feature.raw
    line, column = collection.position(feature)
    if not isinstance(raw, dict) or raw.get("type") not in ("Feature", None):
        message = "this is no GeoJSON Feature"
        hint = 'a feature is {"type": "Feature", "properties": {…}, "geometry": {…}}'
        yield Problem(
            Severity.ERROR, "not-a-feature", collection.path, line, column, "", message, hint
        )
        return
    if raw.get("properties") is not None and not isinstance(raw["properties"], dict):
        message = "'properties' is no JSON object"
        yield Problem(Severity.ERROR, "not-a-feature", collection.path, line, column, "", message)
        return
    if "type" not in raw:
        message = "the feature has no member 'type'"
        hint = 'add "type": "Feature" before its other members'
        yield Problem(
            Severity.WARNING, "missing-type", collection.path, line, column, "", message, hint
        )
    if projects and catalogue:
        yield from field_problems(collection, feature, catalogue)
    box = catalogue.settings.box if catalogue else None
    yield from geometry_problems(collection, feature, box)


def _crs_problems(collection: Collection) -> Iterator[Problem]:
    if "crs" not in collection.members:
        return
    member = collection.members["crs"]
    named = str(member)
    line, column = collection.position(None, "crs")
    if member is None or _DEGREES.search(named):
        message = "the member 'crs' is of an older GeoJSON; RFC 7946 is always WGS 84"
        severity, hint = Severity.WARNING, "remove it (QGIS: layer option RFC7946 = YES)"
    else:
        message = f"the layer says that it is in another coordinate system: {named:.120}"
        severity = Severity.ERROR
        hint = (
            "convert it: ogr2ogr -t_srs EPSG:4326 -lco RFC7946=YES converted.geojson "
            f"{shlex.quote(collection.path.name)}"
        )
    yield Problem(severity, "crs", collection.path, line, column, "", message, hint)


def _duplicate_ids(
    collections: Sequence[Collection], kinds: Mapping[Path, str]
) -> Iterator[Problem]:
    first: dict[str, tuple[Collection, Feature]] = {}
    for collection in collections:
        for feature in collection.features:
            if not isinstance(feature.raw, dict):
                continue
            name = plain_id(collection.name, feature)
            if kinds[collection.path] == "projects":
                name = str(feature.properties.get("id") or name)
            if name not in first:
                first[name] = collection, feature
                continue
            other, twin = first[name]
            where = f"{other.path.name}:{other.position(twin)[0]}"
            line, column = collection.position(feature, "id")
            message = f"the id {name!r} is taken by another feature ({where})"
            hint = "give one of the two another id"
            yield Problem(
                Severity.ERROR, "duplicate-id", collection.path, line, column, name, message, hint
            )
