"""Spatial phrases move, widen and qualify a place, by the table of rules."""

import re

import pytest
from geopy.distance import geodesic

from geo.placing import locate, resolve
from geo.placing.spatial import rules
from geo.records import Article, Mention


def placed(gazetteer, text, name, *others, phrase=None):
    mentions = []
    for n in (name, *others):
        start = text.index(n)
        mentions.append(Mention(n, "toponym", start, start + len(n), n))
    article = Article("a", text)
    resolved = resolve(article, mentions, gazetteer)
    spatial = None
    if phrase:
        start = text.index(phrase)
        spatial = Mention("phrase", "spatial", start, start + len(phrase), phrase)
    return resolved[name], locate(article, mentions[0], spatial, resolved, mentions, gazetteer=gazetteer)


def test_distance_and_direction_are_geodesic(gazetteer):
    town, found = placed(
        gazetteer, "Fighters gathered 30 kilometers south of Sirte, Libya.", "Sirte", "Libya"
    )
    away = geodesic((town.latitude, town.longitude), (found.latitude, found.longitude)).km
    assert away == pytest.approx(30, abs=0.1)
    assert found.latitude < town.latitude
    assert (found.precision, found.radius_km) == ("near", 8.0)


@pytest.mark.parametrize(
    ("words", "km", "bearing"),
    [
        ("20 miles northwest of", 32.19, "NW"),
        ("about 100 km (62 miles)", None, None),
        ("fifteen km east of", 15, "E"),
        ("5-km north-east of the city of", 5, "NE"),
        ("64km SW of", 64, "SW"),
        ("15 miles E of", 24.14, "E"),
        ("some 1,5 kilometres west of the town of", 1.5, "W"),
        ("about 100 km (62 miles) south of", 100, "S"),
    ],
)
def test_numbers_units_and_directions(gazetteer, words, km, bearing):
    town, found = placed(gazetteer, f"A blast {words} Benghazi killed two.", "Benghazi")
    if km is None:
        assert found == town
        return
    assert geodesic((town.latitude, town.longitude), (found.latitude, found.longitude)).km == pytest.approx(
        km, abs=0.1
    )
    assert ("N" in bearing) == (found.latitude > town.latitude + 0.001)
    assert ("E" in bearing) == (found.longitude > town.longitude + 0.001)


@pytest.mark.parametrize(
    ("text", "name", "precision", "moved"),
    [
        ("A blast near Kirkuk killed two.", "Kirkuk", "near", False),
        ("Clashes on the outskirts of Benghazi.", "Benghazi", "near", False),
        ("Mines were laid in and around Benghazi.", "Benghazi", "near", False),
        ("Fighting south of Benghazi went on.", "Benghazi", "near", True),
        ("Shelling in eastern Aleppo went on.", "Aleppo", "city", True),
        ("Clashes in eastern Libya went on.", "Libya", "region", True),
        ("A boat sank off the coast of Libya.", "Libya", "waters", False),
        ("A tanker lay in Benghazi naval base.", "Benghazi", "city", False),
        ("Planes landed at Benghazi's airport.", "Benghazi", "city", False),
        ("A blast in Kirkuk killed two.", "Kirkuk", None, False),
    ],
)
def test_phrases_have_the_precision_they_earn(gazetteer, text, name, precision, moved):
    base, found = placed(gazetteer, text, name)
    assert found.precision == (precision or base.precision)
    assert ((found.latitude, found.longitude) != (base.latitude, base.longitude)) == moved
    assert (found == base) == (precision is None)


def test_distances_from_an_island_are_told_from_its_coast(gazetteer):
    island, found = placed(gazetteer, "Guards boarded a ship 20 nautical miles south of Crete.", "Crete")
    assert found.precision == "waters"
    away = geodesic((island.latitude, island.longitude), (found.latitude, found.longitude)).km
    assert away == pytest.approx(island.radius_km + 37.04, abs=0.1)


def test_between_a_known_place_and_an_unknown_one_is_near_the_known_one(gazetteer):
    text = "A convoy was attacked between Qxvzzhaq and Benghazi. It had come from Derna, in Libya."
    unknown, found = placed(gazetteer, text, "Qxvzzhaq", "Benghazi", "Derna", "Libya")
    assert not unknown.candidates
    assert (found.place.name, found.precision, found.radius_km) == ("Benghazi", "near", 50)


def test_eastern_means_east(gazetteer):
    base, found = placed(gazetteer, "Clashes in eastern Libya went on.", "Libya")
    assert found.longitude > base.longitude
    assert found.radius_km == pytest.approx(base.radius_km / 2, abs=0.1)


@pytest.mark.parametrize("names", [("Benghazi", "Derna"), ("Derna", "Benghazi")])
def test_between_is_the_middle_with_half_the_way_as_radius(gazetteer, names):
    text = "Clashes on the road between Benghazi and Derna in Libya."
    base, found = placed(gazetteer, text, *names, "Libya")
    assert found.precision == "border"
    away = geodesic((base.latitude, base.longitude), (found.latitude, found.longitude)).km
    assert away == pytest.approx(found.radius_km, abs=0.2)


@pytest.mark.parametrize(
    ("text", "names", "corner"),
    [
        ("Guards at the border between Libya and Tunisia fired.", ["Libya", "Tunisia"], (32.5, 11.3)),
        ("Guards at the Libya-Tunisia border fired.", ["Tunisia", "Libya"], (32.5, 11.3)),
        ("Thailand shelled posts on the border with Cambodia.", ["Cambodia", "Thailand"], (13.8, 102.7)),
    ],
)
def test_borders_lie_where_the_countries_meet(gazetteer, text, names, corner):
    _, found = placed(gazetteer, text, *names)
    assert found.precision == "border"
    assert geodesic((found.latitude, found.longitude), corner).km < 250


def test_the_readers_phrase_reaches_farther_than_the_window(gazetteer):
    text = (
        "Some 40 km, say those who walked all the dusty way and then back again in the heat, south of Sirte."
    )
    phrase = text.split(" ", 1)[1].rstrip(".")
    _, found = placed(gazetteer, text, "Sirte", phrase=phrase)
    assert found.precision == "near"


def test_words_of_the_sentence_before_do_not_count(gazetteer):
    base, found = placed(gazetteer, "It lies 30 km south of. Benghazi was calm.", "Benghazi")
    assert found == base


def test_an_unresolved_toponym_stays_so(gazetteer):
    text = "Near Qxvzzhaq two died."
    mention = Mention("m", "toponym", 5, 13, "Qxvzzhaq")
    assert locate(Article("a", text), mention, None, {"m": None}, [mention]) is None


def test_every_rule_is_complete():
    for rule in rules():
        assert isinstance(rule.before or rule.after, re.Pattern)
        assert rule.second or rule.radius_km or rule.radius_share or rule.radius_share_of_distance
