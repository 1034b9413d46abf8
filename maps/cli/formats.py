"""`convert`: from one format to another; and the options about outputs that commands share."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from geo.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Callable

Command = TypeVar("Command", bound="Callable[..., Any]")

STYLES = ("qgis", "kepler")
DATABASES = ("postgresql://", "postgres://")


class Destination(click.ParamType[str | Path]):
    """A file, a folder, `-`, or the address of a database, which is no path."""

    name = "output"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str | Path:  # noqa: ARG002
        """Return a path, or the address as it is."""
        text = str(value)
        return text if text.startswith(DATABASES) else Path(text)


def parse_options(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> dict[str, Any]:  # noqa: ARG001
    """Turn `NAME=VALUE` into keyword arguments: yes and no, whole numbers, else texts."""
    words = {"yes": True, "no": False, "true": True, "false": False}
    options: dict[str, Any] = {}
    for value in values:
        name, equals, text = value.partition("=")
        if not equals:
            raise click.BadParameter(f"{value!r} is not NAME=VALUE")
        options[name] = words.get(text.lower(), int(text) if text.isdecimal() else text)
    return options


def output_options(command: Command) -> Command:
    """Add the options that say how features are written: `format_`, `style`, `overwrite` and `options`.

    The command gets `writing`: the keyword arguments for `geo.formats.write`.
    """
    for option in reversed(
        (
            click.option("-f", "--format", "format_", help="Format, where the extension does not say."),
            click.option("--style", type=click.Choice(STYLES), help="Write a style beside the output, too."),
            click.option(
                "-O", "--option", "options", multiple=True, metavar="NAME=VALUE", callback=parse_options,
                help="Option of the format, such as precision=5, bom=yes, wkt=yes, areas=no.",
            ),
            click.option("--overwrite", is_flag=True, help="Replace outputs that exist."),
        )
    ):  # fmt: skip
        command = option(command)
    return command


@click.command()
@click.argument("source", metavar="IN")
@click.option(
    "-o", "--output", type=Destination(), required=True,
    help="File, `-` for standard output, or postgresql://...",
)  # fmt: skip
@click.option("--from", "from_", metavar="FORMAT", help="Format of IN, where its extension does not say.")
@output_options
@click.pass_context
def convert(
    ctx: click.Context,
    source: str,
    output: str | Path,
    from_: str | None,
    format_: str | None,
    style: str | None,
    options: dict[str, Any],
    *,
    overwrite: bool,
) -> None:
    """Read incidents in one format and write them in another.

    IN is a file that incident-mapper wrote, an export of ACLED or UCDP GED, postgresql://..., or `-`.

    \b
    incident-mapper convert incidents.geojson -o incidents.gpkg
    incident-mapper convert incidents.gpkg -o incidents.csv -O bom=yes --style kepler
    incident-mapper convert incidents.parquet -o postgresql://user@host/db#news.incidents
    incident-mapper convert ged.csv -o ged.fgb --style qgis
    incident-mapper convert - --from jsonl -f geojson -o - < incidents.jsonl
    """  # noqa: D301
    from geo import formats

    formats.find_format(output, format_)  # before anything is read
    frames = _from_stdin(from_) if source == "-" else formats.read_parts(source, format=from_)
    formats.write(frames, output, format=format_, style=style, overwrite=overwrite, **options)
    if not ctx.obj["quiet"] and str(output) != "-":
        click.echo(f"written {_without_password(output)}", err=True)


def _from_stdin(name: str | None) -> Any:
    from geo import formats

    if name is None:
        raise OptionError("standard input has no extension: say its format with --from")
    with tempfile.TemporaryDirectory() as room:
        file = Path(room, "stdin")
        with file.open("wb") as copy:
            shutil.copyfileobj(sys.stdin.buffer, copy)
        yield from formats.read_parts(file, format=name)


def _without_password(output: str | Path) -> str:
    scheme, _, rest = str(output).partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}" if rest else scheme
