"""Options of coding that `map` and `extract` share, and `schema`, which tells what the output holds."""

from __future__ import annotations

import inspect
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from maps.cli.output import OVERWRITE, check_outputs, opened

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from geo.coding.choices import Merge


class Day(click.ParamType["date"]):
    """A day."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day."""
        from datetime import date

        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day: write it as {self.name}, such as 2020-06-30", param, ctx)


class Several(click.ParamType[tuple[str, ...]]):
    """Values with commas between; the option may also be given more than once."""

    name = "NAME[,NAME...]"

    def convert(
        self,
        value: Any,
        param: click.Parameter | None,  # noqa: ARG002  click's signature
        ctx: click.Context | None,  # noqa: ARG002
    ) -> tuple[str, ...]:
        """Split at commas."""
        return value if isinstance(value, tuple) else tuple(v.strip() for v in value.split(",") if v.strip())


class Box(click.ParamType[tuple[float, float, float, float]]):
    """Four numbers with commas between."""

    name = "WEST,SOUTH,EAST,NORTH"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, float, float, float]:
        """Read the numbers."""
        try:
            west, south, east, north = (float(part) for part in value.split(","))
        except ValueError:
            self.fail(f"{value!r} is not west,south,east,north in degrees", param, ctx)
        return west, south, east, north


OPTIONS = (
    click.option(
        "--merge",
        type=click.Choice(["off", "article", "corpus"]),
        default="corpus",
        show_default=True,
        help="Tellings of an article, or of all articles, become one incident; or each stays alone.",
    ),
    click.option(
        "--status",
        type=Several(),
        multiple=True,
        help="Keep only these: happened, alleged, planned, hypothetical, denied, background.",
    ),
    click.option(
        "--types",
        type=Several(),
        multiple=True,
        help="Keep only these event types (protest, air_strike, ...) or groups of them: violence, coercion,"
        " protest, statement, cooperation, hazard, politics.",
    ),
    click.option("--since", type=Day(), help="Keep what happened on this day or later."),
    click.option("--until", type=Day(), help="Keep what happened on this day or earlier."),
    click.option(
        "--country", type=Several(), multiple=True, help="Keep what lies there: codes or English names."
    ),
    click.option("--bbox", type=Box(), help="Keep what lies in this box, degrees."),
    click.option(
        "--min-confidence", type=click.FloatRange(0, 1), default=0, help="Keep what is at least so likely."
    ),
    click.option(
        "--corrections",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="Your corrections (CSV or TOML), applied last.",
    ),
    click.option(
        "--actors",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="Actors that you know (TOML), tried before the catalogue.",
    ),
)


def coding_options(command: Callable[..., object]) -> Callable[..., object]:
    """Add the options of coding to a command; it gets them as one argument `choices`."""

    @wraps(command)
    def with_choices(*args: Any, **kwargs: Any) -> object:
        said = {name: kwargs.pop(name) for name in NAMES}
        return command(*args, choices=_choices(**said), **kwargs)

    for option in reversed(OPTIONS):
        with_choices = option(with_choices)
    return with_choices


def _choices(
    *,
    merge: Merge,
    status: tuple[tuple[str, ...], ...],
    types: tuple[tuple[str, ...], ...],
    since: date | None,
    until: date | None,
    country: tuple[tuple[str, ...], ...],
    bbox: tuple[float, float, float, float] | None,
    min_confidence: float,
    corrections: Path | None,
    actors: Path | None,
) -> object:
    from geo.coding import Choices, read_catalogue, read_corrections, selection
    from geo.errors import OptionError

    try:
        return Choices(
            merge=merge,
            selection=selection(
                statuses=[s for group in status for s in group],
                types=[t for group in types for t in group],
                since=since,
                until=until,
                countries=[c for group in country for c in group],
                bbox=bbox,
                min_confidence=min_confidence,
            ),
            corrections=read_corrections(corrections) if corrections else (),
            actors=read_catalogue(actors) if actors else None,
        )
    except OptionError as error:
        raise click.UsageError(str(error)) from error


NAMES = tuple(inspect.signature(_choices).parameters)
"""The options of coding, as `_choices` takes them."""


@click.command()
@click.option("-o", "--output", type=Path, default="-", help="A file of JSON. [default: standard output]")
@OVERWRITE
def schema(output: Path, *, overwrite: bool) -> None:
    """Write the JSON Schema of the properties of an incident in GeoJSON.

    \b
    incident-mapper schema -o incident.schema.json
    """  # noqa: D301
    import json

    from geo.schema import json_schema

    check_outputs((output,), overwrite=overwrite)
    with opened(output) as out:
        out.write(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n")
