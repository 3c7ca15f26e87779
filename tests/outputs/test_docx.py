from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from geo.errors import MapError
from geo.layout import DocxOptions, Layout
from geo.model import MapModel, MapProject
from geo.pipeline import load_map
from tests.outputs.office import addresses, as_pdf, parts

docx = pytest.importorskip("docx", reason="the extra 'office' is not installed")

if TYPE_CHECKING:
    from pathlib import Path

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LANGUAGES = ("kk", "ru", "en")


def written(model: MapModel) -> bytes:
    from geo.outputs.docx import render

    return render(model)["map.docx"]


def opened(data: bytes) -> Any:
    return docx.Document(io.BytesIO(data))


def laid_out(model: MapModel, **options: Any) -> MapModel:
    return replace(model, layout=Layout(docx=DocxOptions(**options)))


def notes(data: bytes) -> list[str]:
    """The texts of the sources among the endnotes, by number."""
    root = ET.fromstring(parts(data)["word/endnotes.xml"])
    return [
        "".join(text.text or "" for text in note.iter(f"{W}t")).strip()
        for note in root
        if int(note.attrib[f"{W}id"]) > 0
    ]


@pytest.fixture(scope="module", params=LANGUAGES)
def shipped(request: pytest.FixtureRequest, root: Path) -> tuple[MapModel, str, bytes]:
    model = load_map(root / "layers", language=request.param)
    return model, request.param, written(model)


def cells(document: Any) -> str:
    return "\n".join(
        cell.text for table in document.tables for row in table.rows for cell in row.cells
    )


def test_every_project_stands_in_a_table_with_its_figures(
    shipped: tuple[MapModel, str, bytes],
) -> None:
    model, language, data = shipped
    text, index = cells(opened(data)), model.languages.index(language)
    missing = [
        said
        for project in model.projects
        for said in (
            project.name[index],
            *(each.text[index] for fact in project.facts for each in fact.statements),
        )
        if said not in text
    ]
    assert missing == []


def test_the_sources_are_endnotes_in_the_order_of_their_numbers(
    shipped: tuple[MapModel, str, bytes],
) -> None:
    model, language, data = shipped
    index = model.languages.index(language)
    found = notes(data)
    assert len(found) == len(model.sources)
    pairs = zip(found, model.sources, strict=True)
    assert all(note.startswith(source.title[index]) for note, source in pairs)


def test_each_number_in_the_text_leads_to_a_source(shipped: tuple[MapModel, str, bytes]) -> None:
    body = parts(shipped[2])["word/document.xml"].decode()
    targets = set(re.findall(r'w:bookmarkStart [^>]*w:name="(_Source\d+)"', body))
    cited = set(re.findall(r"NOTEREF (_Source\d+) ", body))
    assert cited
    assert cited <= targets


def test_endnotes_are_numbered_as_on_the_map(shipped: tuple[MapModel, str, bytes]) -> None:
    body = parts(shipped[2])["word/document.xml"].decode()
    order = [int(number) for number in re.findall(r'endnoteReference w:id="(\d+)"', body)]
    assert order == [source.number for source in shipped[0].sources]
    assert 'w:numFmt w:val="decimal"' in parts(shipped[2])["word/settings.xml"].decode()


def test_header_rows_repeat_on_each_page(shipped: tuple[MapModel, str, bytes]) -> None:
    tables = opened(shipped[2]).tables[1:]
    assert all(table.rows[0]._tr.trPr.find(f"{W}tblHeader") is not None for table in tables)


def test_the_map_has_a_text_that_stands_for_it(shipped: tuple[MapModel, str, bytes]) -> None:
    model, language, data = shipped
    (picture,) = opened(data).inline_shapes
    assert model.projects[0].name[model.languages.index(language)] in picture._inline.docPr.get(
        "descr"
    )


def test_the_document_says_its_language_and_title(shipped: tuple[MapModel, str, bytes]) -> None:
    model, language, data = shipped
    properties = opened(data).core_properties
    assert properties.title == model.title[model.languages.index(language)]
    territory = {"kk": "kk-KZ", "ru": "ru-RU", "en": "en-GB"}[language]
    assert f'w:lang w:val="{territory}"' in parts(data)["word/styles.xml"].decode()


def test_the_small_print_names_the_data(shipped: tuple[MapModel, str, bytes]) -> None:
    footer = opened(shipped[2]).sections[0].footer.paragraphs[0].text
    assert shipped[0].trace.short in footer


def test_the_same_map_gives_the_same_bytes(shipped: tuple[MapModel, str, bytes]) -> None:
    assert written(shipped[0]) == shipped[2]


def test_only_web_addresses_leave_the_file(hostile_map: MapModel, made_map: MapModel) -> None:
    for model in (hostile_map, made_map):
        found = list(addresses(written(model)))
        assert all(each.startswith(("https://", "http://", "mailto:")) for each in found)


def test_hostile_texts_stay_texts(hostile_map: MapModel) -> None:
    data = written(hostile_map)
    for name, part in parts(data).items():
        if name.endswith((".xml", ".rels")):
            ET.fromstring(part)
    assert "</script><script>alert(1)</script>" in cells(opened(data))


@pytest.mark.parametrize(("paper", "orientation", "width"), [
    ("a4", "portrait", 210), ("a4", "landscape", 297), ("a3", "landscape", 420)
])  # fmt: skip
def test_the_paper_is_that_of_the_layout(
    made_map: MapModel, paper: str, orientation: str, width: int
) -> None:
    section = opened(written(laid_out(made_map, paper=paper, orientation=orientation))).sections[0]
    assert round(section.page_width.mm) == width


def test_the_map_fits_on_its_page(made_map: MapModel) -> None:
    for orientation in ("portrait", "landscape"):
        document = opened(written(laid_out(made_map, orientation=orientation)))
        section, (picture,) = document.sections[0], document.inline_shapes
        assert picture.width <= section.page_width - section.left_margin - section.right_margin
        assert picture.height <= section.page_height - section.top_margin - section.bottom_margin


def house(folder: Path) -> Path:
    """A house template: a font of its own, a letterhead, a sample text."""
    template = docx.Document()
    template.styles["Heading 1"].font.name = "House Sans"
    template.sections[0].header.paragraphs[0].text = "Akimat letterhead"
    template.sections[0].footer.paragraphs[0].text = "House footer"
    template.add_paragraph("Sample text of the template")
    template.save(str(folder / "house.docx"))
    return folder / "house.docx"


def test_a_house_template_gives_styles_and_letterhead(made_map: MapModel, tmp_path: Path) -> None:
    document = opened(written(laid_out(made_map, template=str(house(tmp_path)))))
    assert document.styles["Heading 1"].font.name == "House Sans"
    assert document.sections[0].header.paragraphs[0].text == "Akimat letterhead"
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert "Sample text of the template" not in texts


def test_a_house_footer_stays_and_the_small_print_moves_to_the_end(
    made_map: MapModel, tmp_path: Path
) -> None:
    model = replace(made_map, trace=replace(made_map.trace, hash="0123456789abcdef"))
    document = opened(written(laid_out(model, template=str(house(tmp_path)))))
    assert document.sections[0].footer.paragraphs[0].text == "House footer"
    assert any("0123456789ab" in paragraph.text for paragraph in document.paragraphs)


@pytest.mark.parametrize("data", [b"", b"no zip at all", b"PK\x03\x04 cut off"])
def test_what_is_no_template_is_refused(made_map: MapModel, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "bad.docx"
    path.write_bytes(data)
    with pytest.raises(MapError, match=r"bad\.docx: can't be used as the Word template"):
        written(laid_out(made_map, template=str(path)))


def test_a_missing_template_is_refused(made_map: MapModel, tmp_path: Path) -> None:
    with pytest.raises(MapError, match=r"none\.docx: can't be used .*No such file"):
        written(laid_out(made_map, template=str(tmp_path / "none.docx")))


def test_a_map_without_projects_says_so(made_map: MapModel) -> None:
    document = opened(written(replace(made_map, projects=(), sources=(), headlines=())))
    empty = made_map.words["kk"]["page.empty"]
    assert empty in [paragraph.text for paragraph in document.paragraphs]


def many(made_map: MapModel, count: int) -> tuple[MapProject, ...]:
    first = made_map.projects[0]
    return tuple(replace(first, number=n, id=f"p{n}") for n in range(1, count + 1))


def test_128_projects_are_128_rows(made_map: MapModel) -> None:
    document = opened(written(replace(made_map, projects=many(made_map, 128))))
    assert len(document.tables[1].rows) == 129


def test_libreoffice_prints_all_of_it(shipped: tuple[MapModel, str, bytes], tmp_path: Path) -> None:
    pypdf = pytest.importorskip("pypdf")
    model, language, data = shipped
    reader = pypdf.PdfReader(io.BytesIO(as_pdf(data, "map.docx", tmp_path)))
    text = re.sub(r"\s+", "", "".join(page.extract_text() for page in reader.pages))
    index = model.languages.index(language)
    names = [re.sub(r"\s+", "", project.name[index]) for project in model.projects]
    assert [name for name in names if name not in text] == []


def test_a_wide_sheet_gives_the_map_a_page_of_its_own(made_map: MapModel) -> None:
    document = opened(written(laid_out(made_map, orientation="landscape")))
    (paragraph,) = [each for each in document.paragraphs if each.style.name == "Map Picture"]
    section, (picture,) = document.sections[0], document.inline_shapes
    assert paragraph.paragraph_format.page_break_before
    room = section.page_height - section.top_margin - section.bottom_margin
    assert picture.height > room * 0.6
