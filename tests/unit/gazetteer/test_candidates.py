"""Names find their places, in any spelling; the file is noticed when it is broken."""

import pytest

from geo.gazetteer import open_gazetteer


@pytest.fixture(scope="module")
def gazetteer(embedded):
    return open_gazetteer(embedded)


@pytest.mark.parametrize(
    ("name", "country", "code"),
    [
        ("Benghazi", "LY", "PPL"),
        ("Libya", "LY", "PCLI"),
        ("Libyan", "LY", "PCLI"),
        ("U.S.", "US", "PCLI"),
        ("Rapides Parish", "US", "ADM2"),
        ("Гомель", "BY", "PPL"),
        ("DRC", "CD", "PCLI"),
        ("La.", "US", "ADM1"),
        ("Burma", "MM", "PCLI"),
        ("Idlib province", "SY", "ADM1"),
    ],
)
def test_the_first_candidate_is_the_known_one(gazetteer, name, country, code):
    best = gazetteer.candidates(name)[0].place
    assert (best.country, best.feature_code) == (country, code)


def test_similar_spellings_come_last_and_say_so(gazetteer):
    assert gazetteer.candidates("Bengazzi", fuzzy=False) == []
    best = gazetteer.candidates("Bengazzi")[0]
    assert (best.place.country, best.match) == ("LY", "fuzzy")
