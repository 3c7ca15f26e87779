"""DXF: the drawing's entities, with what of a drawing is no feature counted."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING

from geo.errors import MapError, UsageError
from geo.staff.importing import encodings
from geo.staff.importing.readers.vector import quiet, read_layer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.staff.importing.source import Options
    from geo.staff.importing.table import Table

#: Entities that GDAL makes no feature of, or whose look alone carries the meaning.
_LEFT = {
    "IMAGE": "raster image",
    "OLE2FRAME": "embedded object",
    "OLEFRAME": "embedded object",
    "VIEWPORT": "viewport of a sheet",
    "WIPEOUT": "wipeout",
    "3DSOLID": "solid (3DSOLID)",
    "BODY": "solid (BODY)",
    "REGION": "region (REGION)",
    "SURFACE": "surface",
    "MESH": "mesh",
    "XLINE": "endless line (XLINE)",
    "RAY": "endless line (RAY)",
    "ACAD_TABLE": "table of the drawing",
    "TOLERANCE": "tolerance mark",
    "ATTDEF": "definition of an attribute",
}
_CURVES = {"ARC", "CIRCLE", "ELLIPSE", "SPLINE", "HELIX"}
_PAIR = 2


def tables(path: Path, options: Options) -> list[str]:
    """A drawing is one table; its layers are a column."""
    del options
    return [path.stem]


def read(path: Path, table: str, options: Options) -> Table:
    """The entities of the model space, blocks put in their places."""
    counts = _entities(path)
    with quiet(path), _texts_in(options.encoding):
        found = read_layer(path, "entities", "dxf")
    found.name = table
    kept = []
    for record in found.records:
        if record.values.get("PaperSpace"):
            found.losses.add("entity of a sheet (paper space)", record.place)
            continue
        if record.geometry is not None and record.geometry.is_empty:
            found.losses.add("entity without a shape (an empty hatch, say)", record.place)
            continue
        # GDAL's own words for how an entity is made and drawn say nothing of the thing.
        record.values = {
            key: value
            for key, value in record.values.items()
            if key not in {"PaperSpace", "SubClasses"} and value not in {None, ""}
        }
        kept.append(record)
    found.records = kept
    for kind, number in counts.items():
        if kind in _LEFT:
            found.losses.add(_LEFT[kind], "", number)
    curves = sum(counts[kind] for kind in _CURVES)
    found.losses.add("curve, taken as short straight lines", "", curves)
    if counts["INSERT"]:
        found.notes.append(f"{counts['INSERT']} blocks are drawn in their places (INSERT)")
    texts = counts["TEXT"] + counts["MTEXT"] + counts["ATTRIB"]
    if texts:
        found.notes.append(f"{texts} texts are points; their words stand in the column Text")
    found.losses.add("style: colours, line types and widths, hatches", "", bool(kept))
    found.notes.append("a drawing doesn't say its coordinate system")
    return found


@contextmanager
def _texts_in(said: str) -> Iterator[None]:
    """GDAL reading drawings in a code page, where the user says one; they mostly say it."""
    import pyogrio

    name = encodings.known(said)
    if said and not name:
        message = f"--encoding {said}: there is no such code page; try cp1251 or utf-8"
        raise UsageError(message)
    pyogrio.set_gdal_config_options({"DXF_ENCODING": name or None})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"DXF_ENCODING": None})


def _entities(path: Path) -> Counter[str]:
    """How many entities of each kind the drawing has. Raises MapError where it is cut off."""
    counts: Counter[str] = Counter()
    section = ended = ""
    with path.open(encoding="latin-1") as file:
        code = ""
        for number, line in enumerate(file):
            if number % _PAIR == 0:
                code = line.strip()
                continue
            value = line.strip()
            if code == "0":
                ended = value
                counts[value] += section == "ENTITIES"
                section = "" if value == "ENDSEC" else section
            elif code == "2" and ended == "SECTION" and not section:
                section = value
    if ended != "EOF":
        message = f"{path.name}: the drawing is cut off (it has no EOF); take it again"
        raise MapError(message)
    return counts
