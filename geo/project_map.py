"""ProjectMap: the map as a folium.Map, to go on with in a notebook."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import folium
from branca.element import Figure
from jinja2 import Template

from geo.additions import additions_of
from geo.outputs import html, notebook, svg
from geo.write import write_bytes

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from geo.model import MapModel


class _PageFigure(Figure):
    """The root of a ProjectMap: renders the page instead of folium's own."""

    def __init__(self, model: MapModel) -> None:
        super().__init__(height="600px")
        self.header._children.clear()
        self.model = model
        self.allows: list[tuple[str, str]] = []

    def render(self, **kwargs: Any) -> str:
        """The whole page, with what folium objects on the map bring."""
        additions = additions_of(self, self.allows, **kwargs)
        return html.render(self.model, additions)["map.html"].decode()


class ProjectMap(folium.Map):
    """A map of projects that is a folium.Map: ``folium.Marker(...).add_to(m)`` works.

    ``model`` is what it shows. In a notebook it shows itself; `save` writes the file.
    Two maps share nothing. ``allows`` are pairs of a directive and a source by which the saved
    page's security policy is widened, as a PolicyWarning names them, for what was added:
    ``m.allows.append(("script-src", "'unsafe-eval'"))``.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "var {{ this.get_name() }} = window.projectMap.leaflet;"
        "{% endmacro %}"
    )

    def __init__(self, model: MapModel) -> None:
        west, south, east, north = model.bounds
        super().__init__(location=[(south + north) / 2, (west + east) / 2], tiles=None)
        self.model = model
        self.default_js: list[tuple[str, str]] = []
        self.default_css: list[tuple[str, str]] = []
        figure = _PageFigure(model)
        figure.add_child(self)
        self.allows = figure.allows

    def get_bounds(self) -> list[list[float | None]]:
        """South-west and north-east corner, each latitude, longitude."""
        west, south, east, north = self.model.bounds
        return [[south, west], [north, east]]

    def to_geodataframe(self, language: str | None = None) -> GeoDataFrame:
        """The projects as a GeoDataFrame (EPSG:4326), one row each, indexed by id.

        Columns: number, name, sector, status, status_date, precision, place, summary in the
        ``language`` (else the map's), and geometry, None where a project has no place.
        """
        import geopandas  # noqa: PLC0415 - only for those who ask for it
        from shapely.geometry import shape  # noqa: PLC0415 - only for those who ask for a frame

        index = self.model.languages.index(language or self.model.language)
        rows = [
            {
                "id": project.id,
                "number": project.number,
                "name": project.name[index],
                "sector": project.sector,
                "status": project.status,
                "status_date": project.status_date_iso,
                "precision": project.precision,
                "place": project.place[index],
                "summary": project.summary[index],
                "geometry": shape(project.geometry) if project.geometry else None,
            }
            for project in self.model.projects
        ]
        columns = ["id", "number", "name", "sector", "status", "status_date", "precision"]
        columns += ["place", "summary", "geometry"]
        frame = geopandas.GeoDataFrame(rows, columns=columns, geometry="geometry", crs="EPSG:4326")
        return frame.set_index("id")

    def _repr_html_(self, **kwargs: Any) -> str:
        """The map in a notebook's cell; where scripts aren't trusted, its drawing."""
        page, drawing = self.get_root().render(**kwargs), self._repr_svg_()
        return notebook.cell(page, drawing, self.model.title[self._language])

    def _repr_svg_(self) -> str:
        """The drawn map, for what a notebook is converted to without a browser."""
        return svg.draw(self.model, self.model.language)

    @property
    def _language(self) -> int:
        return self.model.languages.index(self.model.language)

    def save(
        self,
        outfile: str | bytes | Path | BinaryIO,
        close_file: bool = True,  # noqa: FBT001, FBT002 - as folium has it
        **kwargs: Any,
    ) -> None:
        """Write the page to a path, or to a binary file as folium does.

        A path holds the old file or the new one, never half. Warns with NetworkWarning
        where something that was added would reach for the network, with PolicyWarning where
        the page's security policy shuts something of it off.
        """
        data = self.get_root().render(**kwargs).encode("utf-8", "replace")
        if isinstance(outfile, str | bytes | Path):
            write_bytes(Path(os.fsdecode(outfile)), data)
            return
        outfile.write(data)
        if close_file:
            outfile.close()
