"""Sort keys by the alphabets of the map's languages: Kazakh, Russian, English.

Letters are compared first, without regard to case and to marks that make no letter of their
own; signs come before numbers, these before letters, and numbers go by their value. The name
itself decides between two that are alike. One's own script comes before others. This is the
order of an index in a book, for languages that need no more than one key a letter; ICU, which
knows all languages, is a library of 30 MB.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_LATIN = "abcdefghijklmnopqrstuvwxyz"
# Letters of Kazakh stand where its alphabet has them, also among Russian words.
_CYRILLIC = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
#: Where letters begin among the signs of a key: one's own script, then the others.
_OWN, _OTHER = 0x100, 0x180
_NUMBER = re.compile(r"[0-9]+")
_LONGEST = 60


@cache
def sort_key(language: str) -> Callable[[str], bytes]:
    """What gives a text its key in a language; keys are compared as bytes."""
    return partial(_key, _Order(language))


def _key(order: Mapping[int, str], text: str) -> bytes:
    lower = unicodedata.normalize("NFC", text).casefold()
    key = _NUMBER.sub(_by_value, lower.translate(order))
    return f"{key}\0{text}".encode("utf-8", "replace")


def _by_value(match: re.Match[str]) -> str:
    """A number with how long it is before it."""
    digits = match[0].lstrip("0")
    return f"0{chr(0x30 + min(len(digits), _LONGEST))}{digits}"


class _Order(dict[int, str]):
    """What each character becomes in a key, found out when it is met first."""

    def __init__(self, language: str) -> None:
        super().__init__()
        scripts = [_CYRILLIC, _LATIN] if language in {"kk", "ru"} else [_LATIN, _CYRILLIC]
        for start, letters in zip((_OWN, _OTHER), scripts, strict=True):
            self |= {ord(letter): chr(start + place) for place, letter in enumerate(letters)}
        if language == "ru":
            self[ord("ё")] = self[ord("е")]

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        bare = unicodedata.normalize("NFD", letter)[0]
        if bare != letter:
            found = self[ord(bare)]
        elif unicodedata.category(letter)[0] == "M":
            found = ""
        elif letter.isspace():
            found = " "
        elif letter.isalpha() and code < _OTHER + len(_CYRILLIC):
            # Letters such as ø and ı: after those of both scripts, by their code.
            found = chr(0x1F00 + code)
        elif unicodedata.category(letter)[0] in "PS" and letter > "9":
            # Quotes and dashes too stand before numbers.
            found = "/"
        else:
            found = letter
        self[code] = found
        return found
