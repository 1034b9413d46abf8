"""The codes of ACLED, PLOVER and UCDP."""

from datetime import date

import pytest

from geo.coding.codes import _crosswalk, codes
from geo.ontology import event_types
from geo.records import Actor, DateSpan, Incident, Location, Place, Telling

ALEPPO = Place("geonames:170063", "Aleppo", 37.16, 36.2, "city", 10.0, "SY")


def incident(event_type, evidence="It happened.", trigger="happened", **changes):
    told = Telling("1", evidence, 0, len(evidence), trigger)
    return Incident("i", event_type, "happened", (told,), **changes)


def at(place, precision="city"):
    return Location(place.longitude, place.latitude, precision, 10.0, place, 0.9)


ARMY, REBELS, CIVILIANS = (
    Actor("the army", type="military", country="SY"),
    Actor("r", type="rebel"),
    Actor("c", type="civilians"),
)


@pytest.mark.parametrize(
    ("incident", "sub_event"),
    [
        (incident("territory_capture", actor=ARMY, location=at(ALEPPO)), "Government regains territory"),
        (incident("territory_capture", actor=REBELS), "Non-state actor overtakes territory"),
        (
            incident(
                "territory_capture", actor=Actor("t", type="military", country="TR"), location=at(ALEPPO)
            ),
            "Non-state actor overtakes territory",
        ),
        (incident("attack", actor=REBELS, recipient=CIVILIANS), "Attack"),
        (incident("attack", actor=REBELS, recipient=ARMY), "Armed clash"),
        (incident("explosive", "A grenade was thrown."), "Grenade"),
        (incident("explosive", "A bomb went off."), "Remote explosive/landmine/IED"),
        (incident("protest", "Police fired tear gas at the crowd."), "Protest with intervention"),
        (incident("protest", killed=2), "Excessive force against protesters"),
        (incident("protest"), "Peaceful protest"),
        (incident("seizure", "Police seized rifles."), "Disrupted weapons use"),
    ],
)
def test_the_sub_event_follows_actors_and_words(incident, sub_event):
    assert codes(incident).acled_sub_event_type == sub_event


def test_the_mode_follows_words():
    assert codes(incident("air_strike", "A drone hit a car.")).plover_mode == "drone"
    assert codes(incident("attack", trigger="beaten")).plover_mode == "beat"
    assert codes(incident("protest", trigger="strike")).plover_mode == "strike"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"actor": ARMY, "recipient": REBELS}, 12),
        ({"actor": CIVILIANS, "recipient": REBELS}, 27),
        ({"actor": ARMY, "recipient": ARMY}, 11),
        (
            {"actor": Actor("t", type="military", country="TR"), "recipient": REBELS, "location": at(ALEPPO)},
            28,
        ),
        ({"actor": Actor("Gunmen", type="rebel"), "recipient": CIVILIANS}, 37),
        ({"actor": REBELS}, None),
        ({"actor": REBELS, "recipient": Actor("x")}, None),
    ],
)
def test_the_interaction_follows_both_types(changes, code):
    assert codes(incident("attack", **changes)).interaction == code


def test_a_protest_has_one_side():
    assert codes(incident("protest")).interaction == 60
    assert codes(incident("riot", recipient=ARMY)).interaction == 15


def test_precisions_have_codes():
    when = DateSpan(date(2020, 1, 1), date(2020, 1, 3), "week")
    found = codes(incident("attack", when=when, location=at(ALEPPO, "near")))
    assert (found.geo_precision, found.ucdp_where_prec, found.time_precision, found.ucdp_date_prec) == (
        2,
        2,
        2,
        2,
    )


def test_every_rule_is_of_a_type_of_the_ontology():
    assert set(_crosswalk()[0]) <= set(event_types())
