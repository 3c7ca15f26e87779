"""What a Shapefile asks for: one kind of shape a file, names of 10 letters, texts of 254 bytes."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.sheets.gdal import shapefile
from geo.sheets.sheet import Column, Sheet

if TYPE_CHECKING:
    from collections import Counter

_NAME, _TEXT = 10, 254
_DIGITS = 10**18
_FILE = Path(__file__).with_name("short.toml")
_KINDS = {
    "Point": "points",
    "MultiPoint": "multipoints",
    "LineString": "lines",
    "MultiLineString": "lines",
    "Polygon": "areas",
    "MultiPolygon": "areas",
}
_TYPES = {
    "points": "Point",
    "multipoints": "MultiPoint",
    "lines": "LineString",
    "areas": "Polygon",
}


@cache
def short_names() -> dict[str, str]:
    """Names of fields that are too long, as a Shapefile has them; imports know them again."""
    return {
        str(k): str(v) for k, v in tomllib.loads(_FILE.read_text(encoding="utf-8"))["short"].items()
    }


def write_shapefiles(folder: Path, sheet: Sheet) -> list[Path]:
    """Write a layer as one Shapefile, or as one for each kind of shape.

    Features without geometry go to the first of them. What they can't hold is noted in the
    sheet's losses.
    """
    fitted = _fitted(sheet)
    parts = _parts(fitted)
    written = []
    for kind, part in parts.items():
        name = sheet.name if len(parts) == 1 else f"{sheet.name}_{kind}"
        # In the name of a layer, GDAL and pyogrio take a sign such as "!" for one of theirs.
        shapefile(folder / "part.shp", part, _TYPES[kind])
        for file in sorted(folder.glob("part.*")):
            file.rename(folder / f"{name}{file.suffix}")
        written.append(folder / f"{name}.shp")
    if len(parts) > 1:
        sheet.losses[f"kinds of shapes, each in a file of its own ({', '.join(parts)})"] += len(
            parts
        )
    return written


def _fitted(sheet: Sheet) -> Sheet:
    """The sheet with names and texts cut to what a table of a Shapefile holds."""
    taken: set[str] = set()
    columns = []
    for column in sheet.columns:
        name = _short(column.name, taken)
        taken.add(name.casefold())
        if name != column.name:
            sheet.losses[f"field {column.name} is named {name}"] += 1
        columns.append(_cut(column, name, sheet.losses))
    if not columns:
        columns = [Column("id", "int", list(range(1, len(sheet) + 1)))]
    return Sheet(sheet.name, sheet.title, columns, sheet.shapes, sheet.crs)


def _short(name: str, taken: set[str]) -> str:
    """The name in 10 bytes of UTF-8, unlike the others."""
    wanted = short_names().get(name, name)
    short = _bytes(wanted, _NAME)
    number = 1
    while short.casefold() in taken:
        mark = f"_{number}"
        short, number = _bytes(wanted, _NAME - len(mark)) + mark, number + 1
    return short


def _cut(column: Column, name: str, losses: Counter[str]) -> Column:
    """Texts in 254 bytes; truth as a number, as a table of a Shapefile has it."""
    if column.kind == "bool":
        values = [None if value is None else int(value) for value in column.values]
        losses[f"{column.name}: true and false as 1 and 0"] += 1
        return Column(name, "int", values)
    if column.kind == "int" and any(abs(value or 0) >= _DIGITS for value in column.values):
        texts = [None if value is None else str(value) for value in column.values]
        return Column(name, "str", texts)
    if column.kind != "str":
        return Column(name, column.kind, column.values)
    texts = [None if value is None else _bytes(value, _TEXT) for value in column.values]
    cut = sum(one != two for one, two in zip(texts, column.values, strict=True))
    losses[f"{column.name}: texts cut at {_TEXT} bytes"] += cut
    return Column(name, "str", texts)


def _bytes(text: str, most: int) -> str:
    """The beginning of a text that fits, no letter cut in half."""
    return text.encode("utf-8", "replace")[:most].decode("utf-8", "ignore")


def _parts(sheet: Sheet) -> dict[str, Sheet]:
    """A sheet for each kind of shape, collections taken apart."""
    import shapely

    rows: dict[str, list[tuple[int, Any]]] = {}
    without = []
    for index, shape in enumerate(sheet.shapes or []):
        if shape is None or shape.is_empty:
            without.append((index, None))
            continue
        members = _flat(shape)
        by_kind: dict[str, list[Any]] = {}
        for member in members:
            by_kind.setdefault(_KINDS[member.geom_type], []).append(member)
        for plain, found in by_kind.items():
            kind = "multipoints" if plain == "points" and len(found) > 1 else plain
            rows.setdefault(kind, []).append((index, _one(shapely, kind, found)))
    first = next(iter(rows), "points")
    rows[first] = sorted([*rows.get(first, []), *without], key=lambda row: row[0])
    return {
        kind: replace(
            sheet,
            columns=[
                Column(c.name, c.kind, [c.values[index] for index, _shape in found])
                for c in sheet.columns
            ],
            shapes=[shape for _index, shape in found],
        )
        for kind, found in rows.items()
    }


def _flat(shape: Any) -> list[Any]:
    if shape.geom_type == "GeometryCollection":
        return [item for member in shape.geoms for item in _flat(member)]
    return [shape]


def _one(shapely: Any, kind: str, found: list[Any]) -> Any:
    if len(found) == 1:
        return found[0]
    parts = [part for shape in found for part in getattr(shape, "geoms", [shape])]
    maker = {"multipoints": "MultiPoint", "lines": "MultiLineString", "areas": "MultiPolygon"}[kind]
    return getattr(shapely, maker)(parts)
