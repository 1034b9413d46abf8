"""Where each event happened: from its roles, else from its sentence, its context, or the dateline.

A name that stands for a government is never the place of an event; what was told by context counts less.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from geo.coding.beside import (
    is_at,
    is_away,
    is_destination,
    is_hospital,
    is_one_of_several,
    is_origin,
    is_people,
)
from geo.coding.catalogue import catalogue, tokens
from geo.coding.countries import SURE, well_known, within
from geo.coding.nesting import INSIDE_OF, ORDER, beside, is_guess, only_around, same_or_within
from geo.dateline import dateline
from geo.ontology import event_types
from geo.records import Location

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.coding.countries import About
    from geo.gazetteer import Gazetteer
    from geo.records import Article, Event, Mention, Place, PlaceBasis, Reading

FACTOR = {"sentence": 1.0, "context": 0.7, "dateline": 0.5}
"""By how much the confidence in a place is lowered that the event's own words do not tell."""
WORDS_ONLY = frozenset({"support", "meeting", "agreement", "sanction", "prosecution", "election", "crime"})
"""Types that, with all statements, are not placed by what is told around them: they happen anywhere."""
LIST = re.compile(
    r"\s*,?\s*(?:(?:and|or|&|as well as|both)\s+)?"
    r"(?:(?:in|near|at|of|the|town|city|village|towns|cities)\s+)*",
    re.IGNORECASE,
)
INSIDE = re.compile(
    r"(?!\s(?:city|town|capital|village|port|island)\sof\b)(?:\s[\w-]+)?(?:\s*,)?\s+(?:an?\s(?:[\w-]+\s){1,4}?)?(?:(?:in|of|at)\s)?(?:the\s)?"
    r"(?:(?:north|south|east|west|central)[\w-]*\s)?"
    r"(?:(?:part|sector|area|outskirts|city|town|village|municipality|province|department|district|state)"
    r"\s(?:of\s)?)?(?:the\s)?",
    re.IGNORECASE,
)
CALLED = re.compile(r"\s(?:known\sas|called|named)\s(?:the\s)?[\"“]?", re.IGNORECASE)
"""What stands between a larger place and one in it: `a district in Medellin known as Las Americas`."""
"""What stands between a place and the larger one that it lies in: `El Pedregal, a quarter of Bello`."""
LINKED = re.compile(r",|\b(?:in|of)\b", re.IGNORECASE)
GENERIC = re.compile(r"^(?:city|town|department|village|province) of ", re.IGNORECASE)
JOINED = re.compile(r"\b(?:and|or|as well as)\b|&", re.IGNORECASE)
"""What stands between places of a list, and what makes it one: `Mosul and Erbil`, not `Paris, Texas`."""
BETWEEN = re.compile(r"\bbetween\s(?:the\s)?(?:(?:town|city|village)s?\s(?:of\s)?)?$", re.IGNORECASE)
"""What stands before two places that are told for the one spot where they meet."""
CAPITAL = re.compile(
    r"\b(?:in|of|on|at|throughout|across|around)\s"
    r"(?P<words>(?:(?:the|this|our)(?:\s(?P<whose>\w+))?|(?P<owner>\w+)['’]s)\scapital(?:\scity)?)\b(?!['’])",
    re.IGNORECASE,
)
"""A place that is told without its name."""
HERE = re.compile(
    r"\bthis\s(?:[\w-]+\s){0,3}?(?:city|town|village|suburb|port|resort)\b"
    r"|['’]s\s(?:(?:second|third|fourth)[\s-])?(?:largest|biggest)\s(?:city|town)\b"
)
"""The same of the town that an article is from: `this Dallas suburb`, `Ukraine's second-largest city`."""
NO_PLACE, UNKNOWN, UNCERTAIN = "no place told", "not in the gazetteer", "too uncertain"
DOUBTFUL = 0.2
"""Confidence below which no event is placed: one of many places of a name."""
ABROAD = 0.2
"""Share of an article's names below which a country is not one where its small towns lie."""
CERTAIN = 0.9
"""Confidence that a small town there needs, beside another name of its country."""
ELSEWHERE, MOST = 0.1, 0.5
"""A reporter who sits in a country with less than the one share tells of that with more than the other."""
REACH = 8
"""Sentences over which an event lends its place to one that tells none, if other places are told, too."""
NAMESAKE, NAMESAKE_KM = 0.5, 15.0
"""Confidence in, and least radius around, the town that a facility is named after."""


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
    gazetteer: Gazetteer
    about: About
    """The countries that the article is about."""
    actors: Mapping[int, str] = field(default_factory=dict)
    """Start of an event's trigger -> the country of the actor, where it is one that acts at home."""

    def spots(self) -> list[list[Spot]]:
        """Return where each event happened: more than one spot where it is told of several places."""
        found: list[list[Spot]] = []
        line = dateline(self.article.text)
        home = self._home(line)
        by_id = {m.id: m for m in self.reading.mentions}
        outer = self._outer()
        last: dict[str, tuple[int, Spot]] = {}
        towns: set[str] = set()
        for event in self.reading.events:
            told = self._told(event, line, by_id, outer)
            kind = event.event_type
            earlier = {
                name: spot
                for name, (sentence, spot) in last.items()
                if 0 < event.sentence - sentence <= (REACH if len(towns) > 1 else len(self.reading.sentences))
            }
            before = self._country_of(next(reversed(earlier.values()), None))
            there = before or home
            unnamed = self._town_here(event, line) or (
                self._capital(event, there) if all(_only_country(spot) for spot in told) else None
            )
            if told or unnamed:
                spots = [unnamed] if unnamed else [_at_home(spot, there) for spot in told]
                towns.update(at.place.id for s in spots if (at := s.location) and at.precision != "country")
                last.pop(kind, None)
                last[kind] = event.sentence, spots[0]
            elif _only_words(event):
                spots = [Spot()]
            else:
                like = _as_before(earlier[kind]) if kind in earlier else before
                spots = [like or self._of_actor(event, home)]
            found.append(spots)
        return found

    def _told(
        self,
        event: Event,
        line: tuple[int, int],
        by_id: Mapping[str, Mention],
        outer: Mapping[Mention, Mention],
    ) -> list[Spot]:
        """Return the literal places that the reader gave the event, outside the dateline.

        The surest town, else area, counts, or a place within it; several only if listed: `Iraq and Syria`.
        """
        roles = sorted(
            (r for r in event.roles if r.role == "place" and r.mention in by_id), key=lambda role: -role.score
        )
        told = [m for r in roles if (m := by_id[r.mention]).kind == "toponym" and not within(m, line)]
        told = [m for m in told or self._right_after(event) if not self._elsewhere(m, event)]
        if not told:
            return []
        first, last = self.reading.sentences[event.sentence]
        basis: PlaceBasis = "sentence" if any(first <= m.start < last for m in told) else "context"
        inner_ones = (m for m in outer if m not in told and outer[m] in told)
        told += [m for m in inner_ones if not self._elsewhere(m, event)]
        spots = {mention.id: self._spot(mention, basis, outer) for mention in told}
        chosen = min(told, key=lambda m: _wide(spots[m.id]))
        listed = self._listed(chosen, self._names(line) if _acts(event) else told)
        spots |= {m.id: self._spot(m, basis, outer) for m in listed if m not in told}
        distinct = _distinct([spots[m.id] for m in listed])
        if len(distinct) > 1:  # a list of a sentence before tells the places of that one's event
            return distinct[:1] if all(m.end <= first for m in listed) else distinct
        around = [spots[m.id] for m in told if m not in listed]
        inner = next((m for m in told if outer.get(m) is chosen), None)
        if inner is not None and same_or_within(spots[inner.id].location, distinct[0].location):
            return [spots[inner.id]]
        return [_closest(distinct[0], around)]

    def _right_after(self, event: Event) -> list[Mention]:
        """Return the place that follows a trigger (`marched in Khartoum`), for when the reader gave none."""
        if not _acts(event):
            return []
        names = (m for m in self.reading.mentions if m.kind == "toponym" and m.start > event.end)
        return [m for m in names if is_at(self.article.text, event.end, m)]

    def _elsewhere(self, mention: Mention, event: Event) -> bool:
        """Whether a name is not where an event was: a destination, an origin, or a people's."""
        text, violent = self.article.text, event_types()[event.event_type].group == "violence"
        going = violent and (is_destination(text, mention) or is_hospital(text, mention))
        return going or is_origin(text, mention) or is_people(text, mention, self.locate(mention, None))

    def _outer(self) -> dict[Mention, Mention]:
        """Return the larger place after each place that is told with one: `Arce, Usulutan Department`."""
        text = self.article.text
        names = sorted((m for m in self.reading.mentions if m.kind == "toponym"), key=lambda m: m.start)
        gaps = [text[a.end : b.start] for a, b in pairwise(names)]
        found = {}
        for i, (a, b) in enumerate(pairwise(names)):
            beside = "".join(gaps[max(0, i - 1) : i + 2])
            listed = LIST.fullmatch(gaps[i]) and JOINED.search(beside)
            if not listed and LINKED.search(gaps[i]) and INSIDE.fullmatch(gaps[i]):
                found[a] = b
            elif CALLED.fullmatch(gaps[i]):
                found[b] = a
        return found

    def _names(self, line: tuple[int, int]) -> list[Mention]:
        """Return all place names outside the dateline."""
        return [m for m in self.reading.mentions if m.kind == "toponym" and not within(m, line)]

    def _listed(self, chosen: Mention, told: Sequence[Mention]) -> list[Mention]:
        """Return a place and those that stand in one list with it, in the order of the text.

        Of 77 names in a list with the place of an act of violence, a protest or a disaster, in annotated
        news, 72 are places of it, too.
        """
        places = sorted(told, key=lambda m: m.start)
        text = self.article.text
        gaps = [text[a.end : b.start] for a, b in pairwise(places)]
        low = high = places.index(chosen)
        while low and LIST.fullmatch(gaps[low - 1]):
            low -= 1
        while high < len(gaps) and LIST.fullmatch(gaps[high]):
            high += 1
        joined = any(JOINED.search(gap) for gap in gaps[low:high])
        if joined and BETWEEN.search(text[: places[low].start][-40:]):
            return [places[low]]
        return places[low : high + 1] if joined else [chosen]

    def _spot(
        self, mention: Mention, basis: PlaceBasis, outer: Mapping[Mention, Mention] = MappingProxyType({})
    ) -> Spot:
        around = (m for m in self.reading.mentions if m.kind == "spatial")
        phrase = next((m for m in around if m.start < mention.end and mention.start < m.end), None)
        words = phrase.text if phrase else None
        location = self._by_distance(mention) or self.locate(mention, phrase) or self._namesake(mention)
        if mention in outer and (inside := self._inside(mention, location, outer)):
            return Spot(mention.text, words, _lowered(inside, basis), basis, None)
        if location is None:
            return Spot(mention.text, words, None, basis, UNKNOWN)
        match = location.candidates[0].match if location.candidates else None
        country = location.place.country
        share = self.about.share(country, mention.text) if country and self.about.shares else 1.0
        abroad = share < ABROAD
        if abroad and (here := self._here(mention, location.place)):
            return Spot(mention.text, words, _lowered(here, basis), basis, None)
        abroad = abroad and self.about.is_told(mention.text)
        sure = location.confidence >= CERTAIN and share > 0
        abroad = abroad and (match == "variant" or not (sure or well_known(location.place)))
        guessed = match == "fuzzy"
        if location.confidence < (SURE if guessed else DOUBTFUL) or abroad:
            return Spot(mention.text, words, None, basis, UNCERTAIN)
        if country and is_one_of_several(self.article.text, mention):
            reason = f"in {location.place.name} and elsewhere"
            whole = self._country(country, basis, location.confidence, reason)
            return replace(whole, text=mention.text, phrase=words)
        return Spot(mention.text, words, _lowered(location, basis), basis, None)

    def _here(self, mention: Mention, abroad: Place) -> Location | None:
        """Return the place of a name in the country that the article is about, instead of one abroad.

        A city abroad gives way to a larger one only: `Paris` in a story of Texas may be either.
        """
        code = next(iter(self.about.shares))
        if self.about.share(code, mention.text) <= MOST:
            return None
        named = self.gazetteer.candidates(GENERIC.sub("", mention.text), fuzzy=False)
        here = [c.place for c in named if c.match == "exact" and c.place.country == code]
        best = max(here, key=lambda place: place.population or 0, default=None)
        if best is None or (well_known(abroad) and (best.population or 0) <= (abroad.population or 0)):
            return None
        reason = f"the one in {catalogue().nation_names.get(code, code)}, which the article tells of"
        return Location(best.longitude, best.latitude, best.precision, best.radius_km, best, SURE, reason)

    def _by_distance(self, mention: Mention) -> Location | None:
        """Return where a place is that no gazetteer knows, by its distance from a town told with it."""
        here = self.locate(mention, None)
        if here is not None and not is_guess(here):
            return None
        after = (m for m in self.reading.mentions if m.kind == "toponym" and m.start >= mention.end)
        town = next(after, None)
        if town is None or not is_away(self.article.text, mention, town):
            return None
        around = (m for m in self.reading.mentions if m.kind == "spatial")
        phrase = next((m for m in around if m.start < town.end and town.start < m.end), None)
        there = self.locate(town, phrase)
        return there if there is not None and there.precision == "near" else None

    def _inside(
        self, mention: Mention, location: Location | None, outer: Mapping[Mention, Mention]
    ) -> Location | None:
        """Return where a place is that the text puts inside another one, if it was not found there."""
        around = self._spot(outer[mention], "sentence", outer).location
        if around is None or not around.candidates or around.precision == "waters":
            return None
        if location is not None and not is_guess(location) and beside(location, around):
            return None
        here = (c.place for c in self.gazetteer.candidates(GENERIC.sub("", mention.text), fuzzy=False))
        found = next((p for p in here if same_or_within(Location(0, 0, "city", 0, p, 1), around)), None)
        if found is None:
            return replace(around, reason=f"{INSIDE_OF}{around.place.name}, as the text says")
        return Location(
            found.longitude, found.latitude, found.precision, found.radius_km, found, around.confidence,
            f"the one in {around.place.name}, as the text says",
        )  # fmt: skip

    def _capital(self, event: Event, there: Spot) -> Spot | None:
        """Return the capital where an event's sentence says `in the capital`, `in the Libyan capital`."""
        start, end = self.reading.sentences[event.sentence]
        match = CAPITAL.search(self.article.text[start:end])
        if match is None or _only_words(event):
            return None
        whose = match["whose"] or match["owner"]
        nation = next(catalogue().find_nations(tokens(whose)), None) if whose else None
        home = there.location.place.country if there.location and not whose else None
        code = nation[2].iso if nation else home
        name = catalogue().capitals.get(code or "")
        here = (c.place for c in self.gazetteer.candidates(name, fuzzy=False)) if name else ()
        towns = [place for place in here if place.country == code and place.feature_class == "P"]
        if not towns:
            return None
        at = max(towns, key=lambda place: place.population or 0)
        reason = f"the capital of {catalogue().nation_names[at.country or '']}"
        where = Location(at.longitude, at.latitude, at.precision, at.radius_km, at, SURE, reason)
        return Spot(match["words"], None, where, "sentence", None)

    def _town_here(self, event: Event, line: tuple[int, int]) -> Spot | None:
        """Return the town of the dateline where an event's sentence means it, and names no other town."""
        start, end = self.reading.sentences[event.sentence]
        words = HERE.search(self.article.text, start, end)
        if words is None or _only_words(event):
            return None
        inside = [m for m in self.reading.mentions if m.kind == "toponym" and start <= m.start < end]
        others = [m for m in inside if not within(m, line) and not words.start() <= m.start < words.end()]
        spots = [self._spot(m, "sentence") for m in inside if within(m, line)]
        town = next((s for s in spots if s.location and s.location.place.feature_class == "P"), None)
        if town is None or not all(_only_country(self._spot(m, "sentence")) for m in others):
            return None
        return replace(town, text=words[0])

    def _namesake(self, mention: Mention) -> Location | None:
        """Return the town of the article's countries that a facility is named after: `Tripoli Naval Base`."""
        words = mention.text.split()
        for size in range(len(words) - 1, 0, -1):
            name = " ".join(words[:size])
            towns = [
                candidate.place
                for candidate in self.gazetteer.candidates(name, fuzzy=False)
                if candidate.place.feature_class == "P" and candidate.place.country in self.about.shares
            ]
            if towns:
                town = max(towns, key=lambda place: place.population or 0)
                radius = max(town.radius_km, NAMESAKE_KM)
                reason = f"near {town.name}, by the name of {mention.text}"
                return Location(town.longitude, town.latitude, "near", radius, town, NAMESAKE, reason)
        return None

    def _home(self, line: tuple[int, int]) -> Spot:
        """Return the country that the article tells most of: where an event is that tells no place."""
        literal = (m for m in self.reading.mentions if m.kind == "toponym" and within(m, line))
        there = next((self._spot(mention, "dateline") for mention in literal), Spot())
        at = there.location.place.country if there.location else None
        abroad = (
            self.about.shares.get(at or "", 0.0) < ELSEWHERE
            and max(self.about.shares.values(), default=0.0) > MOST
        )
        if at is not None and not abroad:
            return self._country(at, "dateline", SURE, "the country of the dateline")
        for code, share in self.about.shares.items():
            return self._country(code, "context", share, "the country that the article tells most of")
        return Spot()

    def _of_actor(self, event: Event, there: Spot) -> Spot:
        """Return the country of the rebels, police, protesters who act, if the article is about it.

        An event before tells more: in annotated news it has the right country in 22 of 23 cases where an
        actor has another one.
        """
        code = self.actors.get(event.start)
        at = there.location.place.country if there.location else None
        if code is None or code == at or code not in self.about.shares:
            return there
        return self._country(code, "context", SURE, "the country of the actor")

    def _country_of(self, spot: Spot | None) -> Spot | None:
        """Return the country of an event before."""
        at = spot.location if spot else None
        if at is None or at.place.country is None:
            return None
        return self._country(at.place.country, "context", at.confidence, "the country of the event before")

    def _country(self, code: str, basis: PlaceBasis, confidence: float, reason: str) -> Spot:
        at = self.gazetteer.country(code)
        lowered = confidence * FACTOR[basis]
        where = Location(at.longitude, at.latitude, at.precision, at.radius_km, at, lowered, reason)
        return Spot(None, None, where, basis, None)


def _only_country(spot: Spot) -> bool:
    return spot.location is not None and spot.location.precision == "country"


def _at_home(spot: Spot, home: Spot) -> Spot:
    """Give a place that is told and not found the country that the article tells most of."""
    if spot.location or not home.location:
        return spot
    return replace(home, text=spot.text, phrase=spot.phrase)


def _as_before(spot: Spot) -> Spot:
    """Return the place of an earlier event as that of another one of its kind."""
    return replace(spot, location=_lowered(spot.location, "context"), basis="context")


def _lowered(location: Location | None, basis: PlaceBasis) -> Location | None:
    if location is None or FACTOR[basis] == 1:
        return location
    return replace(location, confidence=location.confidence * FACTOR[basis])


def _acts(event: Event) -> bool:
    return event_types()[event.event_type].group in ("violence", "protest", "hazard")


def _only_words(event: Event) -> bool:
    return event_types()[event.event_type].group == "statement" or event.event_type in WORDS_ONLY


def _distinct(spots: Sequence[Spot]) -> list[Spot]:
    """Leave out listed places that are not found, told twice, or contain another one."""
    located = [spot for spot in spots if spot.location]
    kept: list[Spot] = []
    for spot in sorted(located, key=_exactness):
        if not any(same_or_within(other.location, spot.location) for other in kept):
            kept.append(spot)
    return [spot for spot in located if spot in kept] or list(spots[:1])


def _closest(spot: Spot, others: Sequence[Spot]) -> Spot:
    """Return the most exact of the other places within a place; one that is not found is located by them."""
    found = [other for other in others if other.location]
    if spot.location is None:  # a quarter that no gazetteer knows, in a town that it knows
        around = next((other for other in found if not _only_country(other)), spot)
        return replace(around, text=spot.text, phrase=spot.phrase)
    inside = [other for other in found if same_or_within(other.location, spot.location)]
    closest = min([spot, *inside], key=_exactness)
    unfound = [other for other in others if other.unlocated == UNKNOWN or only_around(other.location)]
    if len(unfound) == 1 and closest.location and closest.location.precision != "country":
        return replace(closest, text=unfound[0].text, phrase=unfound[0].phrase)
    return closest


def _wide(spot: Spot) -> int:
    """Tell wide areas, and places that are not found, from towns."""
    wide = spot.location is not None and spot.location.precision in ("region", "country", "waters")
    return 2 if wide else 1 if spot.location is None else 0


def _exactness(spot: Spot) -> int:
    return ORDER.index(spot.location.precision) if spot.location else len(ORDER)
