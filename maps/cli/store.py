"""The command `update`: keep a store of incidents up to date with its sources."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click

from geo.errors import ArticleError, IncidentMapperError
from geo.paths import without_secrets
from maps.cli.coding import coding_options
from maps.cli.gazetteer import SERVICE, open_with
from maps.cli.input import PATHS, input_options, tell_failures
from maps.cli.output import Destination, check_format
from maps.cli.progress import shown

if TYPE_CHECKING:
    from pathlib import Path

    from geo.articles import ArticleFailure
    from geo.coding import Choices
    from geo.store import Update
    from maps.cli.input import Taking


@click.command()
@PATHS
@click.option(
    "--store",
    type=Destination(),
    required=True,
    help="The file of incidents: .gpkg, .parquet, .geojson, ...; a folder: .parquets; or postgresql://...",
)
@click.option("--again", is_flag=True, help="Read also articles that the store knows.")
@click.option(
    "--watch", type=click.FloatRange(0, min_open=True), metavar="MINUTES", help="Do it again so often."
)
@input_options()
@coding_options
@SERVICE
@click.pass_context
def update(
    ctx: click.Context,
    paths: tuple[str, ...],
    store: str | Path,
    watch: float | None,
    choices: Choices,
    taking: Taking,
    service: str | None,
    *,
    again: bool,
) -> None:
    """Read what is new in the sources and bring a store of incidents up to date.

    PATH is as for `map`: a file of any known kind, a folder, an address (https://...), or `-`. Articles that
    the store knows are not read again; a ledger beside the store (STORE.ledger) remembers them. Made for
    cron: killed at any moment, the next run goes on there. The store is a file, or a PostGIS table, as any
    other of its format.

    \b
    incident-mapper update articles/ --store libya.gpkg
    incident-mapper update https://news.example.org/feed.xml --follow --store libya.gpkg --watch 60
    incident-mapper update articles/ --store postgresql://user@host/db#news.incidents
    """  # noqa: D301
    check_format(store)
    if watch is None:
        ctx.exit(1 if _update(ctx, paths, store, choices, taking, service, again=again) else 0)
    while True:
        try:
            _update(ctx, paths, store, choices, taking, service, again=again)
        except (
            IncidentMapperError
        ) as error:  # a store that is open elsewhere, a source that is down: next time
            click.echo(f"incident-mapper: {error}", err=True)
        time.sleep(watch * 60)


def _update(
    ctx: click.Context,
    paths: tuple[str, ...],
    store: str | Path,
    choices: Choices,
    taking: Taking,
    service: str | None,
    *,
    again: bool,
) -> int:
    """Bring the store up to date once; return how many inputs failed."""
    from dataclasses import replace

    import geo.store
    from geo import articles

    quiet = ctx.obj["quiet"]
    failures: list[ArticleFailure] = []
    gazetteer = open_with(ctx, service)
    options = replace(taking.options, full_names=True)
    report = geo.store.update(
        articles.read(paths, on_error=failures.append, options=options),
        store,
        gazetteer=gazetteer,
        choices=choices,
        workers=taking.workers,
        again=again,
        progress=shown(quiet=quiet),
    )
    failures += report.failures
    failed = tell_failures(failures, taking.report, quiet=quiet)
    if not report.in_store:
        told = " ".join(map(without_secrets, paths))
        raise ArticleError(f"no article could be read from {told}: nothing was written")
    if not quiet:
        _tell(report, store, failed)
    return failed


def _tell(report: Update, store: str | Path, failed: int) -> None:
    rows: list[tuple[str, object]] = [
        ("articles", f"{report.articles} new or changed, {report.known} known, {failed} failed"),
        ("in store", f"{report.in_store} articles"),
    ]
    if report.written:
        located = f"{report.located.total()} located"
        rows += [("incidents", f"{report.incidents}, {located}"), ("written", without_secrets(store))]
    else:
        rows += [("unchanged", without_secrets(store))]
    for name, value in (*rows, ("seconds", f"{report.seconds:.1f}")):
        click.echo(f"{name:>10}  {value}", err=True)
