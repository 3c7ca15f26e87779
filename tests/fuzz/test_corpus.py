"""The saved inputs, and changes of them that are the same on each run."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import PARTED, TARGETS

CORPUS = Path(__file__).parent / "corpus"
INPUTS = {name: sorted((CORPUS / name).iterdir()) for name in TARGETS}
#: What libFuzzer puts in, too: words of the formats, one a line, in quotes.
WORDS = [
    line.strip('"').encode().decode("unicode_escape").encode("latin-1")
    for line in (CORPUS.parent / "words.dict").read_text("ascii").splitlines()
]


@pytest.mark.parametrize("name", TARGETS)
def test_no_saved_input_breaks_it(tmp_path: Path, name: str) -> None:
    for path in INPUTS[name]:
        attempt(tmp_path / "folder", name, path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
@given(data=st.data())
@settings(max_examples=150)
def test_no_change_of_a_saved_input_breaks_it(
    tmp_path: Path, name: str, data: st.DataObject
) -> None:
    path = data.draw(st.sampled_from(INPUTS[name]))
    attempt(tmp_path / "folder", name, data.draw(changed(path.read_bytes())))


@st.composite
def changed(draw: st.DrawFn, data: bytes) -> bytes:
    """The bytes with a few parts removed, doubled, or put in."""
    for _change in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 64)))
        word = draw(st.one_of(st.sampled_from([*WORDS, PARTED]), st.binary(max_size=4)))
        put = draw(st.sampled_from([b"", word, data[start:end] * 2, word * 3]))
        data = data[:start] + put + data[end:]
    return data


def attempt(folder: Path, name: str, data: bytes) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    TARGETS[name](data, folder)
