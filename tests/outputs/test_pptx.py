from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from geo.errors import MapError
from geo.layout import Layout, PptxOptions
from geo.model import MapModel
from geo.pipeline import load_map
from tests.outputs.office import addresses, as_pdf, parts

pptx = pytest.importorskip("pptx", reason="the extra 'office' is not installed")

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LANGUAGES = ("kk", "ru", "en")


def written(model: MapModel, **options: Any) -> bytes:
    from geo.outputs.pptx import render

    return render(replace(model, layout=Layout(pptx=PptxOptions(**options))))["map.pptx"]


def opened(data: bytes) -> Any:
    return pptx.Presentation(io.BytesIO(data))


def texts(slide: Any) -> Iterator[str]:
    for shape in slide.shapes:
        if shape.has_text_frame:
            yield shape.text_frame.text
        elif shape.has_table:
            yield from (cell.text for row in shape.table.rows for cell in row.cells)


def all_text(data: bytes) -> str:
    return "\n".join(text for slide in opened(data).slides for text in texts(slide))


def titles(data: bytes) -> list[str]:
    return [slide.shapes.title.text_frame.text for slide in opened(data).slides]


@pytest.fixture(scope="module", params=LANGUAGES)
def shipped(request: pytest.FixtureRequest, root: Path) -> tuple[MapModel, str, bytes]:
    model = load_map(root / "layers", language=request.param)
    return model, request.param, written(model)


def test_there_is_a_slide_for_each_sector(shipped: tuple[MapModel, str, bytes]) -> None:
    model, language, data = shipped
    sectors = {model.words[language][f"sector.{project.sector}"] for project in model.projects}
    shown = {re.sub(r" \(\d+/\d+\)$", "", title) for title in titles(data)}
    assert sectors <= shown


def test_every_project_is_on_a_slide(shipped: tuple[MapModel, str, bytes]) -> None:
    model, language, data = shipped
    text, index = all_text(data), model.languages.index(language)
    assert [p.id for p in model.projects if p.name[index] not in text] == []


def test_the_notes_of_the_slides_tell_every_figure(
    shipped: tuple[MapModel, str, bytes],
) -> None:
    model, language, data = shipped
    index = model.languages.index(language)
    told = "\n".join(
        slide.notes_slide.notes_text_frame.text
        for slide in opened(data).slides
        if slide.has_notes_slide
    )
    figures = [
        each.text[index]
        for project in model.projects
        for fact in project.facts
        for each in fact.statements
    ]
    assert [figure for figure in figures if figure not in told] == []


def test_every_source_is_listed_by_its_number(shipped: tuple[MapModel, str, bytes]) -> None:
    model, language, data = shipped
    index = model.languages.index(language)
    text = all_text(data)
    missing = [s.number for s in model.sources if f"{s.number}  {s.title[index]}" not in text]
    assert missing == []


def test_the_map_has_a_text_that_stands_for_it(shipped: tuple[MapModel, str, bytes]) -> None:
    model, language, data = shipped
    pictures = [each for each in opened(data).slides[1].shapes if hasattr(each, "image")]
    (about,) = [each._element.nvPicPr.cNvPr.get("descr") for each in pictures]
    assert model.projects[0].name[model.languages.index(language)] in about


def test_every_slide_names_the_data(shipped: tuple[MapModel, str, bytes]) -> None:
    short = shipped[0].trace.short
    assert all(any(short in text for text in texts(slide)) for slide in opened(shipped[2]).slides)


def test_the_same_map_gives_the_same_bytes(shipped: tuple[MapModel, str, bytes]) -> None:
    assert written(shipped[0]) == shipped[2]


def test_nothing_stands_outside_a_slide(shipped: tuple[MapModel, str, bytes]) -> None:
    presentation = opened(shipped[2])
    wide, high = presentation.slide_width, presentation.slide_height
    outside = [
        (number, shape.name)
        for number, slide in enumerate(presentation.slides, 1)
        for shape in slide.shapes
        if shape.left < 0
        or shape.top < 0
        or shape.left + shape.width > wide
        or shape.top + shape.height > high
    ]
    assert outside == []


def test_a_slide_for_each_project_on_request(made_map: MapModel) -> None:
    shown = titles(written(made_map, slides="project"))
    numbers = {int(title.partition(".")[0]) for title in shown if re.match(r"\d+\. ", title)}
    assert numbers == {project.number for project in made_map.projects}


def test_a_deck_of_four_to_three(made_map: MapModel) -> None:
    presentation = opened(written(made_map, ratio="4:3"))
    assert presentation.slide_width * 3 == presentation.slide_height * 4


def test_128_projects_of_one_sector_take_several_slides(made_map: MapModel) -> None:
    first = made_map.projects[0]
    projects = tuple(replace(first, number=n, id=f"p{n}") for n in range(1, 129))
    data = written(replace(made_map, projects=projects))
    numbers = re.findall(r"^\d+$", all_text(data), re.MULTILINE)
    assert {str(number) for number in range(1, 129)} <= set(numbers)
    assert sum(bool(re.search(r"\(\d+/\d+\)$", title)) for title in titles(data)) > 10


def test_a_map_without_projects_says_so(made_map: MapModel) -> None:
    data = written(replace(made_map, projects=(), sources=(), headlines=()))
    assert made_map.words["kk"]["page.empty"] in all_text(data)


def test_hostile_texts_stay_texts(hostile_map: MapModel) -> None:
    data = written(hostile_map)
    for name, part in parts(data).items():
        if name.endswith((".xml", ".rels")):
            ET.fromstring(part)
    assert "</script><script>alert(1)</script>" in all_text(data)


def test_only_web_addresses_leave_the_file(hostile_map: MapModel, made_map: MapModel) -> None:
    for model in (hostile_map, made_map):
        found = list(addresses(written(model)))
        assert all(each.startswith(("https://", "http://", "mailto:")) for each in found)


def test_a_house_template_gives_its_size_and_loses_its_slides(
    made_map: MapModel, tmp_path: Path
) -> None:
    template = pptx.Presentation()
    template.slide_width = pptx.util.Mm(300)
    sample = template.slides.add_slide(template.slide_layouts[5])
    sample.shapes.title.text = "Sample slide"
    template.save(str(tmp_path / "house.pptx"))
    data = written(made_map, template=str(tmp_path / "house.pptx"))
    assert opened(data).slide_width == pptx.util.Mm(300)
    assert "Sample slide" not in titles(data)
    assert not any(b"Sample slide" in part for part in parts(data).values())


def test_what_is_no_template_is_refused(made_map: MapModel, tmp_path: Path) -> None:
    path = tmp_path / "bad.pptx"
    path.write_bytes(b"no presentation")
    with pytest.raises(MapError, match=r"bad\.pptx: can't be used as the PowerPoint template"):
        written(made_map, template=str(path))


def test_libreoffice_shows_every_slide(
    shipped: tuple[MapModel, str, bytes], tmp_path: Path
) -> None:
    pypdf = pytest.importorskip("pypdf")
    reader = pypdf.PdfReader(io.BytesIO(as_pdf(shipped[2], "map.pptx", tmp_path)))
    assert len(reader.pages) == len(opened(shipped[2]).slides)
