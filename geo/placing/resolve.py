"""Toponyms of an article -> places: all of them together, each in the light of the others."""

from __future__ import annotations

import logging
import re
from bisect import bisect
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.errors import ServiceError
from geo.gazetteer.names import fold
from geo.placing.context import Table, tabulate
from geo.placing.decide import Answer, at_home, decide
from geo.placing.explain import describe, reason
from geo.placing.options import Options, OptionsOf
from geo.placing.publisher import home_of
from geo.placing.ranker import Ranker, trained
from geo.placing.services import MOST_FAILURES, ask, second_opinion
from geo.placing.surroundings import Surroundings, surroundings
from geo.records import Candidate, Location

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from geo.gazetteer import Gazetteer
    from geo.records import Article, Mention, Precision

    Array = NDArray[Any]

logger = logging.getLogger(__name__)

NAMES = frozenset({"toponym", "metonym", "demonym"})
SHOWN = 5
"""Candidates that a location carries."""
GUESS_KM = 100.0
"""Radius of the area that stands for a name that is not in the gazetteer."""
GUESS_NEAR_TOWN_KM, SURE_GUESS = 50.0, 0.85
"""The same about a town, and the confidence from which on nine in ten such names lie in it."""
GUESS_BUILDING_KM = 25.0
"""The same of a building or a street, and of what is told to lie in a town: 85 of 100 lie within."""
BUILDING_IN_TOWN_KM = 10.0
"""The same of a building that is told to lie in the town."""
_AS_AREA = "|area"
"""Ends the key of a name that is said to be an area, which has a town of its name: `Kharkiv region`."""
_SENTENCE_END = re.compile(r"[.!?][\"”’)]*\s+(?=[A-Z\"“(])|\n+")
SENTENCE_CHARACTERS = 150
"""What is told in another sentence is so much farther off in the text."""
_MISSION = re.compile(r"\b(?:embassy|consulate)\b", re.IGNORECASE)
"""Buildings that lie in another country than the one that they are called after."""


@lru_cache(maxsize=4)
def options_of(gazetteer: Gazetteer) -> OptionsOf:
    """Return the remembered options of a gazetteer."""
    return OptionsOf(gazetteer)


def resolve(
    article: Article, mentions: Sequence[Mention], gazetteer: Gazetteer, *, ranker: Ranker | None = None
) -> dict[str, Location | None]:
    """Resolve the place names of an article, all together.

    Parameters
    ----------
    article
        Its text is read around the mentions; its publisher and address tell where it is at home.
    mentions
        Those of the kinds toponym, metonym and demonym are resolved, others are passed over.
    gazetteer
        Where the candidates come from.
    ranker
        Another than the trained one, for training.

    Returns
    -------
    dict
        Mention id -> location, or `None` where neither the name nor any other of the article is known.
    """
    named = sorted((m for m in mentions if m.kind in NAMES), key=lambda m: (m.start, m.end))
    if not named:
        return {}
    known = options_of(gazetteer)
    ranker = ranker or trained()
    group_of, table, groups, lost = prepare(article, named, known)
    if table is None:
        home = at_home(home_of(article, known), ranker)
        return {m.id: _asked(gazetteer, m.text, _guess(home) if home else None) for m in named}
    texts = {g: m.text for m, g in zip(named, group_of, strict=True)}
    belief, features = ranker.rank(table)
    located: list[Location | None] = []
    for g, answer in enumerate(decide(table, groups, belief, features, ranker, lost)):
        if answer is None or answer.guessed:
            building = g in table.buildings and not _MISSION.search(texts[g])
            located.append(_guess(answer, building=building) if answer else None)
        else:
            located.append(location_of(answer, groups[g], int(table.starts[g]), belief, features))
    located = [_asked(gazetteer, texts[g], location) for g, location in enumerate(located)]
    return {m.id: located[g] for m, g in zip(named, group_of, strict=True)}


def _asked(gazetteer: Gazetteer, name: str, location: Location | None) -> Location | None:
    """Return what the gazetteer's service says of a name that is not known, if there is one and it does."""
    service = second_opinion(gazetteer)
    if service is None or service.failures >= MOST_FAILURES or (location and location.candidates):
        return location
    country = location.place.country if location else None
    query = f"{name}, {gazetteer.country(country).name}" if country else name
    try:
        return ask(service, query, gazetteer) or location
    except ServiceError as error:
        logger.warning("%s: the name is placed without it", error)
        return location


def prepare(
    article: Article, named: Sequence[Mention], known: OptionsOf
) -> tuple[list[int], Table | None, list[Options], list[Array]]:
    """Put the candidates of all names into one table.

    Returns
    -------
    group_of, table, groups, lost
        The name's number of each mention (those without candidates are counted after the others), the table,
        the options of each name, and where the names without candidates stand.
    """
    around = surroundings(article.text, named)
    texts = [f"{fold(m.text)}|{m.text.isupper()}" for m in named]
    found = {text: known.get(m.text) for m, text in zip(named, texts, strict=True)}
    members: dict[str, list[int]] = {}
    for i, key in enumerate(_senses(texts, named, around, found)):
        members.setdefault(key, []).append(i)
    options = {key: found[texts[first]] for key, (first, *_) in members.items()}
    for key, (first, *_) in members.items():
        level = around[first].generic
        if _AS_AREA in key and level is not None:
            options[key] = known.areas(named[first].text, level)
    groups = [o for o in options.values() if o]
    order = [key for key in members if options[key]] + [key for key in members if not options[key]]
    number = {i: g for g, key in enumerate(order) for i in members[key]}
    group_of = [number[i] for i in range(len(named))]
    spots = _spots(article.text, named)
    lost = [np.array([spots[i] for i in members[key]]) for key in order[len(groups) :]]
    if not groups:
        return group_of, None, groups, lost
    with_options = [members[key] for key in order[: len(groups)]]
    home = home_of(article, known)
    table = tabulate(groups, with_options, around, named, spots, group_of, home)
    return group_of, table, groups, lost


def _spots(text: str, named: Sequence[Mention]) -> list[int]:
    """Return where each mention stands, in characters, with the ends of sentences counted in."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    return [m.start + SENTENCE_CHARACTERS * bisect(ends, m.start) for m in named]


def _senses(
    texts: Sequence[str],
    named: Sequence[Mention],
    around: Sequence[Surroundings],
    found: Mapping[str, Options | None],
) -> list[str]:
    """Return a key for each mention: those of one key are one name, which has one sense in the article.

    `Kharkiv region` and `Kharkiv` are two, `Dnipro` and `the Dnipro`, `Tbilisi, Georgia` and `Savannah,
    Georgia`, and so are `Cordoba, Argentina` and `the Spanish city of Cordoba`; where no area is told the one
    told last before it counts, else the first.
    """
    keys = []
    inner = {a.container: i for i, a in enumerate(around) if a.container is not None and a.firmly}
    for i, (text, a) in enumerate(zip(texts, around, strict=True)):
        options = found[text]
        if options is None:
            keys.append(text)
        elif a.area and a.generic in options.levels_of_namesakes:
            keys.append(text + _AS_AREA)
        elif a.article and not options.one_sort:
            keys.append(f"{text}|the")
        else:
            within = found[texts[inner[i]]] if i in inner else None
            keys.append(text + options.area_around(within, a.generic))
    told = [fold(named[a.container].text) if a.container is not None and a.firmly else None for a in around]
    areas: dict[str, list[str]] = {}
    for key, area in zip(keys, told, strict=True):
        if area and area not in areas.setdefault(key, []):
            areas[key].append(area)
    last = {key: several[0] for key, several in areas.items() if len(several) > 1}
    for i, (key, area) in enumerate(zip(keys, told, strict=True)):
        if key in last:
            last[key] = area or last[key]
            keys[i] = f"{key}|{last[key]}"
    return keys


def location_of(answer: Answer, options: Options, start: int, belief: Array, features: Array) -> Location:
    """Return an answer as a location, with its runners-up; `start` is the first row of its candidates."""
    rows = belief[start : start + len(options.places)]
    order = [answer.row - start, *(int(i) for i in (-rows).argsort(kind="stable") if i != answer.row - start)]
    shown = tuple(
        Candidate(options.places[i], options.kinds[i].match, round(float(rows[i]), 4)) for i in order[:SHOWN]
    )
    place = answer.place
    return Location(
        place.longitude,
        place.latitude,
        place.precision,
        place.radius_km,
        place,
        round(answer.confidence, 4),
        reason(shown, features[answer.row]),
        shown,
    )


def _guess(answer: Answer, *, building: bool = False) -> Location:
    """Return an area around where the article's other places lie, for a name that no source has."""
    place, other = answer.place, answer.instead_of
    why = f"{describe(other)} does not fit the article" if other else "not in the gazetteer"
    where = "as the article says, about" if answer.told else "where other places of the article lie, about"
    precision, radius = _extent_of(answer, building=building)
    return Location(
        place.longitude,
        place.latitude,
        precision,
        max(place.radius_km, radius),
        place,
        round(answer.confidence, 4),
        f"{why}: {where} {describe(place)}",
    )


def _extent_of(answer: Answer, *, building: bool) -> tuple[Precision, float]:
    """Return how exactly a guess is known, and the least radius (km) of the area that stands for it."""
    if answer.place.precision == "city":
        if building and answer.told:
            return "city", BUILDING_IN_TOWN_KM
        if building or answer.told:
            return "near", GUESS_BUILDING_KM
        if answer.confidence >= SURE_GUESS:
            return "near", GUESS_NEAR_TOWN_KM
    return "country" if answer.place.precision == "country" else "region", GUESS_KM
