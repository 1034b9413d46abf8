"""Place names as the text has them."""

import pytest

from geo.coding.toponyms import mended


@pytest.mark.parametrize(
    ("marked", "kind", "text"),
    [
        ("A bomb exploded in [place Guatemala] City.", "toponym", "Guatemala City"),
        ("A raid in 6th of October [place City] failed.", "toponym", "6th of October City"),
        ("Clashes in Port [place Xyzzy] on Friday.", "toponym", "Xyzzy"),
        ("He went to South [place Khartoum].", "toponym", "Khartoum"),
        ("A [place Honduran] helicopter fell.", "demonym", "Honduran"),
        ("They crossed [place Honduran] territory.", "toponym", "Honduran"),
        ("Two [place U.S.] citizens were killed.", "demonym", "U.S."),
        ("He flew to the [place U.S.] on Friday.", "toponym", "U.S."),
        ("They reached the [place U.S.] border.", "toponym", "U.S."),
        ("A bomb hit the [place United States] embassy.", "demonym", "United States"),
        ("He died in [place Washington], D.C. on Friday.", "toponym", "Washington, D.C."),
    ],
)
def test_names_are_whole_and_adjectives_no_places(read, gazetteer, marked, kind, text):
    article, reading = read(marked)
    (mention,) = mended(article, reading, gazetteer).mentions
    assert (mention.kind, mention.text) == (kind, text)
    assert article.text[mention.start : mention.end] == text


def test_a_word_for_a_kind_of_place_is_no_name(read, gazetteer):
    article, reading = read("Shots were heard on the [place Avenue] near [place Guatemala].")
    assert [m.text for m in mended(article, reading, gazetteer).mentions] == ["Guatemala"]
