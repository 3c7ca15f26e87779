"""What must hold for any bytes, one function for each thing that reads them.

Each takes the bytes and an empty folder. It may refuse them in words, as a user would see
them; whatever else is raised is a fault of ours.
"""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

from geo.check import check
from geo.errors import MapError
from geo.outputs.payload import payload
from geo.pipeline import load_map
from geo.read import read_collection
from geo.report import REPORTS, report
from geo.staff.formatting.files import format_files
from geo.staff.importing.choice import ChoiceError
from geo.staff.importing.job import Request, planned
from geo.staff.importing.preview import preview
from geo.staff.importing.writing import write
from geo.staff.merging.files import merge_files

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from geo.errors import Problem

#: What parts the three versions of a merge.
PARTED = b"\n%%%%\n"
#: The first byte says which file of a folder the others are.
CHECKED = ("roads.geojson", "a.geojson", "sources.csv", "facts.csv", "_map.toml", "roads.toml")
IMPORTED = (
    ".geojson", ".csv", ".kml", ".gpx", ".dxf", ".xlsx", ".kmz", ".zip", ".gpkg", ".fgb",
    ".parquet", ".json",
)  # fmt: skip
_POINT = '{"type": "Point", "coordinates": [79.5, 45.5]}'
_PROJECT = (
    '{"type": "Feature", "id": "a", "properties": {"id": "a", "name_kk": "Ж", "name_ru": "Д", '
    '"name_en": "R", "sector": "roads", "status": "planned", "status_date": "2025", '
    '"source": "r", "location_precision": "exact", "summary_kk": "Ж", "summary_ru": "Д", '
    f'"summary_en": "R"}}, "geometry": {_POINT}}}'
)
FOLDER = {
    "roads.geojson": f'{{"type": "FeatureCollection", "features": [\n{_PROJECT}\n]}}\n',
    "roads.toml": 'kind = "projects"\n',
    "sources.csv": "id,title,publisher,date,language,url\nr,R,A,2025,en,\n",
    "facts.csv": "project,key,value,unit,as_of,source,locator,note\na,length,5,km,2025,r,,\n",
}


def read(data: bytes, folder: Path) -> None:
    """Reading raises nothing; without a problem, it says what Python's own JSON says."""
    path = folder / "a.geojson"
    path.write_bytes(data)
    found = read_collection(path)
    _look(found.problems)
    for feature in found.features:
        assert min(found.position(feature, "geometry", "coordinates", 0)) > 0
    if not found.problems:
        said = json.loads(data)
        assert [feature.raw for feature in found.features] == said["features"]


def checking(data: bytes, folder: Path) -> None:
    """A folder is checked whatever is in it; what has no error is built."""
    for name, text in FOLDER.items():
        (folder / name).write_text(text, encoding="utf-8")
    name = CHECKED[data[0] % len(CHECKED)] if data else CHECKED[0]
    (folder / name).write_bytes(data[1:])
    problems = check(folder)
    _look(problems)
    for form in REPORTS:
        report(problems, form).encode()
    if not any(problem.is_error for problem in problems):
        json.loads(payload(load_map(folder)), parse_constant=_refuse)


def formatting(data: bytes, folder: Path) -> None:
    """What is formatted says the same, has no more errors, and is not formatted again."""
    path = folder / "a.geojson"
    path.write_bytes(data)
    before, errors = read_collection(path), _errors(folder)
    (outcome,) = format_files([path])
    _look(outcome.problems)
    if outcome.problems:
        assert path.read_bytes() == data
        return
    assert _errors(folder) <= errors
    after = read_collection(path)
    assert len(before.features) == len(after.features)
    for one, two in zip(before.features, after.features, strict=True):
        assert one.properties == two.properties
    (again,) = format_files([path])
    assert not again.done, again.done


def merging(data: bytes, folder: Path) -> None:
    """Three versions are merged or refused; one that nobody changed stays as it is."""
    parts = [*data.split(PARTED, 2), b"", b""][:3]
    end = ".csv" if data[:1] == b"i" else ".geojson"
    paths = [folder / f"{name}{end}" for name in ("base", "ours", "theirs")]
    for path, part in zip(paths, parts, strict=True):
        path.write_bytes(part)
    base, ours, theirs = paths
    with contextlib.suppress(MapError):
        merge_files(base, ours, theirs, name=ours.name)
    with contextlib.suppress(MapError):
        outcome = merge_files(base, ours, base, name=ours.name)
        assert outcome.by_lines or not outcome.conflicts
        assert outcome.by_lines or outcome.data == ours.read_bytes()


def importing(data: bytes, folder: Path) -> None:
    """A file from elsewhere becomes a layer that check can read, or is refused."""
    end = IMPORTED[data[0] % len(IMPORTED)] if data else IMPORTED[0]
    path = folder / f"in{end}"
    path.write_bytes(data[1:])
    (folder / "layers").mkdir()
    try:
        plan = planned(Request(str(path), "new", folder / "layers"))
        for line in preview(plan).split("\n"):
            assert line.isprintable(), ascii(line)
        write(plan)
    except (MapError, ChoiceError):
        return
    assert not [problem for problem in check(folder / "layers") if problem.code == "json"]


#: By the name that ``python -m tests.fuzz`` takes.
TARGETS: dict[str, Callable[[bytes, Path], None]] = {
    "read": read,
    "check": checking,
    "format": formatting,
    "merge": merging,
    "import": importing,
}


def _look(problems: Sequence[Problem]) -> None:
    """Each problem says something, and where."""
    for problem in problems:
        assert problem.message
        assert problem.line >= 0
        assert (problem.column > 0) is (problem.line > 0)


def _errors(folder: Path) -> int:
    return sum(problem.is_error for problem in check(folder))


def _refuse(text: str) -> Any:
    raise AssertionError(text)
