"""Which incidents are wanted."""

from datetime import date

import pytest

from geo.coding import Choices, finish, selection
from geo.errors import OptionError
from geo.records import DateSpan, Incident, Location, Place, Telling

CAIRO = Place("p:cairo", "Cairo", 31.24, 30.04, "city", 15.0, "EG")
FIJI = Place("p:suva", "Suva", 178.44, -18.14, "city", 5.0, "FJ")
MAY = DateSpan(date(2020, 5, 1), date(2020, 5, 31), "month", "May")


def incident(event_type="protest", status="happened", place=CAIRO, when=MAY):
    location = place and Location(place.longitude, place.latitude, "city", 10.0, place, 0.9)
    return Incident(
        "i",
        event_type,
        status,
        (Telling("1", "It.", 0, 3, "it"),),
        location=location,
        when=when,
        confidence=0.8,
    )


@pytest.mark.parametrize(
    ("wishes", "kept"),
    [
        ({}, True),
        ({"statuses": ["happened", "alleged"]}, True),
        ({"statuses": ["planned"]}, False),
        ({"types": ["protest"]}, True),
        ({"types": ["violence"]}, False),
        ({"types": ["violence", "protest"]}, True),
        ({"since": date(2020, 5, 31)}, True),
        ({"since": date(2020, 6, 1)}, False),
        ({"until": date(2020, 5, 1)}, True),
        ({"until": date(2020, 4, 30)}, False),
        ({"countries": ["Egypt"]}, True),
        ({"countries": ["eg", "LY"]}, True),
        ({"countries": ["Libya"]}, False),
        ({"bbox": (30.0, 29.0, 32.0, 31.0)}, True),
        ({"bbox": (0.0, 29.0, 10.0, 31.0)}, False),
        ({"min_confidence": 0.8}, True),
        ({"min_confidence": 0.9}, False),
    ],
)
def test_a_wish_is_met_or_not(wishes, kept):
    assert selection(**wishes).keeps(incident()) is kept


def test_what_is_not_told_cannot_fulfil_a_wish():
    assert not selection(since=date(2000, 1, 1)).keeps(incident(when=None))
    assert not selection(countries=["Egypt"]).keeps(incident(place=None))
    assert selection(statuses=["happened"]).keeps(incident(when=None, place=None))


def test_a_box_may_cross_the_date_line():
    pacific = selection(bbox=(170.0, -30.0, -170.0, 0.0))
    assert pacific.keeps(incident(place=FIJI))
    assert not pacific.keeps(incident())


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        ({"types": ["war"]}, "type 'war' is not known: choose from armed_clash"),
        ({"statuses": ["true"]}, "status 'true' is not known"),
        ({"countries": ["Atlantis"]}, "country 'Atlantis' is not known"),
        ({"countries": ["Egyptian"]}, "country 'Egyptian' is not known"),
        ({"since": date(2020, 2, 2), "until": date(2020, 2, 1)}, "exchange them"),
        ({"bbox": (0.0, 50.0, 10.0, 40.0)}, "west,south,east,north"),
        ({"min_confidence": 70}, "from 0 to 1"),
    ],
)
def test_a_wish_that_cannot_be_is_refused_with_the_choices(wishes, words):
    with pytest.raises(OptionError, match=words):
        selection(**wishes)


def test_the_finish_selects():
    kept = finish(
        [incident(), incident("riot")], Choices(merge="article", selection=selection(types=["riot"]))
    )
    assert [i.event_type for i in kept] == ["riot"]
