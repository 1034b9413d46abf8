"""ACLED: a table in the shape of its exports, with its column names and codes; and its exports, read.

Written are the incidents that ACLED would list: those with an ACLED event type that happened or are alleged.
What is left out is told. Read are the exports of its data export tool and of its API, with codes as numbers
or words.
"""

from __future__ import annotations

import logging
import re
import tomllib
from collections import Counter
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from geo.formats.csv import write_safely
from geo.formats.foreign import (
    Row,
    countries,
    country_code,
    from_records,
    read_export,
    split,
    to_records,
)
from geo.formats.kind import Format, Frames

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd

    from geo.formats.provenance import Provenance

logger = logging.getLogger(__name__)

LISTED = ("happened", "alleged")
CIVILIANS, STATE_FORCES, EXTERNAL = 7, 1, 8
DATE_PRECISIONS = {"1": "day", "2": "week", "3": "month"}
PRECISIONS = {"1": "city", "2": "near", "3": "region"}
EXTRAS = ("admin2", "admin3", "civilian_targeting", "source_scale", "tags")
"""Columns that come along under their own names when reading."""
OF_COUNTRY = re.compile(r"(?:Forces|Government) of (?:the )?([^(]+?) \(\d{4}|\(([^()\d]+)\)$")
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
        logger.warning("ACLED lists no such events: %d of %d are left out", (~listed).sum(), len(features))
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
    """Read an export of ACLED.

    An event that stands there once for each of its actors is taken once. A sub-event type that ACLED did not
    have when this was written counts as the usual one of its event type, and is told.
    """
    seen: set[str | None] = set()
    repeated, unknown = 0, Counter[str]()
    for rows in read_export(path):
        new = []
        for row in rows:
            repeated += row["event_id_cnty"] in seen
            if row["event_id_cnty"] not in seen:
                seen.add(row["event_id_cnty"])
                new.append(_event(row, unknown))
        yield from_records(new)
    if repeated:
        logger.warning("%s: %d rows of events that stand there already are left out", path, repeated)
    for name, count in unknown.items():
        logger.warning(
            "%s: sub_event_type %r of %d events is not known: taken by event_type", path, name, count
        )


def _event(row: Row, unknown: Counter[str]) -> Row:
    place, code = row.get("location"), row.get("geo_precision") or "1"
    admin1, source = row.get("admin1"), row.get("source")
    event: Row = {
        "incident_id": row["event_id_cnty"],
        "event_type": _event_type(row, unknown),
        "acled_event_type": row["event_type"],
        "acled_sub_event_type": row.get("sub_event_type"),
        "event_date": _iso(row["event_date"] or ""),
        "date_precision": DATE_PRECISIONS[row.get("time_precision") or "1"],
        "time_precision": row.get("time_precision"),
        "place": place,
        "country": _country(row),
        "admin1": admin1,
        "precision": PRECISIONS[code] if code != "3" or admin1 else "country",
        "geo_precision": code,
        "killed": row.get("fatalities"),
        "killed_max": row.get("fatalities"),  # none would say that there may be more
        "evidence": row.get("notes") or "",
        "publisher": source,
        "sources": str(max(1, len(split(source)))),
        "longitude": row["longitude"],
        "latitude": row["latitude"],
    }
    inter = [_scheme()["inter"].get(row.get(name), row.get(name)) or "0" for name in ("inter1", "inter2")]
    for role, side, number in (("actor", "1", inter[0]), ("recipient", "2", inter[1])):
        actor = row.get(f"actor{side}")
        event[role] = actor
        event[f"{role}_type"] = _actor_type(actor or "", number)
        event[f"{role}_country"] = _actor_country(actor or "")
        event[f"associated_{role}s"] = row.get(f"assoc_actor_{side}")
    given = row.get("interaction") or ""
    event["interaction"] = given if given.isdecimal() else _interaction(*inter)
    return event | {name: row.get(name) for name in EXTRAS}


def _event_type(row: Row, unknown: Counter[str]) -> str:
    scheme, name = _scheme(), row.get("sub_event_type") or ""
    if name in scheme["event_types"]:
        return str(scheme["event_types"][name])
    if row["event_type"] not in scheme["usual_type"]:
        raise ValueError(
            f"{row['event_id_cnty']}: neither event_type {row['event_type']!r} nor sub_event_type {name!r} is"
            " ACLED's"
        )
    if name:
        unknown[name] += 1
    return str(scheme["usual_type"][row["event_type"]])


def _country(row: Row) -> str | None:
    by_number = _by_number().get((row.get("iso") or "").lstrip("0"))
    return by_number or country_code(row.get("country"))


@cache
def _by_number() -> dict[str, str]:
    return {str(country["isonumeric"]).lstrip("0"): code for code, country in countries().items()}


@cache
def _actor_type(name: str, number: str) -> str | None:
    """Return the type of an actor: by how ACLED names such actors, else by the inter code."""
    starts: dict[str, str] = _scheme()["actor_names"]
    named = next((kind for start, kind in starts.items() if name.startswith(start)), None)
    return named or _scheme()["actor_types"].get(number)


@cache
def _actor_country(name: str) -> str | None:
    """Return the country in a name such as `Police Forces of Libya (2016-) Guards` or `Civilians (Libya)`."""
    found = OF_COUNTRY.search(name)
    return country_code(found[1] or found[2]) if found else None


def _interaction(first: str, second: str) -> str | None:
    """Return ACLED's code for a pair of inter codes, the lower first; with one side only, its code and 0."""
    if not first.isdecimal() or not second.isdecimal():
        return None
    low, high = sorted((int(first), int(second)))
    return str(low * 10 + high if low else high * 10) if high else None


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
        "assoc_actor_1": row["associated_actors"],
        "inter1": inter1,
        "actor2": row["recipient_name"] or row["recipient"],
        "assoc_actor_2": row["associated_recipients"],
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
