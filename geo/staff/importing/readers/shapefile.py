"""Shapefile: the code page of its table is the first thing to be sure of, then its parts."""

from __future__ import annotations

import re
import shutil
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo import unfinished
from geo.errors import MapError, UsageError
from geo.staff.importing import encodings
from geo.staff.importing.readers.vector import quiet, read_layer
from geo.staff.importing.table import Table

if TYPE_CHECKING:
    from geo.staff.importing.source import Options

_HEADER, _SHP_LEAST = 32, 100
_SAMPLE_BYTES = 4 * 1024**2
_LDID_AT = 29
#: The code page in which each letter stands for one byte.
_BYTES = "ISO-8859-1"
_MEASURED = {21, 23, 25, 28}
_PATCHES = 31
#: A text that fills so wide a column may have been cut.
_CUT = 80
#: The beginning of a letter of UTF-8 that lacks its end.
_HALF = re.compile(rb"(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})$")


def tables(path: Path, options: Options) -> list[str]:
    """A Shapefile is one table."""
    del options
    return [path.stem]


def read(path: Path, table: str, options: Options) -> Table:
    """All shapes with their rows."""
    dbf, shx = _part(path, ".dbf"), _part(path, ".shx")
    notes: list[str] = []
    kind = _whole(path)
    encoding = _code_page(path, dbf, options.encoding, notes) if dbf else "utf-8"
    if dbf is None:
        notes.append(f"{path.stem}.dbf is missing: there are shapes, but no attributes")
    if shx is not None:
        found = _read(path, encoding)
    else:
        notes.append(f"{path.stem}.shx is missing: made again from the shapes")
        with unfinished.folder("import") as folder:
            found = _read(_with_index(path, folder), encoding)
    found.name = table
    found.notes = notes + found.notes
    if found.crs is None:
        prj = _part(path, ".prj")
        said = "has no .prj" if prj is None else f"has a {prj.name} that can't be read"
        found.notes.append(f"the Shapefile {said}, so it doesn't say its coordinate system")
    if kind in _MEASURED:
        found.losses.add("shape with measures (M), left out", "", len(found.records))
    if kind == _PATCHES:
        found.losses.add("3-D surface (MultiPatch)", "", len(found.records))
    return found


def _read(path: Path, encoding: str) -> Table:
    """The shapes and rows, the texts decoded here: GDAL knows fewer code pages than Python."""
    with quiet(path):
        found = read_layer(path, path.stem, "shapefile", encoding=_BYTES)
    for record in found.records:
        record.values = {
            _decoded(name, encoding): _decoded(value, encoding)
            for name, value in record.values.items()
        }
    return found


def _decoded(value: Any, encoding: str) -> Any:
    """A text whose letters stand for its bytes, as the text that it is."""
    if not isinstance(value, str) or value.isascii():
        return value
    data = value.encode("latin-1", "replace")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        # A text that was cut at 254 bytes may end in half a letter.
        cut = error.reason == "unexpected end of data"
        return data.decode(encoding, "ignore" if cut else "replace")


def _part(path: Path, suffix: str) -> Path | None:
    """A file of the Shapefile, whatever the case of its extension."""
    for found in (path.with_suffix(suffix), path.with_suffix(suffix.upper())):
        if found.exists():
            return found
    return None


def _whole(path: Path) -> int:
    """The kind of the shapes. Raises MapError where the file is shorter than it says."""
    with path.open("rb") as file:
        head = file.read(_SHP_LEAST)
    if len(head) < _SHP_LEAST:
        message = f"{path.name}: the file is cut off; take it again"
        raise MapError(message)
    said = struct.unpack_from(">i", head, 24)[0] * 2
    if path.stat().st_size < said:
        lost = f"it has {path.stat().st_size} bytes of {said}"
        message = f"{path.name}: the file is cut off ({lost}); take it again"
        raise MapError(message)
    return int(struct.unpack_from("<i", head, 32)[0])


def _with_index(path: Path, folder: Path) -> Path:
    """A copy of the Shapefile in which GDAL may make the index that is missing."""
    import pyogrio

    for suffix in (".shp", ".dbf", ".prj", ".cpg"):
        part = _part(path, suffix)
        if part is not None:
            shutil.copyfile(part, folder / f"{path.stem}{suffix}")
    pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": True})
    try:
        with quiet(path):
            pyogrio.read_info(folder / f"{path.stem}.shp")
    finally:
        pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": None})
    return folder / f"{path.stem}.shp"


def _code_page(path: Path, dbf: Path, said: str, notes: list[str]) -> str:
    """The code page of the table, and a note on how it is known."""
    data = _texts(dbf)
    if said:
        name = encodings.known(said)
        if not name:
            message = f"--encoding {said}: there is no such code page; try cp1251 or utf-8"
            raise UsageError(message)
        if not encodings.fits(data, name):
            other = encodings.guessed(data)
            message = f"--encoding {said}: the texts of {dbf.name} are not in it"
            message = f"{message}; they look like {other}"
            raise UsageError(message)
        return name
    cpg = _part(path, ".cpg")
    from_cpg = encodings.known(cpg.read_text("latin-1")[:40]) if cpg else ""
    with dbf.open("rb") as file:
        from_ldid = encodings.LDID.get(file.read(_HEADER)[_LDID_AT : _LDID_AT + 1][0], "")
    name, source = (from_cpg, f"{path.stem}.cpg") if from_cpg else (from_ldid, "its table")
    if not name:
        name = encodings.guessed(data)
        if data.isascii():
            return "utf-8"
        notes.append(
            f"the code page is not said; by its letters it is {name} (else: --encoding NAME)"
        )
        return name
    other = encodings.better_than(name, data)
    if other:
        notes.append(
            f"{source} says that the code page is {name}, but the letters are {other}; "
            f"it is read as {other} (else: --encoding {name})"
        )
        return other
    if not data.isascii():
        notes.append(f"the code page is {name}, said by {source}")
    return name


def _texts(dbf: Path) -> bytes:
    """The names and the texts of the table's beginning, as bytes.

    Raises MapError where the table is cut off.
    """
    with dbf.open("rb") as file:
        head = file.read(_HEADER)
        if len(head) < _HEADER:
            message = f"{dbf.name}: the table is cut off; take the Shapefile again"
            raise MapError(message)
        rows, start, width = struct.unpack_from("<IHH", head, 4)
        described = file.read(max(start - _HEADER, 0))
        if dbf.stat().st_size < start + rows * width:
            message = f"{dbf.name}: the table is cut off; take the Shapefile again"
            raise MapError(message)
        records = file.read(min(rows * width, _SAMPLE_BYTES))
    chunks: list[bytes] = []
    spans: list[tuple[int, int]] = []
    at = 1
    for index in range(0, len(described) - 31, 32):
        field = described[index : index + 32]
        if field[:1] == b"\r":
            break
        chunks.append(field[:11].split(b"\0")[0])
        if field[11:12] == b"C":
            spans.append((at, at + field[16] + 256 * field[17]))
            at += field[16] + 256 * field[17]
        else:
            at += field[16]
    for row in range(0, len(records) - width + 1, max(width, 1)):
        chunks += [_whole_letters(records[row + low : row + high]) for low, high in spans]
    return b"\n".join(chunks)


def _whole_letters(cell: bytes) -> bytes:
    """The text of a cell, without the half of a letter of UTF-8 that a cut may have left."""
    text = cell.rstrip(b" \0")
    return _HALF.sub(b"", text) if len(text) == len(cell) >= _CUT else text
