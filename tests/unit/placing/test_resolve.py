"""Names of an article become places in the light of one another, with reasons."""

import re
from dataclasses import replace

import pytest

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
    assert (street.place.name, street.precision) == ("New Orleans", "region")


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
