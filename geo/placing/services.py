"""A second opinion from any geopy service for what the gazetteer does not know; off unless asked for."""

from __future__ import annotations

import json
import logging
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from geopy.exc import GeocoderNotFound, GeopyError
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import get_geocoder_for_service

from geo.errors import OptionError, ServiceError
from geo.records import Candidate, Location, Place

if TYPE_CHECKING:
    from pathlib import Path

    from geopy.geocoders.base import Geocoder

logger = logging.getLogger(__name__)

USER_AGENT = "incident-mapper"
TIMEOUT_S = 10
SECONDS_BETWEEN = 1.0
"""What Nominatim's terms of use ask for."""
CONFIDENCE = 0.5
"""Of an answer that no article was looked at for."""
TOWN_KM = 5.0


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
        with closing(sqlite3.connect(self.cache)) as store, store:
            store.execute("CREATE TABLE IF NOT EXISTS answer (service TEXT, query TEXT, answer TEXT,"
                          " PRIMARY KEY (service, query))")  # fmt: skip
            known = store.execute(
                "SELECT answer FROM answer WHERE service = ? AND query = ?", (self.name, query)
            ).fetchone()
            if known is None:
                known = (json.dumps(self._answer(query)),)
                store.execute("INSERT OR REPLACE INTO answer VALUES (?, ?, ?)", (self.name, query, *known))
        answer = json.loads(known[0])
        return self._location(query, answer) if answer else None

    def _answer(self, query: str) -> dict[str, Any] | None:
        try:
            found = self._ask(query, exactly_one=True, timeout=TIMEOUT_S)
        except GeopyError as error:
            raise ServiceError(f"{self.name}: {query!r}: {type(error).__name__}: {error}") from error
        logger.info("%s: %r: %s", self.name, query, found)
        return found and {"address": found.address, "latitude": found.latitude, "longitude": found.longitude}

    def _location(self, query: str, answer: dict[str, Any]) -> Location:
        uid = f"service:{self.name}/{query}"
        longitude, latitude = answer["longitude"], answer["latitude"]
        place = Place(uid, answer["address"], longitude, latitude, "city", TOWN_KM, source=self.name)
        found = (Candidate(place, "service", CONFIDENCE),)
        reason = f"not in the gazetteer; {self.name} says so"
        return Location(longitude, latitude, "city", TOWN_KM, place, CONFIDENCE, reason, found)


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
