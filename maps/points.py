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
BROKEN = (
    pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pd.errors.ParserError, ValueError, OSError,
)  # fmt: skip
"""What is raised over a file that is not what its name says."""
UNKNOWN = "not recognized as being in a supported file format"
"""What GDAL says of a file that it does not know."""


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
        if Path(path).is_dir():
            raise FormatError(
                f"{path} is a folder without incidents: name a file of them (`map` reads articles)"
            ) from error
        if not Path(path).is_file():
            raise
        try:
            return _read_others(Path(path))
        except BROKEN as other:
            raise FormatError(f"{path} cannot be drawn: {_told(other)}") from other


def _told(error: Exception) -> str:
    """Return what is wrong with a file, and what to do."""
    if UNKNOWN in str(error):
        return "it is no file of incidents, no layer that GDAL reads and no table (`map` reads articles)"
    return f"{error}: mend it, or write it anew"


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
        raise ValueError(
            f"it has no columns longitude and latitude, only {', '.join(map(str, table.columns))}"
        )
    degrees = [pd.to_numeric(table[name], errors="coerce") for name in found]
    geometry = gpd.points_from_xy(*degrees)
    points = gpd.GeoSeries(geometry, index=table.index, crs=4326).where(
        degrees[0].notna() & degrees[1].notna()
    )
    return gpd.GeoDataFrame(table.drop(columns=found), geometry=points, crs=4326)
