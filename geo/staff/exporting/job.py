"""An export from beginning to end: which layers, which format, and the files that come of it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo import unfinished
from geo.catalogue import CONTEXT_FOLDER, load_catalogue
from geo.errors import MapError, UsageError
from geo.read import read_collection
from geo.sheets.sheet import Sheet, table_of
from geo.staff.exporting.rows import sheet_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.catalogue import Catalogue, Layer
    from geo.read import Collection

#: Formats by the end of the name; those that hold one layer a file.
FORMATS = {
    ".gpkg": "gpkg",
    ".shp": "shp",
    ".zip": "zip",
    ".kml": "kml",
    ".csv": "csv",
    ".xlsx": "xlsx",
    ".fgb": "fgb",
    ".parquet": "parquet",
    ".geojson": "geojson",
}
_SINGLE = {"shp", "csv", "fgb", "parquet", "geojson"}
_NOT_FOREIGN = {"type", "features", "crs"}
_DEGREES_ONLY = {"kml", "geojson"}
#: A Shapefile's files, in the order in which they are put in their places: the table that is
#: opened comes last.
_PARTS = (".cpg", ".prj", ".dbf", ".shx", ".shp")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user asked for."""

    file: Path
    folder: Path
    layers: tuple[str, ...] = ()
    language: str = ""
    crs: str = ""
    operation: str = ""


@dataclass(frozen=True, slots=True)
class _Reading:
    """How a document is to be read: in which language, under which title."""

    language: str
    title: str


@dataclass(slots=True)
class Export:
    """The files by path, and what to say of them."""

    files: dict[Path, bytes]
    features: int
    layers: int
    notes: list[str] = field(default_factory=list)


def exported(wish: Wish) -> Export:
    """Make the files. Nothing is written yet.

    Raises UsageError for a format or a layer that isn't known, MapError for a layer that can't
    be read.
    """
    form = FORMATS.get(wish.file.suffix.lower())
    if form is None:
        message = f"{wish.file}: the format is told by the end of the name"
        message = f"{message}: {' '.join(FORMATS)}"
        raise UsageError(message)
    catalogue = load_catalogue(wish.folder)
    language = _language(catalogue, wish.language)
    layers = _layers(catalogue, wish.layers)
    if form in _SINGLE and len(layers) > 1:
        names = ", ".join(layer.id for layer in layers)
        message = f"{wish.file.name} holds one layer; say which with --layer: {names}"
        message = f"{message}; or export all as .gpkg, .xlsx, .kml or .zip"
        raise UsageError(message)
    if wish.operation and not wish.crs:
        message = "--operation is the way to another coordinate system; say which: --crs EPSG:CODE"
        raise UsageError(message)
    if form in _DEGREES_ONLY and wish.crs:
        message = f"--crs {wish.crs}: {form} is always in degrees of WGS 84"
        raise UsageError(message)
    _refuse_own(wish.file, catalogue)
    collections = [_collection(layer) for layer in layers]
    notes: list[str] = []
    crs, move = _moving(wish, collections, notes)
    sheets = [
        sheet_of(collection, _title(layer, language), crs, move=move)
        for layer, collection in zip(layers, collections, strict=True)
    ]
    if form == "geojson":
        made = {wish.file: _geojson(collections[0])}
        sheets[0].losses.clear()
    else:
        title = catalogue.settings.title.get(language) or wish.file.stem
        extra = [] if wish.layers else _tables(catalogue)
        made = _made(form, wish, sheets, extra, _Reading(language, title))
    notes += _said(sheets)
    return Export(made, sum(len(sheet) for sheet in sheets), len(sheets), notes)


def write(export: Export) -> list[Path]:
    """Put each file in its place in one step."""
    from geo.write import write_bytes

    for path, data in export.files.items():
        write_bytes(path, data)
    return [path for path in export.files if path.suffix.lower() not in _PARTS[:-1]]


def _layers(catalogue: Catalogue, names: Sequence[str]) -> list[Layer]:
    known = {layer.id: layer for layer in catalogue.layers}
    missing = [name for name in names if name not in known]
    if missing:
        from geo.suggest import did_you_mean

        message = f"--layer {missing[0]}: there is no such layer; {did_you_mean(missing[0], known)}"
        raise UsageError(message)
    return [known[name] for name in dict.fromkeys(names)] or list(catalogue.layers)


def _language(catalogue: Catalogue, wanted: str) -> str:
    languages = catalogue.settings.languages
    if wanted and wanted not in languages:
        known = ", ".join(languages)
        message = f"--lang {wanted}: the map has no such language; it has {known}"
        raise UsageError(message)
    return wanted or catalogue.language


def _collection(layer: Layer) -> Collection:
    collection = read_collection(layer.path)
    errors = [problem for problem in collection.problems if problem.is_error]
    if errors:
        first = errors[0]
        message = f"{layer.path}:{first.line}:{first.column}: {first.message}"
        message = f"{message}; run check, and mend the layer first"
        raise MapError(message)
    return collection


def _title(layer: Layer, language: str) -> str:
    title = layer.settings.title
    return title.get(language) or next(iter(title.values()), "") or layer.id


def _refuse_own(file: Path, catalogue: Catalogue) -> None:
    """Raise UsageError where an export would take the place of what it is made from."""
    layers = [layer.path for layer in (*catalogue.layers, *catalogue.context)]
    tables = [catalogue.folder / name for name in ("facts.csv", "sources.csv")]
    if any(file.exists() and path.exists() and file.samefile(path) for path in (*layers, *tables)):
        message = f"{file}: it belongs to the layers; give the export another place or name"
        raise UsageError(message)


def _moving(wish: Wish, collections: list[Collection], notes: list[str]) -> tuple[Any, Any]:
    """The system of the export, and what takes a shape to it from degrees."""
    from pyproj import CRS

    if not wish.crs:
        return CRS.from_epsg(4326), None
    import numpy as np
    import shapely

    from geo.measure import bounds
    from geo.staff.importing.crs import from_text
    from geo.staff.importing.datum import shift

    crs = from_text(wish.crs)
    boxes = [b for c in collections for f in c.features if (b := bounds(f.geometry))]
    if not boxes:
        return crs, None
    columns = list(zip(*boxes, strict=True))
    west, south, east, north = min(columns[0]), min(columns[1]), max(columns[2]), max(columns[3])
    way = shift(crs, (west, south, east, north), wish.operation, back=True)
    notes += [f"coordinate system: {crs.name}", *way.lines(), *way.warnings()]

    def moved(xyz: Any) -> Any:
        x, y = way.transformer.transform(xyz[:, 0], xyz[:, 1])
        if not (np.isfinite(x).all() and np.isfinite(y).all()):
            message = f"--crs {wish.crs}: some of the data lies where {crs.name} can't put it"
            raise MapError(message)
        return np.column_stack([x, y, *xyz.T[2:]])

    return crs, lambda shape: shapely.transform(shape, moved, include_z=shape.has_z)


def _geojson(collection: Collection) -> bytes:
    """The layer in canonical form: nothing of it is lost."""
    from geo.write import collection_text

    members = {key: value for key, value in collection.members.items() if key not in _NOT_FOREIGN}
    raw = [feature.raw for feature in collection.features]
    return collection_text(raw, members=members).encode()


def _made(
    form: str, wish: Wish, sheets: list[Sheet], tables_too: list[Sheet], reading: _Reading
) -> dict[Path, bytes]:
    from geo.staff.exporting import tables

    if form == "csv":
        return {wish.file: tables.csv_bytes(sheets[0])}
    if form == "xlsx":
        return {wish.file: tables.xlsx_bytes([*sheets, *tables_too])}
    if form == "kml":
        from geo.staff.exporting.kml import kml_bytes

        return {wish.file: kml_bytes(sheets, reading.language, reading.title)}
    if form == "parquet":
        from geo.staff.exporting.parquet import parquet_bytes

        return {wish.file: parquet_bytes(sheets[0])}
    with unfinished.folder("export") as folder:
        return _by_gdal(form, wish, folder, sheets, tables_too)


def _by_gdal(
    form: str, wish: Wish, folder: Path, sheets: list[Sheet], tables_too: list[Sheet]
) -> dict[Path, bytes]:
    from geo.sheets import archive, gdal
    from geo.staff.exporting.shapes import write_shapefiles

    if form == "gpkg":
        gdal.geopackage(folder / "out.gpkg", [*sheets, *tables_too])
        return {wish.file: (folder / "out.gpkg").read_bytes()}
    if form == "fgb":
        gdal.flatgeobuf(folder / "out.fgb", sheets[0])
        return {wish.file: (folder / "out.fgb").read_bytes()}
    if form == "shp":
        sheets[0].name = wish.file.stem
    for sheet in sheets:
        write_shapefiles(folder, sheet)
    made = sorted(folder.iterdir(), key=lambda path: _PARTS.index(path.suffix))
    files = {path.name: path.read_bytes() for path in made}
    if form == "zip":
        return {wish.file: archive.zipped(files)}
    return {wish.file.with_name(name): data for name, data in files.items()}


def _tables(catalogue: Catalogue) -> list[Sheet]:
    """facts.csv and sources.csv as tables beside the layers, where no layer is named so."""
    taken = {layer.id for layer in catalogue.layers} | {CONTEXT_FOLDER}
    found = {
        "facts": [dict(row.cells) for row in catalogue.facts],
        "sources": [dict(row.cells) for row in catalogue.sources.values()],
    }
    return [table_of(name, rows) for name, rows in found.items() if rows and name not in taken]


def _said(sheets: list[Sheet]) -> list[str]:
    losses: Counter[str] = Counter()
    for sheet in sheets:
        for what, count in sheet.losses.items():
            losses[what] += count
    found = []
    for what, count in losses.items():
        if count:
            named = re.match(r"field .* is named ", what)
            found.append(what if named else f"not kept as it is: {count} × {what}")
    return found
