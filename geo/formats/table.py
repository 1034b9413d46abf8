"""Features as an Arrow table and back: the columns of the schema with the types that files shall have.

Days are dates; `event_start` and `event_end` repeat them as times, from the first second of the first day to
the last of the last, because the time sliders of QGIS and kepler.gl look for times. They carry no zone: a
day is the day at the place.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geo.features import COUNT, CRS, DAY, NUMBER, SCHEMA, TEXT
from geo.formats.labels import label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo.formats.kind import Frames

logger = logging.getLogger(__name__)

GEOMETRY = "geometry"
DEGREES = ("longitude", "latitude")
TIMES = {"event_start": "event_date", "event_end": "event_date_end"}
"""The times that files have and frames do not -> the day that each repeats."""
AREA_ID = "area_id"
"""Which of the layer of areas is an incident's: in files that have that layer, not in frames."""
MEANINGS = {column.name: column.meaning for column in SCHEMA} | {
    "event_start": "first second of the first day, at the place",
    "event_end": "last second of the last day, at the place",
    AREA_ID: "the area in which it may lie, of the layer of areas",
    "incidents": "how many incidents may lie in the area",
    "main_event_type": "their commonest event type",
}
LAST_SECOND = pd.Timedelta(days=1) - pd.Timedelta(seconds=1)
TYPES = {TEXT: pa.string(), COUNT: pa.int64(), NUMBER: pa.float64(), DAY: pa.date32()}
FIELDS: dict[str, pa.DataType] = {column.name: TYPES[column.dtype] for column in SCHEMA}
WKB_POINT = np.dtype([("order", "u1"), ("type", "<u4"), ("degrees", "<f8", 2)])
ROWS = 5_000
"""How many rows a stream has in memory as text at a time."""
TIME = pa.timestamp("ms")


def slices(frames: Frames, rows: int = ROWS) -> Iterator[gpd.GeoDataFrame]:
    """Cut frames into parts of at most `rows` rows; an empty frame is a part, too."""
    for frame in frames:
        for start in range(0, max(len(frame), 1), rows):
            yield frame.iloc[start : start + rows]


def to_table(features: gpd.GeoDataFrame) -> pa.Table:
    """Return the columns as Arrow, in the order of the schema, the times, then columns of others.

    The geometry comes last, as WKB. Areas, which have some of the columns only, are welcome, too.
    """
    columns: dict[str, pa.Array] = {}
    for name, dtype in FIELDS.items():
        if name in features.columns:
            columns[name] = _array(features[name]).cast(dtype)
    for name, day in TIMES.items():
        late = LAST_SECOND if name == "event_end" else pd.Timedelta(0)
        columns[name] = _array(features[day] + late).cast(TIME)
    for name in features.columns:
        if name not in columns and name != features.geometry.name:
            columns[str(name)] = _array(features[name])
    columns[GEOMETRY] = to_wkb(features.geometry.to_numpy())
    return pa.table(columns, schema=pa.schema([_field(name, array.type) for name, array in columns.items()]))


def to_wkb(geometries: np.ndarray) -> pa.Array:
    """Return geometries as WKB; points, which all have 21 bytes, in one go."""
    missing = shapely.is_missing(geometries)
    if not (shapely.get_type_id(geometries)[~missing] == shapely.GeometryType.POINT).all():
        return pa.array(shapely.to_wkb(geometries), pa.binary())
    points = np.zeros(len(geometries), WKB_POINT)
    points["order"], points["type"] = 1, 1
    points["degrees"][~missing] = shapely.get_coordinates(geometries)
    offsets = np.arange(len(points) + 1, dtype=np.int64) * WKB_POINT.itemsize
    known = pa.array(~missing).buffers()[1]
    buffers = [known, pa.py_buffer(offsets), pa.py_buffer(points.tobytes())]
    return pa.Array.from_buffers(pa.large_binary(), len(points), buffers).cast(pa.binary())


def from_table(
    table: pa.Table, geometry: Iterable[shapely.Geometry | None] | None = None
) -> gpd.GeoDataFrame:
    """Turn a table as it was read into features; columns that it lacks are null.

    Parameters
    ----------
    table
        Columns in any order and of any types that can become the schema's.
    geometry
        In the order of the rows; from the column `geometry` (WKB) if not given.
    """
    if geometry is None:
        geometry = shapely.from_wkb(table[GEOMETRY].to_numpy(zero_copy_only=False))
    columns = {
        name: _cast(table[name], dtype) if name in table.column_names else pa.nulls(len(table), dtype)
        for name, dtype in FIELDS.items()
    }
    known = {*columns, *TIMES, AREA_ID, GEOMETRY}
    columns |= {name: table[name] for name in table.column_names if name not in known}
    frame = pa.table(columns).to_pandas(
        types_mapper={pa.string(): pd.StringDtype(), pa.int64(): pd.Int64Dtype()}.get, date_as_object=False
    )
    frame = frame.astype({column.name: column.dtype for column in SCHEMA})
    points = gpd.GeoSeries(list(geometry), index=frame.index, crs=CRS)
    return gpd.GeoDataFrame(frame, geometry=points, crs=CRS)


def with_degrees(table: pa.Table, precision: int) -> pa.Table:
    """Replace the geometry by columns `longitude` and `latitude`, null where there is no point."""
    points = shapely.from_wkb(table[GEOMETRY].to_numpy(zero_copy_only=False))
    table = table.drop_columns([GEOMETRY])
    for name, degrees in zip(DEGREES, (shapely.get_x(points), shapely.get_y(points)), strict=True):
        rounded = np.round(degrees, precision) + 0.0  # no -0.0
        table = table.append_column(name, pa.array(rounded, from_pandas=True))
    return table


def from_degrees(table: pa.Table) -> gpd.GeoDataFrame:
    """Turn a table with `longitude` and `latitude` into features."""
    degrees = [table[name].cast(pa.float64()).to_numpy(zero_copy_only=False) for name in DEGREES]
    points = shapely.points(*degrees)
    points[np.isnan(degrees[0])] = None
    return from_table(table.drop_columns(list(DEGREES)), points)


def replace_unholdable(features: gpd.GeoDataFrame, title: str, characters: str = r"\x00") -> gpd.GeoDataFrame:
    """Return features in whose texts U+FFFD stands for what a format cannot hold, and tell.

    Parameters
    ----------
    features
        Left as they are.
    title
        The format's name, for the message.
    characters
        A regular expression (RE2) for one such character.
    """
    clean = {}
    for name in features.columns:
        if features[name].dtype == TEXT:
            texts = _array(features[name])
            bad = pc.sum(pc.match_substring_regex(texts, characters)).as_py()
            if bad:
                logger.warning(
                    "%s cannot hold some characters in %d values of %s: U+FFFD stands for them",
                    title,
                    bad,
                    name,
                )
                texts = pc.replace_substring_regex(texts, characters, "\ufffd")
                clean[name] = pd.Series(pd.array(texts, TEXT), index=features.index)
    return features.assign(**clean)


def _field(name: str, dtype: pa.DataType) -> pa.Field:
    """Return the field with its label and meaning, which GDAL hands on to formats that have room for them."""
    told = {"GDAL:OGR:alternative_name": label(name), "GDAL:OGR:comment": MEANINGS.get(name, "")}
    return pa.field(name, dtype, metadata=None if name == GEOMETRY else told)


def _array(values: pd.Series) -> pa.Array:
    made = pa.Array.from_pandas(values)
    return made.combine_chunks() if isinstance(made, pa.ChunkedArray) else made


def _cast(values: pa.ChunkedArray, dtype: pa.DataType) -> pa.ChunkedArray:
    if isinstance(values.type, pa.BaseExtensionType):
        values = pa.chunked_array([chunk.storage for chunk in values.chunks], values.type.storage_type)
    if pa.types.is_timestamp(values.type) and dtype == pa.date32():
        values = values.cast(pa.timestamp(values.type.unit))
    if pa.types.is_floating(values.type) and dtype == pa.string():
        values = values.cast(pa.int64())
    return values.cast(dtype)
