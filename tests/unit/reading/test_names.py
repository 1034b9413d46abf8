"""Names with signs in them stay whole, in sentences of our own, read by the shipped model."""

from functools import partial

import numpy as np
import pytest

from geo.reading import read_all
from geo.reading.names import complete
from geo.reading.pieces import Pieces
from geo.reading.spans import find
from geo.records import Article

PLACES = ("toponym", "metonym", "demonym")
FRAMES = (
    "Gunmen killed four people in {} on Tuesday, police said.",
    "Officials in {}'s main hospital said 12 people had been wounded.",
    "A bomb exploded near a market in the town of {}, killing nine.",
)
NAMES = (
    "Ust-Luga", "Cox's Bazar", "Dasht-e-Barchi", "Sana'a", "N'Djamena", "Port-au-Prince", "Deir ez-Zor",
    "Guinea-Bissau", "Al-Hasakah", "Tel al-Sultan", "Rostov-on-Don", "Stoke-on-Trent", "Kara-Suu",
    "Baden-Württemberg", "Ras al-Ayn", "Al-Qa'im", "Ma'rib", "Ta'izz", "Xi'an", "Côte d'Ivoire", "Val-d'Oise",
    "Bosnia-Herzegovina", "Nagorno-Karabakh", "Ivano-Frankivsk", "Kamianets-Podilskyi", "Timor-Leste",
    "Yuzhno-Sakhalinsk", "Kabardino-Balkaria", "Ulan-Ude", "Naryan-Mar", "Saint-Denis", "Aix-en-Provence",
    "Clermont-Ferrand", "Saint-Louis-du-Nord", "Petit-Goâve", "Pointe-à-Pitre", "Fort-de-France",
    "Porto-Novo",
    "Bobo-Dioulasso", "Tin-Zaouatine", "Jisr al-Shughur", "Ma'arrat al-Nu'man", "Az-Zawiyah", "Hawr al-Azim",
    "Mazar-i-Sharif", "Pul-e-Khumri", "Khyber-Pakhtunkhwa", "M'banza Congo", "N'Zérékoré", "Coeur d'Alene",
    "Martha's Vineyard", "O'Fallon", "Land's End", "King's Lynn", "Hawke's Bay", "Prince George's County",
    "St. John's", "St. Louis", "Wilkes-Barre", "Winston-Salem", "Miami-Dade County", "Schleswig-Holstein",
    "Mont-Saint-Michel", "Kafr el-Sheikh", "Beni-Suef", "Oum el-Bouaghi", "Ad-Diwaniyah", "Ash-Shaddadi",
    "Ain al-Arab", "Deir al-Balah", "Bu'ale", "Ceel-Buur", "Sool-Sanaag",
)  # fmt: skip


def spans(scores, sentences):
    """Return the spans of capitalised words."""
    count = np.arange(len(scores))
    pieces = Pieces(count, count * 0 + 2, count, count, count, sentences)
    whole = partial(complete, pieces=pieces)
    return [(s.first, s.end) for s in find(scores, ("O", "B", "I"), sentences, pieces.shapes, 0.0, whole)]


def names(*texts):
    """Return the place names of each text."""
    readings = read_all(Article(str(n), text) for n, text in enumerate(texts))
    return [[m.text for m in reading.mentions if m.kind in PLACES] for _, reading in readings]


@pytest.mark.parametrize("signs", ["-'", "\u2010\u2019", "\u2013\u2018"])
def test_a_name_with_hyphens_or_apostrophes_is_whole(signs):
    table = str.maketrans("-'", signs)
    asked = [(name.translate(table), frame.translate(table)) for name in NAMES for frame in FRAMES]
    found = names(*(frame.format(name) for name, frame in asked))
    assert {name: read for (name, _), read in zip(asked, found, strict=True) if read != [name]} == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Tripoli-based government said Libya's army had left.", ["Tripoli", "Libya"]),
        ("The Pittsburgh, Pennsylvania-based company left.", ["Pittsburgh", "Pennsylvania"]),
        ("Soldiers of the Los Angeles-based unit were killed.", ["Los Angeles"]),
        ("The Paris-born writer died in London on Monday.", ["Paris", "London"]),
        ("The Israel-Gaza war has killed thousands.", ["Israel", "Gaza"]),
        ("Two people died on the London-Paris train on Sunday.", ["London", "Paris"]),
        ("The Baghdad-Mosul road was closed.", ["Baghdad", "Mosul"]),
        ("The Addis Ababa-Djibouti railway was attacked.", ["Addis Ababa", "Djibouti"]),
        ("The Quito-Guayaquil highway was blocked.", ["Quito", "Guayaquil"]),
        ("Fighting in Syria's Aleppo killed four people.", ["Syria", "Aleppo"]),
        ("Troops in Turkey's Izmir were attacked.", ["Turkey", "Izmir"]),
        ("Porto-Novo and Guinea-Bissau were attacked.", ["Porto-Novo", "Guinea-Bissau"]),
        ("Rep. Ann Field, D-Ohio, spoke in Charleston, W.Va., on Monday.", ["Ohio", "Charleston", "W.Va."]),
        ("The mid-Atlantic storm hit the anti-Syria group.", ["Syria"]),
        ("The firm left Washington D.C.And the lawyers stayed.", ["Washington D.C."]),
    ],
)  # fmt: skip
def test_what_a_sign_joins_and_parts(text, expected):
    assert names(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("QUETTA, Pakistan — A bomb killed five people.", ["QUETTA", "Pakistan"]),
        ("MAPUTO (Reuters) - Floods killed five people.", ["MAPUTO"]),
        ("BEIRUT, Lebanon (AP) A bomb killed five people.", ["BEIRUT", "Lebanon"]),
        ("COX'S BAZAR, Bangladesh (AP) — Refugees fled.", ["COX'S BAZAR", "Bangladesh"]),
        ("MEXICO CITY (AP) — Two people died.", ["MEXICO CITY"]),
        ("N'DJAMENA, March 3 (Reuters) - Rebels attacked a village.", ["N'DJAMENA"]),
        ("PORT-AU-PRINCE, Haiti — Gangs attacked a hospital.", ["PORT-AU-PRINCE", "Haiti"]),
        ("LAS CRUCES, N.M. (KTSM) - A man was shot on Sunday.", ["LAS CRUCES", "N.M."]),
        ("WASHINGTON/LONDON (Reuters) - Talks began on Monday.", ["WASHINGTON", "LONDON"]),
        ("SAN JOSE, Calif. — A man was shot on Sunday.", ["SAN JOSE", "Calif."]),
        ("DEIR AL-BALAH, Gaza Strip (AP) — A strike killed nine.", ["DEIR AL-BALAH", "Gaza Strip"]),
        ("ISLAMABAD: A bomb killed five people on Tuesday.", ["ISLAMABAD"]),
    ],
)  # fmt: skip
def test_the_names_of_a_dateline_are_whole(text, expected):
    assert names(text) == [expected]


@pytest.mark.parametrize(("before", "expected"), [(3.5, (0, 2)), (9.0, (1, 2))])
def test_a_capitalised_word_that_may_begin_a_name_is_taken_in(before, expected):
    # "Post Falls", of which the model is sure of the second word alone
    scores = np.array([[before, 2.5, 0.0], [0.0, 5.0, 0.0], [5.0, 0.0, 0.0]], np.float32)
    assert spans(scores, np.zeros(3, int)) == [expected]


def test_a_word_of_the_sentence_before_is_not_taken_in():
    scores = np.array([[3.5, 2.5, 0.0], [0.0, 5.0, 0.0]], np.float32)
    assert spans(scores, np.array([0, 1])) == [(1, 2)]


@pytest.mark.parametrize(("middle", "expected"), [(4.0, [(0, 3)]), (9.0, [(0, 1), (2, 3)])])
def test_a_capitalised_word_between_two_of_a_name_joins_them(middle, expected):
    scores = np.array([[0, 5, 0], [middle, 1, 2], [0, 5, 0]], np.float32)
    assert spans(scores, np.zeros(3, int)) == expected
