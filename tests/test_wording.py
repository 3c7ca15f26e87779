from __future__ import annotations

import pytest

from geo.schema import UNITS, UnitKind
from geo.wording import wording
from geo.words import available_languages

NBSP, NARROW = "\u00a0", "\u202f"


def spaced(text: str) -> str:
    """The text with plain spaces where CLDR has others, and with one sort of minus."""
    return text.replace(NBSP, " ").replace(NARROW, " ").replace("\u2212", "-")


@pytest.mark.parametrize(
    ("value", "unit", "kk", "ru", "en"),
    [
        (12_500_000_000, "KZT", "12,5 млрд теңге", "12,5 млрд тенге", "12.5 billion tenge"),
        (
            2_600_000_000_000,
            "KZT",
            "2,6 трлн теңге",
            "2,6 трлн тенге",
            "2.6 trillion tenge",
        ),
        (500, "KZT", "500 теңге", "500 тенге", "500 tenge"),
        (1, "USD", "1 АҚШ доллары", "1 доллар США", "1 US dollar"),
        (2, "USD", "2 АҚШ доллары", "2 доллара США", "2 US dollars"),
        (
            1_000_000_000,
            "USD",
            "1 млрд АҚШ доллары",
            "1 млрд долларов США",
            "1 billion US dollars",
        ),
        (1.5, "EUR", "1,5 еуро", "1,5 евро", "1.5 euros"),
        (21, "CNY", "21 юань", "21 юань", "21 yuan"),
        (
            3_000_000,
            "RUB",
            "3 млн Ресей рублі",
            "3 млн российских рублей",
            "3 million Russian roubles",
        ),
        (29.5, "%", "29,5%", "29,5 %", "29.5%"),
        (302.4, "km", "302,4 км", "302,4 км", "302.4 km"),
        (1682, "m", "1 682 м", "1 682 м", "1,682 m"),
        (2696, "km2", "2 696 км²", "2 696 км²", "2,696 km²"),
        (40, "ha", "40 га", "40 га", "40 ha"),
        (500, "t", "500 т", "500 т", "500 t"),
        (80, "MW", "80 МВт", "80 МВт", "80 MW"),
        (1, "GW", "1 ГВт", "1 ГВт", "1 GW"),
        (110, "kV", "110 кВ", "110 кВ", "110 kV"),
        (20_000, "t_per_year", "жылына 20 000 т", "20 000 т в год", "20,000 t a year"),
        (3000, "t_per_day", "тәулігіне 3 000 т", "3 000 т в сутки", "3,000 t a day"),
        (9, "t_per_season", "маусымда 9 т", "9 т за сезон", "9 t a season"),
        (1, "people", "1 адам", "1 человек", "1 person"),
        (2, "people", "2 адам", "2 человека", "2 people"),
        (10_600, "jobs", "10 600", "10 600", "10,600"),
        (128, "count", "128", "128", "128"),
        (7, "visitors", "7", "7", "7"),
        (7, "rooms", "7", "7", "7"),
        (1, "passengers_per_hour", "сағатына 1 жолаушы", "1 пассажир в час", "1 passenger an hour"),
        (
            2,
            "passengers_per_hour",
            "сағатына 2 жолаушы",
            "2 пассажира в час",
            "2 passengers an hour",
        ),
        (
            5,
            "passengers_per_hour",
            "сағатына 5 жолаушы",
            "5 пассажиров в час",
            "5 passengers an hour",
        ),
        (0, "km", "0 км", "0 км", "0 km"),
        (-5, "m", "-5 м", "-5 м", "-5 m"),
    ],
)
def test_a_figure_is_said_in_each_language(
    value: float, unit: str, kk: str, ru: str, en: str
) -> None:
    said = [spaced(wording(code).quantity(value, None, unit)) for code in ("kk", "ru", "en")]
    assert said == [kk, ru, en]


@pytest.mark.parametrize("language", available_languages())
@pytest.mark.parametrize("unit", [u for u, (kind, _) in UNITS.items() if kind != UnitKind.DATE])
def test_every_unit_is_said_with_its_number_once(language: str, unit: str) -> None:
    assert wording(language).quantity(37, None, unit).count("37") == 1


@pytest.mark.parametrize(
    ("low", "high", "unit", "ru", "en"),
    [
        (2, 3, "km", "2–3 км", "2–3 km"),
        (1.2345, 2.34567, "km", "1,2345–2,34567 км", "1.2345–2.34567 km"),
        (1, 2, "people", "1–2 человека", "1–2 people"),
        (5, 21, "people", "5–21 человек", "5–21 people"),
        (
            100_000_000,
            1_500_000_000,
            "KZT",
            "100 млн–1,5 млрд тенге",
            "100 million–1.5 billion tenge",
        ),
        (10, 20, "%", "10–20 %", "10–20%"),
    ],
)
def test_a_range_is_said_with_one_unit(
    low: float, high: float, unit: str, ru: str, en: str
) -> None:
    assert spaced(wording("ru").quantity(low, high, unit)) == ru
    assert spaced(wording("en").quantity(low, high, unit)) == en


@pytest.mark.parametrize(
    ("value", "ru", "en"),
    [
        (0.1 + 0.2, "0,30000000000000004", "0.30000000000000004"),
        (302.4, "302,4", "302.4"),
        (1.23456, "1,23456", "1.23456"),
        (12_500_000_000, "12 500 000 000", "12,500,000,000"),
        (999_999_999_999_999, "999 999 999 999 999", "999,999,999,999,999"),
    ],
)
def test_a_number_keeps_all_its_digits(value: float, ru: str, en: str) -> None:
    assert (spaced(wording("ru").number(value)), wording("en").number(value)) == (ru, en)


@pytest.mark.parametrize(
    ("iso", "kk", "ru", "en"),
    [
        ("2025", "2025", "2025", "2025"),
        ("2025-08", "2025 ж. тамыз", "август 2025 г.", "August 2025"),
        ("2025-08-14", "2025 ж. 14 тамыз", "14 августа 2025 г.", "14 August 2025"),
        ("1999-01-01", "1999 ж. 1 қаңтар", "1 января 1999 г.", "1 January 1999"),
        ("", "", "", ""),
    ],
)
def test_a_date_is_said_as_precisely_as_it_is_known(iso: str, kk: str, ru: str, en: str) -> None:
    assert [spaced(wording(code).date(iso)) for code in ("kk", "ru", "en")] == [kk, ru, en]


@pytest.mark.parametrize(
    ("locator", "kk", "ru", "en"),
    [
        ("paragraph 3", "3-абзац", "абзац 3", "paragraph 3"),
        ("item 2", "тізімнің 2-тармағы", "пункт 2 списка", "list item 2"),
        ("page 4", "4-бет", "стр. 4", "page 4"),
        ("table 1", "1-кесте", "таблица 1", "table 1"),
        ("section 5", "5-бөлім", "раздел 5", "section 5"),
        ("row 6", "6-жол", "строка 6", "row 6"),
        ("Annex B", "Annex B", "Annex B", "Annex B"),
        ("paragraph three", "paragraph three", "paragraph three", "paragraph three"),
        ("", "", "", ""),
    ],
)
def test_a_place_in_a_source_is_said_in_each_language(
    locator: str, kk: str, ru: str, en: str
) -> None:
    assert [wording(code).locator(locator) for code in ("kk", "ru", "en")] == [kk, ru, en]


@pytest.mark.parametrize(
    ("metres", "said"),
    [
        (0.4, "0 m"),
        (999.4, "999 m"),
        (999.6, "1 km"),
        (1234, "1.2 km"),
        (99_940, "99.9 km"),
        (99_960, "100 km"),
        (123_456, "123 km"),
        (1_234_567, "1,235 km"),
    ],
)
def test_a_measured_length_is_said_no_finer_than_it_is_known(metres: float, said: str) -> None:
    assert wording("en").length(metres) == said


@pytest.mark.parametrize(
    ("square_metres", "said"),
    [
        (400, "0 ha"),
        (5000, "0.5 ha"),
        (999_000, "99.9 ha"),
        (1_000_000, "1 km²"),
        (99_940_000, "99.9 km²"),
        (2_696_400_000, "2,696 km²"),
    ],
)
def test_a_measured_area_is_said_no_finer_than_it_is_known(square_metres: float, said: str) -> None:
    assert wording("en").area(square_metres) == said
