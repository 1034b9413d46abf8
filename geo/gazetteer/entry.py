"""What the gazetteer stores of a place, on its way from a source into SQLite."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Literal

    from geo.records import Precision

    Match = Literal["exact", "variant", "fuzzy"]


class NameKind(IntEnum):
    """How a name belongs to its place, best first."""

    MAIN = 0
    ALTERNATE = 1
    VARIANT = 2
    """Without article or generic word: `Rapides` for Rapides Parish."""
    ABBREVIATION = 3
    DEMONYM = 4
    PART = 5
    """A known place within a longer name: Dubai in Dubai World Cup."""
    FUZZY = 6

    @property
    def match(self) -> Match:
        """The kind of match that finding a place by such a name is."""
        by_kind: dict[NameKind, Match] = {
            NameKind.VARIANT: "variant",
            NameKind.PART: "variant",
            NameKind.FUZZY: "fuzzy",
        }
        return by_kind.get(self, "exact")


@dataclass(frozen=True, slots=True)
class Entry:
    """A place as a source tells it."""

    id: int
    """GeoNames id, or a negative number for places that have none."""
    uid: str
    name: str
    longitude: float
    latitude: float
    feature_class: str
    feature_code: str
    country: str | None = None
    admin1_code: str | None = None
    admin2_code: str | None = None
    population: int = 0
    radius_km: float | None = None
    """`None`: derived from the feature class and the population."""
    names: tuple[str, ...] = ()
    """Further names."""
    abbreviations: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    known_by: Precision | None = None
    """How exactly its point is known, where that is less than its feature code says."""

    @property
    def precision(self) -> Precision:
        """The precision of an event that is told to be here."""
        return self.known_by or precision_of(self.feature_class, self.feature_code)

    @property
    def extent_km(self) -> float:
        """Radius of the circle that stands for the place, km."""
        if self.radius_km is not None:
            return self.radius_km
        return default_radius(self.feature_class, self.feature_code, self.population)

    @property
    def importance(self) -> float:
        """Orders the candidates of a name before anything is known of the article."""
        level = {
            "PCLI": 9.0,
            "PCLS": 8.0,
            "PCL": 8.0,
            "PCLD": 7.0,
            "CONT": 9.0,
            "OCN": 8.5,
            "ADM1": 3.0,
            "PPLC": 1.5,
        }
        if self.uid.startswith("user:"):
            return 100.0
        return math.log10(self.population + 10) + level.get(self.feature_code, 0.0)


def precision_of(feature_class: str, feature_code: str) -> Precision:
    """Return the precision that a GeoNames feature class and code earn.

    Examples
    --------
    >>> precision_of("A", "PCLI"), precision_of("A", "ADM2"), precision_of("P", "PPL")
    ('country', 'district', 'city')
    """
    if feature_class == "A":
        if feature_code.startswith(("PCL", "TERR")):
            return "country"
        return "region" if feature_code in {"ADM1", "ADM1H", "ADMD"} else "district"
    by_class: dict[str, Precision] = {"P": "city", "S": "site", "R": "site", "H": "waters", "U": "waters"}
    return by_class.get(feature_class, "region")


def default_radius(feature_class: str, feature_code: str, population: int) -> float:
    """Return a radius in km for places whose extent no source tells: towns grow with their people."""
    people_per_km2 = 4000
    if feature_class == "P":
        return round(max(1.0, math.sqrt(population / (math.pi * people_per_km2))), 1)
    by_code = {
        "ADM1": 100.0,
        "ADM2": 30.0,
        "ADM3": 12.0,
        "ADM4": 6.0,
        "SEA": 400.0,
        "OCN": 2000.0,
        "STM": 50.0,
    }
    by_class = {"A": 15.0, "S": 1.0, "R": 5.0, "H": 10.0, "L": 20.0, "T": 10.0, "V": 10.0, "U": 100.0}
    return by_code.get(feature_code, by_class.get(feature_class, 10.0))


def abbreviated(names: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Part names into real ones and codes such as `TIP` or `NYC`."""
    longest_code = 4
    real: list[str] = []
    codes: list[str] = []
    for name in names:
        short = name.isascii() and name.isupper() and len(name) <= longest_code
        (codes if short else real).append(name)
    return tuple(real), tuple(codes)
