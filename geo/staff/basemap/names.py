"""The names file of a base map: what lakes, rivers and settlements at given points are called.

Columns: kind (lake, river, settlement), lon, lat, name_kk, name_ru, name_en, rank; the
package's shapes have no names, and the gazetteer's are not always the best. An empty
name is no name in that language; rank may be empty or left out.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.errors import MapError
from geo.staff.basemap.gshhg import TURNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from geo.staff.basemap.gshhg import Window

NAMES_FILE = "names.csv"
LANGUAGE_NAMES = ("name_kk", "name_ru", "name_en")
#: How far (km) from the thing that it names a point may lie.
REACH_KM = {"lake": 3.0, "river": 8.0, "settlement": 4.0}


@dataclass(frozen=True, slots=True)
class Name:
    """A row of the names file; ``rank`` is 0 where the row leaves it to the program."""

    kind: str
    longitude: float
    latitude: float
    names: Mapping[str, str]
    rank: int = 0

    @property
    def not_found(self) -> str:
        """What to say where there is no such thing within reach."""
        called = " / ".join(self.names.values())
        point = f"{self.longitude:g} {self.latitude:g}"
        return f"{NAMES_FILE}: there is no {self.kind} near {point} to be called {called}"


def read_names(path: Path) -> list[Name]:
    """Read a names file; no file is no names. Raises MapError that tells the line."""
    if not path.exists():
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            return [_name(row, f"{path}:{rows.line_num}") for row in rows]
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path}: can't be read ({error})"
        raise MapError(message) from error


def names_in(
    names: Iterable[Name], kind: str, window: Window
) -> Iterator[tuple[Name, tuple[float, float]]]:
    """Yield the names of a kind in the window, each with its point in the window's turn."""
    for name in names:
        for turn in TURNS:
            point = name.longitude + turn, name.latitude
            if name.kind == kind and window.holds(*point):
                yield name, point
                break


def _name(row: Mapping[str, str | None], place: str) -> Name:
    kind = row.get("kind") or ""
    if kind not in REACH_KM:
        message = f"{place}: kind is {kind!r}, and must be one of {', '.join(REACH_KM)}"
        raise MapError(message)
    try:
        longitude, latitude = float(row.get("lon") or ""), float(row.get("lat") or "")
        rank = int(row.get("rank") or 0)
    except ValueError as error:
        message = f"{place}: lon and lat must be degrees, rank a whole number or empty ({error})"
        raise MapError(message) from error
    names = {key: text for key in LANGUAGE_NAMES if (text := row.get(key))}
    return Name(kind, longitude, latitude, names, rank)
