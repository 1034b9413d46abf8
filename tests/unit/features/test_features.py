"""The schema: what a row holds, and what is refused."""

from datetime import date

import pandas as pd
import pytest

from geo.errors import FeatureError
from geo.features import COLUMNS, to_features, validate
from geo.records import Actor, DateSpan, Incident, Location, Place, Telling

TRIPOLI = Place("geonames:2210247", "Tripoli", 13.19, 32.89, "city", 10.0, "LY", "Tripoli", geonameid=2210247)


def incident(incident_id="a", **changes):
    return Incident(
        **{
            "incident_id": incident_id,
            "event_type": "air_strike",
            "status": "happened",
            "tellings": (
                Telling("1", "Jets hit Tripoli.", 0, 17, "hit", publisher="A"),
                Telling("2", "A strike.", 5, 14, "strike", publisher="A", published=date(2020, 1, 3)),
            ),
            "actor": Actor("Jets", type="military"),
            "when": DateSpan(date(2020, 1, 2), date(2020, 1, 2), "day", "Thursday"),
            "place_text": "Tripoli",
            "location": Location(13.19, 32.89, "city", 10.0, TRIPOLI, 0.9, "capital"),
            "place_basis": "sentence",
            "killed": 3,
            **changes,
        }
    )


def test_a_row_holds_what_the_incident_holds():
    row = validate(to_features([incident()])).iloc[0]
    assert row["geometry"].coords[0] == (13.19, 32.89)
    assert (row["killed"], row["country"], row["geonameid"]) == (3, "LY", 2210247)
    assert row["event_date"] == pd.Timestamp(2020, 1, 2)
    assert (row["reports"], row["sources"]) == (2, 1)
    assert row["acled_sub_event_type"] == "Air/drone strike"
    assert row["evidence"] == "Jets hit Tripoli."


def test_those_who_acted_together_are_listed_by_name_or_else_as_written():
    others = (Actor("the LNA", "Libyan National Army"), Actor("men; women"))
    row = to_features([incident(associated_actors=others)]).iloc[0]
    assert row["associated_actors"] == "Libyan National Army; men, women"
    assert pd.isna(row["associated_recipients"])


def test_what_is_not_told_is_null():
    row = to_features([incident(when=None, actor=None, killed=None)]).iloc[0]
    assert row[["event_date", "actor", "actor_type", "killed", "recipient", "time_precision"]].isna().all()


def test_the_frame_of_no_incidents_has_all_columns_and_dtypes():
    frame = validate(to_features([]))
    assert list(frame.columns) == [*COLUMNS, "geometry"]
    assert len(frame) == 0


def test_unlocated_incidents_are_kept_dropped_or_refused():
    nowhere = incident("b", location=None, unlocated="no place told")
    assert to_features([incident(), nowhere]).geometry.isna().tolist() == [False, True]
    assert len(to_features([incident(), nowhere], on_unresolved="drop")) == 1
    with pytest.raises(FeatureError, match="no place told"):
        to_features([nowhere], on_unresolved="raise")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda f: f.drop(columns="status"), "lack the columns status"),
        (lambda f: f.to_crs(3857), "convert with"),
        (lambda f: f.assign(status=pd.array(["done"], "string")), "choose from happened"),
        (lambda f: f.assign(killed=1.5), "killed is float64"),
        (lambda f: f.assign(evidence=pd.array([None], "string")), "evidence is empty"),
        (lambda f: f.set_geometry(f.geometry.translate(400)), "must be points"),
        (lambda f: pd.concat([f, f]), "twice"),
    ],
)
def test_a_frame_of_another_shape_is_refused_with_the_reason(change, message):
    with pytest.raises(FeatureError, match=message):
        validate(change(to_features([incident()])))
