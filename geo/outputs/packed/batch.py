"""Some projects and features as arrays and bytes, ready to be put into parts.

Nothing here knows of other batches: rows count from 0, and words of the data (sectors, search
terms) are numbered as they come. `Packing` numbers all of them anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from geo.outputs.packed import alphabet
from geo.outputs.packed.columns import (
    NO_DAY,
    NO_PLACE,
    NONE,
    Dates,
    Figures,
    Keys,
    day_number,
    hashes,
)
from geo.outputs.packed.details import feature_row, project_row, rows_json
from geo.outputs.packed.kinds import CONTEXT, ONE_POINT
from geo.outputs.packed.paths import Paths, Tracer
from geo.outputs.packed.terms import Postings, Terms

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.model import MapFeature, MapProject, Position, Text

#: What features are told apart by; the words are numbered, 255 stands for none.
FACETS = ("sector", "status", "precision", "line_precision")
#: Facts that the table puts in order.
FIGURES = ("cost", "planned_finish", "actual_finish")
_E6 = 1_000_000


class Composed(Protocol):
    """A slice of a map; projects stand before features."""

    @property
    def projects(self) -> Sequence[MapProject]: ...  # noqa: D102 - see the class

    @property
    def features(self) -> Sequence[MapFeature]: ...  # noqa: D102 - see the class


class Slice:
    """Some projects, or some features, of a map in memory."""

    def __init__(
        self, projects: tuple[MapProject, ...] = (), features: tuple[MapFeature, ...] = ()
    ) -> None:
        self.projects = projects
        self.features = features


@dataclass(frozen=True, slots=True)
class Batch:
    """A slice as it is carried from one process to another.

    ``details`` are rows of JSON, parted by line ends. ``columns`` have one value a row;
    ``words`` say what the numbers in those of FACETS and of ``layer`` mean. ``names`` and
    ``places`` are sort keys by language; there are none of places where no row has one.
    """

    projects: int
    features: int
    details: bytes
    columns: dict[str, np.ndarray[Any, Any]]
    words: dict[str, tuple[str, ...]]
    paths: Paths
    dates: Dates
    figures: dict[str, Figures]
    names: dict[str, Keys]
    places: dict[str, Keys]
    postings: Postings

    @property
    def count(self) -> int:
        """How many rows it has."""
        return self.projects + self.features


@dataclass(frozen=True, slots=True)
class Encoder:
    """Makes batches of a map in ``languages``. It is a value, so that it goes to any process."""

    languages: tuple[str, ...]

    def __call__(self, composed: Composed) -> Batch:
        """Encode a slice: the same slice gives the same batch, wherever that is done."""
        return _Encoding(self.languages).batch(composed)


@dataclass(slots=True)
class _Encoding:
    languages: tuple[str, ...]
    numbers: dict[str, dict[str, int]] = field(default_factory=dict)

    def batch(self, composed: Composed) -> Batch:
        projects, features = composed.projects, composed.features
        places: list[MapProject | MapFeature] = [*projects, *features]
        columns, paths = _drawn(places)
        kind = columns["kind"]
        kind[: len(projects)] |= np.fromiter(
            (CONTEXT if item.role == "context" else 0 for item in projects), np.uint8, len(projects)
        )
        columns["layer"] = self._numbered("layer", [item.layer for item in places], np.uint16)
        for facet in FACETS:
            codes = np.full(len(places), NONE, np.uint8)
            said = [getattr(item, facet) for item in projects]
            codes[: len(projects)] = self._numbered(facet, said, np.uint8)
            columns[facet] = codes
        columns["id_hash"] = hashes([item.id for item in places])
        days = np.full(len(places), NO_DAY, np.int32)
        days[: len(projects)] = [day_number(item.status_date_iso) for item in projects]
        columns["status_day"] = days
        terms = Terms()
        for project in projects:
            terms.project(project)
        for feature in features:
            terms.feature(feature)
        whole = ((kind & ONE_POINT) == 0).tolist()
        own, others = whole[: len(projects)], whole[len(projects) :]
        rows = [project_row(item, bounds=box) for item, box in zip(projects, own, strict=True)]
        rows += [feature_row(item, bounds=box) for item, box in zip(features, others, strict=True)]
        return Batch(
            projects=len(projects),
            features=len(features),
            details=rows_json(rows),
            columns=columns,
            words={name: tuple(found) for name, found in self.numbers.items()},
            paths=paths,
            dates=Dates.of(projects),
            figures={key: Figures.of(projects, key) for key in FIGURES},
            names=self._keys([item.name for item in places]),
            places=self._places(projects, len(features)),
            postings=terms.postings(),
        )

    def _numbered(self, name: str, said: list[str], kind: Any) -> np.ndarray[Any, Any]:
        known = self.numbers.setdefault(name, {})
        return np.fromiter((known.setdefault(word, len(known)) for word in said), kind, len(said))

    def _keys(self, texts: list[Text]) -> dict[str, Keys]:
        found = {}
        for index, language in enumerate(self.languages):
            key: Callable[[str], bytes] = alphabet.sort_key(language)
            # A text in no language at all is of no length.
            found[language] = Keys.of([key(text[index]) if text else b"" for text in texts])
        return found

    def _places(self, projects: Sequence[MapProject], others: int) -> dict[str, Keys]:
        if not any(any(item.place) for item in projects):
            return {}
        return self._keys([*(item.place for item in projects), *[()] * others])


def _drawn(
    places: Sequence[MapProject | MapFeature],
) -> tuple[dict[str, np.ndarray[Any, Any]], Paths]:
    """Anchors and kinds, and the paths of what is more than a point."""
    tracer = Tracer()
    anchors = np.array([_anchor(item.anchor) for item in places], np.float64).reshape(-1, 2)
    kinds = np.fromiter(
        (tracer.add(row, item.geometry, item.anchor) for row, item in enumerate(places)),
        np.uint8,
        len(places),
    )
    whole = np.rint(anchors * _E6)
    spots = np.where(np.isnan(whole), NO_PLACE, whole).astype(np.int32)
    columns: dict[str, np.ndarray[Any, Any]] = {
        "lon": np.ascontiguousarray(spots[:, 0]),
        "lat": np.ascontiguousarray(spots[:, 1]),
        "kind": kinds,
    }
    return columns, tracer.paths()


def _anchor(position: Position | None) -> tuple[float, float]:
    return (float("nan"), float("nan")) if position is None else (position[0], position[1])
