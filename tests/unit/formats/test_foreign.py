"""ACLED's shape written, and the exports of ACLED and UCDP GED read. The rows here are made up."""

import csv
import json
import logging

import pandas as pd
import pytest

from geo import formats
from geo.errors import FormatError
from geo.features import to_features, validate
from geo.formats.acled import COLUMNS
from geo.formats.areas import area_ids
from geo.records import Actor

ACLED = {
    "event_id_cnty": "LBY1", "event_date": "2019-04-08", "year": "2019", "time_precision": "1",
    "disorder_type": "Political violence", "event_type": "Explosions/Remote violence",
    "sub_event_type": "Air/drone strike", "actor1": "Military Forces of Libya (2016-) Air Force",
    "assoc_actor_1": "Forces of Exampleland", "inter1": "State forces", "actor2": "Civilians (Libya)",
    "assoc_actor_2": "", "inter2": "Civilians", "interaction": "State forces-Civilians",
    "civilian_targeting": "Civilian targeting", "iso": "434", "region": "Northern Africa",
    "country": "Libya", "admin1": "Tripoli", "admin2": "", "admin3": "", "location": "Tripoli",
    "latitude": "32.8874", "longitude": "13.1874", "geo_precision": "2", "source": "One; Two",
    "source_scale": "National", "notes": "=Jets struck an airfield, “twice”.", "fatalities": "3",
    "tags": "", "timestamp": "1",
}  # fmt: skip
"""As exported since 2024, with words for the codes."""
OLDER_ACLED = {
    "data_id": "9", "iso": "004", "event_id_cnty": "AFG9", "event_id_no_cnty": "9",
    "event_date": "08 April 2019", "year": "2019", "time_precision": "2", "event_type": "Battles",
    "sub_event_type": "Armed clash", "actor1": "Taliban", "assoc_actor_1": "", "inter1": "2",
    "actor2": "Police Forces of Afghanistan (2004-2021)", "assoc_actor_2": "", "inter2": "1",
    "interaction": "12", "region": "South Asia", "country": "Afghanistan", "admin1": "Kandahar",
    "admin2": "Maywand", "admin3": "", "location": "Kandahar", "latitude": "31.6", "longitude": "65.7",
    "geo_precision": "3", "source": "Radio", "source_scale": "National", "notes": "A post was attacked.",
    "fatalities": "0", "timestamp": "1", "iso3": "AFG",
}  # fmt: skip
"""As exported until 2023, with numbers for the codes and dates in words."""
GED = {
    "id": "7", "relid": "MYA-2019-1-7", "year": "2019", "active_year": "1", "code_status": "Clear",
    "type_of_violence": "3", "conflict_dset_id": "1", "conflict_new_id": "1",
    "conflict_name": "A - Civilians", "dyad_dset_id": "1", "dyad_new_id": "1", "dyad_name": "A - Civilians",
    "side_a_dset_id": "1", "side_a_new_id": "1", "side_a": "Government of Myanmar (Burma)",
    "side_b_dset_id": "1", "side_b_new_id": "9999", "side_b": "Civilians", "number_of_sources": "2",
    "source_article": '"Wire,2019-04-11,Attack near Sittwe";"Radio,2019-04-12,Villagers flee"',
    "source_office": "Wire;Radio", "source_date": "2019-04-11;2019-04-12",
    "source_headline": "Attack near Sittwe;Villagers flee", "source_original": "police",
    "where_prec": "5", "where_coordinates": "Sittwe town", "where_description": "on the road to Sittwe",
    "adm_1": "Rakhine state", "adm_2": "", "latitude": "20.1", "longitude": "92.9",
    "geom_wkt": "POINT (92.9 20.1)", "priogrid_gid": "157866", "country": "Myanmar (Burma)",
    "country_id": "775", "region": "Asia", "event_clarity": "1", "date_prec": "2",
    "date_start": "2019-04-08 00:00:00.000", "date_end": "2019-04-10 00:00:00.000", "deaths_a": "0",
    "deaths_b": "0", "deaths_civilians": "4", "deaths_unknown": "0", "best": "4", "high": "9", "low": "2",
    "gwnoa": "775", "gwnob": "",
}  # fmt: skip


def save(path, *rows, delimiter=","):
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0], delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def told(row, **expected):
    """Compare some columns of a row."""
    found = {name: None if pd.isna(row[name]) else row[name] for name in expected}
    assert found == expected


def test_an_export_of_acled_is_known_by_its_columns(tmp_path):
    row = validate(formats.read(save(tmp_path / "export.csv", ACLED))).iloc[0]
    told(
        row, incident_id="LBY1", event_type="air_strike", event_group="violence", status="happened",
        actor="Military Forces of Libya (2016-) Air Force", actor_type="military", actor_country="LY",
        recipient_type="civilians", recipient_country="LY", interaction=17, country="LY", admin1="Tripoli",
        place_name="Tripoli", precision="near", geo_precision=2, ucdp_where_prec=2, date_precision="day",
        time_precision=1, ucdp_date_prec=1, killed=3, killed_max=3, sources=2, publisher="One; Two",
        evidence=ACLED["notes"], associated_actors="Forces of Exampleland", associated_recipients=None,
        acled_event_type="Explosions/Remote violence",
        acled_sub_event_type="Air/drone strike", plover_event="ASSAULT",
    )  # fmt: skip
    assert row["event_date"] == row["event_date_end"] == pd.Timestamp(2019, 4, 8)
    assert row["geometry"].coords[0] == (13.1874, 32.8874)


def test_what_acled_tells_beyond_our_columns_comes_along(tmp_path):
    row = formats.read(save(tmp_path / "export.csv", ACLED)).iloc[0]
    told(row, civilian_targeting="Civilian targeting")
    assert "tags" not in row.index  # nothing in it


def test_the_older_export_with_numbers_and_written_dates_is_read(tmp_path):
    read = validate(formats.read(save(tmp_path / "export.csv", OLDER_ACLED)))
    told(
        read.iloc[0], event_type="armed_clash", event_date=pd.Timestamp(2019, 4, 8), date_precision="week",
        time_precision=2, actor_type="rebel", actor_country=None, recipient_type="police",
        recipient_country="AF", interaction=12, country="AF", precision="region", geo_precision=3, killed=0,
        admin2="Maywand",
    )  # fmt: skip
    assert area_ids(read).tolist() == ["region:AF:1138335"]


def test_an_export_with_semicolons_and_capitals_is_read(tmp_path):
    shouted = {name.upper(): value for name, value in OLDER_ACLED.items()}
    row = formats.read(save(tmp_path / "export.csv", shouted, delimiter=";")).iloc[0]
    told(row, incident_id="AFG9", event_type="armed_clash", country="AF")


@pytest.mark.parametrize(
    ("inter1", "inter2", "code"),
    [
        ("Rebel group", "State forces", 12), ("Protesters", "", 60), ("Civilians", "Civilians", 77),
        ("External/Other forces", "Political militia", 38), ("", "", None),
    ],
)  # fmt: skip
def test_words_for_actors_give_the_code_of_the_pair(tmp_path, inter1, inter2, code):
    row = {**ACLED, "inter1": inter1, "inter2": inter2, "interaction": "in words"}
    told(formats.read(save(tmp_path / "export.csv", row)).iloc[0], interaction=code)


@pytest.mark.parametrize(
    ("name", "inter", "kind", "country"),
    [
        ("Military Forces of Egypt (2014-)", "External/Other forces", "military", "EG"),
        ("Police Forces of the United States (2021-2025)", "State forces", "police", "US"),
        ("Government of Mali (2021-)", "State forces", "state", "ML"),
        ("Wagner Group", "External/Other forces", "private_military", None),
        ("Rioters (Ivory Coast)", "Rioters", "protesters", "CI"),
        ("Unidentified Armed Group (Libya)", "Political militia", "militia", "LY"),
        ("ISWAP: Islamic State (West Africa)", "Rebel group", "rebel", None),
    ],
)
def test_names_of_actors_tell_their_type_and_country(tmp_path, name, inter, kind, country):
    row = formats.read(save(tmp_path / "export.csv", {**ACLED, "actor1": name, "inter1": inter})).iloc[0]
    told(row, actor=name, actor_type=kind, actor_country=country)


def test_no_more_than_the_country_is_known_where_no_region_is_named(tmp_path):
    row = {**OLDER_ACLED, "admin1": "", "location": "Afghanistan"}
    told(formats.read(save(tmp_path / "export.csv", row)).iloc[0], precision="country", geo_precision=3)


def test_an_event_that_stands_once_for_each_actor_is_taken_once(tmp_path, caplog):
    path = save(tmp_path / "export.csv", ACLED, ACLED, {**ACLED, "event_id_cnty": "LBY2"})
    assert formats.read(path)["incident_id"].tolist() == ["LBY1", "LBY2"]
    assert "1 rows of events that stand there already are left out" in caplog.text


def test_a_sub_event_that_is_new_counts_as_its_event_and_is_told(tmp_path, caplog):
    path = save(tmp_path / "export.csv", {**ACLED, "sub_event_type": "Ray gun"})
    told(formats.read(path).iloc[0], event_type="explosive", acled_sub_event_type="Ray gun")
    assert "sub_event_type 'Ray gun' of 1 events is not known" in caplog.text


def test_an_export_of_before_sub_events_is_read(tmp_path):
    old = {**OLDER_ACLED, "event_type": "Battle-No change of territory"}
    del old["sub_event_type"]
    told(formats.read(save(tmp_path / "old.csv", old), format="acled").iloc[0], event_type="armed_clash")


def test_a_code_that_acled_does_not_have_is_refused(tmp_path):
    path = save(tmp_path / "export.csv", {**ACLED, "event_type": "Cold", "sub_event_type": "Sneeze"})
    with pytest.raises(FormatError, match="LBY1: neither event_type 'Cold' nor sub_event_type 'Sneeze'"):
        formats.read(path)


def test_an_export_of_ged_is_read(tmp_path):
    row = validate(formats.read(save(tmp_path / "ged.csv", GED))).iloc[0]
    told(
        row, incident_id="7", event_type="attack", actor_type="state", actor_country="MM",
        recipient="Civilians", recipient_type="civilians", killed=4, killed_max=9, low="2",
        precision="border", ucdp_where_prec=5, geo_precision=3, country="MM", admin1="Rakhine state",
        place="Sittwe town", place_phrase="on the road to Sittwe", date_precision="week", ucdp_date_prec=2,
        time_precision=2, event_date=pd.Timestamp(2019, 4, 8), event_date_end=pd.Timestamp(2019, 4, 10),
        evidence="Attack near Sittwe", title="Attack near Sittwe", publisher="Wire",
        published=pd.Timestamp(2019, 4, 11), reports=2, sources=2, deaths_civilians="4",
        acled_event_type="Violence against civilians", acled_sub_event_type="Attack",
    )  # fmt: skip


def test_each_headline_of_ged_is_a_telling(tmp_path):
    row = formats.read(save(tmp_path / "ged.csv", GED)).iloc[0]
    tellings = json.loads(row["tellings"])
    assert [(t["publisher"], t["published"], t["evidence"]) for t in tellings] == [
        ("Wire", "2019-04-11", "Attack near Sittwe"), ("Radio", "2019-04-12", "Villagers flee"),
    ]  # fmt: skip


def test_headlines_of_ged_that_do_not_pair_with_offices_stay_together(tmp_path):
    row = formats.read(save(tmp_path / "ged.csv", {**GED, "source_office": "Wire"})).iloc[0]
    told(row, evidence=GED["source_headline"], publisher="Wire", reports=1, sources=2)


def test_ged_without_a_headline_shows_the_source(tmp_path):
    row = {**GED, "source_headline": "", "source_office": "", "source_date": "", "number_of_sources": "-1"}
    row = formats.read(save(tmp_path / "ged.csv", row)).iloc[0]
    told(row, evidence=GED["source_article"], title=None, publisher=None, sources=1)


@pytest.mark.parametrize(
    ("prec", "precision", "area"),
    [
        ("1", "city", None), ("2", "near", None), ("3", "district", None), ("6", "country", "country:MM"),
        ("4", "region", "region:MM:1298852"), ("7", "waters", None),
    ],
)  # fmt: skip
def test_where_prec_of_ged_is_the_precision_and_the_area(tmp_path, prec, precision, area):
    read = formats.read(save(tmp_path / "ged.csv", {**GED, "where_prec": prec}))
    told(read.iloc[0], precision=precision, ucdp_where_prec=int(prec))
    assert [None if pd.isna(name) else name for name in area_ids(read)] == [area]


@pytest.mark.parametrize(
    ("violence", "sides", "types"),
    [
        ("1", ("Government of India", "Government of Pakistan"), ("state", "state")),
        ("1", ("Government of Mali", "CMA"), ("state", "rebel")),
        ("2", ("Murle", "Lou Nuer"), (None, None)),
        ("3", ("IS", "Civilians"), (None, "civilians")),
    ],
)
def test_sides_of_ged_have_the_type_that_is_told(tmp_path, violence, sides, types):
    row = {**GED, "type_of_violence": violence, "side_a": sides[0], "side_b": sides[1]}
    row = formats.read(save(tmp_path / "ged.csv", row)).iloc[0]
    told(row, actor_type=types[0], recipient_type=types[1])


def test_the_older_names_of_geds_estimates_are_known(tmp_path):
    older = {f"{name}_est" if name in ("best", "high", "low") else name: text for name, text in GED.items()}
    told(formats.read(save(tmp_path / "ged.csv", older)).iloc[0], killed=4, killed_max=9, low="2")


def test_ged_becomes_acleds_shape(tmp_path):
    formats.write(formats.read(save(tmp_path / "ged.csv", GED)), tmp_path / "a.acled.csv")
    told(
        formats.read(tmp_path / "a.acled.csv").iloc[0], event_type="attack", actor_type="state", country="MM",
        killed=4, geo_precision=3, event_date=pd.Timestamp(2019, 4, 8),
    )  # fmt: skip


def test_what_is_read_can_be_written(tmp_path):
    ged = formats.read(save(tmp_path / "ged.csv", GED))
    formats.write(ged, tmp_path / "ged.gpkg")
    assert formats.read(tmp_path / "ged.gpkg").loc[0, "place_phrase"] == "on the road to Sittwe"


def test_ged_is_not_written(features, tmp_path):
    with pytest.raises(FormatError, match="can only be read"):
        formats.write(features, tmp_path / "a.csv", format="ucdp")


def test_acleds_shape_has_its_columns_codes_and_only_its_events(make_incident, tmp_path, caplog):
    strike = make_incident(
        2, status="happened", killed=None, actor=Actor("jets", "Air Force", "military", "EG"),
        recipient=Actor("villagers", None, "civilians", "LY"), event_type="air_strike",
        associated_actors=(Actor("the navy", "Navy; of Egypt"), Actor("gunboats")),
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
    assert (row["assoc_actor_1"], row["assoc_actor_2"]) == ("Navy, of Egypt; gunboats", "")
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
