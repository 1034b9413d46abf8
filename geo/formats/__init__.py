"""Features in the formats of GIS tools: written so that they open right, and read back.

`write(features, path)` and `read(path)`; the extension says the format. A module per format stands
behind the registry `FORMATS`.
"""

from __future__ import annotations

import inspect
import shutil
import sys
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pyogrio.errors
from pyarrow import ArrowException

from geo.errors import FormatError, OptionError, OutputError
from geo.features import to_features, validate
from geo.formats import kepler, objects, qgis
from geo.formats.kind import Format, refuse
from geo.formats.provenance import provenance_of
from geo.formats.registry import FORMATS, find_format, recognise
from geo.formats.whole import whole
from geo.paths import is_object
from geo.rooms import room

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["FORMATS", "STYLES", "Format", "check", "find_format", "joined", "read", "read_parts", "write"]

STYLES = {"qgis": qgis.write_style, "kepler": kepler.write_style}
"""Styles that can be written beside an output, by name."""
UNREADABLE = (
    ValueError,
    KeyError,
    ArrowException,
    OSError,
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
)
"""What reading a file that is not what it seems raises."""


def write(
    features: gpd.GeoDataFrame | Iterable[gpd.GeoDataFrame],
    path: str | Path,
    *,
    format: str | None = None,  # noqa: A002  the word that users know
    overwrite: bool = False,
    style: str | None = None,
    **options: Any,
) -> None:
    """Write features to a file, whole or not at all.

    Parameters
    ----------
    features
        As `geo.features.to_features` makes them; or several such frames, written one after the other in
        bounded memory by the formats that are streams (GeoJSON, GeoJSON text sequences, JSON Lines, CSV).
    path
        The output; `-` is standard output. The address of an object (`s3://bucket/incidents.parquet`) needs
        the extra `objects`.
    format
        The name of a format; by default the extension of `path` says it.
    overwrite
        Whether to replace what is at `path`. (A database is updated in any case.)
    style
        A style to write beside: `qgis` (`NAME.qml`, which QGIS finds by itself; a GeoPackage has it inside
        anyway) or `kepler` (`NAME.kepler.json`, data and style, to be dropped on kepler.gl's page).
    **options
        What the format takes; see its module.

    Raises
    ------
    FormatError
        When there is no such format, or it cannot be written.
    OptionError
        When the format has no such option.
    OutputError
        When the output is there already, or cannot be written.
    FeatureError
        When the features do not have the schema's shape.
    """
    kind = check(path, format=format, style=style, **options)
    if is_object(path):
        with objects.upload(path, overwrite=overwrite) as copy:
            write(features, copy, format=kind.name, style=style, **options)
        return
    frames = iter([features] if isinstance(features, gpd.GeoDataFrame) else features)
    first = next(frames, None)
    if first is None:
        first = to_features([])
    checked: Iterator[gpd.GeoDataFrame] = (validate(frame) for frame in chain([first], frames))
    provenance = provenance_of(first.attrs)
    if str(path) == "-":
        _to_stdout(kind, lambda target: kind.write(checked, target, provenance, **options))
        return
    if kind.schemes:
        kind.write(checked, str(path), provenance, **options)
        return
    with whole(Path(path), overwrite=overwrite, folder=kind.folder) as target:
        if style:
            collected = pd.concat(checked, ignore_index=True)
            STYLES[style](collected, target, provenance)
            checked = iter([collected])
        try:
            kind.write(checked, target, provenance, **options)
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
            raise OutputError(f"{path} cannot be written: {error}") from error


def read(path: str | Path, *, format: str | None = None) -> gpd.GeoDataFrame:  # noqa: A002
    """Read features back from a file.

    Takes every format that `write` makes, and the exports of ACLED and UCDP GED.

    Parameters
    ----------
    path
        The file, or the address of an object or of a database.
    format
        The name of a format; by default the extension of `path` and the content say it.

    Returns
    -------
    geopandas.GeoDataFrame
        With the columns and dtypes of `geo.features.SCHEMA`.

    Raises
    ------
    FormatError
        When the format is not known, or the file does not hold what it should.
    """
    return joined(read_parts(path, format=format))


def joined(frames: Iterable[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Return frames as one, with what the first tells of their provenance; an empty one of none."""
    found = list(frames)
    if len(found) == 1:
        return found[0]
    features = pd.concat(found, ignore_index=True) if found else to_features([])
    features.attrs = found[0].attrs if found else {}
    return features


def read_parts(path: str | Path, *, format: str | None = None) -> Iterator[gpd.GeoDataFrame]:  # noqa: A002
    """Read features from a file part by part, in bounded memory where the format is a stream.

    Parameters and errors are those of `read`.
    """
    if is_object(path):
        with objects.download(path) as copy:
            yield from read_parts(copy, format=format)
        return
    kind = find_format(path, format) if format else recognise(path)
    if not kind.schemes and not Path(path).exists():
        raise FormatError(f"{path} is not there: check the name")
    try:
        for frame in kind.read(str(path) if kind.schemes else Path(path)):
            yield validate(frame)
    except FormatError:
        raise
    except UNREADABLE as error:
        raise FormatError(
            f"{path} cannot be read as {kind.title}: {error}; name another format, or write the file anew"
        ) from error


def check(
    path: str | Path,
    *,
    format: str | None = None,  # noqa: A002
    style: str | None = None,
    **options: Any,
) -> Format:
    """Return the format in which `write` would write, and check that it has the style and the options.

    Parameters are those of `write`.

    Raises
    ------
    FormatError
        When there is no such format, or it can only be read.
    OptionError
        When the format has no such style or option, or an option has a value of another type.
    """
    kind = find_format(path, format)
    if kind.write is refuse:
        raise FormatError(f"{kind.title} can only be read: choose another format")
    if style and str(path) == "-":
        raise OptionError(f"standard output has no room for a style beside it: name a file, or no {style!r}")
    if style and style not in kind.styles:
        choices = f"choose from {', '.join(kind.styles)}" if kind.styles else "it has none"
        raise OptionError(f"{kind.title} has no style {style!r} to stand beside it: {choices}")
    known = options_of(kind)
    for name, value in options.items():
        if name not in known:
            choices = f"it takes {', '.join(known)}" if known else "it takes none"
            raise OptionError(f"{kind.title} has no option {name!r}: {choices}")
        if type(value) is not known[name]:
            wanted = "yes or no" if known[name] is bool else "a whole number"
            raise OptionError(f"option {name} of {kind.title} is {value!r}: it must be {wanted}")
    return kind


def options_of(kind: Format) -> dict[str, type]:
    """Return a format's own options and the types of their values."""
    parameters = inspect.signature(kind.write).parameters.values()
    return {p.name: type(p.default) for p in parameters if p.kind is p.KEYWORD_ONLY}


def _to_stdout(kind: Format, make: Any) -> None:
    if kind.folder:
        raise FormatError(f"{kind.title} is a folder and cannot go to standard output: name an output")
    with room() as here:
        target = here / f"incidents{kind.extensions[0]}"
        make(target)
        with target.open("rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer)
