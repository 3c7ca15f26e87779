"""Coordinates spelled in cells: numbers with a comma, degrees with minutes, pairs, WKT."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import shapely

from geo.staff.importing.words import coordinate_words, folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.staff.importing.table import Losses

_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d+)?")
_SPACES = re.compile(r"(?<=\d)[\s\u00a0\u202f](?=\d{3}(?:\D|$))")
#: Degrees, minutes and seconds with any of the marks that people type.
_ANGLE = re.compile(
    r"""([+-]?\d+(?:[.,]\d+)?)\s*(?:°|º|˚|град\w*\.?|deg|d|гр\.?|\*|\s)\s*
    (?:(\d+(?:[.,]\d+)?)\s*(?:['′’‘`´]|мин\w*\.?|min|m|м\.?|\s|$)\s*)?
    (?:(\d+(?:[.,]\d+)?)\s*(?:["″”“]|''|′′|’’|сек\w*\.?|sec|s|c\.?|$)?)?""",
    re.VERBOSE | re.IGNORECASE,
)
#: Hemispheres in English, Russian and Kazakh: what they name, and the sign.
_HEMISPHERES = (
    (
        r"с\.?\s*ш\b\.?|с\.?\s*е\b\.?|сев\w*|солт\w*|(?-i:(?<![A-Za-z])N(?![A-Za-z]))|\bnorth\b",
        "lat",
        1,
    ),
    (
        r"ю\.?\s*ш\b\.?|о\.?\s*е\b\.?|южн\w*|оңт\w*|(?-i:(?<![A-Za-z])S(?![A-Za-z]))|\bsouth\b",
        "lat",
        -1,
    ),
    (
        r"в\.?\s*д\b\.?|ш\.?\s*б\b\.?|вост\w*|шығ\w*|(?-i:(?<![A-Za-z])E(?![A-Za-z]))|\beast\b",
        "lon",
        1,
    ),
    (
        r"з\.?\s*д\b\.?|б\.?\s*б\b\.?|зап\w*|бат\w*|(?-i:(?<![A-Za-z])W(?![A-Za-z]))|\bwest\b",
        "lon",
        -1,
    ),
)
#: Words that only say again what the number is.
_NAMED = re.compile(r"\b(?:ендік|бойлық|широт\w*|долгот\w*|lat\w*|lon\w*)\b[.:]?", re.IGNORECASE)
_SIXTY, _MAX_DEGREES = 60, 180
#: No coordinate is longer than this.
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the coordinates stand: ``x`` and ``y``, or one column of WKT or of pairs."""

    x: str = ""
    y: str = ""
    wkt: str = ""
    pair: str = ""
    degrees: bool = False

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool((self.x and self.y) or self.wkt or self.pair)

    @property
    def used(self) -> set[str]:
        """The columns that the geometry is made of."""
        return {name for name in (self.x, self.y, self.wkt, self.pair) if name}

    def said(self) -> str:
        """What the columns are taken for."""
        if self.wkt:
            return f"geometry from the column {self.wkt!r} (WKT)"
        if self.pair:
            return f"latitude, then longitude from the column {self.pair!r}, unless it says"
        names = "longitude and latitude" if self.degrees else "x and y"
        return f"{names} from the columns {self.x!r} and {self.y!r}"


def columns_of(header: Sequence[str], layer_words: dict[str, str] | None = None) -> Columns:
    """The columns of a header that hold coordinates, told by their names."""
    known = coordinate_words() | (layer_words or {})
    found: dict[str, str] = {}
    for name in header:
        role = known.get(_bare(name))
        if role:
            found.setdefault(role, name)
    if "lon" in found and "lat" in found:
        return Columns(found["lon"], found["lat"], degrees=True)
    if "x" in found and "y" in found:
        return Columns(found["x"], found["y"])
    if "wkt" in found:
        return Columns(wkt=found["wkt"])
    return Columns(pair=found.get("pair", ""), degrees=True) if "pair" in found else Columns()


def _bare(name: str) -> str:
    """A heading without its unit: «Долгота, °» and «X (м)»."""
    return folded(re.sub(r"\(.*?\)|\[.*?\]|,.*$|°", "", name[:200]))


def number(value: Any) -> float | None:
    """A number of a cell: 45.1, "45,1", "13 500 000.5"; None for anything else."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value) if math.isfinite(value) else None
    text = _SPACES.sub("", str(value).strip().replace("\u2212", "-"))
    if not _NUMBER.fullmatch(text):
        return None
    found = float(text.replace(",", "."))
    return found if math.isfinite(found) else None


def angle(value: Any) -> tuple[float, str] | None:
    """Degrees of a cell, with "lat" or "lon" where it says its hemisphere."""
    if isinstance(value, str) and len(value) > _LONGEST:
        return None
    plain = number(value)
    if plain is not None:
        return plain, ""
    text = str(value).strip().replace("\u2212", "-").replace("\u00a0", " ") if value else ""
    text = _NAMED.sub("", text).strip()
    axis, sign = "", 1
    for pattern, named, direction in _HEMISPHERES:
        match = re.search(pattern, text, re.IGNORECASE)
        if match:
            axis, sign = named, direction
            text = (text[: match.start()] + text[match.end() :]).strip(" .,;")
            break
    plain = number(text)
    if plain is not None:
        return sign * plain, axis
    match = _ANGLE.fullmatch(text + " " if text and text[-1].isdigit() else text)
    if not match:
        return None
    degrees, minutes, seconds = (float((part or "0").replace(",", ".")) for part in match.groups())
    if minutes >= _SIXTY or seconds >= _SIXTY or abs(degrees) > _MAX_DEGREES:
        return None
    whole = abs(degrees) + minutes / 60 + seconds / 3600
    return sign * math.copysign(whole, -1 if match[1].startswith("-") else 1), axis


def pair(value: Any) -> tuple[float, float] | None:
    """Longitude and latitude of a cell that has both; latitude first, unless it says."""
    text = str(value or "").strip()
    parts = _halves(text) if len(text) <= _LONGEST else None
    if not parts:
        return None
    first, second = (angle(part) for part in parts)
    if first is None or second is None:
        return None
    swapped = first[1] == "lon" or second[1] == "lat"
    return (first[0], second[0]) if swapped else (second[0], first[0])


def _halves(text: str) -> tuple[str, str] | None:
    for separator in (r"\s*;\s*", r",\s+", r"\s*,\s*", r"\s+/\s+", r"\s+"):
        parts = [part for part in re.split(separator, text) if part]
        if len(parts) == 2:  # noqa: PLR2004 - two numbers are a position
            return parts[0], parts[1]
    middle = re.search(r"(?<=[NSсшСШНнЕе.\"″])[\s,;]+(?=\d)", text)
    return (text[: middle.start()], text[middle.end() :]) if middle else None


def geometry(row: dict[str, Any], columns: Columns, place: str, losses: Losses) -> Any:
    """The geometry of a row; None, and noted, where the cells don't say one."""
    if columns.wkt:
        return _from_wkt(row.get(columns.wkt), place, losses)
    if columns.pair:
        cell = row.get(columns.pair)
        found = pair(cell)
        empty = cell in {None, ""}
    else:
        cells = row.get(columns.x), row.get(columns.y)
        angles = angle(cells[0]), angle(cells[1])
        found = (angles[0][0], angles[1][0]) if angles[0] and angles[1] else None
        if found and angles[0] and (angles[0][1] == "lat" or (angles[1] and angles[1][1] == "lon")):
            found = (found[1], found[0])
        empty = all(cell in {None, ""} for cell in cells)
    if found is not None:
        return shapely.Point(found)
    losses.add("row without coordinates" if empty else "coordinates that can't be read", place)
    return None


def _from_wkt(cell: Any, place: str, losses: Losses) -> Any:
    if cell is None or not str(cell).strip():
        losses.add("row without a geometry", place)
        return None
    text = re.sub(r"^\s*SRID=\d+;", "", str(cell), flags=re.IGNORECASE)
    try:
        found = shapely.from_wkt(text)
    except (shapely.errors.ShapelyError, ValueError):
        losses.add("WKT that can't be read", place)
        return None
    return found
