"""How long pages take to open in Chromium, the rivals' linked files taken from disk.

The rivals' addresses are rewritten to files that npm installs into a folder, so that
neither a network nor an interception takes part in the timing.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")
#: What folium 0.20 links to, by a part of its address, as npm packages and files in them.
LINKED = {
    "leaflet.js": "leaflet/dist/leaflet.js",
    "leaflet.css": "leaflet/dist/leaflet.css",
    "jquery": "jquery/dist/jquery.min.js",
    "bootstrap.bundle": "bootstrap/dist/js/bootstrap.bundle.min.js",
    "bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "bootstrap-glyphicons": "bootstrap3/dist/css/bootstrap.min.css",
    "leaflet.awesome-markers.js": "leaflet.awesome-markers/dist/leaflet.awesome-markers.js",
    "leaflet.awesome-markers.css": "leaflet.awesome-markers/dist/leaflet.awesome-markers.css",
    "fontawesome-free": "@fortawesome/fontawesome-free/css/all.min.css",
    "leaflet.awesome.rotate": None,
}
PACKAGES = (
    "leaflet@1.9.3",
    "jquery@3.7.1",
    "bootstrap@5.2.2",
    "bootstrap3@npm:bootstrap@3.4.1",
    "leaflet.awesome-markers@2.0.5",
    "@fortawesome/fontawesome-free@6.2.0",
)
#: Milliseconds from the navigation to two frames after all has loaded.
DRAWN = """() => new Promise((done) => {
  const frames = () => requestAnimationFrame(() =>
    requestAnimationFrame(() => done(performance.now())));
  document.readyState === 'complete' ? frames() : addEventListener('load', frames);
})"""


def install(folder: Path) -> None:
    """Put the files that folium links to into ``folder``/node_modules."""
    npm = shutil.which("npm")
    if npm is None:
        message = "opening the rivals' pages needs npm, which brings what they link to"
        raise SystemExit(message)
    options = ["--prefix", str(folder), "--no-audit", "--no-fund", "--ignore-scripts", "--silent"]
    subprocess.run([npm, "install", *options, *PACKAGES], check=True)


def take_from_disk(page: Path, modules: Path) -> None:
    """Rewrite the addresses in a rival's page to files on disk."""

    def local(match: re.Match[str]) -> str:
        for part, file in LINKED.items():
            if part in match[2]:
                return "" if file is None else f'{match[1]}="{(modules / file).as_uri()}"'
        message = f"{page.name} links to {match[2]}, for which there is no file"
        raise SystemExit(message)

    text = page.read_text(encoding="utf-8")
    page.write_text(re.sub(r'(src|href)="(https://[^"]+)"', local, text), encoding="utf-8")


def opening_times(pages: dict[str, Path], runs: int) -> dict[str, list[float]]:
    """Milliseconds until each page is drawn, the pages opened in turn, each in a new window."""
    path = os.environ.get("PROJECTMAP_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        times: dict[str, list[float]] = {name: [] for name in pages}
        for run in range(runs + 1):
            for name, page in pages.items():
                taken = _open(browser, page)
                if run:
                    times[name].append(taken)
        browser.close()
    return times


def _open(browser: Browser, page: Path) -> float:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    window = context.new_page()
    window.goto(page.as_uri(), wait_until="commit")
    taken: float = window.evaluate(DRAWN)
    context.close()
    return taken


def table(times: dict[str, list[float]]) -> str:
    """Medians, and the first page's against each other one, pair by pair."""
    first, *others = times
    lines = [f"{name:24}{statistics.median(found):8.0f} ms" for name, found in times.items()]
    for other in others:
        pairs = zip(times[first], times[other], strict=True)
        lines.append(f"{first} / {other}: {statistics.median(a / b for a, b in pairs):.2f}")
    return "\n".join(lines)
