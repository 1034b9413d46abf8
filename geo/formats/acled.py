"""ACLED: a table in the shape of its exports, with its column names and codes; and its exports, read.

Written are the incidents that ACLED would list: those with an ACLED event type that happened or are alleged.
What is left out is told. Read are the exports of its data export tool and of its API, with codes as numbers
or words.
"""

from __future__ import annotations

import logging
import tomllib
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from geo.formats.csv import ESCAPED, write_safely
from geo.formats.foreign import countries, from_records, to_records
from geo.formats.kind import Format, Frames

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd

    from geo.formats.provenance import Provenance

log = logging.getLogger(__name__)

LISTED = ("happened", "alleged")
CIVILIANS, STATE_FORCES, EXTERNAL = 7, 1, 8
DATE_PRECISIONS = {"1": "day", "2": "week", "3": "month"}
PRECISIONS = {"1": "city", "2": "near", "3": "region"}
NUMBERS = (
    "year", "time_precision", "inter1", "inter2", "interaction", "iso", "geo_precision", "fatalities",
    "timestamp",
)  # fmt: skip
COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type",
    "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction",
    "civilian_targeting", "iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude",
    "longitude", "geo_precision", "source", "source_scale", "notes", "fatalities", "tags", "timestamp",
)  # fmt: skip
"""Of an export, in its order."""
KINDS = {**dict.fromkeys(NUMBERS, pa.int64()), "latitude": pa.float64(), "longitude": pa.float64()}
SHAPE = pa.schema([(name, KINDS.get(name, pa.string())) for name in COLUMNS])
DAY_FIRST = "%d %B %Y"
"""How the data export tool writes dates; the API writes ISO 8601."""


@cache
def _scheme() -> dict[str, Any]:
    return tomllib.loads(files("geo.formats").joinpath("acled.toml").read_text(encoding="utf-8"))


@cache
def _inter() -> dict[str, int]:
    """Type of actor -> inter code, as `geo.coding` has it."""
    text = files("geo.coding").joinpath("crosswalk.toml").read_text(encoding="utf-8")
    codes: dict[str, int] = tomllib.loads(text)["inter"]
    return codes


def write(frames: Frames, path: Path, provenance: Provenance, *, precision: int = 4) -> None:
    """Write a table in ACLED's shape; `precision` is in digits after the point of a degree."""
    features = pd.concat(frames, ignore_index=True)
    listed = features["acled_event_type"].notna() & features["status"].isin(LISTED)
    if not listed.all():
        log.warning("ACLED lists no such events: %d of %d are left out", (~listed).sum(), len(features))
    timestamp = int(datetime.fromisoformat(provenance.created).timestamp())
    located = features[listed]
    points = zip(located.geometry.x, located.geometry.y, strict=True)
    rows = [
        {
            **_row(row),
            "latitude": None if pd.isna(y) else round(y, precision),
            "longitude": None if pd.isna(x) else round(x, precision),
            "timestamp": timestamp,
        }
        for row, (x, y) in zip(to_records(located), points, strict=True)
    ]
    with path.open("wb") as file:
        write_safely([pa.Table.from_pylist(rows, schema=SHAPE)], file)


def read(path: Path) -> Iterator[gpd.GeoDataFrame]:
    """Read an export of ACLED."""
    table = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])
    table = table.replace(ESCAPED, r"\1", regex=True)
    by_number = {str(country["isonumeric"]): code for code, country in countries().items()}
    types = _scheme()["actor_types"]
    rows = []
    for row in to_records(table):
        event, precision = row["sub_event_type"], row["geo_precision"]
        if event not in _scheme()["event_types"]:
            raise ValueError(f"{row['event_id_cnty']}: sub_event_type {event!r} is none of ACLED's")
        interaction = row.get("interaction")
        rows.append(
            {
                "incident_id": row["event_id_cnty"],
                "event_type": _scheme()["event_types"][event],
                "acled_event_type": row["event_type"],
                "acled_sub_event_type": event,
                "event_date": _iso(row["event_date"]),
                "date_precision": DATE_PRECISIONS[row["time_precision"]],
                "time_precision": row["time_precision"],
                "actor": row["actor1"],
                "actor_type": types.get(row["inter1"]),
                "recipient": row["actor2"],
                "recipient_type": types.get(row["inter2"]),
                "interaction": interaction if (interaction or "").isdecimal() else None,
                "place": row["location"],
                "country": by_number.get((row["iso"] or "").lstrip("0")),
                "admin1": row["admin1"],
                "precision": PRECISIONS[precision],
                "geo_precision": precision,
                "killed": row["fatalities"],
                "evidence": row["notes"] or "",
                "publisher": row["source"],
                "sources": str(len((row["source"] or "").split(";"))),
                "longitude": row["longitude"],
                "latitude": row["latitude"],
            }
        )
    yield from_records(rows)


def _row(row: dict[str, Any]) -> dict[str, Any]:
    event, sub_event, day = row["acled_event_type"], row["acled_sub_event_type"], row["event_date"]
    country = countries().get(row["country"] or "", {})
    inter1, inter2 = (_code(row, role) for role in ("actor", "recipient"))
    violence = event == "Violence against civilians" or sub_event == "Excessive force against protesters"
    disorder = _scheme()["disorder_of_sub_event"].get(sub_event, _scheme()["disorder"][event])
    return {
        "event_id_cnty": row["incident_id"],
        "event_date": day and day.date().isoformat(),
        "year": day and day.year,
        "time_precision": row["time_precision"],
        "disorder_type": disorder,
        "event_type": event,
        "sub_event_type": sub_event,
        "actor1": row["actor_name"] or row["actor"],
        "inter1": inter1,
        "actor2": row["recipient_name"] or row["recipient"],
        "inter2": inter2,
        "interaction": row["interaction"],
        "civilian_targeting": "Civilian targeting" if violence or inter2 == CIVILIANS else None,
        "iso": country.get("isonumeric"),
        "region": _region(row["country"]),
        "country": country.get("name"),
        "admin1": row["admin1"],
        "location": row["place_name"] or row["place"],
        "geo_precision": row["geo_precision"],
        "source": row["publisher"],
        "notes": row["evidence"],
        "fatalities": row["killed"] or 0,
    }


def _code(row: dict[str, Any], role: str) -> int:
    """Return the inter code of an actor; 0 is nobody, or not known. State forces abroad are external."""
    code = _inter().get(row[f"{role}_type"] or "", 0)
    home, here = row[f"{role}_country"], row["country"]
    return EXTERNAL if code == STATE_FORCES and home and here and home != here else code


def _region(country: str | None) -> str | None:
    for region, members in _scheme()["regions"].items():
        if country in members.split():
            return str(region)
    return None


def _iso(text: str) -> str:
    try:
        return datetime.fromisoformat(text).date().isoformat()
    except ValueError:
        return datetime.strptime(text, DAY_FIRST).date().isoformat()  # noqa: DTZ007  a day, not a time


FORMAT = Format("acled", "ACLED", (".acled.csv",), write, read, columns=("event_id_cnty", "sub_event_type"))
