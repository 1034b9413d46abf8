"""From beliefs to answers: the likeliest candidate of each name, whether to trust it, what else there is."""

from __future__ import annotations

import math
from collections.abc import Mapping  # noqa: TC003  a type of the record
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.gazetteer.entry import NameKind
from geo.placing.ranker import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.placing.context import Table
    from geo.placing.options import Options
    from geo.records import Place

    Array = NDArray[Any]

SAME_SPOT = math.cos(40 / 6371)
"""Candidates within 40 km are one place for the confidence: a town and the district around it."""
_COLUMN = {name: i for i, name in enumerate(COLUMNS)}
_EVIDENCE = ("contained", "admin1_named", "admin2_named", "home_admin1", "listed_admin1")
_HALF = 0.5
_NEAR = math.log10(300 + 10) / 4.5
"""The value of the feature `nearest` at 300 km."""
_REACH_KM = 100.0
_HOME = 1.0
"""The publisher's home counts like a place that is named once."""
_DOUBTFUL = frozenset({NameKind.PART, NameKind.FUZZY})
_LOCAL = frozenset({1, 2, 3})


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered for a name."""

    place: Place
    confidence: float
    row: int
    """The row of the table that was chosen."""
    known: Mapping[str, float]
    """What the confidence was computed from."""
    guessed: bool = False
    """Whether the name is in no gazetteer, or only similar ones far off: the place is where the article's
    other places lie."""


def decide(
    table: Table, groups: Sequence[Options], belief: Array, features: Array, weights: Mapping[str, float]
) -> tuple[list[Answer], Answer | None]:
    """Return the answer for each name, and the one for names without candidates."""
    ends = np.append(table.starts[1:], len(belief))
    best = [int(s + belief[s:e].argmax()) for s, e in zip(table.starts, ends, strict=True)]
    kinds = [g.kinds[row - start] for g, row, start in zip(groups, best, table.starts, strict=True)]
    trusted = [_trusted(kind, features[row]) for kind, row in zip(kinds, best, strict=True)]
    elsewhere = _elsewhere(table, groups, belief, best, trusted, weights)
    answers = []
    for g, row in enumerate(best):
        if not trusted[g] and elsewhere is not None:
            answers.append(elsewhere)
            continue
        start, end = table.starts[g], ends[g]
        here = table.vector[start:end] @ table.vector[row] > SAME_SPOT
        known = evidence(float(belief[start:end][here].sum()), kinds[g], features[row])
        answers.append(Answer(groups[g].places[row - start], confidence(known, weights), row, known))
    return answers, elsewhere


def _trusted(kind: NameKind, features: Array) -> bool:
    """Whether the article speaks for a name that is only similar, or only a part of what is written."""
    if kind not in _DOUBTFUL:
        return True
    near = features[_COLUMN["nearest"]] <= _NEAR and not features[_COLUMN["nearest_none"]]
    told = any(features[_COLUMN[name]] >= _HALF for name in _EVIDENCE)
    known = kind == NameKind.PART and (
        features[_COLUMN["country_named"]] >= _HALF or features[_COLUMN["country"]]
    )
    return bool(near or told or known)


def _elsewhere(
    table: Table,
    groups: Sequence[Options],
    belief: Array,
    best: Sequence[int],
    trusted: Sequence[bool],
    weights: Mapping[str, float],
) -> Answer | None:
    """Return where most of the article's known places lie: the likeliest spot of a name that is not known."""
    sure = [r for r, ok in zip(best, trusted, strict=True) if ok and belief[r] >= _HALF * 0.8]
    rows = np.array([r for r in sure if table.level[r] in _LOCAL] or sure, dtype=int)
    at_home = _at_home(table, rows, belief)
    if at_home is not None:
        known = {"bias": 1.0, "guessed": 1.0, "guessed_local": 1.0, "guessed_home": 1.0}
        return Answer(at_home, confidence(known, weights), 0, known, guessed=True)
    if not len(rows):
        return None
    density, weight = _density(table, rows, belief)
    chosen = int(density.argmax())
    row = int(rows[chosen])
    g = int(table.group[row])
    share = float(density[chosen] / weight.sum())
    local = float(table.level[row] in _LOCAL)
    known = {"bias": 1.0, "guessed": 1.0, "guessed_share": share, "guessed_local": local}
    return Answer(
        groups[g].places[row - table.starts[g]], confidence(known, weights), row, known, guessed=True
    )


def _density(table: Table, rows: Array, belief: Array) -> tuple[Array, Array]:
    """Return how much of the article lies about each of the rows, and how much each weighs itself."""
    away = 6371 * np.arccos(np.clip(table.vector[rows] @ table.vector[rows].T, -1, 1))
    weight = belief[rows] * table.weights[table.group[rows]]
    return (np.exp(-away / _REACH_KM) * weight).sum(axis=1), weight


def _at_home(table: Table, rows: Array, belief: Array) -> Place | None:
    """Return the publisher's town where it is known and as much of the article lies there as anywhere."""
    home = table.home_rows
    if home is None or len(home.places) > 1 or int(home.level[0]) not in _LOCAL:
        return None
    if not len(rows):
        return home.places[0]
    density, weight = _density(table, rows, belief)
    away = 6371 * np.arccos(np.clip(table.vector[rows] @ home.vector[0], -1, 1))
    there = _HOME + float((np.exp(-away / _REACH_KM) * weight * (table.level[rows] > 0)).sum())
    return home.places[0] if there >= density.max() else None


def evidence(probability: float, kind: NameKind, features: Array) -> dict[str, float]:
    """Return what the confidence in a candidate is computed from."""
    p = min(max(probability, 1e-4), 1 - 1e-4)
    return {
        "bias": 1.0,
        "logit": math.log(p / (1 - p)) / 5,
        **{name: float(features[_COLUMN[name]]) for name in ("alone", "nearest", "nearest_none", "country")},
        **{name: float(features[_COLUMN[name]]) for name in ("country_named", "admin1_named", "contained")},
        "population": float(features[_COLUMN["population"]]),
        "demonym": float(kind == NameKind.DEMONYM),
        "variant": float(kind == NameKind.VARIANT),
        "part": float(kind == NameKind.PART),
        "fuzzy": float(kind == NameKind.FUZZY),
    }


def confidence(known: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the probability that an answer is right, by the logistic model in the ranker's file."""
    score = sum(weights.get(name, 0.0) * value for name, value in known.items())
    return 1 / (1 + math.exp(-score))
