"""Points from any file: those that we write, exports of ACLED and UCDP, and tables and layers of others."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio.errors

from geo import formats
from geo.errors import FormatError

LONGITUDE = ("longitude", "lon", "lng", "long", "x")
LATITUDE = ("latitude", "lat", "y")
TABLES = {".csv": ",", ".tsv": "\t"}


def read_points(path: str | Path) -> gpd.GeoDataFrame:
    """Read what can be drawn from a file.

    Parameters
    ----------
    path
        A file that `geo.formats` reads; else any layer that GDAL reads (areas and lines become a point inside
        them), GeoParquet, or a table with columns of longitude and latitude.

    Raises
    ------
    FormatError
        When it is none of these.
    """
    try:
        return formats.read(path)
    except FormatError as error:
        if not Path(path).is_file():
            raise
        try:
            return _read_others(Path(path))
        except (
            pyogrio.errors.DataSourceError,
            pyogrio.errors.DataLayerError,
            pd.errors.ParserError,
            ValueError,
            OSError,
        ) as other:
            raise FormatError(f"{path} cannot be drawn: {other}; as features of our own: {error}") from error


def _read_others(path: Path) -> gpd.GeoDataFrame:
    separator = TABLES.get(path.suffix.lower())
    if separator:
        return _from_table(pd.read_csv(path, sep=separator))
    frame = gpd.read_parquet(path) if path.suffix.lower() == ".parquet" else gpd.read_file(path)
    if not isinstance(frame, gpd.GeoDataFrame):
        return _from_table(frame)
    degrees = frame if frame.crs is None else frame.to_crs(4326)
    return degrees.set_geometry(degrees.geometry.representative_point())


def _from_table(table: pd.DataFrame) -> gpd.GeoDataFrame:
    names = {str(name).strip().lower(): name for name in table.columns}
    found = [
        next((names[name] for name in wanted if name in names), None) for wanted in (LONGITUDE, LATITUDE)
    ]
    if None in found:
        raise ValueError(f"no columns of longitude and latitude among {', '.join(map(str, table.columns))}")
    degrees = [pd.to_numeric(table[name], errors="coerce") for name in found]
    geometry = gpd.points_from_xy(*degrees)
    points = gpd.GeoSeries(geometry, index=table.index, crs=4326).where(
        degrees[0].notna() & degrees[1].notna()
    )
    return gpd.GeoDataFrame(table.drop(columns=found), geometry=points, crs=4326)
