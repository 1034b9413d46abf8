"""The main job: `map` and `extract` read articles and write what happened where."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.errors import ArticleError, OptionError
from geo.paths import without_secrets
from maps.cli.coding import coding_options
from maps.cli.drawing import check_drawing, drawing_options, save_map
from maps.cli.gazetteer import SERVICE, open_with
from maps.cli.input import PATHS, input_options, tell_failures
from maps.cli.output import OVERWRITE, check_outputs, check_page, output_options, provenance
from maps.cli.progress import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

    from geo.articles import ArticleFailure
    from geo.coding import Choices
    from geo.gazetteer import Gazetteer
    from geo.pipeline import Report
    from maps.cli.input import Taking

FRESH = click.option("--fresh", is_flag=True, help="Read anew what a run that was killed had read already.")


@click.command("map")
@PATHS
@click.option("-o", "--output", type=Path, help="The map. [default: incidents.html, replaced if there]")
@click.option("--geojson", type=Path, help="Write the incidents as GeoJSON, too.")
@OVERWRITE
@drawing_options
@input_options()
@coding_options
@SERVICE
@FRESH
@click.pass_context
def map_(
    ctx: click.Context,
    paths: tuple[str, ...],
    output: Path | None,
    geojson: Path | None,
    drawing: dict[str, Any],
    choices: Choices,
    taking: Taking,
    service: str | None,
    *,
    overwrite: bool,
    fresh: bool,
) -> None:
    """Read articles and write a layered map of what happened where.

    PATH is a file (text, HTML, PDF, DOCX, e-mail, feeds, JSON, JSON Lines, CSV, Parquet, WARC, and archives
    of these), a folder of such files, an address (https://... or s3://...), or `-` for standard input; or
    one store that `update` keeps. Killed, the same command goes on where it was.

    \b
    incident-mapper map article.txt
    incident-mapper map articles/ -o libya.html --geojson libya.geojson
    """  # noqa: D301
    from geo import formats

    html = output or Path("incidents.html")
    check_page(html)
    if geojson and geojson.suffix.lower() not in (".geojson", ".json"):
        raise OptionError(
            f"{geojson} is no name of a GeoJSON file (.geojson): `extract` writes other formats"
        )
    check_outputs((output, geojson), overwrite=overwrite)
    check_drawing(drawing)
    with reading(ctx, paths, choices, taking, service, fresh=fresh) as (frames, report, failed):
        features = formats.joined(frames)
        if choices.selection.statuses:  # what was asked for by name is what the map shows
            drawing.setdefault("statuses", choices.selection.statuses)
        save_map(features, html, drawing, quiet=ctx.obj["quiet"])
        if geojson:
            formats.write(features, geojson, overwrite=overwrite)
    tell(ctx, report, failed, [html, *([geojson] if geojson else [])])


@click.command()
@PATHS
@output_options
@input_options()
@coding_options
@SERVICE
@FRESH
@click.pass_context
def extract(
    ctx: click.Context,
    paths: tuple[str, ...],
    output: str | Path,
    writing: dict[str, Any],
    choices: Choices,
    taking: Taking,
    service: str | None,
    *,
    fresh: bool,
) -> None:
    """Read articles and write the incidents as features, for GIS tools and scripts.

    PATH is as for `map`: a file of any known kind, a folder, an address, `-`, or a store. The format follows
    the extension: .geojson, .jsonl (one incident a line), .gpkg, .parquet, .csv, ...

    \b
    incident-mapper extract articles/ -o incidents.gpkg
    incident-mapper extract articles/ -o incidents.geojson --style qgis -O precision=5
    incident-mapper extract libya.gpkg --since 2020-01-01 -o 2020.geojson       from a store
    incident-mapper extract - -f jsonl -o - < article.txt
    """  # noqa: D301
    from geo import formats

    check_outputs((output,), overwrite=writing["overwrite"])
    with reading(ctx, paths, choices, taking, service, fresh=fresh) as (frames, report, failed):
        formats.write(frames, output, **writing)
    tell(ctx, report, failed, [without_secrets(output)])


@contextmanager
def reading(
    ctx: click.Context,
    paths: tuple[str, ...],
    choices: Choices,
    taking: Taking,
    service: str | None,
    *,
    fresh: bool,
) -> Iterator[tuple[Iterator[gpd.GeoDataFrame], Report, int]]:
    """Walk the way to features for the articles in `paths`, with progress on a terminal; count what failed.

    What was read is kept until the block ends well.

    Raises
    ------
    ArticleError
        When there was input and none of it could be read.
    """
    from geo import articles, pipeline, store
    from geo.journal import journal_of

    quiet = ctx.obj["quiet"]
    failures: list[ArticleFailure] = []
    gazetteer = open_with(ctx, service)
    if any(store.is_store(path) for path in paths):
        if len(paths) > 1:
            raise OptionError("a store is mapped or extracted by itself: name one, and nothing else")
        frames, report = store.stream(paths[0], gazetteer=gazetteer, choices=choices)
        yield _with_provenance(frames, gazetteer), report, 0
        return
    with journal_of(paths, choices, gazetteer, fresh=fresh) as journal:
        if journal.known and not quiet:
            told = "left by a run that did not end are not read again (or say --fresh)"
            click.echo(f"incident-mapper: articles {told}: {journal.known}", err=True)
        frames, report = pipeline.stream(
            articles.read(paths, on_error=failures.append, options=taking.options),
            gazetteer=gazetteer,
            choices=choices,
            workers=taking.workers,
            progress=shown(quiet=quiet, total=articles.count(paths)),
            journal=journal,
        )
        failures += report.failures
        failed = tell_failures(failures, taking.report, quiet=quiet)
        if not report.articles:
            told = " ".join(map(without_secrets, paths))
            raise ArticleError(f"no article could be read from {told}: nothing was written")
        yield _with_provenance(frames, gazetteer), report, failed
        journal.finish()


def _with_provenance(frames: Iterator[gpd.GeoDataFrame], gazetteer: Gazetteer) -> Iterator[gpd.GeoDataFrame]:
    told = provenance(gazetteer)
    for frame in frames:
        frame.attrs["provenance"] = told
        yield frame


def tell(ctx: click.Context, report: Report, failed: int, written: list[str | Path]) -> None:
    """Say on stderr what was done; exit with 1 where an input failed."""
    if not ctx.obj["quiet"]:
        located = ", ".join(f"{n} {precision}" for precision, n in report.located.most_common())
        unlocated = ", ".join(f"{n} {reason}" for reason, n in report.unlocated.most_common())
        rows = [
            ("articles", f"{report.articles}" + (f", {failed} failed" if failed else "")),
            ("events", report.events),
            ("incidents", report.incidents),
            ("located", f"{report.located.total()}" + (f": {located}" if located else "")),
            ("unlocated", f"{report.unlocated.total()}" + (f": {unlocated}" if unlocated else "")),
            ("seconds", f"{report.seconds:.1f}"),
            *(("written", path) for path in written if str(path) != "-"),
        ]
        for name, value in rows:
            click.echo(f"{name:>10}  {value}", err=True)
    if failed:
        ctx.exit(1)
