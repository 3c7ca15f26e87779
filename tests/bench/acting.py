"""One page in a Chromium of its own: how long it takes to open and to answer.

    python -m tests.bench.acting map.html --spot 45.5 79.5 --ours

Prints one JSON object a figure, as each is taken, so that what came before a crash is known.
Times are from the event of an input, as the browser stamps it, to the first frame of the rest
that follows (``watch.js``): keys, wheel and mouse are pressed by the DevTools protocol. An
animation that leaves the main thread idle is not counted, what it ends in is if it is a task
of 50 ms or more; the processor time of the main thread beside it counts all. The memory is
what V8 says after a garbage collection, what its objects hold outside of its heap included,
and beside it what the processes that draw pages hold in all.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.bench.opening import FLAGS
from tests.bench.processes import held_mib

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page

#: What is asked of a page, in this order; the names of figures in milliseconds and MiB.
ACTIONS = ("zoom", "pan", "filter", "search", "popup")
#: Where a feature stands alone even among a million of the workload.
NEAR = 19
TYPED = "bridge"
WATCH = Path(__file__).with_name("watch.js")
#: One step of Leaflet's wheel.
WHEEL = -60
VIEWPORT = {"width": 1280, "height": 800}


class Session:
    """One open page and what is asked of it."""

    def __init__(self, browser: Browser, spot: tuple[float, float], lift: int) -> None:
        self.browser, self.spot, self.lift = browser, spot, lift
        context = browser.new_context(viewport=VIEWPORT, locale="en-GB")  # type: ignore[arg-type]
        context.set_offline(True)
        # What takes too long is ended from outside.
        context.set_default_timeout(0)
        self.page: Page = context.new_page()
        self.page.add_init_script(path=WATCH)
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(error.message))
        self.tools: CDPSession = context.new_cdp_session(self.page)
        self.tools.send("Performance.enable", {"timeDomain": "threadTicks"})

    def _cpu(self) -> float:
        metrics = self.tools.send("Performance.getMetrics")["metrics"]
        return 1000 * float({each["name"]: each["value"] for each in metrics}["TaskDuration"])

    def open(self, page: Path) -> dict[str, float]:
        """Open the page."""
        before = self._cpu()
        self.page.goto(page.resolve().as_uri(), wait_until="commit")
        drawn = self.page.evaluate("bench.opened")
        if drawn is None:
            message = "never came to rest"
            raise RuntimeError(message)
        if not self.page.evaluate("bench.hasMap()"):
            message = f"no map: {self.errors[0] if self.errors else 'nothing said why'}"
            raise RuntimeError(message)
        return {"drawn": drawn, "drawn_cpu": self._cpu() - before}

    def memory(self) -> dict[str, float]:
        """V8's account after a garbage collection, and the system's of the drawing processes."""
        self.tools.send("HeapProfiler.collectGarbage")
        usage = self.tools.send("Runtime.getHeapUsage")
        parts = ("usedSize", "embedderHeapUsedSize", "backingStorageSize")
        heap = sum(usage.get(part, 0) for part in parts)
        all_ = self.browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
        renderers = [each["id"] for each in all_["processInfo"] if each["type"] == "renderer"]
        return {"heap": heap / 2**20, "renderer": held_mib(renderers)}

    def act(self, name: str) -> dict[str, float]:
        """Do one action, once the page is at rest."""
        self.page.evaluate("bench.rest()")
        before = self._cpu()
        taken: float = getattr(self, name)()
        return {name: taken, f"{name}_cpu": self._cpu() - before}

    def _answer(self) -> float:
        taken: float | None = self.page.evaluate("bench.answer()")
        if taken is None:
            message = "nothing happened"
            raise RuntimeError(message)
        return taken

    def _await(self, event: str, what: str) -> None:
        self.page.evaluate("([event, what]) => bench.await(event, what)", [event, what])

    def zoom(self) -> float:
        """One step of the wheel over the middle of the map."""
        self._move_to(self.page.evaluate("bench.middle()"))
        self._await("wheel", "zoom")
        self.page.mouse.wheel(0, WHEEL)
        return self._answer()

    def pan(self) -> float:
        """A drag of 200 pixels; counted from the moment the button is let go."""
        x, y = self.page.evaluate("bench.middle()")
        self._move_to([x, y])
        self.page.mouse.down()
        self.page.mouse.move(x - 200, y - 40, steps=8)
        # Held still for a moment, so that the map doesn't glide on.
        self.page.wait_for_timeout(120)
        self._await("mouseup", "pan")
        self.page.mouse.up()
        return self._answer()

    def filter(self) -> float:
        """A click on the first status of the filters."""
        self._click("[data-tool=filter]")
        box = self.page.evaluate("bench.box('[data-choice^=status]')")
        self._move_to(box)
        self._await("click", "list")
        self.page.mouse.down()
        self.page.mouse.up()
        taken = self._answer()
        self.page.mouse.down()
        self.page.mouse.up()
        self.page.evaluate("bench.rest()")
        self._click("[data-tool=filter]")
        return taken

    def search(self) -> float:
        """The slowest key of a word that is typed into the search."""
        self._click("#search")
        worst = 0.0
        for key in TYPED:
            self._await("keydown", "list")
            self.page.keyboard.press(key)
            worst = max(worst, self._answer())
        for _key in TYPED:
            self.page.keyboard.press("Backspace")
        return worst

    def popup(self) -> float:
        """A click on a point, the same one on each page, from near by."""
        self.page.evaluate("([y, x, zoom]) => bench.look(y, x, zoom)", [*self.spot, NEAR])
        self.page.evaluate("bench.rest()")
        x, y = self.page.evaluate("([y, x]) => bench.place(y, x)", [*self.spot])
        self._move_to([x, y - self.lift])
        self._await("click", "popup")
        self.page.mouse.down()
        self.page.mouse.up()
        return self._answer()

    def _click(self, selector: str) -> None:
        self._move_to(self.page.evaluate("(selector) => bench.box(selector)", selector))
        self.page.mouse.down()
        self.page.mouse.up()
        self.page.evaluate("bench.rest()")

    def _move_to(self, at: list[float]) -> None:
        self.page.mouse.move(*at)
        self.page.evaluate("bench.rest()")


def say(**figures: object) -> None:
    """Hand over a figure at once."""
    print(json.dumps(figures), flush=True)


def main() -> None:
    """Open the page, act, and say each figure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.acting", description=__doc__)
    parser.add_argument("page", type=Path)
    parser.add_argument("--spot", type=float, nargs=2, metavar=("LAT", "LON"), required=True)
    parser.add_argument("--lift", type=int, default=0, help="pixels from a point up to its mark")
    parser.add_argument("--ours", action="store_true", help="the page has filters and a search")
    options = parser.parse_args()
    from playwright.sync_api import Error, sync_playwright

    program = os.environ.get("PROJECTMAP_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        crashes = _crashes(browser)
        # The first window of a browser costs what no later one does.
        first = browser.new_page()
        first.goto("data:text/html,<canvas></canvas><p>A page<script>1</script>")
        first.close()
        session = Session(browser, tuple(options.spot), options.lift)
        wanted = [name for name in ACTIONS if options.ours or name not in {"filter", "search"}]
        doing = "open"
        try:
            say(**session.open(options.page))
            doing = "memory"
            say(**session.memory())
            for name in wanted:
                doing = name
                try:
                    say(**session.act(name))
                except RuntimeError as error:
                    say(failed={name: str(error)})
        except (RuntimeError, Error) as error:
            said = crashes[0] if crashes else str(error).splitlines()[0]
            say(failed={doing: said})
            # A browser with a dead page may not close.
            sys.stdout.flush()
            os._exit(0)
        browser.close()


def _crashes(browser: Browser) -> list[str]:
    """Why pages crash, as the browser says it."""
    found: list[str] = []

    def crashed(event: dict[str, Any]) -> None:
        status = event["status"]
        found.append("out of memory" if status == "oom" else f"{status} ({event['errorCode']})")

    tools = browser.new_browser_cdp_session()
    tools.on("Target.targetCrashed", crashed)
    tools.send("Target.setDiscoverTargets", {"discover": True})
    return found


if __name__ == "__main__":
    main()
