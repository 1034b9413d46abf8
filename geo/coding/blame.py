"""Who did it, where no actor is told: who claims an attack, or is blamed for it, or names it."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.coding.catalogue import catalogue, tokens, words_of
from geo.ontology import event_types
from geo.records import Mention, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.records import Article, Event, Reading

CLAIM = re.compile(
    r"(?<!\bnot )(?<!\bnever )\b(?:claim(?:ed|s|ing)?|took|taken|takes?|assum(?:ed|es|ing)|admit(?:ted|s)?)"
    r"\s(?:\w+\s)?(?:responsibility|credit)\b",
    re.IGNORECASE,
)
BLAMES = re.compile(
    r"\b(?:blam(?:e|es|ed|ing)|h[eo]ld(?:s|ing)?)\s(?:the\s)?$"
    r"|\b(?:attribut(?:e|es|ed|ing)|ascrib(?:e|es|ed|ing))\s(?:[\w'’-]+\s){0,6}?to\s(?:the\s)?[\"“]?(?:[\w'’-]+\s)?$"
    r"|\bblam(?:e|es|ed|ing)\s(?:[\w'’-]+\s){0,5}?on\s(?:the\s)?$"
    r"|\b(?:the work of|(?:staged|perpetrated|committed|carried out|masterminded) by)\s(?:the\s)?$",
    re.IGNORECASE,
)
"""What stands before who is blamed: `blamed the`, `attributed the attacks to`, `the work of`."""
RESPONSIBLE = re.compile(
    r"\s*(?:\[[^\]]*\]\s*|\([^)]*\)\s*)?(?:(?:is|are|was|were|be|as)\s)?(?:directly\s)?responsible\s(?:for|of)\b",
    re.IGNORECASE,
)
BACK = 3
"""Sentences before that of a claim in which its attack is told."""
UNSURE = 0.6
"""Score below which an actor as read gives way to one that the act names."""
LINE = 70
"""Code points before a mention that are searched for the verb."""
ARMED = frozenset({"rebel", "militia", "private_military"})
"""Types of actors whose name before an act tells who did it: `a rebel attack`, not `a police killing`."""
NO_DOERS = frozenset({"police", "media", "business", "international"})
"""Types that a claim of someone else stands against."""


def blamed(article: Article, reading: Reading) -> Reading:
    """Give attacks that are told without an actor the one who claims them, is blamed for them or names them.

    Returns
    -------
    Reading
        The same one, with a role `actor` more for each such attack.
    """
    by_id = {m.id: m for m in reading.mentions}
    open_ones = [e for e in reading.events if _violent(e) and not _actor(e, by_id)]
    unsure = [e for e in reading.events if _violent(e) and _unsure(e, by_id)]
    doubtful = [e for e in reading.events if _violent(e) and _kind(_actor(e, by_id)) in NO_DOERS]
    found: dict[int, Mention] = {}
    claims = _claims(article, reading, [*open_ones, *doubtful])
    for mention, attacks in (*claims, *_blames(article, reading, open_ones)):
        for attack in attacks:
            found.setdefault(attack.start, mention)
    for attack in (*open_ones, *unsure):
        if attack.start not in found and (named := _named(article, reading, attack)):
            found[attack.start] = named
    events = tuple(_done_by(e, found[e.start]) if e.start in found else e for e in reading.events)
    new = (m for m in dict.fromkeys(found.values()) if m.id not in by_id)
    mentions = sorted((*reading.mentions, *new), key=lambda m: (m.start, m.end))
    return replace(reading, events=events, mentions=tuple(mentions))


def _done_by(event: Event, mention: Mention) -> Event:
    """Return an attack with its actor, instead of one that was read and cannot be it."""
    others = (role for role in event.roles if role.role != "actor")
    return replace(event, roles=(*others, Role("actor", mention.id, event.score)))


def _claims(
    article: Article, reading: Reading, open_ones: list[Event]
) -> Iterator[tuple[Mention, list[Event]]]:
    """Yield who claims: `The FMLN claimed responsibility`, for the last attack told by then."""
    for number, (start, end) in enumerate(reading.sentences):
        claim = CLAIM.search(article.text, start, end)
        if claim:
            told = [e for e in open_ones if number - BACK <= e.sentence <= number]
            last = max((e.sentence for e in told), default=number)
            who = _claimant(article, reading, start, claim.start())
            if who:
                yield who, [e for e in told if e.sentence == last]


def _claimant(article: Article, reading: Reading, start: int, end: int) -> Mention | None:
    """Return who stands before a claim: a known name right before it, else the last one that was read."""
    words = article.text[start:end].rstrip()
    for name in re.finditer(r"(?<![\w-])(?=\w)", words):
        known = next(catalogue().find_actors(tokens(words[name.start() :]), None), None)
        if known and known[:2] == (0, len(tokens(words[name.start() :]))):
            return _mention(article, start + name.start(), start + len(words))
    before = [m for m in _parties(reading) if start <= m.start and m.end <= end]
    return max(before, key=lambda m: m.end, default=None)


def _blames(
    article: Article, reading: Reading, open_ones: list[Event]
) -> Iterator[tuple[Mention, list[Event]]]:
    """Yield who is blamed: `Police blamed the ELN for the murder`, for what the sentence tells."""
    told: dict[int, list[Event]] = defaultdict(list)
    for event in open_ones:
        told[event.sentence].append(event)
    for mention in _parties(reading):
        line = article.text[max(0, mention.start - LINE) : mention.start]
        if BLAMES.search(line) or RESPONSIBLE.match(article.text, mention.end):
            sentence = next(n for n, (_, end) in enumerate(reading.sentences) if mention.start < end)
            yield mention, told[sentence]


def _named(article: Article, reading: Reading, attack: Event) -> Mention | None:
    """Return whom the words before an act name: `a rebel attack`, `the FMLN ambush`."""
    if attack.trigger.lower().startswith(tuple(words_of("deaths"))):
        return None
    first = reading.sentences[attack.sentence][0]
    until = attack.start
    match = re.match(r"[\w-]+(?=\s)", attack.trigger)  # `terrorist attack` may be the trigger as a whole
    if match and _kind_of(match[0]) in ARMED:
        return _mention(article, attack.start, attack.start + match.end())
    for mention in reading.mentions:
        if first <= mention.start and mention.end == until - 1 and mention.kind == "actor":
            return mention if _kind(mention) in ARMED else None
    word = re.search(r"(?<![\w'’-])[\w-]+(?=\s$)", article.text[first:until])
    if word is None or _kind_of(word[0]) not in ARMED:
        return None
    return _mention(article, first + word.start(), first + word.end())


def _mention(article: Article, start: int, end: int) -> Mention:
    return Mention(f"named-{start}", "actor", start, end, article.text[start:end])


def _kind(mention: Mention | None) -> str | None:
    return _kind_of(mention.text) if mention else None


def _kind_of(text: str) -> str | None:
    """Return the type of an actor by the catalogue or the last word that is a head noun."""
    words = tokens(text)
    known = next(iter(catalogue().find_actors(words, None)), None)
    if known:
        return known[2].type
    head = next(
        (found for i in range(len(words) - 1, -1, -1) if (found := catalogue().head_at(words, i))), None
    )
    return head[1] if head else None


def _parties(reading: Reading) -> list[Mention]:
    """Return who can be an actor: pronouns name nobody."""
    return [
        m
        for m in reading.mentions
        if m.kind in ("actor", "metonym") and m.text.lower() not in words_of("pronouns")
    ]


def _unsure(event: Event, by_id: dict[str, Mention]) -> bool:
    """Whether the reader hardly believes in the actor: of 20 such in annotated news, 10 are right."""
    doer = _actor(event, by_id)
    return doer is not None and all(
        role.score < UNSURE for role in event.roles if (role.role, role.mention) == ("actor", doer.id)
    )


def _violent(event: Event) -> bool:
    return event_types()[event.event_type].group == "violence"


def _actor(event: Event, by_id: dict[str, Mention]) -> Mention | None:
    """Return the actor as read, unless the same words are the one to whom it was done."""
    roles: Sequence[Role] = event.roles
    done_to = {role.mention for role in roles if role.role == "recipient"}
    doers = (by_id[r.mention] for r in roles if r.role == "actor" and r.mention in by_id)
    return next((mention for mention in doers if mention.id not in done_to), None)
