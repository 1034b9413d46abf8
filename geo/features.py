"""Incidents -> features: the GeoDataFrame of the output, its schema in one place.

A row is an incident, its geometry a point or nothing, its CRS EPSG:4326. `SCHEMA` says what every column
holds; `validate` checks a frame against it at the project's boundaries.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Literal

import geopandas as gpd
import pandas as pd
import shapely

from geo.coding.codes import Codes, codes
from geo.errors import FeatureError
from geo.ontology import date_precisions, event_types, precisions, statuses

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.records import Actor, DateSpan, Incident, Telling

CRS = "EPSG:4326"
TEXT, COUNT, NUMBER, DAY = "string", "Int64", "float64", "datetime64[s]"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the frame."""

    name: str
    dtype: str
    """`string`, `Int64`, `float64` or `datetime64[s]` (days, without a time zone)."""
    meaning: str
    choices: tuple[str, ...] | None = None
    """All values that may stand here, where they are few."""
    required: bool = False
    """Whether it may never be null."""


SCHEMA: tuple[Column, ...] = (
    Column("incident_id", TEXT, "stable across runs", required=True),
    Column("event_type", TEXT, "what happened", tuple(event_types()), required=True),
    Column("event_group", TEXT, "the group of the event type", required=True),
    Column("status", TEXT, "whether it happened", tuple(statuses()), required=True),
    Column("event_date", DAY, "first day"),
    Column("event_date_end", DAY, "last day, the same for a single day"),
    Column("date_precision", TEXT, "how exactly the date is known", tuple(date_precisions())),
    Column("date_text", TEXT, "the date as written; null where it is the article's own"),
    Column("actor", TEXT, "who did it, as written"),
    Column("actor_name", TEXT, "canonical name of the actor"),
    Column("actor_type", TEXT, "state, military, police, rebel, militia, civilians, ..."),
    Column("actor_country", TEXT, "ISO 3166-1 alpha-2"),
    Column("associated_actors", TEXT, "who acted together with the actor, separated by `; `"),
    Column("recipient", TEXT, "to whom or with whom, as written"),
    Column("recipient_name", TEXT, "canonical name of the recipient"),
    Column("recipient_type", TEXT, "as actor_type"),
    Column("recipient_country", TEXT, "ISO 3166-1 alpha-2"),
    Column("associated_recipients", TEXT, "to whom else it was done, separated by `; `"),
    Column("interaction", COUNT, "ACLED's code for the pair of actor types"),
    Column("place", TEXT, "the place as written"),
    Column("place_phrase", TEXT, "the spatial phrase as written, such as `near Kirkuk`"),
    Column("place_name", TEXT, "the place's name in the gazetteer"),
    Column("geonameid", COUNT, "its GeoNames id"),
    Column("country", TEXT, "ISO 3166-1 alpha-2"),
    Column("admin1", TEXT, "its first-level area"),
    Column("precision", TEXT, "how exactly the place is known", tuple(precisions())),
    Column("radius_km", NUMBER, "radius of the circle that is meant, km"),
    Column("place_basis", TEXT, "where the place is told", ("sentence", "context", "dateline")),
    Column("place_confidence", NUMBER, "probability that the place is the one meant, 0 to 1"),
    Column("place_reason", TEXT, "what decided for this place, or why there is none"),
    Column("killed", COUNT, "killed, lower bound"),
    Column("killed_max", COUNT, "killed, upper bound of the reports"),
    Column("killed_text", TEXT, "the words for the number"),
    Column("wounded", COUNT, "wounded, lower bound"),
    Column("wounded_max", COUNT, "wounded, upper bound of the reports"),
    Column("wounded_text", TEXT, "the words for the number"),
    Column("trigger", TEXT, "the word that names the event"),
    Column("evidence", TEXT, "the sentence that says so", required=True),
    Column("evidence_start", COUNT, "of the sentence, in code points of the article"),
    Column("evidence_end", COUNT, "of the sentence"),
    Column("confidence", NUMBER, "probability that it is a happening of its own and of this type, 0 to 1"),
    Column("article", TEXT, "doc_id or file name of the article", required=True),
    Column("title", TEXT, "its title"),
    Column("url", TEXT, "its address"),
    Column("publisher", TEXT, "who published it"),
    Column("published", DAY, "when"),
    Column("reports", COUNT, "in how many articles the incident is told"),
    Column("sources", COUNT, "by how many publishers"),
    Column("tellings", TEXT, "all evidence, as a JSON list of objects"),
    Column("corrected", TEXT, "columns that a user's corrections set, separated by blanks"),
    Column("acled_event_type", TEXT, "ACLED event type"),
    Column("acled_sub_event_type", TEXT, "ACLED sub-event type"),
    Column("geo_precision", COUNT, "ACLED geo_precision"),
    Column("time_precision", COUNT, "ACLED time_precision"),
    Column("plover_event", TEXT, "PLOVER event"),
    Column("plover_mode", TEXT, "PLOVER mode"),
    Column("ucdp_where_prec", COUNT, "UCDP where_prec"),
    Column("ucdp_date_prec", COUNT, "UCDP date_prec"),
)
COLUMNS: tuple[str, ...] = tuple(column.name for column in SCHEMA)
CODES = tuple(part.name for part in fields(Codes))
TELLING = ("article", "title", "url", "publisher", "published", "evidence", "start", "end", "trigger")
"""What each object of the column `tellings` says."""


def to_features(
    incidents: Iterable[Incident], *, on_unresolved: Literal["keep", "drop", "raise"] = "keep"
) -> gpd.GeoDataFrame:
    """Turn incidents into features.

    Parameters
    ----------
    incidents
        In the order of the rows.
    on_unresolved
        What becomes of an incident without a location: a row without geometry (`keep`), nothing
        (`drop`), or an error (`raise`).

    Returns
    -------
    geopandas.GeoDataFrame
        The columns of `SCHEMA` and a point geometry in degrees (EPSG:4326), one row an incident.

    Raises
    ------
    FeatureError
        Under `raise`, for the first incident without a location.
    """
    kept = []
    for incident in incidents:
        if incident.location is None and on_unresolved != "keep":
            if on_unresolved == "raise":
                raise FeatureError(
                    f"{incident.tellings[0].article}: no location for {incident.place_text!r}"
                    f" ({incident.unlocated}): keep or drop such incidents, or add the place"
                )
            continue
        kept.append(incident)
    rows = [_row(incident) for incident in kept]
    geometry = [
        None if i.location is None else shapely.Point(i.location.longitude, i.location.latitude) for i in kept
    ]
    frame = pd.DataFrame(
        {c.name: pd.Series([row[c.name] for row in rows], dtype=c.dtype) for c in SCHEMA}, columns=COLUMNS
    )
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(geometry, index=frame.index, crs=CRS), crs=CRS)


def validate(features: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Check features against the schema and return them.

    Raises
    ------
    FeatureError
        Naming the column, the first row that is wrong, and what would be right.
    """
    missing = [name for name in COLUMNS if name not in features.columns]
    if missing:
        raise FeatureError(f"features lack the columns {', '.join(missing)}: start from to_features()")
    if features.crs is None or not features.crs.equals(CRS):
        raise FeatureError(f"features have the CRS {features.crs}: convert with .to_crs('{CRS}')")
    for column in SCHEMA:
        values = features[column.name]
        if str(values.dtype) != column.dtype:
            raise FeatureError(f"{column.name} is {values.dtype}: it must be {column.dtype}")
        if column.required and values.isna().any():
            raise FeatureError(f"row {values.isna().idxmax()}: {column.name} is empty")
        if column.choices:
            wrong = values.notna() & ~values.isin(column.choices)
            if wrong.any():
                raise FeatureError(
                    f"row {wrong.idxmax()}: {column.name} is {values[wrong.idxmax()]!r}:"
                    f" choose from {', '.join(column.choices)}"
                )
    if features["incident_id"].duplicated().any():
        raise FeatureError(
            f"incident_id {features['incident_id'][features['incident_id'].duplicated()].iloc[0]!r} twice"
        )
    located = features.geometry[features.geometry.notna()]
    if not (located.geom_type == "Point").all() or not (
        located.x.between(-180, 180).all() and located.y.between(-90, 90).all()
    ):
        raise FeatureError("geometries must be points in degrees, or none")
    return features


def _row(incident: Incident) -> dict[str, Any]:
    coded = codes(incident)
    return {
        **dict.fromkeys(COLUMNS),
        **_what(incident),
        **_who("actor", incident.actor, incident.associated_actors),
        **_who("recipient", incident.recipient, incident.associated_recipients),
        **_when(incident.when),
        **_where(incident),
        **_evidence(incident.tellings),
        **{name: getattr(coded, name) for name in CODES},
    }


def _what(incident: Incident) -> dict[str, Any]:
    return {
        "incident_id": incident.incident_id,
        "event_type": incident.event_type,
        "event_group": event_types()[incident.event_type].group,
        "status": incident.status,
        "killed": incident.killed,
        "killed_max": incident.killed_max,
        "killed_text": incident.killed_text,
        "wounded": incident.wounded,
        "wounded_max": incident.wounded_max,
        "wounded_text": incident.wounded_text,
        "confidence": incident.confidence,
        "corrected": " ".join(incident.corrected) or None,
    }


def _who(role: str, actor: Actor | None, associated: Iterable[Actor]) -> dict[str, Any]:
    names = ((other.name or other.text).replace(";", ",") for other in associated)
    return {
        role: actor and actor.text,
        **{f"{role}_{part}": actor and getattr(actor, part) for part in ("name", "type", "country")},
        f"associated_{role}s": "; ".join(names) or None,
    }


def _when(when: DateSpan | None) -> dict[str, Any]:
    if when is None:
        return {}
    return {
        "event_date": when.start,
        "event_date_end": when.end,
        "date_precision": when.precision,
        "date_text": when.text,
    }


def _where(incident: Incident) -> dict[str, Any]:
    told = {
        "place": incident.place_text,
        "place_phrase": incident.place_phrase,
        "place_basis": incident.place_basis,
        "place_reason": incident.unlocated,
    }
    location = incident.location
    if location is None:
        return told
    return told | {
        "place_name": location.place.name,
        "geonameid": location.place.geonameid,
        "country": location.place.country,
        "admin1": location.place.admin1,
        "precision": location.precision,
        "radius_km": location.radius_km,
        "place_confidence": location.confidence,
        "place_reason": location.reason,
    }


def _evidence(tellings: Sequence[Telling]) -> dict[str, Any]:
    best = tellings[0]
    return {
        **{name: getattr(best, name) for name in TELLING if name not in ("start", "end")},
        "evidence_start": best.start,
        "evidence_end": best.end,
        "reports": len({t.article for t in tellings}),
        "sources": len({t.publisher or t.article for t in tellings}),
        "tellings": json.dumps([_telling(t) for t in tellings], ensure_ascii=False),
    }


def _telling(telling: Telling) -> dict[str, Any]:
    told = {name: getattr(telling, name) for name in TELLING}
    return told | {"published": telling.published and telling.published.isoformat()}
