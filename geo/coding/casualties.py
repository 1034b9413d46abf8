"""Numbers of victims that no event has as read: they go to the event before, or to one of their own.

News tells an attack in one sentence and its wounded in the next: `Nine people were wounded.` And a reader may
miss the plainest of sentences (`36 people were killed in Boga`) and words for numbers: `wounding dozens`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from geo.coding.countries import within
from geo.coding.counts import count
from geo.dateline import dateline
from geo.ontology import event_types
from geo.records import Event, Mention, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.records import Article, Reading, RoleName

BACK = 2
"""Sentences before that of a number in which its event is told."""
HARMED = re.compile(
    r"\s(?:[\w’'-]+\s){0,4}?(?:was|were|(?:has|have|had)\sbeen)\s(?:\w+\s){0,2}?"
    r"(?P<verb>killed|shot\sdead|murdered|massacred|beheaded|stabbed\sto\sdeath|gunned\sdown)\b"
)
"""After a number: `36 people were killed`. Of 401 sentences with such words, 380 tell violence or an
accident, in annotated news; most others tell a disease or say that no one was hurt."""
HARMING = re.compile(
    r"\b(?P<verb>killed|shot\sdead|murdered|massacred|beheaded)\s"
    r"(?:(?:at\sleast|more\sthan|about|around|some|nearly|over)\s)?$"
)
"""The same before a number."""
VICTIMS = re.compile(
    r"\s(?:[a-z’'-]+\s){0,2}?[a-z’'-]+(?=\s(?:was|were|has|have|had|and|in|near|at|on|with)\b|[,.])"
)
"""What a number counts: `36 people`."""
NO_VIOLENCE = re.compile(
    r"\b(?:flu|virus|disease|cholera|ebola|outbreak|epidemic|crash\w*|collapse\w*|accident|floods?|quake|earthquake"
    r"|storm|cyclone|hurricane|typhoon|landslides?|fire|tornado|since)\b",
    re.IGNORECASE,
)
"""Words of a sentence whose dead were not killed by anyone, or are a total of years."""
TOTAL = re.compile(r"\b(?:since|over the years|this year|no one|nobody)\b", re.IGNORECASE)
"""Words of a sentence that counts the victims of more than one happening, or of none."""
SOME = r"(?P<number>dozens|scores|hundreds|thousands|several|many)"
VAGUE = (
    re.compile(rf"\b(?P<verb>kill|wound|injur)(?:ed|ing)\s{SOME}\b", re.IGNORECASE),
    re.compile(
        rf"\b{SOME}\s(?:(?:of\s)?others|more)\s(?:(?:was|were|(?:has|have|had)\sbeen)\s)?(?:\w+ly\s)?"
        r"(?P<verb>kill|wound|injur)ed\b",
        re.IGNORECASE,
    ),
)
"""Numbers that are words right beside what was done: readers learn from annotations that leave them out."""
VICTIM_ROLES: dict[str, RoleName] = {"killed": "killed", "wounded": "wounded"}
AT = re.compile(
    r"\b(?:in|at|near|outside)\s(?:the\s)?(?:\w+\s)?(?:(?:village|town|city|district|camp)\sof\s)?$",
    re.IGNORECASE,
)
"""What stands before the place of an act."""


def counted(article: Article, reading: Reading) -> Reading:
    """Give numbers of killed and wounded that no event has to one.

    Returns
    -------
    Reading
        The same one, with events for killings that it does not tell, and with roles for such numbers.
    """
    reading = _some(article.text, reading)
    loose = _loose(reading)
    if not loose:
        return reading
    new: dict[int, Event] = {}
    mentions = list(reading.mentions)
    for number in loose:
        found = _killing(article, reading, number) if number.kind == "killed" else None
        if found and found[0].start not in new:
            new[found[0].start] = found[0]
            mentions += found[1]
    events = sorted((*reading.events, *new.values()), key=lambda e: (e.sentence, e.start))
    told = replace(
        reading, events=tuple(events), mentions=tuple(sorted(mentions, key=lambda m: (m.start, m.end)))
    )
    for number in _loose(told):
        told = _given(article.text, told, number)
    return told


def _some(text: str, reading: Reading) -> Reading:
    """Give `wounding dozens` to the act that it is told of, the last one before it in its sentence."""
    for match in (match for pattern in VAGUE for match in pattern.finditer(text)):
        start, end = match.span("number")
        role: Literal["killed", "wounded"] = "killed" if match["verb"].lower() == "kill" else "wounded"
        sentence = _sentence(reading, start)
        acts = [e for e in reading.events if e.sentence == sentence and e.start < match.end() and _harms(e)]
        taken = any(m.kind == role and m.start < end and start < m.end for m in reading.mentions)
        if taken or not acts or any(r.role == role for r in acts[-1].roles):
            continue
        number = Mention(f"some-{start}", role, start, end, text[start:end], acts[-1].score)
        reading = replace(
            reading,
            events=tuple(_with(e, number) if e is acts[-1] else e for e in reading.events),
            mentions=tuple(sorted((*reading.mentions, number), key=lambda m: (m.start, m.end))),
        )
    return reading


def _with(event: Event, number: Mention) -> Event:
    """Return an event with a number of victims more."""
    role = Role(VICTIM_ROLES[number.kind], number.id, number.score)
    return replace(event, roles=(*event.roles, role))


def _loose(reading: Reading) -> list[Mention]:
    """Return the numbers of victims that play no part."""
    used = {role.mention for event in reading.events for role in event.roles}
    return [m for m in reading.mentions if m.kind in ("killed", "wounded") and m.id not in used]


def _sentence(reading: Reading, at: int) -> int:
    return next((n for n, (start, end) in enumerate(reading.sentences) if start <= at < end), -1)


def _harms(event: Event) -> bool:
    kind = event_types()[event.event_type]
    return kind.group in ("violence", "hazard") and event.status in ("happened", "alleged")


def _killing(article: Article, reading: Reading, number: Mention) -> tuple[Event, list[Mention]] | None:
    """Return the event of a sentence that tells a killing and no violence, as read, and its victims."""
    text, sentence = article.text, _sentence(reading, number.start)
    first, last = reading.sentences[sentence] if sentence >= 0 else (0, 0)
    verb = HARMED.match(text, number.end, last) or HARMING.search(
        text, max(first, number.start - 40), number.start
    )
    if verb is None or NO_VIOLENCE.search(text, first, last) or not count(number.text):
        return None
    if any(e.sentence == sentence and (_harms(e) or e.status != "happened") for e in reading.events):
        return None
    start, end = verb.span("verb")
    roles = [Role("killed", number.id, number.score), *_roles(article, reading, (first, last), (start, end))]
    noun = VICTIMS.match(text, number.end, last)
    victims = []
    if noun:
        span = number.start, noun.end()
        victims = [Mention(f"{number.id}v", "actor", *span, text[slice(*span)], number.score)]
        roles.append(Role("recipient", victims[0].id, number.score))
    event = Event(start, end, text[start:end], "attack", "happened", sentence, tuple(roles), number.score)
    return event, victims


def _roles(
    article: Article, reading: Reading, sentence: tuple[int, int], verb: tuple[int, int]
) -> Iterator[Role]:
    """Yield the roles of a sentence's words: its places, its times, the name right before the verb."""
    line = dateline(article.text)
    for m in reading.mentions:
        if not sentence[0] <= m.start < sentence[1] or within(m, line):
            continue
        if m.kind == "date":
            yield Role("date", m.id, m.score)
        elif m.kind == "toponym" and AT.search(article.text, max(sentence[0], m.start - 40), m.start):
            yield Role("place", m.id, m.score)
        elif m.kind in ("actor", "metonym") and m.end == verb[0] - 1:
            yield Role("actor", m.id, m.score)
    if article.text[: verb[0]].endswith(" and "):  # `they freed hostages and killed nine of the captors`
        before = (e for e in reading.events if sentence[0] <= e.start < verb[0])
        yield from (role for event in list(before)[-1:] for role in event.roles if role.role == "actor")


def _given(text: str, reading: Reading, number: Mention) -> Reading:
    """Give a number to the last event before it: the wounded to one that tells of killed, if there is one."""
    sentence, role = _sentence(reading, number.start), VICTIM_ROLES[number.kind]
    if sentence < 0 or not count(number.text) or TOTAL.search(text, *reading.sentences[sentence]):
        return reading
    if any(event.sentence == sentence for event in reading.events):
        return reading  # the sentence tells of something else
    before = [
        (index, event)
        for index, event in enumerate(reading.events)
        if sentence - BACK <= event.sentence < sentence and _harms(event)
    ]
    deadly = [
        found for found in before if role == "wounded" and any(r.role == "killed" for r in found[1].roles)
    ]
    last = [
        found
        for found in before
        if found[1].sentence == sentence - 1 and found[1].event_type != "destruction"
    ]
    index, event = next(reversed(deadly or last), (0, None))
    if event is None or any(r.role == role for r in event.roles):
        return reading
    events = (*reading.events[:index], _with(event, number), *reading.events[index + 1 :])
    return replace(reading, events=events)
