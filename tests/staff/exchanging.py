"""Makes the files that imports are tested with, and runs imports and exports."""

from __future__ import annotations

import contextlib
import io
import json
import os
import struct
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyogrio.raw
import pytest
import shapely

from geo.cli import main
from tests.making import Layers, collection

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ESRI_GK14 = (
    'PROJCS["Pulkovo_1942_GK_Zone_14",GEOGCS["GCS_Pulkovo_1942",DATUM["D_Pulkovo_1942",'
    'SPHEROID["Krasovsky_1940",6378245.0,298.3]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],'
    'PARAMETER["False_Easting",14500000.0],PARAMETER["False_Northing",0.0],'
    'PARAMETER["Central_Meridian",81.0],PARAMETER["Scale_Factor",1.0],'
    'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)
ESRI_WGS84 = (
    'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)


def library(name: str) -> Any:
    """A library of the extra `import`; without it the test skips, and in CI it fails."""
    try:
        return __import__(name)
    except ImportError:
        if os.environ.get("PROJECTMAP_NEEDS_BROWSER"):
            raise
        pytest.skip(f"{name} is not installed: pip install -e '.[import]'")


@dataclass
class Done:
    """What a command did."""

    code: int
    out: str
    err: str


@dataclass
class Office:
    """A folder with layers and files from elsewhere."""

    path: Path
    layers: Layers
    options: list[str] = field(default_factory=list)

    def run(self, *arguments: str) -> Done:
        """Run a command; its standard input is no terminal."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                code = main([*arguments, "--layers", str(self.layers.path)])
            except SystemExit as leave:
                code = int(leave.code or 0)
        return Done(code, out.getvalue(), err.getvalue())

    def take(self, source: Path | str, *options: str, layer: str = "new") -> Done:
        """Import without a question."""
        return self.run("import", str(source), "--layer", layer, "--yes", *options)

    def look(self, source: Path | str, *options: str, layer: str = "new") -> str:
        """The preview alone."""
        done = self.run("import", str(source), "--layer", layer, "--dry-run", *options)
        assert done.code == 0, done.err
        return done.out

    def taken(self, source: Path | str, *options: str, layer: str = "new") -> list[dict[str, Any]]:
        """The features of the layer after an import that must succeed."""
        done = self.take(source, *options, layer=layer)
        assert done.code == 0, done.err
        return self.features(layer)

    def features(self, layer: str = "new") -> list[dict[str, Any]]:
        """The features of a layer."""
        text = (self.layers.path / f"{layer}.geojson").read_text(encoding="utf-8")
        found: list[dict[str, Any]] = json.loads(text)["features"]
        return found

    def file(self, name: str, data: str | bytes) -> Path:
        """A file from elsewhere."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    def collection(self, *features: Any, name: str = "a.geojson", **members: Any) -> Path:
        """A GeoJSON file from elsewhere."""
        return self.file(name, collection(*features, **members))


def shapefile(
    path: Path,
    points: Sequence[tuple[float, float] | None],
    rows: Sequence[dict[bytes, bytes]],
    *,
    ldid: int = 0,
    cpg: str = "",
    prj: str = ESRI_WGS84,
    parts: Sequence[str] = (".shp", ".shx", ".dbf", ".prj"),
) -> Path:
    """A Shapefile of points, byte by byte: texts in whatever code page their bytes are in."""
    shapes, index, offset = b"", b"", 50
    for number, point in enumerate(points, 1):
        body = struct.pack("<i", 0) if point is None else struct.pack("<i2d", 1, *point)
        shapes += struct.pack(">2i", number, len(body) // 2) + body
        index += struct.pack(">2i", offset, len(body) // 2)
        offset += 4 + len(body) // 2
    whole = [point for point in points if point]
    box = (
        min(p[0] for p in whole),
        min(p[1] for p in whole),
        max(p[0] for p in whole),
        max(p[1] for p in whole),
    )

    def head(size: int) -> bytes:
        start = struct.pack(">7i", 9994, 0, 0, 0, 0, 0, (100 + size) // 2)
        return start + struct.pack("<2i4d4d", 1000, 1, *box, 0, 0, 0, 0)

    files = {
        ".shp": head(len(shapes)) + shapes,
        ".shx": head(len(index)) + index,
        ".dbf": dbf(rows, ldid),
        ".prj": prj.encode(),
    }
    for suffix in parts:
        path.with_suffix(suffix).write_bytes(files[suffix])
    if cpg:
        path.with_suffix(".cpg").write_text(cpg)
    return path


def dbf(rows: Sequence[dict[bytes, bytes]], ldid: int) -> bytes:
    """A dBASE table of texts of 40 bytes."""
    width = 40
    names = list(rows[0])
    start = struct.pack(
        "<4BIHH", 3, 100, 1, 1, len(rows), 33 + 32 * len(names), 1 + width * len(names)
    )
    found = start + bytes(17) + bytes([ldid]) + bytes(2)
    for name in names:
        found += name.ljust(11, b"\0") + b"C" + bytes(4) + bytes([width]) + bytes(15)
    found += b"\r"
    for row in rows:
        found += b" " + b"".join(row[name].ljust(width) for name in names)
    return found + b"\x1a"


def written(path: Path, driver: str, shapes: Sequence[str | None], **columns: Any) -> Path:
    """A file through GDAL; ``columns`` are arrays, ``crs`` and ``layer`` as pyogrio has them."""
    said = {
        key: columns.pop(key) for key in ("crs", "layer", "append", "field_mask") if key in columns
    }
    geometry = np.array(
        [None if text is None else shapely.from_wkt(text).wkb for text in shapes], dtype=object
    )
    pyogrio.raw.write(
        path,
        geometry,
        [np.asarray(values) for values in columns.values()],
        np.array(list(columns), dtype=object),
        driver=driver,
        geometry_type="Unknown" if driver != "GPX" else "Point",
        **({"crs": "EPSG:4326"} | said),
    )
    return path


def archive(path: Path, files: dict[str, bytes]) -> Path:
    """A ZIP of files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return path
