"""Who is said to have done it: who claims an attack, or is blamed for it, is its actor where none is told."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.coding.catalogue import words_of
from geo.ontology import event_types
from geo.records import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.records import Article, Event, Mention, Reading

CLAIM = re.compile(
    r"(?<!\bnot )(?<!\bnever )\b(?:claim(?:ed|s|ing)?|took|taken|takes?|assum(?:ed|es|ing)|admit(?:ted|s)?)"
    r"\s(?:\w+\s)?(?:responsibility|credit)\b",
    re.IGNORECASE,
)
BLAMES = re.compile(r"\bblam(?:e|es|ed|ing)\s(?:the\s)?$", re.IGNORECASE)
BACK = 3
"""Sentences before that of a claim in which its attack is told."""
LINE = 40
"""Code points before a mention that are searched for the verb."""


def blamed(article: Article, reading: Reading) -> Reading:
    """Give attacks that are told without an actor the one who claims them, or is blamed for them.

    Returns
    -------
    Reading
        The same one, with a role `actor` more for each such attack.
    """
    open_ones = [event for event in reading.events if _violent(event) and not _has_actor(event)]
    found: dict[int, Mention] = {}
    for mention, attacks in (*_claims(article, reading, open_ones), *_blames(article, reading, open_ones)):
        for attack in attacks:
            found.setdefault(attack.start, mention)
    events = (
        replace(e, roles=(*e.roles, Role("actor", found[e.start].id, e.score)))
        if e in open_ones and e.start in found
        else e
        for e in reading.events
    )
    return replace(reading, events=tuple(events))


def _claims(
    article: Article, reading: Reading, open_ones: list[Event]
) -> Iterator[tuple[Mention, list[Event]]]:
    """Yield who claims: `The FMLN claimed responsibility`, for the last attack told by then."""
    for number, (start, end) in enumerate(reading.sentences):
        claim = CLAIM.search(article.text, start, end)
        if claim:
            before = [m for m in _parties(reading) if start <= m.start and m.end <= claim.start()]
            told = [e for e in open_ones if number - BACK <= e.sentence <= number]
            last = max((e.sentence for e in told), default=number)
            if before:
                yield max(before, key=lambda m: m.end), [e for e in told if e.sentence == last]


def _blames(
    article: Article, reading: Reading, open_ones: list[Event]
) -> Iterator[tuple[Mention, list[Event]]]:
    """Yield who is blamed: `Police blamed the ELN for the murder`, for what the sentence tells after it."""
    for mention in _parties(reading):
        line = article.text[max(0, mention.start - LINE) : mention.start]
        if BLAMES.search(line):
            end = next((last for first, last in reading.sentences if first <= mention.start < last), 0)
            yield mention, [e for e in open_ones if mention.end <= e.start < end]


def _parties(reading: Reading) -> list[Mention]:
    """Return who can be an actor: pronouns name nobody."""
    return [
        m
        for m in reading.mentions
        if m.kind in ("actor", "metonym") and m.text.lower() not in words_of("pronouns")
    ]


def _violent(event: Event) -> bool:
    return event_types()[event.event_type].group == "violence"


def _has_actor(event: Event) -> bool:
    return any(role.role == "actor" for role in event.roles)
