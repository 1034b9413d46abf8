"""One row for one happening: tellings of an article that belong together become one incident.

Two tellings can be one incident when their types, places, dates and parties do not contradict each other;
how far they agree decides. Places agree when one is the other or lies in it.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.coding.catalogue import fold
from geo.coding.places import ORDER, same_or_within

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.records import Actor, DateSpan, Incident

FAMILIES: tuple[frozenset[str], ...] = (
    frozenset({"armed_clash", "attack", "territory_capture", "shelling", "air_strike"}),
    frozenset({"explosive", "suicide_bombing", "attack", "shelling"}),
    frozenset({"riot", "protest"}),
    frozenset({"riot", "attack", "armed_clash"}),
    frozenset({"arrest", "prosecution"}),
    frozenset({"meeting", "agreement"}),
    frozenset({"accusation", "demand", "threat", "refusal"}),
    frozenset({"destruction", "attack", "explosive"}),
)
"""Types that name one happening in different words."""


def compatible(a: Incident, b: Incident) -> bool:
    """Whether two tellings can be of one happening."""
    return (
        _types(a.event_type, b.event_type)
        and _statuses(a.status, b.status)
        and _places(a, b)
        and _dates(a.when, b.when)
        and _actors(a.actor, b.actor)
        and _actors(a.recipient, b.recipient)
    )


def _types(a: str, b: str) -> bool:
    return a == b


def _statuses(a: str, b: str) -> bool:
    return a == b or {a, b} <= {"happened", "alleged"}


def _places(a: Incident, b: Incident) -> bool:
    if a.location and b.location:
        return same_or_within(a.location, b.location) or same_or_within(b.location, a.location)
    if a.place_text and b.place_text:
        return fold(a.place_text) == fold(b.place_text)
    return True


def _dates(a: DateSpan | None, b: DateSpan | None) -> bool:
    if a is None or b is None or a.text is None or b.text is None:
        return True
    return a.start <= b.end and b.start <= a.end


def _actors(a: Actor | None, b: Actor | None) -> bool:
    if a is None or b is None:
        return True
    if a.name and b.name:
        return a.name == b.name
    return (a.type is None or b.type is None or a.type == b.type) and (
        a.country is None or b.country is None or a.country == b.country
    )


def merge_article(incidents: Sequence[Incident]) -> list[Incident]:
    """Merge the incidents of one article that tell the same happening."""
    groups: list[list[Incident]] = []
    for incident in incidents:
        for group in groups:
            if all(compatible(incident, other) for other in group):
                group.append(incident)
                break
        else:
            groups.append([incident])
    return [join(group) for group in groups]


def join(group: Sequence[Incident]) -> Incident:
    """Make one incident of several tellings: the fullest value of each field, every telling as evidence."""
    ranked = sorted(group, key=_fullness)
    first = ranked[0]
    placed = min(
        group,
        key=lambda i: (
            i.location is None,
            ORDER.index(i.location.precision) if i.location else 0,
            i.place_text is None,
        ),
    )
    killed = max(group, key=lambda i: i.killed or 0)
    wounded = max(group, key=lambda i: i.wounded or 0)
    return replace(
        first,
        tellings=tuple(dict.fromkeys(telling for incident in ranked for telling in incident.tellings)),
        status="happened" if any(i.status == "happened" for i in group) else first.status,
        actor=_best(i.actor for i in ranked),
        recipient=_best(i.recipient for i in ranked),
        when=next((i.when for i in ranked if i.when and i.when.text), first.when),
        place_text=placed.place_text,
        place_phrase=placed.place_phrase,
        location=placed.location,
        place_basis=placed.place_basis,
        unlocated=placed.unlocated,
        killed=killed.killed,
        killed_max=killed.killed_max,
        killed_text=killed.killed_text,
        wounded=wounded.wounded,
        wounded_max=wounded.wounded_max,
        wounded_text=wounded.wounded_text,
        confidence=max(i.confidence for i in group),
    )


def _fullness(incident: Incident) -> tuple[int, float, int]:
    told = (
        incident.actor,
        incident.recipient,
        incident.when and incident.when.text,
        incident.location,
        incident.killed,
    )
    return -sum(value is not None for value in told), -incident.confidence, incident.tellings[0].start


def _best(actors: object) -> Actor | None:
    found = [actor for actor in actors if actor]  # type: ignore[attr-defined]
    return min(found, key=lambda a: (a.name is None, a.type is None, a.country is None), default=None)


def identified(incident: Incident) -> Incident:
    """Give an incident its id: a hash of what is told, whatever was told before or after it."""
    first = min(incident.tellings, key=lambda t: (t.article, t.start, t.trigger))
    told = (
        first.article,
        str(first.start),
        first.trigger,
        incident.event_type,
        incident.place_text or "",
        incident.when.start.isoformat() if incident.when else "",
        incident.actor.text if incident.actor else "",
    )
    digest = hashlib.blake2b("\x1f".join(told).encode(), digest_size=8).hexdigest()
    return replace(incident, incident_id=digest)


def unique(incidents: Sequence[Incident]) -> list[Incident]:
    """Keep the first of incidents with one id: the same words, told twice in one sentence."""
    return list({incident.incident_id: incident for incident in reversed(incidents)}.values())[::-1]
