"""How many attacks are text in what is made of them, and how many run: this against folium.

`python -m tests.bench.hostile` prints two tables. The first counts the texts of a hostile
folder (attack x place) that arrive whole in each output. The second opens a page of one
feature for each attack, made by this and by what is used today, opens all that can be opened
on it, and counts the attacks that ran as code, that became elements, that broke the page or
left none.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import folium
from playwright.sync_api import sync_playwright

from geo.outputs import FORMATS, html
from tests.bench import opening
from tests.hostile import ATTACKS, HARMLESS, MARK, Hostile, arrived, folder, marked
from tests.making import Layers, plain
from tests.test_hostile import APART, BREAK, DRAWN, read, rendered

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser

#: Counts calls of the function that the attacks call, whichever world they call it in.
WATCH = f"window.hits = 0; window.{MARK} = () => {{ window.hits += 1 }};"
OPEN_ALL = """() => {
  const maps = [window.projectMap?.leaflet, ...Object.values(window)].filter(
    (each) => window.L && each instanceof window.L.Map);
  const layers = [];
  for (const map of new Set(maps)) map.eachLayer((layer) => layers.push(layer));
  for (const layer of layers) { layer.openTooltip?.(); layer.openPopup?.(); }
  window.projectMap?.open("victim");
  return maps.length;
}"""


def ours(path: Path, text: str) -> None:
    """A page of this project."""
    layers = Layers(path.with_suffix("")).plain({"id": "victim"} | plain(name=text, note=text))
    words = json.dumps(text.replace("\0", ""), ensure_ascii=False).replace("\x7f", "")
    layers.write("places.toml", f"attribution = {words}\n[title]\nen = {words}\n")
    path.write_text(html.page(layers.model()), encoding="utf-8")


def geojson(path: Path, text: str) -> None:
    """folium.GeoJson with a popup and a tooltip of all fields."""
    page = folium.Map(location=[45.5, 79.5], zoom_start=7)
    data = {"type": "FeatureCollection", "features": [plain(name=text, note=text)]}
    folium.GeoJson(
        data,
        name=text,
        popup=folium.GeoJsonPopup(fields=["name", "note"]),
        tooltip=folium.GeoJsonTooltip(fields=["name", "note"]),
    ).add_to(page)
    folium.LayerControl(collapsed=False).add_to(page)
    page.save(path)


def explore(path: Path, text: str) -> None:
    """GeoDataFrame.explore, as a notebook shows it."""
    import geopandas

    frame = geopandas.GeoDataFrame.from_features([plain(name=text, note=text)], crs="EPSG:4326")
    frame.explore(popup=True, tooltip=True).save(path)


MAKERS: dict[str, Callable[[Path, str], None]] = {"this": ours, "folium.GeoJson": geojson}
if find_spec("mapclassify") and find_spec("matplotlib"):
    MAKERS["GeoDataFrame.explore"] = explore


def verdict(browser: Browser, page: Path) -> str:
    """What became of the attack in a page."""
    context = browser.new_context()
    context.set_offline(True)
    window = context.new_page()
    window.add_init_script(WATCH)
    window.on("dialog", lambda dialog: dialog.dismiss())
    window.goto(page.as_uri(), wait_until="load")
    window.wait_for_timeout(300)
    maps = window.evaluate(OPEN_ALL)
    window.wait_for_timeout(300)
    ran = window.evaluate("window.hits")
    elements = window.locator(MARK).count() + window.locator(f"[{MARK}]").count()
    elements += window.locator('#app img[src="x"], .leaflet-container img[src="x"]').count()
    context.close()
    if ran:
        return "ran"
    return "element" if elements else "text" if maps else "broken"


def texts(path: Path) -> None:
    """Print how many texts arrive in each output."""
    bad, good = folder(path / "bad", ATTACKS), folder(path / "good", HARMLESS)
    print(f"{len(ATTACKS)} attacks in {len(bad.texts)} places")
    print(f"{'':12}{'texts':>8}{'arrive whole':>14}{'new names':>11}")
    total = 0
    for name in FORMATS:
        total += _output(name, bad, good)
    print(f"{'all':12}{total:>8}")


def _output(name: str, bad: Hostile, good: Hostile) -> int:
    mine, harmless = (read(rendered(name, each.layers.model())) for each in (bad, good))
    said = marked(good, harmless.text)
    whole = len(said & arrived(bad, mine.text))
    note = " (drawn: long names are cut)" if name in DRAWN else ""
    new = len(mine.names - harmless.names - APART - {BREAK})
    print(f"{name:12}{len(said):>8}{whole:>14}{new:>11}{note}")
    return len(said)


def attacks(path: Path) -> None:
    """Print what the attacks do in each kind of page."""
    opening.install(path)
    program = os.environ.get("PROJECTMAP_CHROMIUM") or shutil.which("chromium")
    kinds = ("ran", "element", "broken", "text")
    print(
        f"\n{'of ' + str(len(ATTACKS)) + ' attacks':22}" + "".join(f"{kind:>9}" for kind in kinds)
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(opening.FLAGS))
        for maker, make in MAKERS.items():
            found = []
            for number, text in enumerate(ATTACKS.values()):
                page = path / f"{maker}-{number}.html"
                try:
                    make(page, text)
                    if maker != "this":
                        opening.take_from_disk(page, path / "node_modules")
                except Exception:  # noqa: BLE001 - whatever a rival raises, there is no page
                    found.append("broken")
                else:
                    found.append(verdict(browser, page))
            print(f"{maker:22}" + "".join(f"{found.count(kind):>9}" for kind in kinds), flush=True)
        browser.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        if "--pages" not in sys.argv:
            texts(Path(name))
        attacks(Path(name))
