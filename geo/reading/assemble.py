"""One reading from the windows of an article: mentions once each, numbered in the order of the text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.reading import numbers
from geo.reading.sentences import words
from geo.records import Event, Mention, Reading, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from geo.reading.decode import Found, Told

_PLACES = frozenset({"toponym", "metonym", "demonym"})
_AROUND = 40
"""Code points before and after a mention that a number may reach into."""
_SURE = 0.8
"""A name found at least this surely is looked for in the rest of the article."""


class Page(NamedTuple):
    """What was found in one window."""

    mentions: tuple[Found, ...] = ()
    events: tuple[Told, ...] = ()
    doubtful: tuple[Found, ...] = ()
    """What may be a place, if the article names it as one elsewhere."""


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
    events = sorted(
        (_dotted(text, e) for page in windows for e in page.events), key=lambda e: (e.start, e.end)
    )
    mentions = [_whole(text, mention) for page in windows for mention in page.mentions]
    played = {_key(mention): mention for event in events for _, mention, _ in event.roles}
    actors = _covered(len(text), (m for m in played.values() if m.kind == "actor"))
    found = {
        _key(m): m
        for m in mentions
        if not _in_link(text, m) and not (m.kind == "actor" and actors[m.start : m.end].any())
    }
    found = played | found
    doubtful = [_whole(text, mention) for page in windows for mention in page.doubtful]
    found |= {_key(mention): mention for mention in _repeated(text, found.values(), doubtful)}
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


_INITIALS = re.compile(r"(?:\b[A-Z]\.)+[A-Z]$")
_LINK = re.compile(r"@|://|^www\.|\.(?:com|org|net|info|gov|edu|[a-z]{2})(?:[/,.;)]|$)")
_SPACE = re.compile(r"\s")


def _whole(text: str, mention: Found) -> Found:
    """Take in what belongs to a mention: the full stop of `Calif.` and `U.S.`, all digits of a number."""
    if mention.kind in {"killed", "wounded"}:
        return _whole_number(text, mention)
    if mention.kind not in _PLACES or text[mention.end : mention.end + 1] != ".":
        return mention
    name = text[mention.start : mention.end]
    short = name.rpartition(" ")[2].casefold() in words()["short_places"] or _INITIALS.search(name)
    return mention._replace(end=mention.end + 1) if short else mention


def _whole_number(text: str, mention: Found) -> Found:
    low = max(0, mention.start - _AROUND)
    for start, end, _ in numbers.find(text[low : mention.end + _AROUND]):
        if low + start < mention.end and mention.start < low + end:
            return mention._replace(start=low + start, end=low + end)
    return mention


def _dotted(text: str, event: Told) -> Told:
    return event._replace(roles=tuple((role, _whole(text, m), score) for role, m, score in event.roles))


def _in_link(text: str, mention: Found) -> bool:
    """Whether a place's name is part of a web or mail address."""
    if mention.kind not in _PLACES:
        return False
    before = _SPACE.split(text[max(0, mention.start - 100) : mention.start])[-1]
    after = _SPACE.split(text[mention.end : mention.end + 100], maxsplit=1)[0]
    return bool(_LINK.search(before + text[mention.start : mention.end].lower() + after))


def _repeated(text: str, found: Iterable[Found], doubtful: Iterable[Found]) -> Iterable[Found]:
    """Yield doubtful places whose name is surely one elsewhere in the article."""
    places = [m for m in found if m.kind in _PLACES]
    names = {text[m.start : m.end].casefold() for m in places if m.score >= _SURE}
    taken = _covered(len(text), places)
    for m in doubtful:
        if text[m.start : m.end].casefold() in names and not taken[m.start : m.end].any():
            yield m


def _covered(length: int, mentions: Iterable[Found]) -> NDArray[np.bool_]:
    """Return which code points of a text are part of mentions."""
    covered = np.zeros(length + 1, bool)
    for m in mentions:
        covered[m.start : m.end] = True
    return covered


def _key(mention: Found) -> tuple[str, int, int]:
    """Name a mention: a span is one place, whichever kind of place two windows take it for."""
    return "place" if mention.kind in _PLACES else mention.kind, mention.start, mention.end
