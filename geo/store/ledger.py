"""The ledger of a store: which articles were read, and the incidents of each.

The same three tables in an SQLite file beside a store that is a file (`geo.store.files`), and in the database
of one that is a table (`geo.store.tables`).
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from datetime import UTC, datetime
from hashlib import blake2b
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Literal, Self

import msgspec

from geo.articles.known import words_of
from geo.errors import OutputError
from geo.journal import content_of
from geo.records import Incident

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo.partitions import Coded
    from geo.records import Article

    Statement = tuple[str, Iterable[tuple[Any, ...]]]
    """A query, and the values of each time that it is executed."""

VERSION = "1"
COMMIT_EVERY = 2.0
"""Seconds after which what was read is forced to the disk."""
TABLES = """
CREATE TABLE IF NOT EXISTS {fact} (name {text} PRIMARY KEY, value {text} NOT NULL){more};
CREATE TABLE IF NOT EXISTS {article} (
    doc_id {text} PRIMARY KEY, content {bytes} NOT NULL, words {bytes} NOT NULL, published {text},
    read {text} NOT NULL, failure {text}){more};
CREATE INDEX IF NOT EXISTS {article_words} ON {article} (words);
CREATE TABLE IF NOT EXISTS {incident} (
    doc_id {text} NOT NULL, number INTEGER NOT NULL, record {text} NOT NULL,
    PRIMARY KEY (doc_id, number)){more};
"""
FACT = "SELECT value FROM {fact} WHERE name = ?"
TELL = "INSERT INTO {fact} VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
CHANGE = (
    "INSERT INTO {fact} AS old VALUES ('changes', ?)"
    " ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(old.value AS BIGINT) + 1 AS TEXT)"
)
KNOWN = "SELECT doc_id, content FROM {article} WHERE (doc_id = ? OR words = ?) AND failure IS NULL"
FORGET = "DELETE FROM {incident} WHERE doc_id = ?"
KEEP = (
    "INSERT INTO {article} VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (doc_id) DO UPDATE SET"
    " content = excluded.content, words = excluded.words, published = excluded.published,"
    " read = excluded.read, failure = excluded.failure"
)
TOLD = "INSERT INTO {incident} VALUES (?, ?, ?)"
COUNT = "SELECT count(*) FROM {article} WHERE failure IS NULL"
ALL = "SELECT doc_id, record FROM {incident} ORDER BY doc_id, number"

encode = msgspec.json.encode
decode = msgspec.json.Decoder(Incident).decode


class Ledger(ABC):
    """The ledger of one store; a context manager.

    Queries are in the SQL that SQLite and PostgreSQL have in common, with `?` where values stand and `{fact}`
    where the name of a table does.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._pending: list[Coded] = []
        self._committed = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.commit()
        finally:
            self.close()

    @abstractmethod
    def close(self) -> None:
        """Let go of the file or the database."""

    @abstractmethod
    def has_features(self) -> bool:
        """Whether the file or the table of the store is there."""

    @abstractmethod
    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""

    @abstractmethod
    def stream(self, query: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query, in bounded memory."""

    @abstractmethod
    def execute(self, *statements: Statement) -> None:
        """Do it all, or nothing, and force it to the disk."""

    def check_version(self) -> None:
        """Refuse a ledger of a later version of this program."""
        version = self.told("version")
        if version is None:
            self.tell("version", VERSION)
        elif version != VERSION:
            self.close()
            raise OutputError(f"{self._name} is of version {version} of the ledger: update incident-mapper")

    def told(self, name: str) -> str | None:
        """Return a fact about the store, or `None`."""
        found = self.rows(FACT, name)
        return str(found[0][0]) if found else None

    def tell(self, name: str, value: str) -> None:
        """Note a fact about the store."""
        self.execute((TELL, [(name, value)]))

    def state(self, article: Article) -> Literal["new", "same", "copy"]:
        """Say whether an article was read as it is, or its words of the same publisher under another name."""
        name = _holdable(article.doc_id)
        found = dict(self.rows(KNOWN, name, _words(article)))
        if name in found:
            return "same" if found[name] == content_of(article) else "new"
        return "copy" if found else "new"

    def keep(self, coded: Coded) -> None:
        """Keep what became of an article, in place of what was kept of it before."""
        self._pending.append(coded)
        if time.monotonic() - self._committed > COMMIT_EVERY:
            self.commit()

    def commit(self) -> None:
        """Force what was kept to the disk."""
        pending, self._pending = self._pending, []
        if pending:
            names = [_holdable(coded.article.doc_id) for coded in pending]
            self.execute(
                (FORGET, [(name,) for name in names]),
                (KEEP, [_row(name, coded) for name, coded in zip(names, pending, strict=True)]),
                (
                    TOLD,
                    [
                        (name, number, encode(incident).decode())
                        for name, coded in zip(names, pending, strict=True)
                        for number, incident in enumerate(coded.incidents)
                    ],
                ),
                (CHANGE, [("1",)]),
            )
        self._committed = time.monotonic()

    def changes(self) -> int:
        """Return how often something was kept: tells one state of the ledger from another."""
        return int(self.told("changes") or 0)

    def count(self) -> int:
        """Return the number of articles that were read."""
        return int(self.rows(COUNT)[0][0])

    def incidents(self) -> Iterator[list[Incident]]:
        """Yield the incidents of each article, by the articles' names."""
        for _, told in groupby(self.stream(ALL), itemgetter(0)):
            yield [decode(record) for _, record in told]


def _row(name: str, coded: Coded) -> tuple[Any, ...]:
    article = coded.article
    return (
        name,
        content_of(article),
        _words(article),
        article.published and article.published.isoformat(),
        datetime.now(UTC).isoformat(timespec="seconds"),
        coded.failure and _holdable(coded.failure.reason),
    )


def _holdable(text: str) -> str:
    """Return a text that a database can hold."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def _words(article: Article) -> bytes:
    return blake2b(words_of(article).encode("utf-8", "replace"), digest_size=16).digest()
