"""One reading from the windows of an article: mentions once each, numbered in the order of the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from geo.reading import numbers
from geo.reading.sifting import PLACES, covered, repeated, sift, whole
from geo.reading.status import settled
from geo.records import Event, Mention, Reading, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.reading.decode import Found, Told

_AROUND = 40
"""Code points before and after a mention that a number may reach into."""


class Page(NamedTuple):
    """What was found in one window."""

    mentions: tuple[Found, ...] = ()
    events: tuple[Told, ...] = ()
    doubtful: tuple[Found, ...] = ()
    """What may be a place, if the article names it as one elsewhere."""
    people: tuple[Found, ...] = ()
    """The names of people."""
    groups: tuple[Found, ...] = ()
    """The names of organisations."""


def assemble(text: str, sentences: tuple[tuple[int, int], ...], windows: Sequence[Page]) -> Reading:
    """Put windows together.

    Parameters
    ----------
    text
        The article's.
    sentences
        Start and end of each.
    windows
        Mentions and events of each window, in the order of the text.
    """
    events = [_with_whole_roles(text, event) for page in windows for event in page.events]
    mentions = [_whole(text, mention) for page in windows for mention in page.mentions]
    told = [mention for event in events for _, mention, _ in event.roles]
    places = list({_key(m): m for m in (*mentions, *told) if m.kind in PLACES}.values())
    doubtful = [_whole(text, mention) for page in windows for mention in page.doubtful]
    again = list(repeated(text, places, doubtful))
    people = [person for page in windows for person in page.people]
    groups = [group for page in windows for group in page.groups]
    wrong = sift(text, [*places, *again], people, groups)
    settle = (settled(text, sentences[event.sentence], _without(wrong, event)) for event in events)
    events = sorted(settle, key=lambda e: (e.start, e.end))
    played = {_key(mention): mention for event in events for _, mention, _ in event.roles}
    actors = covered(len(text), (m for m in played.values() if m.kind == "actor"))
    found = {
        _key(m): m
        for m in (*mentions, *again)
        if not _is_wrong(wrong, m) and not (m.kind == "actor" and actors[m.start : m.end].any())
    }
    found = played | found
    order = sorted(found.values(), key=lambda m: (m.start, m.end, m.kind))
    ids = {_key(mention): f"m{number}" for number, mention in enumerate(order, 1)}
    return Reading(
        sentences,
        tuple(
            Mention(ids[_key(m)], m.kind, m.start, m.end, text[m.start : m.end], round(m.score, 4))
            for m in order
        ),
        tuple(
            Event(
                e.start,
                e.end,
                text[e.start : e.end],
                e.event_type,
                e.status,
                e.sentence,
                tuple(Role(role, ids[_key(m)], round(score, 4)) for role, m, score in e.roles),
                round(e.score, 4),
            )
            for e in events
        ),
    )


def _whole(text: str, mention: Found) -> Found:
    """Take in what belongs to a mention: the rest of a place's name, all digits of a number."""
    if mention.kind in {"killed", "wounded"}:
        return _whole_number(text, mention)
    return whole(text, mention) if mention.kind in PLACES else mention


def _whole_number(text: str, mention: Found) -> Found:
    low = max(0, mention.start - _AROUND)
    for start, end, _ in numbers.find(text[low : mention.end + _AROUND]):
        if low + start < mention.end and mention.start < low + end:
            return mention._replace(start=low + start, end=low + end)
    return mention


def _with_whole_roles(text: str, event: Told) -> Told:
    return event._replace(roles=tuple((role, _whole(text, m), score) for role, m, score in event.roles))


def _without(wrong: set[tuple[int, int]], event: Told) -> Told:
    return event._replace(roles=tuple(role for role in event.roles if not _is_wrong(wrong, role[1])))


def _is_wrong(wrong: set[tuple[int, int]], mention: Found) -> bool:
    return mention.kind in PLACES and (mention.start, mention.end) in wrong


def _key(mention: Found) -> tuple[str, int, int]:
    """Name a mention: a span is one place, whichever kind of place two windows take it for."""
    return "place" if mention.kind in PLACES else mention.kind, mention.start, mention.end
