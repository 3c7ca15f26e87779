"""What the tests do in QGIS. Runs in the Python that has it, and knows nothing of the project.

Reads one JSON object from standard input, writes one to standard output:
``{"project": path, "do": [{"op": ..., ...}, ...]}`` and the result of each, or its error.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import (
    NULL,
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsGeometry,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
    QgsVectorLayerUtils,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QSize

_UNKNOWN = QgsWkbTypes.UnknownGeometry


class Session:
    """A project that is open."""

    def __init__(self, path: str) -> None:
        self.project = QgsProject.instance()
        self.project.clear()
        if not self.project.read(path):
            raise ValueError(self.project.error())

    def layer(self, file: str) -> QgsVectorLayer:
        """The layer that a file is edited in."""
        (found,) = [
            layer
            for layer in self.project.mapLayers().values()
            if layer.providerType() == "ogr" and Path(layer.source().split("|")[0]).name == file
        ]
        return found

    def describe(self) -> dict[str, Any]:
        """The project as QGIS has read it."""
        relations = self.project.relationManager().relations().values()
        return {
            "title": self.project.title(),
            "crs": self.project.crs().authid(),
            "tree": [node.name() for node in self.project.layerTreeRoot().children()],
            "layers": [_layer(layer) for layer in self.project.mapLayers().values()],
            "relations": [
                {
                    "valid": relation.isValid(),
                    "from": relation.referencingLayer().name(),
                    "to": relation.referencedLayer().name(),
                }
                for relation in relations
            ],
        }

    def read(self, file: str) -> list[dict[str, Any]]:
        """Every field of every feature."""
        layer = self.layer(file)
        names = layer.fields().names()
        return [{name: _plain(feature[name]) for name in names} for feature in layer.getFeatures()]

    def edit(self, file: str, edits: list[dict[str, Any]]) -> dict[str, Any]:
        """Edit a layer and save it, as the buttons do."""
        layer = self.layer(file)
        assert layer.startEditing(), "the layer can't be edited"
        features = list(layer.getFeatures())
        for edit in edits:
            self._edit(layer, features, edit)
        return {"saved": layer.commitChanges(), "said": layer.commitErrors()}

    def _edit(self, layer: QgsVectorLayer, features: list[Any], edit: dict[str, Any]) -> None:
        if edit["edit"] == "attribute":
            for name, value in edit["values"].items():
                index = layer.fields().indexOf(name)
                assert index >= 0, f"no field {name}"
                done = layer.changeAttributeValue(features[edit["at"]].id(), index, value)
                assert done, f"{name} was not changed"
        elif edit["edit"] == "vertex":
            feature = features[edit["at"]]
            if layer.geometryType() == _UNKNOWN:
                # The map tools and the layer refuse collections; QGIS's writer does not.
                geometry = feature.geometry()
                assert geometry.moveVertex(*edit["to"], 0)
                assert layer.dataProvider().changeGeometryValues({feature.id(): geometry})
            else:
                assert layer.moveVertex(*edit["to"], feature.id(), 0), "no vertex was moved"
        elif edit["edit"] == "delete":
            assert layer.deleteFeature(features[edit["at"]].id()), "not deleted"
        else:
            geometry = QgsGeometry.fromWkt(edit["wkt"]) if edit["wkt"] else QgsGeometry()
            assert layer.addFeature(_new(layer, geometry, edit["values"])), "not added"

    @staticmethod
    def call(command: list[str], folder: str) -> int:
        """Run a program while the project is open."""
        environment = {**os.environ, "PYTHONPATH": ""}
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, check=False
        )
        return done.returncode

    def save(self, path: str) -> bool:
        """Save the project, as a user does who moved something in it."""
        return bool(self.project.write(path))

    def evaluate(self, file: str, expressions: list[str]) -> list[Any]:
        """What expressions come to in the first feature of a layer."""
        layer = self.layer(file)
        context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
        context.setFeature(next(layer.getFeatures()))
        found = []
        for text in expressions:
            expression = QgsExpression(text)
            assert not expression.hasParserError(), expression.parserErrorString()
            found.append(_plain(expression.evaluate(context)))
            assert not expression.hasEvalError(), expression.evalErrorString()
        return found

    def default_id(self, file: str, names: list[str]) -> list[Any]:
        """The ids that new features get one after another, each with an English name."""
        layer = self.layer(file)
        layer.startEditing()
        found = []
        for name in names:
            new = _new(layer, QgsGeometry(), {"name_en": name})
            found.append(new["id"])
            layer.addFeature(new)
        layer.rollBack()
        return found

    def render(self, path: str, box: list[float], size: list[int]) -> list[str]:
        """Draw the map into a PNG; what went wrong."""
        settings = QgsMapSettings()
        settings.setLayers(self.project.layerTreeRoot().layerOrder())
        settings.setOutputSize(QSize(*size))
        settings.setDestinationCrs(self.project.crs())
        settings.setBackgroundColor(self.project.backgroundColor())
        settings.setExpressionContext(self.project.createExpressionContext())
        degrees = QgsCoordinateReferenceSystem("EPSG:4326")
        transform = QgsCoordinateTransform(degrees, self.project.crs(), self.project)
        settings.setExtent(transform.transformBoundingBox(QgsRectangle(*box)))
        job = QgsMapRendererParallelJob(settings)
        job.start()
        job.waitForFinished()
        job.renderedImage().save(path)
        return [error.message for error in job.errors()]


def _new(layer: QgsVectorLayer, geometry: QgsGeometry, values: dict[str, Any]) -> Any:
    """A feature as the form makes it: the default id follows the name that is typed."""
    fields = layer.fields()
    given = {fields.indexOf(key): value for key, value in values.items()}
    context = layer.createExpressionContext()
    new = QgsVectorLayerUtils.createFeature(layer, geometry, given, context)
    own = fields.indexOf("id")
    if own >= 0:
        new[own] = layer.defaultValue(own, new, context)
    return new


def _layer(layer: QgsVectorLayer) -> dict[str, Any]:
    form = layer.editFormConfig()
    renderer = layer.renderer()
    rules = renderer.rootRule().children() if renderer and renderer.type() == "RuleRenderer" else []
    return {
        "id": layer.id(),
        "name": layer.name(),
        "valid": layer.isValid(),
        "source": layer.source(),
        "provider": layer.providerType(),
        "read_only": layer.readOnly(),
        "features": layer.featureCount(),
        "geometry": QgsWkbTypes.displayString(layer.wkbType()),
        "rules": [
            {
                "label": rule.label(),
                "filter": rule.filterExpression(),
                "color": rule.symbol().color().name() if rule.symbol() else "",
                "kind": rule.symbol().symbolTypeToString(rule.symbol().type())
                if rule.symbol()
                else "",
            }
            for rule in rules
        ],
        "tabs": [tab.name() for tab in form.tabs()],
        "fields": {
            name: _field(layer, form, index) for index, name in enumerate(layer.fields().names())
        },
        "display": layer.displayExpression(),
    }


def _field(layer: QgsVectorLayer, form: Any, index: int) -> dict[str, Any]:
    field = layer.fields().field(index)
    constraints = field.constraints()
    widget = layer.editorWidgetSetup(index)
    config = widget.config()
    choices = [next(iter(entry.items())) for entry in config.get("map", [])]
    return {
        "type": field.typeName(),
        "alias": layer.attributeAlias(index),
        "widget": widget.type(),
        "choices": [value for _, value in choices],
        "labels": [label for label, _ in choices],
        "layer": config.get("Layer", ""),
        "shows": config.get("Value", ""),
        "read_only": form.readOnly(index),
        "default": layer.defaultValueDefinition(index).expression(),
        "help": constraints.constraintDescription(),
        "rule": constraints.constraintExpression(),
        "hard": [
            name
            for name, kind in (("filled", 1), ("unique", 2), ("rule", 4))
            if int(constraints.constraintStrength(kind)) == 1
        ],
    }


def _plain(value: Any) -> Any:
    return None if value == NULL else value if isinstance(value, str | int | float) else str(value)


def main() -> None:
    """Do what standard input says."""
    asked = json.load(sys.stdin)
    application = QgsApplication([], GUIenabled=False)
    application.initQgis()
    results: list[Any] = []
    for job in asked:
        try:
            session = Session(job["project"])
            results.append([getattr(session, name)(**given) for name, given in job["do"]])
        except Exception as error:  # noqa: BLE001 - the test says what went wrong
            results.append({"error": f"{type(error).__name__}: {error}"})
    print("\n" + json.dumps(results))
    sys.stdout.flush()
    # QGIS may fall over when it is taken apart; the work is done.
    os._exit(0)


if __name__ == "__main__":
    main()
