"""The command `read`: what the reader finds in articles, a line of JSON each, for those who build on it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geo.errors import ArticleError
from geo.paths import without_secrets
from maps.cli.input import PATHS, input_options, tell_failures
from maps.cli.output import OVERWRITE, check_outputs, opened
from maps.cli.progress import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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
@click.option(
    "--threads",
    metavar="N",
    type=click.IntRange(1),
    help="Windows of text read at once. [default: one a core]",
)
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
    from geo import articles, reading

    check_outputs((output,), overwrite=overwrite)
    failures: list[ArticleFailure] = []
    found = articles.read(paths, on_error=failures.append, options=taking.options)
    read_ = reading.read_all(found, threads=threads, min_confidence=min_confidence)
    lines = (json.dumps(reading.to_dict(article, what)) for article, what in read_)
    write_lines(ctx, lines, output, paths, failures, taking.report)


def write_lines(
    ctx: click.Context,
    lines: Iterable[str],
    output: Path,
    paths: tuple[str, ...],
    failures: Sequence[ArticleFailure],
    report: Path | None,
) -> None:
    """Write a line for each article, with progress; say what failed, and exit with 1 where something did.

    Raises
    ------
    ArticleError
        When there is no line: nothing is written then.
    """
    quiet = ctx.obj["quiet"]
    written = 0
    with opened(output) as out:
        for line in shown(quiet=quiet)(lines):
            out.write(f"{line}\n")
            written += 1
        failed = tell_failures(failures, report, quiet=quiet)
        if not written:
            told = " ".join(map(without_secrets, paths))
            raise ArticleError(f"no article could be read from {told}: nothing was written")
    if failed:
        ctx.exit(1)
