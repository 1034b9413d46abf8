"""The same incident in several articles becomes one row, with all its reports.

Conservative: two reports are one incident when type, place (more exact than a country), day and parties agree
and they share something that tells this happening from others of the day; or when their articles are
copies of one text and the same sentence tells them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.coding.catalogue import fold, keys_of
from geo.coding.copies import copies
from geo.coding.merging import join, unique
from geo.coding.nesting import same_or_within

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from geo.records import Actor, DateSpan, Incident

ALIKE = 0.2
"""Share of words that the evidence of two reports must have in common, where nothing else speaks for them."""
COPIED = 0.6
"""The same for two articles that are copies of one text."""
LATE = 2
"""Days by which an article that tells no day may follow what it tells."""
MUTUAL = frozenset({"armed_clash", "meeting", "agreement"})
"""Types of what two sides do to each other."""
LENGTH = 4
"""Letters of a word that counts for likeness."""


def merge(incidents: Iterable[Incident]) -> list[Incident]:
    """Merge incidents of several articles that tell the same happening.

    Returns
    -------
    list of Incident
        Sorted by day and id, whatever the order of the input. A merged incident has the id of its first
        report (by the day of publication, then by the article's name), all tellings as evidence, the fullest
        values, and the range of the figures.
    """
    ordered = sorted(incidents, key=by_telling)
    return sorted(merge_blocks(ordered, copies(evidence(ordered))), key=by_day)


def merge_blocks(incidents: Iterable[Incident], origin: Mapping[str, str]) -> Iterator[Incident]:
    """Merge the incidents of any number of whole blocks (see `block_of`), in any order.

    Parameters
    ----------
    incidents
        Each of one article.
    origin
        Article that is a copy -> the article that it is a copy of.
    """
    blocks: dict[str, list[Incident]] = {}
    for incident in unique(sorted(incidents, key=by_telling)):
        blocks.setdefault(block_of(incident, origin), []).append(incident)
    for block in blocks.values():
        yield from _merge_block(block, origin)


def by_telling(incident: Incident) -> tuple[str, str, int, str]:
    """Sort by the day, then by the first telling: the order in which incidents are merged."""
    told = incident.tellings[0]
    return _day(incident), told.article, told.start, incident.incident_id


def by_day(incident: Incident) -> tuple[bool, str, str]:
    """Sort by the day, then by the id: the order of the output; what has no day comes last."""
    return incident.when is None, _day(incident), incident.incident_id


def _day(incident: Incident) -> str:
    return incident.when.start.isoformat() if incident.when else ""


def evidence(incidents: Iterable[Incident]) -> dict[str, str]:
    """Return the sentences of each article that tell incidents, by which copies are known."""
    sentences: dict[str, dict[str, None]] = {}
    for incident in incidents:
        for telling in incident.tellings:
            sentences.setdefault(telling.article, {})[telling.evidence] = None
    return {article: " ".join(told) for article, told in sentences.items()}


def block_of(incident: Incident, origin: Mapping[str, str]) -> str:
    """Return what two reports of one happening have in common: type and place, or type and copied text."""
    if _is_placed(incident):
        location = incident.location
        return "\x1f".join(("place", incident.event_type, location.place.id if location else ""))
    article = incident.tellings[0].article
    return "\x1f".join(("text", incident.event_type, origin.get(article, article)))


def _is_placed(incident: Incident) -> bool:
    """Whether place and day are told exactly enough to know an incident by them."""
    location, when = incident.location, incident.when
    return bool(location and location.precision != "country" and when and when.precision in ("day", "week"))


def _merge_block(incidents: Iterable[Incident], origin: Mapping[str, str]) -> Iterator[Incident]:
    """Merge the incidents of one block, which come by day; those of long ago are looked at no more."""
    groups: list[list[Incident]] = []
    for incident in incidents:
        earliest = _earliest(incident)
        done = [group for group in groups if _window(group[0])[1] < earliest]
        if done:
            yield from map(_report, done)
            groups = [group for group in groups if _window(group[0])[1] >= earliest]
        group = next((g for g in reversed(groups) if _same(g, incident, origin)), None)
        if group is None:
            groups.append([incident])
        else:
            group.append(incident)
    yield from map(_report, groups)


def _earliest(incident: Incident) -> date:
    """Return the day before which nothing lies that this incident, or one after it, can be a report of."""
    first = incident.when.start.toordinal() - 2 * LATE - 1 if incident.when else 1
    return date.fromordinal(max(1, first))


def _window(incident: Incident) -> tuple[date, date]:
    """Return the days on which an incident can have happened."""
    when = incident.when
    if when is None:
        return date.min, date.max
    first = when.start.toordinal() - (LATE if when.text is None else 0)
    return date.fromordinal(max(1, first)), when.end


def _same(group: list[Incident], incident: Incident, origin: Mapping[str, str]) -> bool:
    other = group[0]
    article, others = incident.tellings[0].article, {t.article for i in group for t in i.tellings}
    if article in others or not _compatible(incident, other) or _figures_differ(incident, other):
        return False
    first_article = other.tellings[0].article
    copied = origin.get(article, article) == origin.get(first_article, first_article)
    if copied and _likeness(incident, other) >= COPIED:
        return True
    if not _is_placed(incident):
        return False
    (start, end), (first, last) = _window(incident), _window(other)
    return start <= last and first <= end and _speaks_for(incident, other)


def _compatible(a: Incident, b: Incident) -> bool:
    """Whether two tellings can be of one happening."""
    return (
        a.event_type == b.event_type
        and _statuses(a.status, b.status)
        and _places(a, b)
        and _dates(a.when, b.when)
        and _parties(a, b)
    )


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


def _parties(a: Incident, b: Incident) -> bool:
    """Whether the sides agree; of what two sides do to each other either may be told first."""
    if _actors(a.actor, b.actor) and _actors(a.recipient, b.recipient):
        return True
    one, other = sorted((_named(a), _named(b)), key=len)
    return a.event_type in MUTUAL and bool(one) and one <= other


def _named(incident: Incident) -> set[str]:
    sides = (incident.actor, incident.recipient, *incident.associated_actors, *incident.associated_recipients)
    return {actor.name for actor in sides if actor and actor.name}


def _actors(a: Actor | None, b: Actor | None) -> bool:
    if a is None or b is None:
        return True
    if a.name and b.name:
        return a.name == b.name
    return (a.type is None or b.type is None or a.type == b.type) and (
        a.country is None or b.country is None or a.country == b.country
    )


def _figures_differ(a: Incident, b: Incident) -> bool:
    """Whether the killed of two reports are too far apart for one incident, even if it was told anew."""
    return bool(a.killed and b.killed and abs(a.killed - b.killed) > max(2, 0.5 * max(a.killed, b.killed)))


def _speaks_for(a: Incident, b: Incident) -> bool:
    """Whether something beside type, place and day tells that two reports are of one happening."""
    if a.killed and b.killed:
        return True
    parties = (a.actor and b.actor and a.actor.name and a.actor.name == b.actor.name) and (
        a.recipient
        and b.recipient
        and (a.recipient.name or a.recipient.text) == (b.recipient.name or b.recipient.text)
    )
    return bool(parties) or _likeness(a, b) >= ALIKE


def _likeness(a: Incident, b: Incident) -> float:
    """Jaccard likeness of the longer words of the evidence."""
    first, second = (_long_words(i.tellings[0].evidence) for i in (a, b))
    return len(first & second) / max(1, len(first | second))


@lru_cache(maxsize=1_000)
def _long_words(evidence: str) -> frozenset[str]:
    return frozenset(key for key in keys_of(evidence) if len(key) >= LENGTH)


def _report(group: list[Incident]) -> Incident:
    """Join reports; figures become the range of what is reported."""
    if len(group) == 1:
        return group[0]
    first = min(group, key=lambda i: (str(i.tellings[0].published or "9"), *by_telling(i)[1:]))
    joined = replace(join(group), incident_id=first.incident_id)
    for name in ("killed", "wounded"):
        low = [n for i in group if (n := getattr(i, name)) is not None]
        high = [n for i in group if (n := getattr(i, f"{name}_max")) is not None]
        if low:
            most = max((*high, *low))
            more = any(getattr(i, name) == most and getattr(i, f"{name}_max") is None for i in group)
            joined = replace(joined, **{name: min(low), f"{name}_max": None if more else most})
    return joined
