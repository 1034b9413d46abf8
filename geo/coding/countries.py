"""Which countries an article is about: by the places, peoples and groups that it names."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.coding.catalogue import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.records import Location, Mention, Place

SURE = 0.6
"""Confidence that a place needs which is only spelled alike, or that tells which country is meant."""
TELLS = {"toponym": 1.0, "demonym": 0.3, "metonym": 0.1}
"""How much a name tells about where the events of an article are, by its kind."""
ACTS = 0.6
"""The same of a rebel group, a party or the like of a country."""
ONE_TOWN = 1.0
"""What the name of one town tells: too little to rule out the town that another name means."""
WELL_KNOWN = 200_000
"""Inhabitants of a town that needs no country beside it."""


@dataclass(frozen=True, slots=True)
class About:
    """The countries that an article is about."""

    shares: Mapping[str, float]
    """Countries that are told for sure -> their share of the article's names, the largest first."""
    names: Mapping[tuple[str, str], float]
    """Folded name and country -> how much it tells, in all."""
    areas: frozenset[str]
    """Folded names of countries and regions."""

    def share(self, country: str | None, name: str) -> float:
        """Return a country's share of the other names of the article, without one that is in question."""
        asked, own, total = fold(name), 0.0, 0.0
        for (other, its), told in self.names.items():
            if other != asked:
                total += told
                own += told if its == country else 0.0
        return own / (total or 1.0)

    def is_told(self, name: str) -> bool:
        """Whether the other names tell the country well: by an area, or by more than one town."""
        asked = fold(name)
        others = [(other, told) for (other, _), told in self.names.items() if other != asked]
        return sum(told for _, told in others) > ONE_TOWN or any(other in self.areas for other, _ in others)


def about(
    names: Iterable[tuple[Mention, Location | None]],
    line: tuple[int, int] = (0, 0),
    natives: Iterable[tuple[str, str]] = (),
) -> About:
    """Return the countries that an article is about.

    A country counts that is named, or told by a region, a city, two towns or a group that acts at home.

    Parameters
    ----------
    names
        Place names, and where they lie.
    line
        Where the dateline begins and ends; what it names counts least.
    natives
        Name and country of each rebel group, party and the like, as often as it is named.
    """
    places: dict[str, set[str]] = defaultdict(set)
    told: dict[tuple[str, str], float] = defaultdict(float)
    known, areas = set(), set()
    for mention, location in names:
        if location is None or location.place.country is None or location.confidence < SURE:
            continue
        country = location.place.country
        places[country].add(location.place.id)
        told[fold(mention.text), country] += 0.0 if within(mention, line) else TELLS.get(mention.kind, 0.0)
        if _is_area(location.place):
            areas.add(fold(mention.text))
        if well_known(location.place) or len(places[country]) > 1:
            known.add(country)
    for name, country in natives:
        told[fold(name), country] += ACTS
        known.add(country)
    shares: dict[str, float] = defaultdict(float)
    total = sum(told.values()) or 1.0
    for (_, country), amount in told.items():
        shares[country] += amount / total
    return About({c: shares[c] for c in sorted(known, key=lambda c: (-shares[c], c))}, told, frozenset(areas))


def well_known(place: Place) -> bool:
    """Whether a place needs no country beside it: a country, a region or a city."""
    return _is_area(place) or (place.population or 0) >= WELL_KNOWN


def _is_area(place: Place) -> bool:
    return place.precision in ("country", "region") and place.feature_code != "ADM2"


def within(mention: Mention, line: tuple[int, int]) -> bool:
    """Whether a name stands in the dateline."""
    return line[0] <= mention.start < line[1]
