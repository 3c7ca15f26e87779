"""What follows the tables of projects: plain features, numbered sources, authors of the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.outputs.markup import PREFIX, html, xml
from geo.outputs.rows import credits_of, plain_tables, sources

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.outputs.markup import Prose
    from geo.outputs.rows import SourceRow


def features_html(prose: Prose) -> str:
    """Write a table for each plain layer, with the properties as they are."""
    heads = (("name", "table.name"), ("properties", "page.properties"))
    parts: list[str] = []
    for table in plain_tables(prose.reader):
        rows = "\n".join(
            f'<tr><th scope="row">{html(name)}</th><td>{_properties(properties)}</td></tr>'
            for name, properties in table.rows
        )
        about = f"<p>{html(table.description)}</p>" if table.description else ""
        heading = f"<h2>{html(table.title)}</h2>{about}"
        whole = prose.table(f"layer-{xml(table.layer)}", heading, heads, rows)
        parts.append(whole if rows else heading)
        if table.more:
            parts.append(f"<p>{prose.word('table.more', n=table.more)}</p>")
    return "\n".join(parts)


def _properties(properties: Sequence[tuple[str, str]]) -> str:
    items = "".join(
        f"<div><dt>{html(key)}</dt><dd>{html(value)}</dd></div>" for key, value in properties
    )
    return f"<dl>{items}</dl>" if items else ""


def sources_html(prose: Prose) -> str:
    """Write the numbered sources; footnotes lead here."""
    items = "\n".join(
        _source(row, counted=row.number == place)
        for place, row in enumerate(sources(prose.reader), 1)
    )
    listed = f'<ol class="s-sources">\n{items}\n</ol>'
    return prose.section("sources", "page.sources", listed) if items else ""


def _source(row: SourceRow, *, counted: bool) -> str:
    """A source; ``counted`` where its number is its place in the list."""
    language = f' lang="{xml(row.language)}"' if row.language else ""
    title = html(row.title)
    if row.url:
        # Paper shows the address: see static.css.
        title = f'<a href="{xml(row.url)}" rel="noreferrer"{language}>{title}</a>'
    elif language:
        title = f"<cite{language}>{title}</cite>"
    said = " · ".join((title, *map(html, row.details)))
    value = "" if counted else f' value="{row.number}"'
    return f'<li id="{PREFIX}{row.number}"{value}>{said}</li>'


def data_html(prose: Prose) -> str:
    """Write who made the layers and the base map, and under which licence they may be used."""
    rows = "".join(
        f"<li>{', '.join(map(html, titles))}: {html(said)}</li>"
        for titles, said in credits_of(prose.reader)
    )
    return prose.section("data", "table.data", f'<ul class="s-data">{rows}</ul>') if rows else ""
