"""What a reader hands on: the rows of one table of a source, with what it had to leave."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyproj import CRS
    from shapely.geometry.base import BaseGeometry

_NAMED = 5


@dataclass(slots=True)
class Record:
    """A row. ``place`` is where it stands in the source; ``own_id`` its id outside the columns."""

    place: str
    values: dict[str, Any]
    geometry: BaseGeometry | None
    own_id: Any = None
    foreign: dict[str, Any] = field(default_factory=dict)


class Losses:
    """What could not be taken: each kind with its number and the first places."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._places: dict[str, list[str]] = {}

    def add(self, what: str, place: str = "", count: int = 1) -> None:
        """Note ``count`` things of one kind."""
        if count:
            self._counts[what] += count
            places = self._places.setdefault(what, [])
            if place and len(places) < _NAMED and place not in places:
                places.append(place)

    def merge(self, other: Losses) -> None:
        """Take over what another one noted."""
        for what, count in other._counts.items():
            places = other._places[what]
            self.add(what, "", count)
            for place in places:
                if len(self._places[what]) < _NAMED:
                    self._places[what].append(place)

    def __bool__(self) -> bool:
        """Whether anything was lost."""
        return bool(self._counts)

    def lines(self) -> list[str]:
        """One line for each kind: how many, what, where the first ones are."""
        found = []
        for what, count in self._counts.items():
            places = self._places[what]
            more = ", …" if places and len(places) < count else ""
            found.append(f"{count} × {what}" + (f" ({', '.join(places)}{more})" if places else ""))
        return found


@dataclass(slots=True)
class Table:
    """One table of a source. ``crs`` is None where the source doesn't say it."""

    name: str
    form: str
    records: list[Record]
    crs: CRS | None = None
    crs_said: str = ""
    notes: list[str] = field(default_factory=list)
    losses: Losses = field(default_factory=Losses)

    @property
    def fields(self) -> list[str]:
        """The names of the columns, in the order in which they first stand."""
        return list(dict.fromkeys(name for record in self.records for name in record.values))
