"""Stores that are tables of a PostgreSQL with PostGIS: the ledger is three more tables beside.

Each change is a transaction under a lock that all runs share, so that several can keep one store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.errors import OptionError, OutputError
from geo.formats import postgis
from geo.paths import without_secrets
from geo.store.ledger import TABLES, Ledger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg.sql import Composed

    from geo.store.ledger import Statement

LEDGER = "{}_ledger_{}"
NAMES = ("fact", "article", "article_words", "incident")
LONGEST = 63
"""Bytes of a name that PostgreSQL keeps."""
TYPES = {"text": 'text COLLATE "C"', "bytes": "bytea", "more": ""}
"""Collated by code points, as SQLite does."""


def has_ledger(address: str) -> bool:
    """Whether there is a ledger beside a table.

    Raises
    ------
    OutputError
        When the database says no.
    """
    server, schema, table = postgis.parse(address)
    with postgis.telling(server, OutputError), postgis.connect(server) as base, base.cursor() as cursor:
        return postgis.has_table(cursor, schema, LEDGER.format(table, NAMES[0]))


class TableLedger(Ledger):
    """The ledger of a store that is a table.

    Parameters
    ----------
    address
        Of the server and the table, as `geo.formats.postgis` takes it.
    create
        Whether to make a ledger where there is none.

    Raises
    ------
    OptionError
        When the name of the table leaves no room for those beside it.
    OutputError
        When there is no ledger and none may be made, or the database says no.
    """

    def __init__(self, address: str, *, create: bool) -> None:
        super().__init__(without_secrets(address))
        self._server, self._schema, self._table = postgis.parse(address)
        self._tables = {name: LEDGER.format(self._table, name) for name in NAMES}
        if max(len(name.encode()) for name in self._tables.values()) > LONGEST:
            raise OptionError(f"{self._name}: the name of the table is too long for a store: choose another")
        with postgis.telling(self._server, OutputError):
            self._base = postgis.connect(self._server)
            self._base.autocommit = True
        try:
            self._prepare(create=create)
            self.check_version()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Leave the server."""
        self._base.close()

    def has_features(self) -> bool:
        """Whether the table of features is there."""
        with postgis.telling(self._server, OutputError), self._base.cursor() as cursor:
            return postgis.has_table(cursor, self._schema, self._table)

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""
        with postgis.telling(self._server, OutputError):
            return self._base.execute(self._in_full(query), values).fetchall()

    def stream(self, query: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query; the server keeps those that were not asked for yet."""
        with (
            postgis.telling(self._server, OutputError),
            self._base.transaction(),
            self._base.cursor(name="told") as cursor,
        ):
            cursor.itersize = 1_000
            cursor.execute(self._in_full(query))
            yield from cursor

    def execute(self, *statements: Statement) -> None:
        """Do it all, or nothing."""
        with (
            postgis.telling(self._server, OutputError),
            self._base.transaction(),
            self._base.cursor() as cursor,
        ):
            postgis.hold(cursor, self._schema, self._table)
            for query, values in statements:
                cursor.executemany(self._in_full(query), values)

    def _prepare(self, *, create: bool) -> None:
        """Make the tables, or refuse to."""
        with (
            postgis.telling(self._server, OutputError),
            self._base.transaction(),
            self._base.cursor() as cursor,
        ):
            if postgis.has_table(cursor, self._schema, self._tables["fact"]):
                return
            if not create:
                raise OutputError(f"{self._name} is no store: it has no ledger beside it")
            postgis.hold(cursor, self._schema, self._table)
            if postgis.has_table(cursor, self._schema, self._tables["fact"]):  # made by another meanwhile
                return
            if postgis.has_table(cursor, self._schema, self._table):
                raise OutputError(f"{self._name} is there already and is no store: choose another name")
            postgis.make_schema(cursor, self._schema)
            cursor.execute(self._in_full(TABLES))

    def _in_full(self, query: str) -> Composed:
        """Put names and types into a query."""
        from psycopg import sql  # noqa: PLC0415  an extra

        names = {name: sql.Identifier(self._schema, table) for name, table in self._tables.items()}
        names["article_words"] = sql.Identifier(self._tables["article_words"])  # lies where its table does
        types = {name: sql.SQL(text) for name, text in TYPES.items()}
        return sql.SQL(query.replace("?", "%s")).format(**names, **types)
