"""What is compared: how each tool is called, and where its page lies."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path


@dataclass(frozen=True)
class Tool:
    """A way to make a page of a folder of layers."""

    name: str
    title: str
    #: Pixels from a point on the map up to the middle of its mark.
    lift: int = 0
    #: The largest workload that it is given.
    most: int = 100_000
    #: Packages that it needs beyond those of the project.
    needs: tuple[str, ...] = ()

    def command(self, layers: Path, page: Path) -> list[str]:
        """Make the page."""
        if self.name == THIS:
            door = [sys.executable, "make_map.py", "build"]
            return [*door, "--layers", str(layers), "--output", str(page.parent)]
        return [sys.executable, "-m", f"tests.bench.rival_{self.name}", str(layers), str(page)]

    def page(self, folder: Path) -> Path:
        """Where the page lies in a folder of pages."""
        return folder / self.name / "map.html"

    def missing(self) -> list[str]:
        """The packages that are needed and not there."""
        return [name for name in self.needs if find_spec(name) is None]


THIS = "this"
TOOLS = (
    Tool(THIS, "this", most=1_000_000),
    # The tip of a pin is at the point.
    Tool("geojson", "folium.GeoJson", lift=20),
    Tool("tuned", "folium tuned"),
    Tool("explore", "explore()", needs=("mapclassify", "matplotlib")),
)
RIVALS = TOOLS[1:]
