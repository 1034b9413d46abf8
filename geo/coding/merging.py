"""One row for one happening: tellings of an article that belong together become one incident."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.coding.catalogue import tokens, words_of
from geo.coding.likeness import score, told
from geo.coding.nesting import ORDER, only_around, same_or_within
from geo.coding.parties import distinct, key
from geo.ontology import event_types

CAPITAL = "capital"
"""What a town is called that is told without its name."""
NO_DOERS = frozenset({"state", "business", "media", "international"})
"""Types of actors that seldom commit violence themselves: another one, if told, did it."""

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from geo.records import Actor, Incident


def merge_article(incidents: Sequence[Incident]) -> list[Incident]:
    """Merge the incidents of one article, in the order of the text, that tell the same happening."""
    ready = [told(incident) for incident in incidents]
    groups = group(len(ready), lambda a, b: score(ready[a], ready[b]))
    return [join([incidents[i] for i in members]) for members in groups]


def group(count: int, odds: Callable[[int, int], float]) -> list[list[int]]:
    """Put each telling to the group before it that it fits best, if that is more likely than not.

    How a telling fits a group is the mean of its best and its average log odds with the group's members.
    """
    groups: list[list[int]] = []
    for new in range(count):
        fits = []
        for members in groups:
            scores = [odds(old, new) for old in members]
            fits.append((max(scores) + sum(scores) / len(scores)) / 2)
        best = max(fits, default=0.0)
        if best > 0:
            groups[fits.index(best)].append(new)
        else:
            groups.append([new])
    return groups


def join(group: Sequence[Incident]) -> Incident:
    """Make one incident of several tellings: the fullest value of each field, every telling as evidence."""
    ranked = sorted(group, key=_fullness)
    first = ranked[0]
    if len(group) == 1 and not (first.associated_actors or first.associated_recipients):
        return first
    actor = _best((i.actor for i in ranked), NO_DOERS if _violent(first) else frozenset())
    recipient = _best(i.recipient for i in ranked)
    placed = _placed(group)
    killed = max(group, key=lambda i: i.killed or 0)
    wounded = max(group, key=lambda i: i.wounded or 0)
    return replace(
        first,
        tellings=tuple(dict.fromkeys(telling for incident in ranked for telling in incident.tellings)),
        event_type=_type(ranked),
        status="happened" if any(i.status == "happened" for i in group) else first.status,
        actor=actor,
        recipient=recipient,
        associated_actors=_associated(actor, ((i.actor, i.associated_actors) for i in ranked)),
        associated_recipients=_associated(
            recipient, ((i.recipient, i.associated_recipients) for i in ranked)
        ),
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


def _placed(group: Sequence[Incident]) -> Incident:
    """Return the telling with the most exact place; a name that is not found lies in the area that is."""
    best = min(
        group,
        key=lambda i: (
            i.location is None,
            ORDER.index(i.location.precision) if i.location else 0,
            i.place_text is None,
        ),
    )
    if not _of_its_name(best):
        return best
    inner = next((i for i in group if i is not best and _inside(i, best)), None)
    if inner is None:
        return best
    return replace(best, place_text=inner.place_text, place_phrase=inner.place_phrase)


def _inside(incident: Incident, outer: Incident) -> bool:
    """Whether a place is told that was not found itself, only the area around it, where the other one is."""
    at = incident.location
    if incident.place_text is None or _of_its_name(incident) or CAPITAL in incident.place_text.lower():
        return False
    return at is None or (only_around(at) and same_or_within(outer.location, at))


def _of_its_name(incident: Incident) -> bool:
    """Whether the place was found by the name that is told: `Bello municipality` is Bello."""
    at = incident.location
    return at is not None and bool(set(_words(at.place.name)) & set(_words(incident.place_text or "")))


def _words(text: str) -> list[str]:
    return [token.key for token in tokens(text)]


def _fullness(incident: Incident) -> tuple[int, float, int]:
    told = (
        incident.actor,
        incident.recipient,
        incident.when and incident.when.text,
        incident.location,
        incident.killed,
    )
    return -sum(value is not None for value in told), -incident.confidence, incident.tellings[0].start


def _type(ranked: Sequence[Incident]) -> str:
    """Return the type told most often; a bare `attack` gives way to what kind of attack it was."""
    types = [i.event_type for i in ranked]
    exact = [t for t in types if t != "attack"] or types
    return max(dict.fromkeys(exact), key=exact.count)


def _best(actors: Iterable[Actor | None], doubtful: frozenset[str] = frozenset()) -> Actor | None:
    """Return the first actor that is known by name, else the first that is more than a pronoun.

    Those of doubtful types come after all others, a mere word for fighters (`terrorist`) after other words,
    and words that only say that someone did it (`the killers`) after that.
    """
    found = [actor for actor in actors if actor]
    return min(
        found,
        key=lambda a: (
            _nobody(a),
            a.type in doubtful,
            a.name is None,
            _only(a, "doers"),
            a.text.lower() in words_of("fighters"),
        ),
        default=None,
    )


def _nobody(actor: Actor) -> bool:
    """Whether a pronoun stands for someone whom the article does not tell."""
    return actor.name is None and actor.text.lower() in words_of("pronouns")


def _only(actor: Actor, group: str) -> bool:
    """Whether an actor is told by words of a group alone, and small ones."""
    keys = {word.key for word in tokens(actor.text)} - words_of("lead")
    return keys <= words_of(group)


def _violent(incident: Incident) -> bool:
    return event_types()[incident.event_type].group == "violence"


def _associated(
    best: Actor | None, sides: Iterable[tuple[Actor | None, tuple[Actor, ...]]]
) -> tuple[Actor, ...]:
    """Return all who are told to have acted together, but for the one that counts as the first."""
    together = (
        actor
        for first, others in sides
        if others
        for actor in (first, *others)
        if actor and not _nobody(actor)
    )
    return tuple(distinct(together, without=(key(best),) if best else ()))


def identified(incident: Incident) -> Incident:
    """Give an incident its id."""
    return replace(incident, incident_id=identity(incident))


def identity(incident: Incident) -> str:
    """Return the id of an incident: a hash of what is told, whatever was told before or after it."""
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
    return hashlib.blake2b("\x1f".join(told).encode(), digest_size=8).hexdigest()


def unique(incidents: Sequence[Incident]) -> list[Incident]:
    """Keep the first of incidents with one id: the same words, told twice in one sentence."""
    return list({incident.incident_id: incident for incident in reversed(incidents)}.values())[::-1]
