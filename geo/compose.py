"""Catalogue and Collections -> MapModel: languages resolved, values worded, things numbered.

Expects layers that geo.check found no error in.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.basemaps import basemap, credits_of
from geo.facts import facts_of
from geo.inputs import inputs_of
from geo.model import (
    Bounds,
    ContextLayer,
    ContextShape,
    Credit,
    Headline,
    LayerTiles,
    MapLayer,
    MapModel,
    MapProject,
    OwnBasemap,
    Source,
)
from geo.places import Places
from geo.pmtiles import ArchiveError, read_archive
from geo.schema import Role
from geo.suffixes import is_tiled
from geo.texts import Texts
from geo.trace import trace_of
from geo.words import words

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from geo.catalogue import Catalogue, Layer
    from geo.read import Collection, Feature
    from geo.tables import Row

_STYLE = Path(__file__).parent / "style.toml"
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

    def model(self, collections: Sequence[Collection], context: Sequence[Collection]) -> MapModel:
        by_name = {collection.name: collection for collection in collections}
        numbers = source_numbers(self.catalogue, self._used_sources(by_name))
        places = Places(self.catalogue, numbers)
        projects = self._projects(by_name, places)
        features = tuple(
            places.feature(layer, feature)
            for layer in self.catalogue.layers
            if layer.settings.kind == "plain" and layer.id in by_name
            for feature in by_name[layer.id].features
        )
        drawn = [project.bounds for project in projects] + [item.bounds for item in features]
        frame = Frame(self.catalogue, self.language, numbers)
        known, boxes = {project.id for project in projects}, [box for box in drawn if box]
        return replace(
            frame.model(context, known, boxes),
            projects=projects,
            features=features,
            trace=trace_of(self.catalogue, [*collections, *context], frame.sources(), frame.texts),
            inputs=inputs_of(self.catalogue, [*collections, *context]),
            layer_bytes=sum(collection.size for collection in collections),
        )

    def _used_sources(self, collections: dict[str, Collection]) -> set[str]:
        used = set()
        for layer in self.catalogue.layers:
            if layer.settings.kind == "projects" and layer.id in collections:
                used |= cited_sources(collections[layer.id].features)
        return used

    def _projects(
        self, collections: dict[str, Collection], places: Places
    ) -> tuple[MapProject, ...]:
        found = [
            (layer, feature)
            for layer in self.catalogue.layers
            if layer.settings.kind == "projects" and layer.id in collections
            for feature in collections[layer.id].features
        ]
        found.sort(
            key=lambda pair: (
                pair[1].properties.get("role") == Role.CONTEXT,
                pair[1].frame.get("geometry") is None,
            )
        )
        return tuple(
            places.project(layer, feature, number)
            for number, (layer, feature) in enumerate(found, 1)
        )


def cited_sources(features: Iterable[Feature]) -> set[str]:
    """The sources that projects name."""
    said = (feature.properties for feature in features)
    named = (each.get(key) for each in said for key in ("source", "location_source"))
    return {name for name in named if isinstance(name, str)}


def source_numbers(catalogue: Catalogue, used: set[str]) -> dict[str, int]:
    """Footnotes: the report first, then the sources in use in the order of their table.

    Those that a fact names are always in use.
    """
    used = used | {row["source"] for row in catalogue.facts}
    report = catalogue.settings.report
    order = sorted(catalogue.sources, key=lambda name: name != report)
    chosen = [name for name in order if name in used or name == report]
    return {name: number for number, name in enumerate(chosen, 1)}


class Frame:
    """All of a model but its projects and features."""

    def __init__(self, catalogue: Catalogue, language: str, numbers: Mapping[str, int]) -> None:
        self.catalogue = catalogue
        self.language = language
        self.numbers = numbers
        self.texts = Texts(catalogue.settings.languages)

    def model(
        self, context: Sequence[Collection], projects: Container[str], boxes: Sequence[Bounds]
    ) -> MapModel:
        """The model of a map that has these projects, and whose features lie in ``boxes``."""
        settings = self.catalogue.settings
        shapes = {collection.name: collection for collection in context}
        return MapModel(
            languages=self.texts.languages,
            language=self.language,
            title=self.texts.of(settings.title, self.catalogue.folder.resolve().name),
            summary=self.texts.of(settings.summary, ""),
            bounds=settings.bounds or _around(boxes),
            report=self.numbers.get(settings.report, 0),
            headlines=self._headlines(projects),
            layers=tuple(self._layer(layer) for layer in self.catalogue.layers),
            projects=(),
            features=(),
            sources=self.sources(),
            context=tuple(
                self._context_layer(layer, shapes[layer.id])
                for layer in self.catalogue.context
                if layer.id in shapes
            ),
            words={code: dict(words(code)) for code in self.texts.languages},
            style=tomllib.loads(_STYLE.read_text(encoding="utf-8")),
            basemaps=tuple(basemap(name) for name in dict.fromkeys(settings.basemaps)),
            address=settings.address,
            layout=settings.layout.within(self.catalogue.folder),
            own_basemap=own_basemap(self.catalogue, self.texts),
        )

    def sources(self) -> tuple[Source, ...]:
        """The sources that have a number."""
        return tuple(
            self._source(number, self.catalogue.sources[name])
            for name, number in self.numbers.items()
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
            tiles=_tiles(layer),
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

    def _headlines(self, projects: Container[str]) -> tuple[Headline, ...]:
        found = []
        for name, key in self.catalogue.settings.headline:
            facts = facts_of(name, self.catalogue, self.texts, self.numbers)
            fact = next((fact for fact in facts if fact.key == key), None)
            if fact and name in projects:
                said = fact.statements[0]
                found.append(Headline(name, key, fact.label, said.text, said.source))
        return tuple(found)


def own_basemap(catalogue: Catalogue, texts: Texts) -> OwnBasemap | None:
    """The base map of the map's own, if it has one."""
    said = catalogue.settings.basemap
    if said is None:
        return None
    try:
        archive = read_archive(catalogue.folder / said.file)
    except (ArchiveError, OSError):
        return None  # which check has said
    markup = archive.attribution
    return OwnBasemap(
        path=str(archive.path.absolute()),
        size=archive.size,
        kind=archive.kind,
        min_zoom=archive.min_zoom,
        max_zoom=archive.max_zoom,
        bounds=archive.bounds,
        title=texts.of(said.title, archive.name or archive.path.stem),
        credits=(Credit(said.attribution, ""),) if said.attribution else credits_of(markup),
        licence=said.licence,
    )


def _tiles(layer: Layer) -> LayerTiles | None:
    """The archive with a layer's shapes, where another engine has tiled it."""
    if not is_tiled(layer.path):
        return None
    try:
        archive = read_archive(layer.path)
    except (ArchiveError, OSError):
        return None  # which check has said
    return LayerTiles(
        path=str(archive.path.absolute()),
        size=archive.size,
        min_zoom=archive.min_zoom,
        max_zoom=archive.max_zoom,
        bounds=archive.bounds,
        key=layer.settings.key,
    )


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
