"""Stores that are files (or folders): the ledger is an SQLite file beside."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import OutputError
from geo.store.ledger import TABLES, Ledger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.store.ledger import Statement

WAIT = 60.0
"""Seconds to wait for another run that is writing."""
NAMES = {name: name for name in ("fact", "article", "article_words", "incident")}
TYPES = {"text": "TEXT", "bytes": "BLOB", "more": " STRICT"}


def ledger_of(store: str | Path) -> Path:
    """Return where the ledger of a store is that is a file: beside it."""
    path = Path(store)
    return path.with_name(path.name + ".ledger")


class FileLedger(Ledger):
    """The ledger of a store that is a file.

    Parameters
    ----------
    store
        The file of features.
    create
        Whether to make a ledger where there is none.

    Raises
    ------
    OutputError
        When there is none and none may be made, it cannot be opened, is no ledger, or one of a later version.
    """

    def __init__(self, store: Path, *, create: bool) -> None:
        self._store, path = store, ledger_of(store)
        super().__init__(str(path))
        if not path.exists():
            if not create:
                raise OutputError(f"{store} is no store: it has no ledger ({path}) beside it")
            if store.exists():
                raise OutputError(f"{store} is there already and is no store: choose another name")
            if not path.parent.is_dir():
                raise OutputError(f"{path.parent} is not there: make this folder first")
        with self._telling():
            self._base = sqlite3.connect(path, timeout=WAIT)
            self._base.executescript(TABLES.format(**NAMES, **TYPES))
        self.check_version()

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def has_features(self) -> bool:
        """Whether the file of features is there."""
        return self._store.exists()

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""
        with self._telling():
            return self._base.execute(query.format(**NAMES), values).fetchall()

    def stream(self, query: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query."""
        with self._telling():
            yield from self._base.execute(query.format(**NAMES))

    def execute(self, *statements: Statement) -> None:
        """Do it all, or nothing."""
        with self._telling(), self._base:
            for query, values in statements:
                self._base.executemany(query.format(**NAMES), values)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise OutputError(
                f"{self._name} cannot be used ({error}): make room, take it from a backup, or begin anew"
            ) from error
