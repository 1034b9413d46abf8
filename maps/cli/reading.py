"""The command `read`: what the reader finds in articles, a line of JSON each, for those who build on it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geo.errors import ArticleError
from maps.cli.formats import opened
from maps.cli.input import input_options, tell_failures
from maps.cli.main_job import OVERWRITE, PATHS, check_outputs

if TYPE_CHECKING:
    from geo.articles import ArticleFailure
    from maps.cli.input import Taking


@click.command()
@PATHS
@click.option(
    "-o", "--output", type=Path, default="-", help="A file of JSON Lines. [default: standard output]"
)
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    help="Keep events and roles from this on. [default: tuned]",
)
@click.option("--threads", type=click.IntRange(1), help="Windows of text read at once. [default: one a core]")
@OVERWRITE
@input_options(workers=False)
@click.pass_context
def read(
    ctx: click.Context,
    paths: tuple[str, ...],
    output: Path,
    min_confidence: float | None,
    threads: int | None,
    taking: Taking,
    *,
    overwrite: bool,
) -> None:
    """Read articles and write what is found: mentions and events with their roles.

    PATH is as for `map`: a file of any known kind, a folder, an address, or `-`. Offsets count code points of
    the text.

    \b
    incident-mapper read article.txt
    incident-mapper read articles/ -o readings.jsonl --min-confidence 0.8
    """  # noqa: D301
    from tqdm import tqdm

    from geo import articles, reading

    check_outputs((output,), overwrite=overwrite)
    failures: list[ArticleFailure] = []
    found = articles.read(paths, on_error=failures.append, options=taking.options)
    done = 0
    with (
        opened(output) as out,
        tqdm(
            found, desc="reading", unit=" articles", disable=ctx.obj["quiet"] or None, leave=False
        ) as progress,
    ):
        for article, what in reading.read_all(progress, threads=threads, min_confidence=min_confidence):
            out.write(json.dumps(reading.to_dict(article, what)) + "\n")
            done += 1
        if not done:
            tell_failures(failures, taking.report, quiet=ctx.obj["quiet"])
            raise ArticleError(f"no article could be read from {' '.join(paths)}: nothing was written")
    if tell_failures(failures, taking.report, quiet=ctx.obj["quiet"]):
        ctx.exit(1)
