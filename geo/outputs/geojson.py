"""The projects as one GeoJSON layer (RFC 7946), one feature a project, texts in all languages.

Keys are the same in each language. What concerns the whole region has no geometry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.outputs.data.figures import certainty, columns, in_words
from geo.outputs.data.sources import source_line
from geo.outputs.markup import Reader, clean
from geo.outputs.rows import credits_of
from geo.write import collection_text

if TYPE_CHECKING:
    from geo.model import MapFeature, MapModel, MapProject, Statement, Text

_TEXTS = ("name", "place", "summary", "note", "location_note")


def render(model: MapModel) -> dict[str, bytes]:
    """Write the layer; ``name`` and the like are in the model's language."""
    layer = _Layer(Reader(model, model.language))
    text = collection_text(layer.features(), members=layer.members())
    return {"map.geojson": text.encode()}


class _Layer:
    def __init__(self, reader: Reader) -> None:
        self.reader, self.model = reader, reader.model
        self.sources = {source.number: source for source in self.model.sources}
        several = self.model.layout.geojson.languages == "all"
        self.languages = self.model.languages if several else ()
        figures = columns(reader, "all")
        self.columns = (*figures.main, *figures.further)

    def members(self) -> dict[str, Any]:
        """What is said of the collection."""
        model, reader = self.model, self.reader
        said = {
            "name": reader.of(model.title),
            "description": reader.of(model.summary),
            "language": reader.language,
            "version": model.trace.hash,
            "newest_source": model.trace.newest_iso,
            "address": model.address,
            "attribution": [f"{', '.join(titles)}: {by}" for titles, by in credits_of(reader)],
            "sources": [
                _filled(
                    number=source.number,
                    id=source.id,
                    title=self._by_language(source.title),
                    publisher=clean(source.publisher),
                    date=source.date_iso,
                    language=source.language,
                    url=clean(source.url),
                    licence=clean(source.licence),
                )
                for source in model.sources
            ],
        }
        return {key: value for key, value in said.items() if value}

    def features(self) -> list[dict[str, Any]]:
        """Projects by their numbers, then what other layers have."""
        found = [
            _feature(p, self._project(p, index)) for index, p in enumerate(self.model.projects)
        ]
        return found + [_feature(each, self._plain(each)) for each in self.model.features]

    def _plain(self, feature: MapFeature) -> dict[str, Any]:
        own = {clean(key): clean(value) for key, value in feature.properties}
        return {**own, "layer": feature.layer}

    def _project(self, project: MapProject, index: int) -> dict[str, Any]:
        reader, word = self.reader, self.reader.word
        flat = {field.key: field.values[index] for field in self.columns}
        return _filled(
            id=project.id,
            number=project.number,
            layer=project.layer,
            language=reader.language,
            name=reader.of(project.name),
            sector=project.sector,
            sector_name=word(f"sector.{project.sector}"),
            status=project.status,
            status_name=word(f"status.{project.status}"),
            status_date=project.status_date_iso,
            status_source=project.status_source or None,
            precision=project.precision,
            precision_name=word(f"precision.{project.precision}"),
            line_precision=project.line_precision,
            role=project.role,
            certainty=project.certainty,
            certainty_name=certainty(reader, project.certainty),
            place=reader.of(project.place),
            summary=reader.of(project.summary),
            note=reader.of(project.note),
            location_note=reader.of(project.location_note),
            location_source=project.location_source or None,
            **{
                f"{key}_{code}": clean(text)
                for key in _TEXTS
                for code, text in zip(self.languages, getattr(project, key), strict=False)
            },
            **flat,
            figures=in_words(reader, project),
            facts=[
                self._fact(fact.key, fact.label, each)
                for fact in project.facts
                for each in fact.statements
            ],
            measures=[_filled(key=m.key, value=m.value) for m in project.measures],
            sources=[
                source_line(reader, self.sources[number])
                for number in project.sources
                if number in self.sources
            ],
        )

    def _fact(self, key: str, label: Text, said: Statement) -> dict[str, Any]:
        reader = self.reader
        return _filled(
            key=key,
            label=reader.of(label),
            text=reader.of(said.text),
            value=said.value,
            high=said.high,
            unit=said.unit,
            as_of=said.as_of_iso,
            source=said.source or None,
            locator=reader.of(said.locator),
            certainty=said.certainty,
            note=reader.of(said.note),
        )

    def _by_language(self, text: Text) -> Any:
        said = {code: clean(each) for code, each in zip(self.languages, text, strict=False)}
        return said if len(set(said.values())) > 1 else self.reader.of(text)


def _feature(of: MapProject | MapFeature, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "id": of.id, "properties": properties, "geometry": of.geometry}


def _filled(**members: Any) -> dict[str, Any]:
    """The members that say something."""
    return {key: value for key, value in members.items() if value not in (None, "", [])}
