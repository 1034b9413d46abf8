"""Who is meant by a mention."""

from datetime import date

import pytest

from geo.coding.actors import at_home, cast
from geo.coding.catalogue import ACTOR_TYPES, _rows, catalogue, read_catalogue
from geo.errors import OptionError
from geo.records import Actor, Location, Place

TODAY = date(2018, 3, 15)


def resolved(mention, text="", mentions=(), **options):
    options = {"when": TODAY, "known": catalogue(), **options}
    found = cast(
        text, [mention, *mentions], options["known"], options["when"], options.get("places")
    ).resolve(mention)
    assert found.text == mention
    return found.type, found.country, found.name


@pytest.mark.parametrize(
    ("mention", "kind", "country", "name"),
    [
        ("the Wagner Group", "private_military", "RU", "Wagner Group"),
        ("Russia’s Wagner company", "private_military", "RU", "Wagner Group"),
        ("al-Qaida", "rebel", None, "Al-Qaeda"),
        ("Taleban militants", "rebel", "AF", "Taliban"),
        ("suspected Taliban fighters", "rebel", "AF", "Taliban"),
        ("members of the FARC", "rebel", "CO", "Revolutionary Armed Forces of Colombia"),
        ("the U.N. Security Council", "international", None, "UN Security Council"),
        ("Sudanese soldiers", "military", "SD", "Military of Sudan"),
        ("Egypt’s army", "military", "EG", "Military of Egypt"),
        ("two Iraqi policemen", "police", "IQ", "Police of Iraq"),
        ("the government of Chad", "state", "TD", "Government of Chad"),
        ("Ankara", "state", "TR", "Government of Turkey"),
        ("the Kremlin", "state", "RU", "Government of Russia"),
        ("Washington", "state", "US", "Government of United States"),
        ("U.S. officials", "state", "US", "Government of United States"),
        ("Iran", "state", "IR", "Government of Iran"),
        ("U.S. and Iraqi soldiers", "military", "IQ", "Military of Iraq"),
        ("Britain, France and Germany", "state", "GB", "Government of United Kingdom"),
        ("Israelis", "civilians", "IL", None),
        ("30 Britons", "civilians", "GB", None),
        ("Syrian rebels", "rebel", "SY", None),
        ("Palestinian protesters", "protesters", "PS", None),
        ("opposition lawmakers", "party", None, None),
        ("dozens of villagers", "civilians", None, None),
        ("a French journalist", "media", "FR", None),
        ("former Lebanese prime minister Rafik Hariri", "state", "LB", "Rafik Hariri"),
        ("Russia's neighbors", None, None, None),
        ("the measure", None, None, None),
        ("they", None, None, None),
        ("us", None, None, None),
        ("", None, None, None),
    ],
)
def test_a_mention_has_its_type_country_and_name(mention, kind, country, name):
    assert resolved(mention) == (kind, country, name)


def test_an_acronym_is_what_the_article_introduces():
    text = "The Free People of Ruritania (FPR) denied it."
    assert resolved("FPR", text)[2] == "Free People of Ruritania"
    text = "fighters of the Southern Liberation Army (SLA) said"
    assert resolved("SLA rebels", text)[2] == "Southern Liberation Army"


def test_a_last_name_is_the_person_of_the_full_mention():
    text = (
        "Ruritanian President Anton Belka left. On Monday Egyptian Foreign Minister Hadi Nasr met Mr. Belka."
    )
    assert resolved("Mr. Nasr", text) == ("state", "EG", "Hadi Nasr")
    assert resolved("Belka", text) == ("state", None, "Anton Belka")


def test_he_is_the_only_person_told_of_just_before():
    text = "Egyptian Foreign Minister Hadi Nasr met Ruritanian President Anton Belka."
    found = cast(text, [], catalogue(), TODAY)
    assert found.resolve("He", ["the minister", "Hadi Nasr"]) == Actor("He", "Hadi Nasr", "state", "EG")
    assert found.resolve("He", ["Hadi Nasr", "Anton Belka"]) == Actor("He")
    assert found.resolve("They", ["Hadi Nasr"]) == Actor("They")


def test_a_known_person_is_recognised_by_title_and_only_in_its_time():
    assert resolved("President Obama", when=date(2012, 1, 1))[1:] == ("US", "Barack Obama")
    assert resolved("President Obama", when=date(1990, 1, 1))[1] is None
    assert resolved("Obama", when=date(2012, 1, 1))[1] is None


def test_whose_forces_tells_the_country():
    text = "Congolese rebel leader Thomas Lubanga appeared."
    assert resolved("Lubanga's men", text, when=date(2006, 5, 1))[:2] == ("rebel", "CD")


def test_a_place_of_the_article_tells_the_country():
    assert resolved("Strelsau police", places={"Strelsau": "RT"}) == ("police", "RT", None)


def test_a_name_means_what_existed_at_the_time():
    assert resolved("IS", when=date(1989, 5, 1)) == (None, None, None)
    assert resolved("IS", when=TODAY)[2] == "Islamic State"


def test_police_without_a_nation_are_those_of_the_place():
    place = Place("p", "Baghdad", 44.4, 33.3, "city", 20.0, "IQ")
    there = Location(44.4, 33.3, "city", 20.0, place, 0.9)
    assert at_home(Actor("the police", type="police"), there).country == "IQ"
    assert at_home(Actor("troops", type="military"), there).country is None
    assert at_home(Actor("police", type="police"), None).country is None


@pytest.mark.parametrize(
    ("mention", "kind", "country"),
    [
        ("Dozo hunters", "militia", None),
        ("3R rebels", "rebel", "CF"),
        ("the UPDF", "military", "UG"),
        ("400 Mawozo gang members", "militia", "HT"),
        ("the Three Brotherhood Alliance", "rebel", "MM"),
        ("the Kenyan-led mission", "international", None),
        ("Jimmy Chérizier", "militia", "HT"),
    ],
)
def test_groups_of_recent_conflicts_are_known(mention, kind, country):
    assert resolved(mention, when=date(2024, 6, 1))[:2] == (kind, country)


def test_a_users_catalogue_comes_first(tmp_path):
    path = tmp_path / "actors.toml"
    path.write_text(
        '[[actors]]\nname = "Blue Hand"\ntype = "militia"\ncountry = "LY"\naliases = ["Taliban"]\n',
        encoding="utf-8",
    )
    assert resolved("the Taliban", known=read_catalogue(path)) == ("militia", "LY", "Blue Hand")
    assert resolved("the Taliban")[2] == "Taliban"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[actors]]\nname = "X"\n', "actor 1: needs a name and a type, one of state"),
        ('[[actors]]\nname = "X"\ntype = "army"\n', "needs a name and a type"),
        ('[[actors]]\nname = "X"\ntype = "rebel"\nalias = ["Y"]\n', "alias not known"),
        (
            '[[actors]]\nname = "X"\ntype = "rebel"\ncountry = "Nigeria"\n',
            "'Nigeria' is no ISO 3166-1 alpha-2 code",
        ),
        ('[[actors]]\nname = "X"\ntype = "rebel"\naliases = "Y"\n', "aliases are a list of names"),
        ('[[actors]]\nname = "X"\ntype = "rebel"\nstart = "2001"\n', "start is a year"),
        ('[[actor]]\nname = "X"\ntype = "rebel"\n', "actors stand in tables"),
        ('actors = ["X"]\n', "actors stand in tables"),
        ("[[actors]", "actors are a TOML file"),
    ],
)
def test_a_wrong_catalogue_is_refused(tmp_path, text, words):
    path = tmp_path / "actors.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(OptionError, match=words):
        read_catalogue(path)


def test_the_data_are_whole():
    rows = [*_rows("actors.csv"), *_rows("people.csv")]
    nations = set(catalogue().nation_names)
    assert len(rows) > 900
    assert {row["type"] for row in rows} <= set(ACTOR_TYPES)
    assert {row["country"] for row in rows if row["country"]} <= nations
    assert all(not row["end"] or int(row["start"]) <= int(row["end"]) for row in rows if row["start"])
    assert set(catalogue().heads.values()) <= set(ACTOR_TYPES)
