"""Names without an article: `find`, and the same as a geopy geocoder that can stand in Nominatim's place."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geopy import location as geopy_location
from geopy.distance import great_circle
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder

from geo.gazetteer import open_gazetteer
from geo.gazetteer.entry import NameKind
from geo.placing.decide import choices
from geo.placing.ranker import trained
from geo.placing.resolve import location_of, options_of, prepare
from geo.placing.services import Service, ask
from geo.placing.spatial import locate
from geo.records import Article, Mention

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.gazetteer import Gazetteer
    from geo.records import Location

_LONGEST = 300
_COMMA = re.compile(r"\s*,\s*")


def find(
    query: str,
    gazetteer: Gazetteer,
    *,
    countries: Sequence[str] = (),
    near: tuple[float, float] | None = None,
    limit: int = 10,
    service: str | Service | None = None,
) -> list[Location]:
    """Return the places that a query may mean, the likeliest first.

    Parameters
    ----------
    query
        A name, "Paris, Texas", or a phrase such as "30 km south of Sirte".
    gazetteer
        Where to look.
    countries
        ISO 3166-1 alpha-2 codes; places elsewhere are left out.
    near
        Latitude and longitude: the nearest first.
    limit
        How many at most.
    service
        A geopy service that is asked where nothing is found.
    """
    query = " ".join(query.split())
    found = _by_name(query, gazetteer)
    if not found or found[0].candidates[0].match != "exact":
        found = _by_phrase(query, gazetteer) or found
    if countries:
        found = [f for f in found if f.place.country in countries]
    if near:
        found.sort(key=lambda f: great_circle(near, (f.latitude, f.longitude)).km)
    if not found and service:
        asked = (
            Service(service, gazetteer.file.with_name("services.sqlite"))
            if isinstance(service, str)
            else service
        )
        answer = ask(asked, query[:_LONGEST], gazetteer)
        found = [answer] if answer and (not countries or answer.place.country in countries) else []
    return found[:limit]


def _by_name(query: str, gazetteer: Gazetteer) -> list[Location]:
    """Return the candidates of the first name, the ones after commas being areas around it."""
    if len(query) > _LONGEST or not query:
        return []
    mentions = []
    start = 0
    for part in _COMMA.split(query):
        start = query.index(part, start)
        if part:
            mentions.append(Mention(str(start), "toponym", start, start + len(part), part))
        start += len(part)
    if len(mentions) > 1 and _is_known(query, gazetteer):
        mentions = [Mention("0", "toponym", 0, len(query), query)]
    article = Article("query", query)
    group_of, table, groups, _ = prepare(article, mentions, options_of(gazetteer))
    if table is None or group_of[0] >= len(groups):
        return []
    ranker = trained()
    belief, features = ranker.rank(table)
    candidate = choices(table, groups, belief, features, ())[group_of[0]].candidate
    first, start = groups[group_of[0]], int(table.starts[group_of[0]])
    rows = belief[start : start + len(first.places)]
    if candidate is None:
        return []
    located = location_of(candidate, first, start, belief, features)
    return [
        replace(
            located,
            longitude=first.places[i].longitude,
            latitude=first.places[i].latitude,
            precision=first.places[i].precision,
            radius_km=first.places[i].radius_km,
            place=first.places[i],
            confidence=round(float(rows[i]), 4),
        )
        for i in (-rows).argsort(kind="stable")
    ]


def _is_known(name: str, gazetteer: Gazetteer) -> bool:
    """Whether a name is one as a whole, not only in a part of it."""
    return any(kind <= NameKind.ABBREVIATION for _, kind in gazetteer.named(name))


def _by_phrase(query: str, gazetteer: Gazetteer) -> list[Location]:
    """Return where a phrase around a name lies: the longest known name at its end decides."""
    words = query.split(" ")
    for skipped in range(1, min(len(words), 12)):
        name = " ".join(words[skipped:])
        if _is_known(name, gazetteer):
            found = _by_name(name, gazetteer)
            start = len(query) - len(name)
            mention = Mention("name", "toponym", start, start + len(name), name)
            article = Article("query", query)
            placed = (
                locate(article, mention, None, {"name": f}, (mention,), gazetteer=gazetteer) for f in found
            )
            changed = [p for p, f in zip(placed, found, strict=True) if p and p.reason != f.reason]
            if changed:
                return changed
    return []


class GazetteerGeocoder(Geocoder):  # type: ignore[misc]
    """A geopy geocoder over the gazetteer: no network, no key, no limit.

    Parameters
    ----------
    gazetteer
        The embedded one where none is given.

    Examples
    --------
    >>> from geo.placing.geocoder import GazetteerGeocoder
    >>> geocoder = GazetteerGeocoder()  # doctest: +SKIP
    >>> geocoder.geocode("Benghazi").latitude  # doctest: +SKIP
    32.11486
    """

    def __init__(self, gazetteer: Gazetteer | None = None) -> None:
        super().__init__()
        self.gazetteer = gazetteer or open_gazetteer()

    def geocode(
        self,
        query: str,
        *,
        exactly_one: bool = True,
        timeout: Any = DEFAULT_SENTINEL,
        limit: int | None = None,
        country_codes: str | Sequence[str] | None = None,
    ) -> Any:
        """Return a `geopy.Location`, a list of them (`exactly_one=False`), or `None`.

        Parameters
        ----------
        query
            A name, "Paris, Texas", or a phrase such as "30 km south of Sirte".
        exactly_one
            The likeliest one, or all.
        timeout
            Taken for geopy's sake; nothing here waits.
        limit
            How many at most.
        country_codes
            ISO 3166-1 alpha-2; one or several.
        """
        del timeout
        codes = [country_codes] if isinstance(country_codes, str) else country_codes or ()
        countries = tuple(c.strip().upper() for code in codes for c in code.split(","))
        found = find(query, self.gazetteer, countries=countries, limit=1 if exactly_one else limit or 10)
        answers = [_to_geopy(f) for f in found]
        return _one_or_all(answers, exactly_one=exactly_one)

    def reverse(
        self,
        query: Any,
        *,
        exactly_one: bool = True,
        timeout: Any = DEFAULT_SENTINEL,
        limit: int | None = None,
    ) -> Any:
        """Return the town next to a point: a `geopy.Location`, a list of them, or `None`.

        Parameters
        ----------
        query
            A `geopy.Point`, (latitude, longitude), or text as geopy reads it.
        exactly_one
            The nearest one, or several.
        timeout
            Taken for geopy's sake; nothing here waits.
        limit
            How many at most.
        """
        del timeout
        latitude, longitude = (float(part) for part in self._coerce_point_to_string(query).split(","))
        found = self.gazetteer.reverse(longitude, latitude, limit=1 if exactly_one else limit or 10)
        answers = [
            geopy_location.Location(_address(p), (p.latitude, p.longitude), {"place": p, "distance_km": d})
            for p, d in found
        ]
        return _one_or_all(answers, exactly_one=exactly_one)


def _to_geopy(found: Location) -> Any:
    point = (found.latitude, found.longitude)
    raw = {
        "place": found.place,
        "confidence": found.confidence,
        "reason": found.reason,
        "radius_km": found.radius_km,
    }
    return geopy_location.Location(_address(found.place), point, raw | {"precision": found.precision})


def _address(place: Any) -> str:
    return ", ".join(dict.fromkeys(part for part in (place.name, place.admin1, place.country) if part))


def _one_or_all(answers: list[Any], *, exactly_one: bool) -> Any:
    if not answers:
        return None
    return answers[0] if exactly_one else answers
