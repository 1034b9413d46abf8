"""From beliefs to answers: the likeliest candidate of each name, or where the article's other places lie."""

from __future__ import annotations

import math
from collections.abc import Mapping  # noqa: TC003  a type of the record
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.gazetteer.entry import NameKind
from geo.placing.ranker import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.placing.context import Table
    from geo.placing.options import Options
    from geo.placing.ranker import Ranker
    from geo.records import Place

    Array = NDArray[Any]

SAME_SPOT = math.cos(40 / 6371)
"""Candidates within 40 km are one place for the confidence: a town and the district around it."""
_SAME_REGION = math.cos(161 / 6371)
"""A guess this close to the candidate says the same, less exactly."""
_COLUMN = {name: i for i, name in enumerate(COLUMNS)}
_EVIDENCE = ("contained", "admin1_named", "admin2_named", "home_admin1", "listed_admin1")
_FEATURES = (
    "alone", "nearest", "nearest_none", "country", "admin1", "country_named", "admin1_named", "admin2_named",
    "contained", "population", "home_country", "home_admin1", "country_share", "facility", "company",
    "beside_main", "site", "first", "linked_near", "linked_far", "container_elsewhere",
)  # fmt: skip
_HALF = 0.5
_NEAR = math.log10(300 + 10) / 4.5
"""The value of the feature `nearest` at 300 km."""
_REACH_KM = 100.0
_REACH_CHARACTERS = 300.0
_FAR_IN_TEXT = 0.3
"""What a place far off in the text says of an unknown name, beside one right before or after it."""
_METONYM = 0.5
"""How much less a place speaks that stands for a government: talks between Khartoum and Juba."""
_HOME = 1.0
"""The publisher's home counts like a place that is named once."""
_SPEAKS = {NameKind.MAIN: 1.0, NameKind.ALTERNATE: 0.7, NameKind.ABBREVIATION: 0.7}
"""How far the place of a name speaks for others, by the kind of the name."""
_SPEAKS_LITTLE = 0.3
_TOWN, _NATURAL, _ELSEWHERE_KM, _WIDEST_KM = 3, 4, 300.0, 100.0
"""What is told to lie at a natural place no wider than this lies no farther from its edge than that."""
_IN_TOWN_KM, _NEAR_TOWN_KM = 5.0, 100.0
"""The same of a building, and of any other place, that is told to lie in a town."""
_LARGE_TOWN = 0.7
"""From this share of the area's people on, in logarithms, the town is meant: Poltava, but not Kansas."""
_AREA_KM = 600.0
"""A town of an area's name lies no farther from its middle."""
_TOLD = dict.fromkeys(
    ("bias", "guessed", "guessed_share", "guessed_weight", "guessed_local", "guessed_close"), 1.0
)
"""What is known of such a place, as of a guess."""
_DOUBTFUL = frozenset({NameKind.PART, NameKind.FUZZY})
_INEXACT = frozenset({NameKind.PART, NameKind.VARIANT})
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
    """Whether the name is in no gazetteer, or its places are not believed: the place is where the article's
    other places lie."""
    told: bool = False
    """Whether the article itself says of a guess that the name lies in or at the place."""
    instead_of: Place | None = None
    """The candidate that was not believed."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The two answers that a name may get."""

    candidate: Answer | None
    guess: Answer | None
    known: Mapping[str, float]
    """What is known for and against the guess."""
    apart: bool
    """Whether the two lie so far from each other that it matters."""
    contradicted: bool = False
    """Whether the article says that the name lies elsewhere: `Boma, on Lake Chad`."""


def decide(
    table: Table,
    groups: Sequence[Options],
    belief: Array,
    features: Array,
    ranker: Ranker,
    lost: Sequence[Array],
) -> list[Answer | None]:
    """Return the answer for each name, then those for names without candidates.

    Parameters
    ----------
    table, groups
        The candidates.
    belief, features
        What the ranker made of them.
    ranker
        Its weights tell when to prefer a guess, and the confidence.
    lost
        For each name without candidates, where in the text it stands.
    """
    return [pick(choice, ranker) for choice in choices(table, groups, belief, features, lost)]


def pick(choice: Choice, ranker: Ranker) -> Answer | None:
    """Return the answer that the weights prefer, with its confidence."""
    answer = choice.candidate or choice.guess
    if choice.candidate and choice.guess and choice.apart:
        alike_only = choice.known["not_fuzzy"] and not choice.known["not_trusted"]
        if choice.contradicted or alike_only or logistic(choice.known, ranker.choice) > _HALF:
            answer = replace(choice.guess, instead_of=choice.candidate.place)
    return answer and replace(answer, confidence=logistic(answer.known, ranker.confidence))


def choices(
    table: Table, groups: Sequence[Options], belief: Array, features: Array, lost: Sequence[Array]
) -> list[Choice]:
    """Return the best candidate and the best guess for each name, then for names without candidates."""
    ends = np.append(table.starts[1:], len(belief))
    likeliest = [int(s + belief[s:e].argmax()) for s, e in zip(table.starts, ends, strict=True)]
    best = [
        _town_instead(table, slice(s, e), row, features)
        for s, e, row in zip(table.starts, ends, likeliest, strict=True)
    ]
    kinds = [g.kinds[row - start] for g, row, start in zip(groups, best, table.starts, strict=True)]
    trusted = [_trusted(kind, features[row]) for kind, row in zip(kinds, best, strict=True)]
    guesses = _guesses(table, groups, belief, features, best, kinds, trusted, lost)
    told = _told(table, groups, best, kinds, guesses)
    found = []
    for g, (row, guess) in enumerate(zip(best, guesses, strict=False)):
        start, end = table.starts[g], ends[g]
        here = table.vector[start:end] @ table.vector[row] > SAME_SPOT
        here[likeliest[g] - start] = True
        known = evidence(float(belief[start:end][here].sum()), kinds[g], features[row])
        known["trusted"] = float(trusted[g])
        candidate = Answer(groups[g].places[row - start], 0.0, row, known)
        choice = _choice(candidate, told.get(g, guess))
        found.append(replace(choice, apart=True, contradicted=True) if g in told else choice)
    lost_ones = enumerate(guesses[len(groups) :], len(groups))
    return found + [Choice(None, told.get(g, guess), {}, apart=False) for g, guess in lost_ones]


def _town_instead(table: Table, rows: slice, row: int, features: Array) -> int:
    """Return the town that an area shares its name with, where nothing says that the area is meant.

    Outside the United States, seven in eight such names are towns in the news (LGL and GeoWebNews).
    """
    said = features[row, _COLUMN["generic_fits"]] or features[row, _COLUMN["contains"]] >= _HALF
    if said or features[row, _COLUMN["namesake_town"]] < _LARGE_TOWN:
        return row
    towns = rows.start + np.flatnonzero(
        (features[rows, _COLUMN["namesake_area"]] >= _LARGE_TOWN)
        & (features[rows, _COLUMN["main"]] >= features[row, _COLUMN["main"]])
        & (table.country[rows] == table.country[row])
        & (table.vector[rows] @ table.vector[row] > math.cos(_AREA_KM / 6371))
    )
    return int(towns[features[towns, _COLUMN["population"]].argmax()]) if len(towns) else row


def _told(
    table: Table,
    groups: Sequence[Options],
    best: Sequence[int],
    kinds: Sequence[NameKind],
    guesses: Sequence[Answer | None],
) -> dict[int, Answer]:
    """Return what the article itself says of names that have no candidate, or one too far away from that.

    Such names are told to lie at a lake, a mountain or in a town; or in a province, which counts where the
    guess lies outside of it.
    """
    found: dict[int, Answer] = {}
    for inner, outer, trust in (*table.links, *((*pair, 1.0) for pair in table.inside)):
        other = best[outer]
        level, place = table.level[other], groups[outer].places[other - table.starts[outer]]
        itself_doubtful = kinds[outer] in _DOUBTFUL or outer in table.buildings
        country = inner < len(best) and table.level[best[inner]] == 0
        if trust < 1 or level == 0 or itself_doubtful or country:
            continue
        if level < _TOWN:
            guess = guesses[inner]
            alike = inner >= len(best) or kinds[inner] == NameKind.FUZZY
            if alike and guess and _cosine(guess.place, place) < math.cos(place.radius_km / 6371):
                found.setdefault(inner, Answer(place, 0.0, 0, _TOLD, guessed=True, told=True))
            continue
        if place.radius_km > _WIDEST_KM:
            continue
        if inner < len(best):
            if level == _NATURAL:
                most = _ELSEWHERE_KM
            elif kinds[inner] in _INEXACT:
                most = _IN_TOWN_KM if inner in table.buildings else _NEAR_TOWN_KM
            else:
                continue
            away = 6371 * math.acos(min(1.0, float(table.vector[best[inner]] @ table.vector[other])))
            if away - place.radius_km <= most:
                continue
        found[inner] = Answer(place, 0.0, 0, _TOLD, guessed=True, told=True)
    return found


def _choice(candidate: Answer, guess: Answer | None) -> Choice:
    if guess is None or candidate.place.id.startswith("user:"):
        return Choice(candidate, guess, {}, apart=False)
    away = _cosine(candidate.place, guess.place)
    known = {**{f"not_{name}": value for name, value in candidate.known.items()}, **guess.known}
    known["same_country"] = float(candidate.place.country == guess.place.country)
    return Choice(candidate, guess, known, apart=away < _SAME_REGION)


def _cosine(one: Place, other: Place) -> float:
    a, b = math.radians(one.latitude), math.radians(other.latitude)
    turn = math.radians(one.longitude - other.longitude)
    return math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(turn)


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


def _guesses(
    table: Table,
    groups: Sequence[Options],
    belief: Array,
    features: Array,
    best: Sequence[int],
    kinds: Sequence[NameKind],
    trusted: Sequence[bool],
    lost: Sequence[Array],
) -> list[Answer | None]:
    """Return for each name where the places named around it lie: the likeliest spot if it is not known."""
    sure = [g for g, row in enumerate(best) if trusted[g] and belief[row] >= _HALF * 0.8]
    home = table.home_rows
    town = home is not None and len(home.places) == 1 and int(home.level[0]) in _LOCAL
    every = [groups[g].places[row - table.starts[g]] for g, row in enumerate(best)]
    local = [g for g in sure if table.level[best[g]] in _LOCAL or _small_region(every[g])]
    names = np.array(local if local or town else sure, dtype=int)
    rows = np.array(best, dtype=int)[names] if len(names) else names
    places = [every[g] for g in names]
    speaks = [_SPEAKS.get(kinds[g], _SPEAKS_LITTLE) for g in names]
    weight = belief[rows] * table.weights[names] * speaks
    weight *= 1 - _METONYM * features[rows, _COLUMN["metonym"]]
    close = _closeness((*table.spots, *lost), names)
    level, vector = table.level[rows], table.vector[rows]
    if home is not None and town:
        places.append(home.places[0])
        weight, close = np.append(weight, _HOME), np.pad(close, ((0, 0), (0, 1)), constant_values=_HALF)
        level, vector = np.append(level, home.level), np.vstack([vector, home.vector])
        names = np.append(names, -1)
    if not places:
        return [None] * len(close)
    says = weight * (_FAR_IN_TEXT + close) * (names[None, :] != np.arange(len(close))[:, None])
    away = 6371 * np.arccos(np.clip(vector @ vector.T, -1, 1))
    density = says @ np.exp(-away / _REACH_KM)
    found: list[Answer | None] = []
    for g, at in enumerate(density.argmax(axis=1)):
        total = float(says[g].sum())
        known = {
            "bias": 1.0,
            "guessed": 1.0,
            "guessed_share": float(density[g, at]) / total if total else 0.0,
            "guessed_weight": math.log1p(float(density[g, at])),
            "guessed_local": float(level[at] in _LOCAL),
            "guessed_town": float(level[at] >= 2),  # noqa: PLR2004  levels as in Options
            "guessed_home": float(names[-1] < 0 and away[at, -1] < _REACH_KM),
            "guessed_close": float(close[g, at]),
        }
        found.append(Answer(places[at], 0.0, 0, known, guessed=True) if total else None)
    return found


def _small_region(place: Place) -> bool:
    """Whether it is a natural or disputed region no wider than a province: Abyei, the Gaza Strip."""
    return place.feature_class == "L" and place.radius_km <= _WIDEST_KM


def _closeness(spots: Sequence[Array], names: Array) -> Array:
    """Return for each name how near in the text the places of `names` are told, 1 right beside to 0."""
    if not len(names):
        return np.zeros((len(spots), 0))
    every = np.concatenate(spots)
    firsts = np.cumsum([0, *(len(s) for s in spots[:-1])])
    apart = np.minimum.reduceat(np.abs(every[:, None] - every[None, :]), firsts, axis=0)
    closest: Array = np.minimum.reduceat(apart, firsts, axis=1)[:, names]
    return np.exp(-closest / _REACH_CHARACTERS)


def at_home(home: Options | None, ranker: Ranker) -> Answer | None:
    """Return the publisher's home for names of an article of which nothing at all is known."""
    if home is None or len(home.places) > 1:
        return None
    local = float(home.level[0] in _LOCAL)
    known = {"bias": 1.0, "guessed": 1.0, "guessed_home": 1.0, "guessed_local": local, "guessed_share": 1.0}
    return Answer(home.places[0], logistic(known, ranker.confidence), 0, known, guessed=True)


def evidence(probability: float, kind: NameKind, features: Array) -> dict[str, float]:
    """Return what the confidence in a candidate is computed from."""
    p = min(max(probability, 1e-4), 1 - 1e-4)
    values = features.tolist()
    return {
        "bias": 1.0,
        "logit": math.log(p / (1 - p)) / 5,
        **{name: values[_COLUMN[name]] for name in _FEATURES},
        "obscure": _obscure(features),
        "alternate": float(kind == NameKind.ALTERNATE),
        "abbreviation": float(kind == NameKind.ABBREVIATION),
        "demonym": float(kind == NameKind.DEMONYM),
        "variant": float(kind == NameKind.VARIANT),
        "part": float(kind == NameKind.PART),
        "fuzzy": float(kind == NameKind.FUZZY),
    }


def _obscure(features: Array) -> float:
    """Return how little is heard of a town, if it is one, and of its country in the article, 0 to 1."""
    people, share, town = (features[_COLUMN[name]] for name in ("population", "country_share", "town"))
    return float(town * (1 - people) * (1 - share))


def logistic(known: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return a probability, by a logistic model in the ranker's file."""
    score = 0.0
    for name, value in known.items():
        if value and name in weights:
            score += weights[name] * value
    return 1 / (1 + math.exp(-score))
