"""What follows the tables of projects: plain features, numbered sources, authors of the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.outputs.markup import PREFIX, html, xml

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.model import ContextLayer, MapFeature, MapLayer, Source
    from geo.outputs.markup import Prose

_SAFE_LINKS = ("https://", "http://", "mailto:")
# A huge layer must not bloat the page: what is beyond is counted.
_MOST_FEATURES = 200
_MOST_PROPERTIES = 30
_LONGEST_VALUE = 300


def features_html(prose: Prose) -> str:
    """Write a table for each plain layer, with the properties as they are."""
    model = prose.reader.model
    heads = (("name", "table.name"), ("properties", "page.properties"))
    parts: list[str] = []
    room = _MOST_FEATURES
    for layer in model.layers:
        features = [each for each in model.features if each.layer == layer.id]
        if not features:
            continue
        rows = "\n".join(_feature(prose, each) for each in features[:room])
        about = prose.text(layer.description)
        heading = f"<h2>{prose.text(layer.title)}</h2>" + (f"<p>{about}</p>" if about else "")
        table = prose.table(f"layer-{xml(layer.id)}", heading, heads, rows)
        parts.append(table if rows else heading)
        left_out = len(features) - room
        if left_out > 0:
            parts.append(f"<p>{prose.word('table.more', n=left_out)}</p>")
        room = max(0, -left_out)
    return "\n".join(parts)


def _feature(prose: Prose, feature: MapFeature) -> str:
    name = prose.text(feature.name) or html(feature.id)
    cell = f"<td>{_properties(feature.properties)}</td>"
    return f'<tr><th scope="row">{name}</th>{cell}</tr>'


def _properties(properties: Sequence[tuple[str, str]]) -> str:
    items = "".join(
        f"<div><dt>{html(key)}</dt><dd>{html(_cut(value))}</dd></div>"
        for key, value in properties[:_MOST_PROPERTIES]
    )
    return f"<dl>{items}</dl>" if items else ""


def _cut(value: str) -> str:
    return value if len(value) <= _LONGEST_VALUE else f"{value[: _LONGEST_VALUE - 1]}…"


def sources_html(prose: Prose) -> str:
    """Write the numbered sources; footnotes lead here."""
    sources = prose.reader.model.sources
    items = "\n".join(
        _source(prose, source, counted=source.number == place)
        for place, source in enumerate(sources, 1)
    )
    listed = f'<ol class="s-sources">\n{items}\n</ol>'
    return prose.section("sources", "page.sources", listed) if items else ""


def _source(prose: Prose, source: Source, *, counted: bool) -> str:
    """A source; ``counted`` where its number is its place in the list."""
    # A title that is the same for all readers is the one that was published.
    foreign = len(set(source.title)) == 1 and source.language not in {"", prose.reader.language}
    language = f' lang="{xml(source.language)}"' if foreign else ""
    title = prose.text(source.title) or html(source.id)
    web = source.url.lower().startswith(_SAFE_LINKS)
    if web:
        # Paper shows the address: see static.css.
        title = f'<a href="{xml(source.url)}" rel="noreferrer"{language}>{title}</a>'
    elif language:
        title = f"<cite{language}>{title}</cite>"
    parts = (
        title,
        html(source.publisher),
        prose.text(source.date),
        "" if web else html(source.url),
        prose.word("table.licence", name=source.licence) if source.licence else "",
    )
    said = " · ".join(part for part in parts if part)
    value = "" if counted else f' value="{source.number}"'
    return f'<li id="{PREFIX}{source.number}"{value}>{said}</li>'


def data_html(prose: Prose) -> str:
    """Write who made the layers and the base map, and under which licence they may be used."""
    model = prose.reader.model
    layers: list[MapLayer | ContextLayer] = [*model.layers, *model.context]
    items: dict[str, list[str]] = {}
    for layer in layers:
        licence = prose.word("table.licence", name=layer.licence) if layer.licence else ""
        said = "; ".join(part for part in (html(layer.attribution), licence) if part)
        if said:
            items.setdefault(said, []).append(prose.text(layer.title))
    rows = "".join(f"<li>{', '.join(titles)}: {said}</li>" for said, titles in items.items())
    return prose.section("data", "table.data", f'<ul class="s-data">{rows}</ul>') if rows else ""
