"""From one article's reading to its incidents: every event with its place, time, parties and numbers."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from geo import placing
from geo.coding import doers
from geo.coding.actors import Cast, at_home, cast
from geo.coding.blame import blamed
from geo.coding.calendar import asks_before
from geo.coding.casualties import counted
from geo.coding.catalogue import catalogue, words_of
from geo.coding.choices import DEFAULT, Choices
from geo.coding.codes import claimed, retyped
from geo.coding.confidence import likelihood
from geo.coding.countries import about, within
from geo.coding.counts import Count, count, with_bounds
from geo.coding.dates import published, resolve
from geo.coding.grammar import hedged
from geo.coding.merging import identity, merge_article, unique
from geo.coding.parties import between, distinct, joined, opposed, parties
from geo.coding.places import Scenery, Spot
from geo.coding.toponyms import mended
from geo.dateline import dateline
from geo.ontology import event_types
from geo.records import DateSpan, Incident, Telling

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from geo.coding.calendar import Toward
    from geo.gazetteer import Gazetteer
    from geo.records import Actor, Article, Event, Location, Mention, Reading, RoleName, Status

    Sides = tuple[list[Actor], list[Actor]]
    """Who acted and to whom it was done, the first of each side first."""

TOWARD: dict[str, Toward] = {"planned": "future", "hypothetical": "nearest"}
MONTH, YEAR = 31, 365
AUXILIARY = re.compile(r"\s(?:has|have|had|will|would)(?:\s(?:also|already|now|since|\w+ly))?\s$")
"""What stands between a subject and its verb."""
SAID = re.compile(
    r"\b(?:said|says|told\s(?:\w+\s){1,3}|announced|reported|wrote)(?:\s(?:late|early))?(?:\s(?:in\sa\sstatement|on))*\s$"
)
"""Before a time: of 124 events of sentences with a weekday there, 9 were on that day, in annotated news."""
AGED = re.compile(r"\b(?:man|woman|boy|girl|teenager|aged?)(?:\sof|\saged|,)?\s$")
"""Before a number that is one victim's age: `a man of 50`."""
THINGS = re.compile(
    r"\s(?:\w+\s)?(?:drones?|missiles?|rockets?|shells|bombs|tanks|vehicles|cars|trucks|houses|homes|buildings)\b"
)
"""After a number that counts no people: `28 of 32 drones`."""
KILLS = re.compile(r"(?:kill|murder|massacr|behead|slaughter)\w*|shot dead|gunned down", re.IGNORECASE)
"""Triggers to which it is the killed that it is done to."""
NUMBER_FIRST = re.compile(
    r"(?:(?:the|some|about|around|nearly|an estimated)\s)?(?:\d|dozens|scores|hundreds)"
)
CLOCK = re.compile(
    r"(?:(?:at|around|about|shortly|just|soon|before|after|by|in|the|early|late)\s)*"
    r"(?:\d{1,2}(?:[:.]\d{0,2})?(?:\s?[ap]\.?m\.?)?|dawn|dusk|midnight|noon|midday|sunrise|sunset|nightfall|dark"
    r"|(?:morning|afternoon|evening|night)(?:\s(?:rush\shour|prayers))?|at|around|about)",
    re.IGNORECASE,
)
"""A time of the day: it says nothing of which day."""
SINCE = re.compile(r"\bsince\s(?:the\s)?$", re.IGNORECASE)
"""What a reader may leave out before a time: then it lasts until now."""
MARKS = " ,;:()[]\"'“”"
"""Marks that do not belong to a name at its ends."""
SMALL_WORDS = re.compile(r"^(?:['’]s|of|by|to)\s|\s(?:and|or|of|the)$", re.IGNORECASE)
"""Words that do not."""
HOMELY = frozenset({"rebel", "militia", "police", "party", "protesters", "civilians"})
"""Types of actors that act at home where nothing else is told; armies and governments also act abroad."""
NEWS = frozenset({"happened", "alleged", "denied"})
"""Statuses whose events are dated by the article where they tell no time: they are its news."""


def code(
    article: Article,
    reading: Reading,
    gazetteer: Gazetteer,
    choices: Choices = DEFAULT,
) -> list[Incident]:
    """Turn what the reader found in an article into incidents.

    Parameters
    ----------
    article
        The article that was read.
    reading
        Its mentions and events.
    gazetteer
        Where its toponyms are looked up.
    choices
        Whether tellings are merged, and which actors are known.

    Returns
    -------
    list of Incident
        In the order of the text, by their first telling.
    """
    reading = counted(article, mended(article, reading, gazetteer))
    named = [m for m in reading.mentions if m.kind in ("toponym", "metonym", "demonym")]
    resolved = placing.resolve(article, named, gazetteer)
    if not any(at and at.candidates for at in resolved.values()):  # all that is left is the newspaper's seat
        resolved = dict.fromkeys(resolved)

    @cache  # an article's places are asked for again by each event
    def place(toponym: Mention, phrase: Mention | None) -> Location | None:
        return placing.locate(article, toponym, phrase, resolved, reading.mentions, gazetteer=gazetteer)

    day = published(article)
    mentions = [m.text for m in reading.mentions if m.kind in ("actor", "metonym")]
    countries = {m.text: at.place.country for m in named if (at := resolved.get(m.id)) and at.place.country}
    who = cast(article.text, mentions, choices.actors or catalogue(), day, countries)
    everyone = [(m, who.resolve(m.text)) for m in reading.mentions if m.kind in ("actor", "metonym")]
    line = dateline(article.text)
    natives = (
        (a.name, a.country)
        for m, a in everyone
        if a.name and a.country and a.type in HOMELY and not within(m, line)
    )
    told = about(((m, resolved.get(m.id)) for m in named), line, natives)

    reading = blamed(article, reading)
    sides = [_sides(article.text, reading, event, who) for event in reading.events]
    homes = {
        event.start: first.country
        for event, (actors, _) in zip(reading.events, sides, strict=True)
        for first in actors[:1]
        if first.country and first.type in HOMELY
    }
    scenery = Scenery(article, reading, place, gazetteer, told, homes)
    single = [
        _incident(article, reading, event, spot, both, day, alone=len(spots) == 1)
        for event, spots, both in zip(reading.events, scenery.spots(), sides, strict=True)
        for spot in spots
    ]
    single = doers.named(single, [actor for _, actor in everyone])
    merged = single if choices.merge == "off" else merge_article(single)
    return unique([replace(i, incident_id=identity(i), confidence=likelihood(i)) for i in merged])


def _incident(
    article: Article,
    reading: Reading,
    event: Event,
    spot: Spot,
    sides: Sides,
    day: date | None,
    *,
    alone: bool,
) -> Incident:
    start, end = reading.sentences[event.sentence]
    when = _when(article.text, reading, event, day)
    actors, recipients = ([at_home(one, spot.location) for one in side] for side in sides)
    recipient = recipients[0] if recipients else None
    killed, wounded = (_count(article.text, reading, event, role) for role in ("killed", "wounded"))
    return Incident(
        incident_id="",
        event_type=retyped(event, article.text[start:end], actors[0] if actors else None, recipient),
        status=_status(event, article.text[start:end], event.start - start, when, day),
        tellings=(
            Telling(
                article.doc_id, article.text[start:end], start, end, event.trigger,
                article.title, article.url, article.publisher, day,
            ),
        ),
        actor=actors[0] if actors else None,
        recipient=recipient,
        associated_actors=tuple(actors[1:]),
        associated_recipients=tuple(recipients[1:]),
        when=when,
        place_text=spot.text,
        place_phrase=spot.phrase,
        location=spot.location,
        place_basis=spot.basis,
        unlocated=spot.unlocated,
        killed=killed.low if killed and alone else None,
        killed_max=killed.high if killed and alone else None,
        killed_text=killed.text if killed else None,
        wounded=wounded.low if wounded and alone else None,
        wounded_max=wounded.high if wounded and alone else None,
        wounded_text=wounded.text if wounded else None,
        confidence=event.score,
    )  # fmt: skip


def _status(event: Event, evidence: str, at: int, when: DateSpan | None, day: date | None) -> Status:
    """Return the status as read; but a claim has a claimant, and what is long over or lasts is no news."""
    status = event.status
    if status == "alleged" and not claimed(evidence):
        status = "happened"
    if status == "happened":
        status = hedged(event, evidence, at) or status
    if status != "happened" or day is None or when is None or when.text is None:
        return status
    old = (day - when.end).days > YEAR
    lasting = when.end == day and (when.end - when.start).days > MONTH
    return "background" if old or lasting else "happened"


def _mentions(reading: Reading, event: Event, role: RoleName) -> list[Mention]:
    """Return the mentions of a role, the surest first."""
    roles = sorted((r for r in event.roles if r.role == role), key=lambda r: -r.score)
    if not roles:
        return []
    wanted = {r.mention for r in roles}
    by_id = {m.id: m for m in reading.mentions if m.id in wanted}
    return [by_id[r.mention] for r in roles if r.mention in by_id]


def _subject(text: str, reading: Reading, event: Event, read: Sequence[Mention]) -> Mention | None:
    """Return the name right before `has` or `will` and the trigger, where the reader took another.

    Where the reader took a mere adjective ("Russian"), the name may stand right before the trigger.
    """
    auxiliary = AUXILIARY.search(text[max(0, event.start - 30) : event.start])
    adjectives = {(m.start, m.end) for m in reading.mentions if m.kind == "demonym"}
    if not read or (auxiliary is None and (read[0].start, read[0].end) not in adjectives):
        return None
    end = event.start - (len(auxiliary[0]) if auxiliary else 1)
    names = (
        m for m in reading.mentions if m.end == end and m.kind in ("actor", "metonym") and m.text[0].isupper()
    )
    subject = next(names, None)
    if subject is None or any(m.start < subject.end and subject.start < m.end for m in read):
        return None
    return None if subject.text.lower() in words_of("pronouns") else subject


def _sides(text: str, reading: Reading, event: Event, who: Cast) -> Sides:
    """Return who acted and to whom it was done, the first of each side first.

    Where one phrase is both, or two sides are told (`between A and B`, `A and B met`), the first acts.
    """
    acted, suffered = (_mentions(reading, event, role) for role in ("actor", "recipient"))
    if subject := _subject(text, reading, event, acted):
        acted = [subject]
    actors = _side(text, reading, event, who, acted, suffered)
    recipients = _side(text, reading, event, who, suffered, acted)
    if len(actors) > 1 and (
        acted[:1] == suffered[:1] or (not suffered and (between(text, acted[0]) or opposed(event, actors)))
    ):
        return actors[:1], actors[1:]
    violent = event_types()[event.event_type].group == "violence"
    if violent and acted and acted[:1] == suffered[:1]:
        return actors, []  # nobody is told to whom it was done
    return actors, recipients


def _side(
    text: str,
    reading: Reading,
    event: Event,
    who: Cast,
    mentions: Sequence[Mention],
    others: Sequence[Mention],
) -> list[Actor]:
    """Return the parties of one side: those that are joined to the surest mention, then further ones."""
    found: list[Actor] = []
    covered: list[tuple[int, int]] = []
    first = reading.sentences[max(0, event.sentence - 1)][0]
    for mention in mentions:
        if any(start < mention.end and mention.start < end for start, end in covered):
            continue
        start, end = joined(text, reading, event, mention, who, others)
        covered.append((start, end))
        before = [m.text for m in reading.mentions if m.kind == "actor" and first <= m.start < mention.start]
        found += parties(_name(text[start:end]), who, before)
    return distinct(found)


def _name(text: str) -> str:
    """Return a name without the marks and the small words at its ends that a reader may have taken along."""
    return SMALL_WORDS.sub("", text.strip(MARKS).lstrip(". ")).strip(MARKS)


def _count(text: str, reading: Reading, event: Event, role: RoleName) -> Count | None:
    """Return the number told, with the `at least` or `up to` right before it."""
    for mention in _mentions(reading, event, role):
        if AGED.search(text[max(0, mention.start - 20) : mention.start]):
            return Count(1, 1, mention.text)
        if THINGS.match(text, mention.end):
            continue
        found = count(with_bounds(text, mention.start, mention.end))
        if found:
            return found
    if role == "killed" and KILLS.fullmatch(event.trigger):
        for mention in _mentions(reading, event, "recipient")[:1]:
            if NUMBER_FIRST.match(mention.text):
                return count(with_bounds(text, mention.start, mention.end))
    return None


def _when(text: str, reading: Reading, event: Event, day: date | None) -> DateSpan | None:
    """Return the time told; an event of the news that tells none is dated by the article, roughly."""
    told = _mentions(reading, event, "date")
    if event_types()[event.event_type].group != "statement":
        told = [
            m for m in told if m.start < event.start or not SAID.search(text[max(0, m.start - 45) : m.start])
        ]
    for mention in told:
        anchor = _told_before(mention, reading, day) if asks_before(mention.text) else None
        since = SINCE.search(text, max(0, mention.start - 12), mention.start)
        words = text[since.start() if since else mention.start : _joined_end(reading, mention, text)]
        span = resolve(words, day, TOWARD.get(event.status, "past"), anchor)
        if span:
            return span
    if day is None or event.status not in NEWS or not all(CLOCK.fullmatch(m.text) for m in told):
        return None
    return DateSpan(day, day, "week", None)


def _joined_end(reading: Reading, mention: Mention, text: str) -> int:
    """Return where a time ends that a reader has cut in two: `Overnight into` and `Monday`."""
    if not re.search(r"\b(?:in)?to$", mention.text):
        return mention.end
    after = (m.end for m in reading.mentions if m.kind == "date" and m.start == mention.end + 1)
    return next((end for end in after if not text[mention.end].isalnum()), mention.end)


def _told_before(mention: Mention, reading: Reading, day: date | None) -> DateSpan | None:
    """Return the last time that is told before a mention and stands by itself."""
    before = [m for m in reading.mentions if m.kind == "date" and m.start < mention.start]
    spans = (resolve(m.text, day) for m in sorted(before, key=lambda m: -m.start))
    return next((span for span in spans if span), None)
