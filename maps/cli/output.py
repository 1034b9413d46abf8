"""Options of output that commands share, and what is checked of outputs before any work is done."""

from __future__ import annotations

import os
import re
import sys
from contextlib import contextmanager
from functools import reduce, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from geo.errors import FormatError, OptionError, OutputError
from geo.paths import is_database, is_object

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from geo.gazetteer import Gazetteer

FORMATS = (
    "geojson", "geojsonseq", "jsonl", "gpkg", "parquet", "parquet-folder", "flatgeobuf", "acled", "csv",
    "kml", "filegdb", "postgis",
)  # fmt: skip
"""The formats that are written, for the help, which imports nothing."""
STYLES = ("qgis", "kepler")
PAGES = (".html", ".htm")
"""What a map's file ends with."""
OVERWRITE = click.option("--overwrite", is_flag=True, help="Replace outputs that exist.")
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
    click.option(
        "-f", "--format", "format_", metavar="FORMAT",
        help=f"Format, where the extension does not say: {', '.join(FORMATS)}.",
    ),
    click.option("--style", type=click.Choice(STYLES), help="Write a style beside the output, too."),
    click.option(
        "-O", "--option", "options", multiple=True, metavar="NAME=VALUE", callback=parse_options,
        help="Option of the format, such as precision=5, bom=yes, wkt=yes, areas=no.",
    ),
    OVERWRITE,
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
        check_format(output, format=format_, style=style, **options)
        writing = {"format": format_, "style": style, "overwrite": overwrite, **options}
        return command(*args, output=output, writing=writing, **others)

    return reduce(lambda made, option: option(made), reversed(OPTIONS), with_writing)


def check_format(output: str | Path, **writing: Any) -> None:
    """Refuse an output in a format, with a style or with options that are not known: that is wrong usage."""
    from geo import formats

    try:
        formats.check(output, **writing)
    except (FormatError, OptionError) as error:
        raise click.UsageError(str(error)) from error


def check_page(output: Path) -> None:
    """Refuse a map under the name of something else: who opens it would see its source.

    Raises
    ------
    OptionError
        Naming the file and what to do.
    """
    if output.suffix.lower() not in PAGES:
        raise OptionError(f"{output}: a map is a page of HTML: name it {output.stem}.html")


def check_outputs(outputs: Iterable[str | Path | None], *, overwrite: bool) -> None:
    """Refuse outputs that exist or cannot be written, before any work is done.

    Raises
    ------
    OutputError
        Naming the output and what to do.
    """
    from geo.formats import objects
    from geo.paths import is_object

    for output in outputs:
        if output is None or isinstance(output, str) or str(output) == "-":
            if output and is_object(output):
                objects.check(output, overwrite=overwrite)
            continue
        folder = output.parent
        if output.is_dir() and output.suffix not in (".gdb", ".parquets"):
            raise OutputError(f"{output} is a folder: name a file in it")
        if output.exists() and not (output.is_file() or output.is_dir()):
            raise OutputError(f"{output} is no file: name one, or `-` for standard output")
        if output.exists() and not overwrite:
            raise OutputError(f"{output} is there already: choose another name, or say --overwrite")
        if not folder.is_dir():
            raise OutputError(f"{output}: the folder {folder} is not there: make it first")
        if not os.access(folder, os.W_OK) or (output.exists() and not os.access(output, os.W_OK)):
            raise OutputError(f"{output} cannot be written: you lack the right to write there")


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
