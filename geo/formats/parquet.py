"""GeoParquet 1.1: zstd, a bounding box for each row to filter by, rows in the order of a Hilbert curve.

DuckDB, pyarrow, geopandas, R and QGIS read it; a query for an area reads only the row groups near it.
"""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj
import shapely

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
    table = to_table(features).append_column(BOX, _boxes(features.geometry))
    metadata = {b"geo": json.dumps(_geo(features)), OURS: json.dumps(provenance.told())}
    table = table.replace_schema_metadata(metadata)
    order = pa.array(_along_hilbert(features.geometry))
    with pq.ParquetWriter(path, table.schema, compression="zstd") as file:
        for part in _ahead(table, order):
            file.write_table(part)


def read(path: Path) -> Iterator[gpd.GeoDataFrame]:
    """Read a GeoParquet file of ours."""
    table = pq.read_table(path)
    metadata = table.schema.metadata or {}
    if b"geo" not in metadata:
        raise ValueError("it has no `geo` metadata, so it is not GeoParquet")
    frame = from_table(table.drop_columns([BOX]) if BOX in table.column_names else table)
    keep(frame, json.loads(metadata.get(OURS, b"{}")))
    yield frame


def _ahead(table: pa.Table, order: pa.Array) -> Iterator[pa.Table]:
    """Yield row groups in the given order; the next is put together while one is being written."""
    starts = range(0, max(len(table), 1), ROW_GROUP)
    with ThreadPoolExecutor(max_workers=1) as worker:
        parts = (worker.submit(table.take, order[start : start + ROW_GROUP]) for start in starts)
        current = next(parts)
        for following in parts:
            yield current.result()
            current = following
        yield current.result()


def _along_hilbert(points: gpd.GeoSeries) -> np.ndarray:
    """Return the positions of the rows in the order of the curve, those without a point last."""
    located = points.notna().to_numpy()
    distance = np.full(len(points), np.iinfo(np.int64).max)
    if located.any():
        distance[located] = points[located].hilbert_distance()
    return np.argsort(distance, kind="stable")


def _boxes(points: gpd.GeoSeries) -> pa.StructArray:
    array = points.to_numpy()
    missing = shapely.is_missing(array)
    edges = [np.where(missing, 0.0, values) for values in (shapely.get_x(array), shapely.get_y(array))]
    return pa.StructArray.from_arrays(edges * 2, EDGES, mask=pa.array(missing))


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
