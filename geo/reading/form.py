"""The reading of an article as plain data: what `incident-mapper read` writes, one line an article."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geo.records import Article, Event, Mention, Reading


def to_dict(article: Article, reading: Reading) -> dict[str, Any]:
    """Return a reading as JSON holds it.

    Examples
    --------
    >>> from geo.records import Article, Reading
    >>> to_dict(Article("a", ""), Reading((), (), ()))
    {'doc_id': 'a', 'mentions': [], 'events': []}
    """
    return {
        "doc_id": article.doc_id,
        "mentions": [_mention(m) for m in reading.mentions],
        "events": [_event(e) for e in reading.events],
    }


def _mention(m: Mention) -> dict[str, Any]:
    return {"id": m.id, "kind": m.kind, "start": m.start, "end": m.end, "text": m.text, "score": m.score}


def _event(e: Event) -> dict[str, Any]:
    return {
        "trigger": {"start": e.start, "end": e.end, "text": e.trigger},
        "type": e.event_type,
        "status": e.status,
        "score": e.score,
        "roles": [{"role": r.role, "mention": r.mention, "score": r.score} for r in e.roles],
    }
