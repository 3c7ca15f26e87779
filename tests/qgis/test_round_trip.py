"""A layer edited and saved in QGIS, then put through ``format``, differs by the edit alone."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from geo.cli import main
from tests.qgis.conftest import ROOT, Qgis, job

LAYERS = ROOT / "layers"
FILES = sorted(
    path.relative_to(LAYERS).as_posix()
    for folder in (LAYERS, LAYERS / "context")
    for path in folder.glob("*.geojson")
)
TABLES = ("facts.csv", "sources.csv")
WKT = {
    "Point": "Point (79.25 45.125)",
    "LineString": "LineString (79.25 45.125, 79.5 45.25)",
    "MultiLineString": "MultiLineString ((79.25 45.125, 79.5 45.25))",
    "Polygon": "Polygon ((79.25 45.125, 79.5 45.125, 79.5 45.25, 79.25 45.125))",
    "MultiPolygon": "MultiPolygon (((79.25 45.125, 79.5 45.125, 79.5 45.25, 79.25 45.125)))",
    "GeometryCollection": "GeometryCollection (Point (79.25 45.125))",
}
SHAPES: dict[str, Any] = {
    "Point": [79.25, 45.125],
    "LineString": [[79.25, 45.125], [79.5, 45.25]],
    "MultiLineString": [[[79.25, 45.125], [79.5, 45.25]]],
    "Polygon": [[[79.25, 45.125], [79.5, 45.125], [79.5, 45.25], [79.25, 45.125]]],
    "MultiPolygon": [[[[79.25, 45.125], [79.5, 45.125], [79.5, 45.25], [79.25, 45.125]]]],
}
MOVED = (79.123456, 45.5)
NEW = {
    "name_kk": "Жаңа жол «Үшарал»",
    "name_ru": "Новая дорога",
    "name_en": 'New road "A&B" <1>',
    "sector": "roads",
    "status": "planned",
    "status_date": "2025-09",
    "source": "akorda-2025-08-14",
    "location_precision": "approximate",
    "summary_kk": "Жол салынады.",
    "summary_ru": "Построят дорогу.",
    "summary_en": "A road will be built.",
}
NEW_ID = "new-road-a-b-1"


@dataclass(frozen=True)
class Case:
    """A file, and what is done to it."""

    file: str
    edit: str

    @property
    def is_projects(self) -> bool:
        return not self.file.startswith("context/")

    @property
    def lines(self) -> list[str]:
        return (LAYERS / self.file).read_text(encoding="utf-8").splitlines()

    @property
    def features(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads("\n".join(self.lines))["features"]
        return found

    @property
    def at(self) -> int:
        """The feature that is edited: the first one with a geometry, if there is one."""
        placed = [i for i, feature in enumerate(self.features) if feature["geometry"]]
        return placed[0] if placed else 0

    @property
    def values(self) -> dict[str, Any]:
        """What the attributes become."""
        if not self.is_projects:
            return {"rank": 3}
        return {"status": "suspended", "status_date": "2025-09", "name_kk": 'Жаңа "атау" \\ <b>'}

    @property
    def added(self) -> dict[str, Any]:
        """The properties of the new feature."""
        if self.is_projects:
            return NEW
        columns = max((f["properties"] for f in self.features), key=len)
        return {c: "Жаңа" if c.startswith("name") else 2 for c in columns}

    def steps(self) -> list[dict[str, Any]]:
        """What QGIS is told to do."""
        geometry = self.features[self.at]["geometry"] or {}
        kind = geometry.get("type", "")
        every: dict[str, dict[str, Any]] = {
            "attribute": {"edit": "attribute", "at": self.at, "values": self.values},
            "vertex": {"edit": "vertex", "at": self.at, "to": MOVED},
            "add": {"edit": "add", "wkt": WKT.get(kind, ""), "values": self.added},
            "delete": {"edit": "delete", "at": len(self.features) - 1},
        }
        wanted = list(every) if self.edit == "all" else [self.edit]
        if not geometry and "vertex" in wanted:
            wanted.remove("vertex")
        return [every[name] for name in wanted]

    def expected(self) -> list[str]:
        """The lines of the file with the edit, and nothing else, in them."""
        head, *lines, foot = self.lines
        bodies = [line.removesuffix(",") for line in lines]
        if self.edit in {"attribute", "all"}:
            edited = json.loads(bodies[self.at])
            edited["properties"] |= self.values
            bodies[self.at] = _line(edited)
        if self.edit in {"vertex", "all"} and self.features[self.at]["geometry"]:
            moved = json.loads(bodies[self.at])
            _move(moved["geometry"])
            bodies[self.at] = _line(moved)
        if self.edit in {"delete", "all"}:
            bodies.pop()
        if self.edit in {"add", "all"}:
            bodies.append(_line(self._new()))
        if not bodies:
            return [f"{head}{foot}"]
        return [head, *(f"{body}," for body in bodies[:-1]), *bodies[-1:], foot]

    def _new(self) -> dict[str, Any]:
        geometry = self.features[self.at]["geometry"] or {}
        kind = geometry.get("type")
        shape: Any = {"type": kind, "coordinates": SHAPES.get(str(kind))}
        if kind == "GeometryCollection":
            shape = {
                "type": kind,
                "geometries": [{"type": "Point", "coordinates": SHAPES["Point"]}],
            }
        own = {"id": NEW_ID, **self.added} if self.is_projects else self.added
        head = {"type": "Feature", **({"id": NEW_ID} if self.is_projects else {})}
        return {**head, "properties": own, "geometry": shape if kind else None}


def _line(feature: dict[str, Any]) -> str:
    return json.dumps(feature, ensure_ascii=False)


def _move(geometry: dict[str, Any]) -> None:
    """Move the first vertex, and the last one of a ring with it."""
    holder: Any = geometry
    if geometry["type"] == "GeometryCollection":
        holder = geometry["geometries"][0]
    ring = holder["coordinates"]
    if not isinstance(ring[0], list):
        holder["coordinates"] = list(MOVED)
        return
    while isinstance(ring[0][0], list):
        ring = ring[0]
    if ring[0] == ring[-1]:
        ring[-1] = list(MOVED)
    ring[0] = list(MOVED)


def _possible(case: Case) -> bool:
    return case.edit != "vertex" or any(f["geometry"] for f in case.features)


CASES = [
    case
    for file in FILES
    for edit in ("attribute", "vertex", "add", "delete", "all")
    if _possible(case := Case(file, edit))
]
TABLE_EDITS: dict[str, dict[str, Any]] = {
    "facts.csv": {"value": "2697", "note_en": 'a "quoted", longer note'},
    "sources.csv": {"publisher": "Kazinform", "date": "2024"},
}


@pytest.fixture(scope="session")
def saved(qgis: Qgis, tmp_path_factory: pytest.TempPathFactory) -> dict[Any, tuple[Path, Any]]:
    """Each case edited and saved in QGIS: the folder of its layers, and what QGIS said."""
    base = tmp_path_factory.mktemp("saved")
    shutil.copytree(LAYERS, base / "first")
    assert main(["qgis", "--layers", str(base / "first"), "--lang", "en", "--force"]) == 0
    folders: list[Path] = []
    jobs = []
    everything: list[Case | str] = [*CASES, *TABLES]
    for index, case in enumerate(everything):
        folder = base / str(index)
        shutil.copytree(base / "first", folder)
        folders.append(folder)
        if isinstance(case, Case):
            steps, file = case.steps(), Path(case.file).name
        else:
            steps, file = [{"edit": "attribute", "at": 1, "values": TABLE_EDITS[case]}], case
        jobs.append(job(folder / "map.qgs", ("edit", {"file": file, "edits": steps})))
    said = qgis(*jobs)
    return dict(zip(everything, zip(folders, said, strict=True), strict=True))


@pytest.mark.xdist_group("qgis")
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}-{case.edit}")
def test_the_diff_is_the_edit(saved: dict[Any, tuple[Path, Any]], case: Case) -> None:
    folder, said = saved[case]
    assert said[0]["saved"], said
    assert main(["format", str(folder / case.file)]) == 0
    formatted = (folder / case.file).read_text(encoding="utf-8").splitlines()
    assert formatted == case.expected()


@pytest.mark.xdist_group("qgis")
@pytest.mark.parametrize("table", TABLES)
def test_a_table_differs_by_the_edit(saved: dict[Any, tuple[Path, Any]], table: str) -> None:
    folder, said = saved[table]
    assert said[0]["saved"], said
    assert main(["format", str(folder / table)]) == 0
    rows = list(csv.reader(io.StringIO((LAYERS / table).read_text(encoding="utf-8"))))
    for column, value in TABLE_EDITS[table].items():
        rows[2][rows[0].index(column)] = value
    expected = io.StringIO()
    csv.writer(expected, lineterminator="\n").writerows(rows)
    assert (folder / table).read_text(encoding="utf-8") == expected.getvalue()


@pytest.mark.xdist_group("qgis")
def test_saving_nothing_leaves_the_file(qgis: Qgis, tmp_path: Path) -> None:
    folder = tmp_path / "layers"
    shutil.copytree(LAYERS, folder)
    main(["qgis", "--layers", str(folder)])
    steps = [("edit", {"file": Path(file).name, "edits": []}) for file in FILES]
    qgis(job(folder / "map.qgs", *steps))
    assert [(folder / f).read_bytes() for f in FILES] == [(LAYERS / f).read_bytes() for f in FILES]


@pytest.mark.xdist_group("qgis")
def test_format_while_qgis_is_open_loses_nothing(qgis: Qgis, tmp_path: Path) -> None:
    folder = tmp_path / "layers"
    shutil.copytree(LAYERS, folder)
    main(["qgis", "--layers", str(folder), "--force"])
    case = Case("portfolio.geojson", "all")
    path = folder / case.file
    done = {"command": [sys.executable, "make_map.py", "format", str(path)], "folder": str(ROOT)}
    step = {step["edit"]: step for step in case.steps()}
    add = {"file": case.file, "edits": [step["attribute"], step["vertex"], step["add"]]}
    last = {"file": case.file, "edits": [step["delete"]]}
    (said,) = qgis(
        job(folder / "map.qgs", ("edit", add), ("call", done), ("edit", last), ("call", done))
    )
    assert [said[1], said[3]] == [0, 0], said
    assert path.read_text(encoding="utf-8").splitlines() == case.expected()
