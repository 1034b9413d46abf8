"""Corrections of a user: they hold, they are marked, they last, they warn."""

import logging
from datetime import date

import pytest

from geo.coding import correct, read_corrections
from geo.coding.corrections import abouts
from geo.errors import OptionError
from geo.records import Actor, Incident, Location, Place, Telling

TRIPOLI = Place("geonames:2210247", "Tripoli", 13.19, 32.89, "city", 10.0, "LY")
LEBANESE = Place("geonames:266826", "Tripoli", 35.84, 34.43, "city", 10.0, "LB")
BEIRUT = Place("geonames:276781", "Beirut", 35.5, 33.89, "city", 10.0, "LB")


class Gazetteer:
    def place(self, key):
        return {p.id: p for p in (TRIPOLI, LEBANESE, BEIRUT)}[key]

    def reverse(self, longitude, latitude, *, within_km):
        return []


def incident(name, place=TRIPOLI, article="1", **changes):
    location = Location(place.longitude, place.latitude, "city", 10.0, place, 0.5)
    fields = {"place_text": place.name, "location": location, "actor": Actor("gunmen"), **changes}
    return Incident(name, "attack", "happened", (Telling(article, "It.", 0, 3, "hit"),), **fields)


@pytest.fixture
def apply(tmp_path):
    def run(text, *incidents, suffix=".csv"):
        path = tmp_path / f"corrections{suffix}"
        path.write_text(text, encoding="utf-8")
        return list(correct(incidents, read_corrections(path), Gazetteer(), abouts(incidents)))

    return run


def test_a_row_sets_a_value_of_one_incident_and_is_recorded(apply):
    first, second = apply("incident_id,column,value\na,killed,3\n", incident("a"), incident("b"))
    assert (first.killed, first.killed_max, first.corrected) == (3, 3, ("killed",))
    assert (second.killed, second.corrected) == (None, ())
    assert first.incident_id == "a"


def test_a_pattern_moves_a_place_in_articles_about_a_country(apply):
    told = [incident("a"), incident("b", BEIRUT), incident("c", BEIRUT), incident("d", article="2")]
    found = apply("place,about,column,value\nTripoli,Lebanon,geonameid,266826\n", *told)
    assert [i.location.place.country for i in found] == ["LB", "LB", "LB", "LY"]
    assert found[0].corrected == ("geonameid",)


def test_toml_says_the_same(apply):
    text = '[[corrections]]\nincident_id = "a"\ncolumn = "killed"\nvalue = 3\n'
    assert apply(text, incident("a"), suffix=".toml")[0].killed == 3


@pytest.mark.parametrize(
    ("column", "value", "attribute", "expected"),
    [
        ("event_type", "armed_clash", "event_type", "armed_clash"),
        ("status", "denied", "status", "denied"),
        ("actor_name", "Boko Haram", "actor", Actor("gunmen", "Boko Haram")),
        ("associated_actors", "army; navy ", "associated_actors", (Actor("army"), Actor("navy"))),
        ("actor_country", "Nigeria", "actor", Actor("gunmen", country="NG")),
        ("recipient", "villagers", "recipient", Actor("villagers")),
    ],
)
def test_columns_are_set(apply, column, value, attribute, expected):
    (found,) = apply(f"incident_id,column,value\na,{column},{value}\n", incident("a"))
    assert getattr(found, attribute) == expected


def test_days_and_points_are_set(apply):
    text = "incident_id,column,value\na,event_date,2020-05-01/2020-05-03\na,point,34.43 35.84\n"
    (found,) = apply(text, incident("a"))
    assert (found.when.start, found.when.end, found.when.precision) == (
        date(2020, 5, 1),
        date(2020, 5, 3),
        "week",
    )
    assert (found.location.latitude, found.location.longitude) == (34.43, 35.84)
    assert found.corrected == ("event_date", "point")


def test_a_point_that_is_set_has_the_country_of_the_nearest_town_and_no_basis(tmp_path, gazetteer):
    path = tmp_path / "c.csv"
    path.write_text("incident_id,column,value\na,point,32.9 13.2\n", encoding="utf-8")
    (found,) = correct([incident("a")], read_corrections(path), gazetteer)
    assert (found.location.place.country, found.place_basis) == ("LY", None)


def test_values_are_emptied_and_incidents_dropped(apply):
    text = "incident_id,action,column\na,empty,actor\na,empty,point\nb,drop,\n"
    (found,) = apply(text, incident("a"), incident("b"))
    assert (found.actor, found.location, found.unlocated) == (None, None, "emptied by a correction")


def test_a_row_that_matches_nothing_is_warned_of(apply, caplog):
    with caplog.at_level(logging.WARNING):
        apply("incident_id,column,value\ngone,killed,3\n", incident("a"))
    assert "corrections.csv:2: this correction matches no incident any more" in caplog.text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("incident_id,colum,value\na,killed,3\n", "corrections.csv:2: field 'colum' is not known"),
        ("incident_id,column,value\n,killed,3\n", "no condition"),
        ("incident_id,column,value\na,colour,3\n", "column 'colour' cannot be corrected"),
        ("incident_id,column,value\na,killed,\n", "there is no value"),
        ("incident_id,column,value\na,killed,many\n", "killed cannot be 'many': give a whole number"),
        ("incident_id,column,value\na,killed,-3\n", "give a whole number"),
        ("incident_id,column,value\na,event_date,soon\n", "event_date cannot be 'soon'"),
        ("incident_id,column,value\na,geonameid,Tripoli\n", "the number that GeoNames has"),
        ("incident_id,column,value\na,event_type,war\n", "choose from armed_clash"),
        ("incident_id,column,value\na,point,95 10\n", "latitude and longitude"),
        ("incident_id,action,column\na,change,killed\n", "action 'change'"),
        ("incident_id,action,column\na,empty,status\n", "may not be empty"),
        ("place,about,column,value\nTripoli,Atlantis,killed,3\n", "country 'Atlantis'"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_file_and_line_before_any_incident_is_there(apply, text, words):
    with pytest.raises(OptionError, match=words):
        apply(text)


def test_a_file_that_is_none_is_refused(tmp_path):
    path = tmp_path / "corrections.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(OptionError, match="CSV or TOML"):
        read_corrections(path)
