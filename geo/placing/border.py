"""Where two places meet: the middle between towns, the border between countries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geographiclib.geodesic import Geodesic
from geopy.distance import geodesic
from geopy.point import Point

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer
    from geo.records import Location


def border_of(one: Location, other: Location, gazetteer: Gazetteer | None) -> tuple[float, float, float]:
    """Return longitude, latitude and radius (km) of where two places meet."""
    del gazetteer
    a, b = Point(one.latitude, one.longitude), Point(other.latitude, other.longitude)
    away = geodesic(a, b)
    middle = geodesic(kilometers=away.km / 2).destination(a, bearing(a, b))
    return round(middle.longitude, 5), round(middle.latitude, 5), round(max(1.0, away.km / 2), 1)


def bearing(start: Point, end: Point) -> float:
    """Return the initial bearing from one point to another, degrees."""
    azimuth: float = Geodesic.WGS84.Inverse(start.latitude, start.longitude, end.latitude, end.longitude)[
        "azi1"
    ]
    return azimuth
