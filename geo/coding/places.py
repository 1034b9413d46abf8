"""Where each event happened: from its roles, else from its sentence, its context, or the dateline.

A name that stands for a government is never the place of an event; what was told by context counts less.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from geo.coding.dates import dateline_end
from geo.ontology import event_types

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.records import Article, Event, Location, Mention, PlaceBasis, Reading

FACTOR = {"sentence": 1.0, "context": 0.7, "dateline": 0.5}
"""By how much the confidence in a place is lowered that the event's own words do not tell."""
WORDS_ONLY = frozenset({"support", "meeting", "agreement", "sanction", "prosecution", "election", "crime"})
"""Types that, with all statements, are not placed by a name that is only near: they happen anywhere."""
ORDER = ("site", "city", "near", "district", "border", "waters", "region", "country")
"""Precisions, the most exact first."""
NO_PLACE, UNKNOWN = "no place told", "not in the gazetteer"


class Locate(Protocol):
    """Gives the point meant by a toponym, with the spatial phrase around it, if it has one."""

    def __call__(self, toponym: Mention, phrase: Mention | None) -> Location | None:
        """Return the location, or `None` where it stays unresolved."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one event happened."""

    text: str | None = None
    phrase: str | None = None
    location: Location | None = None
    basis: PlaceBasis | None = None
    unlocated: str | None = NO_PLACE


@dataclass(frozen=True, slots=True)
class Scenery:
    """The places of an article."""

    article: Article
    reading: Reading
    locate: Locate

    def spots(self, event: Event) -> list[Spot]:
        """Return where an event happened: more than one spot where it is told of several places."""
        told = self._told(event)
        basis: PlaceBasis = "sentence"
        first, last = self.reading.sentences[event.sentence]
        if told and not any(first <= m.start < last for m in told):
            basis = "context"
        if not told and not _only_words(event):
            told, basis = self._near(event)
        spots = [self._spot(mention, basis) for mention in told]
        return _distinct(spots) or [Spot()]

    def _told(self, event: Event) -> list[Mention]:
        """Return the literal places that the reader gave the event."""
        by_id = {m.id: m for m in self.reading.mentions}
        found = [
            by_id[role.mention] for role in event.roles if role.role == "place" and role.mention in by_id
        ]
        return [m for m in found if m.kind == "toponym"]

    def _near(self, event: Event) -> tuple[list[Mention], PlaceBasis]:
        """Return the nearest earlier place of the same paragraph, else that of the dateline."""
        start, end = self.reading.sentences[event.sentence]
        literal = [m for m in self.reading.mentions if m.kind == "toponym"]
        line = dateline_end(self.article.text)
        here = [m for m in literal if start <= m.start < end and m.start >= line]
        if here:
            return [min(here, key=lambda m: (abs(m.start - event.start), m.start))], "context"
        paragraph = self.article.text.rfind("\n", 0, start) + 1
        before = [m for m in literal if max(paragraph, line) <= m.start < start]
        if before:
            return [max(before, key=lambda m: m.start)], "context"
        opening = [m for m in literal if m.end <= line]
        return opening[:1], "dateline"

    def _spot(self, mention: Mention, basis: PlaceBasis) -> Spot:
        phrase = next(
            (
                m
                for m in self.reading.mentions
                if m.kind == "spatial" and m.start < mention.end and mention.start < m.end
            ),
            None,
        )
        location = self.locate(mention, phrase)
        if location is None:
            return Spot(mention.text, phrase.text if phrase else None, None, basis, UNKNOWN)
        lowered = replace(location, confidence=location.confidence * FACTOR[basis])
        return Spot(mention.text, phrase.text if phrase else None, lowered, basis, None)


def _only_words(event: Event) -> bool:
    return event_types()[event.event_type].group == "statement" or event.event_type in WORDS_ONLY


def _distinct(spots: Sequence[Spot]) -> list[Spot]:
    """Leave out a place that contains another one, and places told twice; the order of telling stays."""
    located = [spot for spot in spots if spot.location]
    if not located:
        return list(spots[:1])
    kept: list[Spot] = []
    for spot in sorted(located, key=lambda s: ORDER.index(s.location.precision) if s.location else 0):
        if not any(same_or_within(other.location, spot.location) for other in kept):
            kept.append(spot)
    return [spot for spot in located if spot in kept]


def same_or_within(inner: Location | None, outer: Location | None) -> bool:
    """Whether a place is another one, or lies in it by the areas of the gazetteer."""
    if inner is None or outer is None:
        return False
    a, b = inner.place, outer.place
    if a.id == b.id:
        return True
    if b.precision == "country":
        return a.country is not None and a.country == b.country
    if b.feature_class == "A" and b.admin1_code and (a.country, a.admin1_code) == (b.country, b.admin1_code):
        return not b.admin2_code or a.admin2_code == b.admin2_code
    return False
