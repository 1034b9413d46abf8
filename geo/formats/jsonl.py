"""JSON Lines: one incident a line, its properties and `longitude`, `latitude`; for scripts and pipes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from geo.formats.json_text import members, parts, to_columns
from geo.formats.kind import Format, Frames
from geo.formats.table import from_degrees, slices, to_table, with_degrees

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd

    from geo.formats.provenance import Provenance


def write(frames: Frames, path: Path, provenance: Provenance, *, precision: int = 7) -> None:  # noqa: ARG001
    """Write one object a line; the format has no room for provenance."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for part in slices(frames):
            file.writelines(f"{{{text}}}\n" for text in members(with_degrees(to_table(part), precision)))


def read(path: Path) -> Iterator[gpd.GeoDataFrame]:
    """Yield features in parts, as they come."""
    with path.open(encoding="utf-8", newline="\n") as file:
        for part in parts(json.loads(line) for line in file if not line.isspace()):
            yield from_degrees(to_columns(part))


FORMAT = Format("jsonl", "JSON Lines", (".jsonl", ".ndjson"), write, read)
