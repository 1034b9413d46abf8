"""From features to a folium map and its page: `draw` and `save`."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import folium
from branca.element import Element, Figure
from folium.elements import ElementAddToElement

from geo.errors import OptionError
from geo.formats.whole import whole
from maps import bundle
from maps.basemap import OutlineLayer, WorldLayer, tile_layer
from maps.layer import SHOWN, AreaLayer, CountryLayer, HeatLayer, IncidentLayer, OwnLayer, Verbatim
from maps.pack import armour

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import geopandas as gpd

Theme = Literal["auto", "light", "dark"]

_TRUSTED = (OwnLayer, folium.TileLayer, folium.LayerControl, ElementAddToElement)
"""Elements that need nothing but Leaflet."""
DEFAULTS: dict[str, Any] = {
    "location": (20, 10), "zoom_start": 2, "min_zoom": 1, "max_zoom": 18, "zoom_snap": 0.5,
    "zoom_control": "bottomright", "world_copy_jump": True,
}  # fmt: skip
"""How the map is made, unless the user says otherwise."""
_CODE = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL)


class Page(Figure):
    """The figure of an incident map: put together without a template, and locked where it can be.

    Parameters
    ----------
    title
        The title of the page.
    """

    def __init__(self, title: str) -> None:
        super().__init__(title=title)

    def render(self, **kwargs: Any) -> str:
        """Return the page: with a content security policy where it holds nothing but our own."""
        parts = (self.header, self.html, self.script)
        before = [part._children.copy() for part in parts]  # noqa: SLF001  branca has no other way
        alone = self.is_ours_alone()
        try:
            for child in self._children.values():
                child.render(**kwargs)
            late = "\n".join(_take_late(self.html)) if alone else ""
            header, body, script = (part.render(**kwargs) for part in parts)
        finally:
            for part, children in zip(parts, before, strict=True):
                part._children = children  # noqa: SLF001
        header = f"<title>{html.escape(self.title or '')}</title>\n{header}"
        if not alone:
            return _document(header, f"{body}\n<script>{script}</script>")
        boot = bundle.boot()
        policy = _policy(f"{header}<script>{script}</script><script>{boot}</script>", self.tiles())
        head, packed = _pack_scripts(header, script)
        return _document(f"{policy}\n{head}", f"{body}\n{packed}\n<script>{boot}</script>\n{late}")

    def is_ours_alone(self) -> bool:
        """Whether nothing was added that we do not know: then scripts of others are not needed."""
        parts = (*self.header._children.values(), *self.html._children, *self.script._children)  # noqa: SLF001
        return len(parts) == 1 and all(
            isinstance(element, (IncidentMap, *_TRUSTED)) for element in _descendants(self)
        )

    def tiles(self) -> list[str]:
        """Return the addresses of tile services on the map."""
        return [e.tiles for e in _descendants(self) if isinstance(e, folium.TileLayer)]


class IncidentMap(folium.Map):
    """A folium map with the incidents on it; add layers, plugins and tiles as to any other."""

    def __init__(self, title: str, **options: Any) -> None:
        super().__init__(tiles=None, **options)
        # Folium gives these to tiles only; without tiles the map must know them itself.
        self.options |= {name: options[name] for name in ("min_zoom", "max_zoom") if name in options}
        Page(title).add_child(self)

    def render(self, **kwargs: Any) -> None:  # type: ignore[override]  # as folium's maps
        """Render with Leaflet inline, and with folium's other scripts only where somebody needs them."""
        page = self.get_root()
        if not isinstance(page, Figure):
            raise TypeError("add the map to a figure before rendering")
        alone = isinstance(page, Page) and page.is_ours_alone()
        ours = ("leaflet", "leaflet_css")
        self.default_js = [] if alone else [pair for pair in folium.Map.default_js if pair[0] not in ours]
        self.default_css = [] if alone else [pair for pair in folium.Map.default_css if pair[0] not in ours]
        page.header.add_child(Verbatim(bundle.leaflet().html), name="leaflet")
        if not alone:
            page.header.add_child(Verbatim(f"<script>{bundle.marker_icons()}</script>"), name="marker_icons")
        for name, child in list(self._children.items()):
            if isinstance(child, folium.LayerControl):  # it must know the layers that were added after it
                self._children.move_to_end(name)
        super().render(**kwargs)  # type: ignore[no-untyped-call]
        page.header.add_child(Verbatim(_head_of(self)), name=self.get_name())


def draw(
    features: gpd.GeoDataFrame,
    *,
    title: str | None = None,
    theme: Theme = "auto",
    tiles: str | None = None,
    basemap: str | Path | gpd.GeoDataFrame | None = "world",
    group_by: str = "event_type",
    statuses: Iterable[str] | None = SHOWN,
    **options: Any,
) -> folium.Map:
    """Draw incidents on a map: every one explained, filtered in the page, one file that opens anywhere.

    Parameters
    ----------
    features
        As `geo.features.to_features` makes them, or points with some of these columns. Rows without a
        geometry are listed, not drawn.
    title
        The title of the page; "Incidents" by default.
    theme
        `light`, `dark`, or `auto` to follow the reader's system.
    tiles
        A tile service by its name in xyzservices. The page then needs the network; by default it does not.
    basemap
        What lies below: the `world` within the page, `none`, or the world with lines and areas of your own on
        it, as a frame or a file that GDAL reads.
    group_by
        The column that gives the colours, such as `actor` or `status`.
    statuses
        What is shown when the map opens: what has one of these statuses, or none at all. The rest is counted
        and waits for a click. All is shown under `None`, and where nothing has one of these.
    **options
        Go to `folium.Map`; with a `location` the map opens there and not on the incidents.

    Returns
    -------
    folium.Map
        To which other layers can be added. It shows itself in Jupyter, and `.save(path)` works.

    Examples
    --------
    >>> import geopandas, shapely
    >>> features = geopandas.GeoDataFrame(
    ...     {"event_type": ["protest"]}, geometry=[shapely.Point(9, 34)], crs=4326
    ... )
    >>> type(draw(features)).__mro__[1].__name__
    'Map'
    """
    if theme not in get_args(Theme):
        raise OptionError(f"there is no theme {theme!r}: choose from {', '.join(get_args(Theme))}")
    title = title or "Incidents"
    fit = options.get("location") is None
    map_ = IncidentMap(title, **DEFAULTS | options)
    if tiles:
        map_.add_child(tile_layer(tiles))
    if basemap is not None and str(basemap) != "none":
        map_.add_child(WorldLayer(show=not tiles))
        if not isinstance(basemap, str) or basemap != "world":
            map_.add_child(OutlineLayer(basemap))
    incidents = IncidentLayer(
        features, title=title, group_by=group_by, theme=theme, statuses=statuses, fit=fit
    )
    for layer in (incidents, HeatLayer(incidents), AreaLayer(incidents), CountryLayer(incidents)):
        map_.add_child(layer)
    map_.add_child(folium.LayerControl(position="topright"))
    return map_


def save(map_: folium.Map, path: str | Path) -> None:
    """Write a map as one HTML file, whole or not at all.

    Raises
    ------
    OutputError
        When the file cannot be written.
    """
    with whole(Path(path), overwrite=True) as target:
        target.write_text(map_.get_root().render(), encoding="utf-8")


def _document(head: str, body: str) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n{head}\n</head>\n'
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def _pack_scripts(head: str, last: str) -> tuple[str, str]:
    """Take the scripts out of a head; return it, and all scripts packed, `last` at the end.

    Packed they are a third as long. Each runs as it was, so that the page's policy knows it by its hash.
    """
    scripts = [code for kind, code in _CODE.findall(head) if kind == "script"]
    rest = _CODE.sub(lambda found: "" if found[1] == "script" else found[0], head)
    packed = [armour(code.encode()) for code in (*scripts, last)]
    return rest, "\n".join(f'<script type="text/plain" class="im-code">{code}</script>' for code in packed)


def _take_late(html: Element) -> Iterator[str]:
    """Take out of a part of the page what may come last."""
    for name, child in list(html._children.items()):  # noqa: SLF001  branca has no other way
        if isinstance(child, Verbatim) and child.late:
            yield child.text
            del html._children[name]  # noqa: SLF001


def _descendants(element: Element) -> Iterator[Element]:
    for child in element._children.values():  # noqa: SLF001  branca has no other way
        yield child
        yield from _descendants(child)


def _head_of(map_: folium.Map) -> str:
    """Return what folium puts into the head, but zooming by the reader stays allowed."""
    size = f"position:{map_.position};left:{_length(map_.left)};top:{_length(map_.top)}"
    size += f";width:{_length(map_.width)};height:{_length(map_.height)}"
    switches = {
        "L_NO_TOUCH": map_.global_switches.no_touch,
        "L_DISABLE_3D": map_.global_switches.disable_3d,
    }
    code = "".join(f"{name} = true;" for name, on in switches.items() if on)
    page = "html, body { width: 100%; height: 100%; margin: 0; padding: 0 }"
    return (
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<style>{page} #{map_.get_name()} {{{size}}}</style>\n"
        + (f"<script>{code}</script>" if code else "")
    )


def _length(value: tuple[float, str]) -> str:
    return f"{value[0]}{value[1]}"


def _policy(code: str, tiles: list[str]) -> str:
    """Return a content security policy under which exactly these scripts and styles run."""
    hashes: dict[str, list[str]] = {"script": [], "style": []}
    for kind, text in _CODE.findall(code):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
        hashes[kind].append(f"'sha256-{digest}'")
    if not bundle.leaflet().inline:
        hashes["script"].append(f"{bundle.CDN}leaflet.js")
        hashes["style"].append(f"{bundle.CDN}leaflet.css")
    hosts = sorted({_host(url) for url in tiles if "://" in url})
    policy = {
        "default-src": ["'none'"],
        "script-src": hashes["script"],
        "style-src": hashes["style"],
        "img-src": ["data:", "blob:", *hosts],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    text = "; ".join(f"{name} {' '.join(values)}" for name, values in policy.items())
    return f'<meta http-equiv="Content-Security-Policy" content="{text}">'


def _host(url: str) -> str:
    """Return the host of a tile service, for a policy.

    Examples
    --------
    >>> _host("https://{s}.tile.example.org/{z}/{x}/{y}.png")
    'https://*.tile.example.org'
    """
    return re.sub(r"^(https?://[^/]+).*", r"\1", url).replace("{s}", "*")
