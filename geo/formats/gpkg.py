"""GeoPackage: one file with the incidents as a layer, what QGIS and ArcGIS open without asking."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from pyogrio.raw import read_arrow, write_arrow

from geo.features import CRS
from geo.formats.kind import Format, Frames
from geo.formats.provenance import ATTRS, Provenance
from geo.formats.table import GEOMETRY, from_table, replace_unholdable, to_table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd

LAYER = "incidents"
UNHOLDABLE = r"\x00"


def write(frames: Frames, path: Path, provenance: Provenance) -> None:
    """Write a GeoPackage."""
    table = to_table(pd.concat(frames, ignore_index=True))
    write_arrow(
        replace_unholdable(table, UNHOLDABLE, FORMAT.title),
        path,
        layer=LAYER,
        driver="GPKG",
        geometry_name=GEOMETRY,
        geometry_type="Point",
        crs=CRS,
        layer_metadata=provenance.told(),
        GEOMETRY_NAME=GEOMETRY,
    )


def read(path: Path) -> Iterator[gpd.GeoDataFrame]:
    """Read the layer of incidents."""
    meta, table = read_arrow(path, layer=LAYER)
    frame = from_table(table.rename_columns({meta["geometry_name"]: GEOMETRY}))
    frame.attrs[ATTRS] = meta.get("layer_metadata") or {}
    yield frame


FORMAT = Format("gpkg", "GeoPackage", (".gpkg",), write, read)
