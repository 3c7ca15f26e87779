"""Styles of QGIS for the layers of the GeoPackage: the map's own colours, marks and lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from geo.qml.expressions import column, quoted
from geo.qml.labels import write_labels
from geo.qml.marks import glyphs
from geo.qml.symbols import ProjectSymbols, ground_parts, plain_parts, write_symbol
from geo.qml.xml import child, document, option, shown
from geo.sheets.sheet import Column, Sheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.outputs.data.table import Table
    from geo.outputs.markup import Reader
    from geo.qml.symbols import Part

#: The oldest QGIS that reads all of it.
_VERSION = "3.22.0"
_DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_THEN = "2000-01-01"
Rule = tuple[str, str, "tuple[Part, ...]"]


class Styles:
    """Makes the styles of one map."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.style = reader.model.style
        named = [project.status for project in reader.model.projects]
        self.statuses = [status for status in self.style["status"] if status in named]
        self.made: list[tuple[Sheet, str]] = []

    def projects(self, sheet: Sheet, kind: str, aliases: Mapping[str, str]) -> None:
        """Marks with labels for the layer ``projects``, plain shapes for the others."""
        columns = [each.name for each in sheet.columns]
        symbols = ProjectSymbols(self.style, columns)
        badges = sheet.name == "projects"
        rules: list[Rule] = []
        for status in self.statuses:
            is_it = f"{column('status')} = {quoted(status)}"
            label = self.reader.word(f"status.{status}")
            if not badges:
                rules.append((is_it, label, symbols.shape(status, kind)))
                continue
            # How well a line is known is said by its dashes, and how well a point is by a ring.
            point = f"strpos(coalesce({column('drawn_as')}, ''), 'points') > 0"
            parts = symbols.badge(status, reach=True)
            rules.append((f"{is_it} AND {point}", label, parts))
            other = symbols.badge(status, reach=False)
            rules.append((f"{is_it} AND NOT {point}", "", other))
        root = self._root(aliases, columns)
        _rules(root, sheet.name, kind, rules, symbols.opacity)
        if badges:
            name = f"{column('number')} || '. ' || coalesce({column('name')}, '')"
            write_labels(root, name, ["Point"])
            variables = {"variableNames": ["sector_glyphs"], "variableValues": [glyphs(self.style)]}
            option(child(root, "customproperties"), variables)
        child(root, "previewExpression", column("name"))
        self.made.append((sheet, document(root)))

    def objects(self, sheet: Sheet, kind: str, layer: str) -> None:
        """A layer from elsewhere."""
        looks = {each.id: (each.color, each.weight) for each in self.reader.model.layers}
        color, weight = looks.get(layer, ("", 0.0))
        self._plain(sheet, kind, plain_parts(kind, color, weight))

    def ground(self, sheet: Sheet, kind: str, layer: str) -> None:
        """A layer of the base map."""
        self._plain(sheet, kind, ground_parts(layer, kind), ground=layer)

    def _plain(self, sheet: Sheet, kind: str, parts: tuple[Part, ...], ground: str = "") -> None:
        columns = [each.name for each in sheet.columns]
        root = self._root({"name": self.reader.word("table.name")}, columns)
        _rules(root, sheet.name, kind, [("", shown(sheet.title), parts)], "")
        if kind != "Line" or ground != "borders":
            write_labels(root, column("name"), [kind], ground=ground, ranked="rank" in columns)
        self.made.append((sheet, document(root)))

    def table(self, sheet: Sheet, table: Table) -> None:
        """The words of the columns of a table without shapes."""
        root = self._root(aliases_of(table), [each.name for each in sheet.columns])
        self.made.append((sheet, document(root)))

    def _root(self, aliases: Mapping[str, str], columns: Sequence[str]) -> Element:
        root = Element("qgis", {"version": _VERSION, "styleCategories": "AllStyleCategories"})
        holder = child(root, "aliases")
        for index, name in enumerate(columns, 1):
            # The column of row numbers is the first.
            child(holder, "alias", index=index, field=name, name=shown(aliases.get(name, "")))
        return root

    def sheet(self) -> Sheet:
        """The table in which QGIS looks for the style of a layer."""
        rows = self.made
        empty = [""] * len(rows)
        texts: dict[str, list[Any]] = {
            "f_table_catalog": empty,
            "f_table_schema": empty,
            "f_table_name": [sheet.name for sheet, _qml in rows],
            "f_geometry_column": ["" if s.shapes is None else "geom" for s, _qml in rows],
            "styleName": [sheet.name for sheet, _qml in rows],
            "styleQML": [_DOCTYPE + qml.partition("\n")[2] for _sheet, qml in rows],
            "styleSLD": empty,
        }
        columns = [Column(name, "str", values) for name, values in texts.items()]
        columns += [
            Column("useAsDefault", "bool", [True] * len(rows)),
            Column("description", "str", [sheet.title for sheet, _qml in rows]),
            Column("owner", "str", empty),
            Column("ui", "str", [None] * len(rows)),
            Column("update_time", "moment", [_THEN] * len(rows)),
        ]
        return Sheet("layer_styles", "", columns, None, None, key="id")


def aliases_of(table: Table) -> dict[str, str]:
    """What the columns are called in the reader's language."""
    return {field.key: field.label for field in table.fields}


def _rules(root: Element, name: str, kind: str, rules: Sequence[Rule], opacity: str) -> None:
    renderer = child(root, "renderer-v2", type="RuleRenderer", symbollevels=0, forceraster=0)
    holder = child(renderer, "rules", key=f"{name}_rules")
    symbols = child(renderer, "symbols")
    for index, (condition, label, parts) in enumerate(rules):
        child(holder, "rule", key=f"{name}_{index}", filter=condition, label=label, symbol=index)
        write_symbol(symbols, str(index), kind, parts, opacity=opacity)
