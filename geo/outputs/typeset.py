"""Typst: a template of ours and data become a PDF or a picture.

Data reach a template as JSON or as an SVG in ``sys.inputs``, never as markup. No font of the
machine is looked at, no file is read but those of the fonts, nothing is fetched.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import typst
from fontTools.ttLib import TTFont

from geo.errors import MapError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Apache 2.0, from PyPI's font-roboto: every letter of Kazakh and Russian, the signs of tenge
#: and number, in regular, bold and italic.
FONT = "Roboto"
# Where a word longer than this may be broken, so that it stays in its column.
_LONGEST_WORD = 24
_LONG_WORD = re.compile(rf"[^\s/–-]{{{_LONGEST_WORD},}}")
_BREAK = "\u200b"
# Controls, marks that turn or format the text, halves of pairs, unassigned and private ones.
_UNSEEN = {"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"}
#: CSS pixels, of which an inch has 96, in points, of which it has 72.
POINT = 0.75


@cache
def _font_folder() -> Path:
    found = find_spec("font_roboto")
    if found is None or found.origin is None:
        message = "the package font-roboto is not installed"
        raise MapError(message)
    return Path(found.origin).parent / "files"


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[_font_folder()]
    )


@cache
def _characters() -> frozenset[int]:
    """What the font can write and a reader can see, spaces included."""
    with TTFont(_font_folder() / "Roboto-Regular.ttf", lazy=True) as font:
        known = frozenset(font.getBestCmap())
    return frozenset(each for each in known if unicodedata.category(chr(each)) not in _UNSEEN)


def writable(text: str) -> str:
    """A text that the font can write, with U+FFFD for what it can't."""
    known = _characters()
    return "".join(
        each if ord(each) in known else "\ufffd" for each in re.sub(r"[\t\r\n]+", " ", text)
    )


def breakable(text: str) -> str:
    """A text that the font can write, with places at which a very long word may be broken."""
    return _LONG_WORD.sub(
        lambda match: _BREAK.join(re.findall(r".{1,8}", match[0])), writable(text)
    )


def compiled(
    template: str,
    inputs: Mapping[str, str],
    form: str,
    *,
    ppi: float | None = None,
    standards: Sequence[str] = (),
) -> list[bytes]:
    """The pages of a picture, or a PDF as one."""
    compiler = typst.Compiler(
        template.encode(),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs=dict(inputs),
    )
    # The clock of the machine is not asked: what is dated says so in its template.
    made = compiler.compile(
        format=form,  # type: ignore[arg-type]
        ppi=ppi,
        pdf_standards=list(standards),  # type: ignore[arg-type]
        timestamp=0,
    )
    return [made] if isinstance(made, bytes) else list(made or [])
