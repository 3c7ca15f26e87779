"""The printed report, read back."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader

from geo.layout import Layout, PdfOptions
from geo.model import Fact, MapModel, Trace
from geo.outputs.pdf import render

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGUAGES = ("kk", "ru", "en")
KAZAKH = "ӘҒҚҢӨҰҮҺІ әғқңөұүһі"
TRACE = Trace("0123456789abcdef" * 4, ("2025 ж.", "2025 г.", "2025"), "2025-11")
LONG = f"«{'Индустриялық парктің инженерлік-коммуникациялық инфрақұрылымы ' * 6}» {'Ұ' * 90}"
SHEETS = {
    ("a4", "portrait"): (595, 842),
    ("a4", "landscape"): (842, 595),
    ("a3", "portrait"): (842, 1191),
    ("a3", "landscape"): (1191, 842),
}


def printed(model: MapModel, **options: Any) -> PdfReader:
    layout = Layout(pdf=PdfOptions(**options))
    return PdfReader(BytesIO(render(replace(model, layout=layout))["map.pdf"]))


def said(reader: PdfReader, pages: slice = slice(None)) -> str:
    """The text of the pages, with its line breaks as spaces."""
    text = " ".join(page.extract_text() for page in reader.pages[pages])
    return re.sub(r"\s+", " ", text.replace("\u200b", ""))


def elements(node: Any) -> Iterator[dict[str, Any]]:
    """The tags of a document, from the outside in."""
    node = node.get_object()
    if isinstance(node, list):
        for each in node:
            yield from elements(each)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node["/K"])


def links(reader: PdfReader, page: int) -> list[str]:
    """Where the links of a page lead: addresses, names of places, or numbers of pages."""
    return [_end(reader, each.get_object()) for each in reader.pages[page].get("/Annots", [])]


def _end(reader: PdfReader, link: Any) -> str:
    if "/A" in link:
        return str(link["/A"]["/URI"])
    end = link["/Dest"]
    return (
        str(end) if isinstance(end, str) else f"page {reader.get_page_number(end[0].get_object())}"
    )


@pytest.fixture(scope="module")
def report(made_map: MapModel) -> PdfReader:
    return printed(replace(made_map, trace=TRACE))


@pytest.mark.parametrize(("paper", "orientation"), SHEETS)
def test_all_sheets_are_of_the_paper_asked_for(
    made_map: MapModel, paper: str, orientation: str
) -> None:
    reader = printed(made_map, paper=paper, orientation=orientation)
    sizes = {(round(page.mediabox.width), round(page.mediabox.height)) for page in reader.pages}
    assert sizes == {SHEETS[paper, orientation]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_its_language_title_and_every_project(made_map: MapModel, language: str) -> None:
    reader, index = printed(replace(made_map, language=language)), LANGUAGES.index(language)
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == language
    assert reader.metadata is not None
    assert reader.metadata.title == made_map.title[index]
    shown = said(reader)
    assert all(project.name[index] in shown for project in made_map.projects)


def test_every_letter_of_kazakh_can_be_read_back(made_map: MapModel) -> None:
    project = replace(made_map.projects[0], name=(KAZAKH,) * 3, summary=(KAZAKH,) * 3)
    assert said(printed(replace(made_map, projects=(project,)))).count(KAZAKH) >= 2


def test_all_fonts_are_in_the_file(report: PdfReader) -> None:
    embedded, missing = set(), set()
    for page in report.pages:
        inside, outside = page._get_fonts()
        embedded |= inside
        missing |= outside
    assert not missing
    assert {name.partition("+")[2] for name in embedded} >= {"Roboto-Regular", "Roboto-Bold"}


def test_it_is_tagged_for_screen_readers(report: PdfReader) -> None:
    root: Any = report.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    tags = Counter(each["/S"] for each in elements(root["/StructTreeRoot"]))
    assert tags["/H1"] == 1
    assert tags["/Table"] == 3
    assert tags["/H3"] == len(report_names(report))
    assert tags["/TH"] == 5 * 3


def report_names(reader: PdfReader) -> list[str]:
    """The bookmarks of the projects, which stand at the third level."""
    (top,) = [each for each in reader.outline if isinstance(each, list)]
    return [str(each.title) for part in top if isinstance(part, list) for each in part]


def test_it_claims_to_be_accessible_and_archival(report: PdfReader) -> None:
    root: Any = report.trailer["/Root"]
    said_of_it = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in said_of_it
    assert "<pdfaid:part>2</pdfaid:part>" in said_of_it


def test_the_picture_of_the_map_is_described(made_map: MapModel) -> None:
    reader = printed(replace(made_map, language="en"))
    root: Any = reader.trailer["/Root"]
    first = next(e for e in elements(root["/StructTreeRoot"]) if e["/S"] == "/Figure")
    assert str(first["/Alt"]).startswith("Projects of Jetisu. ")


def test_bookmarks_lead_to_every_project(report: PdfReader, made_map: MapModel) -> None:
    assert report_names(report) == [project.name[0] for project in made_map.projects]


def test_each_number_on_the_map_leads_to_its_row_and_back(
    report: PdfReader, made_map: MapModel
) -> None:
    leading = Counter(links(report, 0))
    placed = {f"p-{project.number}" for project in made_map.projects if project.geometry}
    # From the badge on the map, and from the list of names beside it.
    assert {name for name, count in leading.items() if count == 2} == placed
    assert leading.keys() <= set(report.named_destinations)
    back = [name for page in range(1, len(report.pages)) for name in links(report, page)]
    assert back.count("map") == len(made_map.projects)


def test_footnotes_lead_to_the_sources_and_these_to_the_web(report: PdfReader) -> None:
    everywhere = {name for page in range(len(report.pages)) for name in links(report, page)}
    listed = next(n for n, page in enumerate(report.pages) if "CC BY" in page.extract_text())
    assert f"page {listed}" in everywhere
    assert "https://example.org/a?b=1&c=2" in everywhere
    assert not [name for name in everywhere if name.startswith("javascript")]


def test_an_address_in_another_script_is_a_link_too(made_map: MapModel) -> None:
    source = replace(made_map.sources[0], url="https://kk.wikipedia.org/wiki/Көл?a=%20&b='")
    reader = printed(replace(made_map, sources=(source,)))
    assert "https://kk.wikipedia.org/wiki/%D0%9A%D3%A9%D0%BB?a=%20&b='" in links(
        reader, len(reader.pages) - 1
    )
    assert "wiki/Көл" in said(reader)


def test_sources_that_disagree_both_stand_there(made_map: MapModel) -> None:
    shown = said(printed(replace(made_map, language="en")))
    assert re.search(r"Cost · Sources differ.*4\.7\W+billion.*5\.1\W+billion", shown)


@pytest.mark.parametrize(
    ("language", "words"), [("kk", "беттің 1-беті"), ("ru", "Страница 1 из"), ("en", "Page 1 of")]
)
def test_pages_are_numbered_in_the_language(made_map: MapModel, language: str, words: str) -> None:
    assert words in said(printed(replace(made_map, language=language)), slice(1))


def test_each_page_says_from_which_data_it_is(made_map: MapModel) -> None:
    reader = printed(replace(made_map, language="en", trace=TRACE))
    line = "Data version: 0123456789ab · newest source: 2025"
    assert all(line in said(reader, slice(n, n + 1)) for n in range(len(reader.pages)))
    assert reader.metadata is not None
    assert reader.metadata.creation_date_raw == "D:20251101000000Z"
    assert reader.metadata.keywords == "sha256:" + "0123456789abcdef" * 4


def test_an_address_is_printed_with_the_map(made_map: MapModel) -> None:
    address = "https://example.kz/map"
    assert address in said(printed(replace(made_map, address=address)), slice(1))


def test_the_tables_can_be_left_out(made_map: MapModel) -> None:
    reader = printed(made_map, table=False)
    assert len(reader.pages) == 1
    assert links(reader, 0) == []


def test_the_head_of_a_table_stands_on_each_of_its_pages(made_map: MapModel) -> None:
    many = [replace(made_map.projects[0], number=n, id=f"p{n}") for n in range(1, 129)]
    reader = printed(replace(made_map, language="en", projects=tuple(many)))
    tables = [said(reader, slice(n, n + 1)) for n in range(1, len(reader.pages) - 1)]
    assert len(tables) > 5
    assert all("Project" in page and "Figures" in page for page in tables)
    assert [str(n) for n in range(1, 129)] == [
        name.removeprefix("p-")
        for name in sorted(reader.named_destinations, key=lambda each: (len(each), each))
        if name.startswith("p-")
    ]


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
def test_very_long_words_stay_on_the_sheet(made_map: MapModel, orientation: str) -> None:
    project = replace(made_map.projects[0], name=(LONG,) * 3, summary=(LONG * 5,) * 3)
    model = replace(made_map, projects=(project,), title=(LONG,) * 3)
    reader = printed(model, orientation=orientation)
    assert not spilled(reader)


def spilled(reader: PdfReader) -> list[str]:
    """Texts that begin outside the margins of their page."""
    found: list[str] = []

    def look(text: str, to_page: list[float], matrix: list[float], *_font: Any) -> None:
        x = matrix[4] * to_page[0] + matrix[5] * to_page[2] + to_page[4]
        if text.strip() and not 20 < x < wide - 20:
            found.append(text)

    for page in reader.pages:
        wide = page.mediabox.width
        page.extract_text(visitor_text=look)
    return found


@pytest.mark.parametrize("count", [0, 1])
def test_a_map_of_hardly_anything_is_printed(made_map: MapModel, count: int) -> None:
    model = replace(made_map, projects=made_map.projects[:count], headlines=(), sources=())
    bare = [replace(project, facts=()) for project in model.projects]
    reader = printed(replace(model, language="en", projects=tuple(bare)))
    assert len(reader.pages) == 2
    empty = made_map.words["en"]["page.empty"]
    assert (empty in said(reader)) == (count == 0)


def test_a_map_without_sources_or_dates_has_no_date(made_map: MapModel) -> None:
    reader = printed(replace(made_map, trace=Trace()))
    assert reader.metadata is not None
    assert reader.metadata.creation_date_raw is None


def test_hostile_texts_are_printed_as_text(hostile_map: MapModel) -> None:
    shown = said(printed(hostile_map))
    for text in ("{{ 7*7 }}", "</script><script>alert(1)</script>", "<img src=x onerror=alert(2)>"):
        assert text in shown
    assert "\u202e" not in shown


@pytest.mark.parametrize(
    "text", ['#panic("x")', "$x^2$ *b* _i_ `c`", '"); #eval("1', "@map <map> = x", "\\u{41} /* c"]
)
def test_no_text_is_read_as_markup_of_the_typesetter(made_map: MapModel, text: str) -> None:
    texts = (text,) * 3
    fact = Fact(
        "x", texts, tuple(replace(s, text=texts) for s in made_map.projects[0].facts[0].statements)
    )
    project = replace(made_map.projects[0], name=texts, summary=texts, note=texts, facts=(fact,))
    reader = printed(replace(made_map, projects=(project,), title=texts, summary=texts))
    assert said(reader).replace("\xa0", " ").count(text) >= 5


def test_what_the_font_can_not_write_is_replaced(made_map: MapModel) -> None:
    project = replace(made_map.projects[0], name=("阿拉湖 Alakol",) * 3)
    assert "\ufffd\ufffd\ufffd Alakol" in said(printed(replace(made_map, projects=(project,))))


def test_the_same_map_gives_the_same_bytes(made_map: MapModel) -> None:
    assert render(made_map) == render(made_map)
