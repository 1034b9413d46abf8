"""The area that each incident may lie in: the outline of its country, or the circle of its radius.

An incident whose place is a whole country has the country's outline (Natural Earth, simplified; made by
`training/make_outlines.py`); any other has a circle on the ellipsoid. What is over the antimeridian is cut
there, as RFC 7946 (section 3.1.9) wants; a circle over a pole goes up to it.
"""

from __future__ import annotations

import gzip
import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from shapely.affinity import translate
from shapely.geometry import shape

from geo.features import CRS

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

CORNERS = 36
GEOD = pyproj.Geod(ellps="WGS84")
WEST, EAST = -180.0, 180.0
WORLD = shapely.box(WEST, -90, EAST, 90)
COLUMNS = (
    "incident_id", "event_type", "event_group", "status", "event_date", "event_date_end", "place_name",
    "precision", "radius_km",
)  # fmt: skip
"""What an area tells of its incident."""


def to_areas(features: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the areas of the incidents that have a point and a radius, the largest first.

    Examples
    --------
    >>> from geo.features import to_features
    >>> len(to_areas(to_features([])))
    0
    """
    known = features[features.geometry.notna() & (features["radius_km"] > 0)]
    known = known.sort_values("radius_km", ascending=False, kind="stable")
    areas = circles(known.geometry.x.to_numpy(), known.geometry.y.to_numpy(), known["radius_km"].to_numpy())
    outlined = ((known["precision"] == "country") & known["country"].isin(list(outlines()))).to_numpy(bool)
    areas[outlined] = [outlines()[code] for code in known["country"].to_numpy()[outlined]]
    geometry = gpd.GeoSeries(areas, index=known.index, crs=CRS)
    return gpd.GeoDataFrame(known[list(COLUMNS)], geometry=geometry, crs=CRS)


@cache
def outlines() -> dict[str, BaseGeometry]:
    """Return the outlines of countries by ISO 3166-1 alpha-2, cut at the antimeridian.

    Examples
    --------
    >>> outlines()["LY"].contains(shapely.Point(17, 27))
    True
    """
    packed = files("geo.formats").joinpath("outlines.geojson.gz").read_bytes()
    collection = json.loads(gzip.decompress(packed))
    return {row["id"]: shape(row["geometry"]) for row in collection["features"]}


def circles(longitudes: np.ndarray, latitudes: np.ndarray, radii_km: np.ndarray) -> np.ndarray:
    """Return the circles round points in degrees as multipolygons, their rings counter-clockwise.

    Examples
    --------
    >>> fiji = circles(np.array([178.44]), np.array([-18.14]), np.array([300.0]))[0]
    >>> len(fiji.geoms), fiji.bounds[0], fiji.bounds[2]
    (2, -180.0, 180.0)
    """
    size = (len(radii_km), CORNERS)
    bearings = np.broadcast_to(np.linspace(0, -360, CORNERS, endpoint=False), size)
    starts = [np.broadcast_to(v[:, None], size) for v in (longitudes, latitudes, radii_km * 1000.0)]
    ends, heights, _ = GEOD.fwd(starts[0], starts[1], bearings, starts[2])
    ends = starts[0] + (ends - starts[0] + 180) % 360 - 180  # in one piece, be it beyond 180
    corners = np.stack([ends, heights], axis=-1)
    rings = np.atleast_1d(np.asarray(shapely.polygons(corners)))
    areas = np.array([shapely.MultiPolygon([ring]) for ring in rings], dtype=object)
    poles = np.where(latitudes > 0, 90.0, -90.0)
    over_pole = GEOD.inv(longitudes, latitudes, longitudes, poles)[2] < radii_km * 1000.0
    beyond = (ends.min(axis=1, initial=0) < WEST) | (ends.max(axis=1, initial=0) > EAST)
    for row in np.flatnonzero(over_pole | beyond):
        ring = _up_to(poles[row], corners[row]) if over_pole[row] else corners[row]
        areas[row] = cut(shapely.Polygon(ring))
    return areas


def _up_to(pole: float, corners: np.ndarray) -> np.ndarray:
    """Open a ring that goes round a pole and lead it along the pole instead."""
    corners = corners[np.argsort(corners[:, 0])]
    first = corners[0] + (360, 0)
    return np.vstack([corners, first, (first[0], pole), (corners[0, 0], pole)])


def cut(area: shapely.Polygon) -> shapely.MultiPolygon:
    """Bring what lies beyond the antimeridian to the other side."""
    turns = [translate(area, turn).intersection(WORLD) for turn in (-360, 0, 360)]
    pieces = [piece for piece in shapely.get_parts(shapely.union_all(turns)) if piece.area]
    return shapely.orient_polygons(shapely.MultiPolygon(pieces))
