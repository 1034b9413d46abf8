"""Names of an article become places in the light of one another, with reasons."""

import re
from dataclasses import replace
from importlib import import_module
from typing import ClassVar

import pytest
from geopy.distance import great_circle

from geo.errors import ServiceError
from geo.placing import resolve
from geo.records import Article, Mention


def mentions_of(text, *names, kind="toponym"):
    found = [(m.start(), n) for n in names for m in re.finditer(rf"\b{re.escape(n)}", text)]
    return [Mention(f"m{i}", kind, start, start + len(n), n) for i, (start, n) in enumerate(sorted(found))]


def places(gazetteer, text, *names, **article):
    mentions = mentions_of(text, *names)
    located = resolve(Article("a", text, **article), mentions, gazetteer)
    return {m.text: located[m.id] for m in mentions}


@pytest.mark.parametrize(
    ("text", "names", "where"),
    [
        ("He moved to Paris, Texas.", ["Paris", "Texas"], {"Paris": ("US", "Texas")}),
        ("He moved to Paris.", ["Paris"], {"Paris": ("FR", "Île-de-France")}),
        ("Shells fell on Tripoli and Benghazi.", ["Tripoli", "Benghazi"], {"Tripoli": ("LY", "Tripoli")}),
        ("Tripoli burned; Beirut sent troops.", ["Tripoli", "Beirut"], {"Tripoli": ("LB", None)}),
        ("Police in Aleppo, Syria, said so.", ["Aleppo", "Syria"], {"Aleppo": ("SY", "Aleppo")}),
        ("Atlanta is the capital of Georgia.", ["Atlanta", "Georgia"], {"Georgia": ("US", "Georgia")}),
        ("Tbilisi is the capital of Georgia.", ["Tbilisi", "Georgia"], {"Georgia": ("GE", None)}),
        ("Libyan and Egyptian leaders met.", ["Libyan", "Egyptian"], {"Libyan": ("LY", None)}),
    ],
)  # fmt: skip
def test_what_is_said_beside_and_elsewhere_decides(gazetteer, text, names, where):
    found = places(gazetteer, text, *names)
    for name, (country, admin1) in where.items():
        assert found[name].place.country == country
        assert admin1 in {None, found[name].place.admin1}


def test_the_publisher_decides_where_nothing_else_does(gazetteer):
    text = "A fire broke out in Alexandria on Sunday."
    at_home = places(gazetteer, text, "Alexandria", url="https://www.thetowntalk.com/a")["Alexandria"]
    assert (at_home.place.country, at_home.place.admin1) == ("US", "Louisiana")
    assert (
        places(gazetteer, text, "Alexandria", url="https://www.egypttoday.com/a")["Alexandria"].place.country
        == "EG"
    )


def test_a_location_tells_its_reason_its_runners_up_and_how_sure_it_is(gazetteer):
    found = places(gazetteer, "Shells fell on Tripoli in Lebanon.", "Tripoli", "Lebanon")["Tripoli"]
    assert found.place.country == "LB"
    assert "country" in found.reason
    assert "next" in found.reason
    assert found.candidates[0].place == found.place
    assert 0 < found.confidence <= 1
    assert [c.score for c in found.candidates[1:]] == sorted(
        (c.score for c in found.candidates[1:]), reverse=True
    )


def test_a_name_in_no_gazetteer_is_placed_about_the_others_and_says_so(gazetteer):
    found = places(
        gazetteer,
        "In Qxvzzhaq near Benghazi and Derna, Libya, two died.",
        "Qxvzzhaq",
        "Benghazi",
        "Derna",
        "Libya",
    )
    unknown = found["Qxvzzhaq"]
    assert (unknown.place.country, unknown.precision, unknown.candidates) == ("LY", "region", ())
    assert unknown.radius_km >= 100
    assert "not in the gazetteer" in unknown.reason
    assert unknown.confidence < found["Benghazi"].confidence


def test_a_street_of_a_local_paper_is_placed_about_the_papers_town(gazetteer):
    text = "The parade went down Qxvzzhaq Street and on into Mississippi River mud."
    found = places(gazetteer, text, "Qxvzzhaq Street", "Mississippi River", url="https://www.nola.com/parade")
    street = found["Qxvzzhaq Street"]
    assert (street.place.name, street.precision) == ("New Orleans", "near")


def test_nothing_known_stays_unresolved(gazetteer):
    assert places(gazetteer, "In Qxvzzhaq two died.", "Qxvzzhaq") == {"Qxvzzhaq": None}
    assert resolve(Article("a", "Two died."), [], gazetteer) == {}


def test_only_names_of_places_are_resolved(gazetteer):
    text = "Libya said so on Friday."
    mention = mentions_of(text, "Friday", kind="date")
    assert resolve(Article("a", text), mention, gazetteer) == {}


def test_countries_and_seas_have_their_precision_and_extent(gazetteer):
    found = places(
        gazetteer, "From Libya over the Mediterranean Sea to Crete.", "Libya", "Mediterranean Sea", "Crete"
    )
    assert found["Libya"].precision == "country"
    assert found["Libya"].radius_km > 700
    assert found["Mediterranean Sea"].precision == "waters"


def test_the_order_of_mentions_does_not_matter(gazetteer):
    text = "Paris, Texas, and Tyler, Texas, lie apart."
    mentions = mentions_of(text, "Paris", "Texas", "Tyler")
    article = Article("a", text)
    assert resolve(article, mentions, gazetteer) == resolve(article, mentions[::-1], gazetteer)
    metonyms = [replace(m, kind="metonym") for m in mentions]
    assert set(resolve(article, metonyms, gazetteer)) == {m.id for m in mentions}


def away_km(location, latitude, longitude):
    return great_circle((location.latitude, location.longitude), (latitude, longitude)).km


def test_a_namesake_far_from_the_story_and_the_lake_beside_it_is_not_believed(gazetteer):
    text = (
        "N'DJAMENA - Gunmen attacked soldiers at Boma, on Lake Chad, on Monday, the president of Chad said."
        " Chad has declared two departments around the lake a war zone; Nigeria and Niger sent help."
    )
    found = places(gazetteer, text, "N'DJAMENA", "Boma", "Lake Chad", "Chad", "Nigeria", "Niger")["Boma"]
    assert found.place.country != "CD"
    assert "does not fit the article" in found.reason
    assert found.confidence < 0.9
    assert away_km(found, 13.0, 14.3) < 100


def test_a_similar_name_of_another_country_is_not_believed(gazetteer):
    text = (
        "Mines were laid in Ain Zara and Salahuddin, in the south of Tripoli, as troops left Libya's capital."
    )
    found = places(gazetteer, text, "Ain Zara", "Salahuddin", "Tripoli", "Libya")["Salahuddin"]
    assert away_km(found, 32.85, 13.2) < 150
    assert found.confidence < 0.9


def test_a_town_with_the_name_of_its_area_is_the_town(gazetteer):
    text = "Floods have killed four people in Ghat, near the border of Libya and Algeria."
    assert places(gazetteer, text, "Ghat", "Libya", "Algeria")["Ghat"].precision == "city"


@pytest.mark.parametrize(
    ("text", "names", "name", "where"),
    [
        (
            "LIMA (AP) - A man was shot outside the Canadian Embassy in Lima, Peru.",
            ["LIMA", "Canadian Embassy", "Lima", "Peru"],
            "Canadian Embassy",
            (-12.05, -77.04),
        ),
        (
            "A bus crashed on Quibble Street in Tucson, Arizona, police said.",
            ["Quibble Street", "Tucson", "Arizona"],
            "Quibble Street",
            (32.22, -110.93),
        ),
        (
            "Voters in Winfield and Mount Pleasant, Iowa, and in Henry County chose schools.",
            ["Winfield", "Mount Pleasant", "Iowa", "Henry County"],
            "Henry County",
            (40.99, -91.54),
        ),
    ],
)
def test_what_is_not_known_lies_with_what_is_told_beside_it(gazetteer, text, names, name, where):
    assert away_km(places(gazetteer, text, *names)[name], *where) < 100


@pytest.mark.parametrize("change", [str, str.upper, str.lower])
def test_case_does_not_matter(gazetteer, change):
    text = change("Shells fell on Aleppo in Syria.")
    found = places(gazetteer, text, change("Aleppo"), change("Syria"))
    assert [f.place.country for f in found.values()] == ["SY", "SY"]


def test_abbreviated_states_and_datelines(gazetteer):
    text = "ALLENDALE, N.J. -- A fire in Fresno, Calif., and one in Springfield, Ill."
    found = places(gazetteer, text, "ALLENDALE", "N.J.", "Fresno", "Calif.", "Springfield", "Ill.")
    assert [f.place.admin1 for f in found.values()] == [
        *("New Jersey", "New Jersey", "California", "California", "Illinois", "Illinois")
    ]


def test_an_article_of_unknown_names_lies_at_its_papers_home(gazetteer):
    found = places(gazetteer, "A fire in Zzqx Grove.", "Zzqx Grove", url="https://www.dallasnews.com/a")
    assert found["Zzqx Grove"].place.name == "Dallas"
    assert not found["Zzqx Grove"].candidates


def test_a_service_is_asked_for_what_is_not_known_when_the_gazetteer_has_one(gazetteer, monkeypatch):
    class Told:
        failures = 0
        asked: ClassVar = []

        def find(self, query):
            self.asked.append(query)
            return replace(known, place=replace(known.place, name="Zzqxton"))

    text = "Shells fell on Zzqxton near Sirte in Libya."
    known = places(gazetteer, text, "Sirte")["Sirte"]
    monkeypatch.setattr(import_module("geo.placing.resolve"), "second_opinion", lambda _: Told())
    found = places(gazetteer, text, "Zzqxton", "Sirte", "Libya")
    assert found["Zzqxton"].place.name == "Zzqxton"
    assert Told.asked == ["Zzqxton, Libya"]


def test_a_service_that_fails_leaves_the_guess(gazetteer, monkeypatch, caplog):
    class Failing:
        failures = 0

        def find(self, query):
            raise ServiceError(f"nominatim: {query!r}: too slow")

    monkeypatch.setattr(import_module("geo.placing.resolve"), "second_opinion", lambda _: Failing())
    found = places(gazetteer, "Shells fell on Zzqxton near Sirte in Libya.", "Zzqxton", "Sirte", "Libya")
    assert found["Zzqxton"].place.country == "LY"
    assert "too slow" in caplog.text


def told_twice(gazetteer, text, name, *others):
    """Return the locations of all mentions of a name, in the order of the text."""
    mentions = mentions_of(text, name, *others)
    located = resolve(Article("a", text), mentions, gazetteer)
    return [located[m.id] for m in mentions if m.text == name]


def test_a_region_and_its_town_of_the_same_name_are_two_places(gazetteer):
    for name, country in (("Aleppo", "Syria"), ("Kharkiv", "Ukraine")):
        text = f"Bombs hit {name} on Saturday. Troops took a village in the {name} region of {country}."
        town, region = told_twice(gazetteer, text, name, country)
        assert (town.precision, region.precision) == ("city", "region")


def test_a_district_of_a_town_makes_no_area_of_the_town(gazetteer):
    text = "A drone fired at an academy in the Hadba district of Tripoli. Turkey sends troops to Libya."
    (town,) = told_twice(gazetteer, text, "Tripoli", "Libya")
    assert (town.place.country, town.precision) == ("LY", "city")


def test_one_name_in_two_countries_is_two_places(gazetteer):
    text = "A fire broke out in the Spanish city of Cordoba. In Cordoba, Argentina, students marched."
    spain, argentina = told_twice(gazetteer, text, "Cordoba", "Spanish", "Argentina")
    assert (spain.place.country, argentina.place.country) == ("ES", "AR")


@pytest.mark.parametrize(
    ("text", "name", "precision", "radius_km"),
    [
        ("A man fell on Qxvzz Square in Bratislava on Monday.", "Qxvzz Square", "city", 10),
        ("BRATISLAVA - People marched. They met on Qxvzz Square.", "Qxvzz Square", "near", 25),
        ("A mine went off in Qxvzzhaq, near Bratislava.", "Qxvzzhaq", "near", 25),
        ("A bus burned in Newmarket Road, Bratislava, on Monday.", "Newmarket Road", "city", 10),
    ],
)
def test_a_building_or_what_is_told_to_be_in_a_town_is_known_by_it(
    gazetteer, text, name, precision, radius_km
):
    town = "BRATISLAVA" if "BRATISLAVA" in text else "Bratislava"
    found = places(gazetteer, text, name, town)[name]
    assert (found.place.name, found.precision, found.radius_km) == ("Bratislava", precision, radius_km)
    assert found.candidates == ()


def test_an_unknown_village_lies_in_the_region_told_and_not_at_capitals_that_talk(gazetteer):
    text = "Youths attacked Qxvzzhaq, a village in the south of Abyei. Khartoum and Juba held no talks."
    metonyms = [replace(m, kind="metonym") for m in mentions_of(text, "Khartoum", "Juba")]
    literal = [replace(m, id=f"l{m.id}") for m in mentions_of(text, "Qxvzzhaq", "Abyei")]
    found = resolve(Article("a", text), [*literal, *metonyms], gazetteer)[literal[0].id]
    assert away_km(found, 9.6, 28.4) < 100
