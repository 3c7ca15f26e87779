"""Runs inside the real QGIS: opens things and takes pictures of the screen.

QGIS has to draw between two steps: `steps` yields how many milliseconds it may take.
"""

from __future__ import annotations

import os
import traceback
from collections import Counter
from pathlib import Path
from struct import iter_unpack
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsCoordinateTransform,
    QgsGeometry,
    QgsProject,
    QgsVectorLayer,
    QgsVectorLayerUtils,
)
from qgis.gui import QgsAttributeEditorContext
from qgis.PyQt.QtCore import QPoint, Qt, QTimer
from qgis.PyQt.QtGui import QImage
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QComboBox, QDockWidget
from qgis.utils import iface

if TYPE_CHECKING:
    from collections.abc import Iterator

_PICTURES = Path(os.environ["PICTURES"])
_SIZE = (1120, 700)
_COLOURS = 256


def shot(name: str) -> None:
    """Save the screen in its most frequent colours."""
    QApplication.processEvents()
    screen = QApplication.primaryScreen().grabWindow(0).toImage()
    image = screen.convertToFormat(QImage.Format_RGB32)
    pixels = image.constBits().asstring(image.sizeInBytes())
    colours = Counter(word for (word,) in iter_unpack("<I", pixels))
    table = [colour for colour, _ in colours.most_common(_COLOURS)]
    small = image.convertToFormat(QImage.Format_Indexed8, table, Qt.ThresholdDither)
    small.save(str(_PICTURES / f"{name}.png"), "PNG", 0)


def layer(name: str) -> QgsVectorLayer:
    """The layer of a file."""
    layers = QgsProject.instance().mapLayers().values()
    return next(la for la in layers if la.providerType() == "ogr" and f"/{name}." in la.source())


def feature(of: QgsVectorLayer, name: str) -> Any:
    """A feature by its id."""
    return next(found for found in of.getFeatures() if found["id"] == name)


def steps() -> Iterator[int]:
    """Take the pictures one after the other."""
    window, canvas = iface.mainWindow(), iface.mapCanvas()
    window.resize(*_SIZE)
    window.move(0, 0)
    for dock in window.findChildren(QDockWidget):
        if dock.objectName() == "Browser":
            dock.close()
    yield 3000
    shot("project")
    yield from moving(canvas)
    yield from forms()


def moving(canvas: Any) -> Iterator[int]:
    """Move a point, in a layer of lines and points, and put it back."""
    mixed = layer("lepsy_balkhash_road")
    iface.setActiveLayer(mixed)
    mixed.startEditing()
    before = feature(mixed, "balkhash-zone").geometry()
    project = QgsProject.instance()
    there = QgsCoordinateTransform(mixed.crs(), project.crs(), project)
    place = there.transform(before.asPoint())
    canvas.setCenter(place)
    canvas.zoomScale(500_000)
    yield 3000
    iface.actionVertexTool().trigger()
    for dock in iface.mainWindow().findChildren(QDockWidget):
        if dock.objectName() == "VertexEditor":
            dock.close()
    yield 1500
    place = there.transform(before.asPoint())
    start = canvas.getCoordinateTransform().transform(place).toQPointF().toPoint()
    view, end = canvas.viewport(), start + QPoint(110, -70)
    QTest.mouseMove(view, start + QPoint(30, 30))
    yield 500
    QTest.mouseMove(view, start)
    yield 1000
    QTest.mouseClick(view, Qt.LeftButton, Qt.NoModifier, start)
    yield 500
    QTest.mouseMove(view, end)
    yield 1000
    shot("move")
    QTest.mouseClick(view, Qt.LeftButton, Qt.NoModifier, end)
    yield 1000
    after = feature(mixed, "balkhash-zone").geometry()
    if after.equals(before):
        message = "the point did not move"
        raise RuntimeError(message)
    mixed.rollBack()


def forms() -> Iterator[int]:
    """Open forms and the table."""
    projects = layer("portfolio")
    iface.setActiveLayer(projects)
    projects.startEditing()
    form = iface.getFeatureForm(projects, feature(projects, "mining-plant"))
    _place(form)
    yield 2000
    for choice in form.findChildren(QComboBox):
        if choice.isVisible() and choice.findData("planned") >= 0:
            choice.showPopup()
            break
    yield 1500
    shot("form")
    for choice in form.findChildren(QComboBox):
        choice.hidePopup()
    form.close()
    geometry = QgsGeometry.fromWkt("Point (78.94 46.24)")
    context = projects.createExpressionContext()
    new = QgsVectorLayerUtils.createFeature(projects, geometry, {}, context)
    form = iface.getFeatureForm(projects, new)
    form.setMode(QgsAttributeEditorContext.AddFeatureMode)
    _place(form)
    yield 1000
    form.attributeForm().changeAttribute("name_en", "Bridge at Lepsi")
    yield 1500
    shot("new")
    form.close()
    table = iface.showAttributeTable(projects)
    yield 1500
    table.window().resize(860, 420)
    table.window().move(220, 120)
    yield 1500
    shot("table")


def _place(form: Any) -> None:
    form.resize(700, 560)
    form.move(330, 90)
    form.show()


def run(left: Iterator[int]) -> None:
    """Take the next step when QGIS has drawn."""
    try:
        QTimer.singleShot(next(left), lambda: run(left))
    except StopIteration:
        os._exit(0)
    except Exception:  # noqa: BLE001 - QGIS would stay open
        traceback.print_exc()
        os._exit(1)


QTimer.singleShot(3000, lambda: run(steps()))
