"""The shape of a format: what every module of this folder offers to the registry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import geopandas as gpd

from geo.errors import FormatError

Frames = Iterator[gpd.GeoDataFrame]


def refuse(frames: Frames, path: str, provenance: object) -> None:  # noqa: ARG001
    """Stand where a format cannot be written.

    Raises
    ------
    FormatError
        Always.
    """
    raise FormatError(f"{path}: this format can only be read: choose another")


@dataclass(frozen=True, slots=True)
class Format:
    """One format."""

    name: str
    title: str
    """For people."""
    extensions: tuple[str, ...]
    """In lower case, with the dot; the first is the usual one."""
    write: Callable[..., None]
    """Called with frames, a path to write to, and the provenance; further keyword arguments are the
    format's options. `refuse`: the format is only read."""
    read: Callable[[Any], Frames]
    """Yield the frames of a file: several where the format is a stream."""
    styles: tuple[str, ...] = ()
    """Names of the styles that can stand beside the output."""
    folder: bool = False
    """Whether the output is a folder."""
    columns: tuple[str, ...] = ()
    """Columns by which a CSV file is known to be of this format."""
    schemes: tuple[str, ...] = ()
    """How addresses start, for a format that is no file; its functions get the address as it is."""
