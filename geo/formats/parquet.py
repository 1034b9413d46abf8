"""GeoParquet 1.1: zstd, a bounding box for each row to filter by, rows in the order of a Hilbert curve.

DuckDB, pyarrow, geopandas, R and QGIS read it; a query for an area reads only the row groups near it.
"""

from __future__ import annotations

import json
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pyproj
import shapely

from geo.features import CRS
from geo.formats.kind import Format, Frames
from geo.formats.provenance import Provenance, keep
from geo.formats.table import GEOMETRY, from_table, slices, to_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import geopandas as gpd

    Bounds = list[float] | None

BOX = "bbox"
EDGES = ("xmin", "ymin", "xmax", "ymax")
OURS = b"incident-mapper"
"""The key of the file's metadata under which the provenance stands."""
ROW_GROUP, RUN, BATCH = 50_000, 50_000, 1_000
"""Rows of a row group; rows that are put in order in memory; rows that are read at once."""
WORLD = (-180, -90, 180, 90)
"""What the curve covers: a row has its place on it whatever the other rows are."""


def write(frames: Frames, path: Path, provenance: Provenance) -> None:
    """Write a GeoParquet file, in bounded memory."""
    with sorted_rows(frames, path.parent) as (parts, bounds):
        write_tables(parts, bounds, path, provenance)


@contextmanager
def sorted_rows(frames: Frames, folder: Path) -> Iterator[tuple[Iterator[pa.Table], Bounds]]:
    """Give the rows in the order of the curve, a row group at a time, by way of sorted files in a folder."""
    with tempfile.TemporaryDirectory(prefix=".sorting.", dir=folder) as room:
        runs = [_Run.of(part, Path(room, str(number))) for number, part in enumerate(slices(frames, RUN))]
        bounds = [run.bounds for run in runs if not np.isnan(run.bounds).any()]
        yield _in_order(runs), _around(bounds)


def write_tables(parts: Iterable[pa.Table], bounds: Bounds, path: Path, provenance: Provenance) -> None:
    """Write row groups, at least one, to a GeoParquet file."""
    kept = {b"geo": json.dumps(_geo(bounds)), OURS: json.dumps(provenance.told())}
    with ExitStack() as stack:
        file = None
        for part in _ahead(parts):
            described = part.replace_schema_metadata(kept)
            if file is None:
                made = pq.ParquetWriter(path, described.schema, compression="zstd")
                file = stack.enter_context(made)
            file.write_table(described)


def _ahead(parts: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Yield parts; the next is put together while one is being written."""
    found = iter(parts)
    with ThreadPoolExecutor(max_workers=1) as worker:
        following = worker.submit(next, found, None)
        while (part := following.result()) is not None:
            following = worker.submit(next, found, None)
            yield part


def bounds_of(table: pa.Table) -> Bounds:
    """Return west, south, east and north of the rows of a table, where any has a point."""
    boxes = table[BOX].combine_chunks().drop_null()
    west, south = (pc.min(boxes.field(edge)).as_py() for edge in EDGES[:2])
    east, north = (pc.max(boxes.field(edge)).as_py() for edge in EDGES[2:])
    return None if west is None else [west, south, east, north]


def read(path: Path) -> Iterator[gpd.GeoDataFrame]:
    """Read a GeoParquet file of ours."""
    table = pq.read_table(path)
    metadata = table.schema.metadata or {}
    if b"geo" not in metadata:
        raise ValueError("it has no `geo` metadata, so it is not GeoParquet")
    frame = from_table(table.drop_columns([BOX]) if BOX in table.column_names else table)
    keep(frame, json.loads(metadata.get(OURS, b"{}")))
    yield frame


@dataclass(frozen=True, slots=True)
class _Run:
    """Rows in the order of the curve, in a file."""

    file: Path
    distances: np.ndarray
    """Along the curve, of each row; those without a point last."""
    bounds: np.ndarray
    """West, south, east, north; NaN where no row has a point."""

    @classmethod
    def of(cls, features: gpd.GeoDataFrame, file: Path) -> _Run:
        """Sort features into a file."""
        points = features.geometry
        located = points.notna().to_numpy()
        distances = np.full(len(points), np.iinfo(np.int64).max)
        if located.any():
            distances[located] = points[located].hilbert_distance(total_bounds=WORLD)
        order = np.argsort(distances, kind="stable")
        table = to_table(features).append_column(BOX, _boxes(points)).take(pa.array(order))
        with pa.ipc.new_file(str(file), table.schema) as out:
            out.write_table(table, max_chunksize=BATCH)
        return cls(file, distances[order], points.total_bounds)

    def rows(self, start: int, end: int) -> pa.Table:
        """Read some of the rows."""
        with pa.OSFile(str(self.file)) as source, pa.ipc.open_file(source) as file:
            first = start // BATCH
            batches = [file.get_batch(n) for n in range(first, -(-end // BATCH))]
            table = pa.Table.from_batches(batches, file.schema)
            return table.slice(start - first * BATCH, end - start)


def _in_order(runs: Sequence[_Run]) -> Iterator[pa.Table]:
    """Yield row groups along the curve; each takes, of every run, rows that follow one another."""
    distances = np.concatenate([run.distances for run in runs])
    order = np.argsort(distances, kind="stable")
    starts = np.cumsum([0, *(len(run.distances) for run in runs)])
    for begin in range(0, max(len(order), 1), ROW_GROUP):
        rows = np.sort(order[begin : begin + ROW_GROUP])
        cuts = np.searchsorted(rows, starts)
        parts = [
            run.rows(rows[low] - start, rows[high - 1] - start + 1)
            for run, start, low, high in zip(runs, starts, cuts, cuts[1:], strict=False)
            if high > low
        ]
        table = pa.concat_tables(parts or [runs[0].rows(0, 0)])
        yield table.take(pa.array(np.argsort(distances[rows], kind="stable")))


def _boxes(points: gpd.GeoSeries) -> pa.StructArray:
    array = points.to_numpy()
    missing = shapely.is_missing(array)
    edges = [np.where(missing, 0.0, values) for values in (shapely.get_x(array), shapely.get_y(array))]
    return pa.StructArray.from_arrays(edges * 2, EDGES, mask=pa.array(missing))


def _around(bounds: Sequence[np.ndarray]) -> Bounds:
    if not bounds:
        return None
    edges = np.array(bounds)
    return [*edges[:, :2].min(axis=0).tolist(), *edges[:, 2:].max(axis=0).tolist()]


def _geo(bounds: Bounds) -> dict[str, Any]:
    """Return the metadata that makes Parquet GeoParquet (https://geoparquet.org, version 1.1.0)."""
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": ["Point"],
        "crs": pyproj.CRS(CRS).to_json_dict(),
        "covering": {BOX: {edge: [BOX, edge] for edge in EDGES}},
    }
    if bounds:
        column["bbox"] = bounds
    return {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}


FORMAT = Format("parquet", "GeoParquet", (".parquet", ".geoparquet"), write, read, ("qgis", "kepler"))
