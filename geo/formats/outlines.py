"""Outlines of countries and of first-level areas (provinces, regions, states), read when they are asked for.

Both are Natural Earth's (public domain), simplified, made by `training/make_outlines.py` and
`training/make_region_outlines.py`; cut at the antimeridian, wound as RFC 7946 wants. Countries are in one
file, first-level areas in one of which a country is read at a time.
"""

from __future__ import annotations

import gzip
import json
import zipfile
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import shapely

from geo.gazetteer.names import fold, variants

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

COUNTRIES, REGIONS = "outlines.geojson.gz", "regions.zip"


@dataclass(frozen=True, slots=True)
class Regions:
    """The first-level areas of a country that have an outline."""

    outlines: Mapping[int, BaseGeometry]
    """By GeoNames id."""
    ids: Mapping[str, int]
    """GeoNames ids by folded name, for names that mean one area only."""

    def find(self, name: str) -> int | None:
        """Return the GeoNames id of the area of that name."""
        found = {self.ids[key] for key in keys(name) if key in self.ids}
        return found.pop() if len(found) == 1 else None


@cache
def country_outlines() -> dict[str, BaseGeometry]:
    """Return the outlines of countries by ISO 3166-1 alpha-2.

    Examples
    --------
    >>> country_outlines()["LY"].contains(shapely.Point(17, 27))
    True
    """
    packed = files("geo.formats").joinpath(COUNTRIES).read_bytes()
    return {row["id"]: outline for row, outline in _read(gzip.decompress(packed))}


@cache
def regions(country: str) -> Regions:
    """Return the first-level areas of a country (ISO 3166-1 alpha-2); none where there are no outlines.

    Examples
    --------
    >>> kandahar = regions("AF").find("Kandahar province")
    >>> kandahar, [round(degrees) for degrees in regions("AF").outlines[kandahar].centroid.coords[0]]
    (1138335, [66, 31])
    >>> len(regions("TV").outlines)
    0
    """
    member = f"{country}.geojson"
    with files("geo.formats").joinpath(REGIONS).open("rb") as file, zipfile.ZipFile(file) as packed:
        areas = _read(packed.read(member)) if member in packed.NameToInfo else []
    ids: dict[str, set[int]] = {}
    for row, _ in areas:
        for key in {key for name in row["properties"]["names"] for key in keys(name)}:
            ids.setdefault(key, set()).add(row["id"])
    return Regions(
        {row["id"]: outline for row, outline in areas},
        {key: next(iter(found)) for key, found in ids.items() if len(found) == 1},
    )


def keys(name: str) -> set[str]:
    """Return what a name of an area is found by: folded, with and without its generic words.

    Examples
    --------
    >>> sorted(keys("Kandahar Province"))
    ['kandahar', 'kandahar province']
    """
    key = fold(name)
    return {key, *variants(key)} - {""}


def _read(text: bytes) -> list[tuple[dict[str, Any], BaseGeometry]]:
    outlines = shapely.get_parts(shapely.from_geojson(text))
    return list(zip(json.loads(text)["features"], outlines, strict=True))
