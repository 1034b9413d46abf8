"""A map for kepler.gl: the incidents and how they look in one JSON file, to be dropped on its page.

Coloured by event type, sized by the radius of the place, with the time filter open and the evidence in the
tooltip. Its `config` is what the keplergl package for notebooks takes.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.formats.table import TIME, TIMES, to_table, with_degrees
from geo.ontology import event_types

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from geo.formats.provenance import Provenance

DATASET = "incidents"
COLUMNS = (
    "incident_id", "event_type", "event_group", "status", *TIMES, "date_precision", "actor",
    "associated_actors", "recipient", "associated_recipients", "place", "place_name", "country", "precision",
    "radius_km", "killed", "killed_max", "wounded", "wounded_max", "evidence", "title", "publisher", "url",
    "longitude", "latitude",
)  # fmt: skip
TOOLTIP = ("event_type", "status", "event_start", "actor", "recipient", "place_name", "precision", "evidence")
TYPES = {
    pa.string(): ("string", "STRING", ""),
    pa.int64(): ("integer", "INT", ""),
    pa.float64(): ("real", "FLOAT", ""),
    TIME: ("timestamp", "DATETIME", "YYYY-M-DTHH:mm:ss"),
}
"""Type of a column -> kepler.gl's type, what its analyser would have said, and the format."""
DIGITS = 6
RADII = [4, 40]
"""Of points, smallest and largest, in pixels."""


def write_style(features: gpd.GeoDataFrame, path: Path, provenance: Provenance) -> None:
    """Write the map beside the output `path`, as `NAME.kepler.json`."""
    table = with_degrees(to_table(features), DIGITS).select(COLUMNS)
    saved = {
        "datasets": [{"version": "v1", "data": _data(table)}],
        "config": {
            "version": "v1",
            "config": {
                "visState": {
                    "filters": _filters(features),
                    "layers": [_layer(sorted(set(features["event_type"])))],
                    "interactionConfig": {
                        "tooltip": {
                            "enabled": True,
                            "fieldsToShow": {DATASET: [{"name": name, "format": None} for name in TOOLTIP]},
                        }
                    },
                    "layerBlending": "normal",
                    "splitMaps": [],
                },
                "mapState": _view(features),
                "mapStyle": {"styleType": "positron"},
            },
        },
        "info": {
            "app": "kepler.gl",
            "created_at": provenance.created,
            "title": "Incidents",
            "description": provenance.attribution,
        },
    }
    text = json.dumps(saved, ensure_ascii=False, allow_nan=False)
    path.with_suffix(".kepler.json").write_text(text, encoding="utf-8")


def _data(table: pa.Table) -> dict[str, Any]:
    fields = []
    for index, field in enumerate(table.schema):
        kind, analysed, form = TYPES[field.type]
        fields.append({"name": field.name, "type": kind, "format": form, "analyzerType": analysed})
        if field.type == TIME:
            times = pc.strftime(table[index].cast(pa.timestamp("s")), "%Y-%m-%dT%H:%M:%S")
            table = table.set_column(index, field.name, times)
    rows = [list(row.values()) for row in table.to_pylist()]
    colour = _channels("#a00714")
    return {"id": DATASET, "label": "Incidents", "color": colour, "fields": fields, "allData": rows}


def _filters(features: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    days = features["event_date"].dropna()
    if days.empty:
        return []
    first, last = days.min(), days.max() + pd.Timedelta(days=1)
    return [
        {
            "id": "when", "dataId": [DATASET], "name": ["event_start"], "type": "timeRange", "enlarged": True,
            "value": [int(time.timestamp() * 1000) for time in (first, last)], "animationWindow": "free",
            "plotType": "histogram", "yAxis": None, "speed": 1,
        }
    ]  # fmt: skip


def _layer(types: list[str]) -> dict[str, Any]:
    """Return the layer of points; kepler.gl hands out colours in the order of the sorted values."""
    colours = [event_types()[name].colour for name in types]
    return {
        "id": DATASET,
        "type": "point",
        "config": {
            "dataId": DATASET,
            "label": "Incidents by event type",
            "columns": {"lat": "latitude", "lng": "longitude", "altitude": None},
            "isVisible": True,
            "visConfig": {
                "opacity": 0.8, "filled": True, "outline": False, "thickness": 1, "radius": 8,
                "fixedRadius": False, "radiusRange": RADII,
                "colorRange": {
                    "name": "Event types", "type": "custom", "category": "Custom", "colors": colours,
                    "colorMap": [list(pair) for pair in zip(types, colours, strict=True)],
                },
            },
            "hidden": False,
            "textLabel": [],
        },
        "visualChannels": {
            "colorField": {"name": "event_type", "type": "string"}, "colorScale": "ordinal",
            "sizeField": {"name": "radius_km", "type": "real"}, "sizeScale": "sqrt",
        },
    }  # fmt: skip


def _view(features: gpd.GeoDataFrame) -> dict[str, Any]:
    view = {"bearing": 0, "pitch": 0, "dragRotate": False, "isSplit": False, "zoom": 3}
    if features.geometry.isna().all():
        return {**view, "longitude": 0.0, "latitude": 0.0}
    west, south, east, north = features.total_bounds
    return {**view, "longitude": (west + east) / 2, "latitude": (south + north) / 2}


def _channels(colour: str) -> list[int]:
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
