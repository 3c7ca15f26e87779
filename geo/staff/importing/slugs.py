"""Ids made of names: small Latin letters, digits and hyphens, the same from the same names."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from geo.staff.importing.words import vocabulary

if TYPE_CHECKING:
    from collections.abc import Container

_LONGEST = 60


def slug(text: str) -> str:
    """The text as a slug, "" where no letter or digit of it can be one."""
    letters: dict[str, str] = vocabulary()["letters"]
    latin = "".join(letters.get(char, char) for char in unicodedata.normalize("NFC", text).lower())
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.lower())
    found = ""
    for word in words:
        if found and len(found) + len(word) >= _LONGEST:
            break
        found += f"-{word[:_LONGEST]}" if found else word[:_LONGEST]
    return found


def free(wanted: str, taken: Container[str]) -> str:
    """The slug, or with a number behind it where another feature has it."""
    number, found = 2, wanted
    while found in taken:
        found, number = f"{wanted}-{number}", number + 1
    return found
