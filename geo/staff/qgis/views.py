"""Which layers the project has, and how QGIS is to open each."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from geo.catalogue import FACTS_FILE, SOURCES_FILE, Catalogue, Layer, LayerSettings
from geo.errors import MapError
from geo.qml.expressions import column
from geo.suffixes import is_columnar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from geo.read import Collection
    from geo.staff.qgis.words import Words

KINDS = {
    "Point": "Point",
    "MultiPoint": "Point",
    "LineString": "Line",
    "MultiLineString": "Line",
    "Polygon": "Polygon",
    "MultiPolygon": "Polygon",
}
COLLECTION = "GeometryCollection"
#: What SpatiaLite calls the parts of a kind, and the geometry type of all of them together.
_PARTS = {"Point": (1, 4), "Line": (2, 5), "Polygon": (3, 6)}
#: Without it a column of whole dates takes no month or year: QGIS would write 0000-00-00.
_DATES = "option:DATE_AS_STRING=YES"


@dataclass(frozen=True, slots=True)
class View:
    """A layer in QGIS.

    ``kinds`` are those of its geometries in the order of the file: QGIS takes the first for
    the layer's and digitises only that. ``unplaced`` says that a feature has no geometry.
    ``depends`` is the layer that it shows a part of, and can't change. ``named`` says that
    the names of its features stand on the map.
    """

    id: str
    title: str
    source: str
    columns: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    unplaced: bool = False
    kind: str = "table"
    settings: LayerSettings = field(default_factory=LayerSettings)
    name: str = ""
    depends: str = ""
    named: bool = True

    @property
    def is_projects(self) -> bool:
        """Whether its features are projects."""
        return self.kind == "projects"


def view_of(
    layer: Layer, collection: Collection, base: Path, words: Words, *, folder: str = ""
) -> View:
    """The layer of a GeoJSON file, seen from the folder of the project file."""
    columns = dict.fromkeys(key for f in collection.features for key in f.properties)
    found = dict.fromkeys(kind for f in collection.features for kind in _kinds(f.geometry))
    return View(
        id=layer_id(folder + layer.id),
        title=words.chosen(layer.settings.title, layer.id),
        source=f"{_relative(layer.path, base)}{_said(layer)}",
        columns=tuple(columns),
        kinds=tuple(found),
        unplaced=any(f.geometry is None for f in collection.features),
        kind="context" if folder else layer.settings.kind,
        settings=layer.settings,
        name=layer.id,
    )


def parts_of(view: View, collection: Collection, words: Words) -> Iterator[View]:
    """What is drawn for collections of geometries, which QGIS neither draws nor digitises."""
    members = dict.fromkeys(
        kind
        for f in collection.features
        if isinstance(f.geometry, dict) and f.geometry.get("type") == COLLECTION
        for member in f.geometry.get("geometries") or ()
        for kind in _kinds(member)
        if kind in _PARTS
    )
    for index, kind in enumerate(sorted(members, key=list(_PARTS).index)):
        extract, whole = _PARTS[kind]
        part = f"CastToMulti(CollectionExtract(geometry, {extract}))"
        names = ", ".join(column(name) for name in view.columns)
        query = (
            f"SELECT {names}, {part} AS geometry FROM {column(view.id)} "  # noqa: S608 - quoted
            "WHERE GeometryType(geometry) LIKE 'GEOMETRYCOLLECTION%' "
            f"AND {part} IS NOT NULL"
        )
        note = f"{words.say('kind', kind)}, {words.say('kind', 'shown_only')}"
        yield View(
            id=layer_id(f"{view.id}/{kind}"),
            title=f"{view.title} ({note})",
            source=f"?query={quote(query, safe='')}&geometry=geometry:{whole}:4326",
            columns=view.columns,
            kinds=(kind,),
            kind=view.kind,
            settings=view.settings,
            name=view.name,
            depends=view.id,
            named=index == 0,
        )


def tables(catalogue: Catalogue, base: Path, words: Words) -> dict[str, View]:
    """facts.csv and sources.csv, as far as they are there."""
    found = {}
    for name, title in ((FACTS_FILE, "facts"), (SOURCES_FILE, "sources")):
        path = catalogue.folder / name
        if path.is_file():
            found[title] = View(
                id=layer_id(name),
                title=words.say("group", title),
                source=f"{_relative(path, base)}|option:AUTODETECT_TYPE=NO",
                columns=_header(path),
                name=name,
            )
    return found


def layer_id(name: str) -> str:
    """The id of a layer in QGIS: always the same for the same name, of letters and digits."""
    letters = re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_") or "layer"
    return f"{letters}_{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def _header(path: Path) -> tuple[str, ...]:
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        line = file.readline().strip()
    delimiter = ";" if line.count(";") > line.count(",") else ","
    return tuple(name.strip().strip('"') for name in line.split(delimiter))


def _kinds(geometry: Any) -> Sequence[str]:
    if not isinstance(geometry, dict):
        return ()
    kind = geometry.get("type")
    return (COLLECTION,) if kind == COLLECTION else [KINDS[k] for k in (kind,) if k in KINDS]


def _said(layer: Layer) -> str:
    """What QGIS must know of a file: how to take its dates, or which of its tables is meant."""
    if is_columnar(layer.path):
        return f"|layername={layer.settings.table}" if layer.settings.table else ""
    return f"|{_DATES}"


def _relative(path: Path, base: Path) -> str:
    """The path as QGIS reads it from the project's folder, with the marks that it needs."""
    try:
        relative = Path(os.path.relpath(path, base)).as_posix()
    except ValueError as error:
        message = f"{base}: a QGIS project must stand on the same drive as the layers"
        raise MapError(message) from error
    if "|" in relative:
        message = f"{path}: QGIS opens no file with '|' in its name or folder; rename it"
        raise MapError(message)
    return relative if relative.startswith("../") else f"./{relative}"


def project_ids(
    views: Iterable[View], collections: Mapping[str, Collection]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The ids of all projects, each with its properties."""
    for view in views:
        if view.is_projects:
            for feature in collections[view.name].features:
                own = feature.properties.get("id", feature.id)
                if isinstance(own, str):
                    yield own, feature.properties
