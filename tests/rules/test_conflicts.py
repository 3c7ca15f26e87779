from __future__ import annotations

from typing import Any

import pytest

from geo.errors import Severity
from tests.making import Layers, collection, plain, project

MARKED = "<<<<<<< HEAD\n{ours}\n=======\n{theirs}\n>>>>>>> theirs\n"


def test_a_field_in_conflict_is_an_error_with_both_answers(layers: Layers) -> None:
    mark = {"status": {"base": "planned", "ours": "design", "theirs": "completed"}}
    problem = layers.projects(project() | {"conflict": mark}).problem()
    assert (problem.code, problem.severity, problem.feature) == (
        "merge-conflict",
        Severity.ERROR,
        "a-road",
    )
    assert problem.message == (
        "merge conflict in 'status': ours says 'design', theirs says 'completed'"
    )
    assert problem.hint == (
        'write "status": "design" or "status": "completed", then remove \'status\' from "conflict"'
    )
    assert layers.at(problem).startswith('"status": {"base"')


def test_a_field_that_one_side_lacks_is_named_so(layers: Layers) -> None:
    mark = {"note_kk": {"base": "a", "theirs": "b"}}
    problem = layers.projects(project() | {"conflict": mark}).problem()
    assert "ours says nothing, theirs says 'b'" in problem.message
    assert problem.hint.startswith('write "note_kk": "b", then remove')


def test_a_long_value_is_not_repeated_in_the_hint(layers: Layers) -> None:
    mark = {"geometry": {"ours": ["x" * 500], "theirs": ["y" * 500]}}
    problem = layers.projects(project() | {"conflict": mark}).problem()
    assert problem.hint.startswith("choose one, then remove")
    assert len(problem.message) < 300


def test_a_feature_that_one_side_deleted_is_an_error(layers: Layers) -> None:
    problem = layers.plain(plain() | {"conflict": {"feature": "deleted by theirs"}}).problem()
    assert problem.message == "merge conflict: the feature was edited, and deleted by theirs"


def test_a_conflict_of_the_collection_is_an_error(layers: Layers) -> None:
    mark = {"name": {"ours": "a", "theirs": "b"}}
    problem = layers.plain(plain(), name="places", conflict=mark).problem()
    assert (problem.code, problem.line) == ("merge-conflict", 1)


@pytest.mark.parametrize("value", [1, "x", None, {}, {"a": 1}, {"a": {"who": "us"}}])
def test_a_member_of_that_name_that_marks_nothing_is_no_problem(layers: Layers, value: Any) -> None:
    assert layers.plain(plain() | {"conflict": value}).check() == []


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_marks_of_git_in_a_layer_are_said_at_their_line(layers: Layers, ends: str) -> None:
    line = '{"type": "Feature", "properties": {}, "geometry": null}'
    text = collection(plain(None)).replace(line + "\n", MARKED.format(ours=line, theirs=line))
    problem = layers.write("places.geojson", text.replace("\n", ends)).problem()
    assert (problem.code, problem.line, problem.column) == ("merge-conflict", 2, 1)
    assert "git checkout --ours" in problem.hint


def test_marks_of_git_in_a_table_are_said_at_their_line(layers: Layers) -> None:
    row = "a-road,length,1,km,,report,,"
    layers.projects(project()).facts(MARKED.format(ours=row, theirs=row).rstrip("\n"))
    problem = layers.problem()
    assert (problem.code, problem.line, problem.path.name) == ("merge-conflict", 2, "facts.csv")


def test_a_broken_file_without_marks_is_not_taken_for_a_merge(layers: Layers) -> None:
    assert layers.write("places.geojson", '{"a": "\n=======\n"').problem().code == "json"
