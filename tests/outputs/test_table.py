"""The map as readable HTML."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from geo.model import MapFeature, MapModel
from geo.outputs.static import static_html
from geo.outputs.table import table_html

LANGUAGES = ("kk", "ru", "en")
VOID = {"img", "br", "hr", "input", "meta", "link"}


class Page(HTMLParser):
    """Elements and texts of a piece of HTML; elements that are not closed in order are kept."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.unbalanced: list[str] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {key: value or "" for key, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.texts))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def ids(self) -> list[str]:
        return [attributes["id"] for _tag, attributes in self.elements if "id" in attributes]


@pytest.mark.parametrize("language", LANGUAGES)
def test_elements_are_closed_in_order(made_map: MapModel, language: str) -> None:
    page = Page(static_html(made_map, language))
    assert (page.unbalanced, page.open) == ([], [])


def test_hostile_texts_are_shown_as_text(
    hostile_map: MapModel, hostile_texts: tuple[str, ...]
) -> None:
    page = Page(static_html(hostile_map, "en"))
    assert not page.all("script") + page.all("img") + page.all("b ")
    assert (page.unbalanced, page.open) == ([], [])
    assert all(text in page.text for text in hostile_texts[:5])


def test_hostile_texts_make_no_attributes(hostile_map: MapModel) -> None:
    page = Page(static_html(hostile_map, "en"))
    names = {name for _tag, attributes in page.elements for name in attributes}
    assert not {name for name in names if name.startswith("on") or name == "style"}


def test_text_that_turns_direction_is_held_apart_and_shown_unturned(hostile_map: MapModel) -> None:
    assert "<bdi>[U+202E]eltit desrever</bdi>" in table_html(hostile_map, "en")


def test_page_can_be_encoded(hostile_map: MapModel) -> None:
    assert b"\x00" not in static_html(hostile_map, "en").encode("utf-8")


@pytest.mark.parametrize(("index", "language"), list(enumerate(LANGUAGES)))
def test_every_project_has_its_row(made_map: MapModel, index: int, language: str) -> None:
    page = Page(table_html(made_map, language))
    for project in made_map.projects:
        assert f"s-row-{project.id}" in page.ids()
        assert project.name[index] in page.text


def test_groups_stand_apart_in_order(made_map: MapModel) -> None:
    ids = Page(table_html(made_map, "en")).ids()
    marks = [
        "s-projects",
        "s-row-plant",
        "s-region",
        "s-row-portfolio",
        "s-context",
        "s-row-highway",
        "s-sources",
    ]
    assert [each for each in ids if each in marks] == marks


def test_ids_are_unique_and_begin_with_the_prefix(made_map: MapModel) -> None:
    ids = Counter(Page(static_html(made_map, "kk")).ids())
    assert max(ids.values()) == 1
    assert all(each.startswith("s-") for each in ids)


def test_links_inside_lead_somewhere(made_map: MapModel) -> None:
    page = Page(static_html(made_map, "kk"))
    links = [link["href"] for link in page.all("a")]
    inside = {link.removeprefix("#") for link in links if link.startswith("#")}
    assert inside
    assert inside <= set(page.ids())


def test_badges_of_both_drawings_lead_to_rows(made_map: MapModel) -> None:
    page = Page(static_html(made_map, "kk"))
    targets = [link["href"] for link in page.all("a") if link["href"].startswith("#s-row-")]
    assert Counter(targets) == {
        f"#s-row-{each.id}": 2 for each in made_map.projects if each.geometry
    }


def test_row_says_its_number(made_map: MapModel) -> None:
    assert re.search(
        r'id="s-row-road"><td class="s-number"><svg.*?</svg><span>2</span>',
        (table_html(made_map, "en")),
    )


def test_what_is_used_is_in_the_page_once(made_map: MapModel) -> None:
    page = Page(static_html(made_map, "kk"))
    used = Counter(use["href"].removeprefix("#") for use in page.all("use"))
    assert {"s-b1", "s-sector-aviation", "s-status-completed"} < set(used) <= set(page.ids())
    assert (used["s-lakes"], page.ids().count("s-lakes")) == (2, 1)


def test_colours_of_the_drawing_are_light_dark_and_complete(made_map: MapModel) -> None:
    page = static_html(made_map, "kk")
    light, _, dark = page.partition("<style>")[2].partition("</style>")[0].partition("@media")
    classes = set(re.findall(r"\bg[fs]-[a-z-]+(?=[ \"])", page))
    assert {"gf-land", "gs-status-planned"} < classes
    for sheet in (light, dark):
        assert set(re.findall(r"\.(g[fs]-[a-z-]+)\{\w+:#", sheet)) == classes


def test_marks_of_a_project_can_be_left_out_on_paper(made_map: MapModel) -> None:
    ids = Page(static_html(made_map, "kk")).ids()
    for project in made_map.projects:
        parts = {f"s-w-{part}-{project.id}" for part in "pn"}
        assert (parts <= set(ids)) == (project.geometry is not None)


def test_labels_of_columns_cannot_leave_their_style_sheet(made_map: MapModel) -> None:
    words = {"en": {**made_map.words["en"], "page.figures": '</style>"}*{x:y}\\'}}
    page = static_html(replace(made_map, words=words), "en")
    sheet = page.partition("<style>")[2].partition("</style>")[0]
    label = r'--s-figures:"\3c \2f style\3e \22 \7d \2a \7b x\3a y\7d \5c ";'
    assert label in sheet


def test_legend_is_a_list_of_words(made_map: MapModel) -> None:
    page = Page(static_html(made_map, "ru"))
    legend = page.text.partition(made_map.words["ru"]["page.legend_status"])[2]
    assert made_map.words["ru"]["status.suspended"] in legend.partition("Lakes: GSHHG")[0]


def test_disagreement_shows_both_values_with_their_sources(made_map: MapModel) -> None:
    table = table_html(made_map, "en")
    cell = table[table.index("s-disagree") :].partition("</div>")[0]
    assert made_map.words["en"]["page.differ"] in cell
    for shown in ("4.7 billion", "5.1 billion", "#s-1", "#s-2", "August 2025"):
        assert shown in cell


def test_inferred_statement_says_so(made_map: MapModel) -> None:
    table = table_html(made_map, "en")
    inferred = made_map.words["en"]["certainty.inferred"]
    assert re.search(rf"5\.1 billion</b>[^[]*<i>{inferred}</i>", table)


def test_footnote_says_where_in_the_source(made_map: MapModel) -> None:
    assert re.search(r"\[1, абзац 3\]", Page(table_html(made_map, "ru")).text)


def test_precision_is_said_in_words(made_map: MapModel) -> None:
    page = Page(table_html(made_map, "kk"))
    used = made_map.words["kk"]
    for precision in ("exact", "schematic", "district", "settlement", "region"):
        assert used[f"precision.{precision}"] in page.text
        assert used[f"precision_note.{precision}"] in page.text


def test_totals_come_first_with_their_source(made_map: MapModel) -> None:
    assert re.match(r"[^|]*?Jobs10 600 \[1\]", Page(table_html(made_map, "en")).text)


def test_only_web_and_mail_addresses_are_links(made_map: MapModel) -> None:
    page = Page(table_html(made_map, "en"))
    outside = [link for link in page.all("a") if not link["href"].startswith("#")]
    assert [link["href"] for link in outside] == ["https://example.org/a?b=1&c=2"]
    assert outside[0]["rel"] == "noreferrer"
    assert "javascript:alert(3)" in page.text


@pytest.mark.parametrize("url", ["", "https://example.org/"])
def test_title_in_another_language_says_which(made_map: MapModel, url: str) -> None:
    sources = tuple(replace(source, url=url) for source in made_map.sources)
    page = table_html(replace(made_map, sources=sources), "kk").partition('"s-sources"')[2]
    assert re.findall(r' lang="(\w+)">([^<]+)', page) == [("en", "Trap")]


def test_table_is_read_by_rows_and_columns(made_map: MapModel) -> None:
    page = Page(table_html(made_map, "en"))
    scopes = Counter(head.get("scope") for head in page.all("th"))
    assert scopes == {"col": 15, "row": len(made_map.projects)}
    assert len(page.all("caption")) == 3


def test_authors_of_the_data_are_named(made_map: MapModel) -> None:
    page = Page(table_html(made_map, "en"))
    assert "Lakes: Lakes: GSHHG; licence: LGPL" in page.text
    assert "Wells: Wells: A & B" in page.text


def wells(count: int) -> tuple[MapFeature, ...]:
    return tuple(
        MapFeature(f"w{i}", "wells", (f"Well {i}",) * 3, (("depth", "20"),), None, None, None)
        for i in range(count)
    )


def test_plain_features_are_listed_with_their_properties(made_map: MapModel) -> None:
    page = Page(table_html(replace(made_map, features=wells(3)), "en"))
    assert re.search("Well 2.*depth.*20", page.text)


def test_huge_layer_is_cut_and_counted(made_map: MapModel) -> None:
    table = table_html(replace(made_map, features=wells(5000)), "en")
    assert "Well 199" in table
    assert "Well 200" not in table
    assert made_map.words["en"]["table.more"].replace("{n}", "4800") in table


def test_huge_number_of_projects_is_cut_and_counted(made_map: MapModel) -> None:
    many = tuple(replace(made_map.projects[0], id=f"n{number}") for number in range(1, 1502))
    table = table_html(replace(made_map, projects=many), "en")
    assert made_map.words["en"]["table.more"].replace("{n}", "1201") in table


def test_empty_map_says_so(made_map: MapModel) -> None:
    empty = replace(made_map, projects=(), headlines=(), sources=(), context=(), layers=())
    assert made_map.words["kk"]["page.empty"] in Page(static_html(empty, "kk")).text


def test_page_has_one_title_and_both_drawings(made_map: MapModel) -> None:
    page = Page(static_html(made_map, "ru"))
    assert len(page.all("h1")) == 1
    assert [each.get("class") for each in page.all("svg")].count("gm-drawing") == 2


def test_same_map_gives_the_same_text(made_map: MapModel) -> None:
    assert static_html(made_map, "kk") == static_html(made_map, "kk")
