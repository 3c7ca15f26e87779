"""What batches bring, gathered in one piece of memory each, so that a million rows fit."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.outputs.packed.batch import FACETS, FIGURES
from geo.outputs.packed.columns import DATES, NONE, Dates
from geo.outputs.packed.paths import Paths

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from geo.model import MapModel
    from geo.outputs.packed.batch import Batch
    from geo.outputs.packed.columns import Keys

Array = np.ndarray[Any, Any]
_MOST_CODES = 255
_DATES = {
    "row": "row",
    "first": "from",
    "last": "to",
    "at": "at",
    "planned": "planned",
    "key": "key",
}


class Growing:
    """An array to which others are added. What it grows by is not copied with it."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._kind: np.dtype[Any] = np.dtype(np.uint8)
        self._width = 0

    def add(self, values: Array) -> None:
        """Add an array of the same kind as those before."""
        self._kind = values.dtype
        if values.ndim > 1:
            self._width = values.shape[1]
        self._bytes += np.ascontiguousarray(values).data.cast("B") if values.size else b""

    def array(self) -> Array:
        """All of it; nothing can be added any more."""
        found = np.frombuffer(self._bytes, self._kind)
        return found.reshape(-1, self._width) if self._width else found


class Words:
    """Words that batches have numbered by themselves, numbered for all of them."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def of(self, words: Sequence[str]) -> Array:
        """The number that each of a batch's numbers becomes."""
        known = self.numbers
        numbers = (known.setdefault(word, len(known)) for word in words)
        return np.fromiter(numbers, np.uint32, len(words))

    def renumbered(self, order: Sequence[str], kind: Any) -> Array:
        """The code of each number, its place in ``order``; the last one stands for none."""
        places = {word: place for place, word in enumerate(order)}
        found = np.full(len(self.numbers) + 1, NONE, kind)
        found[:-1] = [places[word] for word in self.numbers]
        return found


class _SortKeys:
    """Keys by language."""

    def __init__(self, languages: Sequence[str]) -> None:
        self._texts = {language: bytearray() for language in languages}
        self._lengths = {language: Growing() for language in languages}
        self.some = False

    def add(self, keys: Mapping[str, Keys], rows: int) -> None:
        for language, lengths in self._lengths.items():
            if language in keys:
                self.some = True
                self._texts[language] += keys[language].text
                lengths.add(keys[language].length)
            else:
                lengths.add(np.zeros(rows, np.uint32))

    def ranks(self) -> Iterator[tuple[str, Array]]:
        """By language the place of each row's key among all; of equal ones the row decides."""
        for language, lengths in self._lengths.items():
            text = memoryview(self._texts[language])
            ends = np.cumsum(lengths.array(), dtype=np.int64).tolist()
            keys = [bytes(text[a:b]) for a, b in zip([0, *ends], ends, strict=False)]
            order = sorted(range(len(keys)), key=keys.__getitem__)
            found = np.empty(len(keys), np.uint32)
            found[order] = np.arange(len(keys), dtype=np.uint32)
            yield language, found


class Gathering:
    """Takes batches, and gives the columns of all rows."""

    def __init__(self, languages: Sequence[str]) -> None:
        self.rows = 0
        self._columns: dict[str, Growing] = {}
        self._words = {name: Words() for name in ("layer", "sector", "status", "precision")}
        self._paths = {item.name: Growing() for item in fields(Paths)}
        self._dates = {item.name: Growing() for item in fields(Dates)}
        self._figures = {key: (Growing(), Growing(), Growing()) for key in FIGURES}
        self._units = Words()
        self._names, self._places = _SortKeys(languages), _SortKeys(languages)
        self._terms = Words()
        self._postings = {name: (Growing(), Growing()) for name in ("name", "other")}

    def add(self, batch: Batch) -> None:
        """Take a batch, whose rows follow those that were taken."""
        for name, values in batch.columns.items():
            self._columns.setdefault(name, Growing()).add(self._known(name, values, batch))
        for item in fields(Paths):
            values = getattr(batch.paths, item.name)
            self._paths[item.name].add(self._moved(values) if item.name == "row" else values)
        for item in fields(Dates):
            values = getattr(batch.dates, item.name)
            self._dates[item.name].add(self._moved(values) if item.name == "row" else values)
        for key, growing in self._figures.items():
            figures = batch.figures[key]
            units = self._units.of(figures.unit)
            found = (self._moved(figures.row), figures.value, units)
            for each, values in zip(growing, found, strict=True):
                each.add(values)
        self._names.add(batch.names, batch.count)
        self._places.add(batch.places, batch.count)
        own = self._terms.of(batch.postings.terms)
        for name, (terms, term_rows) in self._postings.items():
            terms.add(own[getattr(batch.postings, f"{name}_term")])
            term_rows.add(self._moved(getattr(batch.postings, f"{name}_row")))
        self.rows += batch.count

    def _moved(self, rows: Array) -> Array:
        return (rows + np.uint32(self.rows)).astype(np.uint32)

    def _known(self, name: str, values: Array, batch: Batch) -> Array:
        """The column with words numbered for all batches; the largest number stands for none."""
        if name != "layer" and name not in FACETS:
            return values
        own = np.full(max(NONE, len(batch.words[name])) + 1, 2**16 - 1, np.uint16)
        own[: len(batch.words[name])] = self._words[_facet(name)].of(batch.words[name])
        return own[values]

    def values(self, model: MapModel) -> dict[str, list[str]]:
        """What codes mean: layers as the map has them, the rest in the order of the legend."""
        found = {"layer": [layer.id for layer in model.layers]}
        for facet in ("sector", "status", "precision"):
            used = self._words[facet].numbers
            known = [word for word in model.style[facet] if word in used]
            found[facet] = [*known, *sorted(used.keys() - set(known))]
        return found | {"date_key": list(DATES)}

    def columns(self, model: MapModel) -> dict[str, Array]:
        """All columns but those of shapes."""
        values = self.values(model)
        wide = np.uint16 if len(model.layers) > _MOST_CODES else np.uint8
        found = {}
        for name, growing in self._columns.items():
            column = growing.array()
            if name == "layer" or name in FACETS:
                kind = wide if name == "layer" else np.uint8
                codes = self._words[_facet(name)].renumbered(values[_facet(name)], kind)
                column = codes[np.minimum(column, len(codes) - 1)]
            found[name] = column
        for name, said in _DATES.items():
            found[f"date_{said}"] = self._dates[name].array()
        found |= {f"rank_name_{language}": ranks for language, ranks in self._names.ranks()}
        if self._places.some:
            found |= {f"rank_place_{language}": ranks for language, ranks in self._places.ranks()}
        for key in FIGURES:
            rows, figures = self._main_figures(key)
            if len(rows):
                found |= {f"fact_{key}_row": rows, f"fact_{key}_value": figures}
        return found

    def paths(self) -> Paths:
        """The paths of all rows."""
        return Paths(**{name: growing.array() for name, growing in self._paths.items()})

    def postings(self) -> tuple[list[str], dict[str, tuple[Array, Array]]]:
        """All terms, and the pairs of their numbers and rows."""
        pairs = {name: (a.array(), b.array()) for name, (a, b) in self._postings.items()}
        self._postings.clear()
        return list(self._terms.numbers), pairs

    def _main_figures(self, key: str) -> tuple[Array, Array]:
        """Rows and values of a fact, in the unit that most rows have it in."""
        rows, values, units = (growing.array() for growing in self._figures[key])
        names = list(self._units.numbers)
        counts = Counter(
            {names[number]: int((units == number).sum()) for number in set(units.tolist())}
        )
        main = min(counts, key=lambda unit: (-counts[unit], unit), default="")
        chosen = units == self._units.numbers.get(main, 0)
        return rows[chosen], values[chosen]


def _facet(name: str) -> str:
    return "precision" if name == "line_precision" else name
