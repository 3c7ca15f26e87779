"""A layer in canonical form: Collection -> the bytes that should stand in its file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.check import says_degrees
from geo.linewise import no_collector
from geo.rounding import DECIMALS
from geo.staff.formatting.fields import ORDERED, mended_project
from geo.staff.formatting.shapes import mended_geometry, mended_text, with_box
from geo.write import collection_head, feature_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.feature import Feature
    from geo.read import Collection

_ORDER = ("type", "id", "properties", "geometry")
_REQUIRED: dict[str, Any] = {"type": "Feature", "properties": {}, "geometry": None}
_FAST = (_ORDER, ("type", "properties", "geometry"))

ADDED, CRS, NAME, MARK, ENDS, WRAPPED, LAID_OUT, TIDIED, RESOLUTION = (
    "members added",
    "'crs' removed",
    "'name' removed",
    "byte order mark removed",
    "line ends changed",
    "made a FeatureCollection",
    "laid out one feature a line",
    "quotes and line ends tidied",
    "GDAL's resolution removed",
)
_RESOLUTIONS = {"xy_coordinate_resolution", "z_coordinate_resolution"}
#: What is done once to a file, so that there is nothing to count.
ONCE = frozenset({CRS, NAME, MARK, ENDS, WRAPPED, LAID_OUT, TIDIED, RESOLUTION})


@dataclass(frozen=True)
class Formatted:
    """The canonical form of a file: ``chunks`` make it up, in ``done`` it is said what differs.

    Nothing done: the file has that form already.
    """

    chunks: tuple[bytes | memoryview, ...]
    done: Counter[str]


def formatted(
    collection: Collection,
    *,
    projects: bool = False,
    languages: tuple[str, ...] = (),
    decimals: int = DECIMALS,
) -> Formatted:
    """A layer in which every item is a feature, in canonical form.

    ``projects`` says that the features have the fields of a project: only of those is it
    known what an id, a date and a null mean.
    """
    done: Counter[str] = Counter()
    codes = {problem.code for problem in collection.problems}
    done[MARK] = int("bom" in codes)
    done[WRAPPED] = int("not-a-collection" in codes)
    done[ENDS] = int(b"\r\n" in collection.data[:65536])
    layer = _Layer(projects, languages, decimals, done)
    chunks, place, same = [], 0, not done.total()
    data = memoryview(collection.data)
    with no_collector():
        for chunk in layer.chunks(collection):
            there = same and collection.data.startswith(chunk, place)
            chunks.append(data[place : place + len(chunk)] if there else chunk)
            same = there
            place += len(chunk)
    done = +done
    if not done and not (same and place == len(collection.data)):
        done[LAID_OUT] = 1
    return Formatted(tuple(chunks), done)


@dataclass(frozen=True)
class _Layer:
    projects: bool
    languages: tuple[str, ...]
    decimals: int
    done: Counter[str]

    def chunks(self, collection: Collection) -> Iterator[bytes]:
        """The text of the file, piece by piece."""
        yield collection_head(self._members(collection)).encode()
        separator = "\n"
        for feature in collection.features:
            yield (separator + self._feature(feature)).encode()
            separator = ",\n"
        yield b"\n]}\n" if collection.features else b"]}\n"

    def _members(self, collection: Collection) -> dict[str, Any]:
        found = {key: value for key, value in collection.members.items() if key != "type"}
        if "crs" in found and says_degrees(found["crs"]):
            del found["crs"]
            self.done[CRS] += 1
        if found.get("name") == collection.name:
            # GDAL writes it, and it says nothing that the name of the file doesn't.
            del found["name"]
            self.done[NAME] += 1
        if _RESOLUTIONS & found.keys():
            # GDAL's word for how it has rounded, which holds no longer.
            found = {key: value for key, value in found.items() if key not in _RESOLUTIONS}
            self.done[RESOLUTION] += 1
        if "bbox" in found:
            shapes = [feature.geometry for feature in collection.features]
            whole = {"type": "GeometryCollection", "geometries": [s for s in shapes if s]}
            return with_box(found, whole, self.decimals, self.done)
        return found

    def _feature(self, feature: Feature) -> str:
        frame: dict[str, Any] = feature.frame
        if tuple(frame) not in _FAST:
            frame = self._complete(frame)
        if self.projects:
            frame = mended_project(frame, self.languages, self.done)
        geometry, numbers = frame["geometry"], feature.numbers
        coordinates = None
        if numbers is not None and "bbox" not in geometry and "bbox" not in frame:
            import orjson

            kind = str(geometry.get("type"))
            coordinates = mended_text(orjson.loads(numbers), kind, self.decimals, self.done)
        elif geometry is not None:
            geometry = mended_geometry(feature.geometry, self.decimals, self.done)
            frame = with_box(frame | {"geometry": geometry}, geometry, self.decimals, self.done)
        elif "bbox" in frame:
            frame = with_box(frame, geometry, self.decimals, self.done)
        return feature_text(frame, decimals=self.decimals, coordinates=coordinates)

    def _complete(self, frame: dict[str, Any]) -> dict[str, Any]:
        """The feature with the members that it must have; where they stand is counted too."""
        missing = {key: value for key, value in _REQUIRED.items() if key not in frame}
        self.done[ADDED] += len(missing)
        whole = frame | missing
        first = [key for key in _ORDER if key in frame]
        self.done[ORDERED] += [*frame][: len(first)] != first
        return whole
