"""What a file is, told by its first bytes: a name or an extension may say anything.

GDAL opens whatever it recognises, a virtual file that points elsewhere included; so it is only
shown files that were recognised here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.errors import MapError, UsageError
from geo.staff.importing.archive import names_in
from geo.staff.importing.limits import MAX_BYTES

if TYPE_CHECKING:
    from pathlib import Path

_HEAD = 65536
#: Files that belong to a Shapefile, and are not it.
SHAPE_PARTS = {".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qpj", ".qix", ".qmd"}
_TABLES = {".csv", ".tsv", ".txt", ".tab"}
_EXTENSIONS = {
    "gpkg": {".gpkg"},
    "shapefile": {".shp"},
    "kml": {".kml"},
    "kmz": {".kmz"},
    "dxf": {".dxf"},
    "gpx": {".gpx"},
    "csv": _TABLES,
    "xlsx": {".xlsx", ".xlsm"},
    "flatgeobuf": {".fgb"},
    "geoparquet": {".parquet", ".geoparquet"},
    "geojson": {".geojson", ".json", ".js"},
    "zip": {".zip", ".shz"},
}
_NAMES = {
    "gpkg": "GeoPackage",
    "shapefile": "Shapefile",
    "kml": "KML",
    "kmz": "KMZ",
    "dxf": "DXF",
    "gpx": "GPX",
    "csv": "CSV",
    "xlsx": "XLSX",
    "flatgeobuf": "FlatGeobuf",
    "geoparquet": "GeoParquet",
    "geojson": "GeoJSON",
    "zip": "ZIP",
}
#: Beginnings of files that people have and that can't be read, with what to do.
_REFUSED = (
    (b"AC10", "a DWG drawing", "save it as DXF (in AutoCAD: Save As, DXF 2018; nanoCAD likewise)"),
    (b"AutoCAD Binary DXF", "a binary DXF", "save it as an ASCII DXF"),
    (b"!table", "a MapInfo table", "save it as GeoPackage or Shapefile (QGIS opens it)"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file", "save it as .xlsx"),
    (b"Rar!", "a RAR archive", "unpack it and give the file in it"),
    (b"7z\xbc\xaf", "a 7-Zip archive", "unpack it and give the file in it"),
    (b"\x1f\x8b", "a GZIP archive", "unpack it and give the file in it"),
    (b"%PDF", "a PDF", "ask for the data it was made from"),
    (b"\x89PNG", "a picture", "ask for the data it was made from"),
    (b"\xff\xd8\xff", "a picture", "ask for the data it was made from"),
    (b"II*\x00", "a TIFF raster", "layers are points, lines and areas"),
)
_REMOTE = re.compile(r"^(?:[A-Za-z][A-Za-z0-9+.-]+:|/vsi|\\\\)")


def refuse_remote(source: str) -> None:
    """Raise UsageError for what is no file of this machine: an address, a database, /vsi…."""
    if _REMOTE.match(source) and not re.match(r"^[A-Za-z]:[\\/]", source):
        message = f"{source}: only files of this machine are read, no addresses and no databases"
        message = f"{message}; save it as a file first"
        raise UsageError(message)


def label(form: str) -> str:
    """The name of a format as people say it."""
    return _NAMES.get(form, form)


def known_formats() -> str:
    """All that can be read, for messages."""
    return ", ".join(_NAMES.values())


def misnamed(path: Path, form: str) -> str:
    """What to say of a file whose extension promises another format, "" where it doesn't."""
    suffix = path.suffix.lower()
    if suffix in _EXTENSIONS.get(form, {suffix}) or not suffix:
        return ""
    return f"{path.name} ends in {suffix}, yet it is {label(form)}; it is read as {label(form)}"


def form_of(path: Path) -> str:
    """The format of a file.

    Raises MapError for what is no file, is empty, or is none of the formats.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            message = f"{path}: the file is larger than {MAX_BYTES // 1024**3} GB"
            message = f"{message}; cut out the part that the map needs first"
            raise MapError(message)
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        message = f"{path}: can't be read: {error.strerror or error}"
        raise MapError(message) from error
    if not head:
        message = f"{path}: the file is empty"
        raise MapError(message)
    found = _binary(path, head) or _text(path, head)
    if not found:
        message = f"{path}: this is none of the formats that can be read ({known_formats()})"
        message = f"{message}; or it is damaged"
        raise MapError(message)
    return found


def _binary(path: Path, head: bytes) -> str:
    for start, what, todo in _REFUSED:
        if head.startswith(start):
            message = f"{path}: this is {what}, which can't be read; {todo}"
            raise MapError(message)
    if head.startswith(b"SQLite format 3\0"):
        return "gpkg"
    if head.startswith(b"\x00\x00\x27\x0a"):
        return "shapefile"
    if head.startswith(b"fgb\x03"):
        return "flatgeobuf"
    if head.startswith(b"PAR1"):
        return "geoparquet"
    if head.startswith(b"PK\x03\x04"):
        return _zipped(path)
    if head.startswith(b"PK\x05\x06"):
        message = f"{path}: the archive is empty"
        raise MapError(message)
    return ""


def _zipped(path: Path) -> str:
    names = names_in(path)
    if "xl/workbook.xml" in names:
        return "xlsx"
    if path.suffix.lower() == ".kmz":
        return "kmz"
    return "zip"


def _text(path: Path, head: bytes) -> str:
    start = _decoded(head).lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        return _xml(path, start)
    if start.startswith(("{", "[")) and path.suffix.lower() not in _TABLES:
        return "geojson"
    lines = [line.strip() for line in start.split("\n", 40)[:40]]
    # Comments of a DXF are pairs of 999 and a text; then comes 0, SECTION.
    while len(lines) > 1 and lines[0] == "999":
        lines = lines[2:]
    if lines[:2] == ["0", "SECTION"]:
        return "dxf"
    if path.suffix.lower() in _TABLES and "\0" not in start:
        return "csv"
    return ""


def _decoded(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    return head.decode("utf-8", "replace")


def _xml(path: Path, start: str) -> str:
    start = start[:4096]
    root = re.search(
        r"<(?:[\w.-]+:)?(\w[\w.-]*)[\s>/]", re.sub(r"(?s)<\?.*?\?>|<!--.*?-->", "", start)
    )
    name = root[1].lower() if root else ""
    if name in {"kml", "gpx"}:
        return name
    if name == "html":
        message = f"{path}: this is a web page, not data (was a sign-in page saved instead?)"
        raise MapError(message)
    message = f"{path}: XML that is neither KML nor GPX: <{name:.40}>"
    raise MapError(message)
