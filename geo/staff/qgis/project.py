"""The project file: its layers in the order of the map, tables, relations, the base map."""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from geo.catalogue import CONTEXT_FOLDER, FACTS_FILE, load_catalogue
from geo.errors import LayersError, UsageError
from geo.qml.expressions import column, first_filled, quoted
from geo.qml.marks import glyphs
from geo.qml.xml import child, document, option, shown
from geo.read import read_collection
from geo.staff.qgis.drawing import Drawing
from geo.staff.qgis.forms import Form, Forms, write_form
from geo.staff.qgis.views import View, parts_of, project_ids, tables, view_of
from geo.staff.qgis.words import Words

if TYPE_CHECKING:
    from geo.catalogue import Catalogue
    from geo.read import Collection

#: The oldest QGIS that reads all of it; newer ones take it over.
_VERSION = "3.22.0"
_STYLE = Path(__file__).parents[2] / "style.toml"
#: Coordinate systems: PROJ's words, and the number without which QGIS doesn't look at the name.
_SYSTEMS = {
    "EPSG:4326": ("+proj=longlat +datum=WGS84 +no_defs", 3452),
    "EPSG:3857": (
        "+proj=merc +a=6378137 +b=6378137 +units=m +nadgrids=@null +wktext +no_defs",
        3857,
    ),
}
#: As many letters of a title are shown in a drop-down.
_SHORT = 44
_PAPER = (247, 244, 236)
_SEAL = re.compile(r"<!-- projectmap ([0-9a-f]{64}) -->\n\Z")


def project_text(layers: Path, output: Path, *, language: str | None = None) -> str:
    """The text of the project file for a folder of layers, as it would stand at ``output``.

    Raises LayersError where a layer can't be read, UsageError where the map has no such
    ``language``.
    """
    catalogue = load_catalogue(layers)
    languages = catalogue.settings.languages
    if language is not None and language not in languages:
        message = f"--lang {language}: the map has no such language; it has {', '.join(languages)}"
        raise UsageError(message)
    collections = {
        layer.path: read_collection(layer.path) for layer in (*catalogue.layers, *catalogue.context)
    }
    problems = [*catalogue.problems, *(p for c in collections.values() for p in c.problems)]
    if any(problem.is_error for problem in problems):
        raise LayersError(problems)
    words = Words(language or catalogue.language, languages)
    made = _Project(catalogue, collections, output.absolute().parent, words)
    return sealed(document(made.root()))


def sealed(text: str) -> str:
    """The text with a mark of what it was when it was made."""
    return f"{text}<!-- projectmap {hashlib.sha256(text.encode()).hexdigest()} -->\n"


def is_untouched(text: str) -> bool:
    """Whether a project file is as it was made: QGIS drops the mark when it saves."""
    seal = _SEAL.search(text)
    return seal is not None and sealed(text[: seal.start()]) == text


class _Project:
    def __init__(
        self,
        catalogue: Catalogue,
        collections: dict[Path, Collection],
        base: Path,
        words: Words,
    ) -> None:
        self.catalogue = catalogue
        self.words = words
        style = tomllib.loads(_STYLE.read_text(encoding="utf-8"))
        self.style: dict[str, Any] = style
        self.drawing = Drawing(style, words)
        self.tables = tables(catalogue, base, words)
        self.forms = Forms(catalogue, words, self.tables.get("sources"))
        self.views: list[View] = []
        self.by_name: dict[str, Collection] = {}
        for layer in catalogue.layers:
            found = collections[layer.path]
            view = view_of(layer, found, base, words)
            self.views += [*parts_of(view, found, words), view]
            self.by_name[layer.id] = found
        folder = f"{CONTEXT_FOLDER}/"
        self.ground = [
            view_of(layer, collections[layer.path], base, words, folder=folder)
            for layer in reversed(catalogue.context)
        ]

    def root(self) -> Element:
        """The whole tree."""
        title = shown(self.words.chosen(self.catalogue.settings.title, self.catalogue.folder.name))
        root = Element("qgis", {"projectname": title, "version": _VERSION})
        child(root, "homePath", path="")
        child(root, "title", title)
        _crs(child(root, "projectCrs"), "EPSG:3857")
        self._tree(root)
        self._relations(root)
        self._view(root)
        holder = child(root, "projectlayers")
        for view in self._all():
            self._layer(holder, view)
        order = child(root, "layerorder")
        for view in self._all():
            child(order, "layer", id=view.id)
        self._properties(root)
        return root

    def _all(self) -> list[View]:
        return [*self.views, *self.tables.values(), *self.ground]

    def _projects(self) -> list[View]:
        return [view for view in self.views if view.is_projects and not view.depends]

    def _tree(self, root: Element) -> None:
        tree = child(root, "layer-tree-group")
        for view in self.views:
            self._branch(tree, view)
        groups = (("tables", list(self.tables.values())), ("base_map", self.ground))
        for name, views in groups:
            if views:
                group = child(
                    tree, "layer-tree-group", name=self.words.say("group", name), expanded=0,
                    checked="Qt::Checked",
                )  # fmt: skip
                for view in views:
                    self._branch(group, view)

    @staticmethod
    def _branch(parent: Element, view: View) -> None:
        layer = child(
            parent, "layer-tree-layer", id=view.id, name=shown(view.title), expanded=0,
            checked="Qt::Checked", providerKey=_provider(view), source=view.source,
        )  # fmt: skip
        if view.is_projects and not view.depends:
            option(child(layer, "customproperties"), {"showFeatureCount": 1})

    def _relations(self, root: Element) -> None:
        relations = child(root, "relations")
        facts = self.tables.get("facts")
        for view in self._projects() if facts else ():
            relation = child(
                relations, "relation", id=_relation(view), name=shown(view.title),
                referencingLayer=facts.id if facts else "", referencedLayer=view.id,
                strength="Association",
            )  # fmt: skip
            child(relation, "fieldRef", referencingField="project", referencedField="id")

    def _view(self, root: Element) -> None:
        box = self.catalogue.settings.box
        if box is None:
            return
        settings = child(root, "ProjectViewSettings", UseProjectScales=0)
        west, south, east, north = (f"{side:g}" for side in box)
        extent = child(settings, "DefaultViewExtent", xmin=west, ymin=south, xmax=east, ymax=north)
        _crs(extent, "EPSG:4326")

    def _layer(self, parent: Element, view: View) -> None:
        layer = child(parent, "maplayer", type="vector")
        if view.kind != "table":
            layer.set("autoRefreshEnabled", "0")
        layer.set("readOnly", str(int(bool(view.depends))))
        child(layer, "id", view.id)
        child(layer, "datasource", view.source)
        child(layer, "layername", shown(view.title))
        if view.kind != "table":
            _crs(child(layer, "srs"), "EPSG:4326")
        self._metadata(layer, view)
        child(layer, "provider", _provider(view), encoding="UTF-8")
        if view.depends:
            child(child(layer, "dataDependencies"), "layer", id=view.depends)
            child(child(layer, "layerDependencies"), "layer", id=view.depends)
        flags = child(layer, "flags")
        child(flags, "Identifiable", "0" if view.kind == "context" else "1")
        for flag in ("Removable", "Searchable"):
            child(flags, flag, "1")
        if view.kind != "table":
            self.drawing.write(layer, view)
        write_form(layer, self._form(view), self.words)
        if view.kind == "table":
            self._name_rows(layer, view)
        else:
            self.drawing.write_display(layer, view)

    def _form(self, view: View) -> Form:
        projects = self._projects()
        if view.is_projects:
            related = _relation(view) if "facts" in self.tables and not view.depends else ""
            return self.forms.projects(view, [other.id for other in projects], related)
        if view.name == FACTS_FILE:
            names = [f"name_{code}" for code in self.words.order]
            known = [
                (own, next((v for n in names if isinstance(v := said.get(n), str) and v), own))
                for own, said in project_ids(projects, self.by_name)
            ]
            return self.forms.facts(known)
        return self.forms.table_of_sources() if view.kind == "table" else Form(())

    def _name_rows(self, layer: Element, view: View) -> None:
        """How a row of a table is called in lists and drop-downs."""
        if view.name == FACTS_FILE:
            value = " || ".join(_after(" ", name) for name in ("value", "unit", "as_of"))
            child(layer, "previewExpression", f"represent_value({column('key')}) || ':' || {value}")
            return
        titles = [f"title_{code}" for code in self.words.order[:1]] + ["title", "id"]
        title = first_filled([name for name in titles if name in view.columns])
        short = f"if(length({title}) > {_SHORT}, left({title}, {_SHORT - 1}) || '…', {title})"
        there = [name for name in ("date",) if name in view.columns]
        named = " || ".join(_after(" — ", name) for name in there) or "''"
        # A column that is not saved.
        child(
            child(layer, "expressionfields"), "field", name="shown",
            expression=f"{short} || {named}", type=10, typeName="string", subType=0, length=0,
            precision=0, comment="",
        )  # fmt: skip
        child(layer, "previewExpression", column("shown"))

    def _metadata(self, layer: Element, view: View) -> None:
        metadata = child(layer, "resourceMetadata")
        child(metadata, "title", shown(view.title))
        child(metadata, "abstract", shown(self.words.chosen(view.settings.description, "")))
        for name, said in (
            ("license", self.words.said(view.settings.licence)),
            ("rights", self.words.said(view.settings.attribution)),
        ):
            if said:
                child(metadata, name, shown(said))

    def _properties(self, root: Element) -> None:
        properties = child(root, "properties")
        child(child(properties, "Paths"), "Absolute", "false", type="bool")
        reference = child(properties, "SpatialRefSys")
        child(reference, "ProjectionsEnabled", "1", type="int")
        gui = child(properties, "Gui")
        for name, part in zip(("Red", "Green", "Blue"), _PAPER, strict=True):
            child(gui, f"CanvasColor{name}Part", str(part), type="int")
        position = child(properties, "PositionPrecision")
        child(position, "Automatic", "false", type="bool")
        child(position, "DecimalPlaces", "6", type="int")
        child(position, "DegreeFormat", "D", type="QString")
        measure = child(properties, "Measurement")
        child(measure, "DistanceUnits", "kilometers", type="QString")
        child(measure, "AreaUnits", "km2", type="QString")
        child(child(properties, "Measure"), "Ellipsoid", "EPSG:7030", type="QString")
        variables = child(properties, "Variables")
        names = child(variables, "variableNames", type="QStringList")
        child(names, "value", "sector_glyphs")
        values = child(variables, "variableValues", type="QStringList")
        child(values, "value", glyphs(self.style))


def _provider(view: View) -> str:
    return "virtual" if view.depends else "ogr"


def _relation(view: View) -> str:
    return f"facts_of_{view.id}"


def _after(mark: str, name: str) -> str:
    """What a column holds after a mark; nothing where it is empty."""
    return f"coalesce({quoted(mark)} || nullif(trim({column(name)}), ''), '')"


def _crs(parent: Element, authority: str) -> None:
    proj, number = _SYSTEMS[authority]
    system = child(parent, "spatialrefsys", nativeFormat="Wkt")
    child(system, "proj4", proj)
    child(system, "srsid", str(number))
    child(system, "authid", authority)
