import pytest

from geo.reading import value
from geo.reading.numbers import find


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("21", 21),
        ("1,234", 1234),
        ("at least 12 people", 12),
        ("twenty-one", 21),
        ("Two dozen", 24),
        ("a hundred", 100),
        ("two hundred and fifty", 250),
        ("three thousand two hundred", 3200),
        ("3 million", 3_000_000),
        ("a policeman", 1),
        ("Rafik Hariri", 1),
        ("dozens of civilians", None),
        ("several people", None),
        ("", None),
    ],
)
def test_a_mention_counts_its_people(text, expected):
    assert value(text) == expected


def test_numbers_are_found_where_they_stand():
    text = "Someone in 1,200 tents, forty-two in 3.5 km, $20 and 30%"
    assert [(text[a:b], n) for a, b, n in find(text)] == [("1,200", 1200), ("forty-two", 42)]
