"""The layout of outputs in _map.toml."""

from __future__ import annotations

import pytest

from geo.layout import Layout
from tests.making import Layers, plain


@pytest.fixture
def places(layers: Layers) -> Layers:
    return layers.plain(plain())


def test_each_format_has_a_default_for_all_of_its_options() -> None:
    layout = Layout()
    assert (layout.pdf.paper, layout.pdf.orientation) == ("a4", "landscape")
    assert (layout.png.width, layout.png.height, layout.png.dpi) == (3508, None, 300)


def test_what_the_file_says_reaches_the_outputs(places: Layers) -> None:
    places.write("_map.toml", '[layout.pdf]\npaper = "a3"\n[layout.png]\nheight = 2480\n')
    layout = places.model().layout
    assert (layout.pdf.paper, layout.pdf.orientation, layout.png.height) == (
        "a3",
        "landscape",
        2480,
    )


@pytest.mark.parametrize(
    ("paper", "orientation", "size"),
    [("a4", "portrait", (210, 297)), ("a3", "landscape", (420, 297))],
)
def test_a_sheet_has_the_size_of_its_paper(
    places: Layers, paper: str, orientation: str, size: tuple[int, int]
) -> None:
    text = f'[layout.pdf]\npaper = "{paper}"\norientation = "{orientation}"\n'
    assert places.write("_map.toml", text).model().layout.pdf.size_mm == size


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        ('[layout.pdf]\n\npapr = "a3"\n', 3, "layout.pdf.papr: ", "did you mean 'paper'?"),
        ('[layout.docx]\npaper = "a4"\n[layout.pdf]\npaper = "a5"\n', 4, "'a4' or 'a3'", ""),
        ("[layout.pgn]\ndpi = 300\n", 1, "layout.pgn: ", "did you mean 'png'?"),
        ("[layout]\npng.dpi = 5000\n", 2, "less than or equal to 1200", ""),
        ('layout = { png = { dpi = "many" } }\n', 1, "layout.png.dpi: ", ""),
        ("[layout.png]  # wide\nwidth = 9\n", 2, "greater than or equal to 200", ""),
        ('address = "example.kz"\n', 1, "address: ", ""),
        ('address = "javascript:alert(1)"\n', 1, "address: ", ""),
        ("adress = 1\n", 1, "adress: ", "did you mean 'address'?"),
    ],
)
def test_what_can_not_be_meant_is_an_error_at_its_line(
    places: Layers, text: str, line: int, message: str, hint: str
) -> None:
    problem = places.write("_map.toml", text).problem()
    assert (problem.code, problem.line) == ("settings", line)
    assert message in problem.message
    assert hint in problem.hint


def test_a_template_is_looked_for_beside_the_layers(places: Layers) -> None:
    places.write("_map.toml", '[layout.docx]\ntemplate = "house/style.docx"\n')
    assert places.model().layout.docx.template == str(places.path / "house" / "style.docx")


def test_an_address_reaches_the_outputs(places: Layers) -> None:
    places.write("_map.toml", 'address = "https://example.kz/карта"\n')
    assert places.model().address == "https://example.kz/карта"
