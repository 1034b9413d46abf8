"""A folder of GeoParquet files, each of a stretch of the Hilbert curve, each readable by itself.

For more rows than one file should have: DuckDB, Dask and Spark read the files side by side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.formats import parquet
from geo.formats.kind import Format, Frames

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd

    from geo.formats.provenance import Provenance


def write(frames: Frames, path: Path, provenance: Provenance) -> None:
    """Write files of 50,000 rows, in bounded memory."""
    path.mkdir()
    with parquet.sorted_rows(frames, path.parent) as (parts, _):
        for number, part in enumerate(parts):
            bounds = parquet.bounds_of(part)
            parquet.write_tables([part], bounds, path / f"part-{number:05d}.parquet", provenance)


def read(path: Path) -> Iterator[gpd.GeoDataFrame]:
    """Read one file after the other."""
    files = sorted(path.glob("*.parquet"))
    if not files:
        raise ValueError("there is no .parquet file in this folder")
    for file in files:
        yield from parquet.read(file)


FORMAT = Format("parquet-folder", "Folder of GeoParquet", (".parquets",), write, read, folder=True)
