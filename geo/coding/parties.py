"""Who acted together: the names that one role joins (`the army and the police`), each resolved by itself."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.coding.catalogue import fold, tokens, words_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from geo.coding.actors import Cast
    from geo.coding.catalogue import Token
    from geo.records import Actor, Event, Mention, Reading

    Span = tuple[int, int]

AND = (
    r"(?:and|as\swell\sas|along\swith|together\swith|alongside"
    r"|(?:backed|supported|aided|assisted|accompanied|joined)\sby)"
)
JOINT = re.compile(rf"(?:\s\([\w-]{{2,12}}\))?(?:(?:\s*,)?\s+(?P<and>{AND})\s+|\s*,\s+)", re.IGNORECASE)
"""What stands between names that are joined: a comma alone only where a word follows (`A, B and C`)."""
JOINED = re.compile(rf"(?:\b{AND}|,)\s+(?:(?:the|an?)\s)*$", re.IGNORECASE)
"""The end of the same, before a name."""
WINDOW = 60
"""Code points before a name that are searched for it."""
LOOSE = re.compile(rf"[\s,]+{AND}?[\s,]*$", re.IGNORECASE)
"""A joint at the end of a mention that a reader cut too early."""
ARTICLE = re.compile(r"(?:the|an?)\s", re.IGNORECASE)
LAST_WORD = re.compile(r"(?<![\w'’-])[\w-]+\s$")
NAME_BEFORE = re.compile(r"(?<![\w'’-])(?=((?:[A-Z][\w'’.-]*\s){1,3})$)")
"""Where a name may begin of which a reader took the end."""
BETWEEN = re.compile(r"\bbetween\s(?:the\s)?$", re.IGNORECASE)
CLASH = re.compile(r"clash|fought|fight|battl|exchang|skirmish|confront", re.IGNORECASE)
"""Triggers of what two sides do to each other."""
FORCES = frozenset({"state", "military", "police"})
"""Types of actors that fight on one side, if they are told together."""
BEFORE_VERB = re.compile(
    r"\s*,?\s(?:(?:has|have|had|will|would|was|were|is|are|been|being|also|already|now|both|jointly|\w+ly)\s)*"
)
"""What may stand between a subject and its verb."""
SINGULAR = re.compile(r"\s(?:has|was|is)\b")
"""Before it stands the name of one alone: `A met B and C has left`."""
AFTER_OBJECT = re.compile(
    r"\s*(?:[.,;:!?)\"”]|$)|\s(?:in|at|near|on|during|after|before|when|while|who|from)\b"
)
"""What may follow an object that is no mention."""
WORD = r"(?:(?:[A-Z]\.)+|[^\s,.;:()\"“”]+)"
NAME = re.compile(rf"{WORD}(?:\s{WORD}){{0,5}}")

PARTICIPLE = re.compile(r"(?<![\w'’-])[a-z'’-]+ed$")
"""At the end of a mention that goes on: `Russian-backed, well armed Wagner Group`."""
DESCRIBING = re.compile(r"(?:,?\s[a-z][\w'’-]*ed)*,?\s")
"""From a participle to the name that it describes."""
OF = re.compile(r"\sof\s(?:the\s)?(?P<whose>[^,]+)$")
OPENING = re.compile(r"[\s([\"“\u2018,;:/—-]")
"""What a word does not begin before."""


def joined(
    text: str, reading: Reading, event: Event, mention: Mention, who: Cast, taken: Sequence[Mention] = ()
) -> Span:
    """Return the span of a party with all that the text joins to it: `the army` to `the army and the police`.

    Parameters
    ----------
    text
        The article.
    reading, event, mention
        The mention plays a role in the event.
    who
        The actors of the article.
    taken
        Mentions that play the other role in the event: they are never joined.
    """
    first, last = reading.sentences[event.sentence]
    start, end = _whole(text, mention, who)
    end = _described(text, reading, start, end)
    loose = LOOSE.search(text, start, end)
    end = loose.start() if loose and loose.start() > start else end
    if between(text, mention) or SINGULAR.match(text, end):  # what is joined to it is another side
        return start, end
    stops = [m.start for m in taken if m.start >= end]
    stops += [e.start for e in reading.events if e.start >= end]
    stop = min([last, *stops])
    follows = JOINT.match(text, end, stop)
    if not (follows or JOINED.search(text, max(first, start - WINDOW), start)):
        return start, end
    names = _names_free(reading, event, taken)
    for after in _after(text, end, stop, event, names, who):
        end = after
    listed = end > mention.end
    while before := next(
        (m for m in names if first <= m.start < start and _leads(text[m.end : start], listed=listed)), None
    ):
        start, listed = before.start, True
    return start, end


def between(text: str, mention: Mention) -> bool:
    """Whether a mention is one of two sides: `between the army and rebels`."""
    return bool(BETWEEN.search(text, max(0, mention.start - 15), mention.start))


def _whole(text: str, mention: Mention, who: Cast) -> Span:
    """Return the span of a mention with the whole of its first word or noun, which a reader may have cut."""
    start = mention.start
    while start and not OPENING.match(text[start - 1]):
        start -= 1
    before = LAST_WORD.search(text, max(0, start - 20), start)
    if before:  # `air force`, of which only `force` was read
        words = tokens(text[before.start() : mention.end])
        head = who.known.head_at(words, 1) if len(words) == 2 else None  # noqa: PLR2004  the word and the noun
        start = before.start() if head and head[0] == 0 else start
    for edge in NAME_BEFORE.finditer(text, max(0, start - 60), start):
        names = who.known.find_actors(tokens(text[edge.start() : mention.end]), who.when)
        if any(first == 0 and end > len(tokens(edge[1])) for first, end, _ in names):
            return edge.start(), mention.end
    return start, mention.end


def _described(text: str, reading: Reading, start: int, end: int) -> int:
    """Return where a mention ends with the name that it describes, if it was cut at a participle."""
    if not PARTICIPLE.search(text, start, end):
        return end
    gap = DESCRIBING.match(text, end)
    return next((m.end for m in reading.mentions if gap and m.kind == "actor" and m.start == gap.end()), end)


def _names_free(reading: Reading, event: Event, taken: Sequence[Mention]) -> list[Mention]:
    """Return the names that can be joined: those that play no other part, and are no pronouns."""
    others = {role.mention for e in reading.events if e is not event for role in e.roles}
    ours = {role.mention for role in event.roles}
    return [
        m
        for m in reading.mentions
        if m.kind in ("actor", "metonym")
        and (m.id in ours or m.id not in others)
        and m.text.lower() not in words_of("pronouns")
        and not any(m.start < t.end and t.start < m.end for t in taken)
    ]


def _leads(gap: str, *, listed: bool) -> bool:
    """Whether words join a name to the next one; a comma does so in a list alone."""
    match = JOINT.match(gap)
    return bool(match and (match["and"] or listed) and ARTICLE.sub("", gap[match.end() :]) == "")


def _after(
    text: str, end: int, stop: int, event: Event, names: Iterable[Mention], who: Cast
) -> Iterator[int]:
    """Yield the ends of a list of names, each time that a word such as `and` has joined one more."""
    while joint := JOINT.match(text, end, stop):
        found = _name_after(text, joint.end(), stop, event, names, who)
        if found is None:
            return
        end = found
        if joint["and"]:
            yield end


def _name_after(
    text: str, start: int, stop: int, event: Event, names: Iterable[Mention], who: Cast
) -> int | None:
    """Return where a name ends that begins at a position: a mention, else words that name someone."""
    article = ARTICLE.match(text, start, stop)
    begins = {start, article.end() if article else start}
    mention = next((m for m in names if m.start in begins and m.end <= stop), None)
    if mention is not None:
        return mention.end
    words = NAME.match(text, start, stop)
    if words is None or text[start:stop].isupper():
        return None
    ends = [start + m.end() for m in re.finditer(r"\S+", words[0])]
    return next(
        (end for end in ends if _ends(text, end, stop, event) and _is_name(text[start:end], who)), None
    )


def _ends(text: str, end: int, stop: int, event: Event) -> bool:
    """Whether a phrase is over: the verb of a subject follows, or what may follow an object."""
    if JOINT.match(text, end, stop):
        return True
    if stop == event.start:
        return bool(BEFORE_VERB.fullmatch(text, end, stop))
    return end > event.end and bool(AFTER_OBJECT.match(text, end))


def _is_name(phrase: str, who: Cast) -> bool:
    """Whether words are a name or a description of an actor, and no verb is among them."""
    words = tokens(phrase)
    lead = [word.key in words_of("lead") or word.key[0].isdigit() for word in words]
    if not words or all(lead) or True in lead[lead.index(False) :]:
        return False
    if not (words[-1].text[0].isupper() or who.known.head_at(words, len(words) - 1)):
        return False
    actor = who.resolve(phrase)
    return bool(actor.type or actor.name)


def parties(phrase: str, who: Cast, before: Sequence[str] = ()) -> list[Actor]:
    """Resolve each of the names that a phrase joins, the first one first; one that joins none is one actor.

    Parameters
    ----------
    phrase
        As written.
    who
        The actors of the article.
    before
        As for `Cast.resolve`.
    """
    whole = who.resolve(phrase, before)
    parts = _parts(phrase, who)
    if len(parts) == 1:
        return [whole]
    found = [
        replace(who.resolve(full, before), text=part if full == part else phrase)
        for part, full in zip(parts, _shared(parts, who), strict=True)
    ]
    known = [actor for actor in found if actor.type or actor.name]
    if not known or not all(_stands(actor) for actor in found):
        return [whole]
    kinds = {(actor.type, actor.country) for actor in found}
    if len(kinds) == 1 and not any(actor.name for actor in found):  # `women and children`
        return [whole]
    return distinct(found)


def opposed(event: Event, actors: Sequence[Actor]) -> bool:
    """Whether those who are told together are two sides: `rebels and soldiers clashed`, `A and B met`."""
    if event.event_type == "armed_clash" and CLASH.match(event.trigger):
        return not all(actor.type in FORCES for actor in actors[:2])
    return event.event_type in ("meeting", "agreement")


def distinct(actors: Iterable[Actor], without: Collection[str] = ()) -> list[Actor]:
    """Leave out actors that are there already, by name or else by their words."""
    seen = set(without)
    kept = []
    for actor in actors:
        if key(actor) not in seen:
            seen.add(key(actor))
            kept.append(actor)
    return kept


def key(actor: Actor) -> str:
    """Return what tells one actor from another."""
    return actor.name or fold(actor.text)


def _parts(phrase: str, who: Cast) -> list[str]:
    """Return the parts of a phrase; a known name such as `Trinidad and Tobago` stays whole."""
    words = tokens(phrase)
    named = [(i, j) for i, j, _ in (*who.known.find_actors(words, who.when), *who.known.find_nations(words))]
    ands = [i for i, word in enumerate(words) if word.key == "and"]
    inner = [any(i < place < j for i, j in named) for place in ands]
    parts, begin, comma = [], 0, []
    for joint in JOINT.finditer(phrase):
        if joint["and"] is None:
            comma.append(joint)
            continue
        if joint["and"].lower() == "and" and inner and inner.pop(0):
            continue
        for mark in (*comma, joint):
            parts.append(phrase[begin : mark.start()])
            begin = mark.end()
        comma = []
    return [part for part in (*parts, phrase[begin:]) if part]


def _shared(parts: Sequence[str], who: Cast) -> list[str]:
    """Return the parts with what they share: `Russian and Syrian jets`, `troops of Chad and Niger`.

    A nation at the end is that of all: `the government and opposition of Chad`.
    """
    first, last = tokens(parts[0]), tokens(parts[-1])
    nations = [_nation_alone(tokens(part), who) for part in parts]
    end = _nation_at_start(last, who)
    if all(form == "adjective" for form in nations[:-1]) and 0 < end < len(last):
        head = " ".join(word.text for word in last[end:])
        return [*(f"{part} {head}" for part in parts[:-1]), parts[-1]]
    front = next((i for i, word in enumerate(first) if word.key in ("of", "from")), None)
    if (
        front
        and all(form == "name" for form in nations[1:])
        and _nation_alone(first[front + 1 :], who) == "name"
    ):
        begin = " ".join(word.text for word in first[: front + 1])
        return [parts[0], *(f"{begin} {part}" for part in parts[1:])]
    tail = _of_nation(parts[-1], who)
    return [
        f"{part}{tail}" if tail and not any(who.known.find_nations(tokens(part))) else part
        for part in parts[:-1]
    ] + [parts[-1]]


def _of_nation(part: str, who: Cast) -> str:
    """Return ` of Chad` at the end of `the opposition of Chad`."""
    found = OF.search(part)
    return found[0] if found and _nation_alone(tokens(found["whose"]), who) == "name" else ""


def _nation_alone(words: Sequence[Token], who: Cast) -> str | None:
    """Return the form of a nation that is all of a phrase, but for `the`; an acronym is an adjective, too."""
    words = [word for word in words if word.key not in words_of("lead")]
    found = next(who.known.find_nations(words), None)
    if found is None or found[:2] != (0, len(words)):
        return None
    return "adjective" if len(words) == 1 and words[0].text.isupper() else found[2].form


def _nation_at_start(words: Sequence[Token], who: Cast) -> int:
    found = next(who.known.find_nations(words), None)
    return found[1] if found and found[0] == 0 and found[2].form == "adjective" else 0


def _stands(actor: Actor) -> bool:
    """Whether a part can be an actor by itself: known, or told by an article, a number or a pronoun."""
    words = [word.key for word in tokens(actor.text)]
    lead = [key in words_of("lead") or key[0].isdigit() for key in words]
    pronoun = bool(words) and words[0] in words_of("pronouns")
    return bool(actor.type or actor.name or pronoun or (lead and lead[0] and not all(lead)))
