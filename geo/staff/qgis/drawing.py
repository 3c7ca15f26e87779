"""How a layer is drawn: its rules, its labels, and the rows that have no place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.qml.expressions import column, first_filled, quoted
from geo.qml.labels import write_labels
from geo.qml.symbols import (
    KINDS,
    ProjectSymbols,
    ground_parts,
    plain_parts,
    write_symbol,
)
from geo.qml.xml import child
from geo.schema import Status
from geo.staff.qgis.views import COLLECTION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from xml.etree.ElementTree import Element

    from geo.qml.symbols import Part
    from geo.staff.qgis.views import View
    from geo.staff.qgis.words import Words

Rule = tuple[str, str, str, "tuple[Part, ...]"]


class Drawing:
    """Draws the layers of one map."""

    def __init__(self, style: Mapping[str, Any], words: Words) -> None:
        self.style = style
        self.words = words

    def write(self, layer: Element, view: View) -> None:
        """Put renderer, labels and marks of a view into the element of its layer."""
        opacity = ""
        if view.is_projects:
            opacity = ProjectSymbols(self.style, view.columns).opacity
        rules = list(self._rules(view))
        renderer = child(layer, "renderer-v2", type="RuleRenderer", symbollevels=0, forceraster=0)
        root = child(renderer, "rules", key=f"{view.id}_rules")
        symbols = child(renderer, "symbols")
        for index, (condition, label, kind, parts) in enumerate(rules):
            child(
                root, "rule", key=f"{view.id}_{index}", filter=condition, label=label,
                symbol=index,
            )  # fmt: skip
            write_symbol(symbols, str(index), kind, parts, opacity=opacity)
        if view.is_projects and view.unplaced:
            label = self.words.interface("page.regionwide_note")
            child(root, "rule", key=f"{view.id}_none", filter="$geometry IS NULL", label=label)
        self._labels(layer, view)

    def _rules(self, view: View) -> Iterator[Rule]:
        kinds = [kind for kind in KINDS if kind in view.kinds]
        several = len(kinds) > 1
        for status in Status if view.is_projects else (None,):
            for kind in reversed(kinds):
                conditions = []
                label = ""
                if status:
                    conditions.append(f"{column('status')} = {quoted(status)}")
                    label = self.words.interface(f"status.{status}")
                if several:
                    conditions.append(f"geometry_type($geometry) = {quoted(kind)}")
                    label = ", ".join(t for t in (label, self.words.say("kind", kind)) if t)
                yield " AND ".join(conditions), label, kind, self._parts(view, status, kind)

    def _parts(self, view: View, status: Status | None, kind: str) -> tuple[Part, ...]:
        if status:
            return ProjectSymbols(self.style, view.columns).parts(status, kind)
        if view.kind == "context":
            return ground_parts(view.name, kind)
        return plain_parts(kind, view.settings.style.color, view.settings.style.weight)

    def name_of(self, view: View) -> str:
        """The expression of a feature's name in the language; empty where it has none."""
        names = [f"name_{code}" for code in self.words.order]
        there = [name for name in (*names, "name", "title", "id") if name in view.columns]
        return first_filled(there, "NULL") if there else ""

    def _labels(self, layer: Element, view: View) -> None:
        name = self.name_of(view)
        if not name or not view.kinds or not view.named:
            return
        ground = view.name if view.kind == "context" else ""
        write_labels(layer, name, view.kinds, ground=ground, ranked="rank" in view.columns)

    def write_display(self, layer: Element, view: View) -> None:
        """The name of a feature in lists and tips, and the look of rows without a place."""
        name = self.name_of(view) or quoted(view.name)
        # A tip shows the name as rich text.
        safe = f"replace({name}, '<', '‹')"
        if view.unplaced and view.is_projects:
            note = quoted(" — " + self.words.interface("page.regionwide_note"))
            safe = f"{safe} || if($geometry IS NULL, {note}, '')"
            styles = child(child(layer, "conditionalstyles"), "rowstyles")
            child(
                styles, "style", name=self.words.interface("page.regionwide_note"),
                rule="$geometry IS NULL", background_color="#f3ead2",
                background_color_alpha=255, text_color="#22272b", text_color_alpha=255,
            )  # fmt: skip
        child(layer, "previewExpression", safe)

    @staticmethod
    def is_drawn(view: View) -> bool:
        """Whether QGIS can draw the layer at all."""
        return bool(view.kinds) and view.kinds[0] != COLLECTION
