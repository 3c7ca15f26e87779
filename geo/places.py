"""Features as projects and places of a map: languages resolved, values worded, measured.

One at a time, whatever else is on the map: a slice of a layer goes the same way as the whole.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.facts import facts_of
from geo.measured import measured
from geo.model import MapFeature, MapProject, Measure
from geo.schema import Precision
from geo.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.catalogue import Catalogue, Layer
    from geo.measured import Measured
    from geo.model import Text
    from geo.read import Feature

#: Precisions at which a measured length or area says something about the thing itself.
_MEASURABLE = {Precision.EXACT, Precision.APPROXIMATE}


@dataclass(frozen=True, slots=True)
class Composed:
    """Some of a map's projects and features, in the order of their layer."""

    projects: tuple[MapProject, ...] = ()
    features: tuple[MapFeature, ...] = ()


class Places:
    """Makes projects and features of a map. ``numbers`` are the footnotes of its sources."""

    def __init__(self, catalogue: Catalogue, numbers: Mapping[str, int]) -> None:
        self.catalogue = catalogue
        self.texts = Texts(catalogue.settings.languages)
        self.numbers = numbers
        self._nothing = ("",) * len(catalogue.settings.languages)
        self._dates: dict[str, Text] = {}

    def composed(self, layer: Layer, features: Iterable[Feature]) -> Composed:
        """The features of a layer as what its kind makes of them; projects have no number yet."""
        if layer.settings.kind == "projects":
            return Composed(projects=tuple(self.project(layer, feature) for feature in features))
        return Composed(features=tuple(self.feature(layer, feature) for feature in features))

    def project(self, layer: Layer, feature: Feature, number: int = 0) -> MapProject:
        """A feature of a projects layer."""
        said = feature.properties
        name = str(said["id"])
        facts = facts_of(name, self.catalogue, self.texts, self.numbers)
        status_source = self.numbers.get(said["source"], 0)
        location_source = self.numbers.get(said.get("location_source") or "", 0)
        cited = {status_source, location_source}
        cited.update(statement.source for fact in facts for statement in fact.statements)
        precision = said["location_precision"]
        line_precision = said.get("line_precision") or precision
        found = measured(
            feature.geometry,
            length=line_precision in _MEASURABLE,
            area=precision in _MEASURABLE,
            arrays=feature.arrays,
        )
        date, locator = said["status_date"], said.get("locator") or ""
        return MapProject(
            number=number,
            id=name,
            layer=layer.id,
            name=self.texts.column(said, "name"),
            summary=self.texts.column(said, "summary"),
            sector=said["sector"],
            status=said["status"],
            status_date=self._date(date),
            status_date_iso=date,
            status_source=status_source,
            status_locator=self._locator(locator) if locator else self._nothing,
            precision=precision,
            line_precision=line_precision,
            role=said.get("role") or "project",
            certainty=said.get("certainty") or "stated",
            note=self.texts.column(said, "note"),
            place=self.texts.column(said, "place"),
            location_note=self.texts.column(said, "location_note"),
            location_source=location_source,
            geometry=feature.geometry,
            anchor=found.anchor,
            bounds=found.bounds,
            measures=self._measures(found),
            facts=facts,
            sources=tuple(sorted(cited - {0})),
        )

    def _date(self, date: str) -> Text:
        found = self._dates.get(date)
        if found is None:
            found = self._dates[date] = self.texts.worded(lambda wording: wording.date(date))
        return found

    def _locator(self, locator: str) -> Text:
        return self.texts.worded(lambda wording: wording.locator(locator))

    def _measures(self, found: Measured) -> tuple[Measure, ...]:
        measures = []
        if (metres := found.length_m) is not None:
            worded = self.texts.worded(lambda wording: wording.length(metres))
            measures.append(Measure("length", round(metres), worded))
        if (square_metres := found.area_m2) is not None:
            worded = self.texts.worded(lambda wording: wording.area(square_metres))
            measures.append(Measure("area", round(square_metres), worded))
        return tuple(measures)

    def feature(self, layer: Layer, feature: Feature) -> MapFeature:
        """A feature of a plain layer."""
        found = measured(feature.geometry, length=False, area=False, arrays=feature.arrays)
        name = plain_id(layer.id, feature)
        fallback = next(
            (
                str(feature.properties[key])
                for key in ("name", "title", "Name", "NAME", "label")
                if isinstance(feature.properties.get(key), str | int) and feature.properties[key]
            ),
            name,
        )
        return MapFeature(
            id=name,
            layer=layer.id,
            name=self.texts.column(feature.properties, "name", fallback),
            properties=tuple(
                (key, _shown(value))
                for key, value in feature.properties.items()
                if value is not None and value != ""
            ),
            geometry=feature.geometry,
            anchor=found.anchor,
            bounds=found.bounds,
        )


def plain_id(layer: str, feature: Feature) -> str:
    """The id of a feature of a plain layer: its own, else the property, else stem and index."""
    for candidate in (feature.id, feature.properties.get("id")):
        if isinstance(candidate, str | int) and not isinstance(candidate, bool):
            text = str(candidate)
            if text:
                return text
    return f"{layer}-{feature.index}"


def _shown(value: Any) -> str:
    """A foreign value as it stands in the file; text without its quotes."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
