"""UCDP GED: the exports of the Georeferenced Event Dataset, read for drawing, merging and comparing.

Fatalities are UCDP's best estimate (`killed`) and its high one (`killed_max`). An event of state-based or
non-state violence is an armed clash, one of one-sided violence an attack. Each headline is a telling. Names
of columns are those of the newer versions; the older `best_est`, `low_est`, `high_est` are known, too.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from geo.formats.foreign import Row, country_code, from_records, read_export, split
from geo.formats.kind import Format, refuse
from geo.ontology import event_types, precisions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd

STATE_BASED, ONE_SIDED = "1", "3"
GOVERNMENT, CIVILIANS = "Government of ", "Civilians"
DATE_PRECISIONS = {"1": "day", "2": "week", "3": "week", "4": "month", "5": "year"}
COLUMNS = ("type_of_violence", "where_prec")
EXTRAS = (
    "low", "conflict_name", "dyad_name", "adm_2", "deaths_a", "deaths_b", "deaths_civilians",
    "deaths_unknown", "event_clarity", "source_original",
)  # fmt: skip
"""Columns that come along under their own names."""


def read(path: Path) -> Iterator[gpd.GeoDataFrame]:
    """Read an export of UCDP GED."""
    for rows in read_export(path):
        yield from_records([_event(row) for row in rows], [_tellings(row) for row in rows])


def _event(row: Row) -> Row:
    one_sided = row["type_of_violence"] == ONE_SIDED
    event_type = "attack" if one_sided else "armed_clash"
    acled = event_types()[event_type].acled or (None, None)
    where = {str(levels.ucdp): name for name, levels in precisions().items() if name != "site"}
    told = _tellings(row)
    sources = row.get("number_of_sources")
    old = {name: row.get(name) or row.get(f"{name}_est") for name in ("best", "high", "low")}
    event: Row = {
        "incident_id": row["id"],
        "event_type": event_type,
        "acled_event_type": acled[0],
        "acled_sub_event_type": "Attack" if one_sided else acled[1],
        "event_date": _day(row["date_start"]),
        "event_date_end": _day(row["date_end"]),
        "date_precision": DATE_PRECISIONS[str(row["date_prec"])],
        "ucdp_date_prec": row["date_prec"],
        "place": row.get("where_coordinates"),
        "place_phrase": row.get("where_description"),
        "country": country_code(row.get("country")),
        "admin1": row.get("adm_1"),
        "precision": where[str(row["where_prec"])],
        "ucdp_where_prec": row["where_prec"],
        "killed": old["best"],
        "killed_max": old["high"],
        "evidence": told[0]["evidence"],
        "title": told[0]["title"],
        "publisher": told[0]["publisher"],
        "published": told[0]["published"],
        "sources": sources if sources and int(sources) > 0 else str(len(told)),
        "longitude": row["longitude"],
        "latitude": row["latitude"],
    }
    for role, side in (("actor", "side_a"), ("recipient", "side_b")):
        name = row.get(side) or ""
        state = name.startswith(GOVERNMENT)
        event[role] = name or None
        event[f"{role}_country"] = country_code(name.removeprefix(GOVERNMENT)) if state else None
        event[f"{role}_type"] = _type(name, row["type_of_violence"])
    return event | {name: row.get(name) for name in EXTRAS} | {"low": old["low"]}


def _type(name: str, violence: str | None) -> str | None:
    """Return the type of a side: a state, an organisation that fights one, civilians; else it is not told."""
    if name.startswith(GOVERNMENT):
        return "state"
    if violence == ONE_SIDED:
        return "civilians" if name == CIVILIANS else None
    return "rebel" if violence == STATE_BASED else None


def _tellings(row: Row) -> list[Row]:
    """Return a telling for each headline; one only where headlines, offices and dates do not pair."""
    texts, offices, days = (split(row.get(f"source_{name}")) for name in ("headline", "office", "date"))
    if not texts or len({len(texts), len(offices), len(days)}) != 1:
        text = row.get("source_headline") or row.get("source_article") or row.get("dyad_name") or ""
        texts, offices, days = [text], [row.get("source_office") or ""], days[:1] or [""]
    headed = bool(row.get("source_headline"))
    return [
        {
            "evidence": text,
            "title": text if headed else None,
            "publisher": office or None,
            "published": _published(day),
        }
        for text, office, day in zip(texts, offices, days, strict=True)
    ]


def _published(text: str) -> str | None:
    """Return the day of a source, where it is one."""
    try:
        return _day(text)
    except ValueError:
        return None


def _day(text: str | None) -> str:
    """Return the day of a time as GED writes it (`2019-04-08 00:00:00.000`)."""
    return date.fromisoformat((text or "").strip()[:10]).isoformat()


FORMAT = Format("ucdp", "UCDP GED", (".ged.csv",), refuse, read, columns=COLUMNS)
