"""Where two places meet: the middle between towns, the border between countries."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from geographiclib.geodesic import Geodesic

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer
    from geo.records import Location

EARTH_KM = 6371.0
_SHARE = 0.01
"""This share of the pairs of towns, the closest ones, lies along the border."""
_FEWEST_PAIRS = 5


def border_of(one: Location, other: Location, gazetteer: Gazetteer | None) -> tuple[float, float, float]:
    """Return longitude, latitude and radius (km) of where two places meet.

    Between countries that is the middle of their closest towns, when there is a gazetteer to ask; between
    other places the middle between them.
    """
    countries = one.place.country, other.place.country
    if gazetteer and one.precision == other.precision == "country" and all(countries):
        met = between_countries(gazetteer, *sorted(str(c) for c in countries))
        if met:
            return met
    line = Geodesic.WGS84.InverseLine(one.latitude, one.longitude, other.latitude, other.longitude)
    middle = line.Position(line.s13 / 2)
    return round(middle["lon2"], 5), round(middle["lat2"], 5), round(max(1.0, line.s13 / 2000), 1)


@lru_cache(maxsize=256)
def between_countries(gazetteer: Gazetteer, one: str, other: str) -> tuple[float, float, float] | None:
    """Return longitude, latitude and radius of a border, by the towns next to each other."""
    here, there = (_vectors(gazetteer.towns(code)) for code in (one, other))
    if not len(here) or not len(there):
        return None
    near = here @ there.T
    pairs = max(_FEWEST_PAIRS, int(_SHARE * min(near.shape)))
    closest = np.argpartition(-near.max(axis=1), min(pairs, len(here) - 1))[:pairs]
    middles = here[closest] + there[near[closest].argmax(axis=1)]
    middles /= np.linalg.norm(middles, axis=1)[:, None]
    centre = middles.mean(axis=0)
    nearest = middles[int((middles @ centre).argmax())]
    radius = EARTH_KM * float(np.arccos(np.clip((middles @ nearest).min(), -1, 1)))
    longitude, latitude = np.degrees(np.arctan2(nearest[1], nearest[0])), np.degrees(np.arcsin(nearest[2]))
    return round(float(longitude), 5), round(float(latitude), 5), round(max(10.0, radius), 1)


def _vectors(points: list[tuple[float, float]]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    longitude, latitude = np.radians(np.array(points or np.empty((0, 2)))).T
    flat = np.cos(latitude)
    return np.column_stack([flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude)])
