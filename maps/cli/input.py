"""Options of input that the commands which read articles share, and what is said of articles left out."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from maps.cli.coding import Several
from maps.cli.output import check_outputs, opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from geo.articles import ArticleFailure, Options


class Languages(Several):
    """Codes of languages with commas between; `all`."""

    name = "CODE[,CODE...]"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Split at commas; refuse what is no code."""
        codes = tuple(code.lower() for code in super().convert(value, param, ctx))
        for code in codes:
            if code != "all" and not re.fullmatch("[a-z]{2}", code):
                self.fail(f"{code!r} is no ISO 639-1 code: write en, fr, ar, ..., or all", param, ctx)
        return codes


COLUMNS = {
    "id": "doc_id",
    "text": "text",
    "title": "title",
    "url": "url",
    "publisher": "publisher",
    "date": "published",
}
PATHS = click.argument("paths", nargs=-1, required=True, metavar="PATH...")
OPTIONS = (
    *(
        click.option(
            f"--{name}-column", f"column_{field}", metavar="NAME", help=f"Column that holds the {name}."
        )
        for name, field in COLUMNS.items()
    ),
    click.option(
        "--language",
        type=Languages(),
        multiple=True,
        help="Languages to read, as ISO 639-1 codes; `all` for any. [default: en]",
    ),
    click.option(
        "--keep-copies",
        is_flag=True,
        help="Read also articles with the text of one before them, or nearly so.",
    ),
    click.option(
        "--follow", is_flag=True, help="Fetch the pages that feeds and article lists name (asks robots.txt)."
    ),
    click.option("--allow-private", is_flag=True, help="Fetch from private networks and this machine, too."),
)


REPORT = click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write what failed or was left out, a line of JSON each; replaced if there.",
)
SCHEDULER = click.option(
    "--scheduler", metavar="ADDRESS", help="Use a Dask cluster: tcp://host:8786, or `dask` for one here."
)
WORKERS = click.option(
    "--workers",
    metavar="N",
    type=click.IntRange(1),
    help="Cores to use, a process on each. [default: all of them]",
)


@dataclass(frozen=True, slots=True)
class Taking:
    """What a user said of the input."""

    options: Options
    report: Path | None
    """Where failures are written, too."""
    workers: int | str = "auto"
    """Processes, or the address of a Dask scheduler; see `geo.pipeline.run`."""


def input_options(*, workers: bool = True) -> Callable[[Callable[..., object]], Callable[..., object]]:
    """Return what adds the options of input to a command; it gets them as one argument `taking`."""

    def decorate(command: Callable[..., object]) -> Callable[..., object]:
        @wraps(command)
        def with_options(*args: Any, **kwargs: Any) -> object:
            return command(*args, taking=_taking(kwargs), **kwargs)

        for option in reversed((*OPTIONS, REPORT, *((WORKERS, SCHEDULER) if workers else ()))):
            with_options = option(with_options)
        return with_options

    return decorate


def _taking(said: dict[str, Any]) -> Taking:
    """Take the options of input out of what was said."""
    from geo.articles import Options

    columns = {field: name for field in COLUMNS.values() if (name := said.pop(f"column_{field}"))}
    languages = frozenset(code for group in said.pop("language") for code in group) or {"en"}
    options = Options(
        columns=columns,
        languages=None if "all" in languages else frozenset(languages),
        duplicates="keep" if said.pop("keep_copies") else "drop",
        follow=said.pop("follow"),
        allow_private=said.pop("allow_private"),
    )
    workers, scheduler = said.pop("workers", None), said.pop("scheduler", None)
    report = said.pop("report")
    check_outputs((report,), overwrite=True)
    return Taking(options, report, scheduler or workers or "auto")


def tell_failures(failures: Sequence[ArticleFailure], report: Path | None, *, quiet: bool) -> int:
    """Say what failed and how much was left out; write both to `report`; return how many failed."""
    failed = [failure for failure in failures if not failure.left_out]
    for failure in failed:
        click.echo(f"incident-mapper: {failure.source}: {failure.reason}", err=True)
    left_out = Counter(failure.reason for failure in failures if failure.left_out)
    for reason, number in left_out.most_common() if not quiet else ():
        click.echo(f"incident-mapper: {number} left out: {reason}", err=True)
    if report:
        _write(failures, report)
    return len(failed)


def _write(failures: Iterable[ArticleFailure], report: Path) -> None:
    rows = (
        {"source": failure.source, "stage": failure.stage, "reason": failure.reason} for failure in failures
    )
    with opened(report) as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
