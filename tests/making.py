"""Makes features, layers and folders of them for the tests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from geo.check import check
from geo.pipeline import load_map

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo.errors import Problem
    from geo.model import MapModel

POINT = {"type": "Point", "coordinates": [79.5, 45.5]}
BOUNDS = (76.3, 42.9, 83.3, 50.3)
SOURCES = "id,title,publisher,date,language,url"
FACTS = "project,key,value,unit,as_of,source,locator,note"
#: As a value: leave the member out.
ABSENT: Any = object()


def project(geometry: Any = POINT, **changes: Any) -> dict[str, Any]:
    """A feature of a projects layer in which nothing is wrong, but for ``changes``."""
    said = {
        "id": "a-road",
        "name_kk": "Жол",
        "name_ru": "Дорога",
        "name_en": "A road",
        "sector": "roads",
        "status": "planned",
        "status_date": "2025-08-14",
        "source": "report",
        "location_precision": "exact",
        "summary_kk": "Жол салынады.",
        "summary_ru": "Построят дорогу.",
        "summary_en": "A road will be built.",
    } | changes
    kept = {key: value for key, value in said.items() if value is not ABSENT}
    own = {"id": kept["id"]} if "id" in kept else {}
    return {"type": "Feature", **own, "properties": kept, "geometry": geometry}


def plain(geometry: Any = POINT, **properties: Any) -> dict[str, Any]:
    """A feature of a layer from elsewhere."""
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: Any, **members: Any) -> str:
    """The text of a layer, one feature a line."""
    head = json.dumps({"type": "FeatureCollection", **members}, ensure_ascii=False)[:-1]
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    return f'{head}, "features": [\n{lines}\n]}}\n'


class Layers:
    """A folder of layers in the making."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True)

    def write(self, name: str, data: str | bytes) -> Layers:
        """Write any file of the folder."""
        path = self.path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data)
        return self

    def projects(self, *features: Any, name: str = "roads", **members: Any) -> Layers:
        """Write a layer of projects, with the source that they name."""
        self.write(f"{name}.geojson", collection(*features, **members))
        self.write(f"{name}.toml", 'kind = "projects"\n')
        return self.write("sources.csv", f"{SOURCES}\nreport,The report,Akorda,2025-08-14,en,\n")

    def plain(self, *features: Any, name: str = "places", **members: Any) -> Layers:
        """Write a layer from elsewhere."""
        return self.write(f"{name}.geojson", collection(*features, **members))

    def bounded(self, bounds: Sequence[float] = BOUNDS) -> Layers:
        """Write a _map.toml with bounds, those of Jetisu region unless said."""
        return self.write("_map.toml", f"bounds = {[*bounds]}\n")

    def facts(self, *rows: str, columns: str = FACTS) -> Layers:
        """Write facts.csv."""
        return self.write("facts.csv", "\n".join([columns, *rows, ""]))

    def check(self) -> list[Problem]:
        """All problems of the folder."""
        return check(self.path)

    def problem(self) -> Problem:
        """The only problem of the folder."""
        (found,) = self.check()
        return found

    def model(self, language: str | None = None) -> MapModel:
        """The folder as a model."""
        return load_map(self.path, language=language)

    def at(self, problem: Problem) -> str:
        """What stands in the file where a problem is, up to the end of the line."""
        lines = problem.path.read_bytes().decode("utf-8-sig", "replace").split("\n")
        return lines[problem.line - 1][problem.column - 1 :]


def page_data(text: str) -> dict[str, Any]:
    """The page's data with the names of its fields, from its JSON."""
    found: dict[str, Any] = json.loads(text)
    return with_names(found, found.pop("columns"))


def with_names(holder: dict[str, Any], columns: dict[str, list[str]]) -> dict[str, Any]:
    """The data with its rows as objects again."""
    for name, fields in columns.items():
        rows = holder.get(name)
        if rows and isinstance(rows[0], list):
            named = [dict(zip(fields, row, strict=False)) for row in rows]
            holder[name] = [
                with_names({k: v for k, v in row.items() if v is not None}, columns)
                for row in named
            ]
    return holder
