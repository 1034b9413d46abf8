"""Names find their places, in any spelling and script."""

import pickle
from concurrent.futures import ThreadPoolExecutor

import pytest

from geo.errors import GazetteerError


@pytest.mark.parametrize(
    ("name", "country", "code"),
    [
        ("Benghazi", "LY", "PPL"),
        ("BENGHAZI", "LY", "PPL"),
        ("Banghazi", "LY", "ADM1"),
        ("Libya", "LY", "PCLI"),
        ("Libyan", "LY", "PCLI"),
        ("ليبيا", "LY", "PCLI"),
        ("U.S.", "US", "PCLI"),
        ("Rapides Parish", "US", "ADM2"),
        ("Rapides", "US", "ADM2"),
        ("Гомель", "BY", "PPL"),
        ("DRC", "CD", "PCLI"),
        ("UAE", "AE", "PCLI"),
        ("La.", "US", "ADM1"),
        ("Burma", "MM", "PCLI"),
        ("Zaire", "CD", "PCLI"),
        ("Swaziland", "SZ", "PCLI"),
        ("Soviet Union", "RU", "PCLI"),
        ("Kyiv", "UA", "ADM1"),
        ("Idlib province", "SY", "ADM1"),
        ("Donbass", "UA", "RGN"),
        ("Black Sea", None, "SEA"),
        ("the Sahel", None, "RGN"),
        ("Africa", None, "CONT"),
        ("Ont.", "CA", "ADM1"),
        ("Darfur", "SD", "RGN"),
        ("Libya's", "LY", "PCLI"),
        ("St. John's", "CA", "PPL"),
        ("N.Y", "US", "ADM1"),
        ("Loudon Co.", "US", "ADM2"),
        ("Tennessee Colony", "US", "PPL"),
        ("Zion National Park", "US", "PRK"),
        ("French Quarter", "US", "PPLX"),
        ("University of Arizona", "US", "UNIV"),
        ("Los Angeles International Airport", "US", "AIRP"),
        ("Los Angeles Airport", "US", "AIRP"),
        ("Ingushetia", "RU", "ADM1"),
        ("Ontarians", "CA", "ADM1"),
    ],
)
def test_the_first_candidate_is_the_known_one(gazetteer, name, country, code):
    best = gazetteer.candidates(name)[0].place
    assert (best.country, best.feature_code) == (country, code)


@pytest.mark.parametrize("name", ["al-Bayda", "Bayda", "el Bayda", "Al Bayda'"])
def test_articles_and_hyphens_do_not_matter(gazetteer, name):
    assert {"LY", "YE"} <= {c.place.country for c in gazetteer.candidates(name)}


@pytest.mark.parametrize(
    ("name", "country"),
    [
        *(
            ("West Darfur", "SD"),
            ("Salah al-Din", "IQ"),
            ("Hodeidah", "YE"),
            ("Ghor", "AF"),
            ("Orissa", "IN"),
        ),
        *(("Baluchistan", "PK"), ("Kharkiv", "UA"), ("Mount Lebanon", "LB"), ("Lower Shabelle", "SO")),
    ],
)
def test_first_level_areas_are_known_by_the_names_that_news_uses(gazetteer, name, country):
    places = [c.place for c in gazetteer.candidates(name, fuzzy=False)]
    assert any(p.country == country and p.feature_code == "ADM1" for p in places)


def test_an_area_of_which_only_the_region_around_is_known_is_as_wide_as_that(gazetteer):
    (place,) = (c.place for c in gazetteer.candidates("Jajarkot") if c.place.feature_code == "ADM2")
    (region,) = (c.place for c in gazetteer.candidates("Karnali Pradesh") if c.place.feature_code == "ADM1")
    assert (place.precision, place.radius_km) == ("region", region.radius_km)
    rapides = gazetteer.candidates("Rapides Parish")[0].place
    assert rapides.precision == "district"


def test_similar_spellings_come_last_and_say_so(gazetteer):
    assert gazetteer.candidates("Bengazzi", fuzzy=False) == []
    best = gazetteer.candidates("Bengazzi")[0]
    assert (best.place.country, best.match) == ("LY", "fuzzy")


def test_an_embassy_is_not_in_the_country_that_it_is_of(gazetteer):
    assert gazetteer.candidates("British Embassy Tokyo")[0].place.country == "JP"
    assert gazetteer.candidates("Russian Embassy", fuzzy=False) == []


def test_a_known_place_within_a_longer_name_is_a_variant(gazetteer):
    best = gazetteer.candidates("Zawiya refinery")[0]
    assert (best.match, best.place.precision) == ("variant", "city")


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        ".",
        "a" * 100_000,
        "' OR 1=1 --",
        '"NEAR(a b)"',
        "DROP TABLE place;",
        "%",
        "*",
        "\0",
        "\ud800",
        "☃",
    ],
)
def test_hostile_names_find_nothing_and_break_nothing(gazetteer, name):
    assert isinstance(gazetteer.candidates(name), list)
    assert gazetteer.candidates("Libya")


def test_countries_lie_inside_and_about_the_middle_with_the_radius_of_their_area(gazetteer):
    libya = gazetteer.country("LY")
    assert (libya.latitude, libya.longitude, libya.precision) == (28.0, 17.0, "country")
    assert 700 < libya.radius_km < 800
    with pytest.raises(GazetteerError, match="'XX'"):
        gazetteer.country("XX")


def test_places_are_found_by_their_id(gazetteer):
    assert gazetteer.place("geonames:2210247").name == "Tripoli"
    with pytest.raises(GazetteerError, match="geonames:1"):
        gazetteer.place("geonames:1")


def test_the_next_town_is_found_by_a_point_across_the_date_line_too(gazetteer):
    place, away = gazetteer.reverse(13.2, 32.88)[0]
    assert (place.name, away < 3) == ("Tripoli", True)
    towns = gazetteer.reverse(179.99, -16.8, within_km=200, limit=5)
    assert towns == sorted(towns, key=lambda pair: pair[1])
    assert {p.country for p, _ in towns} == {"FJ"}
    assert gazetteer.reverse(-150.0, -50.0) == []


def test_threads_and_processes_share_it(gazetteer):
    names = ["Tripoli", "Paris", "Cairo", "Homs"] * 20
    with ThreadPoolExecutor(4) as pool:
        threaded = list(pool.map(gazetteer.candidates, names))
    assert threaded == [gazetteer.candidates(n) for n in names]
    again = pickle.loads(pickle.dumps(gazetteer))  # noqa: S301  our own
    assert again.candidates("Homs") == gazetteer.candidates("Homs")


def test_every_country_has_a_point_in_range_and_demonyms_are_no_town(gazetteer):
    for code in ("AF", "BR", "CN", "FR", "GB", "RU", "US", "ZA"):
        place = gazetteer.country(code)
        assert place.feature_code == "PCLI"
        assert place.radius_km > 100
    for adjective in ("French", "Russian", "Syrian", "Turkish"):
        assert gazetteer.candidates(adjective)[0].place.precision == "country"
