"""Takes README's pictures of the shipped map: ``python -m tests.browser.pictures``.

With a map of the benchmark, ``python -m tests.browser.pictures 1000000 map.html``, those of it.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from geo.cli import main as make_map
from tests.browser.conftest import FLAGS, NAMED, ROOT

FOLDER = Path(__file__).parent / "pictures"
PHONE = {"viewport": {"width": 390, "height": 780}, "is_mobile": True, "has_touch": True}
WIDE = {"viewport": {"width": 1280, "height": 800}}
PICTURES: dict[str, tuple[str, dict[str, Any]]] = {
    "desktop-en": ("lang=en&project=lepsi-aktogay-road", WIDE),
    "table-en": ("lang=en&table=1", WIDE),
    "dark-ru": ("lang=ru&project=balkhash-zone", {**WIDE, "color_scheme": "dark"}),
    "phone-kk": ("lang=kk", {**PHONE, "device_scale_factor": 1.5}),
    "phone-card-kk": ("lang=kk&project=usharal-airport", {**PHONE, "device_scale_factor": 1.5}),
}
LARGE: dict[str, tuple[str, dict[str, Any]]] = {
    "{}-en": ("lang=en", WIDE),
    "{}-near-ru": ("lang=ru&view=13/45.9/79.8", {**WIDE, "color_scheme": "dark"}),
}


def main() -> None:
    """Take each picture anew, of the shipped map or of the one that is named."""
    if len(sys.argv) > 1:
        name, page = sys.argv[1:]
        take(Path(page), {key.format(name): value for key, value in LARGE.items()})
        return
    with tempfile.TemporaryDirectory() as folder:
        make_map(["build", "--layers", str(ROOT / "layers"), "--output", folder])
        take(Path(folder, "map.html"), PICTURES)


def take(path: Path, pictures: dict[str, tuple[str, dict[str, Any]]]) -> None:
    """Open a map in each state and keep what is seen."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        chromium = os.environ.get(NAMED) or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        for name, (state, options) in pictures.items():
            page = browser.new_context(**options).new_page()
            page.goto(f"{path.resolve().as_uri()}#{state}")
            page.wait_for_selector("html[data-ready=true]")
            page.wait_for_timeout(1500)
            page.screenshot(path=FOLDER / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
