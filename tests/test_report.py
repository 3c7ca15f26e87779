from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest

from geo.errors import LayersError, Problem, Severity
from geo.report import line, printable, report, summary

HOSTILE = "\x1b[2J\x07\r\n\x9b31m\u202e\U000e0001"


def problem(
    *,
    path: str = "layers/roads.geojson",
    place: tuple[int, int] = (2, 5),
    severity: Severity = Severity.ERROR,
    message: str = "it is wrong",
    hint: str = "mend it",
    feature: str = "a-road",
) -> Problem:
    return Problem(severity, "code", Path(path), *place, feature, message, hint)


def test_a_problem_is_one_line_with_place_feature_message_and_hint() -> None:
    assert line(problem()) == (
        "layers/roads.geojson:2:5: error: [a-road] it is wrong -- mend it (code)"
    )


def test_what_a_problem_does_not_have_is_left_out() -> None:
    bare = problem(place=(0, 0), hint="", feature="", severity=Severity.WARNING)
    assert line(bare) == "layers/roads.geojson: warning: it is wrong (code)"


def test_a_path_is_told_from_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert line(problem(path=str(tmp_path / "a.geojson"))).startswith("a.geojson:2:5")
    outside = tmp_path.parent / "a.geojson"
    assert line(problem(path=str(outside))).startswith(f"{outside}:2:5")


@pytest.mark.parametrize(
    ("errors", "warnings", "said"),
    [
        (0, 0, "no problems"),
        (1, 0, "1 error, 0 warnings"),
        (2, 1, "2 errors, 1 warning"),
        (0, 2, "0 errors, 2 warnings"),
    ],
)
def test_a_summary_counts(errors: int, warnings: int, said: str) -> None:
    found = [problem()] * errors + [problem(severity=Severity.WARNING)] * warnings
    assert summary(found) == said


def test_the_error_of_bad_layers_counts_errors_and_names_the_first() -> None:
    warning = problem(severity=Severity.WARNING, message="not this")
    error = LayersError([warning, problem(), problem()])
    assert str(error) == "the layers have 2 errors; the first: roads.geojson: it is wrong"


def test_the_report_as_text_ends_with_the_summary() -> None:
    assert report([problem()], "text").splitlines()[1:] == ["1 error, 0 warnings"]


def test_the_report_as_json_has_every_part_of_a_problem() -> None:
    assert json.loads(report([problem()], "json")) == [
        {
            "path": "layers/roads.geojson",
            "line": 2,
            "column": 5,
            "severity": "error",
            "code": "code",
            "feature": "a-road",
            "message": "it is wrong",
            "hint": "mend it",
        }
    ]


def test_the_report_as_sarif_is_what_code_hosts_take() -> None:
    found = [problem(), problem(place=(0, 0), severity=Severity.WARNING, hint="")]
    sarif = json.loads(report(found, "sarif"))
    assert sarif["version"] == "2.1.0"
    (run,) = sarif["runs"]
    assert run["tool"]["driver"]["rules"] == [{"id": "code"}]
    first, second = run["results"]
    assert first == {
        "ruleId": "code",
        "level": "error",
        "message": {"text": "it is wrong. mend it"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "layers/roads.geojson"},
                    "region": {"startLine": 2, "startColumn": 5},
                }
            }
        ],
    }
    assert (second["level"], second["message"]) == ("warning", {"text": "it is wrong."})
    assert "region" not in second["locations"][0]["physicalLocation"]


@pytest.mark.parametrize("name", ["a b#c?.geojson", "жол.geojson", os.fsdecode(b"\xff.geojson")])
def test_the_uri_of_a_file_in_sarif_is_ascii_and_leads_back_to_it(name: str) -> None:
    sarif = json.loads(report([problem(path=name)], "sarif"))
    (result,) = sarif["runs"][0]["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.isascii()
    assert os.fsdecode(unquote_to_bytes(uri)) == name


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_no_problems_are_a_report_too(form: str) -> None:
    assert "roads" not in report([], form)
    assert json.loads(report([], form)) is not None


@pytest.mark.parametrize("form", ["text", "json", "sarif"])
def test_a_report_shows_what_a_terminal_would_act_upon_as_escapes(form: str) -> None:
    hostile = problem(path=f"{HOSTILE}.geojson", message=HOSTILE, hint=HOSTILE, feature=HOSTILE)
    text = report([hostile], form)
    assert all(char.isprintable() or char == "\n" for char in text)
    assert text.count("\n") == report([problem()], form).count("\n")


def test_escapes_in_a_report_for_machines_come_back_as_they_were() -> None:
    (found,) = json.loads(report([problem(message=HOSTILE)], "json"))
    assert found["message"] == HOSTILE


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Жетісу – 5 км²", "Жетісу – 5 км²"),
        ("\x1b[31m", r"\u001b[31m"),
        ("\n", r"\n"),
        ("\x7f\x9b", r"\u007f\u009b"),
        ("\u202e", r"\u202e"),
        ("\ud800", r"\ud800"),
    ],
)
def test_text_for_a_terminal(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_github_is_told_in_workflow_commands() -> None:
    found = [problem(hint=""), problem(place=(0, 0), severity=Severity.WARNING, feature="")]
    assert report(found, "github") == (
        "::error file=layers/roads.geojson,title=code,line=2,col=5::[a-road] it is wrong\n"
        "::warning file=layers/roads.geojson,title=code::it is wrong -- mend it\n"
        "1 error, 1 warning"
    )


def test_nothing_in_a_problem_ends_a_workflow_command_early() -> None:
    hostile = "100 %, a:b\r\n::error::x"
    told = report([problem(path=f"a,b:c%/{HOSTILE}", message=hostile)], "github")
    first, *_rest = told.split("\n")
    assert told.count("\n") == 1
    assert first.startswith("::error file=a%2Cb%3Ac%25/")
    assert "100 %25, a:b" in first
    assert not set(HOSTILE) & set(first) - set("[2J31m")


def test_gitlab_is_told_in_a_code_quality_report() -> None:
    (found,) = json.loads(report([problem()], "gitlab"))
    fingerprint = found.pop("fingerprint")
    assert found == {
        "description": "it is wrong -- mend it",
        "check_name": "code",
        "severity": "major",
        "location": {"path": "layers/roads.geojson", "lines": {"begin": 2}},
    }
    assert len(fingerprint) == 64


def test_a_fingerprint_outlives_a_change_of_place_and_is_never_given_twice() -> None:
    def prints(*found: Problem) -> list[str]:
        return [said["fingerprint"] for said in json.loads(report(found, "gitlab"))]

    first = prints(problem(), problem(), problem(feature="b"))
    assert len(set(first)) == 3
    assert prints(problem(place=(9, 9)), problem(place=(10, 1)))[:2] == first[:2]


def test_a_problem_of_a_whole_file_stands_at_its_first_line_in_gitlab() -> None:
    (found,) = json.loads(report([problem(place=(0, 0), severity=Severity.WARNING)], "gitlab"))
    assert (found["location"]["lines"], found["severity"]) == ({"begin": 1}, "minor")
