"""Every problem of a folder of layers at once: Catalogue, Collections -> list of Problem.

Never raises for what stands in a layer, and changes nothing.
"""

from __future__ import annotations

import re
from dataclasses import replace
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.catalogue import load_catalogue
from geo.compose import plain_id
from geo.errors import Problem, Severity
from geo.read import read_collection
from geo.rules.conflicts import conflict_problems
from geo.rules.fields import field_problems
from geo.rules.geometry import decimals_problem, geometry_problems
from geo.rules.hints import command, convert
from geo.rules.lookalikes import (
    catalogue_text_problems,
    collection_text_problems,
    lookalike_ids,
)
from geo.rules.references import fact_problems, settings_problems, source_problems
from geo.rules.screen import screen
from geo.rules.structure import feature_fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from geo.catalogue import Catalogue
    from geo.read import Collection, Feature

#: So many features of a file are named for what a GIS does to all of them when it saves.
_NAMED = 3
#: What the legacy member `crs` may name and still be degrees of WGS 84.
_DEGREES = re.compile(r"\b(?:CRS84|EPSG:[\d.]*:?4326)\b", re.IGNORECASE)


def check(layers: str | Path = "layers") -> list[Problem]:
    """All problems of the layers in a folder, errors and warnings, in the order of the files.

    Raises UsageError where there is no such folder, MapError where no layer is in it.
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
        own = list(_collection_problems(collection, catalogue, projects=projects))
        problems += _without_crowds(own)
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
    # Of projects in a file that can't be read it is not known whether they are there, nor of
    # which kind a layer is whose settings can't be.
    unread = any(p.is_error for collection in collections for p in collection.problems)
    unread |= any(p.is_error and p.path.suffix == ".toml" for p in catalogue.problems)
    known = dict.fromkeys(sorted(ids))
    problems += fact_problems(catalogue, None if unread else known)
    problems += settings_problems(catalogue, known)
    problems += catalogue_text_problems(catalogue)
    return sorted(problems, key=lambda p: (str(p.path), p.line, p.column, p.code))


def _collection_problems(
    collection: Collection, catalogue: Catalogue | None, *, projects: bool
) -> Iterator[Problem]:
    """What is wrong with one file. The base map is checked without a catalogue."""
    yield from collection.problems
    yield from _crs_problems(collection)
    yield from conflict_problems(collection, None)
    yield from collection_text_problems(collection)
    screened = screen(collection, catalogue, projects=projects)
    sound = screened.fine
    box = catalogue.settings.box if catalogue else None
    for feature in screened.suspects:
        found = list(_feature_problems(collection, feature, catalogue if projects else None))
        if feature.index not in screened.sound and feature_fault(feature.frame) is None:
            found += geometry_problems(collection, feature, box)
            if not any(problem.code == "geometry" for problem in found):
                sound.append(feature)
        yield from found
    yield from decimals_problem(collection, sorted(sound, key=attrgetter("index")))


def _without_crowds(problems: list[Problem]) -> Iterator[Problem]:
    """One warning in place of many alike: the first ones, and how many more there are."""
    alike = [problem for problem in problems if problem.code == "missing-id"]
    named, others = alike[:_NAMED], alike[_NAMED:]
    if len(others) < 2:  # noqa: PLR2004 - one is named as briefly as counted
        yield from problems
        return
    counted = replace(
        others[0],
        feature="",
        message=f"{len(others)} more features have no id of their own, only the property",
    )
    kept = {id(problem) for problem in named}
    yield from (each for each in problems if each.code != "missing-id" or id(each) in kept)
    yield counted


def _feature_problems(
    collection: Collection, feature: Feature, catalogue: Catalogue | None
) -> Iterator[Problem]:
    """What is wrong with a feature but its geometry; its fields are those of a project's.

    Without a catalogue it may have any.
    """
    raw = feature.frame
    line, column = collection.position(feature)
    fault = feature_fault(raw)
    if fault:
        place = (collection.path, line, column, "")
        yield Problem(Severity.ERROR, "not-a-feature", *place, *fault)
        return
    if "type" not in raw:
        message = "the feature has no member 'type'"
        hint = 'add "type": "Feature" before its other members'
        yield Problem(
            Severity.WARNING, "missing-type", collection.path, line, column, "", message, hint
        )
    yield from conflict_problems(collection, feature)
    if catalogue:
        yield from field_problems(collection, feature, catalogue)


def _crs_problems(collection: Collection) -> Iterator[Problem]:
    if "crs" not in collection.members:
        return
    member = collection.members["crs"]
    named = str(member)
    line, column = collection.position(None, "crs")
    if says_degrees(member):
        message = "the member 'crs' is of an older GeoJSON; RFC 7946 is always WGS 84"
        severity, hint = Severity.WARNING, f"remove it: {command('format', collection.path)}"
    else:
        message = f"the layer says that it is in another coordinate system: {named:.120}"
        severity = Severity.ERROR
        hint = f"convert it: {convert(collection)}"
    yield Problem(severity, "crs", collection.path, line, column, "", message, hint)


def says_degrees(member: Any) -> bool:
    """Whether the legacy member `crs` says nothing but that coordinates are degrees of WGS 84."""
    return member is None or _DEGREES.search(str(member)) is not None


def _duplicate_ids(
    collections: Sequence[Collection], kinds: Mapping[Path, str]
) -> Iterator[Problem]:
    first: dict[str, tuple[Collection, Feature]] = {}
    for collection in collections:
        for feature in collection.features:
            if not isinstance(feature.frame, dict):
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
    yield from lookalike_ids(first)
