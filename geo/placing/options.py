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
    "namesake_town",
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
        namesakes = _namesakes(places, kinds, vector)
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
                        namesake_town=i in namesakes,
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
            frozenset(level_of(places[i]) for i in namesakes),
        )


def _namesakes(places: Sequence[Place], kinds: Sequence[NameKind], vector: Array) -> set[int]:
    """Return the areas that have a town of their own name inside: Aleppo in the Aleppo governorate."""
    named = [i for i, kind in enumerate(kinds) if kind <= NameKind.VARIANT]
    towns = [i for i in named if level_of(places[i]) == _TOWN]
    if not towns:
        return set()
    return {
        i
        for i in named
        if 0 < level_of(places[i]) < _TOWN
        and (vector[towns] @ vector[i]).max() > math.cos(places[i].radius_km / _EARTH_KM)
    }


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
    namesake_town: bool,
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
        float(namesake_town),
    )
