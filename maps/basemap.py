"""What lies under the incidents: the world within the page, which needs no server, and tiles by name."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import folium
import geopandas as gpd
import numpy as np
import pyogrio.errors
import shapely
import xyzservices.providers
from xyzservices import TileProvider

from geo.errors import OptionError
from maps.bundle import STATIC
from maps.layer import OwnLayer
from maps.lines import GRAIN, line_arrays
from maps.pack import armour, pack

if TYPE_CHECKING:
    from pathlib import Path


class WorldLayer(OwnLayer):
    """Land, borders and names of Natural Earth 1:50m, drawn in the page."""

    maker = "world"

    def __init__(self, name: str = "World", *, show: bool = True) -> None:
        super().__init__(name=name, overlay=False, show=show)
        self._name = "WorldLayer"

    def data(self) -> dict[str, str]:
        """Return the world, as `training/make_basemap.py` wrote it."""
        return {"world": base64.b64encode(STATIC.joinpath("world.bin.gz").read_bytes()).decode("ascii")}


class OutlineLayer(OwnLayer):
    """Lines and areas of the user's own, drawn in the page as calmly as the world.

    Parameters
    ----------
    outlines
        A frame of lines and areas, or a file of them that GDAL reads.
    name
        The layer's name in the control of layers.
    """

    maker = "outlines"

    def __init__(self, outlines: gpd.GeoDataFrame | str | Path, name: str = "Outlines") -> None:
        super().__init__(name=name, overlay=True)
        self._name = "OutlineLayer"
        self._packed = armour(_pack_lines(_read_lines(outlines)))

    def data(self) -> dict[str, str]:
        """Return the lines."""
        return {"lines": self._packed}


def _read_lines(outlines: gpd.GeoDataFrame | str | Path) -> gpd.GeoDataFrame:
    if isinstance(outlines, gpd.GeoDataFrame):
        return outlines
    try:
        return gpd.read_file(outlines)
    except (pyogrio.errors.DataSourceError, OSError) as error:
        raise OptionError(
            f"{outlines} is no basemap: choose world, none, or a file of lines or areas that GDAL reads"
            f" ({error})"
        ) from error


def _pack_lines(frame: gpd.GeoDataFrame) -> bytes:
    degrees = frame if frame.crs is None else frame.to_crs(4326)
    shapes = degrees.geometry.dropna()
    areas = shapely.get_type_id(shapes.to_numpy()) % 3 == 0  # polygons (3) and multipolygons (6)
    lines = shapely.get_parts(np.where(areas, shapely.boundary(shapes.to_numpy()), shapes.to_numpy()))
    lines = shapely.simplify(lines[shapely.get_type_id(lines) == shapely.GeometryType.LINESTRING], GRAIN)
    return pack({"quantum": 1 / GRAIN}, line_arrays(lines), {}, rising=frozenset({"x", "y"}))


def tile_layer(name: str, *, show: bool = True) -> folium.TileLayer:
    """Return the tiles of a service by its name in xyzservices, such as `OpenStreetMap.Mapnik`.

    The page then asks that service for tiles: it is no longer complete in itself.

    Raises
    ------
    OptionError
        When there is no such service, or it wants a key.
    """
    try:
        provider: TileProvider = xyzservices.providers.query_name(name)
    except ValueError as error:
        raise OptionError(
            f"there is no tile service {name!r}: choose one of xyzservices, such as OpenStreetMap.Mapnik,"
            " CartoDB.Positron, Esri.WorldImagery"
        ) from error
    if provider.requires_token():
        raise OptionError(f"{name} wants a key of its own: choose a service without one")
    options: dict[str, Any] = {"attr": provider.html_attribution, "max_zoom": provider.get("max_zoom", 18)}
    return folium.TileLayer(provider.build_url(), name=provider.name, show=show, overlay=False, **options)
