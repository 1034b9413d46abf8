"""CSV for spreadsheets, kepler.gl and everything else: UTF-8, `longitude` and `latitude`, WKT on request.

No text is a formula when a spreadsheet opens the file: what starts like one gets an apostrophe before it,
which reading takes away again. An empty text is `""`, what is not told is nothing at all.
"""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import shapely

from geo.errors import FormatError
from geo.formats.kind import Format, Frames
from geo.formats.table import FIELDS, GEOMETRY, TIME, TIMES, from_degrees, slices, to_table, with_degrees

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import geopandas as gpd

    from geo.formats.provenance import Provenance

FORMULA = "^'*[=+\\-@\\t\\r\\n\uff1d\uff0b\uff0d\uff20]"
"""How a text starts that a spreadsheet may take for a formula (full-width signs included)."""
ESCAPED = "^'('*[=+\\-@\\t\\r\\n\uff1d\uff0b\uff0d\uff20])"
WKT = "WKT"
BLOCK = 1 << 24
"""Bytes read at a time; no row may be longer."""


def write(
    frames: Frames,
    path: Path,
    provenance: Provenance,  # noqa: ARG001
    *,
    precision: int = 7,
    bom: bool = False,
    wkt: bool = False,
) -> None:
    """Write a table with a line of column names; the format has no room for provenance.

    Parameters
    ----------
    frames, path, provenance
        As every writer.
    precision
        Digits after the point of a degree.
    bom
        Whether to start with a byte order mark, from which Excel knows UTF-8.
    wkt
        Whether to add the geometry as a column `WKT`.
    """
    with path.open("wb") as file:
        if bom:
            file.write(codecs.BOM_UTF8)
        write_safely((_columns(part, precision, wkt=wkt) for part in slices(frames)), file)


def write_safely(tables: Iterable[pa.Table], file: BinaryIO) -> None:
    """Write tables of the same columns one after the other, so that no text is a formula."""
    writer = None
    for table in map(_safe, tables):
        writer = writer or pa.csv.CSVWriter(file, table.schema)
        writer.write_table(table)
    if writer:
        writer.close()


def read(path: Path) -> Iterator[gpd.GeoDataFrame]:
    """Read a table of ours."""
    table = read_texts(path, {**FIELDS, **dict.fromkeys(TIMES, TIME)})
    if not {"longitude", "latitude"}.issubset(table.column_names):
        raise FormatError(f"{path} has no columns longitude and latitude: {', '.join(table.column_names)}")
    for index, field in enumerate(table.schema):
        if pa.types.is_string(field.type):
            plain = pc.replace_substring_regex(table[index], ESCAPED, r"\1", max_replacements=1)
            table = table.set_column(index, field, plain)
    yield from_degrees(table.drop_columns([WKT]) if WKT in table.column_names else table)


def read_texts(path: Path | BinaryIO, types: dict[str, pa.DataType]) -> pa.Table:
    """Read a CSV file; columns without a type get the one that Arrow finds. Only `""` is an empty text."""
    return pa.csv.read_csv(
        path,
        read_options=pa.csv.ReadOptions(block_size=BLOCK),
        parse_options=pa.csv.ParseOptions(newlines_in_values=True),
        convert_options=pa.csv.ConvertOptions(
            column_types=types, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False
        ),
    )


def _columns(features: gpd.GeoDataFrame, precision: int, *, wkt: bool) -> pa.Table:
    table = to_table(features)
    flat = with_degrees(table, precision)
    if wkt:
        points = shapely.from_wkb(table[GEOMETRY].to_numpy(zero_copy_only=False))
        texts = shapely.to_wkt(points, rounding_precision=precision)
        flat = flat.append_column(WKT, pa.array(texts, pa.string()))
    return flat


def _safe(table: pa.Table) -> pa.Table:
    for index, field in enumerate(table.schema):
        if pa.types.is_string(field.type):
            safe = pc.replace_substring_regex(table[index], FORMULA, r"'\0", max_replacements=1)
            table = table.set_column(index, field, safe)
    return table


FORMAT = Format("csv", "CSV", (".csv",), write, read, ("qgis", "kepler"))
