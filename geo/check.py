"""Every problem of a folder of layers at once: Catalogue, Collections -> list of Problem.

Never raises for what stands in a layer, and changes nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.catalogue import load_catalogue
from geo.errors import Problem, Severity
from geo.places import plain_id
from geo.read import read_collection
from geo.rules.conflicts import conflict_problems
from geo.rules.fields import field_problems
from geo.rules.geometry import Fine, decimals_problem, fine_ones, geometry_problems
from geo.rules.hints import command, convert
from geo.rules.lookalikes import (
    Place,
    catalogue_text_problems,
    collection_text_problems,
    lookalike_ids,
    name_problems,
    place_of,
)
from geo.rules.references import fact_problems, settings_problems, source_problems
from geo.rules.screen import screen
from geo.rules.structure import feature_fault

if TYPE_CHECKING:
    from collections.abc import Collection as Ids
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from geo.catalogue import Catalogue
    from geo.read import Collection, Feature

#: So many features of a file are named for what a GIS does to all of them when it saves.
NAMED = 3
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
        own = layer_problems(collection, catalogue, projects=projects)
        alike, others = apart(own)
        problems += [*others, *named(alike, len(alike))]
    for collection in context:
        problems += layer_problems(collection, None, projects=False)
    problems += _duplicate_ids(collections, kinds)
    ids = {
        str(feature.properties["id"])
        for collection in collections
        if kinds[collection.path] == "projects"
        for feature in collection.features
        if "id" in feature.properties
    }
    # Of projects in a file that can't be read it is not known whether they are there.
    unread = any(p.is_error for collection in collections for p in collection.problems)
    problems += catalogue_problems(catalogue, dict.fromkeys(sorted(ids)), unread=unread)
    return in_order(problems)


def catalogue_problems(
    catalogue: Catalogue, projects: Ids[str], *, unread: bool
) -> Iterator[Problem]:
    """What is wrong with the tables and settings of a map that has these projects.

    ``unread`` says that it may have more.
    """
    yield from source_problems(catalogue)
    # Of which kind a layer is isn't known either where its settings can't be read.
    unread |= any(p.is_error and p.path.suffix == ".toml" for p in catalogue.problems)
    yield from fact_problems(catalogue, None if unread else projects)
    yield from settings_problems(catalogue, projects)
    yield from catalogue_text_problems(catalogue)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Problems by file and line."""
    return sorted(problems, key=lambda p: (str(p.path), p.line, p.column, p.code))


def layer_problems(
    collection: Collection, catalogue: Catalogue | None, *, projects: bool
) -> Iterator[Problem]:
    """What is wrong with one file. The base map is checked without a catalogue."""
    yield from file_problems(collection)
    found = findings(collection, catalogue, projects=projects)
    yield from found.problems
    if found.fine:
        yield decimals_problem(collection.path, found.fine)


def file_problems(collection: Collection) -> Iterator[Problem]:
    """What is wrong with a file beside its features."""
    yield from collection.problems
    yield from _crs_problems(collection)
    yield from conflict_problems(collection, None)
    yield from name_problems(collection.path)


@dataclass(frozen=True, slots=True)
class Findings:
    """What is wrong with some features of a layer; ``fine`` are those of many decimals."""

    problems: list[Problem]
    fine: Fine | None


def findings(collection: Collection, catalogue: Catalogue | None, *, projects: bool) -> Findings:
    """Hold each feature of a file, or of a slice of it, to the rules for features."""
    problems = list(collection_text_problems(collection))
    screened = screen(collection, catalogue, projects=projects)
    sound = screened.fine
    box = catalogue.settings.box if catalogue else None
    for feature in screened.suspects:
        found = list(_feature_problems(collection, feature, catalogue if projects else None))
        if feature.index not in screened.sound and feature_fault(feature.frame) is None:
            found += geometry_problems(collection, feature, box)
            if not any(problem.code == "geometry" for problem in found):
                sound.append(feature)
        problems += found
    return Findings(problems, fine_ones(collection, sorted(sound, key=attrgetter("index"))))


def apart(problems: Iterable[Problem]) -> tuple[list[Problem], list[Problem]]:
    """Problems that a GIS makes of all features at once, and all others."""
    alike: list[Problem] = []
    others: list[Problem] = []
    for problem in problems:
        (alike if problem.code == "missing-id" else others).append(problem)
    return alike, others


def named(alike: Sequence[Problem], count: int) -> list[Problem]:
    """The first of ``count`` problems alike in a file, and how many more there are.

    ``alike`` are the first ones in the order of the file, all or `NAMED` and one more.
    """
    if count <= NAMED + 1:
        return list(alike)
    message = f"{count - NAMED} more features have no id of their own, only the property"
    return [*alike[:NAMED], replace(alike[NAMED], feature="", message=message)]


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
        for name, feature in names(collection, projects=kinds[collection.path] == "projects"):
            if name not in first:
                first[name] = collection, feature
            else:
                taken = place_of(*first[name])
                yield duplicate_id(name, place_of(collection, feature), taken)
    yield from lookalike_ids(first)


def names(collection: Collection, *, projects: bool) -> Iterator[tuple[str, Feature]]:
    """The ids that features are known by."""
    layer = collection.name
    for feature in collection.features:
        if not isinstance(feature.frame, dict):
            continue
        own = feature.properties.get("id") if projects else None
        yield str(own) if own else plain_id(layer, feature), feature


def duplicate_id(name: str, place: Place, taken: Place) -> Problem:
    """The problem of two features that have the same id."""
    message = f"the id {name!r} is taken by another feature ({taken.path.name}:{taken.line})"
    hint = "give one of the two another id"
    where = (place.path, place.line, place.column, name)
    return Problem(Severity.ERROR, "duplicate-id", *where, message, hint)
