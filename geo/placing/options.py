"""What a name may mean, as arrays: the candidates of a surface form and what is known of them beforehand."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.gazetteer.entry import NameKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.gazetteer import Gazetteer
    from geo.records import Place

    Array = NDArray[Any]

MOST = 60
"""Candidates considered for a name: the most important ones."""
HOT_NAMES = 20_000
_TOWN = 3
_EARTH_KM = 6371.0
STATIC = (
    "main", "alternate", "variant", "abbreviation", "demonym", "part", "fuzzy", "population", "no_population",
    "country", "admin1", "admin2", "town", "capital", "natural", "water", "first", "rank", "behind",
    "code_as_code", "extent", "alone", "site", "beside_main",
    "namesake_town", "namesake_area",
)  # fmt: skip
"""Names of the columns of `Options.static`."""


@dataclass(frozen=True, slots=True, eq=False)
class Options:
    """The candidates of one surface form."""

    places: tuple[Place, ...]
    kinds: tuple[NameKind, ...]
    static: Array
    """One row a candidate, columns as in `STATIC`."""
    country: Array
    """Number of the country, -1 where none."""
    admin1: Array
    admin2: Array
    vector: Array
    """Unit vector to the place, for distances."""
    level: Array
    """0 country, 1 first-level area, 2 second-level area, 3 town, 4 anything else."""
    levels_of_namesakes: frozenset[int]
    """Levels of the areas that have a town of their own name inside: Aleppo in the Aleppo governorate."""
    one_sort: bool
    """Whether all candidates or none are rivers, mountains and regions, so that `the` parts no two senses."""
    two_areas: tuple[int, ...]
    """Rows of a country and of a first-level area elsewhere that share the name: Georgia."""

    def area_around(self, inner: Options | None, level: int | None) -> str:
        """Return which of the two areas of this name is meant, as the end of a key; nothing where neither.

        Parameters
        ----------
        inner
            The name that is told to lie in it: `Savannah` of `Savannah, Georgia`.
        level
            What the word beside it says it is: `the state of Georgia`.
        """
        rows = [
            i
            for i in self.two_areas
            if (inner is not None and _holds(inner, self, i))
            or (level is not None and self.level[i] == level)
        ]
        return f"|{rows[0]}" if len(rows) == 1 else ""


class OptionsOf:
    """Surface form -> `Options`, remembered."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._numbers: dict[str, int] = {}
        self.get = lru_cache(HOT_NAMES)(self._get)
        self.areas = lru_cache(HOT_NAMES)(self._areas)

    def number(self, code: str | None) -> int:
        """Return a number for an area code, the same each time; -1 for none."""
        return -1 if code is None else self._numbers.setdefault(code, len(self._numbers))

    def _get(self, name: str) -> Options | None:
        found = self.gazetteer.named(name) or self.gazetteer.alike(name)
        own = tuple(pair for pair in found if pair[0].id.startswith("user:") and pair[1] <= NameKind.VARIANT)
        return self.pack(name, own or found[:MOST]) if found else None

    def _areas(self, name: str, level: int) -> Options:
        """Return the options of a name that are areas of a level, as in `Kharkiv region`."""
        found = tuple(pair for pair in self.gazetteer.named(name) if level_of(pair[0]) == level)
        return self.pack(name, found[:MOST])

    def pack(self, name: str, found: tuple[tuple[Place, NameKind], ...]) -> Options:
        """Turn candidates into arrays."""
        places, kinds = zip(*found, strict=True)
        best = max(math.log10((p.population or 0) + 1) for p in places)
        code = name.replace(".", "").isupper()
        main = NameKind.MAIN in kinds
        vector = np.array([_vector(p) for p in places])
        with_town, of_area = _namesakes(places, kinds, vector)
        admin1 = [f"{p.country}.{p.admin1_code}" if p.country and p.admin1_code else None for p in places]
        return Options(
            places,
            kinds,
            np.array(
                [
                    _static(
                        *(p, k, i, best, len(places)),
                        code=code,
                        beside_main=main and k > NameKind.MAIN,
                        namesakes=(with_town.get(i, 0.0), of_area.get(i, 0.0)),
                    )
                    for i, (p, k) in enumerate(found)
                ]
            ),
            np.array([self.number(p.country) for p in places]),
            np.array([self.number(code) for code in admin1]),
            np.array(
                [
                    self.number(p.admin2_code and f"{a}.{p.admin2_code}")
                    for a, p in zip(admin1, places, strict=True)
                ]
            ),
            vector,
            np.array([level_of(p) for p in places]),
            frozenset(level_of(places[i]) for i in with_town),
            not any(level_of(p) > _TOWN and p.precision != "site" for p in places)
            or all(level_of(p) > _TOWN for p in places),
            _two_areas(places, kinds),
        )


def _two_areas(places: Sequence[Place], kinds: Sequence[NameKind]) -> tuple[int, ...]:
    rows = [i for i, k in enumerate(kinds) if k <= NameKind.ALTERNATE and level_of(places[i]) <= 1]
    levels = {level_of(places[i]) for i in rows}
    apart = len({places[i].country for i in rows}) > 1
    return tuple(rows) if levels == {0, 1} and apart else ()


def _holds(inner: Options, outer: Options, row: int) -> bool:
    """Whether a place of the inner name lies in an area of the outer one."""
    numbers = (inner.country, outer.country) if outer.level[row] == 0 else (inner.admin1, outer.admin1)
    exact = np.array([kind <= NameKind.VARIANT for kind in inner.kinds])
    return bool(((numbers[0] == numbers[1][row]) & exact & (inner.level > outer.level[row])).any())


def _namesakes(
    places: Sequence[Place], kinds: Sequence[NameKind], vector: Array
) -> tuple[dict[int, float], dict[int, float]]:
    """Return the areas that have a town of their own name inside, and these towns: Aleppo in its governorate.

    Each with how large the town is beside the area, 0 to 1: Kansas has a small town of its name, and where
    the capital has it the town is meant more often.
    """
    named = [i for i, kind in enumerate(kinds) if kind <= NameKind.VARIANT]
    towns = [i for i in named if level_of(places[i]) == _TOWN]
    with_town: dict[int, float] = {}
    of_area: dict[int, float] = {}
    for i in named if towns else ():
        if 0 < level_of(places[i]) < _TOWN:
            near = vector[towns] @ vector[i] > math.cos(places[i].radius_km / _EARTH_KM)
            inside = [t for t, close in zip(towns, near, strict=True) if close or _lies_in(places, t, i)]
            for town in inside:
                share = _share(places[town], places[i])
                with_town[i] = max(share, with_town.get(i, 0.0))
                of_area[town] = max(share, of_area.get(town, 0.0))
    return with_town, of_area


def _lies_in(places: Sequence[Place], town: int, area: int) -> bool:
    """Whether a town lies in a first-level area, by their codes."""
    inner, outer = places[town], places[area]
    codes = (outer.country, outer.admin1_code)
    return level_of(outer) == 1 and None not in codes and (inner.country, inner.admin1_code) == codes


def _share(town: Place, area: Place) -> float:
    """Return how large a town is beside the area, by the logarithm of the people."""
    people = town.population or 1
    return math.log10(people + 1) / math.log10(max(people, area.population or people) + 1)


def level_of(place: Place) -> int:
    """Return 0 for a country, 1 and 2 for areas of these levels, 3 for a town, 4 for anything else."""
    if place.feature_class == "P":
        return 3
    if place.feature_class != "A":
        return 4
    if place.feature_code == "ADM2":  # of some only the first-level area around is known
        return 2
    return {"country": 0, "region": 1}.get(place.precision, 2)


def _vector(place: Place) -> tuple[float, float, float]:
    latitude, longitude = math.radians(place.latitude), math.radians(place.longitude)
    flat = math.cos(latitude)
    return flat * math.cos(longitude), flat * math.sin(longitude), math.sin(latitude)


def _static(
    place: Place,
    kind: NameKind,
    rank: int,
    best: float,
    count: int,
    *,
    code: bool,
    beside_main: bool,
    namesakes: tuple[float, float],
) -> tuple[float, ...]:
    people = math.log10((place.population or 0) + 1)
    level = level_of(place)
    return (
        *(float(kind == k) for k in NameKind),
        people / 9,
        float(not place.population),
        *(float(level == n) for n in range(4)),
        float(place.feature_code == "PPLC"),
        float(level == 4 and place.precision not in {"waters", "site"}),  # noqa: PLR2004  level_of's "anything else"
        float(place.precision == "waters"),
        float(rank == 0),
        math.log1p(rank) / 4,
        (people - best) / 9,
        float(code and kind == NameKind.ABBREVIATION),
        math.log10(place.radius_km + 1) / 3,
        float(count == 1),
        float(place.precision == "site"),
        float(beside_main),
        *namesakes,
    )
