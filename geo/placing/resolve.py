"""Toponyms of an article -> places: all of them together, each in the light of the others."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geo.gazetteer.names import fold
from geo.placing.context import Table, tabulate
from geo.placing.explain import reason
from geo.placing.options import Options, OptionsOf
from geo.placing.publisher import home_of
from geo.placing.ranker import Ranker, trained
from geo.placing.surroundings import surroundings
from geo.records import Candidate, Location

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.gazetteer import Gazetteer
    from geo.records import Article, Mention

    Array = NDArray[Any]

NAMES = frozenset({"toponym", "metonym", "demonym"})
SHOWN = 5
"""Candidates that a location carries."""
SAME_SPOT = math.cos(40 / 6371)
"""Candidates within 40 km are one place for the confidence: a town and the district around it."""
LEAST_CONFIDENCE = 0.05
"""Below this a name stays unresolved."""


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
        Mention id -> location, or `None` where no place is known of that name or all are too unlikely.
    """
    named = sorted((m for m in mentions if m.kind in NAMES), key=lambda m: (m.start, m.end))
    if not named:
        return {}
    group_of, table, groups = prepare(article, named, options_of(gazetteer))
    if table is None:
        return dict.fromkeys(m.id for m in named)
    belief, features = (ranker or trained()).rank(table)
    located: list[Location | None] = [
        _location(options, belief, features, int(start))
        for options, start in zip(groups, table.starts, strict=True)
    ]
    return {m.id: located[g] if g >= 0 else None for m, g in zip(named, group_of, strict=True)}


def prepare(
    article: Article, named: Sequence[Mention], known: OptionsOf
) -> tuple[list[int], Table | None, list[Options]]:
    """Put the candidates of all names into one table.

    Returns
    -------
    group_of, table, groups
        The name's number of each mention (-1: no candidates), the table, and the options of each name.
    """
    numbers: dict[str, int] = {}
    groups: list[Options] = []
    group_of = []
    for mention in named:
        key = f"{fold(mention.text)}|{mention.text.isupper()}"
        if key not in numbers:
            options = known.get(mention.text)
            numbers[key] = len(groups) if options else -1
            if options:
                groups.append(options)
        group_of.append(numbers[key])
    if not groups:
        return group_of, None, groups
    members: list[list[int]] = [[] for _ in groups]
    for i, g in enumerate(group_of):
        if g >= 0:
            members[g].append(i)
    around = surroundings(article.text, named)
    kinds = [m.kind for m in named]
    home = home_of(article, known)
    return group_of, tabulate(groups, members, around, kinds, group_of, home), groups


def _location(options: Options, belief: Array, features: Array, start: int) -> Location | None:
    rows = belief[start : start + len(options.places)]
    order = (-rows).argsort(kind="stable")[:SHOWN]
    best = int(order[0])
    if rows[best] < LEAST_CONFIDENCE:
        return None
    place = options.places[best]
    here = options.vector @ options.vector[best] > SAME_SPOT
    shown = tuple(
        Candidate(options.places[i], options.kinds[i].match, round(float(rows[i]), 4)) for i in order
    )
    return Location(
        place.longitude,
        place.latitude,
        place.precision,
        place.radius_km,
        place,
        round(float(rows[here].sum()), 4),
        reason(shown, features[start + best]),
        shown,
    )
