"""What lies under the incidents: the world within the page, which needs no server, and tiles by name."""

from __future__ import annotations

import base64
from typing import Any

import folium
import xyzservices.providers
from xyzservices import TileProvider

from geo.errors import OptionError
from maps.bundle import STATIC
from maps.layer import OwnLayer


class WorldLayer(OwnLayer):
    """Land, borders and names of Natural Earth 1:50m, drawn in the page."""

    maker = "world"

    def __init__(self, name: str = "World", *, show: bool = True) -> None:
        super().__init__(name=name, overlay=False, show=show)
        self._name = "WorldLayer"

    def data(self) -> dict[str, str]:
        """Return the world, as `training/make_basemap.py` wrote it."""
        return {"world": base64.b64encode(STATIC.joinpath("world.bin.gz").read_bytes()).decode("ascii")}


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
