"""What the previewed page hears of the layers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from geo.outputs import html
from geo.staff.preview import building
from geo.staff.preview.building import Builder, described
from tests.making import project

if TYPE_CHECKING:
    import pytest

    from geo.model import MapModel
    from tests.making import Layers


def heard(layers: Layers) -> dict[str, Any]:
    return described(Builder(layers.path).build(), layers.path)


def test_a_problem_comes_with_its_place_and_what_to_do(layers: Layers) -> None:
    layers.projects(project(status="plan"))
    (problem,) = heard(layers)["problems"]
    assert problem == {
        "file": "roads.geojson",
        "line": 2,
        "column": 147,
        "severity": "error",
        "feature": "a-road",
        "opens": "",
        "message": "status: 'plan' is not allowed",
        "hint": "did you mean 'planned'?",
        "code": "bad-value",
    }


def test_no_path_of_this_machine_is_told(layers: Layers) -> None:
    layers.projects(project(status="plan")).write("context/lakes.geojson", "{")
    said = heard(layers)
    assert {problem["file"] for problem in said["problems"]} >= {"context/lakes.geojson"}
    assert str(layers.path) not in json.dumps(said)


def test_errors_come_before_warnings(layers: Layers) -> None:
    layers.projects(project(name_ru=""), project(id="b", status="plan"))
    said = heard(layers)
    assert [problem["severity"] for problem in said["problems"]] == ["error", "warning"]
    assert (said["errors"], said["warnings"]) == (1, 1)


def test_only_a_feature_on_the_map_can_be_opened(layers: Layers) -> None:
    builder = Builder(layers.projects(project()).path)
    builder.build()
    layers.projects(project(status="plan"), project(id="new", status="plan"))
    problems = described(builder.build(), layers.path)["problems"]
    assert [problem["opens"] for problem in problems] == ["a-road", ""]


def test_problems_beyond_measure_are_counted(
    layers: Layers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "MOST_PROBLEMS", 3)
    layers.projects(*(project(id=f"r{n}", status="plan") for n in range(10)))
    said = heard(layers)
    assert (len(said["problems"]), said["more"], said["errors"]) == (3, 7, 10)


def test_what_hides_in_a_text_is_shown_as_an_escape(layers: Layers) -> None:
    layers.projects(project(status="\x1b[2J\u202e"))
    problems = heard(layers)["problems"]
    assert [problem["message"] for problem in problems if "\\x1b[2J" in problem["message"]]
    assert all(problem["message"].isprintable() for problem in problems)


def test_the_same_layers_are_the_same_build(layers: Layers) -> None:
    layers.projects(project())
    assert heard(layers)["build"] == heard(layers)["build"]


def test_other_layers_are_another_build(layers: Layers) -> None:
    before = heard(layers.projects(project()))["build"]
    assert heard(layers.projects(project(name_en="Another")))["build"] != before


def test_a_folder_without_layers_is_a_problem_of_the_folder(layers: Layers) -> None:
    (problem,) = heard(layers)["problems"]
    assert "has no layers" in problem["message"]


def test_a_defect_is_a_problem_too(
    layers: Layers, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_model: MapModel) -> dict[str, bytes]:
        raise ZeroDivisionError

    monkeypatch.setattr(building, "render", fail)
    (problem,) = heard(layers.projects(project()))["problems"]
    assert problem["message"].startswith("the program failed (ZeroDivisionError)")
    assert "Traceback" in capsys.readouterr().err


def test_the_policy_is_the_page_s_own_and_stands_in_it_no_more(layers: Layers) -> None:
    layers.projects(project())
    page = Builder(layers.path).build().page
    assert page is not None
    built = html.page(layers.model())
    assert f'content="{page.policy}"' in built
    assert b"Content-Security-Policy" not in page.html


def test_the_previews_script_stands_in_the_head_whatever_the_texts_say(layers: Layers) -> None:
    layers.projects(project(name_kk="<head>\n</head>", name_en="</body></html>"))
    layers.write("_map.toml", '[title]\nkk = "<head>"\n')
    page = Builder(layers.path).build().page
    assert page is not None
    before = page.html.partition(b'src="preview.js"')[0]
    assert before.endswith(b'<head>\n<script type="module" blocking="render" ')
    assert len(before) < 200


def test_what_build_packs_is_packed_here_too(layers: Layers) -> None:
    layers.projects(*(project(id=f"road-{n}") for n in range(30)))
    layers.write("_map.toml", '[layout.html]\ndrawing = "packed"\n')
    builder = Builder(layers.path)
    state = builder.build()
    assert state.page is not None
    assert b'class="part"' in state.page.html
    assert b"preview.js" in state.page.html
    before = state.page.name
    layers.projects(project(id="another"))
    assert builder.build().page.name != before  # type: ignore[union-attr]
