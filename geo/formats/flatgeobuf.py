"""FlatGeobuf: one indexed file that web maps and GIS read by range, a box at a time.

The index cannot hold rows without a point: with any of them, the file has no index and is read whole. The
option `located` leaves them out, so that there is one.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pandas as pd
import pyogrio
from pyogrio.raw import read_arrow, write_arrow

from geo.features import CRS
from geo.formats.kind import Format, Frames
from geo.formats.provenance import Provenance, keep
from geo.formats.table import GEOMETRY, from_table, replace_unholdable, to_table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd

logger = logging.getLogger(__name__)

ROW_BY_ROW = "OGR_FLATGEOBUF_STREAM_BASE_IMPL"
"""GDAL's faster way to read this format in columns breaks at a row without a point (seen with 3.12)."""


def write(frames: Frames, path: Path, provenance: Provenance, *, located: bool = False) -> None:
    """Write a FlatGeobuf file; `located`: only the incidents with a point, so that the file has an index."""
    features = replace_unholdable(pd.concat(frames, ignore_index=True), FORMAT.title)
    without = int(features.geometry.isna().sum())
    if located and without:
        logger.warning("%d of %d incidents have no point and are left out", without, len(features))
        features = features[features.geometry.notna()]
    write_arrow(
        to_table(features),
        path,
        layer="incidents",
        driver="FlatGeobuf",
        geometry_name=GEOMETRY,
        geometry_type="Point",
        crs=CRS,
        layer_metadata=provenance.told(),
        DESCRIPTION=provenance.attribution,
        SPATIAL_INDEX="YES" if located or not without else "NO",
    )


def read(path: Path) -> Iterator[gpd.GeoDataFrame]:
    """Read a FlatGeobuf file of ours."""
    pyogrio.set_gdal_config_options({ROW_BY_ROW: True})
    try:
        _, table = read_arrow(path)
    finally:
        pyogrio.set_gdal_config_options({ROW_BY_ROW: None})
    frame = from_table(table.rename_columns({"wkb_geometry": GEOMETRY}))
    keep(frame, pyogrio.read_info(path)["layer_metadata"])
    yield frame


FORMAT = Format("flatgeobuf", "FlatGeobuf", (".fgb",), write, read, ("qgis",))
