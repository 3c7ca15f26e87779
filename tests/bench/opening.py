"""How long pages take to open in Chromium, the rivals' linked files taken from disk.

The rivals' addresses are rewritten to files that npm installs into a folder, so that
neither a network nor an interception takes part in the timing. Two figures are taken of
each opening: the time until it is drawn and shown, as a clock beside the reader would, which
other work on the machine lengthens; and the processor time of the page's main thread, which it
hardly does, until the page has come to rest. The second one counts what a page puts off
until it is drawn.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
from dataclasses import dataclass
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
#: Milliseconds from the navigation to two frames after all has loaded, or until the screen
#: had the first picture, where that is later: a browser asks for the next frame before it has
#: shown the last one. Taken by the page itself, so that it doesn't matter when this process
#: gets round to asking.
WATCH = """window.drawn = new Promise((done) => {
  const frames = new Promise((passed) => addEventListener('load', () =>
    requestAnimationFrame(() => requestAnimationFrame(() => passed(performance.now())))));
  const shown = new Promise((seen) => new PerformanceObserver((list) => {
    for (const { name, startTime } of list.getEntries())
      if (name === 'first-contentful-paint') seen(startTime);
  }).observe({ type: 'paint', buffered: true }));
  Promise.all([frames, shown]).then((times) => done(Math.max(...times)));
})"""
#: How long a new window is left alone before a page is opened in it, in milliseconds: the
#: browser then makes parts of itself ready.
SETTLED_MS = 500
#: How long a page is left alone before its processor time is read, in milliseconds.
REST_MS = 1000


@dataclass(frozen=True)
class Opening:
    """Milliseconds until a page was drawn, and of its main thread until it came to rest."""

    drawn: float
    cpu: float


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


def openings(pages: dict[str, Path], runs: int) -> dict[str, list[Opening]]:
    """Open the pages in turn, each in a new window; a first round is not counted."""
    path = os.environ.get("PROJECTMAP_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        found: dict[str, list[Opening]] = {name: [] for name in pages}
        names = list(pages)
        for run in range(runs + 1):
            # Each page comes first in its turn, after each other one.
            for name in names[run % len(names) :] + names[: run % len(names)]:
                taken = _open(browser, pages[name])
                if run:
                    found[name].append(taken)
        browser.close()
    return found


def _open(browser: Browser, page: Path) -> Opening:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    window = context.new_page()
    window.add_init_script(WATCH)
    tools = context.new_cdp_session(window)
    tools.send("Performance.enable", {"timeDomain": "threadTicks"})

    def cpu() -> float:
        metrics = tools.send("Performance.getMetrics")["metrics"]
        return 1000 * float({each["name"]: each["value"] for each in metrics}["TaskDuration"])

    window.wait_for_timeout(SETTLED_MS)
    before = cpu()
    window.goto(page.as_uri(), wait_until="commit")
    drawn: float = window.evaluate("window.drawn")
    window.wait_for_timeout(REST_MS)
    taken = Opening(drawn, cpu() - before)
    context.close()
    return taken


def table(found: dict[str, list[Opening]]) -> str:
    """Medians, and the first page's against each other one, round by round."""
    first, *others = found
    lines = [f"{'':24}{'drawn, ms':>12}{'CPU, ms':>12}"]
    for name, taken in found.items():
        drawn = statistics.median(each.drawn for each in taken)
        cpu = statistics.median(each.cpu for each in taken)
        lines.append(f"{name:24}{drawn:12.0f}{cpu:12.0f}")
    for other in others:
        pairs = list(zip(found[first], found[other], strict=True))
        drawn = statistics.median(a.drawn / b.drawn for a, b in pairs)
        cpu = statistics.median(a.cpu / b.cpu for a, b in pairs)
        lines.append(f"{f'{first} / {other}':24}{drawn:12.2f}{cpu:12.2f}")
    return "\n".join(lines)
