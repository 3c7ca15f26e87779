"""A packed page where no script runs: how much there is, where, and who says it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from geo.layout import HtmlOptions, Layout
from geo.outputs import html
from geo.verifying.elements import strange
from tests.making import Layers, plain, project

if TYPE_CHECKING:
    from pathlib import Path

_STATIC = re.compile(r'<div id="static">(.*)</div>\n<div id="app">', re.DOTALL)


def point(number: int) -> dict[str, object]:
    return {"type": "Point", "coordinates": [77 + number % 60 / 12, 43 + number // 60 / 12]}


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Layers:
    """1,500 projects of two sectors and three statuses, a road for context, and 20 wells."""
    layers = Layers(tmp_path_factory.mktemp("static") / "layers")
    statuses = ("planned", "completed", "suspended")
    layers.projects(
        *(
            project(
                point(n),
                id=f"p-{n}",
                status=statuses[n % 3],
                sector="water" if n % 5 == 0 else "roads",
            )
            for n in range(1500)
        ),
        project(id="old", role="context"),
    )
    layers.plain(*(plain(point(n), id=f"w-{n}") for n in range(20)), name="wells")
    return layers.write("_map.toml", 'report = "report"\ntitle = { en = "A & <b>" }\n')


def static(region: Layers, language: str) -> str:
    model = replace(region.model(language), layout=Layout(html=HtmlOptions(drawing="packed")))
    found = _STATIC.search(html.render(model)["map.html"].decode())
    assert found
    return found[1]


def text(markup: str) -> str:
    return " ".join(re.sub(r"<(style|desc|title)>.*?</\1>|<[^>]*>", " ", markup).split())


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Projects: 1,501. In all: 1,521. The list of all of them"),
        ("ru", "Проекты: 1\xa0501. Всего: 1\xa0521. Для полного списка"),
        ("kk", "Жобалар: 1\xa0501. Барлығы: 1\xa0521. Толық тізім"),
    ],
)
def test_it_says_how_many_there_are_and_what_the_list_needs(
    region: Layers, language: str, said: str
) -> None:
    assert " ".join(said.split()) in text(static(region, language))


def test_projects_are_counted_by_sector_and_status(region: Layers) -> None:
    markup = static(region, "en")
    (table,) = re.findall(r'<table class="s-counts" id="s-counts">.*?</table>', markup, re.DOTALL)
    rows = [
        [text(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
        for row in re.findall(r"<tr>.*?</tr>", table)
    ]
    assert rows == [
        ["Sector", "Planned", "Completed", "Suspended", "In all"],
        ["Roads", "400", "400", "400", "1,200"],
        ["Water", "100", "100", "100", "300"],
        ["In all", "500", "500", "500", "1,500"],
    ]


def test_the_drawing_gathers_all_that_has_a_place(region: Layers) -> None:
    markup = static(region, "en")
    for name in ("wide", "narrow"):
        drawing = markup.partition(f'class="s-{name}"')[2].partition("</svg>")[0]
        counts = re.findall(r'<text[^>]*font-weight="bold"[^>]*>([\d,]+)<', drawing)
        assert sum(int(count.replace(",", "")) for count in counts) == 1521


def test_it_is_well_formed_and_made_of_nothing_strange(region: Layers) -> None:
    markup = static(region, "kk")
    ET.fromstring(markup)
    assert strange(markup) == []
    assert "A &amp; &lt;b&gt;" in markup


def test_sources_are_named(region: Layers) -> None:
    assert "The report" in text(static(region, "en"))


def test_it_is_small_whatever_the_map_holds(region: Layers) -> None:
    assert len(static(region, "ru").encode()) < 100_000


def test_an_empty_map_says_so(tmp_path: Path) -> None:
    said = text(static(Layers(tmp_path / "layers").plain(name="nothing"), "en"))
    assert "There is nothing on this map yet." in said
