"""`convert`: from one format to another; and the options about outputs that commands share."""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from contextlib import contextmanager
from functools import reduce, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from geo.errors import FormatError, OptionError
from geo.paths import is_database, is_object, without_secrets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from geo.gazetteer import Gazetteer

STYLES = ("qgis", "kepler")
PLAIN = re.compile(r"[\w:+-]{1,40}(,[\w:+-]{1,40})*")
"""Words and numbers, or lists of them: what a command may tell of its values."""


class Destination(click.ParamType[str | Path]):
    """A file, a folder, `-`, or the address of a database or of an object, which is no path."""

    name = "output"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str | Path:  # noqa: ARG002
        """Return a path, or the address as it is."""
        text = str(value)
        return text if is_database(text) or is_object(text) else Path(text)


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


OPTIONS = (
    click.option(
        "-o", "--output", type=Destination(), required=True,
        help="The features: a file, `-` for standard output, postgresql://..., or s3://...",
    ),
    click.option("-f", "--format", "format_", help="Format, where the extension does not say."),
    click.option("--style", type=click.Choice(STYLES), help="Write a style beside the output, too."),
    click.option(
        "-O", "--option", "options", multiple=True, metavar="NAME=VALUE", callback=parse_options,
        help="Option of the format, such as precision=5, bom=yes, wkt=yes, areas=no.",
    ),
    click.option("--overwrite", is_flag=True, help="Replace outputs that exist."),
)  # fmt: skip


def output_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say where and how features are written.

    The command gets `output` (a path, or the address of a database) and `writing`: the keyword arguments for
    `geo.formats.write`, which are known to fit the format.
    """

    @wraps(command)
    def with_writing(
        *args: Any,
        output: str | Path,
        format_: str | None,
        style: str | None,
        options: dict[str, Any],
        overwrite: bool,
        **others: Any,
    ) -> Any:
        from geo import formats

        try:
            formats.check(output, format=format_, style=style, **options)
        except (FormatError, OptionError) as error:
            raise click.UsageError(str(error)) from error
        writing = {"format": format_, "style": style, "overwrite": overwrite, **options}
        return command(*args, output=output, writing=writing, **others)

    return reduce(lambda made, option: option(made), reversed(OPTIONS), with_writing)


@click.command()
@click.argument("source", metavar="IN")
@click.option("--from", "from_", metavar="FORMAT", help="Format of IN, where its extension does not say.")
@output_options
@click.pass_context
def convert(
    ctx: click.Context,
    source: str,
    output: str | Path,
    from_: str | None,
    writing: dict[str, Any],
) -> None:
    """Read incidents in one format and write them in another.

    IN is a file, folder or store that incident-mapper wrote, an export of ACLED or UCDP GED,
    postgresql://..., s3://..., or `-`.

    \b
    incident-mapper convert incidents.geojson -o incidents.gpkg
    incident-mapper convert incidents.gpkg -o incidents.csv -O bom=yes --style kepler
    incident-mapper convert incidents.parquet -o postgresql://user@host/db#news.incidents
    incident-mapper convert ged.csv -o ged.fgb --style qgis
    incident-mapper convert - --from jsonl -f geojson -o - < incidents.jsonl
    """  # noqa: D301
    from geo import formats
    from maps.cli.main_job import check_outputs

    check_outputs((output,), overwrite=writing["overwrite"])
    frames = _from_stdin(from_) if source == "-" else formats.read_parts(source, format=from_)
    formats.write(frames, output, **writing)
    if not ctx.obj["quiet"] and str(output) != "-":
        click.echo(f"written {without_secrets(output)}", err=True)


def _from_stdin(name: str | None) -> Any:
    from geo import formats

    if name is None:
        raise OptionError("standard input has no extension: say its format with --from")
    with tempfile.TemporaryDirectory() as room:
        file = Path(room, "stdin")
        with file.open("wb") as copy:
            shutil.copyfileobj(sys.stdin.buffer, copy)
        yield from formats.read_parts(file, format=name)


@contextmanager
def opened(output: Path) -> Iterator[TextIO]:
    """Open a text to write that appears whole or not at all; `-` is standard output."""
    if str(output) == "-":
        yield sys.stdout
        return
    from geo.formats.whole import whole

    with whole(output, overwrite=True) as part, part.open("w", encoding="utf-8") as out:
        yield out


def provenance(gazetteer: Gazetteer) -> dict[str, str]:
    """Return what the metadata of an output tell of this run: gazetteer, model and command."""
    from geo import reading

    sources = [f"{source['name']} {source['date']}" for source in gazetteer.sources()]
    return {
        "gazetteer": ", ".join(sources),
        "model": reading.version(),
        "command": without_paths(sys.argv[1:]),
    }


def without_paths(arguments: Sequence[str]) -> str:
    """Return a command line in which `…` stands for whatever may be a path, an address or a secret.

    Examples
    --------
    >>> without_paths(["extract", "/home/ada/news", "-o", "a.gpkg", "--status", "all", "--html=x"])
    'extract … -o … --status all --html=…'
    """
    told = []
    for argument in arguments:
        name, equals, _ = argument.partition("=")
        if name.startswith("-"):
            told.append(name + ("=…" if equals else ""))
        else:
            told.append(argument if PLAIN.fullmatch(argument) and not Path(argument).exists() else "…")
    return " ".join(told)
