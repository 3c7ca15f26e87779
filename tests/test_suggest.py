from __future__ import annotations

import pytest

from geo.suggest import did_you_mean, shown


@pytest.mark.parametrize(
    ("word", "nearest"),
    [
        ("plannd", "planned"),
        ("Under-Construction", "under_construction"),
        (" completed ", "completed"),
    ],
)
def test_the_nearest_word_is_named_in_its_own_spelling(word: str, nearest: str) -> None:
    known = ["planned", "under_construction", "completed"]
    assert did_you_mean(word, known) == f"did you mean {nearest!r}?"


def test_where_none_is_near_all_are_named() -> None:
    assert did_you_mean("x", ["planned", "design"]) == "it can be: planned, design"


def test_of_many_the_first_are_named() -> None:
    known = [f"project-{number}" for number in range(100)]
    assert did_you_mean("?", known).endswith("project-13 and 86 more")


def test_of_none_none_is_named() -> None:
    assert did_you_mean("x", []) == "none is known"


def test_a_short_value_is_quoted_whole_and_a_long_one_cut() -> None:
    assert shown("a") == "'a'"
    assert shown("a" * 1000) == "'" + "a" * 79 + "…"
