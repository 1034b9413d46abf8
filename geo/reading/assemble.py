"""One reading from the windows of an article: mentions once each, numbered in the order of the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.records import Event, Mention, Reading, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.reading.decode import Found, Told

_PLACES = frozenset({"toponym", "metonym", "demonym"})


def assemble(
    text: str,
    sentences: tuple[tuple[int, int], ...],
    windows: Sequence[tuple[Iterable[Found], Iterable[Told]]],
) -> Reading:
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
    events = sorted((event for _, told in windows for event in told), key=lambda e: (e.start, e.end))
    found = {_key(mention): mention for mentions, _ in windows for mention in mentions}
    for event in events:
        for _, mention, _ in event.roles:
            found.setdefault(_key(mention), mention)
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


def _key(mention: Found) -> tuple[str, int, int]:
    """Name a mention: a span is one place, whichever kind of place two windows take it for."""
    return "place" if mention.kind in _PLACES else mention.kind, mention.start, mention.end
