"""What a format is, and which there are: one module a format, one line here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import FormatError
from geo.formats import (
    acled,
    csv,
    filegdb,
    flatgeobuf,
    geojson,
    geojsonseq,
    gpkg,
    jsonl,
    kml,
    parquet,
    parquet_folder,
    postgis,
    ucdp,
)
from geo.paths import without_secrets

if TYPE_CHECKING:
    from geo.formats.kind import Format

FORMATS: dict[str, Format] = {
    module.FORMAT.name: module.FORMAT
    for module in (
        geojson,
        geojsonseq,
        jsonl,
        gpkg,
        parquet,
        parquet_folder,
        flatgeobuf,
        acled,
        ucdp,
        csv,
        kml,
        filegdb,
        postgis,
    )
}
"""Formats by name, in the order in which extensions are compared: the longer first."""
LONGEST_HEADER = 10_000


def find_format(path: str | Path, name: str | None = None) -> Format:
    """Return the format of that name, or else the one that the path's extension says.

    Raises
    ------
    FormatError
        When the name, or the extension, is not known.

    Examples
    --------
    >>> find_format("incidents.gpkg").name
    'gpkg'
    """
    if name is not None:
        if name not in FORMATS:
            raise FormatError(f"no format {name!r}: choose from {', '.join(FORMATS)}")
        return FORMATS[name]
    file_name = Path(path).name.lower()
    for kind in FORMATS.values():
        if file_name.endswith(kind.extensions) or str(path).startswith(kind.schemes or " "):
            return kind
    if str(path) == "-":
        raise FormatError(f"standard output has no extension: name a format of {', '.join(FORMATS)}")
    known = ", ".join(extension for kind in FORMATS.values() for extension in kind.extensions)
    raise FormatError(
        f"{without_secrets(path)}: the extension tells no format: name one, or use one of {known}"
    )


def recognise(path: str | Path) -> Format:
    """Return the format of a file that is there: by its extension, CSV also by its columns.

    A folder is known by its files.

    Raises
    ------
    FormatError
        When neither tells.
    """
    if Path(path).is_dir() and any(Path(path).glob("*.parquet")):
        return parquet_folder.FORMAT
    kind = find_format(path)
    if kind is csv.FORMAT and Path(path).is_file():
        with Path(path).open(encoding="utf-8-sig", errors="replace") as file:
            header = file.readline(LONGEST_HEADER).replace('"', "").replace(";", ",")
        names = header.strip().lower().split(",")
        for other in FORMATS.values():
            if other.columns and set(other.columns) <= set(names):
                return other
    return kind
