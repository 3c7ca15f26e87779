"""One folded Latin form for the many spellings of a word: geo/page/src/folding.ts in Python.

The page folds what a reader types, and looks it up among terms folded here: both must give
the same, letter by letter.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# Each letter with what it becomes, as in folding.ts.
_LETTERS = {
    pair[0]: pair[1:]
    for line in (
        "аa әa бb вv гg ғg дd еe ёe жj зz иi іi йi кk қk лl мm нn ңn оo өo пp рr сs тt уu үu ұu",
        "фf хk һk цts чch шsh щsh ъ ыi ь эe юiu яia",
        "ıi şsh šsh çch čch žj ýu",
    )
    for pair in line.split(" ")
}
_SPELLINGS = (
    ("shch", "sh"),
    ("zh", "j"),
    ("kh", "k"),
    ("gh", "g"),
    ("q", "k"),
    ("x", "ks"),
    ("w", "u"),
    ("y", "i"),
)
_IN_WORDS, _SPACE = "'’ʼʹʻ", ord(" ")
_TWICE = re.compile(r"([a-z])\1+")
_H = re.compile(r"([sc])?h")
_KEPT_CATEGORIES = "LN"


class _Spaced(dict[int, int]):
    """Spaces in place of what stands between words, found out when it is met first."""

    def __missing__(self, code: int) -> int:
        letter = chr(code)
        kept = letter.isalnum() or letter in _IN_WORDS or unicodedata.category(letter)[0] == "M"
        self[code] = code if kept else _SPACE
        return self[code]


@cache
def _spaced() -> _Spaced:
    return _Spaced()


def words(text: str) -> list[str]:
    """The words of a text: letters, marks and numbers of any script, and signs inside words."""
    return text.translate(_spaced()).split()


def fold(word: str) -> str:
    """The folded form; empty for what has no sound."""
    lower = unicodedata.normalize("NFC", word).lower()
    folded = "".join(map(_letter, lower))
    for spelling, one in _SPELLINGS:
        folded = folded.replace(spelling, one)
    if folded.startswith("ie"):
        # Yesik and Esik.
        folded = folded[1:]
    folded = _TWICE.sub(_once, folded)
    return _H.sub(_sound, folded)


@cache
def _letter(letter: str) -> str:
    known = _LETTERS.get(letter)
    if known is not None:
        return known
    apart = unicodedata.normalize("NFD", letter)
    return "".join(each for each in apart if unicodedata.category(each)[0] in _KEPT_CATEGORIES)


def _once(match: re.Match[str]) -> str:
    return match[1] if len(match[0]) == 2 else match[0]  # noqa: PLR2004 - Akkol and Akol


def _sound(match: re.Match[str]) -> str:
    return match[0] if match[1] else "k"
