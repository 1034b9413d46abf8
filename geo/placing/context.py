"""What the article says about each candidate: the areas it names, the other places, the words beside.

All candidates of all names of an article stand in one table (`Table`); `context` gives each a row of
features under what is believed of the other names so far.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.placing.options import Options
    from geo.placing.surroundings import Surroundings
    from geo.records import Mention

    Array = NDArray[Any]

CONTEXT = (
    "contained", "container_elsewhere", "contains", "stands_as_area", "generic_fits", "generic_differs",
    "country_share", "country_others", "admin1_share", "admin1_others", "country_named", "admin1_named",
    "admin2_named", "within_50_km", "within_200_km", "nearest", "nearest_none", "listed_country",
    "listed_admin1", "listed_level", "first_country", "first_admin1", "home_country", "home_admin1",
    "home_near", "home_unknown", "metonym", "demonym_kind", "often", "facility", "company", "company_lead",
    "level_share", "linked_near", "linked_far", "article_natural", "article_town", "article_area",
)  # fmt: skip
EARTH_KM = 6371.0
_AREAS = 3
"""Levels below this are areas."""
_LINKED_KM = 200.0
"""How far a place may lie from the water or the town that is told with it."""
_SURE, _LIKELY, _LOOSE = 0.3, 0.1, 0.3
_MANY_REFERENCES = 60


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The candidates of all names of an article, one row each, the names one after another."""

    group: Array
    """Number of the name that the row is a candidate of."""
    starts: Array
    """First row of each name."""
    static: Array
    country: Array
    admin1: Array
    admin2: Array
    vector: Array
    level: Array
    numbers: tuple[Array, ...]
    """Country and areas of the first two levels, each numbered from 0."""
    fixed: Array
    """Context features that do not depend on beliefs, in their columns; the others are 0."""
    links: tuple[tuple[int, int, float], ...]
    """(name, name of the area named after it, how surely it is one)."""
    listed: tuple[tuple[int, int], ...]
    """Names enumerated with one another."""
    weights: Array
    """How much each name says about the others: more when it is said often."""
    home_rows: Options | None
    """Where the publisher is at home."""
    spots: tuple[Array, ...]
    """Where in the text the mentions of each name stand, characters; ends of sentences count as some."""
    inside: tuple[tuple[int, int], ...]
    """(name without candidates, name of what it is surely told to lie in or at)."""
    buildings: frozenset[int]
    """Names of buildings, streets and institutions, those without candidates among them."""


_COMPANY = math.cos(60 / EARTH_KM)
_COMPANY_ROWS = 20
"""Candidates of a name that may keep others company: the most important ones."""


def tabulate(
    groups: Sequence[Options],
    members: Sequence[Sequence[int]],
    around: Sequence[Surroundings],
    named: Sequence[Mention],
    spots: Sequence[int],
    group_of: Sequence[int],
    home: Options | None,
) -> Table:
    """Put the candidates of an article into one table.

    Parameters
    ----------
    groups
        Candidates of each name.
    members
        Mentions (indices) of each name.
    around, named, spots, group_of
        Surroundings, mention itself, where it stands in the text, and name of each mention; `len(groups)` and
        more: without candidates.
    home
        Where the publisher is at home, where that is known.
    """
    sizes = np.array([len(g.places) for g in groups])
    group = np.repeat(np.arange(len(groups)), sizes)
    levels = np.concatenate([g.level for g in groups])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    links, inside = _containers(around, group_of, len(groups))
    listed = {
        (group_of[m], group_of[n])
        for m, a in enumerate(around)
        for n in a.neighbours
        if group_of[m] != group_of[n] and max(group_of[m], group_of[n]) < len(groups)
    }
    vector = np.concatenate([g.vector for g in groups])
    country, admin1, admin2 = (
        np.concatenate([getattr(g, area) for g in groups]) for area in ("country", "admin1", "admin2")
    )
    many = np.log2([len(m) for m in members])
    fixed = np.zeros((len(group), len(CONTEXT)))
    column = dict(zip(CONTEXT, fixed.T, strict=True))
    _words(column, members, around, named, group, levels)
    column["often"][:] = np.minimum(1.0, many / 3)[group]
    column["company"][:], column["company_lead"][:] = _company(vector, levels, group, starts, sizes)
    _home(column, home, country, admin1, vector)
    return Table(
        group,
        starts,
        np.concatenate([g.static for g in groups]),
        country,
        admin1,
        admin2,
        vector,
        levels,
        tuple(np.unique(values, return_inverse=True)[1] for values in (country, admin1, admin2)),
        fixed,
        links,
        tuple(sorted(listed)),
        1.0 + 0.5 * many,
        home,
        tuple(np.array([spots[m] for m in mentions]) for mentions in members),
        inside,
        frozenset(g for g, a in zip(group_of, around, strict=True) if a.facility),
    )


def _words(
    column: dict[str, Array],
    members: Sequence[Sequence[int]],
    around: Sequence[Surroundings],
    named: Sequence[Mention],
    group: Array,
    level: Array,
) -> None:
    """Say what the words beside the mentions of a name tell of its candidates."""
    for g, mentions in enumerate(members):
        asked = [wanted for m in mentions if (wanted := around[m].generic) is not None]
        if asked:
            own = group == g
            fits = np.isin(level, asked)
            column["generic_fits"][own], column["generic_differs"][own] = fits[own], ~fits[own]
    told = [
        (
            any(around[m].contains for m in mentions),
            any(around[m].article for m in mentions),
            any(around[m].facility for m in mentions),
            any(named[m].kind == "metonym" for m in mentions),
            any(named[m].kind == "demonym" for m in mentions),
        )
        for mentions in members
    ]
    contains, article, facility, metonym, demonym = np.array(told)[group].T
    column["stands_as_area"][:] = contains & (level < _AREAS)
    column["metonym"][:], column["demonym_kind"][:], column["facility"][:] = metonym, demonym, facility
    column["article_natural"][:], column["article_town"][:] = (
        article & (level > _AREAS),
        article & (level == _AREAS),
    )
    column["article_area"][:] = article & (level > 0) & (level < _AREAS)


def _containers(
    around: Sequence[Surroundings], group_of: Sequence[int], known: int
) -> tuple[tuple[tuple[int, int, float], ...], tuple[tuple[int, int], ...]]:
    """Return `Table.links` and `Table.inside`; names from `known` on have no candidates."""
    links: dict[tuple[int, int], float] = {}
    inside: dict[int, int] = {}
    for m, a in enumerate(around):
        if a.container is not None and group_of[m] != group_of[a.container]:
            pair = (group_of[m], group_of[a.container])
            if max(pair) < known:
                links[pair] = max(links.get(pair, 0.0), 1.0 if a.firmly else _LOOSE)
            elif pair[1] < known and a.firmly:
                inside.setdefault(*pair)
    return tuple((*pair, trust) for pair, trust in sorted(links.items())), tuple(inside.items())


def _company(vector: Array, level: Array, group: Array, starts: Array, sizes: Array) -> tuple[Array, Array]:
    """Return how many other names could lie close by, whatever is believed of them, and the lead in that.

    A name of many candidates lies close by somewhere, and counts less.
    """
    if len(starts) == 1:
        return np.zeros(len(group)), np.zeros(len(group))
    rank = np.arange(len(group)) - starts[group]
    column = np.flatnonzero((rank < _COMPANY_ROWS) & (level >= _AREAS - 1))
    if not len(column):
        return np.zeros(len(group)), np.zeros(len(group))
    near = (vector.astype(np.float32) @ vector[column].astype(np.float32).T) > _COMPANY
    of = group[column]
    firsts = np.flatnonzero(np.append(True, of[1:] != of[:-1]))
    names = of[firsts]
    weight = 1 / np.sqrt(sizes[names])
    some = np.logical_or.reduceat(near, firsts, axis=1)
    some &= group[:, None] != names[None, :]
    company = np.log1p(some @ weight) * (level > 0)
    best = np.maximum.reduceat(company, starts)[group]
    return company, company - best


def context(table: Table, belief: Array) -> Array:
    """Return the context features, one row a candidate, under the beliefs (probabilities) so far."""
    out = table.fixed.copy()
    column = dict(zip(CONTEXT, out.T, strict=True))
    _links(table, belief, column)
    _areas(table, belief, column)
    _levels(table, belief, column)
    _distances(table, belief, column)
    return out


def _links(table: Table, belief: Array, column: dict[str, Array]) -> None:
    ends = np.append(table.starts[1:], len(table.group))
    for inner, outer, trust in table.links:
        a, b = slice(table.starts[inner], ends[inner]), slice(table.starts[outer], ends[outer])
        inside = _inside(table, a, b)
        inside &= (table.level[b] < _AREAS)[None, :] & (table.level[a][:, None] > table.level[b][None, :])
        column["contained"][a] = np.maximum(column["contained"][a], trust * (inside @ belief[b]))
        column["container_elsewhere"][a] = np.maximum(
            column["container_elsewhere"][a],
            trust * (float(belief[b] @ (table.level[b] < _AREAS)) - inside @ belief[b]),
        )
        column["contains"][b] = np.maximum(column["contains"][b], trust * (belief[a] @ inside > 0))
        local = table.level[b] >= _AREAS
        if local.any():
            away = np.arccos(np.clip(table.vector[a] @ table.vector[b][local].T, -1, 1)) * EARTH_KM
            trusted = belief[b][local] * trust
            near = np.exp(-away / _LINKED_KM) @ trusted
            column["linked_near"][a] = np.maximum(column["linked_near"][a], near)
            column["linked_far"][a] = np.maximum(column["linked_far"][a], trusted.sum() - near)
    for one, other in table.listed:
        a, b = slice(table.starts[one], ends[one]), slice(table.starts[other], ends[other])
        for name, values, least in (
            ("listed_country", table.country, 0),
            ("listed_admin1", table.admin1, 0),
            ("listed_level", table.level, 0),
        ):
            same = (values[a][:, None] == values[b][None, :]) & (values[a] >= least)[:, None]
            column[name][a] = np.maximum(column[name][a], same @ belief[b])


def _inside(table: Table, a: slice, b: slice) -> Any:
    """Whether the rows of `a` lie in the areas of `b`, one column each."""
    level = table.level[b][None, :]
    return (
        ((level == 0) & (table.country[a][:, None] == table.country[b][None, :]))
        | (
            (level == 1)
            & (table.admin1[a][:, None] == table.admin1[b][None, :])
            & (table.admin1[a] >= 0)[:, None]
        )
        | (
            (level == _AREAS - 1)
            & (table.admin2[a][:, None] == table.admin2[b][None, :])
            & (table.admin2[a] >= 0)[:, None]
        )
    )


def _areas(table: Table, belief: Array, column: dict[str, Array]) -> None:
    """Say what the other names tell of the area that a candidate lies in."""
    others = max(1.0, table.weights.sum() - table.weights.mean())
    for level, (values, number, share, count, named) in enumerate(
        (
            (table.country, table.numbers[0], "country_share", "country_others", "country_named"),
            (table.admin1, table.numbers[1], "admin1_share", "admin1_others", "admin1_named"),
            (table.admin2, table.numbers[2], None, None, "admin2_named"),
        )
    ):
        known = values >= 0
        if share and count:
            by_name = _summed(table, number, belief)
            weighed = by_name * table.weights[:, None]
            mass = (weighed.sum(axis=0)[number] - weighed[table.group, number]) * known
            column[share][:] = mass / others
            column[count][:] = np.log1p(mass) / 2
            first = by_name[0][number] * known * (table.group != 0)
            column[f"first_{count.partition('_')[0]}"][:] = first
        as_area = _summed(table, number, belief * (table.level == level))
        column[named][:] = _most_of_others(as_area, table.group, number) * known


def _summed(table: Table, number: Array, belief: Array) -> Array:
    """Sum beliefs by name and by the number of a row."""
    names, many = len(table.starts), int(number.max()) + 1
    summed: Array = np.bincount(table.group * many + number, belief, names * many).reshape(names, many)
    return summed


def _levels(table: Table, belief: Array, column: dict[str, Array]) -> None:
    """Say how many of the other names are of the same level: states beside states, towns beside towns."""
    by_name = _summed(table, table.level, belief)
    others = by_name.sum(axis=0) - by_name
    column["level_share"][:] = others[table.group, table.level] / max(1, len(table.starts) - 1)


def _most_of_others(by_name: Array, group: Array, number: Array) -> Array:
    """For each row the greatest value of its column among the other names."""
    if len(by_name) == 1:
        return np.zeros(len(group))
    second, first = np.partition(by_name, len(by_name) - 2, axis=0)[-2:]
    most: Array = np.where(by_name[group, number] == first[number], second[number], first[number])
    return most


def _distances(table: Table, belief: Array, column: dict[str, Array]) -> None:
    """How near the likely places of the other names are."""
    references = np.flatnonzero((belief > _LIKELY) & (table.level > 0))
    if len(references) > _MANY_REFERENCES:
        references = references[np.argsort(-belief[references])[:_MANY_REFERENCES]]
    column["nearest"][:] = 1.0
    column["nearest_none"][:] = 1.0
    if not len(references):
        return
    away = EARTH_KM * np.arccos(np.clip(table.vector @ table.vector[references].T, -1, 1))
    foreign = table.group[:, None] != table.group[references][None, :]
    trust = belief[references][None, :] * foreign
    column["within_50_km"][:] = np.log1p((trust * np.exp(-away / 50)).sum(axis=1)) / 2
    column["within_200_km"][:] = np.log1p((trust * np.exp(-away / 200)).sum(axis=1)) / 2
    sure = foreign & (belief[references] > _SURE)[None, :]
    nearest = np.where(sure, away, np.inf).min(axis=1)
    some = np.isfinite(nearest)
    column["nearest"][some] = np.log10(nearest[some] + 10) / 4.5
    column["nearest_none"][some] = 0.0


def _home(
    column: dict[str, Array], home: Options | None, country: Array, admin1: Array, vector: Array
) -> None:
    if home is None:
        column["home_unknown"][:] = 1.0
        return
    if len(set(home.country.tolist())) == 1:
        column["home_country"][:] = (country == home.country[0]) & (country >= 0)
    column["home_admin1"][:] = np.isin(admin1, home.admin1[home.admin1 >= 0])
    local = home.level > 0
    if local.any():
        away = EARTH_KM * np.arccos(np.clip(vector @ home.vector[local].T, -1, 1)).min(axis=1)
        column["home_near"][:] = np.exp(-away / 150)
