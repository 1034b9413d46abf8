"""Write a gazetteer file: into a file beside it, whole, then renamed."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import shutil
import sqlite3
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

from tqdm import tqdm

from geo.errors import GazetteerError
from geo.gazetteer import embedded
from geo.gazetteer.entry import Entry, NameKind
from geo.gazetteer.names import fold, skeleton, variants
from geo.paths import CACHE_VARIABLE
from geo.rooms import room

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

logger = logging.getLogger(__name__)

SCHEMA_VERSION = 2
APPLICATION_ID = 0x696D677A
BATCH = 10_000
ADDED = "added:"
"""What the digests of files that were added are kept under."""
_COLUMNS = (
    *("uid", "name", "longitude", "latitude", "precision", "country", "admin1_code", "admin2_code"),
    *("feature_class", "feature_code", "population", "importance", "source"),
)
_INSERT_PLACE = (
    f"INSERT INTO place VALUES ({','.join('?' * 15)}) ON CONFLICT (id) DO UPDATE SET"  # noqa: S608
    f" {', '.join(f'{c} = excluded.{c}' for c in _COLUMNS)},"
    " radius_km = max(radius_km, excluded.radius_km)"
)
SHORTEST_SOUND = 4
MANY_PEOPLE = 15_000
"""From so many on, all names of a place are found by similar spellings, of smaller ones the main one."""

_SCHEMA = """
CREATE TABLE source (name TEXT PRIMARY KEY, embedded INTEGER, added TEXT, places INTEGER);
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT);
CREATE TABLE place (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL, name TEXT NOT NULL, longitude REAL, latitude REAL,
    precision TEXT, radius_km REAL, country TEXT, admin1_code TEXT, admin2_code TEXT,
    feature_class TEXT, feature_code TEXT, population INTEGER, importance REAL, source TEXT
);
CREATE TABLE name (key TEXT, place INTEGER, kind INTEGER, PRIMARY KEY (key, place)) WITHOUT ROWID;
CREATE TABLE sound (skeleton TEXT, key TEXT, PRIMARY KEY (skeleton, key)) WITHOUT ROWID;
CREATE INDEX area ON place (country, admin1_code, name) WHERE feature_code = 'ADM1';
CREATE VIRTUAL TABLE point USING rtree (id, west, east, south, north);
"""


def build(path: Path, *, progress: bool = False, without: frozenset[str] = frozenset()) -> None:
    """Build the embedded gazetteer at `path`; what was added to an older file there is kept.

    Parameters
    ----------
    path
        The file.
    progress
        Show on stderr how it goes.
    without
        Names of added sources that are not kept.

    Raises
    ------
    GazetteerError
        Where the folder cannot be written, or the disk is full; an old file stays as it is.
    """
    with _written_whole(path) as fresh, contextlib.closing(_connect(fresh)) as store:
        store.executescript(_SCHEMA)
        with store:
            insert(store, embedded.entries(), progress=progress, describe="building the gazetteer")
            store.execute("UPDATE source SET embedded = 1")
            _keep_added(store, path, without)
            store.execute("INSERT INTO meta VALUES ('fingerprint', ?)", (embedded.fingerprint(),))
        store.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        store.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        store.execute("ANALYZE")


def change(path: Path, how: Callable[[sqlite3.Connection], None]) -> None:
    """Change a copy of the gazetteer at `path`, which then takes its place; on an error nothing changes."""
    with _written_whole(path) as fresh:
        shutil.copyfile(path, fresh)
        with contextlib.closing(_connect(fresh)) as store, store:
            how(store)


def forget(store: sqlite3.Connection, source: str) -> None:
    """Remove what a source added before, so that adding its file again replaces it."""
    ids = "(SELECT id FROM place WHERE source = ?)"
    for table, column in (("name", "place"), ("point", "id"), ("place", "id")):
        store.execute(f"DELETE FROM {table} WHERE {column} IN {ids}", (source,))  # noqa: S608
    store.execute("DELETE FROM source WHERE name = ?", (source,))


def note_added(store: sqlite3.Connection, path: Path) -> None:
    """Note what a file that was added says: a gazetteer with another one is another."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    store.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (ADDED + path.name, digest))


def insert(
    store: sqlite3.Connection, found: Iterable[tuple[str, Entry]], *, progress: bool, describe: str
) -> int:
    """Insert entries in batches; a place that is there already is replaced, its names are kept."""
    counts: dict[str, int] = {}
    total = 0
    with tqdm(
        found, desc=describe, unit=" places", disable=None if progress else True, leave=False
    ) as ticking:
        steps: Iterator[tuple[str, Entry]] = iter(ticking)
        while batch := list(islice(steps, BATCH)):
            for source, _ in batch:
                counts[source] = counts.get(source, 0) + 1
            total += len(batch)
            _insert_batch(store, batch)
    now = datetime.now(UTC).date().isoformat()
    store.executemany(
        "INSERT INTO source VALUES (?, 0, ?, ?) ON CONFLICT (name) DO UPDATE SET added = excluded.added,"
        " places = excluded.places",
        [(source, now, n) for source, n in counts.items()],
    )
    return total


def _insert_batch(store: sqlite3.Connection, batch: list[tuple[str, Entry]]) -> None:
    store.executemany(_INSERT_PLACE, [_place_row(*pair) for pair in batch])
    store.executemany(
        "INSERT OR REPLACE INTO point VALUES (?, ?, ?, ?, ?)",
        [(e.id, e.longitude, e.longitude, e.latitude, e.latitude) for _, e in batch],
    )
    names = [(key, e.id, kind) for _, e in batch for key, kind in name_keys(e).items()]
    store.executemany(
        "INSERT INTO name VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET kind = min(kind, excluded.kind)", names
    )
    known = {e.id for _, e in batch if e.population >= MANY_PEOPLE}
    heard = {
        key
        for key, place, kind in names
        if (kind == NameKind.MAIN or (kind == NameKind.ALTERNATE and place in known))
        and len(key) >= SHORTEST_SOUND
        and key.isascii()
    }
    store.executemany("INSERT OR IGNORE INTO sound VALUES (?, ?)", [(skeleton(k), k) for k in heard])


def _place_row(source: str, e: Entry) -> tuple[object, ...]:
    return (
        *(e.id, e.uid, e.name, e.longitude, e.latitude, e.precision, e.extent_km, e.country),
        *(e.admin1_code, e.admin2_code, e.feature_class, e.feature_code, e.population),
        *(round(e.importance, 3), source),
    )


def name_keys(entry: Entry) -> dict[str, int]:
    """Return the keys that a place is found by, each with its best kind."""
    keys: dict[str, int] = {fold(entry.name): NameKind.MAIN}
    groups: tuple[tuple[tuple[str, ...], NameKind], ...] = (
        (entry.names, NameKind.ALTERNATE),
        (entry.abbreviations, NameKind.ABBREVIATION),
        (entry.demonyms, NameKind.DEMONYM),
    )
    for names, kind in groups:
        for name in names:
            keys.setdefault(fold(name), kind)
    for key, found in list(keys.items()):
        if found <= NameKind.ALTERNATE:
            for variant in variants(key):
                keys.setdefault(variant, NameKind.VARIANT)
    keys.pop("", None)
    return keys


def _keep_added(store: sqlite3.Connection, old: Path, without: frozenset[str]) -> None:
    """Copy what a user added to an older file of the same schema; a broken one has nothing to keep."""
    if not old.is_file():
        return
    try:
        with contextlib.closing(sqlite3.connect(f"{old.resolve().as_uri()}?mode=ro", uri=True)) as before:
            if before.execute("PRAGMA user_version").fetchone()[0] != SCHEMA_VERSION:
                return
            added = before.execute("SELECT name, added, places FROM source WHERE NOT embedded").fetchall()
            added = [row for row in added if row[0] not in without]
            for source, *_ in added:
                _copy_source(store, before, source)
            store.executemany("INSERT OR REPLACE INTO source VALUES (?, 0, ?, ?)", added)
            noted = "SELECT key, value FROM meta JOIN source ON key = ? || name WHERE NOT embedded"
            notes = before.execute(noted, (ADDED,)).fetchall()
            kept = [row for row in notes if row[0].removeprefix(ADDED) not in without]
            store.executemany("INSERT INTO meta VALUES (?, ?)", kept)
    except sqlite3.Error as error:
        logger.warning("%s: what was added before could not be kept (%s): add it again", old, error)


def _copy_source(store: sqlite3.Connection, before: sqlite3.Connection, source: str) -> None:
    for query, insertion in (
        (
            "SELECT * FROM place WHERE source = ?",
            _INSERT_PLACE,
        ),
        (
            "SELECT n.* FROM name n JOIN place p ON p.id = n.place WHERE p.source = ?",
            "INSERT OR IGNORE INTO name VALUES (?, ?, ?)",
        ),
        (
            "SELECT t.* FROM point t JOIN place p ON p.id = t.id WHERE p.source = ?",
            "INSERT OR REPLACE INTO point VALUES (?, ?, ?, ?, ?)",
        ),
    ):
        store.executemany(insertion, before.execute(query, (source,)))


def _connect(path: Path) -> sqlite3.Connection:
    store = sqlite3.connect(path)
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -200000", "temp_store = MEMORY"):
        store.execute(f"PRAGMA {pragma}")
    return store


@contextlib.contextmanager
def _written_whole(path: Path) -> Iterator[Path]:
    """Give a file in a folder beside `path`; it takes the place of `path` when all went well."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with room(f".{path.name}.", path.parent) as beside:
            fresh = beside / path.name
            yield fresh
            fresh.replace(path)
    except (OSError, sqlite3.Error) as error:
        raise GazetteerError(
            f"{path}: the gazetteer cannot be written ({error}):"
            f" free space there, or name another folder in {CACHE_VARIABLE}"
        ) from error
