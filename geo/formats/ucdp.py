"""UCDP GED: the exports of the Georeferenced Event Dataset, read for drawing, merging and comparing.

Fatalities are UCDP's best estimate (`killed`) and its high one (`killed_max`). An event of state-based or
non-state violence is an armed clash, one of one-sided violence an attack.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.formats.foreign import countries, from_records, to_records
from geo.formats.kind import Format, refuse
from geo.ontology import precisions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd

STATE_BASED, ONE_SIDED = "1", "3"
DATE_PRECISIONS = {"1": "day", "2": "week", "3": "week", "4": "month", "5": "year"}
NAMES = {
    "Bosnia-Herzegovina": "BA", "Cambodia": "KH", "Congo": "CG", "DR Congo": "CD", "Ivory Coast": "CI",
    "Kingdom of eSwatini": "SZ", "Macedonia": "MK", "Madagascar": "MG", "Serbia": "RS", "Tanzania": "TZ",
    "Timor-Leste": "TL", "United States of America": "US", "Turkey": "TR", "The Gambia": "GM",
}  # fmt: skip
"""Names of countries in GED, without what stands in brackets, that are not those of GeoNames."""


def read(path: Path) -> Iterator[gpd.GeoDataFrame]:
    """Read an export of UCDP GED."""
    table = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])
    codes = {str(country["name"]): code for code, country in countries().items()} | NAMES
    where = {str(levels.ucdp): name for name, levels in precisions().items() if name != "site"}
    rows = []
    for row in to_records(table):
        violence = row["type_of_violence"]
        told = row["source_headline"] or row["source_article"] or row["dyad_name"]
        rows.append(
            {
                "incident_id": row["id"],
                "event_type": "attack" if violence == ONE_SIDED else "armed_clash",
                "event_date": row["date_start"][:10],
                "event_date_end": row["date_end"][:10],
                "date_precision": DATE_PRECISIONS[row["date_prec"]],
                "ucdp_date_prec": row["date_prec"],
                "actor": row["side_a"],
                "actor_type": "state" if violence == STATE_BASED else None,
                "recipient": row["side_b"],
                "recipient_type": "civilians" if violence == ONE_SIDED else None,
                "place": row["where_coordinates"],
                "place_phrase": row["where_description"],
                "country": codes.get((row["country"] or "").partition(" (")[0]),
                "admin1": row["adm_1"],
                "precision": where[row["where_prec"]],
                "ucdp_where_prec": row["where_prec"],
                "killed": row["best"],
                "killed_max": row["high"],
                "evidence": told or "",
                "title": row["source_headline"],
                "publisher": row["source_office"],
                "sources": row["number_of_sources"] if int(row["number_of_sources"] or 0) > 0 else "1",
                "longitude": row["longitude"],
                "latitude": row["latitude"],
            }
        )
    yield from_records(rows)


FORMAT = Format("ucdp", "UCDP GED", (".ged.csv",), refuse, read, columns=("type_of_violence", "where_prec"))
