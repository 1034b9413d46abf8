"""The folium layers of the map: incidents, and what is derived from them.

Data never passes through a template: folium compiles what its elements render a second time. It goes into
the page as base64 in script elements that do not run, and `Verbatim` elements carry it there.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from branca.element import Element, Figure
from folium.map import Layer
from folium.template import Template

from geo.errors import OptionError
from geo.ontology import statuses as all_statuses
from maps import bundle
from maps.columns import to_packs
from maps.pack import armour, pieces

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

SHOWN = ("happened", "alleged")
"""The statuses that a map shows when it opens."""
ATTRIBUTION = "Places: GeoNames, CC BY 4.0"
"""What the licence of the gazetteer asks to be named where its places are shown."""


class Verbatim(Element):
    """A text that goes into the page as it is.

    Parameters
    ----------
    text
        HTML of our own making.
    late
        Whether it may stand behind the scripts, so that a page that comes over a network draws before it is
        whole.
    """

    def __init__(self, text: str, *, late: bool = False) -> None:
        super().__init__()
        self._name = "Verbatim"
        self.text = text
        self.late = late

    def render(self, **_kwargs: Any) -> str:
        """Return the text."""
        return self.text


class OwnLayer(Layer):
    """A layer that our own JavaScript makes, `IncidentMapper.<maker>(...)`."""

    maker: str
    late: frozenset[str] = frozenset()
    """Suffixes of data that are not needed to draw."""
    _template = Template(
        "{% macro script(this, kwargs) %}"
        "var {{ this.get_name() }} = IncidentMapper.{{ this.maker }}({{ this.arguments() }});"
        "{% endmacro %}"
    )

    def arguments(self) -> str:
        """Return the arguments of the call, as JavaScript."""
        return json.dumps(self.get_name())

    def data(self) -> dict[str, str]:
        """Return what the page is given, as base64, by the suffix of its elements' class."""
        return {}

    def render(self, **kwargs: Any) -> None:  # type: ignore[override]  # as folium's layers
        """Put scripts, styles and data into the page, and the call into its script."""
        figure = self.get_root()
        if not isinstance(figure, Figure):
            raise TypeError("add the layer to a map, and the map to a figure, before rendering")
        head = {"style": bundle.style(), "script": bundle.script()}
        for tag, code in head.items():
            figure.header.add_child(Verbatim(f"<{tag}>{code}</{tag}>"), name=f"incident_mapper_{tag}")
        for suffix, text in self.data().items():
            name = f"{self.get_name()}-{suffix}"
            inert = "\n".join(
                f'<script type="text/plain" class="{name}">{piece}</script>' for piece in pieces(text)
            )
            figure.html.add_child(Verbatim(inert, late=suffix in self.late), name=name)
        super().render(**kwargs)  # type: ignore[no-untyped-call]


class IncidentLayer(OwnLayer):
    """Incidents: drawn on a canvas, filtered and explained in the page.

    Parameters
    ----------
    features
        Points and columns as `geo.features` has them, or a part of these columns.
    title
        What stands over the panel.
    group_by
        The column that gives the colours.
    theme
        `light`, `dark`, or `auto` to follow the reader's system.
    statuses
        What is shown at first: what has one of these statuses, or none. The rest is counted and waits for a
        click. All is shown under `None`, and where nothing has one of these.
    fit
        Whether the map opens on the incidents.
    name
        The layer's name in the control of layers. Names pass through folium's templates: give none that
        come from data.

    Examples
    --------
    >>> import folium, geopandas, shapely
    >>> features = geopandas.GeoDataFrame(
    ...     {"event_type": ["protest"]}, geometry=[shapely.Point(9, 34)], crs=4326
    ... )
    >>> map_ = folium.Map()
    >>> IncidentLayer(features).add_to(map_).count
    1
    """

    maker = "incidents"
    late = frozenset({"texts"})

    def __init__(
        self,
        features: gpd.GeoDataFrame,
        *,
        title: str | None = None,
        group_by: str = "event_type",
        theme: str = "auto",
        statuses: Iterable[str] | None = SHOWN,
        fit: bool = True,
        name: str = "Incidents",
    ) -> None:
        super().__init__(name=name, overlay=True)
        self._name = "IncidentLayer"
        packs = to_packs(features, group_by)
        self.count = packs.count
        options = {
            "title": title or "Incidents",
            "theme": theme,
            "fit": fit,
            "statuses": _known(statuses, features),
            "attribution": ATTRIBUTION if _of_geonames(features) else None,
        }
        self._data = {
            "options": base64.b64encode(json.dumps(options).encode()).decode("ascii"),
            "columns": armour(packs.columns),
            "texts": armour(packs.texts),
        }

    def data(self) -> dict[str, str]:
        """Return the packs, and how to show them."""
        return self._data


def _of_geonames(features: gpd.GeoDataFrame) -> bool:
    return "geonameid" in features and bool(features["geonameid"].notna().any())


def _known(statuses: Iterable[str] | None, features: gpd.GeoDataFrame) -> list[str] | None:
    if statuses is None:
        return None
    listed = sorted(set(statuses))
    choices = {*all_statuses(), *(features["status"].dropna() if "status" in features else ())}
    if not listed:
        raise OptionError("no status to show at first: name some, or None for all")
    unknown = ", ".join(repr(status) for status in listed if status not in choices)
    if unknown:
        raise OptionError(f"there is no status {unknown}: choose from {', '.join(sorted(choices))}")
    return listed


class _Derived(OwnLayer):
    """A layer that is computed, in the page, from the incidents that pass the filters."""

    def __init__(self, incidents: IncidentLayer, name: str, *, show: bool = False) -> None:
        super().__init__(name=name, overlay=True, show=show)
        self._name = type(self).__name__
        self._incidents = incidents

    def arguments(self) -> str:
        """Return the name of the layer of incidents."""
        return str(self._incidents.get_name())


class HeatLayer(_Derived):
    """Where incidents crowd.

    Parameters
    ----------
    incidents
        The layer whose incidents are meant; it must be on the map before.
    name
        The layer's name in the control of layers.
    show
        Whether it is shown when the map opens.
    """

    maker = "heat"

    def __init__(self, incidents: IncidentLayer, name: str = "Heat", *, show: bool = False) -> None:
        super().__init__(incidents, name, show=show)


class AreaLayer(_Derived):
    """The areas in which incidents may lie: circles, outlines of regions and countries.

    Parameters: as `HeatLayer`.
    """

    maker = "areas"

    def __init__(self, incidents: IncidentLayer, name: str = "Uncertainty", *, show: bool = False) -> None:
        super().__init__(incidents, name, show=show)


class CountryLayer(_Derived):
    """Countries shaded by the number of their incidents. Parameters: as `HeatLayer`."""

    maker = "countries"

    def __init__(
        self, incidents: IncidentLayer, name: str = "Countries by count", *, show: bool = False
    ) -> None:
        super().__init__(incidents, name, show=show)
