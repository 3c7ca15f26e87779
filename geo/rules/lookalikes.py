"""Rules for characters that hide, and for letters that pass for others.

A text may be in any script, and words of several may stand side by side: a brand in Latin
letters in a Kazakh sentence is as it should be. Suspicious is one word in which a letter of
another script stands where nobody would see it: the Latin A in «Aлакөл» is found by no search
for «Алакөл», and an id with it is another id.
"""

from __future__ import annotations

import re
import string
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.catalogue import MAP_FILE
from geo.errors import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from geo.catalogue import Catalogue
    from geo.read import Collection, Feature

#: Controls but tab and line ends; what turns the direction of writing, or has no width at all.
_HIDDEN = re.compile(
    "[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
#: The same in a file, as bytes of UTF-8 or as an escape of JSON; a few others beside them.
#: A set at the start is what the search is fast with; the bytes behind it are looked at then.
_MAY_HIDE = re.compile(
    rb"[\0-\x08\x0b\x0c\x0e-\x1f\x7f\xc2\xd8\xe1\xe2\xe3\xef\xf3\\](?:(?<=[\0-\x1f\x7f])"
    rb"|(?<=\xc2)[\x80-\x9f]|(?<=\xd8)\x9c|(?<=\xe1)(?:\x85[\x9f\xa0]|\x9e[\xb4\xb5]|\xa0\x8e)"
    rb"|(?<=\xe2)(?:\x80[\x8b-\x8f\xaa-\xae]|\x81[\xa0-\xaf])|(?<=\xe3)\x85\xa4"
    rb"|(?<=\xef)(?:\xbb\xbf|\xbe\xa0|\xbf[\xb9-\xbb])|(?<=\xf3)\xa0[\x80\x81]"
    rb"|(?<=\\)(?:[bf]|u(?:00[0189]|007[fF]|061[cC]|115[fF]|1160|17[bB][45]|180[eE]|20[0-6]"
    rb"|3164|[fF][eEfF][fFaA]|[fF]{3}[9aAbB]|[dD][bB]40)))"
)
#: Marks that words of these scripts need: a joiner within Persian, Indic and emoji, a mark of
#: direction beside Arabic and Hebrew.
_JOINERS = "\u200c\u200d"
_MARKS = "\u061c\u200e\u200f\u2066\u2067\u2068\u2069"
_TURNED = {"R", "AL"}

#: Letters of Kazakh, Russian and their neighbours, and the Latin ones that look the same in
#: ordinary type. Unicode's own table goes further: in it the small т passes for a small capital.
_CYRILLIC = "АВЕЅІЈКМНОРСТУҮХаеѕіјорсухһԛԝ"
_LATIN = "ABESIJKMHOPCTYYXaesijopcyxhqw"
#: Greek capitals, and the small letters that pass for Latin ones.
_GREEK = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧον"
_GREEK_LATIN = "ABEZHIKMNOPTYXov"
_TO_LATIN = {
    ord(letter): like
    for letter, like in zip(_CYRILLIC + _GREEK, _LATIN + _GREEK_LATIN, strict=True)
}
_SAME_AS_LATIN = frozenset(map(chr, _TO_LATIN))
_SAME_AS_OTHER = frozenset(_TO_LATIN.values())
_LATIN_LETTER, _OTHER_LETTER = "A-Za-z", "\u0370-\u03ff\u0400-\u052f"
_WORD = re.compile(f"[{_LATIN_LETTER}{_OTHER_LETTER}]+")
_MEETING = re.compile(f"[{_LATIN_LETTER}][{_OTHER_LETTER}]|[{_OTHER_LETTER}][{_LATIN_LETTER}]")
#: Where two scripts may meet in a file: letters side by side, or an escape beside something.
_MAY_MIX = re.compile(
    rb"[\xcd-\xd4\\](?:(?<=[A-Za-z][\xcd-\xd4])|(?<=[\xcd-\xd4])[\x80-\xbf][A-Za-z]"
    rb"|(?<=\\)u0[345])"
)

_LETTERS = string.ascii_letters.encode()
_LEADS, _OTHERS = bytes(range(0xCD, 0xD5)), bytes(range(0x80, 0xC0))
_CONTROLS = set(range(32)) - set(b"\t\n\r")
#: Bytes that none of the above can begin to be found by.
_HARMLESS = bytes(set(range(256)) - set(b"\x7f\xc2\xd8\xe1\xe2\xe3\xef\xf3\\") - _CONTROLS)
#: Latin letters as "a", the first byte of a letter of another script as "L", its second as "c".
_SCRIPTS = bytes.maketrans(
    _LETTERS + _LEADS + _OTHERS, b"a" * len(_LETTERS) + b"L" * len(_LEADS) + b"c" * len(_OTHERS)
)

Step = tuple[str | int, ...]


def name_problems(path: Path) -> Iterator[Problem]:
    """What hides or passes for another letter in the name of a layer's file."""
    for code, message, hint in faults(path.stem):
        said = f"the name of the file: {message}"
        yield Problem(Severity.WARNING, code, path, 0, 0, "", said, hint)


def collection_text_problems(collection: Collection) -> Iterator[Problem]:
    """The same in the features of a layer."""
    data = collection.data
    if not (_may_hide(data) or _may_mix(data)):
        return
    for feature in collection.features:
        if isinstance(feature.frame, dict):
            yield from _feature_problems(collection, feature)


def lookalike_ids(first: Mapping[str, tuple[Collection, Feature]]) -> Iterator[Problem]:
    """Ids that differ in nothing that a reader sees, each with where it stands first."""
    faces: dict[str, str] = {}
    for name, (collection, feature) in first.items():
        if not may_pass(name):
            continue
        seen = face(name)
        twin = seen if seen in first else faces.setdefault(seen, name)
        if twin != name:
            yield lookalike_id(name, twin, place_of(collection, feature))


def may_pass(name: str) -> bool:
    """Whether an id has letters that may pass for others."""
    return not (name.isascii() and name.isprintable())


@dataclass(frozen=True, slots=True)
class Place:
    """Where the id of a feature stands."""

    path: Path
    line: int
    column: int


def place_of(collection: Collection, feature: Feature) -> Place:
    """Where the id of a feature stands, or the feature where it has none."""
    return Place(collection.path, *collection.position(feature, "id"))


def lookalike_id(name: str, twin: str, place: Place) -> Problem:
    """The problem of an id that looks like another one."""
    message = f"the id {name!a} looks the same as another one, {twin!a}"
    hint = "write both in letters of one script, without hidden characters"
    where = (place.path, place.line, place.column, name)
    return Problem(Severity.WARNING, "lookalike", *where, message, hint)


def catalogue_text_problems(catalogue: Catalogue) -> Iterator[Problem]:
    """The same in the tables and the settings of a folder."""
    for row in (*catalogue.sources.values(), *catalogue.facts):
        for column, text in row.cells.items():
            for code, message, hint in faults(text):
                yield row.problem(code, column, message, hint, Severity.WARNING)
    layers = (*catalogue.layers, *catalogue.context)
    yield from _settings_problems(catalogue.folder / MAP_FILE)
    for layer in layers:
        yield from _settings_problems(layer.path.with_suffix(".toml"))


def _may_hide(data: bytes) -> bool:
    return bool(data.translate(None, _HARMLESS)) and _MAY_HIDE.search(data) is not None


def _may_mix(data: bytes) -> bool:
    if b"\\" not in data:
        kinds = data.translate(_SCRIPTS)
        if b"aL" not in kinds and b"ca" not in kinds:
            return False
    return _MAY_MIX.search(data) is not None


def faults(text: str) -> Iterator[tuple[str, str, str]]:
    """Code, message and hint of what hides in a text, and of what passes for something else."""
    if text.isascii() and text.isprintable():
        return
    letters = frozenset(text)
    found = _HIDDEN.finditer(text)
    hidden = list(dict.fromkeys(match[0] for match in found if _hides(match, letters)))
    if hidden:
        named = ", ".join(map(_named, hidden))
        yield "hidden-character", f"a character that nobody sees: {named}", "remove it"
    for match in _WORD.finditer(text) if _MEETING.search(text) else ():
        odd = _odd_ones(match[0]) if _MEETING.search(match[0]) else []
        if odd:
            named = ", ".join(f"{letter} ({_script(letter)})" for letter in odd)
            message = f"{match[0]!r} has letters of two scripts that look alike: {named}"
            yield "lookalike", message, "write the word in letters of one script"
            return


def _feature_problems(collection: Collection, feature: Feature) -> Iterator[Problem]:
    frame = feature.frame
    name = str(feature.id if feature.id is not None else feature.properties.get("id", ""))
    said = [*_texts(("id",), frame.get("id")), *_texts(("properties",), feature.properties)]
    seen: set[tuple[str, str]] = set()
    for path, text in said:
        for code, message, hint in faults(text):
            if (text, code) not in seen:  # an id stands twice in a feature
                seen.add((text, code))
                line, column = collection.position(feature, *path)
                place = (collection.path, line, column, name)
                yield Problem(Severity.WARNING, code, *place, message, hint)


def _texts(path: Step, value: Any) -> list[tuple[Step, str]]:
    """The keys and texts of a value, each with the way to it."""
    if isinstance(value, str):
        return [(path, value)]
    if isinstance(value, dict):
        keys = [((*path, key), key) for key in value]
        return keys + [each for key, item in value.items() for each in _texts((*path, key), item)]
    if isinstance(value, list):
        return [each for n, item in enumerate(value) for each in _texts((*path, n), item)]
    return []


def _settings_problems(path: Path) -> Iterator[Problem]:
    """By the lines of a TOML file, whatever is in them; an escape counts as its character."""
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return  # which the catalogue has said
    if not (_MAY_HIDE.search(data) or _MAY_MIX.search(data)):
        return
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        plain = re.sub(r"\\u([0-9a-fA-F]{4})", lambda code: chr(int(code[1], 16)), line)
        plain = re.sub(r'\\[btnfr"\\]', " ", plain)
        for code, message, hint in faults(plain):
            yield Problem(Severity.WARNING, code, path, number, 1, "", message, hint)


def _hides(match: re.Match[str], letters: frozenset[str]) -> bool:
    """Whether a hidden character has no business where it stands, in a text of ``letters``."""
    char, text = match[0], match.string
    if char in _JOINERS:
        before = text[max(match.start() - 1, 0) : match.start()]
        after = text[match.end() : match.end() + 1]
        return not (before and after) or any(map(_is_of_these_scripts, (before, after)))
    if char in _MARKS:
        return not any(unicodedata.bidirectional(each) in _TURNED for each in letters - {char})
    return True


def _is_of_these_scripts(char: str) -> bool:
    return char.isascii() or re.match(f"[{_OTHER_LETTER}]", char) is not None


def _odd_ones(word: str) -> list[str]:
    """The letters of a word of two scripts that pass for those of the other script.

    Empty where either script has a letter of its own look: then the two are told apart, and a
    Kazakh ending behind a brand in Latin letters is no slip.
    """
    latin = list(dict.fromkeys(each for each in word if each.isascii()))
    other = list(dict.fromkeys(each for each in word if not each.isascii()))
    passing = [
        letters
        for letters, same in ((latin, _SAME_AS_OTHER), (other, _SAME_AS_LATIN))
        if all(letter in same for letter in letters)
    ]
    return min(passing, key=len, default=[])


def _script(letter: str) -> str:
    return unicodedata.name(letter, "?").split()[0].title()


def _named(char: str) -> str:
    name = unicodedata.name(char, "")
    code = f"U+{ord(char):04X}"
    return f"{code} ({name.lower()})" if name else code


def face(text: str) -> str:
    """What a reader sees of an id."""
    bare = _HIDDEN.sub("", unicodedata.normalize("NFC", text))
    return bare.translate(_TO_LATIN)
