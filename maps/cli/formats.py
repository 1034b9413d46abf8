"""The command `convert`: from one format to another."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from geo.errors import OptionError
from geo.paths import without_secrets
from maps.cli.output import check_outputs, output_options


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
