"""Which countries an article is about."""

from geo.coding.countries import about
from geo.records import Location, Mention, Place

LIBYA = Place("p:libya", "Libya", 17.0, 27.0, "country", 800.0, "LY", feature_class="A")
UTICA = Place("p:utica", "Utica", -75.2, 43.1, "city", 5.0, "US", population=60_000)
ROME = Place("p:rome", "Rome", -75.5, 43.2, "city", 5.0, "US", population=32_000)


def named(place, text, start=0, kind="toponym"):
    at = Location(place.longitude, place.latitude, place.precision, place.radius_km, place, 0.9)
    return Mention(f"m{start}", kind, start, start + len(text), text), at


def test_a_country_is_known_by_itself_or_by_two_towns():
    assert about([named(UTICA, "Utica"), named(UTICA, "Utica", 20)]).shares == {}
    found = about([named(LIBYA, "Libya"), named(UTICA, "Utica", 20), named(ROME, "Rome", 40)])
    assert {k: round(v, 2) for k, v in found.shares.items()} == {"US": 0.67, "LY": 0.33}


def test_what_is_named_in_the_dateline_counts_nothing():
    found = about([named(LIBYA, "Libya"), named(LIBYA, "Libya", 30)], line=(0, 10))
    assert found.names == {("libya", "LY"): 1.0}


def test_a_group_that_acts_at_home_tells_its_country():
    found = about([named(LIBYA, "Libyan", kind="demonym")], natives=[("FARC", "CO"), ("FARC", "CO")])
    assert list(found.shares) == ["CO", "LY"]


def test_a_name_does_not_speak_for_itself():
    found = about([named(LIBYA, "Libya"), named(UTICA, "UCA", 20), named(UTICA, "UCA", 40)])
    assert found.share("US", "UCA") == 0.0
    assert found.share("LY", "UCA") == 1.0
