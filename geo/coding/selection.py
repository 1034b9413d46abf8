"""Which incidents are wanted: by status, type, time, country, area and confidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo import ontology
from geo.coding.catalogue import catalogue, tokens
from geo.errors import OptionError
from geo.ontology import event_groups, event_types

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from geo.records import Incident

ISO = 2
"""Letters of a country code."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What an incident must be to be kept; `None` asks nothing. Make one with `selection`."""

    statuses: frozenset[str] | None = None
    types: frozenset[str] | None = None
    since: date | None = None
    until: date | None = None
    countries: frozenset[str] | None = None
    """ISO 3166-1 alpha-2."""
    bbox: tuple[float, float, float, float] | None = None
    """West, south, east, north in degrees; west may be greater than east, across the date line."""
    min_confidence: float = 0.0

    def keeps(self, incident: Incident) -> bool:
        """Whether an incident is wanted; what it does not tell cannot fulfil a wish."""
        return (
            incident.confidence >= self.min_confidence
            and (self.statuses is None or incident.status in self.statuses)
            and (self.types is None or incident.event_type in self.types)
            and self._in_time(incident)
            and self._in_space(incident)
        )

    def _in_time(self, incident: Incident) -> bool:
        if self.since is None and self.until is None:
            return True
        when = incident.when
        return when is not None and (
            (self.since is None or when.end >= self.since)
            and (self.until is None or when.start <= self.until)
        )

    def _in_space(self, incident: Incident) -> bool:
        if self.countries is None and self.bbox is None:
            return True
        location = incident.location
        if location is None or (self.countries is not None and location.place.country not in self.countries):
            return False
        if self.bbox is None:
            return True
        west, south, east, north = self.bbox
        x = location.longitude
        across = west <= x <= east if west <= east else x >= west or x <= east
        return across and south <= location.latitude <= north


EVERYTHING = Selection()


def selection(
    *,
    statuses: Iterable[str] = (),
    types: Iterable[str] = (),
    since: date | None = None,
    until: date | None = None,
    countries: Iterable[str] = (),
    bbox: tuple[float, float, float, float] | None = None,
    min_confidence: float = 0.0,
) -> Selection:
    """Make a selection from what a user says.

    Parameters
    ----------
    statuses, types, countries
        Names; of types also the names of their groups (`violence`); of countries also their English names.
        None at all asks nothing.
    since, until
        First and last day; an incident is kept whose days meet them.
    bbox
        West, south, east, north in degrees (EPSG:4326).
    min_confidence
        The least `confidence`, 0 to 1.

    Raises
    ------
    OptionError
        For a name that is not known, with the choices; for a box or a confidence that is none.

    Examples
    --------
    >>> sorted(selection(types=["protest"], countries=["Libya", "eg"]).countries)
    ['EG', 'LY']
    """
    if since and until and since > until:
        raise OptionError(f"since {since} lies after until {until}: exchange them")
    if bbox and not (-90 <= bbox[1] <= bbox[3] <= 90 and all(-180 <= x <= 180 for x in (bbox[0], bbox[2]))):  # noqa: PLR2004
        raise OptionError(f"bbox {','.join(map(str, bbox))}: give west,south,east,north in degrees")
    if not 0 <= min_confidence <= 1:
        raise OptionError(f"min_confidence {min_confidence}: give a number from 0 to 1")
    groups = event_groups()
    wanted = _known("type", types, (*event_types(), *groups))
    named = {t.name for t in event_types().values() if t.name in wanted or t.group in wanted}
    return Selection(
        frozenset(_known("status", statuses, tuple(ontology.statuses()))) or None,
        frozenset(named) or None,
        since,
        until,
        frozenset(country_code(c) for c in countries) or None,
        bbox,
        min_confidence,
    )


def country_code(text: str) -> str:
    """Return the ISO 3166-1 alpha-2 code of a country given by code or by English name.

    Raises
    ------
    OptionError
        Where there is no such country.
    """
    known = catalogue()
    if len(text) == ISO and text.upper() in known.nation_names:
        return text.upper()
    found = known.nations.get(tuple(token.key for token in tokens(text)))
    if found is None or found[1].form != "name":
        raise OptionError(f"country {text!r} is not known: give its two-letter code or its English name")
    return found[1].iso


def _known(what: str, names: Iterable[str], choices: tuple[str, ...]) -> set[str]:
    found = {name.strip().lower().replace(" ", "_").replace("-", "_") for name in names}
    if found - set(choices):
        raise OptionError(
            f"{what} {min(found - set(choices))!r} is not known: choose from {', '.join(choices)}"
        )
    return found
