"""File geodatabase for ArcGIS: a folder with the incidents and their areas as feature classes.

Written for every version of ArcGIS: days become date-times there (that type has no plain date before
ArcGIS Pro 3.2), counts are 32-bit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import pandas as pd
import pyarrow as pa
from pyogrio.raw import read_arrow, write_arrow

from geo.features import CRS
from geo.formats.areas import area_ids, to_areas
from geo.formats.kind import Format, Frames
from geo.formats.table import AREA_ID, GEOMETRY, TIME, from_table, replace_unholdable, to_table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd

    from geo.formats.provenance import Provenance

LAYER, AREAS = "incidents", "areas"
TYPES = {pa.int64(): pa.int32(), pa.date32(): TIME}


def write(frames: Frames, path: Path, provenance: Provenance, *, areas: bool = True) -> None:
    """Write a file geodatabase; `areas` says whether with the feature class of areas."""
    features = replace_unholdable(pd.concat(frames, ignore_index=True), FORMAT.title)
    ids = area_ids(features) if areas else None
    table = to_table(features if ids is None else features.assign(**{AREA_ID: ids}))
    _add_layer(table, path, LAYER, "Point", provenance)
    if ids is not None:
        _add_layer(to_table(to_areas(features, ids)), path, AREAS, "MultiPolygon", provenance, append=True)


def read(path: Path) -> Iterator[gpd.GeoDataFrame]:
    """Read the feature class of incidents."""
    meta, table = read_arrow(path, layer=LAYER)
    yield from_table(table.rename_columns({meta["geometry_name"]: GEOMETRY}))


def _add_layer(
    table: pa.Table, path: Path, layer: str, kind: str, provenance: Provenance, **more: Any
) -> None:
    fields = [field.with_type(TYPES.get(field.type, field.type)) for field in table.schema]
    write_arrow(
        table.cast(pa.schema(fields)),
        path,
        layer=layer,
        driver="OpenFileGDB",
        geometry_name=GEOMETRY,
        geometry_type=kind,
        crs=CRS,
        LAYER_ALIAS=layer.capitalize(),
        DOCUMENTATION=_documentation(layer, provenance),
        **more,
    )


def _documentation(layer: str, provenance: Provenance) -> str:
    """Return the metadata that ArcGIS shows for an item."""
    told = "".join(f"<p>{escape(name)}: {escape(text)}</p>" for name, text in provenance.told().items())
    return (
        f"<metadata><dataIdInfo><idCitation><resTitle>{layer.capitalize()}</resTitle></idCitation>"
        f"<idAbs>{escape(told)}</idAbs><idCredit>{escape(provenance.attribution)}</idCredit>"
        "</dataIdInfo></metadata>"
    )


FORMAT = Format("filegdb", "File geodatabase", (".gdb",), write, read, folder=True)
