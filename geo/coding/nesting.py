"""Which places lie in which others, and which are known by the area around them only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geopy.distance import great_circle

if TYPE_CHECKING:
    from geo.records import Location

ORDER = ("site", "city", "near", "district", "border", "waters", "region", "country")
"""Precisions, the most exact first."""
BESIDE_KM = 30.0
"""How far beyond the circle of a larger place one may lie that the text puts inside it."""
INSIDE_OF = "in "
"""How the reason begins for a place that is not found itself, only the one that the text puts it in."""


def same_or_within(inner: Location | None, outer: Location | None) -> bool:
    """Whether a place is another one, or lies in it by the areas of the gazetteer."""
    if inner is None or outer is None:
        return False
    a, b = inner.place, outer.place
    if a.id == b.id:
        return True
    if b.precision == "country":
        return a.country is not None and a.country == b.country
    if b.feature_class == "A" and b.admin1_code and (a.country, a.admin1_code) == (b.country, b.admin1_code):
        return not b.admin2_code or a.admin2_code == b.admin2_code
    return False


def is_guess(location: Location) -> bool:
    """Whether a name was not found, and only the area is known where the others of the article lie."""
    return not location.candidates and location.precision != "near"


def only_around(location: Location | None) -> bool:
    """Whether a name is not found itself: only the area is known that it lies in."""
    return location is not None and (is_guess(location) or location.reason.startswith(INSIDE_OF))


def beside(inner: Location, outer: Location) -> bool:
    """Whether a place lies in a larger one, or about where it is: the gazetteer knows few borders.

    Borders of second-level areas change: there it is enough to lie in the same first-level area.
    """
    if same_or_within(inner, outer):
        return True
    a, b = inner.place, outer.place
    second = b.feature_code == "ADM2" and a.admin1_code
    if second and (a.country, a.admin1_code) == (b.country, b.admin1_code):
        return True
    away = great_circle((inner.latitude, inner.longitude), (outer.latitude, outer.longitude)).km
    return bool(away <= outer.radius_km + BESIDE_KM)
