"""What was coded in a run that is not done yet: killed, the same run goes on where it was.

A file in the user's cache folder, one for each run that the same articles are sent through. It is there from
the first seconds on and goes when the run is done. An article is known by all that it says: one that changed
is read anew.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections import deque
from contextlib import suppress
from datetime import date
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Self

import msgspec

from geo.partitions import Coded, fingerprint
from geo.paths import ADDRESS, cache_folder
from geo.records import Incident

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from geo.coding import Choices
    from geo.gazetteer import Gazetteer
    from geo.records import Article

logger = logging.getLogger(__name__)

FOLDER = "unfinished"
EVERY = 5.0
"""Seconds after which what was coded is forced to the disk: the most that can be lost."""
MANY = 1_000
"""Known articles that are held, while those between them are read."""
OLD = 30 * 86_400.0
"""Seconds after which a journal that nobody took up is removed."""
TABLE = """
CREATE TABLE IF NOT EXISTS coded (article BLOB PRIMARY KEY, events INTEGER NOT NULL, incidents BLOB NOT NULL)
STRICT, WITHOUT ROWID
"""

encode = msgspec.msgpack.Encoder().encode
decode = msgspec.msgpack.Decoder(tuple[Incident, ...]).decode


class Journal:
    """The journal of a run; a context manager that keeps it unless the run was finished.

    Parameters
    ----------
    file
        Where it is, or will be.
    fresh
        Whether to forget what is there.
    """

    def __init__(self, file: Path, *, fresh: bool = False) -> None:
        self._file = file
        self._store: sqlite3.Connection | None = None
        self._pending: list[tuple[bytes, int, bytes]] = []
        self._kept_at = time.monotonic()
        self._broken = False
        self.known = 0
        """Articles that were coded before."""
        if fresh:
            self._file.unlink(missing_ok=True)
        if self._file.exists():
            self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._keep()
        self._close()

    def resume(
        self, articles: Iterable[Article], code: Callable[[Iterable[Article]], Iterable[Coded]]
    ) -> Iterator[Coded]:
        """Yield what becomes of articles, in their order; only those that are not known are coded."""
        articles = iter(articles)
        for article in articles:
            known = self._known(article)
            if known is None:
                yield from self._code(chain([article], articles), code)
            else:
                yield known

    def finish(self) -> None:
        """Forget it all: the run is done."""
        self._close()
        self._broken = True
        self._file.unlink(missing_ok=True)

    def _code(
        self, articles: Iterator[Article], code: Callable[[Iterable[Article]], Iterable[Coded]]
    ) -> Iterator[Coded]:
        """Code articles, until many that are known have come between."""
        passed: deque[Coded | None] = deque()

        def unknown() -> Iterator[Article]:
            many = 0
            for article in articles:
                known = self._known(article)
                passed.append(known)
                if known is None:
                    yield article
                elif (many := many + 1) == MANY:
                    return

        for one in code(unknown()):
            while (known := passed.popleft()) is not None:
                yield known
            self._add(one)
            yield one
        yield from filter(None, passed)

    def _known(self, article: Article) -> Coded | None:
        if self._store is None:
            return None
        query = "SELECT events, incidents FROM coded WHERE article = ?"
        try:
            found = self._store.execute(query, (_digest(article),)).fetchone()
            return found and Coded(article, found[0], decode(found[1]))
        except (sqlite3.Error, msgspec.MsgspecError) as error:
            self._give_up(error)
            return None

    def _add(self, coded: Coded) -> None:
        if coded.failure is None:
            self._pending.append((_digest(coded.article), coded.events, encode(coded.incidents)))
        if time.monotonic() - self._kept_at > EVERY:
            self._keep()

    def _keep(self) -> None:
        """Force what is in memory to the disk; a run goes on without a journal where that is not possible."""
        pending, self._pending, self._kept_at = self._pending, [], time.monotonic()
        if self._store is None and pending and not self._broken:
            self._open()
        if self._store is None:
            return
        try:
            with self._store:
                self._store.executemany("INSERT OR REPLACE INTO coded VALUES (?, ?, ?)", pending)
        except sqlite3.Error as error:
            self._give_up(error)

    def _open(self) -> None:
        try:
            _make_room(self._file.parent)
            self._store = sqlite3.connect(self._file, timeout=0)
            self._store.execute("PRAGMA locking_mode = EXCLUSIVE")
            with self._store:
                self._store.execute("BEGIN EXCLUSIVE")
                self._store.execute(TABLE)
            (self.known,) = self._store.execute("SELECT count(*) FROM coded").fetchone()
        except sqlite3.OperationalError as error:
            self._give_up(error)
        except (OSError, sqlite3.DatabaseError) as error:
            self._give_up(error)
            if isinstance(error, sqlite3.DatabaseError):  # it is none: the next run begins anew
                self._file.unlink(missing_ok=True)

    def _give_up(self, error: Exception) -> None:
        logger.warning("%s: %s: were this run killed, it would begin anew", self._file, error)
        self._broken = True
        self._close()

    def _close(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None


def journal_of(
    sources: Sequence[str | Path], choices: Choices, gazetteer: Gazetteer, *, fresh: bool = False
) -> Journal:
    """Return the journal of a run: the one of before, if it was killed.

    Parameters
    ----------
    sources
        What its articles come from. What was asked for besides, where it says nothing of how an article is
        coded, may be another than before.
    choices, gazetteer
        As for `geo.pipeline.run`.
    fresh
        Whether to forget what was coded before.
    """
    places = [str(s) if str(s) == "-" or ADDRESS.match(str(s)) else str(Path(s).resolve()) for s in sources]
    way = (choices.merge == "off", choices.actors, gazetteer.service, fingerprint(gazetteer))
    return Journal(cache_folder() / FOLDER / f"{digest_of(places, way)}.sqlite", fresh=fresh)


def digest_of(*values: object) -> str:
    """Return a short text that tells values from others, the same in every process: sets have no order."""
    told = tuple(msgspec.to_builtins(values, order="deterministic", builtin_types=(date,)))
    return blake2b(repr(told).encode("utf-8", "replace"), digest_size=12).hexdigest()


def content_of(article: Article) -> bytes:
    """Return a digest of all that an article says."""
    return _hash(repr((article.text, article.title, article.url, article.publisher, article.published)))


def _digest(article: Article) -> bytes:
    return _hash(article.doc_id) + content_of(article)


def _hash(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()


def _make_room(folder: Path) -> None:
    """Make the folder of journals; remove those that nobody took up."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for file in folder.glob("*.sqlite"):
        with suppress(OSError):
            if time.time() - file.stat().st_mtime > OLD:
                file.unlink()
