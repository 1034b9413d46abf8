"""Which countries an article is about."""

from importlib import import_module

import pytest

from geo.coding import code
from geo.coding.countries import about
from geo.records import Candidate, Location, Mention, Place

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


def test_one_other_town_does_not_make_a_town_one_abroad(read, gazetteer):
    text = (
        "[attack attacked] Gunmen attacked [place Sirte] on [date Friday]. "
        "[shelling shelled] Soldiers shelled [place Tunis] on [date Monday]."
    )
    assert [i.location.place.name for i in code(*read(text), gazetteer)] == ["Sirte", "Tunis"]


@pytest.mark.parametrize(("latitude", "place"), [(31.0, "Vostrakhum"), (64.0, "Libya")])
def test_what_a_service_finds_counts_in_the_countries_that_the_article_is_about(
    read, gazetteer, monkeypatch, latitude, place
):
    class Told:
        failures = 0

        def find(self, query):
            found = Place("service:told", query.split(",")[0], 17.0, latitude, "city", 5.0)
            return Location(17.0, latitude, "city", 5.0, found, 0.5, "", (Candidate(found, "service", 0.5),))

    monkeypatch.setattr(import_module("geo.placing.resolve"), "second_opinion", lambda _: Told())
    text = (
        "[attack attacked] Gunmen attacked [place Sirte] in [toponym Libya] on [date Friday]. "
        "[shelling shelled] Soldiers shelled [place Misrata] on [date Monday]. "
        "[protest marched] Thousands marched in [place Vostrakhum] on [date Tuesday]."
    )
    found = code(*read(text), gazetteer)
    assert [i.location.place.name for i in found] == ["Sirte", "Misratah", place]


def test_a_sure_town_abroad_counts_where_its_country_is_named(read, gazetteer):
    home = (
        "[attack attacked] Gunmen attacked [place Sirte] in [toponym Libya] on [date Friday]. "
        "[shelling shelled] Soldiers shelled [place Misrata] on [date Monday]. "
        "[protest marched] Crowds marched in [place Benghazi], [place Zuwarah] and [place Tobruk]. "
    )
    abroad = "[air_strike hit] Jets hit [place Kasese]{} on [date Tuesday]."
    told = [
        code(*read(home + abroad.format(country)), gazetteer)[-1].location.place.name
        for country in (" in [toponym Uganda]", "")
    ]
    assert told == ["Kasese", "Libya"]


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        (
            "[shelling struck] Rockets struck [place Ukraine]'s second-largest city on [date Friday].",
            "Kharkiv",
        ),
        (
            "[shelling struck] Rockets struck this northern city in [place Ukraine] on [date Friday].",
            "Kharkiv",
        ),
        ("[shelling struck] Rockets struck this suburb of [place Lviv] on [date Friday].", "Lviv"),
        ("[shelling struck] Rockets struck a city in [place Ukraine] on [date Friday].", "Ukraine"),
    ],
)
def test_the_town_of_the_dateline_is_told_without_its_name(read, gazetteer, sentence, name):
    mark, _, words = sentence.partition("] ")
    found = code(*read(f"{mark}] [toponym KHARKIV], [toponym Ukraine] - {words}"), gazetteer)
    assert [i.location.place.name for i in found] == [name]
