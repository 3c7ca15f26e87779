"""The words of the forms, in the language that the project is made for."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from geo import words as interface

_FILE = Path(__file__).with_name("words.toml")
_LAST_RESORT = "en"


@cache
def _tables() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


class Words:
    """What the forms say in one language; English where they have no words in it."""

    def __init__(self, language: str, others: tuple[str, ...] = ()) -> None:
        self.language = language
        self.order = tuple(dict.fromkeys((language, *others)))
        self._interface = interface.words(language)

    def say(self, table: str, key: str) -> str:
        """The words of words.toml; empty where there are none."""
        found = _tables()[table].get(key, {})
        return found.get(self.language, found.get(_LAST_RESORT, ""))

    def interface(self, key: str, default: str = "") -> str:
        """The words of the map: ``status.planned`` and so on."""
        return self._interface.get(key, default or key.rpartition(".")[2])

    def chosen(self, texts: dict[str, str], default: str) -> str:
        """The words in the language, else in the next that has some."""
        return next((texts[code] for code in self.order if texts.get(code)), default)

    def said(self, words: dict[str, str] | str) -> str:
        """The same where one text may stand for all languages."""
        return words if isinstance(words, str) else self.chosen(words, "")

    def field(self, name: str) -> str:
        """The label of a column; one in a language says in which."""
        label = self.say("field", name)
        if label:
            return label
        stem, _, code = name.rpartition("_")
        label = self.say("field", stem)
        if label and code in interface.available_languages():
            return f"{label} · {interface.words(code)['language.name']}"
        return name

    def help(self, name: str) -> str:
        """What to know when filling a column in; empty where there is nothing to say."""
        return self.say("help", name) or self.say("help", name.rpartition("_")[0])
