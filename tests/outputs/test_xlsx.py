from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pytest

from geo.layout import Layout, XlsxOptions
from geo.model import MapModel
from geo.pipeline import load_map
from tests.outputs.conftest import LONG_NAME, same
from tests.outputs.office import addresses, as_pdf, parts

openpyxl = pytest.importorskip("openpyxl", reason="the extra 'office' is not installed")

LANGUAGES = ("kk", "ru", "en")


def written(model: MapModel) -> bytes:
    from geo.outputs.xlsx import render

    return render(model)["map.xlsx"]


def opened(model: MapModel) -> Any:
    return openpyxl.load_workbook(io.BytesIO(written(model)))


def column(page: Any, head: str) -> list[Any]:
    """The cells below a head."""
    (found,) = [cells for cells in page.iter_cols() if cells[0].value == head]
    return [*found[1:]]


@pytest.fixture(scope="module", params=LANGUAGES)
def shipped(request: pytest.FixtureRequest, root: Path) -> tuple[MapModel, int, Any]:
    model = load_map(root / "layers", language=request.param)
    return model, model.languages.index(request.param), opened(model)


def test_each_project_has_a_row_in_the_order_of_the_map(
    shipped: tuple[MapModel, int, Any],
) -> None:
    model, index, book = shipped
    found = [(row[0], row[1]) for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)]
    assert found == [(project.number, project.name[index]) for project in model.projects]


def test_each_statement_has_a_row(shipped: tuple[MapModel, int, Any]) -> None:
    model, index, book = shipped
    said = [
        each.text[index] for p in model.projects for fact in p.facts for each in fact.statements
    ]
    measured = [each.text[index] for p in model.projects for each in p.measures]
    rows = [row[3] for row in book.worksheets[1].iter_rows(min_row=2, values_only=True)]
    assert sorted(rows) == sorted([*said, *measured])


def test_the_sources_are_numbered_in_full_with_links(shipped: tuple[MapModel, int, Any]) -> None:
    model, index, book = shipped
    page = book.worksheets[2]
    rows = [(row[0].value, row[1].value) for row in page.iter_rows(min_row=2)]
    assert rows == [(source.number, source.title[index]) for source in model.sources]
    linked = {cell.hyperlink.target for row in page.iter_rows() for cell in row if cell.hyperlink}
    assert linked == {source.url for source in model.sources if source.url}


def test_the_heads_stay_in_sight_and_filter(shipped: tuple[MapModel, int, Any]) -> None:
    pages = shipped[2].worksheets[:-1]
    assert [page.freeze_panes for page in pages] == ["C2", "C2", "B2"]
    assert all(page.auto_filter.ref.startswith("A1:") for page in pages)


def test_it_prints_on_the_width_of_the_sheet_with_the_heads_on_each(
    shipped: tuple[MapModel, int, Any],
) -> None:
    for page in shipped[2].worksheets[:-1]:
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 0)
        assert page.print_title_rows == "$1:$1"
        assert page.page_setup.orientation == "landscape"


def test_the_version_of_the_data_is_below_each_sheet(shipped: tuple[MapModel, int, Any]) -> None:
    model, _index, book = shipped
    assert all(model.trace.short in page.oddFooter.left.text for page in book.worksheets)


def test_a_full_date_is_a_date_and_a_month_is_a_text(made_map: MapModel) -> None:
    first = made_map.projects[0]
    projects = (first, replace(made_map.projects[1], status_date_iso="2025-08"))
    page = opened(replace(made_map, projects=projects)).worksheets[0]
    shown = [cell.value for cell in column(page, "Жай-күйі белгіленген күн")]
    assert shown == [dt.datetime(2025, 8, 14), "2025-08"]  # noqa: DTZ001 - as a workbook has it


def test_a_figure_is_a_number_below_its_unit(made_map: MapModel) -> None:
    first = made_map.projects[0]
    (said, _other) = first.facts[1].statements
    facts = (replace(first.facts[1], statements=(replace(said, value=302.4, unit="KZT"),)),)
    page = opened(replace(made_map, projects=(replace(first, facts=facts),))).worksheets[0]
    (cell,) = column(page, "Құны, теңге")
    assert (cell.value, cell.number_format) == (302.4, "#,##0.0")


def test_statuses_have_the_colours_of_the_map(made_map: MapModel) -> None:
    page = opened(made_map).worksheets[0]
    assert column(page, "Жай-күйі")[0].font.color.rgb == "00117D5E"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-x", "@SUM(A1)", "\t=1", "#N/A", "=cmd|'/c'!A1"])
def test_no_text_is_a_formula(made_map: MapModel, text: str) -> None:
    first = replace(made_map.projects[0], name=same(text))
    cell = opened(replace(made_map, projects=(first,))).worksheets[0]["B2"]
    assert (cell.value, cell.data_type) == (text, "s")


def test_only_addresses_of_the_web_are_links(hostile_map: MapModel, made_map: MapModel) -> None:
    assert [*addresses(written(hostile_map))] == []
    assert [*addresses(written(made_map))] == ["https://example.org/a?b=1&amp;c=2"]


def test_a_map_without_projects_says_so(made_map: MapModel) -> None:
    book = opened(replace(made_map, projects=(), sources=()))
    assert book.worksheets[0]["B2"].value == made_map.words["kk"]["page.empty"]
    assert len(book.worksheets) == 2


def test_a_long_name_has_room(made_map: MapModel) -> None:
    page = opened(replace(made_map, projects=(made_map.projects[2],))).worksheets[0]
    assert page["B2"].value == LONG_NAME
    assert page["B2"].alignment.wrap_text
    assert page.row_dimensions[2].height > 26


def test_the_paper_can_be_chosen(made_map: MapModel) -> None:
    options = XlsxOptions(paper="a3", orientation="portrait")
    page = opened(replace(made_map, layout=Layout(xlsx=options))).worksheets[0]
    assert (int(page.page_setup.paperSize), page.page_setup.orientation) == (8, "portrait")


def test_a_qr_code_leads_to_the_address(made_map: MapModel) -> None:
    with_address = written(replace(made_map, address="https://example.org/map/"))
    pictures = [name for name in parts(with_address) if name.startswith("xl/media/")]
    assert len(pictures) == 1
    assert not [name for name in parts(written(made_map)) if name.startswith("xl/media/")]


def test_the_same_map_gives_the_same_bytes(made_map: MapModel) -> None:
    model = replace(made_map, address="https://example.org/")
    assert written(model) == written(model)


def test_libreoffice_converts_it_without_loss(
    shipped: tuple[MapModel, int, Any], tmp_path: Path
) -> None:
    model, index, _book = shipped
    printed = as_pdf(written(model), "map.xlsx", tmp_path)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(printed)).pages)
    flat = "".join(text.split())
    missing = [p.name[index] for p in model.projects if "".join(p.name[index].split()) not in flat]
    assert missing == []
