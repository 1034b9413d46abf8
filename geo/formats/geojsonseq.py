"""GeoJSON text sequences: a feature a line, streamed in and out.

`.geojsons` is RFC 8142 (each text between a record separator and a line feed); `.geojsonl` leaves the record
separators out. Both are read by GDAL as GeoJSONSeq.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from geo.formats.geojson import feature_texts, from_features
from geo.formats.json_text import parts
from geo.formats.kind import Format, Frames
from geo.formats.table import slices

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd

    from geo.formats.provenance import Provenance

RECORD_SEPARATOR = "\x1e"


def write(frames: Frames, path: Path, provenance: Provenance, *, precision: int = 7) -> None:  # noqa: ARG001
    """Write one feature a line; the format has no room for provenance."""
    start = RECORD_SEPARATOR if path.suffix == ".geojsons" else ""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for part in slices(frames):
            file.writelines(f"{start}{text}\n" for text in feature_texts(part, precision))


def read(path: Path) -> Iterator[gpd.GeoDataFrame]:
    """Yield features in parts, as they come."""
    with path.open(encoding="utf-8", newline="\n") as file:
        texts = (line.strip(RECORD_SEPARATOR + " \t\r\n") for line in file)
        for part in parts(json.loads(text) for text in texts if text):
            yield from_features(part)


FORMAT = Format(
    "geojsonseq",
    "GeoJSON text sequence",
    (".geojsonl", ".geojsons", ".geojsonseq"),
    write,
    read,
    ("qgis", "kepler"),
)
