"""Which words of a text are shown as taken out and put in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from geo.staff.changes.words import IN, KEPT, OUT, word_changes


def shown(old: str, new: str) -> str:
    marks = {KEPT: "{}", OUT: "[-{}-]", IN: "{{+{}+}}"}
    return "".join(marks[kind].format(text) for kind, text in word_changes(old, new))


def test_one_word() -> None:
    assert shown("The road is being built.", "The road was built.") == (
        "The road [-is being-]{+was+} built."
    )


def test_words_next_to_each_other_are_one_change() -> None:
    assert shown("a b old words c d", "a b new text c d") == "a b [-old words-]{+new text+} c d"


def test_a_mark_alone() -> None:
    assert shown("Жол салынды", "Жол салынды.") == "Жол салынды{+.+}"


def test_texts_with_little_in_common_stand_as_wholes() -> None:
    assert shown("One thing was said here", "Quite another now") == (
        "[-One thing was said here-]{+Quite another now+}"
    )


def test_words_far_from_a_change_are_left_out() -> None:
    far = "one two three four five six seven eight"
    assert shown(f"{far} OLD {far}", f"{far} NEW {far}") == (
        "… four five six seven eight [-OLD-]{+NEW+} one two three four five …"
    )


def test_a_text_that_came_or_went() -> None:
    assert (shown("", "new"), shown("old", "")) == ("{+new+}", "[-old-]")


texts = st.text(st.sampled_from("ab ,.\n"), max_size=12)


@given(texts, texts)
def test_each_side_can_be_put_together_again(old: str, new: str) -> None:
    runs = word_changes(old, new)
    assert "".join(text for kind, text in runs if kind != IN) == old
    assert "".join(text for kind, text in runs if kind != OUT) == new
