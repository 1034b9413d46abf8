"""From features to a layered HTML map, and the command line of the whole project.

`draw(features)` gives a `folium.Map`; `save(map_, path)` writes it as one file that opens anywhere.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from maps.layer import IncidentLayer
    from maps.page import IncidentMap, draw, save

__all__ = ["IncidentLayer", "IncidentMap", "draw", "save"]

_HOME = {"IncidentLayer": "maps.layer", "IncidentMap": "maps.page", "draw": "maps.page", "save": "maps.page"}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: the command line starts without folium."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
