"""A user's corrections: rows that name incidents, or a pattern of them, and set, empty or drop what is wrong.

They are applied last and leave `incident_id` alone, so that the same file works on the next run.
"""

from __future__ import annotations

import csv
import logging
import tomllib
from collections import Counter
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from geo.coding.catalogue import ACTOR_TYPES, fold
from geo.coding.dates import spanning
from geo.coding.selection import country_code
from geo.errors import IncidentMapperError, OptionError
from geo.ontology import event_types, statuses
from geo.records import Actor, Incident, Location, Place, Telling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from geo.gazetteer import Gazetteer

    Setter = Callable[[Incident, str | None, Gazetteer | None], dict[str, Any]]

log = logging.getLogger(__name__)

CONDITIONS = ("incident_id", "article", "place", "about", "event_type", "trigger")
NEAREST_KM = 30.0
"""How far from a point that is set a town may be that tells its country."""
ACTIONS = ("set", "empty", "drop")
PROBE = Incident("", "attack", "happened", (Telling("", "", 0, 0, ""),))
"""What a value is tried on when it is read."""
NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Correction:
    """One row of corrections: where all conditions hold, a column gets a value, or the incident goes."""

    where: str
    """File and line, for messages."""
    action: str
    column: str | None = None
    value: str | None = None
    incident_id: str | None = None
    article: str | None = None
    """The article's `doc_id`."""
    place: str | None = None
    """The place as written."""
    about: str | None = None
    """Country (ISO 3166-1 alpha-2) in which most located incidents of the article lie."""
    event_type: str | None = None
    trigger: str | None = None

    def matches(self, incident: Incident, about: str | None) -> bool:
        """Whether an incident of an article about a country is meant."""
        return (
            self.incident_id in (None, incident.incident_id)
            and (self.article is None or any(t.article == self.article for t in incident.tellings))
            and (self.place is None or fold(self.place) == fold(incident.place_text or ""))
            and self.about in (None, about)
            and self.event_type in (None, incident.event_type)
            and (
                self.trigger is None or any(fold(t.trigger) == fold(self.trigger) for t in incident.tellings)
            )
        )


def read_corrections(path: Path) -> tuple[Correction, ...]:
    """Read corrections from a CSV or TOML file.

    Parameters
    ----------
    path
        A CSV file with a header, or a TOML file with tables `[[corrections]]`, of these fields: conditions
        `incident_id`, `article`, `place`, `about`, `event_type`, `trigger` (at least one); `action` (`set`,
        `empty` or `drop`; `set` where it is left out); `column` and `value`.

    Raises
    ------
    OptionError
        Naming the file, the line, and what is wrong there.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        if path.suffix.lower() == ".toml":
            rows = list(enumerate(tomllib.loads(text).get("corrections", ()), 1))
        else:
            reader = csv.DictReader(text.splitlines(), strict=True)
            rows = [(reader.line_num, row) for row in reader]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, csv.Error) as error:
        raise OptionError(f"{path}: {error}: corrections are a CSV or TOML file in UTF-8") from error
    return tuple(_correction(row, f"{path}:{number}") for number, row in rows)


def _correction(row: dict[str, Any], where: str) -> Correction:
    known = {field.name for field in fields(Correction)} - {"where"}
    if set(row) - known:
        raise OptionError(
            f"{where}: field {min(map(str, set(row) - known))!r} is not known: {', '.join(sorted(known))}"
        )
    told = {name: str(value).strip() for name, value in row.items() if value not in (None, "")}
    correction = Correction(where, told.pop("action", "set"), **told)
    if correction.action not in ACTIONS:
        raise OptionError(
            f"{where}: action {correction.action!r} is not known: choose from {', '.join(ACTIONS)}"
        )
    if not any(getattr(correction, name) for name in CONDITIONS):
        raise OptionError(f"{where}: no condition says which incidents are meant: {', '.join(CONDITIONS)}")
    if correction.action != "drop" and correction.column not in SETTERS:
        raise OptionError(f"{where}: column {correction.column!r} cannot be corrected: {', '.join(SETTERS)}")
    if correction.action == "set" and correction.value is None:
        raise OptionError(f"{where}: there is no value: give one, or the action `empty`")
    if correction.action == "empty" and correction.column in ("event_type", "status"):
        raise OptionError(f"{where}: {correction.column} may not be empty: set it, or drop the incident")
    about = country_code(correction.about) if correction.about else None
    if correction.action == "set":
        _corrected(PROBE, correction, None)
    return replace(correction, about=about)


def correct(
    incidents: Iterable[Incident],
    corrections: Sequence[Correction],
    gazetteer: Gazetteer | None = None,
    abouts: Mapping[str, str] = NONE,
) -> Iterator[Incident]:
    """Apply corrections in their order; those that match nothing are warned of in the log.

    Parameters
    ----------
    incidents
        In any order, which is kept.
    corrections
        See `read_corrections`.
    gazetteer
        Needed where a correction sets a `geonameid`.
    abouts
        What `abouts` gives of all incidents, where a correction asks for it.

    Raises
    ------
    OptionError
        For a value that its column cannot hold, naming the correction.
    """
    idle = set(corrections)
    for incident in incidents:
        about = abouts.get(incident.tellings[0].article)
        kept: Incident | None = incident
        for correction in corrections:
            if kept is None or not correction.matches(kept, about):
                continue
            idle.discard(correction)
            kept = None if correction.action == "drop" else _corrected(kept, correction, gazetteer)
        if kept is not None:
            yield kept
    for correction in corrections:
        if correction in idle:
            log.warning("%s: this correction matches no incident any more", correction.where)


def abouts(incidents: Iterable[Incident]) -> dict[str, str]:
    """Article -> the country where most of its located incidents lie."""
    counts: dict[str, Counter[str]] = {}
    for incident in incidents:
        if incident.location and incident.location.place.country:
            counts.setdefault(incident.tellings[0].article, Counter())[incident.location.place.country] += 1
    return {article: min(c, key=lambda country: (-c[country], country)) for article, c in counts.items()}


def _corrected(incident: Incident, correction: Correction, gazetteer: Gazetteer | None) -> Incident:
    column = correction.column or ""
    value = correction.value if correction.action == "set" else None
    try:
        changes = SETTERS[column](incident, value, gazetteer)
    except (ValueError, KeyError, IncidentMapperError) as error:
        raise OptionError(f"{correction.where}: {column} cannot be {value!r}: {error}") from error
    marked = dict.fromkeys((*incident.corrected, column))
    return replace(incident, **changes, corrected=tuple(marked))


def _choice(
    name: str, choices: tuple[str, ...], _: Incident, value: str | None, __: Gazetteer | None
) -> dict[str, Any]:
    if value not in choices:
        raise ValueError(f"choose from {', '.join(choices)}")
    return {name: value}


def _number(name: str, _: Incident, value: str | None, __: Gazetteer | None) -> dict[str, Any]:
    if value is not None and not value.isdecimal():
        raise ValueError("give a whole number")
    number = None if value is None else int(value)
    return {name: number} if name.endswith("_max") else {name: number, f"{name}_max": number}


def _text(name: str, _: Incident, value: str | None, __: Gazetteer | None) -> dict[str, Any]:
    return {name: value}


def _party(
    role: str, part: str, incident: Incident, value: str | None, _: Gazetteer | None
) -> dict[str, Any]:
    now: Actor | None = getattr(incident, role)
    if part == "text":
        return {role: None if value is None else Actor(value)}
    if part == "type" and value not in (None, *ACTOR_TYPES):
        raise ValueError(f"choose from {', '.join(ACTOR_TYPES)}")
    if part == "country" and value is not None:
        value = country_code(value)
    changes: dict[str, Any] = {part: value}
    return {role: replace(now or Actor(value or ""), **changes)}


def _associated(name: str, _: Incident, value: str | None, __: Gazetteer | None) -> dict[str, Any]:
    """Set names separated by semicolons."""
    return {name: tuple(Actor(part.strip()) for part in (value or "").split(";") if part.strip())}


def _days(_: Incident, value: str | None, __: Gazetteer | None) -> dict[str, Any]:
    """Set a day, or two with a slash between, as ISO 8601 has them."""
    if value is None:
        return {"when": None}
    first, _slash, last = value.partition("/")
    start, end = date.fromisoformat(first), date.fromisoformat(last or first)
    if end < start:
        raise ValueError("the last day lies before the first")
    return {"when": spanning(start, end)}


def _geonameid(incident: Incident, value: str | None, gazetteer: Gazetteer | None) -> dict[str, Any]:
    if value is None:
        return _point(incident, None, None)
    if not value.isdecimal():
        raise ValueError("give the number that GeoNames has for it")
    if gazetteer is None:  # the value is only tried
        return {}
    place = gazetteer.place(f"geonames:{int(value)}")
    return _located(
        Location(
            place.longitude,
            place.latitude,
            place.precision,
            place.radius_km,
            place,
            1.0,
            "set by a correction",
        )
    )


def _point(incident: Incident, value: str | None, gazetteer: Gazetteer | None) -> dict[str, Any]:
    """Set `latitude longitude`, in degrees; the country is that of the nearest town."""
    if value is None:
        return {"location": None, "place_basis": None, "unlocated": "emptied by a correction"}
    latitude, longitude = (float(part) for part in value.replace(",", " ").split())
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):  # noqa: PLR2004  degrees
        raise ValueError("give latitude and longitude in degrees")
    towns = gazetteer.reverse(longitude, latitude, within_km=NEAREST_KM) if gazetteer else []
    place = Place(
        f"user:{latitude},{longitude}",
        incident.place_text or value,
        longitude,
        latitude,
        "site",
        1.0,
        country=towns[0][0].country if towns else None,
        admin1=towns[0][0].admin1 if towns else None,
        source="corrections",
    )
    return _located(Location(longitude, latitude, "site", 1.0, place, 1.0, "set by a correction"))


def _located(location: Location) -> dict[str, Any]:
    return {"location": location, "unlocated": None, "place_phrase": None, "place_basis": None}


SETTERS: dict[str, Setter] = {
    "event_type": partial(_choice, "event_type", tuple(event_types())),
    "status": partial(_choice, "status", tuple(statuses())),
    "event_date": _days,
    "geonameid": _geonameid,
    "point": _point,
    "place": partial(_text, "place_text"),
    "killed": partial(_number, "killed"),
    "killed_max": partial(_number, "killed_max"),
    "wounded": partial(_number, "wounded"),
    "wounded_max": partial(_number, "wounded_max"),
}
"""Column -> how it is set. The parties' columns follow."""
for _role in ("actor", "recipient"):
    SETTERS[_role] = partial(_party, _role, "text")
    SETTERS[f"associated_{_role}s"] = partial(_associated, f"associated_{_role}s")
    for _part in ("name", "type", "country"):
        SETTERS[f"{_role}_{_part}"] = partial(_party, _role, _part)
