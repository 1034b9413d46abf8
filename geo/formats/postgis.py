"""PostGIS: incidents and their areas as two tables; rows that are there already are brought up to date.

The address is libpq's, and may name the table: `postgresql://user@host/database#schema.table`. `incident_id`
is the key, `area_id` that of the areas: writing again inserts what is new and updates what is there, in one
transaction, and counts the incidents of each area anew. The tables have a spatial index, comments, and a
default style that QGIS finds. Needs the extra `postgis`.
"""

from __future__ import annotations

import io
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.csv
import shapely

from geo.errors import FormatError, OutputError
from geo.formats.areas import area_ids, to_areas
from geo.formats.csv import read_texts
from geo.formats.kind import Format, Frames
from geo.formats.provenance import Provenance, keep
from geo.formats.qgis import area_style, point_style
from geo.formats.table import (
    AREA_ID,
    FIELDS,
    GEOMETRY,
    MEANINGS,
    TIME,
    TIMES,
    from_table,
    replace_unholdable,
    to_table,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    from psycopg import Cursor

KEY, SRID = "incident_id", 4326
SCHEMA, TABLE, AREAS = "public", "incidents", "_areas"
UNHOLDABLE = r"\x00"
SQL_TYPES = {
    pa.string(): "text", pa.large_string(): "text", pa.int64(): "bigint", pa.float64(): "double precision",
    pa.bool_(): "boolean", pa.date32(): "date", TIME: "timestamp",
}  # fmt: skip
STYLE = "incident-mapper"
STYLES_TABLE = """
CREATE TABLE IF NOT EXISTS public.layer_styles (
    id serial PRIMARY KEY, f_table_catalog varchar, f_table_schema varchar, f_table_name varchar,
    f_geometry_column varchar, stylename text, styleqml xml, stylesld xml, useasdefault boolean,
    description text, owner varchar(63) DEFAULT current_user, ui xml,
    update_time timestamp DEFAULT current_timestamp, type varchar
)
"""
"""As QGIS makes it; it looks here for the default style of a layer."""
OLD_STYLE = """
DELETE FROM public.layer_styles WHERE f_table_catalog = current_database()
AND f_table_schema = %s AND f_table_name = %s AND stylename = %s
"""
NEW_STYLE = """
INSERT INTO public.layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, stylename,
styleqml, useasdefault) SELECT current_database(), %s, %s, %s, %s, xmlparse(DOCUMENT %s), NOT EXISTS
(SELECT FROM public.layer_styles WHERE f_table_catalog = current_database()
AND f_table_schema = %s AND f_table_name = %s AND useasdefault)
"""

COUNT_AGAIN = """
UPDATE {0}.{1} area SET incidents = found.incidents, main_event_type = found.main,
event_date = found.first, event_date_end = found.last, event_start = found.first,
event_end = found.last + interval '1 day' - interval '1 second'
FROM (SELECT area_id, count(*) AS incidents, mode() WITHIN GROUP (ORDER BY event_type) AS main,
min(event_date) AS first, max(coalesce(event_date_end, event_date)) AS last
FROM {0}.{2} GROUP BY area_id) found WHERE found.area_id = area.area_id
"""
LEFT_ALONE = """
DELETE FROM {0}.{1} area WHERE NOT EXISTS (SELECT FROM {0}.{2} incident WHERE incident.area_id = area.area_id)
"""


def write(frames: Frames, address: str, provenance: Provenance, *, areas: bool = True) -> None:
    """Insert and update incidents; `areas`: keep a table `TABLE_areas` with their areas, too."""
    features = replace_unholdable(pd.concat(frames, ignore_index=True), UNHOLDABLE, FORMAT.title)
    server, schema, name = _parse(address)
    with _cursor(server, OutputError) as cursor:
        _run(cursor, "CREATE SCHEMA IF NOT EXISTS {}", schema)
        cursor.execute("CREATE EXTENSION IF NOT EXISTS postgis")
        cursor.execute(STYLES_TABLE)
        ids = area_ids(features) if areas else None
        table = to_table(features if ids is None else features.assign(**{AREA_ID: ids}))
        _upsert(cursor, table, (schema, name), "Point", key=KEY)
        _comment(cursor, (schema, name), provenance)
        _keep_style(cursor, (schema, name), point_style(table.column_names[:-1]))
        if ids is not None:
            table = to_table(to_areas(features, ids))
            _upsert(cursor, table, (schema, name + AREAS), "MultiPolygon", key=AREA_ID)
            for query in (
                "CREATE INDEX IF NOT EXISTS {3} ON {0}.{2} ({4})",
                LEFT_ALONE,
                COUNT_AGAIN,
            ):
                _run(cursor, query, schema, name + AREAS, name, f"{name}_{AREA_ID}_idx", AREA_ID)
            _keep_style(cursor, (schema, name + AREAS), area_style(table.column_names[:-1]))


def read(address: str) -> Iterator[gpd.GeoDataFrame]:
    """Read the table of incidents."""
    from psycopg import sql  # noqa: PLC0415  an extra

    server, schema, name = _parse(address)
    columns = sql.SQL("*, encode(ST_AsBinary({}), 'hex') AS {}").format(
        sql.Identifier(GEOMETRY), sql.Identifier("wkb")
    )
    query = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT (FORMAT csv, HEADER)").format(
        columns, sql.Identifier(schema, name)
    )
    with _cursor(server, FormatError) as cursor:
        with cursor.copy(query) as copy:
            text = io.BytesIO(b"".join(copy))
        described = cursor.execute(
            "SELECT obj_description(to_regclass(format('%%I.%%I', %s::text, %s::text)))", (schema, name)
        ).fetchone()
    table = read_texts(text, {**FIELDS, **dict.fromkeys(TIMES, TIME), "wkb": pa.string()})
    points = shapely.from_wkb(table["wkb"].to_numpy(zero_copy_only=False))
    frame = from_table(table.drop_columns(["wkb", GEOMETRY]), points)
    about = (described and described[0]) or ""
    keep(frame, dict(line.split(": ", 1) for line in about.splitlines() if ": " in line))
    yield frame


def _parse(address: str) -> tuple[str, str, str]:
    server, _, place = address.partition("#")
    schema, _, name = place.rpartition(".")
    return server, schema or SCHEMA, name or TABLE


@contextmanager
def _cursor(server: str, error_class: type[FormatError | OutputError]) -> Iterator[Cursor[Any]]:
    """Give a cursor in one transaction: all of it, or nothing."""
    try:
        import psycopg  # noqa: PLC0415  an extra
    except ImportError as error:
        raise FormatError("PostGIS needs psycopg: pip install 'incident-mapper[postgis]'") from error
    try:
        with psycopg.connect(server) as connection, connection.cursor() as cursor:
            yield cursor
    except psycopg.Error as error:
        raise error_class(
            f"PostGIS: {str(error).strip()}: check the address and your rights there"
        ) from error


def _run(cursor: Cursor[Any], query: str, *names: str, **texts: str) -> None:
    """Execute a query with names, and with texts where parameters cannot stand."""
    from psycopg import sql  # noqa: PLC0415  an extra

    literals = {name: sql.Literal(text) for name, text in texts.items()}
    cursor.execute(sql.SQL(query).format(*map(sql.Identifier, names), **literals))


def _upsert(cursor: Cursor[Any], table: pa.Table, place: tuple[str, str], kind: str, key: str) -> None:
    """Bring rows into a table by way of a temporary one, which is left until the transaction ends."""
    from psycopg import sql  # noqa: PLC0415  an extra

    types = {field.name: SQL_TYPES.get(field.type, "text") for field in table.schema}
    types[GEOMETRY] = f"geometry({kind}, {SRID})"
    columns = [sql.SQL("{} {}").format(sql.Identifier(c), sql.SQL(t)) for c, t in types.items()]
    names = sql.SQL(", ").join(map(sql.Identifier, types))
    changes = sql.SQL(", ").join(sql.SQL("{0} = EXCLUDED.{0}").format(sql.Identifier(c)) for c in types)
    target, staged = sql.Identifier(*place), sql.Identifier(f"staged_{kind}")
    body = sql.SQL(", ").join(columns)
    cursor.execute(sql.SQL("CREATE TEMP TABLE {} ({}) ON COMMIT DROP").format(staged, body))
    with cursor.copy(sql.SQL("COPY {} FROM STDIN (FORMAT csv)").format(staged)) as copy:
        copy.write(_text(table))
    cursor.execute(
        sql.SQL("CREATE TABLE IF NOT EXISTS {} ({}, PRIMARY KEY ({}))").format(
            target, body, sql.Identifier(key)
        )
    )
    for column in columns:
        cursor.execute(sql.SQL("ALTER TABLE {} ADD COLUMN IF NOT EXISTS {}").format(target, column))
    for name in MEANINGS.keys() & types.keys():
        _run(cursor, "COMMENT ON COLUMN {}.{}.{} IS {text}", *place, name, text=MEANINGS[name])
    cursor.execute(
        sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} ON CONFLICT ({}) DO UPDATE SET {}").format(
            target, names, names, staged, sql.Identifier(key), changes
        )
    )
    index = f"{place[1]}_{GEOMETRY}_idx"
    _run(cursor, "CREATE INDEX IF NOT EXISTS {} ON {}.{} USING gist ({})", index, *place, GEOMETRY)


def _text(table: pa.Table) -> memoryview:
    """Return a table as the CSV that COPY reads: null is nothing, an empty text is two quotes."""
    points = shapely.from_wkb(table[GEOMETRY].to_numpy(zero_copy_only=False))
    known = shapely.to_wkb(shapely.set_srid(points, SRID), hex=True, include_srid=True)
    table = table.set_column(table.num_columns - 1, GEOMETRY, pa.array(known, pa.string()))
    text = pa.BufferOutputStream()
    pa.csv.write_csv(table, text, pa.csv.WriteOptions(include_header=False))
    return memoryview(text.getvalue())


def _comment(cursor: Cursor[Any], place: tuple[str, str], provenance: Provenance) -> None:
    about = "\n".join(f"{name}: {text}" for name, text in provenance.told().items())
    _run(cursor, "COMMENT ON TABLE {}.{} IS {text}", *place, text=about)


def _keep_style(cursor: Cursor[Any], place: tuple[str, str], style: str) -> None:
    """Put our style in place of our older one; it is the default unless the user has chosen another."""
    cursor.execute(OLD_STYLE, (*place, STYLE))
    cursor.execute(NEW_STYLE, (*place, GEOMETRY, STYLE, style, *place))


FORMAT = Format("postgis", "PostGIS", (), write, read, schemes=("postgresql://", "postgres://"))
