"""GeoParquet 1.1: zstd, a bounding box for each row to filter by, rows in the order of a Hilbert curve.

DuckDB, pyarrow, geopandas, R and QGIS read it; a query for an area reads only the row groups near it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj

from geo.features import CRS
from geo.formats.kind import Format, Frames
from geo.formats.provenance import Provenance, keep
from geo.formats.table import GEOMETRY, from_table, to_table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd

BOX = "bbox"
EDGES = ("xmin", "ymin", "xmax", "ymax")
OURS = b"incident-mapper"
"""The key of the file's metadata under which the provenance stands."""
ROW_GROUP = 100_000


def write(frames: Frames, path: Path, provenance: Provenance) -> None:
    """Write a GeoParquet file."""
    features = pd.concat(frames, ignore_index=True)
    features = features.iloc[_along_hilbert(features.geometry)]
    table = to_table(features)
    table = table.append_column(BOX, _boxes(features.geometry))
    metadata = {b"geo": json.dumps(_geo(features)), OURS: json.dumps(provenance.told())}
    table = table.replace_schema_metadata(metadata)
    pq.write_table(table, path, compression="zstd", row_group_size=ROW_GROUP)


def read(path: Path) -> Iterator[gpd.GeoDataFrame]:
    """Read a GeoParquet file of ours."""
    table = pq.read_table(path)
    metadata = table.schema.metadata or {}
    if b"geo" not in metadata:
        raise ValueError("it has no `geo` metadata, so it is not GeoParquet")
    frame = from_table(table.drop_columns([BOX]) if BOX in table.column_names else table)
    keep(frame, json.loads(metadata.get(OURS, b"{}")))
    yield frame


def _along_hilbert(points: gpd.GeoSeries) -> np.ndarray:
    """Return the positions of the rows in the order of the curve, those without a point last."""
    located = points.notna().to_numpy()
    distance = np.full(len(points), np.iinfo(np.int64).max)
    if located.any():
        distance[located] = points[located].hilbert_distance()
    return np.argsort(distance, kind="stable")


def _boxes(points: gpd.GeoSeries) -> pa.StructArray:
    missing = points.isna().to_numpy()
    edges = [np.where(missing, 0.0, values) for values in (points.x, points.y) * 2]
    return pa.StructArray.from_arrays(edges, EDGES, mask=pa.array(missing))


def _geo(features: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return the metadata that makes Parquet GeoParquet (https://geoparquet.org, version 1.1.0)."""
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": ["Point"],
        "crs": pyproj.CRS(CRS).to_json_dict(),
        "covering": {BOX: {edge: [BOX, edge] for edge in EDGES}},
    }
    if features.geometry.notna().any():
        column["bbox"] = features.total_bounds.tolist()
    return {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}


FORMAT = Format("parquet", "GeoParquet", (".parquet", ".geoparquet"), write, read, ("qgis", "kepler"))
