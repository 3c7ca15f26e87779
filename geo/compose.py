"""Catalogue and Collections -> MapModel: languages resolved, values worded, things numbered.

Expects layers that geo.check found no error in.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo import measure
from geo.basemaps import basemap
from geo.facts import facts_of
from geo.inputs import inputs_of
from geo.model import (
    Bounds,
    ContextLayer,
    ContextShape,
    Headline,
    MapFeature,
    MapLayer,
    MapModel,
    MapProject,
    Measure,
    Source,
)
from geo.schema import Precision, Role
from geo.texts import Texts
from geo.trace import trace_of
from geo.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.catalogue import Catalogue, Layer
    from geo.read import Collection, Feature
    from geo.tables import Row

_STYLE = Path(__file__).parent / "style.toml"
#: Precisions at which a measured length or area says something about the thing itself.
_MEASURABLE = {Precision.EXACT, Precision.APPROXIMATE}
#: Where the start view has no bounds of its own, this share of the data's is added round it.
_MARGIN = 0.05


def compose(
    catalogue: Catalogue,
    collections: Sequence[Collection],
    context: Sequence[Collection] = (),
    *,
    language: str | None = None,
) -> MapModel:
    """Make the model. ``language`` is the one to open in, else the catalogue's."""
    return _Composer(catalogue, language or catalogue.language).model(collections, context)


class _Composer:
    def __init__(self, catalogue: Catalogue, language: str) -> None:
        self.catalogue = catalogue
        self.language = language
        self.texts = Texts(catalogue.settings.languages)
        self.numbers: dict[str, int] = {}

    def model(self, collections: Sequence[Collection], context: Sequence[Collection]) -> MapModel:
        settings = self.catalogue.settings
        by_name = {collection.name: collection for collection in collections}
        shapes = {collection.name: collection for collection in context}
        self._number_sources(by_name)
        projects = self._projects(by_name)
        features = tuple(
            self._feature(layer, feature)
            for layer in self.catalogue.layers
            if layer.settings.kind == "plain" and layer.id in by_name
            for feature in by_name[layer.id].features
        )
        drawn = [project.bounds for project in projects] + [item.bounds for item in features]
        boxes = [box for box in drawn if box]
        sources = tuple(
            self._source(number, self.catalogue.sources[name])
            for name, number in self.numbers.items()
        )
        return MapModel(
            languages=self.texts.languages,
            language=self.language,
            title=self.texts.of(settings.title, self.catalogue.folder.resolve().name),
            summary=self.texts.of(settings.summary, ""),
            bounds=settings.bounds or _around(boxes),
            report=self.numbers.get(settings.report, 0),
            headlines=self._headlines(projects),
            layers=tuple(self._layer(layer) for layer in self.catalogue.layers),
            projects=projects,
            features=features,
            sources=sources,
            context=tuple(
                self._context_layer(layer, shapes[layer.id])
                for layer in self.catalogue.context
                if layer.id in shapes
            ),
            words={code: dict(words(code)) for code in self.texts.languages},
            style=tomllib.loads(_STYLE.read_text(encoding="utf-8")),
            basemaps=tuple(basemap(name) for name in dict.fromkeys(settings.basemaps)),
            trace=trace_of(self.catalogue, [*collections, *context], sources, self.texts),
            address=settings.address,
            layout=settings.layout.within(self.catalogue.folder),
            inputs=inputs_of(self.catalogue, [*collections, *context]),
        )

    def _number_sources(self, collections: dict[str, Collection]) -> None:
        """Footnotes: the report first, then the sources in use in the order of their table."""
        used = {row["source"] for row in self.catalogue.facts}
        for layer in self.catalogue.layers:
            if layer.settings.kind == "projects" and layer.id in collections:
                for feature in collections[layer.id].features:
                    used.add(feature.properties.get("source", ""))
                    used.add(feature.properties.get("location_source", ""))
        report = self.catalogue.settings.report
        order = sorted(self.catalogue.sources, key=lambda name: name != report)
        chosen = [name for name in order if name in used or name == report]
        self.numbers = {name: number for number, name in enumerate(chosen, 1)}

    def _projects(self, collections: dict[str, Collection]) -> tuple[MapProject, ...]:
        found = [
            self._project(layer, feature)
            for layer in self.catalogue.layers
            if layer.settings.kind == "projects" and layer.id in collections
            for feature in collections[layer.id].features
        ]
        found.sort(key=lambda project: (project.role == Role.CONTEXT, project.geometry is None))
        return tuple(replace(project, number=number) for number, project in enumerate(found, 1))

    def _project(self, layer: Layer, feature: Feature) -> MapProject:
        said = feature.properties
        name = str(said["id"])
        facts = facts_of(name, self.catalogue, self.texts, self.numbers)
        status_source = self.numbers.get(said["source"], 0)
        location_source = self.numbers.get(said.get("location_source") or "", 0)
        cited = {status_source, location_source}
        cited.update(statement.source for fact in facts for statement in fact.statements)
        precision = said["location_precision"]
        line_precision = said.get("line_precision") or precision
        date, locator = said["status_date"], said.get("locator") or ""
        return MapProject(
            number=0,
            id=name,
            layer=layer.id,
            name=self.texts.column(said, "name"),
            summary=self.texts.column(said, "summary"),
            sector=said["sector"],
            status=said["status"],
            status_date=self.texts.worded(lambda wording: wording.date(date)),
            status_date_iso=date,
            status_source=status_source,
            status_locator=self.texts.worded(lambda wording: wording.locator(locator)),
            precision=precision,
            line_precision=line_precision,
            role=said.get("role") or "project",
            certainty=said.get("certainty") or "stated",
            note=self.texts.column(said, "note"),
            place=self.texts.column(said, "place"),
            location_note=self.texts.column(said, "location_note"),
            location_source=location_source,
            geometry=feature.geometry,
            anchor=measure.anchor(feature.geometry),
            bounds=measure.bounds(feature.geometry),
            measures=self._measures(feature.geometry, precision, line_precision),
            facts=facts,
            sources=tuple(sorted(cited - {0})),
        )

    def _measures(
        self, geometry: dict[str, Any] | None, precision: str, line_precision: str
    ) -> tuple[Measure, ...]:
        kinds = {kind for kind, _part in measure.parts(geometry)}
        found = []
        if "LineString" in kinds and line_precision in _MEASURABLE:
            metres = measure.length_m(geometry)
            worded = self.texts.worded(lambda wording: wording.length(metres))
            found.append(Measure("length", round(metres), worded))
        if "Polygon" in kinds and precision in _MEASURABLE:
            square_metres = measure.area_m2(geometry)
            worded = self.texts.worded(lambda wording: wording.area(square_metres))
            found.append(Measure("area", round(square_metres), worded))
        return tuple(found)

    def _feature(self, layer: Layer, feature: Feature) -> MapFeature:
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
            anchor=measure.anchor(feature.geometry),
            bounds=measure.bounds(feature.geometry),
        )

    def _layer(self, layer: Layer) -> MapLayer:
        settings = layer.settings
        plain = settings.kind == "plain"
        return MapLayer(
            id=layer.id,
            kind=settings.kind,
            title=self.texts.of(settings.title, layer.id),
            description=self.texts.of(settings.description, ""),
            attribution=self.texts.said(settings.attribution),
            licence=self.texts.said(settings.licence),
            color=settings.style.color if plain else "",
            weight=settings.style.weight if plain else 0,
        )

    def _context_layer(self, layer: Layer, collection: Collection) -> ContextLayer:
        return ContextLayer(
            id=layer.id,
            title=self.texts.of(layer.settings.title, layer.id),
            attribution=self.texts.said(layer.settings.attribution),
            licence=self.texts.said(layer.settings.licence),
            shapes=tuple(
                ContextShape(
                    self.texts.column(feature.properties, "name"),
                    _rank(feature.properties.get("rank")),
                    feature.geometry,
                )
                for feature in collection.features
                if feature.geometry
            ),
        )

    def _source(self, number: int, row: Row) -> Source:
        return Source(
            number=number,
            id=row["id"],
            title=self.texts.column(row.cells, "title", row["title"]),
            publisher=row["publisher"],
            date=self.texts.worded(lambda wording: wording.date(row["date"])),
            date_iso=row["date"],
            language=row["language"],
            url=row["url"],
            licence=row["licence"],
        )

    def _headlines(self, projects: tuple[MapProject, ...]) -> tuple[Headline, ...]:
        known = {(item.id, fact.key): fact for item in projects for fact in item.facts}
        return tuple(
            Headline(name, key, fact.label, fact.statements[0].text, fact.statements[0].source)
            for name, key in self.catalogue.settings.headline
            if (fact := known.get((name, key)))
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


def _rank(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 1


def _around(boxes: Sequence[Bounds]) -> Bounds:
    """The bounds of all boxes with a margin; the whole world for none."""
    if not boxes:
        return (-180.0, -60.0, 180.0, 75.0)
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
    margin = max((east - west) * _MARGIN, (north - south) * _MARGIN, 0.01)
    return (
        round(max(west - margin, -180.0), 6),
        round(max(south - margin, -90.0), 6),
        round(min(east + margin, 180.0), 6),
        round(min(north + margin, 90.0), 6),
    )
