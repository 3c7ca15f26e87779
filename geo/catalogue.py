"""The folder of layers as a Catalogue: which layers, titles, styles, sources and facts.

Reads the TOML and CSV files and the list of GeoJSON files, not the GeoJSON itself.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar, cast, get_args

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationError
from pydantic_core import PydanticCustomError

from geo.errors import MapError, Problem, Severity, UsageError
from geo.layout import Layout
from geo.schema import SLUG
from geo.suffixes import is_layer, is_tiled
from geo.suggest import did_you_mean
from geo.tables import Row, read_table
from geo.words import available_languages

if TYPE_CHECKING:
    from pathlib import Path

    from geo.model import Bounds

MAP_FILE = "_map.toml"
SOURCES_FILE = "sources.csv"
FACTS_FILE = "facts.csv"
CONTEXT_FOLDER = "context"
#: Layers of the base map that an output knows how to draw, in drawing order.
CONTEXT_LAYERS = ("land", "rivers", "lakes", "borders", "settlements")

FACT_COLUMNS = ("project", "key", "value", "unit", "as_of", "source", "locator", "note")
SOURCE_COLUMNS = ("id", "title", "publisher", "date", "language", "url")

Words = dict[str, str]
_S = TypeVar("_S", bound=BaseModel)
#: As long as a QR code that a phone reads from paper can be.
Address = Annotated[str, Field(pattern=r"^https?://[^\s/?#]+\S*$", max_length=300)]
Color = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]


class _Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LayerStyle(_Settings):
    """How a plain layer is drawn. ``weight`` is a line's width in pixels."""

    color: Color = "#8a5a00"
    weight: Annotated[float, Field(gt=0, le=20)] = 2


def _words_or_text(value: Any) -> str | Words:
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and all(isinstance(each, str) for each in value.values()):
        return value
    kind = "words"
    message = "a text should stand here, or a table with one for each language"
    raise PydanticCustomError(kind, message)


#: One text for all languages, or one for each: names of works are the same everywhere.
WordsOrText = Annotated[str | Words, PlainValidator(_words_or_text)]


class LayerSettings(_Settings):
    """NAME.toml, what it says of the layer NAME.geojson.

    ``table`` is the one of several in a GeoPackage that the layer is; of an archive of tiles,
    NAME.pmtiles, it is the file with the rows, and ``key`` what rows and tiles have in common.
    """

    kind: Literal["projects", "plain", "context"] = "plain"
    order: int = 0
    title: Words = {}
    description: Words = {}
    attribution: WordsOrText = ""
    licence: WordsOrText = ""
    source: str = ""
    style: LayerStyle = LayerStyle()
    table: str = ""
    key: str = "id"


class FactLabel(BaseModel):
    """The label of a fact key in each language, with its place in the order of a card."""

    model_config = ConfigDict(extra="allow", frozen=True)

    order: int = 0

    @property
    def words(self) -> Words:
        """The label by language."""
        return {key: str(value) for key, value in (self.model_extra or {}).items()}


class BasemapSettings(_Settings):
    """A base map of the map's own: ``file`` is a PMTiles archive in the folder of layers.

    ``attribution`` and ``licence`` stand in place of what the archive says.
    """

    file: Annotated[str, Field(pattern=r"^[^/\\\x00-\x1f]+\.pmtiles$", max_length=200)]
    title: Words = {}
    attribution: str = ""
    licence: str = ""


class MapSettings(_Settings):
    """_map.toml, what holds for the map as a whole. ``bounds`` are west, south, east, north.

    ``address`` is where the map is published; what is printed leads there.
    """

    title: Words = {}
    summary: Words = {}
    languages: Annotated[tuple[str, ...], Field(min_length=1)] = ("kk", "ru", "en")
    language: str = ""
    bounds: tuple[float, float, float, float] | None = None
    report: str = ""
    headline: tuple[tuple[str, str], ...] = ()
    basemaps: tuple[str, ...] = ()
    basemap: BasemapSettings | None = None
    address: Address = ""
    layout: Layout = Layout()
    facts: dict[Annotated[str, Field(pattern=SLUG)], FactLabel] = {}

    @property
    def box(self) -> Bounds | None:
        """The bounds where they are a box of longitudes and latitudes, else None."""
        if self.bounds is None:
            return None
        west, south, east, north = self.bounds
        return self.bounds if -180 <= west < east <= 180 and -90 <= south < north <= 90 else None  # noqa: PLR2004 - the bounds of degrees


@dataclass(frozen=True, slots=True)
class Layer:
    """A GeoJSON file and its settings."""

    path: Path
    settings: LayerSettings

    @property
    def id(self) -> str:
        """The stem of the file."""
        return self.path.stem


@dataclass(frozen=True)
class Catalogue:
    """All that a folder of layers says beside its features."""

    folder: Path
    settings: MapSettings
    layers: tuple[Layer, ...]
    context: tuple[Layer, ...]
    sources: dict[str, Row]
    facts: tuple[Row, ...]
    problems: tuple[Problem, ...] = field(default=())

    @property
    def language(self) -> str:
        """The language that the map opens in where the reader's is not known."""
        return self.settings.language or self.settings.languages[0]

    @property
    def is_tiled(self) -> bool:
        """Whether another engine has tiled one of the layers."""
        return any(is_tiled(layer.path) for layer in self.layers)

    @cached_property
    def facts_by_project(self) -> dict[str, list[Row]]:
        """The rows of facts.csv by project, in the order of the file."""
        found: dict[str, list[Row]] = {}
        for row in self.facts:
            found.setdefault(row["project"], []).append(row)
        return found


def load_catalogue(folder: Path) -> Catalogue:
    """Read what the folder says of its layers. Problems are noted, not raised.

    Raises UsageError where there is no such folder, MapError where it has no layers.
    """
    files = _layer_files(folder)
    if not files:
        message = f"{folder}: the folder has no layers (files whose names end in .geojson)"
        raise MapError(message)
    problems: list[Problem] = []
    settings = _settings(folder / MAP_FILE, MapSettings(), problems)
    _check_languages(folder / MAP_FILE, settings, problems)
    layers = [
        Layer(path, _settings(path.with_suffix(".toml"), LayerSettings(), problems))
        for path in files
    ]
    _check_layers(layers, problems)
    _check_settings_files(folder, files, problems)
    order = {name: index for index, name in enumerate(CONTEXT_LAYERS)}
    context = [
        Layer(path, _settings(path.with_suffix(".toml"), LayerSettings(kind="context"), problems))
        for path in _context_files(folder / CONTEXT_FOLDER)
        if path.stem in order
    ]
    return Catalogue(
        folder,
        settings,
        tuple(sorted(layers, key=lambda layer: (layer.settings.order, layer.id))),
        tuple(sorted(context, key=lambda layer: order[layer.id])),
        _sources(folder / SOURCES_FILE, problems),
        tuple(read_table(folder / FACTS_FILE, FACT_COLUMNS, problems)),
        tuple(problems),
    )


def _layer_files(folder: Path) -> list[Path]:
    """The layers of a folder; not the hidden files that some systems put beside them."""
    try:
        names = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except (FileNotFoundError, NotADirectoryError):
        message = f"{folder}: there is no such folder; --layers DIR says where the layers are"
        raise UsageError(message) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        message = f"{folder}: the folder can't be read: {reason}"
        raise MapError(message) from error
    tiled = {path: table for path in names if is_tiled(path) and (table := _table_of(path))}
    tables = {*tiled.values()}
    return [path for path in names if path in tiled or (is_layer(path) and path.name not in tables)]


def _table_of(archive: Path) -> str:
    """The table that the settings of an archive name; without one it is no layer."""
    try:
        said = tomllib.loads(archive.with_suffix(".toml").read_bytes().decode("utf-8-sig"))
    except (OSError, ValueError):
        return ""
    table = said.get("table")
    return table if isinstance(table, str) else ""


def _context_files(folder: Path) -> list[Path]:
    return _layer_files(folder) if folder.is_dir() else []


def _check_layers(layers: list[Layer], problems: list[Problem]) -> None:
    named: dict[str, Path] = {}
    for layer in layers:
        first = named.setdefault(layer.id, layer.path)
        if first is not layer.path:
            message = f"there is another layer of this name: {first.name}"
            problems.append(
                Problem(
                    Severity.ERROR, "duplicate-layer", layer.path, 0, 0, "", message, "rename one"
                )
            )
        if layer.settings.kind == "context":
            message = f"kind: a layer of the base map stands in {CONTEXT_FOLDER}/"
            problems.append(_toml_problem(layer.path.with_suffix(".toml"), 1, 1, message))


def _check_settings_files(folder: Path, files: list[Path], problems: list[Problem]) -> None:
    beside = {MAP_FILE, *(path.with_suffix(".toml").name for path in files)}
    for path in sorted(folder.glob("*.toml")):
        if path.name not in beside and not path.name.startswith("."):
            message = f"there is no layer {path.stem}.geojson that these settings are for"
            problem = _toml_problem(path, 0, 0, message)
            problems.append(replace(problem, severity=Severity.WARNING, hint="rename one of them"))


def _sources(path: Path, problems: list[Problem]) -> dict[str, Row]:
    sources: dict[str, Row] = {}
    for row in read_table(path, SOURCE_COLUMNS, problems):
        first = sources.setdefault(row["id"], row)
        if first is not row:
            message = f"the source {row['id']!r} stands twice (first in line {first.line})"
            hint = "give one of the two another id"
            problems.append(row.problem("duplicate-id", "id", message, hint))
    return sources


def _settings(path: Path, default: _S, problems: list[Problem]) -> _S:
    """What a TOML file says, else the default; what is wrong in it is noted."""
    if not path.is_file():
        return default
    text = ""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return type(default).model_validate(tomllib.loads(text))
    except OSError as error:
        reason = error.strerror or str(error)
        problems.append(_toml_problem(path, 0, 0, f"the file can't be read: {reason}"))
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        message = f"the byte 0x{error.object[error.start]:02x} is not UTF-8"
        problems.append(_toml_problem(path, line, 1, message))
    except RecursionError:
        problems.append(_toml_problem(path, 0, 0, "the file is nested too deep to be read"))
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            where = ".".join(str(part) for part in detail["loc"])
            line = _line_of_key(text, detail["loc"])
            problem = _toml_problem(path, line, 1, f"{where}: {detail['msg']}")
            if detail["type"] == "extra_forbidden":
                known = _known_keys(type(default), detail["loc"][:-1])
                problem = replace(problem, hint=did_you_mean(detail["loc"][-1], known))
            problems.append(problem)
    except ValueError as error:
        line, column = _toml_position(str(error), text)
        problems.append(_toml_problem(path, line, column, f"no TOML: {error}"))
    return default


def _toml_problem(path: Path, line: int, column: int, message: str) -> Problem:
    hint = "layers/README.md tells what may stand here"
    return Problem(Severity.ERROR, "settings", path, line, column, "", message, hint)


def _toml_position(message: str, text: str) -> tuple[int, int]:
    found = re.search(r"\(at line (\d+), column (\d+)\)$", message)
    if found:
        return int(found[1]), int(found[2])
    lines = text.split("\n")
    return (len(lines), len(lines[-1]) + 1) if "end of document" in message else (1, 1)


def _known_keys(kind: Any, path: tuple[int | str, ...]) -> list[str]:
    """The keys of the table that ``path`` leads to."""
    for key in path:
        said = kind.model_fields[str(key)].annotation
        # A table that may be absent is one of two.
        kind = next((each for each in get_args(said) if each is not type(None)), said)
    return list(cast("type[BaseModel]", kind).model_fields)


def _line_of_key(text: str, path: tuple[int | str, ...]) -> int:
    """The line that leads farthest along ``path``, 1 where none does."""
    keys = [part for part in path if isinstance(part, str)]
    found, deepest = 1, 0
    table: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip().replace('"', "")
        if bare.startswith("["):
            here = table = bare.split("#")[0].strip(" []").split(".")
        else:
            here = [*table, *(key.strip() for key in bare.split("=")[0].split("."))]
        if deepest < len(here) and here == keys[: len(here)]:
            found, deepest = number, len(here)
    return found


def _check_languages(path: Path, settings: MapSettings, problems: list[Problem]) -> None:
    known = available_languages()
    if len(set(settings.languages)) < len(settings.languages):
        problems.append(_toml_problem(path, 1, 1, "languages: one stands there twice"))
    for code in settings.languages:
        if code not in known:
            message = f"languages: there are no words for {code!r}, only for {', '.join(known)}"
            problems.append(_toml_problem(path, 1, 1, message))
    if settings.language and settings.language not in settings.languages:
        message = f"language: {settings.language!r} is not among the map's languages"
        problems.append(_toml_problem(path, 1, 1, message))
