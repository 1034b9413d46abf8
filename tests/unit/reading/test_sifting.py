"""Place names in the light of the whole article, on mentions made by hand."""

import pytest

from geo.reading.decode import Found
from geo.reading.sifting import repeated, sift, whole


def found(text, name, kind="toponym", number=0, score=0.9):
    at = -1
    for _ in range(number + 1):
        at = text.index(name, at + 1)
    return Found(kind, at, at + len(name), score)


def every(text, name, kind="toponym"):
    return [found(text, name, kind, n) for n in range(text.count(name))]


def written(text, spans):
    return sorted(text[a:b] for a, b in spans)


def test_a_surname_is_no_place():
    text = "Judge Mary Lincoln spoke. Lincoln said she would go. The Lincoln trial begins on Monday."
    places = [found(text, "Lincoln", "metonym", 1), found(text, "Lincoln", "toponym", 2)]
    people = [found(text, "Mary Lincoln", "actor")]
    assert written(text, sift(text, places, people, [])) == ["Lincoln", "Lincoln"]


def test_a_place_that_is_told_as_one_stays_though_somebody_bears_its_name():
    text = "Mr. Jordan flew to Amman. Fighting in Jordan went on, and Jordan said it would act in Jordan."
    places = every(text, "Jordan")[1:]
    assert sift(text, places, [found(text, "Mr. Jordan", "actor")], []) == set()


def test_what_stands_after_in_stays_a_place():
    text = "Anna Florence was born in Florence. Florence likes it. Anna Florence said so."
    places = every(text, "Florence")
    wrong = sift(text, [places[1], places[2]], every(text, "Anna Florence", "actor"), [])
    assert [start for start, _ in wrong] == [places[2].start]


def test_a_company_is_no_place():
    text = "Acme sold its shops. Acme, which is big, left. The boss of Acme and of Acme Foods met Acme staff."
    groups = every(text, "Acme", "actor")
    assert written(text, sift(text, [groups[4]], [], groups[:3])) == ["Acme"]
    assert sift(text, groups[2:], [], groups[:2]) == set()


@pytest.mark.parametrize("name", ["A", "435", "eastern", "Street", "St."])
def test_a_fragment_is_no_name(name):
    text = f"Police went to {name} and to Lyon."
    places = [found(text, name), found(text, "Lyon")]
    assert written(text, sift(text, places, [], [])) == [name]


def test_small_letters_do_not_matter_in_a_text_without_capitals():
    text = "two died in lyon"
    assert sift(text, [found(text, "lyon")], [], []) == set()


@pytest.mark.parametrize("link", ["www.visit.paris", "http://paris.example", "mayor@paris.fr", "news.gov.uk"])
def test_a_name_in_an_address_is_no_place(link):
    name = "paris" if "paris" in link else "uk"
    text = f"The Mayor wrote to {link} today."
    assert written(text, sift(text, [found(text, name)], [], [])) == [name]


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("He lives in Fresno, Calif., now.", "Calif", "Calif."),
        ("A bomb in the U.S. killed two.", "U.S", "U.S."),
        ("He rode to D.C.. Then he slept.", "D.C.", "D.C."),
        ("Two died in W.Va. on Monday.", "W.Va", "W.Va."),
        ("Camps in Cox’s Bazar were flooded.", "Bazar", "Cox’s Bazar"),
        ("Camps in Cox's Bazar were flooded.", "Cox", "Cox's Bazar"),
        ("MEXICO CITY (AP) — Two died.", "MEXICO", "MEXICO CITY"),
        ("MEXICO CITY AND LIMA", "MEXICO", "MEXICO"),
        ("A fire on East 51st Street killed two.", "Street", "East 51st Street"),
        ("A fire on the Street killed two.", "Street", "Street"),
    ],
)
def test_a_name_is_taken_as_far_as_it_is_written(text, name, expected):
    place = whole(text, found(text, name))
    assert text[place.start : place.end] == expected


def test_a_doubtful_name_counts_where_the_article_surely_has_it_or_in_the_dateline():
    text = "GOMA (AP) - Two died. Rebels took Bukavu. Later Bukavu fell, and Uvira."
    sure = [found(text, "Bukavu")]
    doubtful = [found(text, "GOMA"), found(text, "Bukavu", number=1), found(text, "Uvira")]
    assert list(repeated(text, sure, doubtful)) == doubtful[:2]
