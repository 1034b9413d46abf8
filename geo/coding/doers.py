"""Who is meant by `the rebels` and `they`: the one armed group of an article, the doers just before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo.coding.catalogue import catalogue, tokens, words_of
from geo.ontology import event_types

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.records import Actor, Incident

GROUPS = frozenset({"rebel", "militia"})
GAP = 4
"""Code points between two sentences, at most."""


def named(incidents: Sequence[Incident], actors: Iterable[Actor]) -> list[Incident]:
    """Name the group that a general word means, where the article tells of one armed group only.

    Parameters
    ----------
    incidents
        Of one article, each with one telling, in the order of the text.
    actors
        Everyone whom the article mentions.

    Returns
    -------
    list of Incident
        The same ones; an actor or recipient such as `the rebels` has the name of the group beside its words.
    """
    violent = (i for i in incidents if i.actor and event_types()[i.event_type].group == "violence")
    doers = [a for i in violent for a in (i.actor, *i.associated_actors) if a]
    groups = _groups(doers) or _groups(actors)
    known = _antecedents(incidents)
    if len(groups) != 1:
        return known
    group = next(iter(groups.values()))
    return [_with(i, _as(i.actor, group), _as(i.recipient, group)) for i in known]


def _with(incident: Incident, actor: Actor | None, recipient: Actor | None) -> Incident:
    """Return an incident with other parties; most are the same."""
    if actor is incident.actor and recipient is incident.recipient:
        return incident
    return replace(incident, actor=actor, recipient=recipient)


def _groups(actors: Iterable[Actor]) -> dict[str, Actor]:
    return {a.name: a for a in actors if a.name and a.type in GROUPS and not _person(a.name)}


def _person(name: str) -> bool:
    last = tokens(name)[-1:]
    return bool(last) and any(p.name == name for p in catalogue().last_names.get(last[0].key, ()))


def _as(actor: Actor | None, group: Actor) -> Actor | None:
    """Return a general actor with the name of the group, if nothing stands against that."""
    if actor is None or actor.name or not _general(actor):
        return actor
    if actor.country and group.country and actor.country != group.country:
        return actor
    return replace(actor, name=group.name, type=group.type, country=group.country)


def _general(actor: Actor) -> bool:
    """Whether general words alone stand for an armed group: not `unidentified gunmen`, `foreign fighters`."""
    words = tokens(actor.text)
    keys = {word.key for word in words}
    nations = {word.key for i, j, _ in catalogue().find_nations(words) for word in words[i:j]}
    general = words_of("fighters") | words_of("troops") | words_of("lead") | nations
    return not keys.isdisjoint(words_of("fighters")) and keys <= general - words_of("unknown")


def _antecedents(incidents: Sequence[Incident]) -> list[Incident]:
    """Give `they` the doers told of in the same sentence or the one before, where there are no others."""
    found: list[Incident] = []
    for incident in incidents:
        actor = incident.actor
        if actor and actor.text.lower() in ("they", "them"):
            near = (i.actor for i in found if i.actor and _just_before(i, incident))
            doers = {a.text: a for a in near if a.text.lower() not in words_of("pronouns")}
            one = next(iter(doers.values())) if len(doers) == 1 else None
            if one and _several(one):
                actor = replace(one, text=actor.text, name=one.name or one.text)
        found.append(_with(incident, actor, incident.recipient))
    return found


def _several(actor: Actor) -> bool:
    """Whether an actor is more than one person: a plural, or a body of people."""
    words = tokens(actor.text)
    body = actor.type in (*GROUPS, "police", "military", "protesters")
    return (body and not _person(actor.name or "")) or words[-1].key.endswith(("s", "men", "people"))


def _just_before(one: Incident, other: Incident) -> bool:
    """Whether a telling is in the sentence of another, or in the one before it."""
    first, second = one.tellings[0], other.tellings[0]
    return first.start <= second.start <= first.end + GAP
