"""Areas: where an incident may lie, an outline where a whole country or region is all that is known.

Else it is a circle of the incident's radius on the ellipsoid. Incidents that lie in the same area share it:
`area_ids` says which incident has which, `to_areas` gives each area once, with the number of its incidents.
What is over the antimeridian is cut there, as RFC 7946 (section 3.1.9) wants; a circle over a pole goes up to
it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from shapely.affinity import translate

from geo.features import COUNT, CRS, DAY, NUMBER, TEXT
from geo.formats.outlines import country_outlines, regions
from geo.formats.table import AREA_ID

if TYPE_CHECKING:
    from collections.abc import Callable

    from shapely.geometry.base import BaseGeometry

CORNERS = 36
GEOD = pyproj.Geod(ellps="WGS84")
WEST, EAST = -180.0, 180.0
WORLD = shapely.box(WEST, -90, EAST, 90)
COLUMNS = {
    AREA_ID: TEXT, "place_name": TEXT, "admin1": TEXT, "country": TEXT, "precision": TEXT,
    "radius_km": NUMBER, "incidents": COUNT, "main_event_type": TEXT, "event_date": DAY,
    "event_date_end": DAY,
}  # fmt: skip
"""What an area tells, of its place and of its incidents."""
COUNTRY, REGION, CIRCLE = "country", "region", "circle"
DIGITS = 5
"""Of a degree: circles whose middles are alike to about 1 m are one."""


def to_areas(features: gpd.GeoDataFrame, ids: pd.Series | None = None) -> gpd.GeoDataFrame:
    """Return each area that incidents lie in once, the largest first.

    Parameters
    ----------
    features
        As `geo.features.to_features` makes them.
    ids
        Of their areas, as `area_ids` gives them, where they are known already.

    Returns
    -------
    geopandas.GeoDataFrame
        `area_id`, the place, the number of `incidents`, their commonest event type (`main_event_type`), the
        first of their days (`event_date`) and the last (`event_date_end`), and a multipolygon.

    Examples
    --------
    >>> from geo.features import to_features
    >>> len(to_areas(to_features([])))
    0
    """
    ids = area_ids(features) if ids is None else ids
    known = pd.DataFrame(features.drop(columns=features.geometry.name))[ids.notna()]
    known = known.assign(**{AREA_ID: ids[ids.notna()]})
    known["event_date_end"] = known["event_date_end"].fillna(known["event_date"])
    groups = known.groupby(AREA_ID, sort=False)
    firsts = groups[["place_name", "admin1", "country", "precision", "radius_km"]].first()
    areas = firsts.assign(
        incidents=groups.size(),
        main_event_type=_commonest(known),
        event_date=groups["event_date"].min(),
        event_date_end=groups["event_date_end"].max(),
    )
    geometry = _shapes(areas.index)
    order = np.argsort(-shapely.area(geometry), kind="stable")
    frame = areas.reset_index().astype(COLUMNS)[list(COLUMNS)].iloc[order].reset_index(drop=True)
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(geometry[order], crs=CRS), crs=CRS)


def area_ids(features: gpd.GeoDataFrame) -> pd.Series:
    """Return the id of the area that each incident lies in; null where nothing is known of it.

    A place that is a whole country or a first-level area has its outline, where there is one:
    `country:LY`, `region:LY:2210247`. Any other has a circle: `circle:13.1874:32.8874:10`.
    """
    ids = pd.Series(pd.NA, index=features.index, dtype=TEXT)
    located = features.geometry.notna()
    circular = located & (features["radius_km"] > 0)
    circled = features[circular]
    middle = pd.DataFrame(
        {
            "longitude": circled.geometry.x.round(DIGITS),
            "latitude": circled.geometry.y.round(DIGITS),
            "radius": circled["radius_km"],
        }
    )
    ids[circular] = _ids(middle, lambda x, y, radius: f"{CIRCLE}:{x:.10g}:{y:.10g}:{radius:.6g}")
    whole = located & features["precision"].eq(COUNTRY) & features["country"].isin(list(country_outlines()))
    ids[whole] = f"{COUNTRY}:" + features["country"][whole]
    part = located & features["precision"].eq(REGION) & features["country"].notna()
    named = features.loc[part, ["country", "geonameid", "admin1", "place_phrase"]]
    found = _ids(named, _region_id)
    return ids.where(found.reindex(ids.index).isna(), found)


def outline_of(area_id: str) -> BaseGeometry | None:
    """Return the outline of a country or region by the id of its area; `None` for a circle.

    Examples
    --------
    >>> outline_of("country:LY").geom_type, outline_of("circle:13.1874:32.8874:10")
    ('MultiPolygon', None)
    """
    kind, country, *region = area_id.split(":")
    if kind == COUNTRY:
        return country_outlines()[country]
    return regions(country).outlines[int(region[0])] if kind == REGION else None


def _region_id(country: str, geonameid: int | None, admin1: str | None, phrase: str | None) -> str | None:
    """Name the area by its GeoNames id, events of other data sets by name; no phrase may say where in it."""
    known = regions(country)
    if pd.isna(geonameid):
        geonameid = None if pd.isna(admin1) else known.find(str(admin1))
    elif not pd.isna(phrase):
        return None
    return f"{REGION}:{country}:{geonameid}" if geonameid in known.outlines else None


def _ids(rows: pd.DataFrame, name: Callable[..., str | None]) -> pd.Series:
    """Return the name of each row, made once for rows that are equal."""
    number = rows.groupby(list(rows.columns), dropna=False, sort=False).ngroup()
    distinct = rows[~number.duplicated()]
    names = pd.Series([name(*row) for row in distinct.itertuples(index=False)], dtype=TEXT)
    return names.take(number.to_numpy()).set_axis(rows.index)


def _commonest(known: pd.DataFrame) -> pd.Series:
    """Return the commonest event type by area; of those that are as common, the first by name."""
    counts = known.groupby([AREA_ID, "event_type"]).size().rename("incidents").reset_index()
    counts = counts.sort_values(["incidents", "event_type"], ascending=[False, True])
    return counts.drop_duplicates(AREA_ID).set_index(AREA_ID)["event_type"]


def _shapes(ids: pd.Index) -> np.ndarray:
    """Return the geometries of areas."""
    shapes = np.array([outline_of(name) for name in ids], dtype=object)
    numbers = [name.split(":")[1:] for name in ids if name.startswith(CIRCLE)]
    if numbers:
        shapes[shapely.is_missing(shapes)] = circles(*np.array(numbers, dtype=float).T)
    return shapes


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
