"""The ledger of a store: which articles were read, and the incidents of each, in one SQLite file."""

from __future__ import annotations

import sqlite3
import time
from datetime import UTC, datetime
from hashlib import blake2b
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Literal, Self

import msgspec

from geo.errors import OutputError
from geo.records import Incident

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.partitions import Coded
    from geo.records import Article

VERSION = "1"
COMMIT_EVERY = 2.0
"""Seconds after which what was read is forced to the disk."""
WAIT = 60.0
"""Seconds to wait for another run that is writing."""
TABLES = """
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS article (
    doc_id TEXT PRIMARY KEY, content BLOB NOT NULL, words BLOB NOT NULL, published TEXT, read TEXT NOT NULL,
    failure TEXT) STRICT;
CREATE INDEX IF NOT EXISTS article_words ON article (words);
CREATE TABLE IF NOT EXISTS incident (
    doc_id TEXT NOT NULL, number INTEGER NOT NULL, record TEXT NOT NULL, PRIMARY KEY (doc_id, number)) STRICT;
"""

encode = msgspec.json.encode
decode = msgspec.json.Decoder(Incident).decode


class Ledger:
    """The ledger of one store; a context manager.

    Parameters
    ----------
    path
        The file; made where it is not there.

    Raises
    ------
    OutputError
        When it cannot be opened, is no ledger, or one of a later version of this program.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        if not path.parent.is_dir():
            raise OutputError(f"{path.parent} is not there: make this folder first")
        try:
            self._store = sqlite3.connect(path, timeout=WAIT)
            self._store.executescript(TABLES)
            version = self.told("version")
            if version is None:
                self.tell("version", VERSION)
        except sqlite3.Error as error:
            raise OutputError(
                f"{path} cannot be used ({error}): take it from a backup, or begin anew"
            ) from error
        if version not in (None, VERSION):
            self._store.close()
            raise OutputError(f"{path} is of version {version} of the ledger: update incident-mapper")
        self._committed = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._store.commit()
        self._store.close()

    def told(self, name: str) -> str | None:
        """Return a fact about the store, or `None`."""
        row = self._store.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def tell(self, name: str, value: str) -> None:
        """Note a fact about the store."""
        self._store.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, value))
        self._store.commit()

    def state(self, article: Article) -> Literal["new", "same", "copy"]:
        """Say whether an article was read as it is, or its words of the same publisher under another name."""
        row = self._store.execute(
            "SELECT content FROM article WHERE doc_id = ? AND failure IS NULL", (article.doc_id,)
        ).fetchone()
        if row is not None:
            return "same" if row[0] == _content(article) else "new"
        query = "SELECT 1 FROM article WHERE words = ? AND doc_id != ? AND failure IS NULL"
        copied = self._store.execute(query, (_words(article), article.doc_id)).fetchone()
        return "new" if copied is None else "copy"

    def keep(self, coded: Coded) -> None:
        """Keep what became of an article, in place of what was kept of it before."""
        article = coded.article
        self._store.execute("DELETE FROM incident WHERE doc_id = ?", (article.doc_id,))
        self._store.execute(
            "INSERT OR REPLACE INTO article VALUES (?, ?, ?, ?, ?, ?)",
            (
                article.doc_id,
                _content(article),
                _words(article),
                article.published and article.published.isoformat(),
                datetime.now(UTC).isoformat(timespec="seconds"),
                coded.failure and coded.failure.reason,
            ),
        )
        self._store.executemany(
            "INSERT INTO incident VALUES (?, ?, ?)",
            ((article.doc_id, n, encode(incident).decode()) for n, incident in enumerate(coded.incidents)),
        )
        self._store.execute(
            "INSERT INTO fact VALUES ('changes', '1') ON CONFLICT (name)"
            " DO UPDATE SET value = CAST(value AS INTEGER) + 1"
        )
        if time.monotonic() - self._committed > COMMIT_EVERY:
            self.commit()

    def commit(self) -> None:
        """Force what was kept to the disk."""
        self._store.commit()
        self._committed = time.monotonic()

    def changes(self) -> int:
        """Return how often something was kept: tells one state of the ledger from another."""
        return int(self.told("changes") or 0)

    def count(self) -> int:
        """Return the number of articles that were read."""
        row = self._store.execute("SELECT count(*) FROM article WHERE failure IS NULL").fetchone()
        return int(row[0])

    def incidents(self) -> Iterator[list[Incident]]:
        """Yield the incidents of each article, by the articles' names."""
        rows = self._store.execute("SELECT doc_id, record FROM incident ORDER BY doc_id, number")
        for _, told in groupby(rows, itemgetter(0)):
            yield [decode(record) for _, record in told]


def _content(article: Article) -> bytes:
    told = (article.text, article.title, article.url, article.publisher, article.published)
    return _hash(repr(told))


def _words(article: Article) -> bytes:
    return _hash(" ".join(article.text.split()) + "\x1f" + (article.publisher or ""))


def _hash(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()
