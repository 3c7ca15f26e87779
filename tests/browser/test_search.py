"""Search: all layers and all languages at once, whatever the spelling, with one typo forgiven."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

from geo.words import words
from tests.browser.conftest import until
from tests.making import Layers, plain, project

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
}
#: What nothing on the map is called.
NOTHING = "qqqq"


def listed(page: Page) -> list[str]:
    """The ids of the rows in the list, in their order."""
    ids: list[str] = page.locator("#list .row").evaluate_all(
        "rows => rows.map(row => row.dataset.project ?? row.dataset.feature)"
    )
    return ids


def search(page: Page, text: str) -> list[str]:
    """Type it in, and give what is listed when the list has followed."""
    page.fill("#search", text)
    until(page, "q => (new URLSearchParams(location.hash.slice(1)).get('q') ?? '') === q", text)
    return listed(page)


@pytest.mark.parametrize(
    "spellings",
    [
        ("Үшарал", "Ушарал", "Üşaral", "Usharal", "USHARAL"),
        ("Лепсі", "Лепсы", "Lepsi", "Lepsy"),
        ("Жетісу", "Жетысу", "Jetisu", "Zhetysu"),
        ("Балқаш", "Балхаш", "Balqaş", "Balkhash", "Balqash"),
        ("Қорғас", "Хоргос", "Qorghas", "Khorgos", "Qorğas"),
        ("Талдықорған", "Талдыкорган", "Taldyqorğan", "Taldykorgan"),
        ("жағажай", "жагажай", "jağajai", "zhagazhai"),
    ],
    ids=lambda spellings: spellings[-1],
)
def test_all_spellings_find_the_same(open_page: OpenPage, spellings: tuple[str, ...]) -> None:
    page = open_page("lang=en")
    found = {spelling: search(page, spelling) for spelling in spellings}
    assert len({tuple(ids) for ids in found.values()}) == 1, found
    assert found[spellings[0]]


@pytest.mark.parametrize(
    ("kazakh", "typed"),
    [
        ("қыр", "кыр"),
        ("әсем", "асем"),
        ("өзек", "озек"),
        ("үстірт", "устирт"),
        ("ұлан", "улан"),
        ("ғимарат", "гимарат"),
        ("таң", "тан"),
        ("һәм", "хам"),
        ("іле", "иле"),
        ("ёлка", "елка"),
    ],
)
def test_a_letter_is_found_by_the_one_of_a_plain_keyboard(
    open_page: OpenPage, layers: Layers, kazakh: str, typed: str
) -> None:
    other = project(id="other", name_kk="Бөгет", name_ru="Плотина", name_en="A dam")
    page = open_page(layers=layers.projects(project(name_kk=kazakh), other).path)
    assert search(page, typed) == ["a-road"]


@pytest.mark.parametrize("typo", ["usharl", "ushraal", "ushatal", "usharial", "usgaral"])
def test_one_typing_error_is_forgiven(open_page: OpenPage, typo: str) -> None:
    page = open_page("lang=en")
    assert "usharal-airport" in search(page, typo)


def test_a_mistyped_word_finds_what_the_right_one_finds(open_page: OpenPage) -> None:
    page = open_page("lang=en")
    right = search(page, "usharal")
    assert search(page, "usharl") == right


def test_a_typing_error_that_makes_another_word_is_forgiven(
    open_page: OpenPage, layers: Layers
) -> None:
    plant = project(summary_en="Beet goes to the mill.")
    other = project(id="other", name_en="A mile of road")
    page = open_page("lang=en", layers=layers.projects(plant, other).path)
    assert search(page, "beet mile") == ["a-road"]


@pytest.mark.parametrize("text", ["Khorgos", "Qorghas"])
def test_names_that_sound_alike_find_each_other(
    open_page: OpenPage, layers: Layers, text: str
) -> None:
    def named(name: str) -> dict[str, str]:
        return {f"name_{language}": name for language in ("kk", "ru", "en")}

    both = [project(**named("Khorgos gate")), project(id="other", **named("Qorghas square"))]
    page = open_page(layers=layers.projects(*both).path)
    assert sorted(search(page, text)) == ["a-road", "other"]


def test_two_typing_errors_are_too_many(open_page: OpenPage) -> None:
    page = open_page("lang=en")
    assert search(page, "uzhatal") == []


def test_a_word_is_found_from_its_beginning_on(open_page: OpenPage) -> None:
    page = open_page("lang=kk")
    word = "аэропорт"
    for length in range(2, len(word) + 1):
        assert "usharal-airport" in search(page, word[:length]), word[:length]


def test_a_typing_error_is_forgiven_in_a_word_half_typed(open_page: OpenPage) -> None:
    page = open_page("lang=kk")
    assert "usharal-airport" in search(page, "аэрпор")


def test_all_words_must_be_found(open_page: OpenPage) -> None:
    page = open_page("lang=en")
    assert search(page, "Лепсі utility") == ["lepsi-balkhash-utilities"]


@pytest.mark.parametrize("text", ["tourism", "туризм"])
def test_a_sector_is_found_in_any_language(open_page: OpenPage, text: str) -> None:
    page = open_page("lang=kk")
    assert {"alakol-shore", "balkhash-zone"} <= set(search(page, text))


def test_a_status_is_found(open_page: OpenPage) -> None:
    page = open_page("lang=en")
    assert "usharal-airport" in search(page, "завершено")


def test_the_label_of_a_figure_is_found(open_page: OpenPage) -> None:
    page = open_page("lang=en")
    assert search(page, "substation capacity") == ["alakol-shore"]


def test_a_mark_follows(open_page: OpenPage) -> None:
    page = open_page()
    search(page, "usharal")
    expect(page.locator("#map [data-open=usharal-airport]")).to_have_count(1)
    expect(page.locator("#map [data-open=mining-plant]")).to_have_count(0)


def test_a_line_follows(open_page: OpenPage) -> None:
    page = open_page()
    expect(page.locator("#map [data-open=lepsi-aktogay-road]")).to_have_count(1)
    search(page, "usharal")
    expect(page.locator("#map [data-open=lepsi-aktogay-road]")).to_have_count(0)


def test_an_area_follows(open_page: OpenPage) -> None:
    page = open_page()
    expect(page.locator("#map [data-open=alakol]")).to_have_count(1)
    search(page, "sugar")
    expect(page.locator("#map [data-open=alakol]")).to_have_count(0)


def test_the_count_follows(open_page: OpenPage) -> None:
    page = open_page("lang=en")
    search(page, "substation capacity")
    expect(page.locator(".list-count")).to_have_text("1 project")


def test_the_legend_follows(open_page: OpenPage) -> None:
    page = open_page("lang=en", viewport={"width": 1440, "height": 900})
    search(page, "sugar plant")
    assert page.locator(".legend-sector li").all_text_contents() == ["Industry2", "Agriculture1"]


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("en", "substation capacity", "1 project found"),
        ("en", "khorgos", "2 projects found"),
        ("ru", "substation capacity", "Найден 1 проект"),
        ("ru", "khorgos", "Найдено 2 проекта"),
        ("ru", "completed", "Найдено 5 проектов, ещё 1 объект"),
        ("kk", "khorgos", "2 жоба табылды"),
        ("kk", NOTHING, "Бұл таңдауға ештеңе сәйкес келмейді."),
    ],
)
def test_the_count_is_said(open_page: OpenPage, language: str, text: str, said: str) -> None:
    page = open_page(f"lang={language}")
    search(page, text)
    expect(page.locator("#status[aria-live=polite]")).to_have_text(said)


def test_an_address_brings_its_search_back(open_page: OpenPage) -> None:
    page = open_page("lang=en&q=khorgos")
    expect(page.locator("#search")).to_have_value("khorgos")
    assert sorted(listed(page)) == ["industrial-city", "international-airport"]


def test_going_back_to_an_address_brings_its_search_back(open_page: OpenPage) -> None:
    page = open_page("lang=en&q=khorgos")
    page.evaluate("location.hash = 'lang=en'")
    expect(page.locator("#search")).to_have_value("")
    page.go_back()
    expect(page.locator("#search")).to_have_value("khorgos")


def test_the_list_waits_until_the_typing_rests(open_page: OpenPage) -> None:
    page = open_page("lang=en")
    page.evaluate(
        """() => {
            const said = document.getElementById("status");
            window.changes = 0;
            new MutationObserver(records => { window.changes += records.length; })
                .observe(said, {childList: true});
            const field = document.getElementById("search");
            for (const letter of "khorgos") {
                field.value += letter;
                field.dispatchEvent(new InputEvent("input", {bubbles: true}));
            }
        }"""
    )
    expect(page.locator("#status")).to_have_text("2 projects found")
    assert page.evaluate("window.changes") == 1


def test_one_click_clears_the_field(open_page: OpenPage) -> None:
    page = open_page("lang=en&q=khorgos")
    page.click(".search-clear")
    expect(page.locator(".list-count")).to_have_text("20 projects")
    expect(page.locator("#search")).to_be_focused()


def test_escape_clears_the_field(open_page: OpenPage) -> None:
    page = open_page("lang=en&q=khorgos")
    page.press("#search", "Escape")
    expect(page.locator("#search")).to_have_value("")


def test_enter_opens_the_best_hit(open_page: OpenPage) -> None:
    page = open_page("lang=en")
    page.fill("#search", "aksu sugar plant")
    page.press("#search", "Enter")
    expect(page.locator("[data-popup=sugar-aksu]")).to_be_visible()


def test_the_best_hit_is_first_in_the_list(open_page: OpenPage) -> None:
    page = open_page("lang=en")
    assert search(page, "koksu sugar plant")[0] == "sugar-koksu"


def test_arrows_lead_into_the_list_and_back(open_page: OpenPage) -> None:
    page = open_page("lang=en")
    search(page, "sugar plant")
    rows = page.locator("#list .row")
    page.press("#search", "ArrowDown")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#search")).to_be_focused()


def test_a_plain_feature_is_listed(open_page: OpenPage, layers: Layers) -> None:
    features = [plain(id="well", name="Құдық"), plain(id="mill", name="Mill", owner="Serik")]
    page = open_page(layers=layers.projects(project()).plain(*features).path)
    assert search(page, "kudyk") == ["well"]
    assert search(page, "serik") == ["mill"]


def test_a_plain_feature_that_is_not_meant_leaves_the_map(
    open_page: OpenPage, layers: Layers
) -> None:
    features = [plain(id="well", name="Құдық"), plain(id="mill", name="Mill")]
    page = open_page(layers=layers.projects(project()).plain(*features).path)
    expect(page.locator("#map .foreign")).to_have_count(2)
    search(page, "mill")
    expect(page.locator("#map .foreign")).to_have_count(1)


def test_nothing_found_offers_the_way_back(open_page: OpenPage) -> None:
    page = open_page("lang=en")
    search(page, NOTHING)
    expect(page.locator("#list .empty")).to_contain_text("Nothing matches")
    page.click("#list .empty .plain-button")
    expect(page.locator(".list-count")).to_have_text("20 projects")


def test_what_is_typed_is_never_markup(open_page: OpenPage) -> None:
    page = open_page("lang=en&status=completed")
    search(page, "<img src=x onerror=alert(1)>")
    expect(page.locator("#panel img")).to_have_count(0)
    expect(page.locator(".taken q")).to_have_text("<img src=x onerror=alert(1)>")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_field_has_a_name_in_each_language(open_page: OpenPage, language: str) -> None:
    page = open_page(f"lang={language}")
    name = words(language)["search.title"]
    expect(page.get_by_role("searchbox", name=name)).to_be_visible()


def test_a_phone_makes_room_for_the_list_while_one_types(open_page: OpenPage) -> None:
    page = open_page("lang=en", **PHONE)
    page.tap("#search")
    page.wait_for_timeout(300)
    box = page.locator("#list").bounding_box()
    assert box is not None
    assert box["height"] > 400


def test_thousands_of_features_are_found_without_a_long_wait(
    open_page: OpenPage, layers: Layers
) -> None:
    features = [plain(name=f"Place {i} {'Жұлдыз' if i % 100 == 0 else 'Ай'}") for i in range(3000)]
    layers.plain(*features).write("_map.toml", '[layout.html]\ndrawing = "plain"\n')
    page = open_page(layers=layers.path)
    page.evaluate(
        "() => { window.tasks = []; new PerformanceObserver(list =>"
        " window.tasks.push(...list.getEntries().map(entry => entry.duration)))"
        ".observe({entryTypes: ['longtask']}); }"
    )
    page.focus("#search")
    found = search(page, "zhuldyz")
    assert len(found) == 30
    assert page.evaluate("Math.max(0, ...window.tasks)") < 400
