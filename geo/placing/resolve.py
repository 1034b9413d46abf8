"""Toponyms of an article -> places: all of them together, each in the light of the others."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geo.gazetteer.names import fold
from geo.placing.context import Table, tabulate
from geo.placing.decide import Answer, decide
from geo.placing.explain import describe, reason
from geo.placing.options import Options, OptionsOf
from geo.placing.publisher import home_of
from geo.placing.ranker import Ranker, trained
from geo.placing.surroundings import surroundings
from geo.records import Candidate, Location

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.gazetteer import Gazetteer
    from geo.records import Article, Mention, Precision

    Array = NDArray[Any]

NAMES = frozenset({"toponym", "metonym", "demonym"})
SHOWN = 5
"""Candidates that a location carries."""
GUESS_KM = 100.0
"""Radius of the area that stands for a name that is not in the gazetteer."""


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
    group_of, table, groups = prepare(article, named, options_of(gazetteer))
    if table is None:
        return dict.fromkeys(m.id for m in named)
    ranker = ranker or trained()
    belief, features = ranker.rank(table)
    answers, elsewhere = decide(table, groups, belief, features, ranker.confidence)
    located: list[Location | None] = [
        _guess(answer)
        if answer.guessed
        else location_of(answer, groups[g], int(table.starts[g]), belief, features)
        for g, answer in enumerate(answers)
    ]
    located.append(_guess(elsewhere) if elsewhere else None)  # the last: that of names without candidates
    return {m.id: located[g] for m, g in zip(named, group_of, strict=True)}


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


def _guess(answer: Answer) -> Location:
    """Return an area around where the article's other places lie, for a name that no source has."""
    place = answer.place
    precision: Precision = "country" if place.precision == "country" else "region"
    return Location(
        place.longitude,
        place.latitude,
        precision,
        max(place.radius_km, GUESS_KM),
        place,
        round(answer.confidence, 4),
        f"not in the gazetteer: where other places of the article lie, about {describe(place)}",
    )
