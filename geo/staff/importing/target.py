"""The layer that is imported into: there or new, its kind, its features, the ids in use."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from geo.catalogue import CONTEXT_FOLDER, MAP_FILE, LayerSettings, MapSettings, load_catalogue
from geo.check import says_degrees
from geo.errors import MapError, UsageError
from geo.read import read_collection
from geo.rules.hints import convert
from geo.schema import SLUG
from geo.suffixes import is_layer

if TYPE_CHECKING:
    from geo.catalogue import Catalogue
    from geo.read import Collection

#: Not kept: the features are written anew, in degrees, and may reach further than before.
_OUTDATED = {"type", "features", "crs", "bbox"}
_DEVICES = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{name}{n}" for name in ("com", "lpt") for n in range(10)),
}


@dataclass(frozen=True, slots=True)
class Target:
    """A layer of a folder. ``collection`` is None for a new one."""

    path: Path
    kind: str
    settings: MapSettings
    collection: Collection | None
    #: Ids of projects in the other layers.
    elsewhere: frozenset[str]
    #: Whether the source is the layer itself, which is converted in its place.
    converted: bool = False

    @property
    def features(self) -> list[dict[str, Any]]:
        """The features that the layer has and that the source doesn't stand for."""
        if self.collection is None or self.converted:
            return []
        return [f.raw for f in self.collection.features]

    @property
    def members(self) -> dict[str, Any]:
        """The collection's other members, without those that say where it was before."""
        found = {} if self.collection is None else self.collection.members
        return {key: value for key, value in found.items() if key not in _OUTDATED}


def target(folder: Path, name: str, source: str, kind: str = "") -> Target:
    """The layer ``name`` of a folder. ``kind`` is what the user wants, "" for what it is.

    Raises UsageError for a name that no layer can have, another kind than the layer is of and a
    folder that isn't there, MapError for a folder or a layer that can't be read.
    """
    if not folder.is_dir():
        message = f"{folder}: there is no such folder; --layers DIR says where the layers are"
        raise UsageError(message)
    catalogue = _catalogue(folder)
    settings = catalogue.settings if catalogue else _settings(folder / MAP_FILE)
    layers = {layer.id: layer for layer in catalogue.layers} if catalogue else {}
    here = layers.get(name)
    if here is None:
        _refuse_name(name)
        clash = next((other for other in layers if other.casefold() == name.casefold()), "")
        if clash:
            message = f"--layer {name}: the layer is named {clash!r}"
            raise UsageError(message)
    elsewhere = frozenset(
        identity
        for layer in layers.values()
        if layer.id != name and layer.settings.kind == "projects"
        for identity in _ids(layer.path)
    )
    path = here.path if here else folder / f"{name}.geojson"
    if here is None:
        said = _kind(path.with_suffix(".toml"))
        if kind and said and kind != said:
            message = f"--kind {kind}: {name}.toml says that the layer is of kind {said!r}"
            raise UsageError(message)
        return Target(path, kind or said or "plain", settings, None, elsewhere)
    if kind and kind != here.settings.kind:
        message = f"--kind {kind}: the layer {name!r} is of the kind {here.settings.kind!r}"
        message = f"{message}; import under another name, or change {name}.toml first"
        raise UsageError(message)
    if path.suffix.lower() != ".geojson":
        message = f"--layer {name}: the layer is {path.name}, which is read and not written"
        message = f"{message}; import under another name, or move it away"
        raise UsageError(message)
    collection = read_collection(path)
    errors = [problem for problem in collection.problems if problem.is_error]
    if errors:
        first = errors[0]
        message = f"{path}:{first.line}:{first.column}: {first.message}"
        message = f"{message}; mend the layer before you import into it (check says more)"
        raise MapError(message)
    _refuse_odd(path, collection)
    converted = Path(source).is_file() and Path(source).samefile(path)
    if not converted and not says_degrees(collection.members.get("crs")):
        message = f"{path}: the layer is in another coordinate system; convert it first: "
        message += convert(collection)
        raise MapError(message)
    return Target(path, here.settings.kind, settings, collection, elsewhere, converted)


def _refuse_name(name: str) -> None:
    """A new layer has a name that every system can keep; one that is there may have any."""
    if re.fullmatch(SLUG, name) and name not in _DEVICES and name != CONTEXT_FOLDER:
        return
    message = f"--layer {name:.60}: a layer's name is small Latin letters, digits, '-' and '_'"
    message = f"{message}, such as 'gas-stations'"
    raise UsageError(message)


def _catalogue(folder: Path) -> Catalogue | None:
    """What the folder says; None where it has no layer yet."""
    if not any(map(is_layer, folder.iterdir())):
        return None
    catalogue = load_catalogue(folder)
    errors = [p for p in catalogue.problems if p.is_error and p.path.suffix == ".toml"]
    if errors:
        first = errors[0]
        message = f"{first.path}:{first.line}: {first.message}; mend it before you import"
        raise MapError(message)
    return catalogue


def _settings(path: Path) -> MapSettings:
    if not path.is_file():
        return MapSettings()
    try:
        return MapSettings.model_validate(tomllib.loads(path.read_bytes().decode("utf-8-sig")))
    except (ValidationError, ValueError, OSError, RecursionError) as error:
        message = f"{path}: can't be read; mend it before you import ({error!s:.200})"
        raise MapError(message) from error


def _kind(path: Path) -> str:
    """The kind that settings give which are there before their layer, "" for none."""
    if not path.is_file():
        return ""
    try:
        return LayerSettings.model_validate(tomllib.loads(path.read_bytes().decode())).kind
    except (ValidationError, ValueError, OSError, RecursionError) as error:
        message = f"{path}: can't be read; mend it before you import ({error!s:.200})"
        raise MapError(message) from error


def _ids(path: Path) -> list[str]:
    return [str(f.properties["id"]) for f in read_collection(path).features if "id" in f.properties]


def _refuse_odd(path: Path, collection: Collection) -> None:
    for feature in collection.features:
        properties = feature.raw.get("properties") if isinstance(feature.raw, dict) else 0
        if properties is not None and not isinstance(properties, dict):
            line, column = collection.position(feature)
            message = f"{path}:{line}:{column}: this is no GeoJSON feature"
            message = f"{message}; mend the layer before you import into it"
            raise MapError(message)
