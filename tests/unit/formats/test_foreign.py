"""ACLED's shape written, and the exports of ACLED and UCDP GED read. The rows here are made up."""

import csv
import logging

import pandas as pd
import pytest

from geo import formats
from geo.errors import FormatError
from geo.features import to_features, validate
from geo.formats.acled import COLUMNS
from geo.records import Actor

ACLED = {
    "event_id_cnty": "LBY1", "event_date": "2019-04-08", "year": "2019", "time_precision": "1",
    "disorder_type": "Political violence", "event_type": "Explosions/Remote violence",
    "sub_event_type": "Air/drone strike", "actor1": "Forces of Exampleland", "inter1": "State forces",
    "actor2": "Civilians (Exampleland)", "inter2": "Civilians", "interaction": "State forces-Civilians",
    "iso": "434", "region": "Northern Africa", "country": "Libya", "admin1": "Tripoli", "location": "Tripoli",
    "latitude": "32.8874", "longitude": "13.1874", "geo_precision": "2", "source": "One; Two",
    "notes": "=Jets struck an airfield, “twice”.", "fatalities": "3", "timestamp": "1",
}  # fmt: skip
GED = {
    "id": "7", "relid": "LBY-2019-1-7", "year": "2019", "type_of_violence": "3", "dyad_name": "A - Civilians",
    "side_a": "A", "side_b": "Civilians", "number_of_sources": "2", "source_article": "Wire, 8 April",
    "source_office": "Wire", "source_headline": "Attack near Sirte", "where_prec": "5",
    "where_coordinates": "Sirte town", "where_description": "between Sirte and Misrata", "adm_1": "Surt",
    "latitude": "31.2", "longitude": "16.6", "country": "Myanmar (Burma)", "date_prec": "2",
    "date_start": "2019-04-08 00:00:00.000", "date_end": "2019-04-10 00:00:00.000", "best": "4", "high": "9",
    "low": "2",
}  # fmt: skip


def save(path, row):
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, row)
        writer.writeheader()
        writer.writerow(row)
    return path


def test_an_export_of_acled_is_known_by_its_columns(tmp_path):
    row = validate(formats.read(save(tmp_path / "export.csv", ACLED))).iloc[0]
    assert (row["incident_id"], row["event_type"], row["event_group"]) == ("LBY1", "air_strike", "violence")
    assert (row["actor_type"], row["recipient_type"], row["country"]) == ("state", "civilians", "LY")
    assert (row["precision"], row["geo_precision"], row["killed"], row["sources"]) == ("near", 2, 3, 2)
    assert row["event_date"] == row["event_date_end"] == pd.Timestamp(2019, 4, 8)
    assert row["geometry"].coords[0] == (13.1874, 32.8874)
    assert row["evidence"] == ACLED["notes"]


def test_the_older_export_with_numbers_and_written_dates_is_read(tmp_path):
    older = {
        **ACLED,
        "notes": "none",
        "event_date": "08 April 2019",
        "inter1": "1",
        "inter2": "7",
        "interaction": "17",
    }
    row = formats.read(save(tmp_path / "export.csv", older)).iloc[0]
    assert (row["actor_type"], row["interaction"]) == ("state", 17)
    assert row["event_date"] == pd.Timestamp(2019, 4, 8)


def test_a_code_that_acled_does_not_have_is_refused(tmp_path):
    with pytest.raises(FormatError, match="LBY1: sub_event_type 'Sneeze'"):
        formats.read(save(tmp_path / "export.csv", {**ACLED, "sub_event_type": "Sneeze"}))


def test_an_export_of_ged_is_read(tmp_path):
    row = validate(formats.read(save(tmp_path / "ged.csv", GED))).iloc[0]
    assert (row["incident_id"], row["event_type"], row["recipient_type"]) == ("7", "attack", "civilians")
    assert (row["killed"], row["killed_max"], row["precision"], row["country"]) == (4, 9, "border", "MM")
    assert (row["date_precision"], row["event_date_end"]) == ("week", pd.Timestamp(2019, 4, 10))
    assert row["evidence"] == "Attack near Sirte"


def test_what_is_read_can_be_written(tmp_path):
    ged = formats.read(save(tmp_path / "ged.csv", GED))
    formats.write(ged, tmp_path / "ged.gpkg")
    assert formats.read(tmp_path / "ged.gpkg").loc[0, "place_phrase"] == "between Sirte and Misrata"


def test_ged_is_not_written(features, tmp_path):
    with pytest.raises(FormatError, match="can only be read"):
        formats.write(features, tmp_path / "a.csv", format="ucdp")


def test_acleds_shape_has_its_columns_codes_and_only_its_events(make_incident, tmp_path, caplog):
    strike = make_incident(
        2, status="happened", killed=None, actor=Actor("jets", "Air Force", "military", "EG"),
        recipient=Actor("villagers", None, "civilians", "LY"), event_type="air_strike",
    )  # fmt: skip
    others = [make_incident(7, status="denied"), make_incident(18 + 4, event_type="meeting")]
    path = tmp_path / "a.acled.csv"
    with caplog.at_level(logging.WARNING):
        formats.write(to_features([strike, *others]), path)
    assert "2 of 3 are left out" in caplog.text
    with path.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert tuple(row) == COLUMNS
    assert row["event_type"] == "Explosions/Remote violence"
    assert (row["actor1"], row["actor2"]) == ("Air Force", "villagers")
    assert (row["inter1"], row["inter2"]) == ("8", "7")  # Egypt's, in Fiji
    assert (row["iso"], row["country"], row["region"]) == ("242", "Fiji", "Oceania")
    assert (row["fatalities"], row["civilian_targeting"]) == ("0", "Civilian targeting")
    assert row["disorder_type"] == "Political violence"
    back = formats.read(path).iloc[0]
    assert (back["incident_id"], back["event_type"], back["evidence"]) == (
        strike.incident_id, "air_strike", strike.tellings[0].evidence,
    )  # fmt: skip


def test_acleds_shape_of_no_events_is_a_table_without_rows(tmp_path):
    formats.write(to_features([]), tmp_path / "a.acled.csv")
    assert len(formats.read(tmp_path / "a.acled.csv")) == 0
