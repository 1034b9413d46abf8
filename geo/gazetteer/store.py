"""The gazetteer as readers see it: one SQLite file, opened read-only, shared by threads and processes."""

from __future__ import annotations

import logging
import math
import os
import re
import sqlite3
import threading
from difflib import SequenceMatcher
from functools import cache, lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from geopy.distance import great_circle

from geo.errors import GazetteerError
from geo.gazetteer import build, embedded
from geo.gazetteer.entry import NameKind
from geo.gazetteer.names import ARABIC, fold, is_abroad, parts, skeleton, variants, without_article
from geo.paths import cache_folder
from geo.records import Candidate, Place

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

logger = logging.getLogger(__name__)

HOT_NAMES = 20_000
MOST_CANDIDATES = 200
WELL_KNOWN = frozenset({"country", "region"})
"""Precisions of places that are known without the word beside them that says what they are."""
MANY_PEOPLE = 100_000
POSSESSIVE = re.compile(r"['’]s$|(?<=s)['’]$")
ALIKE = 0.75
"""Least similarity (0 to 1) of the spellings of a fuzzy match."""

_COLUMNS = (
    "p.id, p.uid, p.name, p.longitude, p.latitude, p.precision, p.radius_km, p.country, p.admin1_code,"
    " p.admin2_code, p.feature_class, p.feature_code, p.population, p.source"
)
_BY_KEY = (
    f"SELECT n.kind, {_COLUMNS} FROM name n JOIN place p ON p.id = n.place WHERE n.key = ?"  # noqa: S608
    f" ORDER BY n.kind = {NameKind.ALTERNATE:d} AND p.feature_code = 'ADM1', p.importance DESC"
    f" LIMIT {MOST_CANDIDATES}"
)
"""The most important first, but a region by a further name after the town of that name: Benghazi."""


def default_path() -> Path:
    """Return where the embedded gazetteer is kept: the user's cache folder, or `$INCIDENT_MAPPER_CACHE`."""
    return cache_folder() / "gazetteer.sqlite"


def open_gazetteer(
    path: Path | None = None, *, progress: bool = False, service: str | None = None, machines: int = 1
) -> Gazetteer:
    """Open the gazetteer; the first time, or when its file is old or broken, build it.

    Parameters
    ----------
    path
        A file of one's own; `default_path()` where none is given.
    progress
        Show on stderr how the building goes.
    service
        A geopy service that `geo.placing` asks for names that stay unresolved; none is asked by itself.
    machines
        So many ask the service at the same time: each waits so many times as long between two questions.

    Raises
    ------
    GazetteerError
        Where it cannot be built or is empty.
    """
    file = path or default_path()
    wrong = _what_is_wrong(file)
    if wrong:
        logger.info("%s: %s: building the gazetteer", file, wrong)
        build.build(file, progress=progress)
        wrong = _what_is_wrong(file)
        if wrong:
            raise GazetteerError(f"{file}: {wrong} even after building it: remove the file and try again")
    return Gazetteer(file, service=service, machines=machines)


def _what_is_wrong(file: Path) -> str | None:
    """Say why a file cannot be used, `None` where it can: cheap checks, not a reading of the whole file."""
    try:
        with _read_only(file) as store:
            (application,) = store.execute("PRAGMA application_id").fetchone()
            (schema,) = store.execute("PRAGMA user_version").fetchone()
            (pages,) = store.execute("PRAGMA page_count").fetchone()
            (page,) = store.execute("PRAGMA page_size").fetchone()
            tests = (
                (
                    application == build.APPLICATION_ID and schema == build.SCHEMA_VERSION,
                    "not a gazetteer of this version",
                ),
                (file.stat().st_size >= pages * page, "cut short"),
            )
            wrong = next((words for holds, words in tests if not holds), None)
            if wrong is None:
                known = store.execute("SELECT value FROM meta WHERE key = 'fingerprint'").fetchone()
                some = store.execute("SELECT 1 FROM place LIMIT 1").fetchone()
                wrong = (
                    "its sources have changed"
                    if known != (embedded.fingerprint(),)
                    else None
                    if some
                    else "empty"
                )
    except FileNotFoundError:
        return "not there yet"
    except (OSError, sqlite3.Error) as error:
        return str(error)
    return wrong


def _read_only(file: Path) -> sqlite3.Connection:
    if not file.is_file():
        raise FileNotFoundError(file)
    store = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False)
    store.execute("PRAGMA mmap_size = 268435456")
    return store


class Gazetteer:
    """Names -> candidate places. Made by `open_gazetteer`.

    Examples
    --------
    >>> from geo.gazetteer import open_gazetteer
    >>> gazetteer = open_gazetteer()  # doctest: +SKIP
    >>> gazetteer.candidates("Benghazi")[0].place.country  # doctest: +SKIP
    'LY'
    """

    def __init__(self, file: Path, *, service: str | None = None, machines: int = 1) -> None:
        self.file = file
        self.service = service
        self.machines = machines
        self._local = threading.local()
        self.named = lru_cache(HOT_NAMES)(self._named)
        self._country = cache(self._find_country)
        self._areas: dict[tuple[str, str], str] = {(c, a): name for c, a, name in self._rows(
            "SELECT country, admin1_code, name FROM place WHERE feature_code = 'ADM1'")}  # fmt: skip

    def __reduce__(self) -> tuple[Any, ...]:
        """Open again in the process that unpickles it."""
        return _again, (self.file, self.service, self.machines)

    def candidates(self, name: str, *, fuzzy: bool = True, limit: int = 20) -> list[Candidate]:
        """Return the places that a name may mean, the most important first.

        Parameters
        ----------
        name
            As written; case, diacritics, hyphens and articles do not matter.
        fuzzy
            Look for similar spellings where nothing is found.
        limit
            How many at most.
        """
        found = self.named(name)
        if not found and fuzzy:
            found = self.alike(name)
        return [Candidate(place, kind.match) for place, kind in found[:limit]]

    def _named(self, name: str) -> tuple[tuple[Place, NameKind], ...]:
        """Return the places of a name with the kind of the name, the most important first."""
        key = fold(name)
        if not key:
            return ()
        found = self._by_key(key)
        bare = without_article(key, ARABIC)
        if found and bare != key:
            seen = {place.id for place, _ in found}
            more = tuple(
                (p, NameKind.VARIANT)
                for p, k in self._by_key(bare)
                if p.id not in seen and k <= NameKind.VARIANT
            )
            return (*found, *more)
        if not found:
            for variant in variants(key):
                found = tuple((place, max(kind, NameKind.VARIANT)) for place, kind in self._by_key(variant))
                if found:
                    break
        if not found and (owner := POSSESSIVE.sub("", name)) != name:
            return self._named(owner)
        return found or self._by_part(key)

    def _by_part(self, key: str) -> tuple[tuple[Place, NameKind], ...]:
        """Return the places of a name within a longer one: beside generic words any, else the well-known.

        A country in the name of an embassy or a school is not where it stands.
        """
        abroad = is_abroad(key)
        for part, generic in parts(key):
            found = tuple(
                (place, NameKind.PART)
                for place, kind in self._by_key(part)
                if kind <= (NameKind.DEMONYM if _is_broad(place) else NameKind.VARIANT)
                and not (abroad and _is_broad(place))
                and (generic or _is_well_known(place))
            )
            if found:
                return found
        return ()

    def _by_key(self, key: str) -> tuple[tuple[Place, NameKind], ...]:
        return tuple((self._place(row[1:]), NameKind(row[0])) for row in self._rows(_BY_KEY, (key,)))

    def alike(self, name: str, *, limit: int = 20) -> tuple[tuple[Place, NameKind], ...]:
        """Return places whose names are spelled or transliterated similarly, the most similar first."""
        key = fold(name)
        if len(key) < build.SHORTEST_SOUND:
            return ()
        heard = self._rows("SELECT key FROM sound WHERE skeleton = ? LIMIT 500", (skeleton(key),))
        close = [(SequenceMatcher(None, key, other).ratio(), other) for (other,) in heard]
        found: dict[str, Place] = {}
        for ratio, other in sorted(close, key=lambda pair: -pair[0]):
            if ratio < ALIKE or len(found) >= limit:
                break
            for place, _ in self._by_key(other):
                found.setdefault(place.id, place)
        return tuple((place, NameKind.FUZZY) for place in found.values())

    def place(self, place_id: str) -> Place:
        """Return the place with an id such as `geonames:2210247`.

        Raises
        ------
        GazetteerError
            Where there is none.
        """
        scheme, _, number = place_id.partition(":")
        by_number = scheme == "geonames" and number.isdecimal()
        where, value = ("p.id = ?", int(number)) if by_number else ("p.uid = ?", place_id)
        for row in self._rows(f"SELECT {_COLUMNS} FROM place p WHERE {where}", (value,)):  # noqa: S608
            return self._place(row)
        raise GazetteerError(f"{place_id}: no such place: ids look like geonames:2210247")

    def country(self, code: str) -> Place:
        """Return the country with an ISO 3166-1 alpha-2 code."""
        place = self._country(code)
        if place is None:
            raise GazetteerError(f"{code!r}: no such country: give ISO 3166-1 alpha-2, such as LY")
        return place

    def _find_country(self, code: str) -> Place | None:
        query = (
            f"SELECT {_COLUMNS} FROM place p JOIN name n ON n.place = p.id"  # noqa: S608
            " WHERE n.key = ? AND p.country = ? AND p.feature_code LIKE 'PCL%'"
        )
        rows = self._rows(query, (f"iso {code.casefold()}", code.upper()))
        return self._place(rows[0]) if rows else None

    def reverse(
        self, longitude: float, latitude: float, *, within_km: float = 100.0, limit: int = 1
    ) -> list[tuple[Place, float]]:
        """Return the towns next to a point with their distances in km, the nearest first."""
        found: dict[str, tuple[Place, float]] = {}
        reach = 0.1
        while reach <= max(0.1, 2 * within_km / 111.0):
            wide = reach / max(0.05, math.cos(math.radians(latitude)))
            box = (longitude - wide, longitude + wide, latitude - reach, latitude + reach)
            for row in self._rows(
                f"SELECT {_COLUMNS} FROM point t JOIN place p ON p.id = t.id WHERE t.west >= ? AND"  # noqa: S608
                " t.east <= ? AND t.south >= ? AND t.north <= ? AND p.feature_class = 'P'",
                box,
            ):
                place = self._place(row)
                away = great_circle((latitude, longitude), (place.latitude, place.longitude)).km
                if away <= within_km:
                    found[place.id] = (place, away)
            nearest = sorted(found.values(), key=lambda pair: pair[1])[:limit]
            if len(nearest) == limit and nearest[-1][1] <= reach * 111.0:
                return nearest
            reach *= 2
        return sorted(found.values(), key=lambda pair: pair[1])[:limit]

    def towns(self, country: str, *, limit: int = 3000) -> list[tuple[float, float]]:
        """Return longitude and latitude of the towns of a country, the largest first."""
        query = (
            "SELECT longitude, latitude FROM place WHERE country = ? AND feature_class = 'P'"
            " ORDER BY population DESC LIMIT ?"
        )
        return [(lon, lat) for lon, lat in self._rows(query, (country, limit))]

    def sources(self) -> list[dict[str, Any]]:
        """Return what the gazetteer was built from: name, embedded or added, date, number of places."""
        rows = self._rows("SELECT name, embedded, added, places FROM source ORDER BY embedded DESC, name")
        return [dict(zip(("name", "embedded", "date", "places"), row, strict=True)) for row in rows]

    def version(self) -> str:
        """Return the digest of what the gazetteer was made from: those of one digest know the same."""
        made = self._rows("SELECT key, value FROM meta ORDER BY key")
        added = self._rows("SELECT name, places FROM source WHERE NOT embedded ORDER BY name")
        return blake2b(repr((made, added)).encode(), digest_size=6).hexdigest()

    def _place(self, row: tuple[Any, ...]) -> Place:
        number, uid, name, longitude, latitude, precision, radius = row[:7]
        country, admin1, admin2, feature_class, feature_code, population, source = row[7:]
        return Place(
            uid, name, longitude, latitude, precision, radius, country,
            self._areas.get((country, admin1)),
            admin1, admin2, feature_class, feature_code, population or None,
            number if number > 0 else None, source,
        )  # fmt: skip

    def _rows(self, query: str, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
        try:
            return self._connection().execute(query, tuple(values)).fetchall()
        except sqlite3.DatabaseError as error:
            raise GazetteerError(
                f"{self.file}: the gazetteer cannot be read ({error}): remove the file, it is built again"
            ) from error

    def _connection(self) -> sqlite3.Connection:
        here = (os.getpid(), threading.get_ident())
        if getattr(self._local, "owner", None) != here:
            self._local.store = _read_only(self.file)
            self._local.owner = here
        store: sqlite3.Connection = self._local.store
        return store


def _again(file: Path, service: str | None, machines: int) -> Gazetteer:
    return Gazetteer(file, service=service, machines=machines)


def _is_well_known(place: Place) -> bool:
    return (place.population or 0) >= MANY_PEOPLE or (
        place.precision in WELL_KNOWN and place.feature_code != "ADM2"
    )


def _is_broad(place: Place) -> bool:
    """Whether institutions are named after it and its people: `US Federal Reserve`, `European Commission`."""
    return place.precision == "country" or place.feature_code == "CONT"
