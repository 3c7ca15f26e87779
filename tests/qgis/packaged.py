"""Opens a GeoPackage in QGIS and says what it made of it. Knows nothing of the project.

``packaged.py PACKAGE LAYER…`` writes one JSON object to standard output.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import QgsApplication, QgsExpression, QgsRenderContext, QgsVectorLayer


def described(package: str, name: str) -> dict[str, Any]:
    """A layer as it opens, with the style that the package gives it."""
    layer = QgsVectorLayer(f"{package}|layername={name}", name, "ogr")
    renderer = layer.renderer()
    context = QgsRenderContext()
    undrawn = 0
    if renderer:
        context.setExpressionContext(layer.createExpressionContext())
        renderer.startRender(context, layer.fields())
        for feature in layer.getFeatures():
            context.expressionContext().setFeature(feature)
            if feature.hasGeometry() and not renderer.symbolsForFeature(feature, context):
                undrawn += 1
        renderer.stopRender(context)
    scopes = layer.createExpressionContext()
    glyphs = QgsExpression("@sector_glyphs").evaluate(scopes)
    return {
        "valid": layer.isValid(),
        "features": layer.featureCount(),
        "renderer": renderer.type() if renderer else "",
        "labels": layer.labelsEnabled(),
        "undrawn": undrawn,
        "glyphs": bool(glyphs),
        "aliases": [layer.attributeAlias(index) for index in range(layer.fields().count())],
    }


def main() -> None:
    """Describe the layers that the command line names."""
    application = QgsApplication([], GUIenabled=False)
    application.initQgis()
    package, *names = sys.argv[1:]
    print("\n" + json.dumps({name: described(package, name) for name in names}))
    sys.stdout.flush()
    # QGIS may fall over when it is taken apart; the work is done.
    os._exit(0)


if __name__ == "__main__":
    main()
