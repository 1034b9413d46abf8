"""Options of input that the commands which read articles share, and what is said of articles left out."""

from __future__ import annotations

from collections import Counter
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from maps.cli.coding import Several

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from geo.articles import ArticleFailure

COLUMNS = {
    "id": "doc_id",
    "text": "text",
    "title": "title",
    "url": "url",
    "publisher": "publisher",
    "date": "published",
}
OPTIONS = (
    *(
        click.option(
            f"--{name}-column", f"column_{field}", metavar="NAME", help=f"Column that holds the {name}."
        )
        for name, field in COLUMNS.items()
    ),
    click.option(
        "--language",
        type=Several(),
        multiple=True,
        help="Languages to read, as ISO 639-1 codes; `all` for any. [default: en]",
    ),
    click.option("--keep-copies", is_flag=True, help="Read also articles with the text of one before them."),
    click.option(
        "--follow", is_flag=True, help="Fetch the pages that feeds and article lists name (asks robots.txt)."
    ),
    click.option("--allow-private", is_flag=True, help="Fetch from private networks and this machine, too."),
)


def input_options(command: Callable[..., object]) -> Callable[..., object]:
    """Add the options of input to a command; it gets them as one argument `taking`."""

    @wraps(command)
    def with_options(*args: Any, **kwargs: Any) -> object:
        from geo.articles import Options

        columns = {field: name for field in COLUMNS.values() if (name := kwargs.pop(f"column_{field}"))}
        languages = frozenset(code for group in kwargs.pop("language") for code in group) or {"en"}
        taking = Options(
            columns=columns,
            languages=None if "all" in languages else frozenset(languages),
            duplicates="keep" if kwargs.pop("keep_copies") else "drop",
            follow=kwargs.pop("follow"),
            allow_private=kwargs.pop("allow_private"),
        )
        return command(*args, taking=taking, **kwargs)

    for option in reversed(OPTIONS):
        with_options = option(with_options)
    return with_options


def tell_failures(failures: Iterable[ArticleFailure], *, quiet: bool) -> int:
    """Say on stderr which inputs failed, a line each, and count what was left out; return how many failed."""
    failed = [failure for failure in failures if not failure.left_out]
    for failure in failed:
        click.echo(f"incident-mapper: {failure.source}: {failure.reason}", err=True)
    left_out = Counter(failure.reason for failure in failures if failure.left_out)
    for reason, number in left_out.most_common() if not quiet else ():
        click.echo(f"incident-mapper: {number} left out: {reason}", err=True)
    return len(failed)
