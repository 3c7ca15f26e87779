"""Takes README's pictures of the shipped map: ``python -m tests.browser.pictures``."""

from __future__ import annotations

import os
import shutil
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


def main() -> None:
    """Build the map and take each picture anew."""
    path = os.environ.get(NAMED) or shutil.which("chromium")
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        make_map(["build", "--layers", str(ROOT / "layers"), "--output", folder])
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        for name, (state, options) in PICTURES.items():
            page = browser.new_context(**options).new_page()
            page.goto(f"{Path(folder, 'map.html').as_uri()}#{state}")
            page.wait_for_selector("html[data-ready=true]")
            page.wait_for_timeout(600)
            page.screenshot(path=FOLDER / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
