"""The command `draw`, and the options of the map that `map` shares with it."""

from __future__ import annotations

from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.paths import without_secrets
from maps.cli.coding import Several
from maps.cli.output import OVERWRITE, check_outputs, check_page

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

OPTIONS = (
    click.option("--title", help="Title of the map. [default: Incidents]"),
    click.option(
        "--theme",
        type=click.Choice(["auto", "light", "dark"]),
        default="auto",
        show_default=True,
        help="Light or dark; auto follows the reader's system.",
    ),
    click.option(
        "--tiles", metavar="NAME", help="A tile service, such as OpenStreetMap.Mapnik; needs the network."
    ),
    click.option(
        "--basemap",
        metavar="world|none|FILE",
        default="world",
        show_default=True,
        help="The world in the page, nothing, or the world with your own lines and areas (any GIS file).",
    ),
    click.option(
        "--group-by",
        metavar="COLUMN",
        default="event_type",
        show_default=True,
        help="The column that gives the colours, such as actor or status.",
    ),
    click.option(
        "--show-status",
        "statuses",
        type=Several(),
        multiple=True,
        help="Statuses shown when the map opens, or all; the others wait, counted, for a click."
        " [default: happened,alleged]",
    ),
)
NAMES = ("title", "theme", "tiles", "basemap", "group_by", "statuses")


def drawing_options(command: Callable[..., object]) -> Callable[..., object]:
    """Add the options of the map to a command; it gets them as one argument `drawing`."""

    @wraps(command)
    def with_drawing(*args: Any, **kwargs: Any) -> object:
        drawing = {name: kwargs.pop(name) for name in NAMES}
        named = tuple(status for listed in drawing.pop("statuses") for status in listed)
        if named:
            drawing["statuses"] = None if "all" in named else named
        return command(*args, drawing=drawing, **kwargs)

    for option in reversed(OPTIONS):
        with_drawing = option(with_drawing)
    return with_drawing


@click.command()
@click.argument("features")
@click.option("-o", "--output", type=Path, help="The map. [default: FEATURES with .html, replaced if there]")
@OVERWRITE
@drawing_options
@click.pass_context
def draw(
    ctx: click.Context, features: str, output: Path | None, drawing: dict[str, Any], *, overwrite: bool
) -> None:
    """Draw a map from a file of incidents: ours, ACLED's, UCDP's, or any points.

    FEATURES is what `extract` writes, a store, an export of ACLED or UCDP GED, a layer that GDAL reads, or a
    table (CSV) with columns of longitude and latitude; also postgresql://... or s3://...

    \b
    incident-mapper draw libya.gpkg -o libya.html --title "Libya, 2019"
    incident-mapper draw acled.csv --group-by actor --theme dark
    """  # noqa: D301
    from maps.points import read_points

    path = output or _beside(features)
    check_page(path)
    check_outputs((output,), overwrite=overwrite)
    frame = read_points(features)
    save_map(frame, path, drawing, quiet=ctx.obj["quiet"])
    if not ctx.obj["quiet"]:
        click.echo(f"{len(frame):>10}  incidents drawn: {path}", err=True)


def _beside(features: str) -> Path:
    """Return where the map of a file is: beside it; that of an address in the folder of the moment."""
    if "://" not in features:
        return Path(features).with_suffix(".html")
    name = without_secrets(features).rpartition("/")[2].partition("#")[0]
    return Path(name or "incidents").with_suffix(".html")


def check_drawing(drawing: dict[str, Any]) -> None:
    """Refuse options of the map that cannot be used, before any article is read: a map of nothing tries them.

    Raises
    ------
    OptionError
        Naming the option's value and the choices.
    """
    import maps
    from geo.features import to_features

    maps.draw(to_features(()), **drawing)


def save_map(features: gpd.GeoDataFrame, path: Path, drawing: dict[str, Any], *, quiet: bool) -> None:
    """Draw and write the map; say on stderr what it will need of the network."""
    import maps
    from maps import bundle

    maps.save(maps.draw(features, **drawing), path)
    if not quiet and not bundle.leaflet().inline:
        click.echo(
            f"incident-mapper: {path} loads Leaflet {bundle.LEAFLET} from a CDN (npm was not there at"
            " installation): install Node.js, then incident-mapper anew, for maps that need no network",
            err=True,
        )
    if not quiet and drawing.get("tiles"):
        click.echo(f"incident-mapper: {path} loads tiles of {drawing['tiles']} from the network", err=True)
