"""A second opinion from any geopy service for what the gazetteer does not know; off unless asked for.

Answers are kept in a file beside the gazetteer. It is also what makes several processes keep the rate limit
together: who asks holds it locked, and waits for as long as the last question asks for.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geopy.exc import GeocoderNotFound, GeopyError
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import get_geocoder_for_service

from geo.errors import OptionError, ServiceError
from geo.records import Candidate, Location, Place

if TYPE_CHECKING:
    from pathlib import Path

    from geopy.geocoders.base import Geocoder

    from geo.gazetteer import Gazetteer

logger = logging.getLogger(__name__)

USER_AGENT = "incident-mapper"
TIMEOUT_S = 10
SECONDS_BETWEEN = 1.0
"""What Nominatim's terms of use ask for."""
CONFIDENCE = 0.5
"""Of an answer that no article was looked at for."""
TOWN_KM = 5.0
TOWN_NEXT_KM = 300.0
"""How far the next town may be: deserts are wide."""
MOST_FAILURES = 3
"""After so many one after another a service is no longer asked for the names of articles."""
LONGEST_WAIT_S = 3600.0
"""For other processes that ask; then the file is taken to be stuck."""


class Service:
    """A geopy service with a rate limit and a cache that lasts.

    Parameters
    ----------
    name
        As geopy knows it: `nominatim`, `photon`, ...
    cache
        File that keeps the answers, so that no question is asked twice.
    geocoder
        One of your own, made with a key, instead of the one of that name.
    seconds_between
        Least time between two questions.
    """

    def __init__(
        self,
        name: str,
        cache: Path,
        *,
        geocoder: Geocoder | None = None,
        seconds_between: float = SECONDS_BETWEEN,
    ) -> None:
        self.name = name
        self.cache = cache
        self.seconds_between = seconds_between
        self.failures = 0
        """How often it failed, one time after another."""
        geocoder = geocoder or _make(name)
        self._ask = RateLimiter(geocoder.geocode, min_delay_seconds=seconds_between, swallow_exceptions=False)

    def find(self, query: str) -> Location | None:
        """Return what the service answers, from the cache where it was asked before.

        Raises
        ------
        ServiceError
            Where it fails, refuses or times out.
        """
        self.cache.parent.mkdir(parents=True, exist_ok=True)
        try:
            with closing(sqlite3.connect(self.cache, timeout=LONGEST_WAIT_S, isolation_level=None)) as store:
                answer = self._kept(store, query)
        except sqlite3.Error as error:
            raise ServiceError(f"{self.cache}: {error}: remove the file, it is made again") from error
        return self._location(query, answer) if answer else None

    def _kept(self, store: sqlite3.Connection, query: str) -> dict[str, Any] | None:
        """Return the answer that is kept, else ask and keep it; one process at a time."""
        known = self._known(store, query)
        if known is None:
            store.execute("BEGIN IMMEDIATE")
            known = self._known(store, query)
            if known is None:
                (last,) = store.execute(
                    "SELECT max(asked) FROM answers WHERE service = ?", (self.name,)
                ).fetchone()
                time.sleep(
                    max(0.0, min(self.seconds_between, (last or 0.0) + self.seconds_between - time.time()))
                )
                known = json.dumps(self._answer(query))
                row = (self.name, query, known, time.time())
                store.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)", row)
            store.execute("COMMIT")
        kept: dict[str, Any] | None = json.loads(known)
        return kept

    def _known(self, store: sqlite3.Connection, query: str) -> str | None:
        store.execute(
            "CREATE TABLE IF NOT EXISTS answers"
            " (service TEXT, query TEXT, answer TEXT, asked REAL, PRIMARY KEY (service, query))"
        )
        found = store.execute(
            "SELECT answer FROM answers WHERE service = ? AND query = ?", (self.name, query)
        ).fetchone()
        return found and str(found[0])

    def _answer(self, query: str) -> dict[str, Any] | None:
        try:
            found = self._ask(query, exactly_one=True, timeout=TIMEOUT_S)
        except GeopyError as error:
            self.failures += 1
            raise ServiceError(f"{self.name}: {query!r}: {type(error).__name__}: {error}") from error
        self.failures = 0
        logger.info("%s: %r: %s", self.name, query, found)
        return found and {"address": found.address, "latitude": found.latitude, "longitude": found.longitude}

    def _location(self, query: str, answer: dict[str, Any]) -> Location:
        uid = f"service:{self.name}/{query}"
        longitude, latitude = answer["longitude"], answer["latitude"]
        place = Place(uid, answer["address"], longitude, latitude, "city", TOWN_KM, source=self.name)
        found = (Candidate(place, "service", CONFIDENCE),)
        reason = f"not in the gazetteer; {self.name} says so"
        return Location(longitude, latitude, "city", TOWN_KM, place, CONFIDENCE, reason, found)


def ask(service: Service, query: str, gazetteer: Gazetteer) -> Location | None:
    """Return what a service answers, in the country of the nearest town: the answer itself tells none.

    Raises
    ------
    ServiceError
        Where it fails, refuses or times out.
    """
    found = service.find(query)
    towns = gazetteer.reverse(found.longitude, found.latitude, within_km=TOWN_NEXT_KM) if found else []
    if found is None or not towns:
        return found
    town = towns[0][0]
    return replace(found, place=replace(found.place, country=town.country, admin1=town.admin1))


@lru_cache(maxsize=4)
def second_opinion(gazetteer: Gazetteer) -> Service | None:
    """Return the service that a gazetteer was opened with, `None` where it was opened with none.

    Raises
    ------
    OptionError
        Where geopy has no such service, or it needs a key.
    """
    if gazetteer.service is None:
        return None
    return Service(
        gazetteer.service,
        gazetteer.file.with_name("services.sqlite"),
        seconds_between=gazetteer.machines * SECONDS_BETWEEN,
    )


def _make(name: str) -> Geocoder:
    try:
        kind = get_geocoder_for_service(name.casefold())
    except GeocoderNotFound as error:
        raise OptionError(f"{name!r}: geopy has no such service: nominatim and photon need no key") from error
    try:
        geocoder: Geocoder = kind(user_agent=USER_AGENT, timeout=TIMEOUT_S)
    except (TypeError, GeopyError) as error:
        raise OptionError(
            f"{name}: needs a key ({error}): make the geocoder yourself and pass it on"
        ) from error
    return geocoder
