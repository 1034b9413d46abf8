"""JSON texts from tables and tables from JSON values, column by column: what the JSON formats share."""

from __future__ import annotations

import json
import math
from itertools import islice
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geo.formats.table import FIELDS, GEOMETRY, ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

T = TypeVar("T")


def parts(values: Iterator[T]) -> Iterator[list[T]]:
    """Cut values into lists of at most `ROWS`."""
    while part := list(islice(values, ROWS)):
        yield part


def members(table: pa.Table) -> list[str]:
    """Return each row's properties as the members of a JSON object, without the braces.

    Examples
    --------
    >>> members(pa.table({"a": [1, None], "b": ["[1]", "x"]}))
    ['"a":1,"b":"[1]"', '"a":null,"b":"x"']
    """
    columns = []
    for name in table.column_names:
        if name != GEOMETRY:
            key = encode_basestring(name) + ":"
            columns.append([key + text for text in _texts(table[name])])
    return [",".join(row) for row in zip(*columns, strict=True)]


def geometry_texts(geometries: np.ndarray, precision: int) -> list[str]:
    """Return points as GeoJSON geometries, `null` where there is none.

    Parameters
    ----------
    geometries
        Array of points or `None`.
    precision
        Digits after the point of a coordinate in degrees.
    """
    numbers = np.round(shapely.get_coordinates(geometries), precision) + 0.0  # no -0.0
    points = iter(numbers.tolist())
    return [
        "null" if missing else f'{{"type":"Point","coordinates":{json.dumps(next(points))}}}'
        for missing in shapely.is_missing(geometries)
    ]


def to_columns(rows: Sequence[dict[str, Any]]) -> pa.Table:
    """Return rows as a table: columns of the schema with its types, others as Arrow finds them."""
    names = dict.fromkeys(name for row in rows for name in row)
    columns = {}
    for name in names:
        values = [row.get(name) for row in rows]
        dtype = FIELDS.get(name)
        if dtype == pa.date32():
            columns[name] = pc.utf8_slice_codeunits(pa.array(values, pa.string()), 0, 10).cast(dtype)
        else:
            columns[name] = pa.array(values, dtype)
    return pa.table(columns)


def _texts(column: pa.ChunkedArray) -> list[str]:
    kind = column.type
    if pa.types.is_timestamp(kind):
        column = pc.strftime(column.cast(pa.timestamp("s")), "%Y-%m-%dT%H:%M:%S")
    elif pa.types.is_date(kind):
        column = column.cast(pa.string())
    values = column.to_pylist()
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return ["null" if value is None else encode_basestring(value) for value in values]
    if pa.types.is_integer(kind):
        return ["null" if value is None else str(value) for value in values]
    if pa.types.is_floating(kind):
        return ["null" if value is None or not math.isfinite(value) else repr(value) for value in values]
    return [json.dumps(value, ensure_ascii=False, default=str) for value in values]
