"""Lines and outlines for the page: coordinates as whole numbers of a small part of a degree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.formats.areas import area_ids, outline_of

if TYPE_CHECKING:
    from collections.abc import Sequence

GRAIN = 0.002
"""Degrees, about 200 m: how exactly lines are kept."""
SMOOTH = 0.01
"""Degrees, about 1 km: how far outlines of regions may be simplified, which stand for `somewhere in it`."""


def line_arrays(lines: npt.NDArray[Any], prefix: str = "") -> dict[str, npt.NDArray[Any]]:
    """Return the number of points of each line, and all points; `x` and `y` are best kept as differences."""
    points = np.round(shapely.get_coordinates(lines) / GRAIN).astype("i8")
    return {
        f"{prefix}lengths": shapely.get_num_coordinates(lines),
        f"{prefix}x": points[:, 0],
        f"{prefix}y": points[:, 1],
    }


def region_ids(frame: gpd.GeoDataFrame) -> npt.NDArray[np.object_]:
    """Return the id of the outline that each row has which tells a first-level area only; `""` for others."""
    ids = np.full(len(frame), "", dtype=object)
    if not {"precision", "country"}.issubset(frame.columns):
        return ids
    at = np.flatnonzero((frame["precision"] == "region").fillna(value=False))
    rows = frame.iloc[at].reset_index(drop=True)
    told = {name: rows.get(name) for name in ("precision", "country", "admin1", "place_phrase")}
    told["geonameid"] = pd.to_numeric(rows.get("geonameid"), errors="coerce")
    table = pd.DataFrame({**told, "radius_km": np.nan}, index=rows.index).astype({"geonameid": "Int64"})
    found = area_ids(gpd.GeoDataFrame(table, geometry=rows.geometry))
    ids[at] = found.where(found.str.startswith("region:").fillna(value=False), "")
    return ids


def outline_arrays(ids: Sequence[str]) -> dict[str, npt.NDArray[Any]]:
    """Return the outlines of areas as rings: how many each area has, and their points."""
    shapes = np.array([outline_of(name) for name in ids], dtype=object)
    rings = shapely.get_rings(shapely.simplify(shapes, SMOOTH), return_index=True)
    counts = np.bincount(rings[1], minlength=len(ids)) if len(ids) else np.zeros(0, dtype="i8")
    return {"outline.rings": counts, **line_arrays(rings[0], "outline.")}
