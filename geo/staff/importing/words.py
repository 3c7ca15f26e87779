"""words.toml: how people call columns and values, folded for comparison."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from geo.words import available_languages, words

_FILE = Path(__file__).with_name("words.toml")
#: Fields that hold a code, with the section of the interface's words that names it.
CODED = {
    "status": "status",
    "sector": "sector",
    "location_precision": "precision",
    "line_precision": "precision",
    "certainty": "certainty",
    "role": "role",
}


@cache
def vocabulary() -> dict[str, Any]:
    """The file as it stands."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def folded(text: str) -> str:
    """A name without case, accents of Latin letters, and all but letters and digits.

    ё is е; a Latin letter stays one.
    """
    lower = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    return " ".join(re.findall(r"[^\W_]+", lower))


@cache
def coordinate_words() -> dict[str, str]:
    """The role of a column (lon, lat, x, y, wkt, pair) by its folded name."""
    return {
        folded(name): role for role, names in vocabulary()["coordinates"].items() for name in names
    }


@cache
def field_words() -> dict[str, str]:
    """The field of a project by the folded name of a column."""
    return {
        folded(name): field for field, names in vocabulary()["fields"].items() for name in names
    }


@cache
def value_words(field: str) -> dict[str, str]:
    """The code of a field by the folded word for it, in any language."""
    codes: dict[str, str] = {}
    prefix = f"{CODED[field]}."
    extra = vocabulary()["values"]
    named = extra.get(field) or (extra["location_precision"] if "precision" in field else {})
    for code, names in named.items():
        codes |= {folded(name): code for name in names}
    for language in available_languages():
        for key, word in words(language).items():
            if key.startswith(prefix):
                codes[folded(word)] = key.removeprefix(prefix)
                codes[folded(key.removeprefix(prefix))] = key.removeprefix(prefix)
    return codes
