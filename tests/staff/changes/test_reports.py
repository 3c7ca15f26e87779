"""The report as text, Markdown and JSON."""

from __future__ import annotations

import json

import pytest

from geo.staff.changes.data import data
from geo.staff.changes.markdown import code, escaped, markdown
from geo.staff.changes.text import text
from geo.staff.changes.voice import FIELDS
from geo.words import available_languages, words
from tests.making import collection, plain, project
from tests.staff.changes.making import Sides

HOSTILE = (
    "\x1b[31mred\x07",
    "\u202eeltit",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "![a](https://evil.example/x.png)",
    "`code` ```",
    "| pipe |",
    "@everyone #1 !2 ~label %9 $x$ &3",
    "https://evil.example www.evil.example",
    "# head",
    "line\n\n- item\n# head",
    "{{ 7*7 }}",
    "</script>",
    "***bold*** __x__ ~~y~~ :tada:",
    "half \ud800",
)


@pytest.fixture
def edited(sides: Sides) -> Sides:
    """One project of each fate, and a figure that grew."""
    sides.old.projects(
        project(),
        project({"type": "Point", "coordinates": [79.1, 45]}, id="gone", name_en="Gone"),
    )
    sides.old.facts("a-road,cost,4000000,KZT,2025,report,,")
    sides.new.projects(
        project(
            {"type": "Point", "coordinates": [79.51, 45.5]},
            status="completed",
            summary_en="A good road will be built.",
        ),
        project({"type": "Point", "coordinates": [79.3, 45]}, id="fresh", name_en="Fresh"),
    )
    sides.new.facts("a-road,cost,4480000,KZT,2025,report,,")
    return sides


def test_the_text_of_a_review(edited: Sides) -> None:
    assert text(edited.compare(), "en") == (
        "old → new: added: 1, removed: 1, changed: 1\n"
        "~ a-road  A road  [roads]\n"
        "    Status: Planned → Completed\n"
        "    Description (en): A{+ good+} road will be built.\n"
        "    Place and shape: moved by 782 m\n"
        "    Cost: 4 million tenge → 4.48 million tenge (+12%)\n"
        "+ fresh  Fresh  [roads]\n"
        "    Status: {+Planned+}\n"
        "- gone  Gone  [roads]\n"
        "    Status: [-Planned-]"
    )


def test_the_text_in_another_language(edited: Sides) -> None:
    found = text(edited.compare(), "kk")
    assert "Жай-күйі: Жоспарда → Аяқталды" in found
    assert "Құны: 4 млн теңге → 4,48 млн теңге (+12%)" in found


def test_the_text_in_colour_takes_words_apart_by_colour(edited: Sides) -> None:
    found = text(edited.compare(), "en", colour=True)
    assert "\x1b[32m+\x1b[0m fresh" in found
    assert "A\x1b[32m good\x1b[0m road" in found
    assert "{+" not in found


def test_the_markdown_of_a_review(edited: Sides) -> None:
    assert markdown(edited.compare(), "en").split("\n") == [
        "## What changed",
        "",
        "`old` → `new`: added: 1, removed: 1, changed: 1",
        "",
        "### Added",
        "",
        "- **Fresh** `fresh` · `roads`",
        "  - Status: <ins>Planned</ins>",
        "",
        "### Removed",
        "",
        "- **Gone** `gone` · `roads`",
        "  - Status: <del>Planned</del>",
        "",
        "### Changed",
        "",
        "- **A road** `a-road` · `roads`",
        "  - Status: <del>Planned</del> → <ins>Completed</ins>",
        "  - Description (en): A <ins>good</ins> road will be built.",
        "  - Place and shape: moved by 782 m",
        "  - Cost: <del>4 million tenge</del> → <ins>4.48 million tenge</ins> (\\+12%)",
    ]


def test_the_json_of_a_review(edited: Sides) -> None:
    found = json.loads(data(edited.compare()))
    road = found["features"][0]
    assert found["counts"] == {"added": 1, "removed": 1, "changed": 1}
    assert road["tags"] == ["moved", "status", "reworded", "cost"]
    assert road["properties"][0] == {"key": "status", "old": "planned", "new": "completed"}
    assert road["geometry"]["moved_m"] == pytest.approx(782, abs=1)
    assert road["facts"][0]["percent"] == 12


def test_the_json_is_the_same_each_time(edited: Sides) -> None:
    assert data(edited.compare()) == data(edited.compare())


def test_nothing_and_only_another_form(sides: Sides) -> None:
    sides.old.projects(project())
    sides.new.projects(project())
    assert text(sides.compare(), "en") == "old → new: Nothing has changed."
    (sides.new.path / "roads.geojson").write_text(
        (sides.new.path / "roads.geojson").read_text(encoding="utf-8") + "\n", encoding="utf-8"
    )
    assert text(sides.compare(), "en").split("\n") == [
        "old → new: Nothing but the form of files has changed.",
        "Files",
        "    Only the form of the file differs: roads.geojson",
    ]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_word_of_the_data_acts_on_a_terminal(sides: Sides, hostile: str) -> None:
    sides.old.plain(plain(id="a", name="before", key="x"))
    text_of_layer = collection(plain(id=hostile, name=hostile, **{hostile: hostile}))
    sides.new.write("places.geojson", text_of_layer.replace("\ud800", "\\ud800"))
    assert sides.compare().problems == ()
    for found in (text(sides.compare(), "en"), data(sides.compare())):
        assert [line for line in found.split("\n") if not line.isprintable()] == []


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_word_of_the_data_is_markup_in_a_review(hostile: str) -> None:
    found = escaped(hostile)
    bare = found.replace("\\\\", "")
    for mark in "`*_[]<>|#~&${}":
        assert bare.count(mark) == bare.count(f"\\{mark}")
    for reference in ("@everyone", "#1", "!2", "://", "www.", ":tada:"):
        assert reference not in found
    assert "\n" not in found


@pytest.mark.parametrize("span", ["a", "`", "``a`", "a\nb", "", "|"])
def test_a_code_span_ends_where_it_should(span: str) -> None:
    found = code(span)
    fence = found[: len(found) - len(found.lstrip("`"))]
    assert found.endswith(fence)
    assert fence not in found[len(fence) : -len(fence)].replace("`" * (len(fence) + 1), "")


@pytest.mark.parametrize("language", available_languages())
def test_every_field_and_every_type_of_geometry_has_its_words(language: str) -> None:
    said = words(language)
    kinds = ("Point", "LineString", "Polygon")
    types = [*kinds, *(f"Multi{kind}" for kind in kinds), "GeometryCollection"]
    keys = [*(f"field.{key}" for key in FIELDS), *(f"geometry.{kind}" for kind in types)]
    assert [key for key in keys if key not in said] == []
