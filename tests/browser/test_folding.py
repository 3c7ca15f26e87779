"""Terms are folded by Python when the map is built, and by the page when a reader types."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from geo.outputs.packed.folding import fold, words
from tests.browser.conftest import NEEDED, ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_PAGE = ROOT / "geo" / "page"
_SPELT = (
    "Үшарал Ушарал Üşaral Usharal Ýesik Esik Есік Қорғас Khorgos Qorghas Щучинск Shchuchinsk "
    "Ақкөл Akkol Akol Aaa aaaa İstanbul ISTANBUL ıssık ΣΑΣ Σίσυφος straße Ёлка Й Ъ hhh shh chh "
    "O'Neil ʼaʼ x² ½ Ⅳ 3-я A03 zhzh žž ieie йе łódź ﬁn हिन्दी กำ ٣ عربي 東京 한국 é e\u0301 'm Œ Æ"
)


@pytest.fixture(scope="module")
def script() -> str:
    """folding.ts as a script that makes ``folding``."""
    tool = (
        _PAGE / "node_modules" / ".bin" / ("esbuild.cmd" if sys.platform == "win32" else "esbuild")
    )
    if not tool.exists():
        reason = "esbuild is not there: cd geo/page && npm ci"
        if os.environ.get(NEEDED):
            pytest.fail(reason)
        pytest.skip(reason)
    flags = ["--bundle", "--format=iife", "--global-name=folding", "--charset=utf8"]
    made = subprocess.run(
        [tool, "src/folding.ts", *flags], cwd=_PAGE, capture_output=True, check=True
    )
    return made.stdout.decode()


def _texts() -> list[str]:
    """Texts of the shipped layers, and made-up words of letters and signs of many scripts."""
    found = [_SPELT]
    for path in Path(ROOT / "layers").glob("*.geojson"):
        found += path.read_text(encoding="utf-8").splitlines()
    letters = [chr(code) for code in range(0x20, 0x24F)]
    letters += [
        chr(code)
        for start in (
            0x2B0,
            0x370,
            0x400,
            0x531,
            0x5D0,
            0x620,
            0x904,
            0xE01,
            0x10D0,
            0x1200,
            0x1E00,
            0x2010,
            0x2070,
            0x2150,
            0x3041,
            0xAC00,
            0x1F600,
            0x1D400,
        )
        for code in range(start, start + 90)
    ]
    chosen = random.Random(7)  # noqa: S311 - no secret
    common = "aбshchkieyж'hoq xzg"
    for _ in range(4000):
        pool = common if chosen.random() < 0.5 else letters
        found.append("".join(chosen.choice(pool) for _ in range(chosen.randint(1, 12))))
    return found


def test_both_make_the_same_of_many_words(chromium: Browser, script: str) -> None:
    page = chromium.new_page()
    page.add_script_tag(content=script)
    texts = _texts()
    said = page.evaluate(
        "texts => texts.map(text => folding.words(text).map(word => [word, folding.fold(word)]))",
        texts,
    )
    page.close()
    own = [[[word, fold(word)] for word in words(text)] for text in texts]
    assert [
        (text, a, b)
        for text, one, other in zip(texts, said, own, strict=True)
        for a, b in [(one, other)]
        if one != other
    ] == []
