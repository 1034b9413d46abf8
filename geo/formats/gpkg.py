"""GeoPackage: one file with the incidents, their areas, and the style in which QGIS opens both.

Columns have their labels and meanings, days are dates, and the provenance stands in the metadata tables.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyogrio
from pyogrio.raw import read_arrow, write_arrow

from geo.features import CRS
from geo.formats.areas import area_ids, to_areas
from geo.formats.kind import Format, Frames
from geo.formats.provenance import Provenance, keep
from geo.formats.qgis import area_style, point_style
from geo.formats.table import AREA_ID, GEOMETRY, from_table, replace_unholdable, to_table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd
    import pyarrow as pa

LAYER, AREAS = "incidents", "areas"
VERSION = "1.3"
"""Of GeoPackage: the newest that QGIS 3.22 and ArcGIS Pro 3 know."""
STYLES_TABLE = """
CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
    f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
    useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME
);
INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id)
SELECT 'layer_styles', 'attributes', 'layer_styles', '', last_change, 0 FROM gpkg_contents LIMIT 1;
"""


def write(frames: Frames, path: Path, provenance: Provenance, *, areas: bool = True) -> None:
    """Write a GeoPackage; `areas` says whether with the layer of areas."""
    features = replace_unholdable(pd.concat(frames, ignore_index=True), FORMAT.title)
    ids = area_ids(features) if areas else None
    table = to_table(features if ids is None else features.assign(**{AREA_ID: ids}))
    _add_layer(table, path, LAYER, "Point", provenance)
    types = frozenset(features["event_type"])
    styles = {LAYER: point_style(table.column_names[:-1], types)}
    if ids is not None:
        areas_table = to_table(to_areas(features, ids))
        _add_layer(areas_table, path, AREAS, "MultiPolygon", provenance, append=True)
        styles[AREAS] = area_style(areas_table.column_names[:-1], types)
    _add_styles(path, styles, provenance)


def read(path: Path) -> Iterator[gpd.GeoDataFrame]:
    """Read the layer of incidents."""
    meta, table = read_arrow(path, layer=LAYER)
    frame = from_table(table.rename_columns({meta["geometry_name"]: GEOMETRY}))
    keep(frame, pyogrio.read_info(path, layer=LAYER)["layer_metadata"])
    yield frame


def _add_layer(
    table: pa.Table, path: Path, layer: str, kind: str, provenance: Provenance, **more: Any
) -> None:
    write_arrow(
        table,
        path,
        layer=layer,
        driver="GPKG",
        geometry_name=GEOMETRY,
        geometry_type=kind,
        crs=CRS,
        layer_metadata=provenance.told(),
        dataset_options=None if more else {"VERSION": VERSION},
        GEOMETRY_NAME=GEOMETRY,
        DESCRIPTION=provenance.attribution,
        **more,
    )


def _add_styles(path: Path, styles: dict[str, str], provenance: Provenance) -> None:
    """Add the table in which QGIS looks for the style of a layer."""
    with closing(sqlite3.connect(path)) as file, file:
        file.executescript(STYLES_TABLE)
        file.executemany(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column,"
            " styleName, styleQML, styleSLD, useAsDefault, description, owner, update_time)"
            " VALUES ('', '', ?, ?, ?, ?, '', 1, 'by event type', '', ?)",
            [
                (layer, GEOMETRY, layer, style, provenance.created[:-1] + ".000Z")
                for layer, style in styles.items()
            ],
        )


FORMAT = Format("gpkg", "GeoPackage", (".gpkg",), write, read, ("kepler",))
