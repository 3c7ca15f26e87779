from __future__ import annotations

import json
import random
import time

import pytest

from geo.errors import Problem
from geo.rules.lookalikes import faults
from tests.making import SOURCES, Layers, collection, plain, project


def found(layers: Layers, code: str) -> list[Problem]:
    return [problem for problem in layers.check() if problem.code == code]


@pytest.mark.parametrize(
    ("char", "name"),
    [
        ("\u202e", "U+202E (right-to-left override)"),
        ("\u202a", "U+202A (left-to-right embedding)"),
        ("\u2066", "U+2066 (left-to-right isolate)"),
        ("\u2069", "U+2069 (pop directional isolate)"),
        ("\u200b", "U+200B (zero width space)"),
        ("\u200d", "U+200D (zero width joiner)"),
        ("\u200e", "U+200E (left-to-right mark)"),
        ("\u2060", "U+2060 (word joiner)"),
        ("\ufeff", "U+FEFF (zero width no-break space)"),
        ("\u3164", "U+3164 (hangul filler)"),
        ("\U000e0041", "U+E0041 (tag latin capital letter a)"),
        ("\x1b", "U+001B"),
        ("\x9b", "U+009B"),
        ("\0", "U+0000"),
    ],
)
@pytest.mark.parametrize("escaped", [True, False])
def test_a_character_that_nobody_sees_is_named_with_its_place(
    layers: Layers, char: str, name: str, *, escaped: bool
) -> None:
    feature = plain(id="a", remark=f"Құм{char}кент")
    text = json.dumps(feature, ensure_ascii=escaped or char < " ")
    layers.write("a.geojson", f'{{"type": "FeatureCollection", "features": [\n{text}\n]}}\n')
    (problem,) = found(layers, "hidden-character")
    assert problem.message == f"a character that nobody sees: {name}"
    assert layers.at(problem).startswith('"remark"')
    assert (problem.is_error, problem.hint) == (False, "remove it")


@pytest.mark.parametrize(
    "text",
    [
        "سلام \u200fدنیا",
        "می\u200cخواهم",
        "عربي \u2066Kaspi\u2069",
        "क्\u200dष",
        "👨\u200d👩\u200d👧",
        "a\tb\nc",
        "5\u00a0км",
        "«Тірек»\u202f— 7",
        "❤\ufe0f",
    ],
)
def test_what_a_script_needs_is_no_problem(layers: Layers, text: str) -> None:
    layers.plain(plain(id="a", remark=text))
    assert layers.check() == []


@pytest.mark.parametrize(
    ("word", "letters"),
    [
        ("Aлакөл", "A (Latin)"),
        ("Алакoл", "o (Latin)"),
        ("\u0410lmaty", "\u0410 (Cyrillic)"),
        ("Жетicу", "i (Latin), c (Latin)"),
        ("TОО", "T (Latin)"),
        ("\u039asp", "\u039a (Greek)"),
        ("usharal-\u0430irport", "\u0430 (Cyrillic)"),
    ],
)
def test_a_word_with_a_letter_that_passes_for_another_is_named(
    layers: Layers, word: str, letters: str
) -> None:
    layers.plain(plain(id="a", name=f"В слове {word} ошибка"))
    (problem,) = found(layers, "lookalike")
    assert problem.message.endswith(f"letters of two scripts that look alike: {letters}")
    assert layers.at(problem).startswith('"name"')


@pytest.mark.parametrize(
    "text",
    [
        "Kaspi банкі",
        "IT-компания",
        "WhatsAppта",
        "Kcellдің",
        "QR-код",
        "5G желісі",
        "COVID-19 пандемиясы",
        "ЖШС «Kazakhmys»",
        "e-gov порталы",
        "сайт www.gov.kz",
        "BI Group салған",
        "Wi-Fi бар",
        "ПВХ-PVC",
        "μm",
        "SMS-хабарлама",
    ],
)
def test_words_of_two_scripts_side_by_side_are_no_problem(layers: Layers, text: str) -> None:
    layers.plain(plain(id="a", name=text))
    assert layers.check() == []


def test_keys_lists_and_ids_are_looked_through(layers: Layers) -> None:
    layers.plain(
        {"id": "\u0430bc-x"} | plain(**{"k\u200bey": 1, "list": ["x", {"deep": ["o\u202ee"]}]})
    )
    places = [(p.code, layers.at(p)[:8]) for p in layers.check()]
    assert places == [
        ("lookalike", '"id": "\u0430'),
        ("hidden-character", '"k\u200bey": '),
        ("hidden-character", '"o\u202ee"]}]'),
    ]


def test_an_id_that_looks_like_another_is_a_warning(layers: Layers) -> None:
    layers.plain({"id": "A1"} | plain(), {"id": "\u04101"} | plain(), {"id": "B1"} | plain())
    (problem,) = found(layers, "lookalike")
    assert problem.message == r"the id '\u04101' looks the same as another one, 'A1'"


def test_ids_that_differ_to_the_eye_are_no_problem(layers: Layers) -> None:
    layers.plain({"id": "Ә1"} | plain(), {"id": "А1"} | plain(), {"id": "x²"} | plain())
    layers.plain({"id": "x2"} | plain(), name="more")
    assert layers.check() == []


def test_tables_are_looked_through(layers: Layers) -> None:
    layers.projects(project())
    layers.write("sources.csv", f"{SOURCES}\nreport,Отчeт,Ako\u200brda,2025,en,\n")
    assert [(p.code, p.line, p.column) for p in layers.check()] == [
        ("lookalike", 2, len("report,") + 1),
        ("hidden-character", 2, len("report,Отчeт,") + 1),
    ]


@pytest.mark.parametrize("text", ["Bo\u202eb", r"Bo\u202eb"])
def test_settings_are_looked_through(layers: Layers, text: str) -> None:
    layers.plain(plain(id="a")).write("places.toml", f'attribution = "x"\n\nlicence = "{text}"\n')
    (problem,) = layers.check()
    assert (problem.path.name, problem.line) == ("places.toml", 3)
    assert "U+202E" in problem.message


def test_the_name_of_a_file_is_looked_at(layers: Layers) -> None:
    layers.plain(plain(id="a"), name="Aлакөл")
    (problem,) = layers.check()
    assert (problem.code, problem.line) == ("lookalike", 0)


def test_the_base_map_is_looked_through(layers: Layers) -> None:
    layers.plain(plain(id="a")).plain(plain(name_ru="Aлакөл"), name="context/settlements")
    assert [p.path.name for p in found(layers, "lookalike")] == ["settlements.geojson"]


def test_every_hidden_character_of_the_rule_is_found_in_a_file(layers: Layers) -> None:
    hidden = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    hidden = [
        char for char in hidden if any(code == "hidden-character" for code, *_ in faults(char))
    ]
    features = [plain(id=str(n), t=char) for n, char in enumerate(hidden)]
    layers.plain(*features)
    missed = set(range(len(hidden))) - {int(p.feature) for p in found(layers, "hidden-character")}
    assert (len(hidden) > 200, missed) == (True, set())
    for number, feature in enumerate(features):
        text = json.dumps({"type": "FeatureCollection", "features": [feature]})
        layers.write("places.geojson", text)
        assert found(layers, "hidden-character"), ascii(hidden[number])


def test_a_large_layer_is_looked_through_fast(layers: Layers) -> None:
    letters = random.Random(1)  # noqa: S311 - nothing secret
    words = ["Алакөл ауданы", "road", "Kaspi", "жол", "су"]
    features = [plain(id=f"f{n}", name=letters.choice(words), note="x" * 40) for n in range(20_000)]
    layers.write("places.geojson", collection(*features))
    layers.check()
    began = time.process_time()
    assert layers.check() == []
    assert time.process_time() - began < 5


def test_a_word_of_a_megabyte_takes_no_time(layers: Layers) -> None:
    layers.plain(plain(name="ы" * 500_000, other="a" + "ы" * 200_000))
    began = time.process_time()
    layers.check()
    assert time.process_time() - began < 5
