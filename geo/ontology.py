"""The vocabulary of the output, from `ontology.toml`: event types, statuses, precisions and their codes."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class EventType:
    """One of the event types, with its codes in PLOVER and ACLED where it has any."""

    name: str
    group: str
    label: str
    """For people."""
    meaning: str
    colour: str
    """sRGB, `#rrggbb`; a group is a family of hues."""
    plover: str | None = None
    plover_mode: str | None = None
    acled: tuple[str, str] | None = None
    """ACLED event type and sub-event type in the usual case."""


@dataclass(frozen=True, slots=True)
class PrecisionCodes:
    """The code of a precision of place or time in ACLED's and UCDP's schemes."""

    acled: int
    ucdp: int
    meaning: str = ""


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(files("geo").joinpath("ontology.toml").read_text(encoding="utf-8"))


@cache
def event_types() -> dict[str, EventType]:
    """Event types by name, in the order of the ontology.

    Examples
    --------
    >>> event_types()["air_strike"].acled
    ('Explosions/Remote violence', 'Air/drone strike')
    >>> len(event_types())
    32
    """
    types = {}
    for name, row in _read()["event_types"].items():
        acled = row.get("acled")
        types[name] = EventType(name, **{**row, "acled": acled and tuple(acled)})
    return types


def event_groups() -> tuple[str, ...]:
    """Names of the groups of event types, in the order of the ontology."""
    return tuple(dict.fromkeys(t.group for t in event_types().values()))


def statuses() -> dict[str, str]:
    """Status -> what it says to people."""
    return dict(_read()["statuses"])


@cache
def precisions() -> dict[str, PrecisionCodes]:
    """Precision of place -> its codes (ACLED `geo_precision`, UCDP `where_prec`)."""
    return {name: PrecisionCodes(**row) for name, row in _read()["precisions"].items()}


@cache
def date_precisions() -> dict[str, PrecisionCodes]:
    """Precision of date -> its codes (ACLED `time_precision`, UCDP `date_prec`)."""
    return {name: PrecisionCodes(**row) for name, row in _read()["date_precisions"].items()}
