"""MapModel: all that an output draws, languages resolved, ready and frozen.

Outputs see nothing but this. A `Text` holds the same words in each language of the map,
in the order of ``MapModel.languages``; what is missing in one language has already
fallen back to another. Lengths are in metres, areas in square metres, positions are
(longitude, latitude) in degrees, WGS 84.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geo.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The same words in each language of the map, in the order of ``MapModel.languages``.
Text = tuple[str, ...]
#: A GeoJSON geometry object, as it stands in the file.
Geometry = dict[str, Any]
#: longitude, latitude
Position = tuple[float, float]
#: west, south, east, north
Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Source:
    """Who says it: ``number`` is the footnote, counted from 1."""

    number: int
    id: str
    title: Text
    publisher: str
    date: Text
    date_iso: str
    language: str
    url: str
    licence: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One value of a fact as one source gives it.

    ``text`` is the value with its unit. ``value`` is the number, in ``unit``, or the ISO
    date; ``high`` is the upper end where the source gives a range.
    """

    text: Text
    value: float | int | str
    high: float | int | None
    unit: str
    as_of: Text
    as_of_iso: str
    source: int
    locator: Text
    certainty: str
    note: Text


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure or a date of a project. More than one statement is a disagreement."""

    key: str
    label: Text
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """A geodesic ``length`` (m) or ``area`` (m²) of what is drawn, where that means something."""

    key: str
    value: float
    text: Text


@dataclass(frozen=True, slots=True)
class MapProject:
    """A feature of a projects layer. ``number`` is its place in lists, tables and drawings."""

    number: int
    id: str
    layer: str
    name: Text
    summary: Text
    sector: str
    status: str
    status_date: Text
    status_date_iso: str
    status_source: int
    status_locator: Text
    precision: str
    line_precision: str
    role: str
    certainty: str
    note: Text
    place: Text
    location_note: Text
    location_source: int
    geometry: Geometry | None
    anchor: Position | None
    bounds: Bounds | None
    measures: tuple[Measure, ...]
    facts: tuple[Fact, ...]
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MapFeature:
    """A feature of a plain layer, with its own properties as they are."""

    id: str
    layer: str
    name: Text
    properties: tuple[tuple[str, str], ...]
    geometry: Geometry | None
    anchor: Position | None
    bounds: Bounds | None


@dataclass(frozen=True, slots=True)
class LayerTiles:
    """The archive with the shapes of a layer that another engine has tiled.

    What belongs to a row has its id in the property ``key``, else as its own id.
    """

    path: str
    size: int
    min_zoom: int
    max_zoom: int
    bounds: Bounds
    key: str


@dataclass(frozen=True, slots=True)
class MapLayer:
    """A layer as the reader meets it. ``color`` and ``weight`` are of plain layers, else empty."""

    id: str
    kind: str
    title: Text
    description: Text
    attribution: Text
    licence: Text
    color: str
    weight: float
    tiles: LayerTiles | None = None


@dataclass(frozen=True, slots=True)
class ContextShape:
    """A shape of the base map. ``rank`` 1 is always shown, higher ones from deeper zooms."""

    name: Text
    rank: int
    geometry: Geometry


@dataclass(frozen=True, slots=True)
class ContextLayer:
    """A layer of the base map: land, lakes, rivers, borders or settlements."""

    id: str
    title: Text
    attribution: Text
    licence: Text
    shapes: tuple[ContextShape, ...]


@dataclass(frozen=True, slots=True)
class Credit:
    """A run of an attribution. ``url`` is where it leads, empty for plain text."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Basemap:
    """An online base map that a reader may choose.

    ``url`` is the address of a tile with {x}, {y}, {z} and maybe {s}, which stands for one of
    the letters of ``subdomains``.
    """

    id: str
    name: str
    url: str
    subdomains: str
    max_zoom: int
    credits: tuple[Credit, ...]


@dataclass(frozen=True, slots=True)
class OwnBasemap:
    """A base map of the map's own, a PMTiles archive: drawn in place of the built-in one.

    ``kind`` is mvt, png, jpeg or webp; ``size`` in bytes.
    """

    path: str
    size: int
    kind: str
    min_zoom: int
    max_zoom: int
    bounds: Bounds
    title: Text
    credits: tuple[Credit, ...]
    licence: str


@dataclass(frozen=True, slots=True)
class Headline:
    """A total of the report, shown above everything."""

    project: str
    fact: str
    label: Text
    text: Text
    source: int


@dataclass(frozen=True, slots=True)
class Input:
    """A file that the map is made from, and its SHA-256 in hexadecimal digits."""

    name: str
    digest: str


@dataclass(frozen=True, slots=True)
class Trace:
    """Which data a copy was made from.

    ``hash`` is the SHA-256 of the data in hexadecimal digits, ``newest`` the date of the
    newest source that the map cites; both are empty where there is nothing to say.
    """

    hash: str = ""
    newest: Text = ()
    newest_iso: str = ""

    @property
    def short(self) -> str:
        """The hash as readers see it: enough to tell one version of a map from all others."""
        return self.hash[:12]


@dataclass(frozen=True, slots=True)
class MapModel:
    """All that an output draws.

    ``words`` are those of the interface by language, keys as in the locale files with a dot
    between section and key. ``style`` is geo/style.toml. ``report`` is the number of the
    first source, 0 where the map has none. ``address`` is where the map is published, empty
    where that isn't said. ``layout`` has the options of each output, ``inputs`` are the files
    that it is made from, ``layer_bytes`` the bytes of its layers; ``own_basemap`` is drawn in
    place of ``context`` where there is one.
    """

    languages: tuple[str, ...]
    language: str
    title: Text
    summary: Text
    bounds: Bounds
    report: int
    headlines: tuple[Headline, ...]
    layers: tuple[MapLayer, ...]
    projects: tuple[MapProject, ...]
    features: tuple[MapFeature, ...]
    sources: tuple[Source, ...]
    context: tuple[ContextLayer, ...]
    words: Mapping[str, Mapping[str, str]] = field(hash=False)
    style: Mapping[str, Any] = field(hash=False)
    basemaps: tuple[Basemap, ...] = ()
    trace: Trace = Trace()
    address: str = ""
    layout: Layout = field(default_factory=Layout)
    inputs: tuple[Input, ...] = ()
    layer_bytes: int = 0
    own_basemap: OwnBasemap | None = None
