"""Which rows have which search terms, in their names or elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.outputs.packed.folding import fold, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo.model import MapFeature, MapProject, Text

#: A longer word is found by its beginning: the page asks for 120 letters at the most, each of
#: which is four when it is folded, or fewer.
_LONGEST = 512
Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Postings:
    """Pairs of a term's number and a row, ordered by both: in names, and elsewhere only."""

    terms: tuple[str, ...]
    name_term: Array
    name_row: Array
    other_term: Array
    other_row: Array


class Terms:
    """Takes what is said of features row by row."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._words = _Words(self._numbers)
        self._names: list[int] = []
        self._others: list[int] = []
        self._name_counts: list[int] = []
        self._other_counts: list[int] = []

    def project(self, item: MapProject) -> None:
        """Take the texts that finder.ts has too; status and sector are found by their columns."""
        texts = [item.summary, item.note]
        for fact in item.facts:
            texts.append(fact.label)
            texts += (statement.note for statement in fact.statements)
        self._row(_spelt((item.name, item.place)), _spelt(texts))

    def feature(self, item: MapFeature) -> None:
        """Take a feature of a plain layer."""
        self._row(_spelt((item.name,)), (value for _key, value in item.properties))

    def _row(self, names: Iterable[str], others: Iterable[str]) -> None:
        own, rest = set[int](), set[int]()
        for found, texts in ((own, names), (rest, others)):
            for text in texts:
                found.update(*map(self._words.__getitem__, text.split()))
        rest -= own
        self._names += own
        self._others += rest
        self._name_counts.append(len(own))
        self._other_counts.append(len(rest))

    def postings(self) -> Postings:
        """All that was taken."""
        return Postings(
            tuple(self._numbers),
            *_pairs(self._names, self._name_counts),
            *_pairs(self._others, self._other_counts),
        )


class _Words(dict[str, tuple[int, ...]]):
    """What stands between spaces, with its terms: most of it comes again and again."""

    def __init__(self, numbers: dict[str, int]) -> None:
        super().__init__()
        self._numbers = numbers

    def __missing__(self, text: str) -> tuple[int, ...]:
        numbers = self._numbers
        terms = filter(None, (fold(word)[:_LONGEST] for word in words(text)))
        found = tuple(numbers.setdefault(term, len(numbers)) for term in terms)
        self[text] = found
        return found


def _pairs(terms: list[int], counts: list[int]) -> tuple[Array, Array]:
    term = np.array(terms, np.uint32)
    row = np.repeat(np.arange(len(counts), dtype=np.uint32), counts)
    order = np.lexsort((row, term))
    return term[order], row[order]


def _spelt(texts: Iterable[Text]) -> Iterator[str]:
    """The words of texts in all languages, once where languages agree."""
    for text in texts:
        yield from dict.fromkeys(text)
