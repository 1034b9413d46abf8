"""Commands about places: `geocode`, `reverse`, `geoparse`, and the group `gazetteer`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from maps.cli.input import input_options
from maps.cli.output import OVERWRITE, check_outputs
from maps.cli.reading import write_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo.articles import ArticleFailure
    from geo.gazetteer import Gazetteer
    from geo.records import Article, Location, Mention, Place
    from maps.cli.input import Taking

POINT = "LAT,LON"
SERVICE = click.option(
    "--service",
    metavar="NAME",
    help="Ask a geopy service for names that are not known: nominatim, photon, ... Needs a network.",
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")


def _point(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> tuple[float, float] | None:
    """Read `LAT,LON`."""
    if value is None:
        return None
    try:
        latitude, longitude = (float(part) for part in value.split(","))
    except ValueError:
        raise click.BadParameter(f"{value!r} is no point: write it as {POINT}, such as 32.9,13.2") from None
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):  # noqa: PLR2004  degrees
        raise click.BadParameter(f"{value!r} lies outside the world: latitude comes first")
    return latitude, longitude


def open_with(ctx: click.Context, service: str | None = None) -> Gazetteer:
    """Open the gazetteer, with progress where it is built first, and with a service where one is named."""
    from geo.gazetteer import open_gazetteer
    from geo.placing.services import second_opinion

    opened = open_gazetteer(progress=not ctx.obj["quiet"], service=service)
    second_opinion(opened)  # a service that is not there is told before any work
    return opened


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("name")
@click.option(
    "--country", metavar="NAME", help="Only places of this country, LY or Libya; several with commas."
)
@click.option("--near", metavar=POINT, callback=_point, help="The nearest to this point first.")
@click.option(
    "--limit",
    metavar="N",
    type=click.IntRange(1, 200),
    default=10,
    show_default=True,
    help="At most so many.",
)
@SERVICE
@AS_JSON
@click.pass_context
def geocode(
    ctx: click.Context,
    name: str,
    country: str | None,
    near: tuple[float, float] | None,
    limit: int,
    service: str | None,
    *,
    as_json: bool,
) -> None:
    """Show the places that a name may mean, the likeliest first.

    \b
    incident-mapper geocode Tripoli
    incident-mapper geocode Tripoli --country LB
    incident-mapper geocode "30 km south of Sirte"
    """  # noqa: D301
    from geo.coding.selection import country_code
    from geo.placing.geocoder import find

    countries = tuple(country_code(one.strip()) for one in country.split(",")) if country else ()
    opened = open_with(ctx, service)
    found = find(name, opened, countries=countries, near=near, limit=limit, service=service)
    for location in found:
        if as_json:
            click.echo(json.dumps(_record(location), ensure_ascii=False))
        else:
            click.echo(_line(location.place, location.latitude, location.longitude, location.precision))
    if not found:
        click.echo(f"incident-mapper: no place of the name {name[:80]!r} is known", err=True)
        ctx.exit(1)


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("point", metavar=POINT, callback=_point)
@click.option(
    "--limit", metavar="N", type=click.IntRange(1, 100), default=1, show_default=True, help="At most so many."
)
@click.option(
    "--within-km", type=click.FloatRange(0.1, 1000), default=100.0, show_default=True, help="Not farther."
)
@AS_JSON
@click.pass_context
def reverse(
    ctx: click.Context, point: tuple[float, float], limit: int, within_km: float, *, as_json: bool
) -> None:
    """Show the towns next to a point, the nearest first.

    \b
    incident-mapper reverse 32.9,13.2
    """  # noqa: D301
    latitude, longitude = point
    found = open_with(ctx).reverse(longitude, latitude, within_km=within_km, limit=limit)
    for place, away in found:
        if as_json:
            click.echo(json.dumps({**_place(place), "distance_km": round(away, 2)}, ensure_ascii=False))
        else:
            click.echo(f"{away:8.1f} km  {_line(place, place.latitude, place.longitude, place.precision)}")
    if not found:
        click.echo(
            f"incident-mapper: no town is known within {within_km:g} km of {latitude},{longitude}", err=True
        )
        ctx.exit(1)


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "-o", "--output", type=Path, default="-", help="A file of JSON Lines. [default: standard output]"
)
@click.option(
    "--given-spans", is_flag=True, help="Resolve the spans under `toponyms` of JSON Lines; read no text."
)
@OVERWRITE
@input_options(workers=False)
@SERVICE
@click.pass_context
def geoparse(
    ctx: click.Context,
    paths: tuple[str, ...],
    output: Path,
    taking: Taking,
    service: str | None,
    *,
    given_spans: bool,
    overwrite: bool,
) -> None:
    """Find the place names of articles and where they are: a line of JSON for each article.

    \b
    incident-mapper geoparse articles/ -o toponyms.jsonl
    incident-mapper geoparse gold.jsonl --given-spans -o toponyms.jsonl
    """  # noqa: D301
    check_outputs((output,), overwrite=overwrite)
    gazetteer = open_with(ctx, service)
    failures: list[ArticleFailure] = []
    found = _given(paths) if given_spans else _read(paths, taking, failures)
    lines = (
        json.dumps(_parsed(article, mentions, gazetteer), ensure_ascii=False) for article, mentions in found
    )
    write_lines(ctx, lines, output, paths, failures, taking.report)


def _given(paths: Iterable[str]) -> Iterator[tuple[Article, list[Mention]]]:
    from geo.placing.spans import read_spans

    for path in paths:
        yield from read_spans(path)


def _read(
    paths: Iterable[str], taking: Taking, failures: list[ArticleFailure]
) -> Iterator[tuple[Article, list[Mention]]]:
    from geo import articles, reading
    from geo.placing.resolve import NAMES

    found = articles.read(paths, on_error=failures.append, options=taking.options)
    for article, read in reading.read_all(found):
        yield article, [m for m in read.mentions if m.kind in NAMES]


def _parsed(article: Article, mentions: list[Mention], gazetteer: Gazetteer) -> dict[str, Any]:
    from geo.placing import resolve

    located = resolve(article, mentions, gazetteer)
    toponyms = []
    for mention in mentions:
        location = located[mention.id]
        row: dict[str, Any] = {"start": mention.start, "end": mention.end, "text": mention.text}
        row["literal"] = mention.kind == "toponym"
        toponyms.append(row | (_record(location) if location else dict.fromkeys(_COLUMNS)))
    return {"doc_id": article.doc_id, "toponyms": toponyms}


_COLUMNS = (
    "lat", "lon", "geonameid", "country", "admin1", "name", "precision", "radius_km", "confidence", "reason",
    "candidates",
)  # fmt: skip


def _record(location: Location) -> dict[str, Any]:
    place = location.place
    known = bool(location.candidates)
    return {
        "lat": location.latitude,
        "lon": location.longitude,
        "geonameid": place.geonameid if known else None,
        "country": place.country,
        "admin1": place.admin1,
        "name": place.name,
        "precision": location.precision,
        "radius_km": location.radius_km,
        "confidence": location.confidence,
        "reason": location.reason,
        "candidates": [
            {**_place(candidate.place), "match": candidate.match, "score": candidate.score}
            for candidate in location.candidates
        ],
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "id": place.id,
        "name": place.name,
        "lat": place.latitude,
        "lon": place.longitude,
        "country": place.country,
        "admin1": place.admin1,
        "feature": f"{place.feature_class}.{place.feature_code}",
        "population": place.population,
    }


def _line(place: Place, latitude: float, longitude: float, precision: str) -> str:
    where = ", ".join(dict.fromkeys(part for part in (place.name, place.admin1, place.country) if part))
    people = f"{place.population:,} people" if place.population else ""
    return f"{latitude:9.4f} {longitude:10.4f}  {precision:8}  {where}  [{place.id}]  {people}".rstrip()


@click.group()
def gazetteer() -> None:
    """Add places to the gazetteer, remove them again, and show what it holds."""


@gazetteer.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.pass_context
def add(ctx: click.Context, files: tuple[Path, ...]) -> None:
    """Add GeoNames dumps, or your own places as CSV or GeoJSON.

    GeoNames: LY.txt, LY.zip, allCountries.zip, admin1CodesASCII.txt, admin2Codes.txt, alternateNamesV2.zip.
    Your own: a CSV with the columns name, latitude, longitude (and names, country, radius_km, population), or
    a GeoJSON of points with the same properties; they win over all others of the same name.

    \b
    incident-mapper gazetteer add LY.zip camps.csv
    """  # noqa: D301
    from geo.gazetteer.add import add_files

    counts = add_files(open_with(ctx).file, files, progress=not ctx.obj["quiet"])
    for path, count in counts.items():
        click.echo(f"{count:>10} places  {path}", err=True)


@gazetteer.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.pass_context
def remove(ctx: click.Context, sources: tuple[str, ...]) -> None:
    """Remove places that were added, by the names that `gazetteer info` shows.

    \b
    incident-mapper gazetteer remove camps.csv
    """  # noqa: D301
    from geo.gazetteer.add import remove_sources

    counts = remove_sources(open_with(ctx).file, sources, progress=not ctx.obj["quiet"])
    for name, count in counts.items():
        click.echo(f"{count:>10} places  {name}", err=True)


@gazetteer.command()
@click.argument("countries", nargs=-1, required=True, metavar="CODE...")
@click.pass_context
def install(ctx: click.Context, countries: tuple[str, ...]) -> None:
    """Fetch all places of countries from GeoNames and add them. Needs a network.

    \b
    incident-mapper gazetteer install LY SY
    """  # noqa: D301
    import tempfile

    from geo.gazetteer.add import add_files
    from geo.gazetteer.download import fetch_country

    file = open_with(ctx).file
    with tempfile.TemporaryDirectory() as folder:
        fetched = [fetch_country(code, Path(folder)) for code in countries]
        counts = add_files(file, fetched, progress=not ctx.obj["quiet"])
    for path, count in counts.items():
        click.echo(f"{count:>10} places  {path.stem}", err=True)


@gazetteer.command(short_help="Show where the gazetteer is, and what it holds.")
@AS_JSON
@click.pass_context
def info(ctx: click.Context, *, as_json: bool) -> None:
    """Show where the gazetteer is, its sources, their dates and numbers of places."""
    opened = open_with(ctx)
    sources = opened.sources()
    if as_json:
        click.echo(json.dumps({"file": str(opened.file), "sources": sources}, ensure_ascii=False))
        return
    click.echo(str(opened.file))
    for source in sources:
        origin = "embedded" if source["embedded"] else "added"
        click.echo(f"{source['places']:>10}  {origin:8}  {source['date']}  {source['name']}")
