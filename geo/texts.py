"""Texts in all languages of a map, what is missing taken from the next language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.wording import Wording, wording

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo.model import Text


class Texts:
    """Makes a `Text`: the same words in each of ``languages``, in their order."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        self.languages = languages
        self._keys: dict[str, list[str]] = {}

    def of(self, words: Mapping[str, Any], fallback: str) -> Text:
        """From words by language code."""
        return self._filled([_string(words.get(code)) for code in self.languages], fallback)

    def said(self, words: Mapping[str, Any] | str) -> Text:
        """From words by language code, or from one text for all languages."""
        return (words,) * len(self.languages) if isinstance(words, str) else self.of(words, "")

    def column(self, cells: Mapping[str, Any], name: str, fallback: str = "") -> Text:
        """From columns with a language at their end, such as ``name_kk``."""
        keys = self._keys.get(name)
        if keys is None:
            keys = self._keys[name] = [f"{name}_{code}" for code in self.languages]
        found = [said if (said := cells.get(key)).__class__ is str else "" for key in keys]
        return self._filled(found, fallback)

    def worded(self, say: Callable[[Wording], str]) -> Text:
        """From a value that each language words in its own way."""
        return tuple(say(wording(code)) for code in self.languages)

    @staticmethod
    def _filled(found: list[str], fallback: str) -> Text:
        """Each gap takes the next language's words, going round."""
        if all(found):
            return tuple(found)
        if not any(found):
            return (fallback,) * len(found)
        turns = [found[index:] + found[:index] for index in range(len(found))]
        return tuple(next((words for words in turn if words), fallback) for turn in turns)


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""
