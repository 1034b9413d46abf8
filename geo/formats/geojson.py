"""GeoJSON as RFC 7946 wants it, written as a stream.

No `crs` member; ids both as member and as property; a `bbox`; dates as ISO 8601; nulls kept; texts that
look like JSON stay texts. GDAL's writer does not keep the last two, so the text is our own. Provenance
stands in foreign members (section 6.1).
"""

from __future__ import annotations

import json
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.formats.json_text import geometry_texts, members, to_columns
from geo.formats.kind import Format, Frames
from geo.formats.provenance import Provenance, keep
from geo.formats.table import from_table, slices, to_table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd


def write(frames: Frames, path: Path, provenance: Provenance, *, precision: int = 7) -> None:
    """Write a FeatureCollection; `precision` is in digits after the point of a degree."""
    box = np.array([np.inf, np.inf, -np.inf, -np.inf])
    with path.open("w", encoding="utf-8", newline="\n") as file:
        told = json.dumps(provenance.told(), ensure_ascii=False)
        file.write(f'{{"type":"FeatureCollection","name":"incidents","provenance":{told},"features":[')
        separator = "\n"
        for part in slices(frames):
            for text in feature_texts(part, precision):
                file.write(separator + text)
                separator = ",\n"
            box = _wider(box, part, precision)
        file.write("\n]")
        if np.isfinite(box).all():
            file.write(f',"bbox":{json.dumps(box.tolist())}')
        file.write("}\n")


def feature_texts(features: gpd.GeoDataFrame, precision: int) -> list[str]:
    """Return features as GeoJSON objects, one line of text each."""
    ids = (encode_basestring(value) for value in features["incident_id"])
    geometries = geometry_texts(features.geometry.to_numpy(), precision)
    return [
        f'{{"type":"Feature","id":{id_},"geometry":{geometry},"properties":{{{properties}}}}}'
        for id_, geometry, properties in zip(ids, geometries, members(to_table(features)), strict=True)
    ]


def from_features(objects: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    """Return GeoJSON features as a frame."""
    rows, points = [], []
    for feature in objects:
        rows.append(feature["properties"])
        geometry = feature["geometry"]
        points.append(None if geometry is None else shapely.geometry.shape(geometry))
    return from_table(to_columns(rows), points)


def read(path: Path) -> Iterator[gpd.GeoDataFrame]:
    """Read a FeatureCollection."""
    collection = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(collection, dict) or collection.get("type") != "FeatureCollection":
        raise ValueError("it is not a FeatureCollection")
    frame = from_features(collection["features"])
    keep(frame, collection.get("provenance"))
    yield frame


def _wider(box: np.ndarray, features: gpd.GeoDataFrame, precision: int) -> np.ndarray:
    if features.geometry.isna().all():
        return box
    west, south, east, north = np.round(features.total_bounds, precision) + 0.0
    return np.array([min(box[0], west), min(box[1], south), max(box[2], east), max(box[3], north)])


FORMAT = Format("geojson", "GeoJSON", (".geojson", ".json"), write, read, ("qgis", "kepler"))
