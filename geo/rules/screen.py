"""Which features of a large layer need no closer look, told of many at once.

A feature that is passed here breaks no rule of geo.rules.fields and geo.rules.geometry; of
one that is not passed nothing is said, the rules themselves look at it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geo.linewise import no_collector
from geo.rules.fields import is_day
from geo.schema import CHOICES, OPTIONAL_TEXTS, PARTIAL_DATE, REQUIRED_TEXTS, SLUG, Project

if TYPE_CHECKING:
    from geo.catalogue import Catalogue
    from geo.feature import Feature
    from geo.model import Bounds
    from geo.read import Collection

#: Files of fewer bytes are looked at feature by feature: numpy takes longer to be imported.
LARGE = 1_000_000
_TOGETHER = 1024


@dataclass
class Screened:
    """``suspects`` are to be looked at, but for the geometry of those in ``sound``, by index.

    ``fine`` have coordinates of many decimals, and their geometry is sound otherwise.
    """

    suspects: list[Feature] = field(default_factory=list)
    sound: set[int] = field(default_factory=set)
    fine: list[Feature] = field(default_factory=list)


def screen(collection: Collection, catalogue: Catalogue | None, *, projects: bool) -> Screened:
    """The features of a layer that may break a rule, in their order."""
    if not collection.by_bytes or collection.size < LARGE:
        return Screened(suspects=list(collection.features))
    fields = _Fields(catalogue) if projects and catalogue else None
    box = catalogue.settings.box if catalogue else None
    found = Screened()
    with no_collector():
        for start in range(0, len(collection.features), _TOGETHER):
            _screen(collection.features[start : start + _TOGETHER], fields, box, found)
    return found


def _screen(
    features: tuple[Feature, ...], fields: _Fields | None, box: Bounds | None, found: Screened
) -> None:
    from geo.rules.bulk import Bulk  # noqa: PLC0415 - a small map is checked without numpy

    bulk = Bulk(len(features), box)
    passed = []
    for index, feature in enumerate(features):
        plain = _is_plain_feature(feature.frame)
        passed.append(plain and (fields is None or fields.passes(feature)))
        coordinates = feature.plain_coordinates if plain else None
        if coordinates is not None:
            bulk.add(index, feature.frame["geometry"].get("type"), coordinates)
        else:
            bulk.leave(index, empty=plain and feature.frame["geometry"] is None)
    try:
        bulk.settle()
    except (TypeError, ValueError):
        # A position in which something is no number: which one, the rules find out.
        found.suspects += features
        return
    for index, feature in enumerate(features):
        if feature.is_plain:
            feature.arrays = bulk.arrays.get(index)
    for feature, good, sound, fine in zip(features, passed, bulk.sound, bulk.fine, strict=True):
        if not (good and sound):
            found.suspects.append(feature)
            if sound:
                found.sound.add(feature.index)
        if sound and fine:
            found.fine.append(feature)


def _is_plain_feature(frame: dict[str, Any]) -> bool:
    return (
        frame.get("type") == "Feature"
        and "geometry" in frame
        and (frame.get("properties") is None or frame["properties"].__class__ is dict)
        and "conflict" not in frame
    )


class _Fields:
    """Whether the properties of a feature are surely those of a project."""

    def __init__(self, catalogue: Catalogue) -> None:
        languages = catalogue.settings.languages
        self.sources = catalogue.sources
        self.texts = [
            ({f"{text}_{code}" for code in languages}, text in REQUIRED_TEXTS)
            for text in REQUIRED_TEXTS + OPTIONAL_TEXTS
        ]
        self.own = set(Project.model_fields)
        self.required = {key for key, said in Project.model_fields.items() if said.is_required()}
        self.choices = {key: frozenset(map(str, words)) for key, words in CHOICES.items()}
        self.slug = re.compile(SLUG).fullmatch
        self.shapes: dict[tuple[str, ...], bool] = {}
        self.dates: dict[str, bool] = {}

    def passes(self, feature: Feature) -> bool:
        """Whether no rule for fields is broken; False where that takes a closer look."""
        said = feature.properties
        keys = tuple(said)
        if not self._has_good_keys(keys):
            return False
        for value in said.values():
            if value.__class__ is not str or not value:
                return False
        for key, words in self.choices.items():
            if key in said and said[key] not in words:
                return False
        name, locator = said["id"], said.get("locator", "")
        return (
            name == feature.id
            and self.slug(name) is not None
            and locator.isprintable()
            and said["source"] in self.sources
            and said.get("location_source", said["source"]) in self.sources
            and self._is_good_date(said["status_date"])
            and (said["location_precision"] == "region") is (feature.frame["geometry"] is None)
        )

    def _has_good_keys(self, keys: tuple[str, ...]) -> bool:
        good = self.shapes.get(keys)
        if good is None:
            there = set(keys)
            known = self.own.union(*(texts for texts, _required in self.texts))
            whole = all(
                texts <= there or not (required or texts & there) for texts, required in self.texts
            )
            good = whole and self.required <= there <= known
            if len(self.shapes) < _TOGETHER:
                self.shapes[keys] = good
        return good

    def _is_good_date(self, text: str) -> bool:
        good = self.dates.get(text)
        if good is None:
            whole = len(text) == len("2025-08-14")
            good = re.fullmatch(PARTIAL_DATE, text) is not None and (not whole or is_day(text))
            if len(self.dates) < _TOGETHER:
                self.dates[text] = good
        return good
