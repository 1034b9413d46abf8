"""Open a layer in QGIS without a screen, tell what it found, render it. Run with Debian's Python.

Usage: qgis_probe.py SOURCE LAYER PICTURE [FROM TO]; prints one JSON object.
"""

import json
import os
import sys

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsDateTimeRange,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QDateTime, QSize, Qt
from qgis.PyQt.QtGui import QColor


def look(layer):
    """Return what QGIS knows of a layer."""
    temporal = layer.temporalProperties()
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    tips = {}
    for feature in layer.getFeatures():
        context.setFeature(feature)
        tips[feature["area_id" if layer.name() == "areas" else "incident_id"]] = (
            QgsExpression.replaceExpressionText(layer.mapTipTemplate(), context)
        )
    renderer = layer.renderer()
    categorised = renderer.type() == "categorizedSymbol"
    return {
        "rows": layer.featureCount(),
        "renderer": renderer.type(),
        "field": renderer.classAttribute() if categorised else None,
        "categories": {c.value(): [c.label(), c.symbol().color().name()] for c in renderer.categories()}
        if categorised
        else {},
        "temporal": [temporal.isActive(), temporal.startField(), temporal.endField()],
        "types": {field.name(): field.typeName() for field in layer.fields()},
        "aliases": {field.name(): field.alias() for field in layer.fields()},
        "labels": layer.labelsEnabled() and layer.labeling().settings().fieldName,
        "tabs": [tab.name() for tab in layer.editFormConfig().tabs()],
        "tips": tips,
    }


def render(layer, picture, times):
    """Draw a layer, at the given times only if there are any; return what went wrong."""
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setBackgroundColor(QColor("white"))
    settings.setOutputSize(QSize(600, 400))
    settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    settings.setExtent(QgsRectangle(5, 20, 40, 40))
    if times:
        settings.setIsTemporal(True)
        first, last = (QDateTime.fromString(text, Qt.ISODate) for text in times)
        settings.setTemporalRange(QgsDateTimeRange(first, last))
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    job.renderedImage().save(picture)
    return [error.message for error in job.errors()]


def main():
    """Do what the module's first lines say."""
    source, name, picture, *times = sys.argv[1:]
    app = QgsApplication([], False)  # noqa: FBT003  without a window
    app.initQgis()
    layer = QgsVectorLayer(source, name, "postgres" if source.startswith("host=") else "ogr")
    assert layer.isValid(), layer.error().message()
    _, found = layer.loadDefaultStyle()
    told = look(layer)
    print(json.dumps({**told, "style": found, "errors": render(layer, picture, times)}))  # noqa: T201
    sys.stdout.flush()
    os._exit(0)  # QGIS' own way out crashes when Python still holds layers


main()
