"""Contract of the locale files, and of the texts of the shipped layers."""

from __future__ import annotations

import csv
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from babel import Locale

from geo.schema import FACT_KEYS, UNITS, Certainty, Precision, Role, Sector, Status, UnitKind
from geo.words import available_languages, words

SHIPPED = Path(__file__).parents[1] / "layers"
LANGUAGES = available_languages()
PLURALS = {"zero", "one", "two", "few", "many", "other"}
CYRILLIC, LATIN = "а-яёәғқңөұүһі", "a-z"
#: Endings that Russian has and Kazakh has not.
RUSSIAN = re.compile(
    r"\b\w+(?:ение|ения|ский|ская|ские|ского|ться|ется|ются|ость|ости|ого|ому|ыми|ный|ная|ные)\b",
    re.IGNORECASE,
)


def base(key: str) -> str:
    """The key without its plural form."""
    head, _dot, last = key.rpartition(".")
    return head if last in PLURALS else key


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def shipped_texts(language: str) -> dict[str, str]:
    """All texts of the layers in one language, by where they stand."""
    found: dict[str, str] = {}

    def walk(where: str, value: Any) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(f"{where}:{key}", inner)
        elif isinstance(value, str) and re.search(rf"[:_]{language}$", where):
            found[where] = value

    for path in SHIPPED.rglob("*.toml"):
        walk(path.name, tomllib.loads(path.read_text(encoding="utf-8")))
    for path in SHIPPED.rglob("*.geojson"):
        for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
            walk(f"{path.name}:{feature.get('id')}", feature["properties"])
    for path in SHIPPED.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), 2):
                walk(f"{path.name}:{number}", row)
    return found


def test_there_are_three_languages() -> None:
    assert LANGUAGES == ("en", "kk", "ru")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_the_keys_of_all_others(language: str) -> None:
    everywhere = {base(key) for code in LANGUAGES for key in words(code)}
    assert everywhere - {base(key) for key in words(language)} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_empty(language: str) -> None:
    assert [key for key, said in words(language).items() if not said.strip()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plural_has_each_form_of_its_language_and_no_other(language: str) -> None:
    cldr = Locale.parse(words(language)["language.cldr"], sep="-")
    needed = {"other", *cldr.plural_form.rules}
    forms: dict[str, set[str]] = {}
    for key in words(language):
        if base(key) != key:
            forms.setdefault(base(key), set()).add(key.rpartition(".")[2])
    assert {key: found for key, found in forms.items() if found != needed} == {}


def test_a_word_has_the_same_placeholders_in_all_languages_and_forms() -> None:
    found: dict[str, set[frozenset[str]]] = {}
    for code in LANGUAGES:
        for key, said in words(code).items():
            found.setdefault(base(key), set()).add(frozenset(placeholders(said)))
    assert [key for key, kinds in found.items() if len(kinds) > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("section", "keys"),
    [
        ("status", [*Status]),
        ("sector", [*Sector]),
        ("precision", [*Precision]),
        ("precision_note", [*Precision]),
        ("certainty", [*Certainty]),
        ("role", [*Role]),
        ("fact", [*FACT_KEYS]),
        ("locator", ["paragraph", "item", "page", "table", "section", "row"]),
        ("unit", [u for u, (kind, cldr) in UNITS.items() if not cldr and kind != UnitKind.DATE]),
    ],
)
def test_every_choice_of_a_layer_has_its_words(
    language: str, section: str, keys: list[str]
) -> None:
    said = {base(key) for key in words(language)}
    assert [key for key in keys if f"{section}.{key}" not in said] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("section", ["unit", "locator"])
def test_a_unit_and_a_locator_hold_their_number(language: str, section: str) -> None:
    said = {key: text for key, text in words(language).items() if key.startswith(f"{section}.")}
    assert [key for key, text in said.items() if text.count("{n}") != 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_mixes_latin_and_cyrillic_letters(language: str) -> None:
    texts = words(language) | shipped_texts(language)
    mixed = {
        where: re.findall(
            rf"\w*(?:[{LATIN}][{CYRILLIC}]|[{CYRILLIC}][{LATIN}])\w*", text, re.IGNORECASE
        )
        for where, text in texts.items()
    }
    assert {where: found for where, found in mixed.items() if found} == {}


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_kazakh_or_russian_text_has_cyrillic_letters(language: str) -> None:
    coded = re.compile(r"language\.(cldr|compact|decimal)")
    own = {k: v for k, v in words(language).items() if not coded.match(k)}
    texts = {**own, **{k: v for k, v in shipped_texts(language).items() if v}}
    bare = [k for k, v in texts.items() if not re.search(rf"[{CYRILLIC}№]", v, re.IGNORECASE)]
    assert [key for key in bare if placeholders(texts[key]) == set()] == []


def test_an_english_text_has_no_cyrillic_letters() -> None:
    texts = words("en") | shipped_texts("en")
    assert [k for k, v in texts.items() if re.search(rf"[{CYRILLIC}]", v, re.IGNORECASE)] == []


def test_no_kazakh_text_was_left_in_russian() -> None:
    texts = words("kk") | shipped_texts("kk")
    left = {where: RUSSIAN.findall(text) for where, text in texts.items()}
    assert {where: found for where, found in left.items() if found} == {}


def test_no_sentence_is_the_same_in_kazakh_and_russian() -> None:
    kk, ru = words("kk") | shipped_texts("kk"), words("ru") | shipped_texts("ru")
    same = [t for where, t in kk.items() if t == ru.get(re.sub(r"kk$", "ru", where))]
    assert [t for t in same if len(re.findall(r"\w{3,}", re.sub(r"{\w+}", "", t))) > 1] == []
