"""PostGIS: incidents and their areas as two tables; rows that are there already are brought up to date.

The address is libpq's, and may name the table: `postgresql://user@host/database#schema.table`. `incident_id`
is the key, `area_id` that of the areas: writing again inserts what is new and updates what is there, in one
transaction, and counts the incidents of each area anew. The tables have a spatial index, comments, and a
default style that QGIS finds. Needs the extra `postgis`. No message tells a password.
"""

from __future__ import annotations

import io
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

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
    from psycopg import Connection, Cursor

KEY, SRID = "incident_id", 4326
SCHEMA, TABLE, AREAS = "public", "incidents", "_areas"
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
GONE = "DELETE FROM {0}.{1} old WHERE NOT EXISTS (SELECT FROM {2} new WHERE new.{3} = old.{3})"
PASSWORD = re.compile(r"://[^:@]*:(?P<user>.*)@|[?&]\w*password=(?P<query>[^&#]*)")
SHORT = 3
"""Letters of a part of a password that are blotted out wherever they stand."""


def write(
    frames: Frames, address: str, provenance: Provenance, *, areas: bool = True, replace: bool = False
) -> None:
    """Insert and update incidents, in bounded memory.

    `areas`: keep a table `TABLE_areas` with their areas, too. `replace`: what is not written goes.
    """
    server, schema, name = parse(address)
    with _cursor(server, OutputError) as cursor:
        hold(cursor, schema, name)
        make_schema(cursor, schema)
        cursor.execute("CREATE EXTENSION IF NOT EXISTS postgis")
        cursor.execute(STYLES_TABLE)
        points, shapes = _Staged(cursor, "Point", KEY), _Staged(cursor, "MultiPolygon", AREA_ID)
        known: set[str] = set()
        for frame in frames:
            features = replace_unholdable(frame, FORMAT.title)
            if areas:
                ids = area_ids(features)
                features = features.assign(**{AREA_ID: ids})
                shapes.add(to_table(to_areas(features, ids.mask(ids.isin(known)))))
                known.update(ids.dropna())
            points.add(to_table(features))
        points.bring(schema, name)
        if replace:
            _run(cursor, GONE, schema, name, points.name, KEY)
        _comment(cursor, (schema, name), provenance)
        _keep_style(cursor, (schema, name), point_style(points.columns[:-1]))
        if areas:
            shapes.bring(schema, name + AREAS)
            for query in (
                "CREATE INDEX IF NOT EXISTS {3} ON {0}.{2} ({4})",
                LEFT_ALONE,
                COUNT_AGAIN,
            ):
                _run(cursor, query, schema, name + AREAS, name, f"{name}_{AREA_ID}_idx", AREA_ID)
            _keep_style(cursor, (schema, name + AREAS), area_style(shapes.columns[:-1]))


def read(address: str) -> Iterator[gpd.GeoDataFrame]:
    """Read the table of incidents."""
    from psycopg import sql  # noqa: PLC0415  an extra

    server, schema, name = parse(address)
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


def parse(address: str) -> tuple[str, str, str]:
    """Take an address apart: the server, the schema and the table.

    Examples
    --------
    >>> parse("postgresql://ada@localhost/news#media.incidents")
    ('postgresql://ada@localhost/news', 'media', 'incidents')
    """
    server, _, place = address.partition("#")
    schema, _, name = place.rpartition(".")
    return server, schema or SCHEMA, name or TABLE


def hold(cursor: Cursor[Any], schema: str, name: str) -> None:
    """Let no other process of ours write the same table until the transaction ends."""
    cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"{STYLE} {schema}.{name}",))


def make_schema(cursor: Cursor[Any], schema: str) -> None:
    """Make a schema that is not there; one that is there needs no right to make any."""
    if cursor.execute("SELECT to_regnamespace(quote_ident(%s))", (schema,)).fetchone() == (None,):
        _run(cursor, "CREATE SCHEMA {}", schema)


def has_table(cursor: Cursor[Any], schema: str, name: str) -> bool:
    """Whether there is such a table."""
    found = cursor.execute("SELECT to_regclass(format('%%I.%%I', %s::text, %s::text))", (schema, name))
    return found.fetchone() != (None,)


@contextmanager
def telling(server: str, error_class: type[FormatError | OutputError]) -> Iterator[None]:
    """Make one line of what the database says, without a password."""
    try:
        import psycopg  # noqa: PLC0415  an extra
    except ImportError as error:
        raise FormatError("PostGIS needs psycopg: pip install 'incident-mapper[postgis]'") from error
    try:
        yield
    except psycopg.Error as error:
        said = " ".join(str(error).split())
        told = without_password(said, server)
        cause = error if told == said else None
        raise error_class(f"PostGIS: {told}: check the address and your rights there") from cause


def without_password(message: str, server: str) -> str:
    """Return a message in which no part of the password in a server's address stands.

    Examples
    --------
    >>> without_password("no host secret/word, user ada", "postgresql://ada:my@secret/word@host/news")
    'no host …/…, user ada'
    """
    given = [text for found in PASSWORD.finditer(server) for text in found.groups() if text]
    parts = [part for text in given for part in re.split(r"[@/:?]", text) if len(part) >= SHORT]
    for secret in sorted({*given, *map(unquote, given), *parts}, key=len, reverse=True):
        message = message.replace(secret, "…")
    return message


def connect(server: str) -> Connection[Any]:
    """Return a connection to a server."""
    import psycopg  # noqa: PLC0415  an extra

    return psycopg.connect(server)


@contextmanager
def _cursor(server: str, error_class: type[FormatError | OutputError]) -> Iterator[Cursor[Any]]:
    """Give a cursor in one transaction: all of it, or nothing."""
    with telling(server, error_class), connect(server) as connection, connection.cursor() as cursor:
        yield cursor


def _run(cursor: Cursor[Any], query: str, *names: str, **texts: str) -> None:
    """Execute a query with names, and with texts where parameters cannot stand."""
    from psycopg import sql  # noqa: PLC0415  an extra

    literals = {name: sql.Literal(text) for name, text in texts.items()}
    cursor.execute(sql.SQL(query).format(*map(sql.Identifier, names), **literals))


class _Staged:
    """Rows on their way into a table, in a temporary one that is left until the transaction ends."""

    def __init__(self, cursor: Cursor[Any], kind: str, key: str) -> None:
        self._cursor, self._kind, self._key = cursor, kind, key
        self._types: dict[str, str] = {}
        self.name = f"staged_{kind.lower()}"

    @property
    def columns(self) -> list[str]:
        """The names of the columns so far, the geometry last."""
        return sorted(self._types, key=GEOMETRY.__eq__)

    def add(self, table: pa.Table) -> None:
        """Take rows; a column that was not there before is null in those before."""
        from psycopg import sql  # noqa: PLC0415  an extra

        types = {field.name: SQL_TYPES.get(field.type, "text") for field in table.schema}
        types[GEOMETRY] = f"geometry({self._kind}, {SRID})"
        if not self._types:
            _run(self._cursor, "CREATE TEMP TABLE {} () ON COMMIT DROP", self.name)
        for name, type_ in types.items():
            if name not in self._types:
                _run(self._cursor, f"ALTER TABLE {{}} ADD COLUMN {{}} {type_}", self.name, name)
        self._types = types | self._types
        names = sql.SQL(", ").join(map(sql.Identifier, types))
        query = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(sql.Identifier(self.name), names)
        with self._cursor.copy(query) as copy:
            copy.write(_text(table))

    def bring(self, schema: str, name: str) -> None:
        """Bring the rows into their table: those that are there already are brought up to date."""
        from psycopg import sql  # noqa: PLC0415  an extra

        body = [
            sql.SQL("{} {}").format(sql.Identifier(column), sql.SQL(type_))
            for column, type_ in self._types.items()
        ]
        target, key = sql.Identifier(schema, name), sql.Identifier(self._key)
        create = sql.SQL("CREATE TABLE IF NOT EXISTS {} ({}, PRIMARY KEY ({}))")
        self._cursor.execute(create.format(target, sql.SQL(", ").join(body), key))
        for column in body:
            alter = sql.SQL("ALTER TABLE {} ADD COLUMN IF NOT EXISTS {}")
            self._cursor.execute(alter.format(target, column))
        for column_name in MEANINGS.keys() & self._types.keys():
            comment = "COMMENT ON COLUMN {}.{}.{} IS {text}"
            _run(self._cursor, comment, schema, name, column_name, text=MEANINGS[column_name])
        names = sql.SQL(", ").join(map(sql.Identifier, self._types))
        changes = sql.SQL(", ").join(
            sql.SQL("{0} = EXCLUDED.{0}").format(sql.Identifier(column)) for column in self._types
        )
        insert = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} ON CONFLICT ({}) DO UPDATE SET {}")
        self._cursor.execute(insert.format(target, names, names, sql.Identifier(self.name), key, changes))
        index = "CREATE INDEX IF NOT EXISTS {} ON {}.{} USING gist ({})"
        _run(self._cursor, index, f"{name}_{GEOMETRY}_idx", schema, name, GEOMETRY)


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
